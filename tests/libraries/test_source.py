"""What the source asks of libraries, and what bandit finds in it."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ["platform_site", "groups", "cases", "meetings"]
NOSEC = re.compile(r"# nosec(?P<numbers>( B\d{3})*)")


def modules():
    return [path for folder in SOURCE for path in (ROOT / folder).rglob("*.py")]


def imported():
    """The top-level packages that the source imports."""
    names = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - set(SOURCE)


def normalised(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_that_the_source_imports_is_chosen_or_said_to_come_along():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["machines"]
    chosen = {normalised(re.match(r"[\w-]+", line)[0]) for line in lines}
    brought_text = re.search(
        r"^Used, and brought by .*?: (.*?)\.\n\n", text_of_dependencies(), re.DOTALL | re.MULTILINE
    )
    brought = {normalised(name) for name in re.findall(r"[\w.]+", re.sub(r"\(.*?\)", "", brought_text[1]))} - {"and"}
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements-machines.txt").read_text(), re.MULTILINE))
    distributions = packages_distributions()
    used = {name: {normalised(each) for each in distributions.get(name, [name])} for name in imported()}

    assert brought - locked == set()
    assert brought & chosen == set()
    assert {name for name, offered in used.items() if not offered & (chosen | brought)} == set()


def text_of_dependencies():
    return (ROOT / "docs" / "dependencies.md").read_text()


def test_bandit_finds_nothing_of_medium_or_high():
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-f", "json", "-r", *SOURCE, "manage.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)
    severe = [
        f"{each['filename']}:{each['line_number']} {each['test_id']}"
        for each in found["results"]
        if each["issue_severity"] != "LOW"
    ]

    assert found["errors"] == []
    assert found["metrics"]["_totals"]["loc"] > 30_000
    assert severe == []


def test_each_exception_from_bandit_names_its_number_and_stands_under_its_reason():
    unexplained = []
    for path in modules():
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            found = NOSEC.search(line)
            above = [before.strip() for before in lines[max(0, number - 8) : number]]
            if found and not (found["numbers"] and any(before.startswith("#") for before in above)):
                unexplained.append(f"{path.relative_to(ROOT)}:{number + 1}")

    assert unexplained == []
