"""Known weaknesses of the locked packages: `python -m tests.libraries.advisories [--strict]`, a part of `./run check`.

pip-audit asks the package index. Where nothing answers, as on a machine without network, that is said and passes: an
old copy of the advisories would know nothing of the versions locked since. With --strict it fails.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = "requirements-dev.txt"
SECONDS_TO_ANSWER = 180


@dataclass
class Audit:
    """What was found of the packages asked for; `reason` says why nothing was."""

    asked: int = 0
    weaknesses: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    reason: str = ""

    @property
    def lines(self) -> list[str]:
        """The outcome in words."""
        if self.reason:
            return [f"NOT CHECKED: {self.reason}"]
        known = [f"{len(self.weaknesses)} known weaknesses of {self.asked} locked packages"]
        if self.unanswered:
            known.append(f"NOT CHECKED, the index knows nothing of: {', '.join(self.unanswered)}")
        return [*self.weaknesses, *known]

    def status(self, strict: bool) -> int:
        """The exit status."""
        return int(bool(self.weaknesses) or strict and bool(self.reason or self.unanswered))


def audit(command: list[str], seconds: float = SECONDS_TO_ANSWER) -> Audit:
    """Run pip-audit by that command and read its JSON."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return Audit(reason=f"no answer within {seconds:g} seconds")
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return Audit(reason=(done.stderr.strip().splitlines() or ["pip-audit printed nothing"])[-1][:300])
    if not packages:
        return Audit(reason="pip-audit found no packages in the lock")
    unanswered = [package["name"] for package in packages if "skip_reason" in package]
    if len(unanswered) == len(packages):
        return Audit(len(packages), reason="the package index has no advisories, or none was reached")
    weaknesses = [
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'none'}"
        for package in packages
        for found in package.get("vulns", [])
    ]
    return Audit(len(packages), weaknesses, unanswered)


def command() -> list[str]:
    """pip-audit for the lock, which installs and resolves nothing."""
    options = [
        "--require-hashes",
        "--disable-pip",
        "--format=json",
        "--desc=off",
        "--progress-spinner=off",
        "--timeout=10",
    ]
    return [sys.executable, "-m", "pip_audit", *options, "--requirement", LOCK]


if __name__ == "__main__":
    outcome = audit(command())
    print(*outcome.lines, sep="\n")
    sys.exit(outcome.status(strict="--strict" in sys.argv[1:]))
