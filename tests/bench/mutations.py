"""Changes one thing at a time in the rules that everything rests on, and asks their own tests whether they notice.

    python -m tests.bench.mutations [MODULE …] [--sample 20] [--seed 1]

One process collects a module's tests and makes the database; each mutant is a fork of it, in which the functions of
the module get the changed code. So a mutant costs its tests and no start, which the kept mutation libraries pay for
each. Changed are function bodies: comparisons, and/or, not, constants, returned values, statements left out.
"""

import argparse
import ast
import copy
import gc
import os
import random
import signal
import sys
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Module and the tests that are its own, the fastest ones first.
MODULES = {
    "cases/matching.py": ["tests/cases/test_matching.py"],
    "cases/ledger/tallies.py": ["tests/cases/ledger/test_tallies.py"],
    "cases/ledger/writing.py": ["tests/cases/ledger/test_writing.py", "tests/cases/ledger/test_kinds.py"],
    "cases/ledger/standing.py": ["tests/cases/ledger", "tests/meetings/sitting/test_decisions.py"],
    "groups/permissions.py": ["tests/groups/test_permissions.py"],
    "meetings/permissions.py": ["tests/groups/test_permissions.py", "tests/meetings/sitting/test_pages.py"],
}
# A mutant that loops for ever was noticed too.
PATIENCE = 120
NOT_PUT_IN = 3
SWAPPED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def mutants(tree):
    """(line, what was changed, a changed copy of the tree) for every place in a function's body."""
    nodes = list(ast.walk(tree))
    inside = [at for at, node in enumerate(nodes) if _in_function(tree, node)]
    for at in inside:
        for what, change in _changes(nodes[at]):
            changed = copy.deepcopy(tree)
            change(list(ast.walk(changed))[at])
            yield nodes[at].lineno, what, ast.fix_missing_locations(changed)


def _in_function(tree, node):
    if not hasattr(tree, "inside"):
        tree.inside = {
            id(inner)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for statement in function.body
            if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
            for inner in ast.walk(statement)
        }
    return id(node) in tree.inside and hasattr(node, "lineno")


def _changes(node):
    if isinstance(node, ast.Compare):
        yield f"{_named(node.ops[0])} → {SWAPPED[type(node.ops[0])].__name__}", _with_op(True)
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in SWAPPED:
        yield f"{_named(node.op)} → {SWAPPED[type(node.op)].__name__}", _with_op(False)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not left out", lambda found: setattr(found, "op", ast.UAdd()) or _doubly_not(found)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"{node.value} → {not node.value}", lambda found: setattr(found, "value", not found.value)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield f"{node.value} + 1", lambda found: setattr(found, "value", found.value + 1)
    elif isinstance(node, ast.Return) and getattr(node.value, "value", node) is not None:
        yield "return None", lambda found: setattr(found, "value", ast.Constant(None))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "statement left out", lambda found: setattr(found, "value", ast.Constant(None))
    elif isinstance(node, ast.Raise):
        yield "raise left out", lambda found: found.__dict__.update(exc=None, cause=None) or _no_raise(found)
    elif isinstance(node, ast.If | ast.IfExp):
        yield "condition turned round", lambda found: setattr(found, "test", ast.UnaryOp(ast.Not(), found.test))


def _named(op):
    return type(op).__name__


def _with_op(is_compare):
    def change(found):
        if is_compare:
            found.ops[0] = SWAPPED[type(found.ops[0])]()
        else:
            found.op = SWAPPED[type(found.op)]()

    return change


def _doubly_not(found):
    """not x becomes not not x: x as a truth value."""
    found.op, found.operand = ast.Not(), ast.UnaryOp(ast.Not(), found.operand)


def _no_raise(found):
    found.__class__ = ast.Pass


class Mutating:
    """A pytest plugin that runs the collected tests once, and then once more in a fork for each mutant."""

    def __init__(self, module, sample, seed):
        self.path = ROOT / module
        self.sample, self.seed = sample, seed
        self.failed = False
        self.total, self.survivors = 0, []

    def pytest_runtest_logreport(self, report):
        self.failed |= report.failed

    def pytest_runtestloop(self, session):
        self._run(session.items, keep=True)
        assert not self.failed, "the tests fail without a mutant"
        from django.db import connection

        connection.close()
        found = list(mutants(ast.parse(self.path.read_text())))
        random.Random(self.seed).shuffle(found)
        for line, what, tree in sorted(found[: self.sample or None], key=lambda mutant: mutant[0]):
            self.total += 1
            if self._survives(session, tree):
                self.survivors.append((line, what))
                print(f"\n  survivor: {self.path.name}:{line} {what}", flush=True)
        return True

    def _run(self, items, keep=False):
        # The last test keeps what the session shares: a later one is said to follow.
        for at, item in enumerate(items):
            after = items[at + 1] if at + 1 < len(items) else items[0] if keep else None
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            if self.failed:
                return

    def _survives(self, session, tree):
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            signal.alarm(PATIENCE)
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1), os.dup2(null, 2)
            try:
                self._put_in(compile(tree, str(self.path), "exec"))
            except BaseException:
                os._exit(NOT_PUT_IN)
            try:
                self._run(session.items, keep=True)
            except BaseException:
                self.failed = True
            os._exit(1 if self.failed else 0)
        status = os.waitpid(pid, 0)[1]
        assert os.waitstatus_to_exitcode(status) != NOT_PUT_IN, "the mutant found no function to live in"
        return status == 0

    def _put_in(self, code):
        """Give every living function of the module its code of that tree, whoever imported it under what name."""
        # tests/conftest.py hides what was loaded from the collector, and so from the list of objects.
        gc.unfreeze()
        codes, waiting = {}, [code]
        while waiting:
            one = waiting.pop()
            codes[one.co_qualname, one.co_firstlineno] = one
            waiting += [const for const in one.co_consts if isinstance(const, types.CodeType)]
        found = 0
        for function in gc.get_objects():
            if isinstance(function, types.FunctionType) and function.__code__.co_filename == str(self.path):
                key = function.__code__.co_qualname, function.__code__.co_firstlineno
                if key in codes and codes[key].co_freevars == function.__code__.co_freevars:
                    function.__code__ = codes[key]
                    found += 1
        assert found


def main():
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.mutations")
    arguments.add_argument("modules", nargs="*", default=list(MODULES), metavar="MODULE")
    arguments.add_argument("--sample", type=int, default=0, help="mutants of each module, drawn by the seed; 0: all")
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    if len(chosen.modules) > 1:
        # Each in a process of its own: pytest sets Django up once.
        options = ["--sample", str(chosen.sample), "--seed", str(chosen.seed)]
        for module in chosen.modules:
            os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-m", "tests.bench.mutations", module, *options])
        return
    (module,) = chosen.modules
    plugin = Mutating(module, chosen.sample, chosen.seed)
    quiet = ["-q", "-n0", "--no-header", "-p", "no:cacheprovider"]
    pytest.main([*quiet, *MODULES[module]], plugins=[plugin])
    killed = plugin.total - len(plugin.survivors)
    share = f"{killed / plugin.total:.0%}" if plugin.total else "-"
    print(f"\n{module}: {killed} of {plugin.total} mutants noticed ({share})", flush=True)


if __name__ == "__main__":
    main()
