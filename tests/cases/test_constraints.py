"""What the database itself refuses, asked by the ORM without any form or ledger in between."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from cases.models import (
    Attachment,
    Case,
    CaseCity,
    CaseTitle,
    CommonTopic,
    Kind,
    QuarterlyUpdate,
    ReminderSent,
    StatusChange,
    Succession,
    UpdateStep,
)
from groups.models import City
from platform_site.shared.triggers import Refusal, refusal
from tests.cases.reporting.rows import filed, period, tracked_case
from tests.factories import CaseFactory, CaseTitleFactory, MeetingFactory, group, record

pytestmark = pytest.mark.django_db


def refused_by(constraint, write):
    """Run `write` and see it refused. SQLite names a unique constraint by its columns only, so names are for checks."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    assert constraint in str(refusal.value) or "UNIQUE constraint failed" in str(refusal.value)


def change(**fields):
    values = {"kind": Kind.ADDED, "printed_title": "案名", "actor_name": "測試", "group": group()}
    return StatusChange(**{**values, **fields})


class TestCase:
    def test_its_status_is_one_of_the_ledgers(self):
        case = CaseFactory()
        refused_by("case_status_is_known", lambda: Case.objects.filter(pk=case.pk).update(status="closed"))

    @pytest.mark.parametrize("status", ["", "added", "tracked", "delisted"])
    def test_every_status_of_the_ledger_is_taken(self, status):
        case = CaseFactory()
        assert Case.objects.filter(pk=case.pk).update(status=status) == 1

    def test_its_title_is_not_blank(self):
        refused_by("case_title_not_blank", lambda: Case.objects.bulk_create([Case(group=group(), title="")]))

    def test_it_is_not_its_own_parent(self):
        case = CaseFactory()
        refused_by("case_is_not_its_own_parent", lambda: Case.objects.filter(pk=case.pk).update(parent=case.pk))

    @pytest.mark.parametrize(
        "attack",
        [
            lambda sub, top: Case.objects.bulk_create([Case(group=top.group, title="孫案", parent=sub)]),
            lambda sub, top: Case.objects.filter(pk=top.pk).update(parent=sub),
            lambda sub, top: Case.objects.filter(pk=sub.parent_id).update(parent=top),
        ],
        ids=["a sub-case's sub-case", "a sub-case as parent", "a parent gets a parent"],
    )
    def test_a_sub_case_has_no_sub_cases(self, attack):
        sub, top = CaseFactory(parent=CaseFactory()), CaseFactory()
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            attack(sub, top)
        assert refusal(error.value) is Refusal.CASE_DEPTH
        assert Case.objects.filter(parent__parent__isnull=False).count() == 0

    def test_a_parent_and_its_sub_case_may_be_saved_and_parted(self):
        sub = CaseFactory(parent=CaseFactory())
        sub.title = "新案名"
        sub.save()
        sub.parent.save()
        assert Case.objects.filter(pk=sub.pk).update(parent=None) == 1

    def test_it_stays_while_the_ledger_knows_it(self):
        case = record(CaseFactory(), MeetingFactory()).case
        with pytest.raises(ProtectedError):
            case.delete()

    def test_a_parent_stays_while_it_has_sub_cases(self):
        parent = CaseFactory(parent=None)
        CaseFactory(parent=parent)
        with pytest.raises(ProtectedError):
            parent.delete()

    def test_its_group_stays_while_it_has_cases(self):
        with pytest.raises(ProtectedError):
            CaseFactory().group.delete()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_a_chain_at_once_one_is_refused():
    top, middle, sub = CaseFactory(), CaseFactory(), CaseFactory()
    barrier, refused = threading.Barrier(2), []

    def give_parent(case, parent):
        try:
            # SQLite's transaction begins with the write lock, so they meet in front of it.
            barrier.wait(timeout=10)
            with transaction.atomic():
                Case.objects.filter(pk=case.pk).update(parent=parent)
        except OperationalError as deadlock:
            refused.append(str(deadlock))
        except IntegrityError as error:
            refused.append(refusal(error))
        finally:
            connection.close()

    pairs = [(middle, top), (sub, middle)]
    threads = [threading.Thread(target=give_parent, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(refused) == 1
    assert Case.objects.filter(pk__in=[middle.pk, sub.pk], parent__isnull=False).count() == 1


class TestCaseTitle:
    def test_a_title_stands_once_per_case(self):
        row = CaseTitleFactory()
        refused_by("casetitle_once_per_case", lambda: CaseTitle.objects.create(case=row.case, title=row.title))

    def test_two_cases_may_share_a_title(self):
        row = CaseTitleFactory()
        assert CaseTitleFactory(case=CaseFactory(), title=row.title).pk

    def test_it_is_not_blank(self):
        case = CaseFactory()
        refused_by("casetitle_not_blank", lambda: CaseTitle.objects.create(case=case, title=""))


class TestStatusChange:
    def test_there_is_one_per_case_and_meeting(self):
        row = record(CaseFactory(), MeetingFactory())
        again = change(case=row.case, meeting=row.meeting, kind=Kind.TRACKED)
        refused_by("statuschange_once_per_case_and_meeting", again.save)
        refused_by("statuschange_once_per_case_and_meeting", lambda: StatusChange.objects.bulk_create([again]))

    def test_its_kind_is_known(self):
        row = change(case=CaseFactory(), meeting=MeetingFactory(), kind="closed")
        refused_by("statuschange_kind_is_known", row.save)

    @pytest.mark.parametrize("kind", [Kind.ADDED, Kind.DELISTED])
    def test_only_a_tracked_row_may_be_unnamed(self, kind):
        case, meeting = CaseFactory(), MeetingFactory()
        row = change(case=case, meeting=meeting, kind=kind, printed_title="")
        refused_by("statuschange_only_tracked_unnamed", row.save)
        change(case=case, meeting=meeting, kind=Kind.TRACKED, printed_title="").save()

    def test_a_correction_says_why(self):
        row = record(CaseFactory(), MeetingFactory())
        later = change(case=row.case, meeting=MeetingFactory(), kind=Kind.TRACKED, corrects=row, effect="restated")
        refused_by("statuschange_correction_has_reason", later.save)

    def test_a_correction_has_an_effect_and_nothing_else_has_one(self):
        row = record(CaseFactory(), MeetingFactory())
        later = change(case=row.case, meeting=MeetingFactory(), kind=Kind.DELISTED, corrects=row, note="誤列")
        for wrong in ("", "restored"):
            later.effect = wrong
            refused_by("statuschange_effect_is_of_a_correction", later.save)
        row = change(case=CaseFactory(), meeting=MeetingFactory(), effect="struck", kind=Kind.DELISTED)
        refused_by("statuschange_effect_is_of_a_correction", row.save)

    def test_a_correction_is_of_the_same_case(self):
        row = record(CaseFactory(), MeetingFactory())
        later = change(
            case=CaseFactory(), meeting=MeetingFactory(), kind=Kind.TRACKED, corrects=row, effect="restated", note="誤"
        )
        refused_by("更正須與所更正的異動屬於同一合作案", later.save)
        later.corrects = None
        later.effect = ""
        later.save()
        rows = StatusChange.objects.filter(pk=later.pk)
        refused_by("更正須與所更正的異動屬於同一合作案", lambda: rows.update(corrects=row, effect="restated"))

    def test_it_names_its_actor(self):
        refused_by("statuschange_actor_named", change(case=CaseFactory(), meeting=MeetingFactory(), actor_name="").save)

    def test_a_corrected_row_stays(self):
        row = record(CaseFactory(), MeetingFactory())
        change(
            case=row.case, meeting=MeetingFactory(), kind=Kind.TRACKED, corrects=row, effect="restated", note="誤列"
        ).save()
        with pytest.raises(ProtectedError):
            row.delete()

    @pytest.mark.parametrize("missing", ["case_id", "meeting_id", "group_id"])
    def test_it_has_a_case_a_meeting_and_a_group(self, missing):
        row = change(case=CaseFactory(), meeting=MeetingFactory())
        setattr(row, missing, None)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


class TestSuccession:
    @pytest.fixture
    def pair(self):
        return {"predecessor": CaseFactory(), "successor": CaseFactory()}

    def test_a_pair_stands_once(self, pair):
        Succession.objects.create(**pair, kind="split")
        refused_by("succession_once_per_pair", lambda: Succession.objects.create(**pair, kind="merged"))

    def test_it_is_between_two_cases(self, pair):
        one = pair["predecessor"]
        refused_by(
            "succession_between_two_cases",
            lambda: Succession.objects.create(predecessor=one, successor=one, kind="split"),
        )

    def test_its_kind_is_known(self, pair):
        refused_by("succession_kind_is_known", lambda: Succession.objects.create(**pair, kind="renamed"))


class TestNames:
    """Whoever did something is named on the row."""

    @pytest.fixture
    def update(self):
        return filed(tracked_case())

    def test_an_update_says_who_saved_it(self, update):
        refused_by("update_saved_by_somebody", lambda: QuarterlyUpdate.objects.update(saved_by_name=""))

    def test_a_step_says_who_took_it_and_between_which_states(self, update):
        refused_by("updatestep_names_its_actor", lambda: UpdateStep.objects.update(actor_name=""))
        refused_by("updatestep_state_is_known", lambda: UpdateStep.objects.update(from_state="closed"))

    def test_an_attachment_has_a_name_and_an_uploader(self, update):
        row = {"update": update, "file": "x", "content_type": "text/plain", "size": 1, "sha256": "0" * 64}
        named = Attachment(**row, name="附件.txt", uploaded_by_name="")
        refused_by("attachment_names_its_uploader", named.save)
        refused_by("attachment_has_name", Attachment(**row, name="", uploaded_by_name="王小明").save)

    def test_a_reminder_has_an_address_and_is_sent_once_claimed(self):
        user = User.objects.create_user("liaison")
        now = timezone.now()
        row = {"user": user, "platform": group().platform, "period": period(), "stage": 1, "claimed_at": now}
        refused_by("reminder_has_address", ReminderSent(**row, address="").save)
        early = ReminderSent(**row, address="a@example.org", sent_at=now - timedelta(seconds=1))
        refused_by("reminder_sent_once_claimed", early.save)


def test_a_common_topic_has_a_name():
    refused_by("commontopic_name_not_blank", lambda: CommonTopic.objects.create(name=""))


def test_a_common_topic_stands_once():
    CommonTopic.objects.create(name="測試議題")
    refused_by("commontopic_name", lambda: CommonTopic.objects.create(name="測試議題"))


class TestCaseCity:
    def row(self, case=None, **fields):
        case = case or CaseFactory()
        values = {"role": "leads", "updated_by_name": "測試", "city": City.objects.first()}
        return CaseCity(case=case, **{**values, **fields})

    def test_a_city_has_one_role_per_case(self):
        case = CaseFactory()
        self.row(case).save()
        refused_by("casecity_once_per_case", lambda: CaseCity.objects.bulk_create([self.row(case, role="takes_part")]))

    @pytest.mark.parametrize("role", ["", "host"])
    def test_its_role_is_one_of_the_three(self, role):
        refused_by("casecity_role_is_known", lambda: self.row(role=role).save())

    @pytest.mark.parametrize("role", ["leads", "takes_part", "apart"])
    def test_each_role_is_taken(self, role):
        self.row(role=role).save()

    def test_its_source_is_known_and_a_report_has_its_quarter(self):
        refused_by("casecity_names_what_it_rests_on", lambda: self.row(source="guess").save())
        refused_by("casecity_names_what_it_rests_on", lambda: self.row(source="contribution").save())
        refused_by("casecity_names_what_it_rests_on", lambda: self.row(period=period()).save())
        self.row(source="contribution", period=period()).save()

    def test_it_names_who_wrote_it(self):
        refused_by("casecity_names_who_wrote_it", lambda: self.row(updated_by_name="").save())
