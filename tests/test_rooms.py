"""The house: which room may import which, and how large a room may be. docs/architecture.md draws it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["platform_site", "groups", "cases", "meetings"]
MOST_MODULES, MOST_LINES = 12, 400
# Imports that must not be: importing module, imported module, the contract of pyproject.toml that refuses it.
FORBIDDEN = [
    ("platform_site.shared.roc", "groups.models", "shared tools know no app"),
    ("groups.names", "cases.matching", "groups stand below cases and meetings"),
    ("cases.matching", "meetings.models", "cases stand below meetings, their pages aside"),
    ("cases.ledger.writing", "cases.pages.selectors", "nothing imports pages"),
    ("meetings.minutes.render", "django", "the minutes' document model, text and parsing know no Django and no rows"),
]


@pytest.fixture
def copied_tree(tmp_path):
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder):
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=folder, capture_output=True, text=True
    )
    return done.returncode, dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE)), done.stdout


def test_each_contract_holds_and_breaks_at_an_import_it_forbids(copied_tree):
    before, kept, _ = lint_imports(copied_tree)
    for importer, imported, _ in FORBIDDEN:
        with (copied_tree / f"{importer.replace('.', '/')}.py").open("a") as module:
            module.write(f"\n\nimport {imported}\n")
    after, broken, output = lint_imports(copied_tree)

    assert (before, set(kept.values())) == (0, {"KEPT"})
    assert (after, broken) == (1, {contract: "BROKEN" for _, _, contract in FORBIDDEN})
    assert [pair for pair in FORBIDDEN if f"{pair[0]} -> {pair[1]} " not in output] == []


def modules(folders=APPS):
    """Every module a person wrote below these folders."""
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def test_no_folder_holds_more_modules_than_a_reader_can_take_in():
    folders = {}
    for path in modules([*APPS, "tests"]):
        if path.name != "__init__.py":
            folders.setdefault(path.parent.relative_to(ROOT).as_posix(), []).append(path.name)

    assert {folder: names for folder, names in folders.items() if len(names) > MOST_MODULES} == {}


def test_no_module_is_longer_than_a_reader_can_take_in():
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in modules()}

    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_migration_takes_a_choice_from_the_code_of_today():
    migrations = [path for app in APPS for path in (ROOT / app).glob("**/migrations/*.py")]
    named = {
        path.name: re.findall(r"\b(?:groups|cases|meetings)\.[\w.]+\['\w+'\]", path.read_text()) for path in migrations
    }

    assert {name: found for name, found in named.items() if found} == {}
