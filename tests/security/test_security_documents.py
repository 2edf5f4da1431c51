"""SECURITY.md and the tables behind it: what they name is there, every control has its row, the figures add up."""

import ast
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ["SECURITY.md", "docs/dependencies.md", *sorted(f"docs/security/{name}.md" for name in
             ("asvs", "baseline", "design"))]  # fmt: skip
TABLES = ["docs/security/asvs.md", "docs/security/baseline.md"]
STATES = ["met", "not applicable", "not met", "operator"]
# The numbers and levels of OWASP ASVS 5.0.0, levels 1 and 2, out of the standard's own CSV; its text is CC BY-SA.
REQUIREMENTS = ROOT / "tests" / "security" / "asvs_5_levels_1_and_2.txt"
# Rows of 附表十 for level 中 in each 構面; 系統與通訊保護 asks for nothing below 高.
CONTROLS = {"存取控制": 12, "事件日誌與可歸責性": 11, "營運持續計畫": 5, "識別與鑑別": 11, "系統與服務獲得": 16,
            "系統與通訊保護": 0, "系統與資訊完整性": 7}  # fmt: skip
# Names in capitals that are no settings: a list of the code, a variable of gunicorn.
OTHERS = {"CONTEXT_WORDS", "FORWARDED_ALLOW_IPS"}
# A file or folder in code marks, a test's name after it.
PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|sql|md|toml|txt|html|js|conf|service|timer|env)))(?:::(\w+))?`")


def text_of(document):
    return (ROOT / document).read_text()


def rows_of(document):
    """The cells of each row of the document's tables, their heads aside."""
    lines = [line for line in text_of(document).splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [row for row, after in zip(rows, [*rows[1:], [""]], strict=True) if not is_rule(row) and not is_rule(after)]


def is_rule(row):
    return set("".join(row)) == {"-"}


@cache
def functions_of(path):
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def heading_anchors(path):
    heads = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_and_test_that_a_document_names_is_there(document):
    missing = []
    for name, function in PATH.findall(text_of(document)):
        path = ROOT / name
        if not path.exists():
            missing.append(name)
        elif function and function not in functions_of(path):
            missing.append(f"{name}::{function}")

    assert missing == []


@pytest.mark.parametrize("document", [*DOCUMENTS, "README.md", "docs/deploying.md"])
def test_every_setting_that_a_document_names_is_there(document):
    files = [path.read_text() for path in (ROOT / "platform_site").glob("settings*.py")]
    read = set(re.findall(r"env(?:\.\w+)?\(\"(\w+)\"", "".join(files)))
    named = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=\S+)?`", text_of(document)))

    assert {name for name in named - read - OTHERS if not hasattr(settings, name)} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_to_a_heading_that_is_there(document):
    here = ROOT / document
    broken = []
    for link, anchor in re.findall(r"\]\(([^)#:]+)(?:#([^)]+))?\)", text_of(document)):
        path = here.parent / link
        if not path.exists() or (anchor and anchor not in heading_anchors(path)):
            broken.append(f"{link}#{anchor}")

    assert broken == []


def test_every_requirement_of_the_standard_has_one_row_with_its_level():
    required = [tuple(line.split()) for line in REQUIREMENTS.read_text().splitlines()]

    assert len(required) == 253
    assert [(number, level) for number, level, *_ in rows_of("docs/security/asvs.md")] == required


def test_every_control_of_the_baseline_has_its_row():
    parts = re.split(r"^## ", text_of("docs/security/baseline.md"), flags=re.MULTILINE)[1:]
    rows = {
        part.splitlines()[0].partition("、")[2]: len(re.findall(r"^\| \d+ \|", part, re.MULTILINE)) for part in parts
    }
    numbers = [int(row[0]) for row in rows_of("docs/security/baseline.md")]

    assert {name: count for name, count in rows.items() if name} == CONTROLS
    assert numbers == list(range(1, sum(CONTROLS.values()) + 1))


@pytest.mark.parametrize("table", TABLES)
def test_the_figures_in_the_head_are_those_of_the_rows(table):
    rows = rows_of(table)
    states = Counter(row[-2] for row in rows)
    tested = sum(row[-2] == "met" and "`tests/" in row[-1] for row in rows)
    stated = re.search(r"^Figures: (\d+) \w+: (\d+) met \((\d+) name a test\), (\d+) not applicable, (\d+) not met, "
                       r"(\d+) operator\.$", text_of(table), re.MULTILINE)  # fmt: skip

    assert set(states) == set(STATES)
    assert [int(figure) for figure in stated.groups()] == [
        len(rows), states["met"], tested, *(states[state] for state in STATES[1:])
    ]  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_where_or_why(table):
    assert [row[0] for row in rows_of(table) if not row[-1]] == []
    untested = [row for row in rows_of(table) if row[-2] == "met" and "`tests/" not in row[-1]]
    # The code was read, or the requirement asks for a document.
    assert [row[0] for row in untested if "no test" not in row[-1].lower() and "](" not in row[-1]] == []


def test_every_direct_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    chosen = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    listed = rows_of("docs/dependencies.md")

    assert sorted(row[0] for row in listed) == sorted(re.match(r"[\w-]+", requirement)[0] for requirement in chosen)
    assert [row[0] for row in listed if len(row[1]) < 10 or not row[2]] == []
