"""An upgrade from each released version keeps every row and every digest; keep_version.py kept what they are."""

import json

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from groups.audit.models import AuditEntry
from meetings.search.rebuilding import differences
from platform_site.operations.archive import Archive, opened
from platform_site.operations.files import put_back
from platform_site.operations.rows import Digest, read, set_last_numbers, write
from platform_site.operations.tables import Table, every_table
from platform_site.shared import triggers
from tests.operations.conftest import new_empty_place
from tests.operations.upgrades.digests import chain_ends, digests
from tests.operations.upgrades.keep_version import VERSIONS

KEPT = sorted(VERSIONS.glob("*.zip"))
# Every migrate writes what is missing here, and a migration that changes rows leaves its trail.
MAY_GROW = {"django_content_type", "auth_permission", AuditEntry._meta.db_table}
# A package that is newer than the released versions; its own migrations cannot all be undone.
NOT_UNDONE = {"django_tasks_database"}
# Tables and columns of a released version that were given up on purpose: "table" or "table.column".
GIVEN_UP: set[str] = set()


def last_of_each_app(migrations):
    """The newest of the named migrations ("app.name") in each app, as migrate's targets."""
    graph = MigrationExecutor(connection).loader.graph
    nodes = {tuple(each.split(".", 1)) for each in migrations}
    newest = [node for node in nodes if not any(child.key in nodes and child.key[0] == node[0]
              for child in graph.node_map[node].children)]  # fmt: skip
    newer = [(app, None) for app in {app for app, _ in graph.nodes} - {app for app, _ in nodes} - NOT_UNDONE]
    return sorted(newest) + newer


def restore_as_it_was(archive: Archive) -> None:
    """Take an empty database back to the schema of the backup and put the backup's rows and files into it."""
    executor = MigrationExecutor(connection)
    state = executor.migrate(last_of_each_app(archive.manifest.migrations))
    models = [model for model in state.apps.get_models(include_auto_created=True) if not model._meta.proxy]
    tables = [Table(model) for model in models if model._meta.db_table in archive.manifest.tables]
    assert {table.name: sorted(field.column for field in table.fields) for table in tables} == {
        name: sorted(column for column, _ in said.columns) for name, said in archive.manifest.tables.items()
    }
    with put_back(archive), transaction.atomic():
        with triggers.put_aside(connection), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.name)}")
            for table in tables:
                write(table, rows_of(archive, table.name, [field.column for field in table.fields]))
            connection.check_constraints()
        set_last_numbers({table: archive.manifest.tables[table.name].last_number for table in tables if table.numbered})


def rows_of(archive: Archive, name: str, columns: list[str]):
    """The backup's rows of a table, with these columns in this order; what the backup has not is None."""
    at = {column: place for place, (column, _) in enumerate(archive.manifest.tables[name].columns)}
    with archive._entry(f"tables/{name}.jsonl") as entry:
        for row in map(json.loads, entry):
            yield [row[at[column]] if column in at else None for column in columns]


def what_is_lost(archive: Archive) -> list[str]:
    """Each table or column of the backup that is gone, each table whose rows are not those of the backup."""
    faults, tables = [], every_table()
    for name in sorted(archive.manifest.tables.keys() - GIVEN_UP):
        if name not in tables:
            faults.append(f"{name} is gone")
            continue
        table, before = tables[name], {column for column, _ in archive.manifest.tables[name].columns}
        columns = [field.column for field in table.fields]
        gone = {f"{name}.{column}" for column in before - set(columns)} - GIVEN_UP
        faults += [f"{column} is gone" for column in sorted(gone)]
        as_text = Digest(table).canonical
        were = list(map(as_text, rows_of(archive, name, columns)))
        # What was added since is not compared.
        kept = [
            as_text([value if column in before else None for column, value in zip(columns, row, strict=True)])
            for row in read(table)
        ]
        if name in MAY_GROW:
            known = set(were)
            kept = [row for row in kept if row in known]
        if kept != were:
            faults.append(f"{name}: {len(were)} rows then, {len(kept)} now, not all the same")
    return faults


def test_there_is_a_released_version():
    assert KEPT[0].name == "0.1.0.zip"
    assert all(path.with_suffix(".json").exists() and path.stat().st_size < 1_000_000 for path in KEPT)


@pytest.mark.slow
@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_an_upgrade_keeps_every_row_and_every_digest(path, databases, enter, tmp_path):
    figures = json.loads(path.with_suffix(".json").read_text())
    with enter(new_empty_place(databases, tmp_path)), opened(path) as archive:
        restore_as_it_was(archive)
        call_command("migrate", verbosity=0)

        assert what_is_lost(archive) == []
        assert digests() == figures["digests"]
        assert triggers.installed(connection) == triggers.expected(connection.vendor)
        # The chains' ends of then are still on them: exit status 0.
        call_command("verify_ledger", seal=[figures["seal"]])
        call_command("verify_audit", head=[figures["audit"]])
        assert chain_ends()["seal"] == figures["seal"]
        call_command("rebuild_search", verbosity=0)
        assert differences() == []
