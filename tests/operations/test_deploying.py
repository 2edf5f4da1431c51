"""What docs/deploying.md tells to copy: the files are whole, and name programs, commands and settings that exist."""

import configparser
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "docs" / "deploy"
UNITS = sorted(path.name for path in FILES.glob("*.service")) + sorted(path.name for path in FILES.glob("*.timer"))
HOME, BINARIES = "/srv/platform", "/srv/platform/.venv/bin/"
GUIDE = (ROOT / "docs" / "deploying.md").read_text()


def unit(name):
    parser = configparser.RawConfigParser(strict=False, delimiters="=", comment_prefixes="#")
    parser.optionxform = str
    parser.read_string((FILES / name).read_text())
    return parser


def environment():
    lines = (FILES / "platform.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def commands_in(text):
    """The management commands that a text names."""
    return set(re.findall(r"manage\.py (\w+)", text))


def test_the_guide_names_every_file_and_the_readme_the_guide():
    assert UNITS == ["platform-backup.service", "platform-worker.service", "platform.service", "platform-backup.timer"]
    for path in FILES.iterdir():
        assert f"(deploy/{path.name})" in GUIDE
    assert "(docs/deploying.md)" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_has_its_sections_and_a_value_for_each_key(name):
    sections = unit(name)
    of_kind = {".service": "Service", ".timer": "Timer"}[Path(name).suffix]

    assert {"Unit", of_kind} <= set(sections.sections()) <= {"Unit", of_kind, "Install"}
    assert all(re.fullmatch(r"[A-Z]\w+", key) for section in sections.sections() for key in sections[section])


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_a_service_starts_a_program_of_the_virtual_environment_in_the_checkout(name):
    service = unit(name)["Service"]
    program, *arguments = shlex.split(service["ExecStart"])

    assert service["WorkingDirectory"] == HOME
    assert service["EnvironmentFile"] == "/etc/platform.env"
    assert program.startswith(BINARIES)
    assert Path(sys.executable).with_name(program.removeprefix(BINARIES)).exists()
    assert service["User"] == service["Group"] == "platform"
    assert arguments


def test_every_command_that_is_told_to_run_exists():
    told = {name: commands_in(text) for name, text in texts().items()}

    assert told["platform-backup.service"] == {"backup"}
    assert told["platform-worker.service"] == {"db_worker"}
    assert told["platform.cron"] == {"backup", "open_periods", "send_reminders", "drop_documents"}
    assert set().union(*told.values()) <= set(get_commands())


def texts():
    return {path.name: path.read_text() for path in FILES.iterdir()} | {"guide": GUIDE}


def test_every_setting_of_the_environment_is_one_that_the_settings_read():
    settings = "".join(path.read_text() for path in (ROOT / "platform_site").glob("settings*.py"))
    read = set(re.findall(r"env(?:\.\w+)?\(\"(\w+)\"", settings))

    assert set(environment()) <= read
    assert environment()["DJANGO_ENV"] == "production"


def test_a_line_of_cron_has_five_times_a_user_and_a_command_of_the_checkout():
    lines = [line for line in (FILES / "platform.cron").read_text().splitlines() if not line.startswith("#")]

    assert len(lines) == 2
    for line in lines:
        assert re.match(r"(?:[\d*/,-]+ ){5}platform cd /srv/platform && set -a && \. /etc/platform\.env && ", line)


def test_every_statement_of_the_nginx_example_is_ended():
    text = re.sub(r"#.*", "", (FILES / "nginx.conf").read_text())
    lines = [line.strip() for line in text.splitlines() if line.strip()]

    assert [line for line in lines if not line.endswith((";", "{", "}"))] == []
    assert text.count("{") == text.count("}")
    # One address, not what the client sent with one more behind it.
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "$proxy_add_x_forwarded_for" not in text


@pytest.mark.sqlite_suffices
def test_the_server_of_the_unit_starts_as_written_and_logs_json_lines(databases, django_db_setup, tmp_path):
    """The unit's own command and environment; only folders, database and port are this machine's."""
    program, *arguments = shlex.split(unit("platform.service")["Service"]["ExecStart"])
    with socket.create_server(("127.0.0.1", 0)) as opened:
        port = opened.getsockname()[1]
        arguments[arguments.index("--bind") + 1] = f"fd://{opened.fileno()}"
        known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        told = environment() | {
            "DATABASE_URL": databases.url_of(databases.copy_migrated()),
            "MEDIA_ROOT": str(tmp_path),
            "STATIC_ROOT": str(tmp_path),
        }
        with (tmp_path / "log").open("wb") as log:
            server = subprocess.Popen(
                [Path(sys.executable).with_name(program.removeprefix(BINARIES)), *arguments],
                cwd=ROOT,
                env=known | told,
                stdout=log,
                stderr=log,
                pass_fds=[opened.fileno()],
            )
    try:
        ask(port, "/healthz", "10.0.0.1")
        answers = [
            ask(port, "/healthz", "10.0.0.1"),
            ask(port, "/", "platform.example.org"),
            ask(port, "/?q=typed", "platform.example.org", "https"),
        ]
    finally:
        server.terminate()
        server.wait(timeout=60)
    lines = (tmp_path / "log").read_text().splitlines()

    assert [(answer.status, answer.headers["Location"]) for answer in answers] == [
        (200, None),
        (301, "https://platform.example.org/"),
        (302, "/accounts/login/?next=/%3Fq%3Dtyped"),
    ]
    assert "max-age=31536000" in answers[2].headers["Strict-Transport-Security"]
    loggers = {json.loads(line)["logger"] for line in lines}
    assert loggers >= {"gunicorn.error", "platform_site.operations.requests"}
    # gunicorn says where it listens; the asker's address is in no line about a request.
    of_requests = [line for line in lines if '"gunicorn.error"' not in line]
    assert "typed" not in "".join(lines) and "127.0.0.1" not in "".join(of_requests)


def ask(port, address, host, scheme="http"):
    """The head of the answer of a server that may still be starting."""
    deadline = time.monotonic() + 60
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", address, headers={"Host": host, "X-Forwarded-Proto": scheme})
            answer = connection.getresponse()
            answer.read()
            return answer
        except OSError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.2)
        finally:
            connection.close()
