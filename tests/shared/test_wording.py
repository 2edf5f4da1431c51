"""The words of docs/glossary.md on the pages: one thing, one word. What the glossary sets aside is found nowhere."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile("[\u4e00-\u9fff]")
# A comment in a template, and one in a script or style sheet: read by us alone.
TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
SCRIPT_COMMENT = re.compile(r"^\s*//.*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
# What reads minutes as other people wrote them has to know other words than ours.
READERS = (
    "meetings/minutes/parsing/",
    "meetings/minutes/text/",
    "platform_site/shared/folding.py",
    "cases/normalising.py",
)


def set_aside():
    """(what is not written, what is written instead), out of the glossary's table."""
    rows = [line.strip("| \n").split(" | ") for line in (ROOT / "docs/glossary.md").read_text().splitlines()]
    table = [row for row in rows if len(row) == 3 and CHINESE.search(row[2])]
    return [(word, row[0]) for row in table for word in row[2].split("、")]


def python_texts(path):
    """(line, text) of each string with Chinese in it that is no docstring."""
    tree = ast.parse(path.read_text())
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        if isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def texts():
    """(where, text) of everything that can come onto a page, into a mail or onto a terminal."""
    for app in ("platform_site", "groups", "cases", "meetings"):
        for path in sorted((ROOT / app).rglob("*.py")):
            where = path.relative_to(ROOT).as_posix()
            if "migrations" not in path.parts and not where.startswith(READERS):
                for line, text in python_texts(path):
                    yield f"{where}:{line}", text
    for path in sorted((ROOT / "templates").rglob("*.*")):
        yield path.relative_to(ROOT).as_posix(), TEMPLATE_COMMENT.sub("", path.read_text())
    for path in sorted((ROOT / "platform_site/static").rglob("*.js")):
        yield path.relative_to(ROOT).as_posix(), SCRIPT_COMMENT.sub("", path.read_text())


@pytest.fixture(scope="module")
def all_texts():
    return list(texts())


def test_the_glossary_names_what_is_not_written():
    assert ("催報", "稽催") in set_aside()
    assert len(set_aside()) >= 40


def test_no_page_has_a_word_that_the_glossary_sets_aside(all_texts):
    found = [
        f"{where}: {word}, write {right}" for where, text in all_texts for word, right in set_aside() if word in text
    ]
    assert found == []


def test_every_word_of_our_own_is_one_of_a_page(all_texts):
    written = "".join(text for _, text in all_texts)
    own, _, _ = (ROOT / "docs/glossary.md").read_text().partition("## General words")
    table = [line for line in own.splitlines() if line.startswith("| ")]
    words = [line.split("|")[1].strip() for line in table]
    ours = [word for cell in words[2:] for word in cell.split("、")]
    assert [word for word in ours if word not in written] == []


def test_no_page_prints_a_western_date(all_texts):
    western = re.compile(r"\|date:[\"'][^\"']*[Yy]|strftime\([\"'][^\"']*%Y")
    assert [where for where, text in all_texts if where.startswith("templates/") and western.search(text)] == []
