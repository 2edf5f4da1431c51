"""The files for containers: whole, and of one mind with `run` and the settings. Docker itself is not asked."""

import re
from pathlib import Path

import yaml

from tests.support.databases import ROOT

FILES = ROOT / "docs" / "deploy"
COMPOSE = yaml.safe_load((FILES / "compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (FILES / "Dockerfile").read_text()
# gunicorn's own.
NOT_OURS = {"FORWARDED_ALLOW_IPS"}


def test_there_are_web_worker_database_and_proxy_and_all_wait_for_the_tables():
    assert SERVICES.keys() == {"database", "migrate", "web", "worker", "proxy"}
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert SERVICES["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert SERVICES["worker"]["command"][:2] == ["python", "manage.py"]


def test_only_the_proxy_is_reached_from_outside_and_only_by_it_the_web():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert SERVICES["database"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "proxy_pass http://web:8000" in (FILES / "compose-nginx.conf").read_text()
    assert '"0.0.0.0:8000"' in DOCKERFILE


def test_every_variable_is_a_setting():
    described = (ROOT / "platform_site" / "settings.py").read_text().split('"""')[1]
    named = {*SERVICES["web"]["environment"], *re.findall(r"^ENV (\w+)=|^    (\w+)=", DOCKERFILE, re.MULTILINE)[0]}

    assert {name for name in named - NOT_OURS if name and name not in described} == set()


def test_no_secret_stands_in_the_file():
    for name in ("SECRET_KEY", "MFA_ENCRYPTION_KEY"):
        assert SERVICES["web"]["environment"][name] == f"${{{name}:?}}"


def test_every_volume_and_file_that_is_named_is_there():
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith("$")
    }

    assert {name for name in used if not name.startswith(".")} == COMPOSE["volumes"].keys()
    assert all((FILES / name).exists() for name in used if name.startswith("."))
    build = SERVICES["web"]["build"]
    assert (FILES / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).exists()


def test_the_image_has_the_system_packages_of_run_and_the_lock_of_several_machines():
    run = (ROOT / "run").read_text()
    for line in ("PACKAGES", "OPTIONAL"):
        packages = re.search(rf'^{line}="(.*)"', run, re.MULTILINE)[1]
        assert packages in DOCKERFILE
    assert "--require-hashes -r requirements-machines.txt" in DOCKERFILE


def test_images_come_from_no_host_by_name():
    images = [service["image"] for service in SERVICES.values()] + re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert [image for image in images if "/" in image] == []


def test_what_the_image_leaves_out_is_no_code():
    left_out = (ROOT / ".dockerignore").read_text().split()

    assert {"var", ".git", ".venv"} <= set(left_out)
    assert {Path(name).parts[0] for name in left_out} & {"platform_site", "groups", "cases", "meetings"} == set()
