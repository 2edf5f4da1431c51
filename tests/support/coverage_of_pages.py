"""Every URL pattern and every template of the project is reached by a test, or a whole run fails.

Each process notes what its tests resolve and render; under pytest-xdist the workers hand their notes to the
controller, which judges at the end. Servers of browser tests are other processes and count for nothing here. The idea
is that of ietf/utils/test_runner.py in ietf-tools/datatracker.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.test.signals import template_rendered
from django.urls import URLResolver, get_resolver

# Named URL patterns and templates that no test reaches, each with the reason.
URLS_NOT_REACHED: dict[str, str] = {}
TEMPLATES_NOT_REACHED: dict[str, str] = {}


class PageCoverage:
    """A pytest plugin: collects the names of reached URLs and templates, and judges a whole run by them."""

    def __init__(self, config: pytest.Config):
        self.config = config
        self.urls: set[str] = set()
        self.templates: set[str] = set()
        self.missing: list[str] = []
        self._patch = pytest.MonkeyPatch()

    def pytest_sessionstart(self) -> None:
        resolve = BaseHandler.resolve_request

        def noted(handler, request):
            match = resolve(handler, request)
            self.urls.add(match.view_name)
            return match

        self._patch.setattr(BaseHandler, "resolve_request", noted)
        template_rendered.connect(self._note_template)

    def _note_template(self, template, **_) -> None:
        if template.name:
            # A name out of a template's own {% include %} is a SafeString, whose str() is one again.
            self.templates.add("".join(template.name))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node) -> None:
        """A worker of pytest-xdist has ended: take over what it noted. One that crashed has handed over nothing."""
        output = getattr(node, "workeroutput", {})
        self.urls.update(output.get("urls", ()))
        self.templates.update(output.get("templates", ()))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        self._patch.undo()
        template_rendered.disconnect(self._note_template)
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput |= {"urls": sorted(self.urls), "templates": sorted(self.templates)}
        elif exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and is_whole_run(self.config):
            self.missing = [
                *(f"no test reaches the URL {name}" for name in not_reached(url_names(), self.urls, URLS_NOT_REACHED)),
                *(
                    f"no test renders templates/{name}"
                    for name in not_reached(template_names(), self.templates, TEMPLATES_NOT_REACHED)
                ),
            ]
            if self.missing:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter) -> None:
        if self.missing:
            terminalreporter.section("pages without a test", red=True)
            for line in self.missing:
                terminalreporter.line(line)


def is_whole_run(config: pytest.Config) -> bool:
    """Whether every test was asked for: no file or folder named, nothing chosen by -k, -m, --lf and the like."""
    chosen = ("keyword", "markexpr", "lf", "deselect", "collectonly", "ignore", "ignore_glob", "maxfail")
    return config.args_source == pytest.Config.ArgsSource.TESTPATHS and not any(
        config.getoption(name, None) for name in chosen
    )


def not_reached(every: set[str], reached: set[str], reasons: dict[str, str]) -> list[str]:
    """What is missing, and what has a reason here although it is reached or gone: the lists stay true."""
    return sorted((every - reached) ^ reasons.keys())


def url_names() -> set[str]:
    """The names of all URL patterns with their namespaces, packages' and the admin's too."""
    return set(_names(get_resolver()))


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif pattern.name:
            yield namespace + pattern.name


def template_names() -> set[str]:
    """The files below templates/, as loaders name them."""
    folder = Path(settings.BASE_DIR) / "templates"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
