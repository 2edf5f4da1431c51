"""Every migration of our own goes forward, back and forward again on the real data, or says what it would lose."""

import gc
import importlib
import os
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from groups.models import City, IssueGroup, Platform
from meetings.models import MeetingLevel
from meetings.search.rebuilding import differences
from platform_site.operations.going_back import DERIVED, refuse_loss
from platform_site.shared import triggers
from platform_site.shared.refusals import Refusal
from tests.operations.conftest import Place
from tests.operations.upgrades import states
from tests.operations.upgrades.digests import chain_ends, digests
from tests.support.databases import copy_media

OWN = {"groups", "cases", "meetings"}
DERIVED_TABLES = {label.replace(".", "_") for label in DERIVED}
# How far each app goes back on the five meetings and the demo accounts without losing anything.
GOES_BACK_TO = {"cases": "0007_version_seals", "meetings": "0010_term_source", "groups": "0004_audit"}
# Those that would lose rows of the full site; a new migration whose tables or columns hold some is added here.
REFUSED = [
    "meetings.0014_publications",
    "meetings.0010_term_source",
    "meetings.0009_rejected_sentences",
    "meetings.0006_meeting_cycle",
    "cases.0011_saved_filters",
    "cases.0007_version_seals",
]
# Rows that the earlier schema refuses to hold; they go before the step is forced.
REFUSED_ROWS = {"cases.0007_version_seals": "DELETE FROM cases_seal WHERE kind = 'version'"}
# Below it stand the first tables: what is in them has nowhere to stay.
LAST_ON_DATA = ("cases", "0003_accepted_updates_stay")


class Way:
    """The migrations of our own in the order in which they run, and the steps over one of them."""

    def __init__(self):
        self.executor = MigrationExecutor(connection)
        plan = self.executor.migration_plan(self.executor.loader.graph.leaf_nodes(), clean_start=True)
        applied = self.executor.loader.applied_migrations
        self.steps, self._states = [], {}
        state = self.executor._create_project_state()
        for migration, _ in plan:
            key = (migration.app_label, migration.name)
            if migration.app_label in OWN and key in applied:
                self._states[key] = state.clone()
                self.steps.append(migration)
            state = migration.mutate_state(state, preserve=False)

    def back(self, migration):
        self.executor.unapply_migration(self._states[migration.app_label, migration.name].clone(), migration)

    def forward(self, migration):
        self.executor.apply_migration(self._states[migration.app_label, migration.name].clone(), migration)

    def losses(self, migration):
        """The sentence with which the command refuses to go back over it; "" where it does not."""
        earlier = [step.name for step in self.steps if step.app_label == migration.app_label]
        at = earlier.index(migration.name)
        try:
            refuse_loss(migration.app_label, earlier[at - 1] if at else "zero")
        except Refusal as error:
            return str(error)
        return ""


@pytest.fixture
def no_garbage_collection():
    """Migrating makes the models anew some hundred times; looking for garbage takes a third of the time."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def loaded_place(databases, tmp_path, django_db_setup):
    """The five meetings and the demo accounts."""
    url = databases.copy_for_site()
    name = url.removeprefix("sqlite:///") if url.startswith("sqlite") else urlsplit(url).path[1:]
    copy_media(tmp_path / "media")
    return Place(name, url, tmp_path / "media")


def delete(statement):
    """Delete rows that triggers keep."""
    if statement:
        with transaction.atomic(), triggers.put_aside(connection), connection.cursor() as cursor:
            cursor.execute(statement)


def without(found, tables):
    return {table: rows for table, rows in found.items() if table not in tables}


@pytest.mark.slow
def test_each_step_back_loses_nothing_or_is_refused_and_each_comes_back(place_of_its_own, enter, no_garbage_collection):
    refused, schemas, faults = {}, {}, []
    with enter(place_of_its_own):
        way = Way()
        for migration in reversed(way.steps):
            name = f"{migration.app_label}.{migration.name}"
            schema, rows = states.schema(), without(states.rows(), DERIVED_TABLES)
            schemas[name] = schema
            losses = way.losses(migration)
            if losses:
                refused[name] = losses
                delete(REFUSED_ROWS.get(name))
                rows = without(states.rows(), DERIVED_TABLES)
            way.back(migration)
            if losses:
                # The rows of the tables and columns that go are lost, as said; no other's are.
                lost = {table: what for table, what in states.lost(rows, states.rows()).items() if "gone" not in what}
                faults += [f"back over {name}: {table}: {what}" for table, what in lost.items()]
            else:
                way.forward(migration)
                again = without(states.rows(), DERIVED_TABLES)
                faults += [f"{name}, back and forward: {lost}" for lost in states.lost(rows, again).items()]
                faults += [f"{name}, back and forward: {thing}" for thing in states.different(schema, states.schema())]
                way.back(migration)
            if (migration.app_label, migration.name) == LAST_ON_DATA:
                break
        below = states.schema()
        for migration in way.steps[-len(schemas) :]:
            way.forward(migration)
            name = f"{migration.app_label}.{migration.name}"
            faults += [f"{name}: {thing}" for thing in states.different(schemas[name], states.schema())]

        assert faults == []
        assert len(schemas) >= 24
        # Those of the trail itself, which stands below.
        assert [name for name in below if name.startswith("trigger") and "audit" not in name] == []
        assert triggers.installed(connection) == triggers.expected(connection.vendor)
    assert "會失去封存紀錄5筆（不符較早的規則 seal_kind_is_known）。" in refused["cases.0007_version_seals"]
    assert list(refused) == REFUSED


@pytest.mark.slow
def test_the_first_tables_go_and_come_where_they_are_empty(databases, tmp_path, enter, no_garbage_collection):
    name = databases.new_empty()
    with enter(Place(name, databases.url_of(name), tmp_path)):
        call_command("migrate", "groups", verbosity=0)
        if os.environ.get("EVERY_MIGRATION"):
            # Tables as makemigrations wrote them, where nothing is to go wrong; they take most of a minute.
            call_command("migrate", "cases", "0002", verbosity=0)
        way, schemas, faults = Way(), {}, []
        for migration in reversed(way.steps):
            schemas[migration] = states.schema()
            way.back(migration)
        left = [name for name in states.schema() if "audit" in name or name.startswith("trigger")]
        for migration in way.steps:
            way.forward(migration)
            faults += [f"{migration}: {thing}" for thing in states.different(schemas[migration], states.schema())]

    assert len(schemas) >= 5
    assert (left, faults) == ([], [])


@pytest.mark.slow
def test_as_far_back_as_the_command_goes_every_digest_comes_back(loaded_place, enter):
    with enter(loaded_place):
        before, schema = digests() | chain_ends(), states.schema()
        for app, name in GOES_BACK_TO.items():
            call_command("migrate", app, name, verbosity=0)
        gone = [name for name in schema if name.startswith("trigger audit_") and name not in states.schema()]
        call_command("migrate", verbosity=0)
        call_command("rebuild_search", verbosity=0)

        assert len(gone) > 100
        assert digests() | chain_ends() == before
        assert states.different(schema, states.schema()) == []
        assert differences() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("app", "target", "lost"),
    [
        ("meetings", "0009", "任期的「依據」6筆、任期的歷程的「依據」6筆"),
        ("cases", "0006", "會議紀錄版本5筆"),
        ("auth", "0011", "使用者的「名字」1筆（超過30字）"),
    ],
)
def test_the_command_refuses_in_words_before_it_changes_anything(loaded_place, enter, app, target, lost):
    with enter(loaded_place):
        User.objects.filter(username="official").update(first_name="長" * 31)
        schema, rows = states.schema(), states.rows()
        with pytest.raises(CommandError) as refused:
            call_command("migrate", app, target, verbosity=0)

        assert str(refused.value).startswith(f"不可退回 {app}.{target}：較早的版本存不下現有資料，會失去")
        assert lost in str(refused.value)
        assert str(refused.value).endswith("請以該版本的程式還原升級前的備份。")
        assert (states.schema(), states.lost(rows, states.rows())) == (schema, {})


@pytest.mark.django_db
def test_the_audit_trail_is_never_migrated_away():
    with pytest.raises(CommandError, match="稽核軌跡[0-9,]+筆"):
        call_command("migrate", "groups", "0003", verbosity=0)


@pytest.mark.django_db
def test_what_has_no_way_back_or_no_such_name_is_left_to_django():
    with pytest.raises(CommandError, match="Cannot find a migration matching '9999'"):
        call_command("migrate", "groups", "9999", verbosity=0)
    refuse_loss("groups", "0005")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["groups.migrations.0002_reference_data", "meetings.migrations.0002_reference_levels"])
def test_reference_data_that_is_there_is_left_as_it_is(name):
    before = [list(model.objects.order_by("pk").values_list()) for model in (Platform, City, IssueGroup, MeetingLevel)]
    importlib.import_module(name).load(apps, None)

    assert before == [
        list(model.objects.order_by("pk").values_list()) for model in (Platform, City, IssueGroup, MeetingLevel)
    ]
