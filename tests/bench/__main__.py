"""`python -m tests.bench` runs every bench, `python -m tests.bench matching tallies` those named.

The matrix of reports, the search, exports, imports, documents, races, restart and growth fill databases of their own
and so run by themselves, each in its own process.
"""

import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

BENCHES = ["files", "matching", "minutes", "tallies"]
BY_THEMSELVES = ["matrix", "search", "exports", "bulk", "documents", "faults.races", "faults.restart", "growth"]


def main(names):
    names = names or [*BENCHES, *BY_THEMSELVES]
    unknown = set(names) - {*BENCHES, *BY_THEMSELVES}
    if unknown:
        sys.exit(f"No such bench: {', '.join(sorted(unknown))}. There are {', '.join([*BENCHES, *BY_THEMSELVES])}.")
    for name in [name for name in BY_THEMSELVES if name in names]:
        subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=True)
    if not set(names) & set(BENCHES):
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        prepare(Path(folder) / "bench.sqlite3")
        for name in [name for name in BENCHES if name in names]:
            # Imported here, since models can be imported only once Django is set up.
            importlib.import_module(f"tests.bench.{name}").run()


def prepare(path):
    """An own database with the platform's data, whatever database the caller's environment names."""
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{path}",
        "DJANGO_ENV": "local",
        "DJANGO_SETTINGS_MODULE": "platform_site.settings",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_platform", verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1:])
