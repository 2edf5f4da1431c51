"""Old minutes come in last as well: four meetings on record, the fifth as a file, whichever it is.

What must be known: every count, clause and title of the fifth; every identity that a person decided
(fixtures/identities.csv) or that is exact; and that nothing else is taken for known.
"""

import itertools
import random

import pytest
from django.apps import apps
from django.db import connection

from cases.matching import EXACT, NEW
from cases.models import StatusChange
from cases.normalising import normalise_title
from groups.actors import Actor
from meetings.imports.files import read_bytes
from meetings.imports.loading import IDENTITIES
from meetings.imports.plan import commit_plan, current_vocabulary, plan_import, read_decisions
from meetings.minutes.document import ClauseKind
from meetings.minutes.meaning import meaning
from meetings.minutes.parsing.parse import parse
from meetings.minutes.render import render
from meetings.models import Meeting, MeetingLevel
from meetings.record.compose import compose
from meetings.record.verifying import verify_ledger
from tests.meetings.imports.office_files import docx, odt, pdf, plain_texts
from tests.meetings.minutes.made.samples import NUMBERS, official, squashed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

IMPORTER = Actor("測試匯入")
# Titles printed as added and as delisted, counted by hand; sub-cases are not added ones.
NAMED = {1: (24, 21), 2: (15, 12), 3: (12, 24), 4: (2, 15), 5: (18, 15)}
DECIDED = {
    (decision.group, normalise_title(decision.title)): normalise_title(decision.case)
    for decision in read_decisions(IDENTITIES)
    if decision.kind != ClauseKind.NOTE
}
FILES = {"PDF": pdf, "ODT": odt, "DOCX": docx}


@pytest.fixture(autouse=True)
def no_meetings():
    """Take the five meetings off the record for one test, past the triggers that freeze them."""
    both = [apps.get_app_config(name).get_models(include_auto_created=True) for name in ("meetings", "cases")]
    tables = [model._meta.db_table for models in both for model in models if model is not MeetingLevel]
    statements = [f'DELETE FROM "{table}"' for table in tables]
    if connection.vendor == "postgresql":
        statements.append("SET LOCAL session_replication_role = origin")
    connection.ops.execute_sql_flush(statements)


def import_text(text):
    """Import as a person does who takes the first suggestion each time."""
    return commit_plan(plan_import(text), IMPORTER, accept_suggested=True)


def true_case(group, title):
    """Which case a printed title means, whatever the database says."""
    normalised = normalise_title(title)
    return group, DECIDED.get((group, normalised), normalised)


def cases_on_record():
    """The true cases under which each case of the database was printed; one each, if all identities are right."""
    found = {}
    for change in StatusChange.objects.exclude(printed_title="").select_related("group"):
        found.setdefault(change.case_id, set()).add(true_case(change.group.name, change.printed_title))
    return found


def read_as(kind, text):
    return read_bytes(FILES[kind](text), f"minutes.{kind.lower()}")


@pytest.fixture(params=NUMBERS)
def left_out(request):
    """A meeting's number; the other four are on record."""
    for number in NUMBERS:
        if number != request.param:
            import_text(official(number))
    return request.param


def test_a_meeting_left_out_is_understood_from_any_file_and_joined_to_the_record(left_out):
    text = official(left_out)
    expected = meaning(parse(text, current_vocabulary()).document)
    texts = {kind: read_as(kind, text) for kind in FILES}
    texts |= {encoding: read_bytes(content, "minutes.txt") for encoding, content in plain_texts(text).items()}
    known = {case: pk for pk, cases in cases_on_record().items() for case in cases}

    # Most encodings decode to one and the same text.
    for read, kind in {read: kind for kind, read in texts.items()}.items():
        plan = plan_import(read)

        assert plan.problems == (), kind
        assert squashed(render(plan.document)) == squashed(text), kind
        understood = meaning(plan.document)
        assert squashed(str(understood)) == squashed(str(expected)), kind
        assert named_titles(understood) == NAMED[left_out], kind
        for match in plan.matches:
            wanted = known.get(true_case(match.group, match.title))
            assert (match.best and match.best.case_id) == wanted or (wanted is None and match.how != EXACT), match

    meeting = import_text(texts["PDF"])

    assert squashed(render(compose(meeting))) == squashed(text)
    assert all(len(cases) == 1 for cases in cases_on_record().values())
    assert list(verify_ledger()) == []


def named_titles(understood):
    def count(kind):
        return sum(len(clause["titles"]) for clause in understood["clauses"] if clause["kind"] == kind)

    return count("added"), count("delisted")


def test_without_the_record_nothing_is_taken_for_known():
    for number in NUMBERS:
        assert {match.how for match in plan_import(official(number)).matches} == {NEW}


ORDERS = random.Random("orders of import").sample(list(itertools.permutations(NUMBERS)), 1)


@pytest.mark.parametrize("order", [(5, 4, 3, 2, 1), *ORDERS], ids=str)
def test_the_order_of_importing_does_not_change_which_titles_are_one_case(order):
    for number in order:
        import_text(official(number))

    cases = cases_on_record()

    assert all(len(true) == 1 for true in cases.values())
    assert len(cases) == len(set().union(*cases.values()))
    for meeting in Meeting.objects.filter(level__name="副市長層級"):
        assert squashed(render(compose(meeting))) == squashed(official(meeting.number))
    assert list(verify_ledger()) == []
