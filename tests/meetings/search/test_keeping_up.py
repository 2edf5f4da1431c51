"""The index follows what becomes readable for everybody, and nobody finds what is not."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from cases.models import Case, CaseTitle, SearchEntry, SearchKind, UpdateState
from cases.normalising import normalise_search
from cases.reporting.content import Content
from cases.reporting.workflow import accept, return_, revise, save_draft, submit
from cases.search.index import matching
from groups.actors import Actor
from groups.models import City
from groups.platforms import default_platform
from meetings.directives.motions import OutcomeContent, write_outcome
from meetings.directives.workflow import DirectiveContent, close, confirm, remove, reply
from meetings.imports.plan import commit_plan, plan_import
from meetings.models import Directive, Meeting, MotionItem
from meetings.record.finalising import finalise
from meetings.search.rebuilding import differences, rebuild
from meetings.versions.correcting import correct
from tests.cases.reporting.rows import LIAISON, RED, SECRETARY, draft, filed, tracked_case
from tests.factories import CaseFactory, CaseTitleFactory, MeetingFactory, group, record
from tests.meetings.directives.rows import draft as sixth
from tests.meetings.directives.rows import sentence_of
from tests.meetings.imports.samples import SIXTH
from tests.people import form_data, signed_in

pytestmark = pytest.mark.django_db

EVERYWHERE = list(SearchKind)
TELLING = Content(
    progress_text="鯨豚觀測完成。",
    next_steps="擴大賞鯨航線。",
    light="red",
    progress=10,
    cause="鯊魚出沒",
    remedy="改期辦理",
    remedy_due_on=RED.remedy_due_on,
)


def found(word, kind=None):
    """The kinds and sources that a search for the word finds."""
    kinds = [kind] if kind else EVERYWHERE
    platform, words = default_platform().pk, [normalise_search(word)]
    return {(SearchKind(one).name, hit.source_id) for one in kinds for hit in matching(one, platform, words, 100)}


class TestReports:
    @pytest.mark.parametrize("state", [UpdateState.DRAFT, UpdateState.SUBMITTED])
    @pytest.mark.parametrize("role", ["official", "liaison", "secretariat", "superuser"])
    def test_what_is_not_accepted_is_found_by_nobody(self, state, role):
        filed(tracked_case(), state=state, content=TELLING)

        assert found("鯨豚") == set()
        assert "查無結果" in signed_in(role).get("/search/?q=鯨豚").content.decode()

    def test_what_was_returned_is_not_found(self):
        update = filed(tracked_case(), content=TELLING)
        return_(update, "請補充。", SECRETARY, version=update.version)

        assert found("鯨豚") == set()

    @pytest.mark.parametrize("word", ["鯨豚", "航線", "鯊魚", "改期"])
    def test_an_accepted_report_is_found_by_each_of_its_texts(self, word):
        update = filed(tracked_case(), state=UpdateState.ACCEPTED, content=TELLING)

        assert found(word) == {("UPDATE", update.pk)}

    def test_a_citys_own_part_is_found_and_its_page_shows_it_there(self):
        city = City.objects.first()
        content = replace(TELLING, contributions={city.pk: "設置灘岸"})
        case = tracked_case()
        update = filed(case, state=UpdateState.ACCEPTED, content=content)
        reader = signed_in("official")
        page = reader.get("/search/?q=灘岸").content.decode()
        address = reverse("reporting:update", args=[update.period_id, case.pk])

        assert found("灘岸") == {("UPDATE", update.pk)}
        assert f'href="{address}#city-{city.pk}"' in page
        assert f'<dd id="city-{city.pk}">設置灘岸</dd>' in reader.get(address).content.decode()

    def test_each_text_of_a_report_has_its_anchor_on_the_page(self):
        case = tracked_case()
        update = filed(case, state=UpdateState.ACCEPTED, content=TELLING)
        page = signed_in("official").get(reverse("reporting:update", args=[update.period_id, case.pk]))
        (entry,) = SearchEntry.objects.filter(kind=SearchKind.UPDATE, source_id=update.pk)

        assert [anchor for _, anchor, _ in entry.parts] == ["progress_text", "next_steps", "cause", "remedy"]
        assert all(f'id="{anchor}"' in page.content.decode() for _, anchor, _ in entry.parts)

    def test_a_cause_that_the_page_does_not_show_is_not_found(self):
        content = Content(progress_text="鯨豚。", next_steps="續辦。", light="green", progress=1, cause="鯊魚出沒")
        filed(tracked_case(), state=UpdateState.ACCEPTED, content=content)

        assert found("鯊魚") == set()

    def test_a_correction_takes_the_place_of_what_it_corrects_once_it_is_accepted(self):
        before = filed(tracked_case(), state=UpdateState.ACCEPTED, content=TELLING)
        correction = revise(before, LIAISON)
        changed = Content(progress_text="海豚觀測完成。", next_steps="擴大航線。", light="green", progress=20)
        correction = save_draft(before.case, before.period, changed, LIAISON, version=correction.version)
        assert (found("鯨豚"), found("海豚")) == ({("UPDATE", before.pk)}, set())

        correction = submit(correction, LIAISON, version=correction.version)
        accept(correction, SECRETARY, version=correction.version)

        assert (found("鯨豚"), found("海豚")) == (set(), {("UPDATE", correction.pk)})
        assert [one for one in differences() if "季進度" in one] == []


class TestMeetings:
    def test_nothing_of_a_draft_is_found_until_it_is_final(self):
        meeting = commit_plan(
            plan_import(SIXTH.replace("請各組持續辦理。", "鯨豚保育請各組持續辦理。")), SECRETARY, accept_suggested=True
        )
        confirm(meeting, sentence_of(meeting, "鯨豚"), DirectiveContent("instruction", [group()]), SECRETARY)
        added = meeting.changes.filter(kind="added").first()
        assert found("鯨豚") == set()
        assert found(added.printed_title, SearchKind.TITLE) == set()
        assert differences() == []

        finalise(meeting, SECRETARY)

        assert found("鯨豚") == {("MINUTES", meeting.pk), ("DIRECTIVE", meeting.directives.get().pk)}
        assert found(added.printed_title, SearchKind.TITLE) == {("TITLE", added.case_id)}
        assert differences() == []

    def test_a_corrected_version_is_found_and_the_wrong_text_no_longer(self):
        meeting = Meeting.objects.select_related("level__platform").get(level__name="副市長層級", number=3)
        text = meeting.versions.get().text.replace("基隆市要塞司令部", "基隆市鯨豚館", 1)
        correct(meeting, text, "地點誤植", Actor("王小明"), seen=1)

        assert found("鯨豚館") == {("MINUTES", meeting.pk)}
        assert found("要塞司令部") == set()
        assert differences() == []


class TestDirectives:
    @pytest.fixture
    def directive(self):
        return Directive.objects.filter(meeting__number=5).first()

    def test_a_reply_and_an_outcome_are_found(self, directive):
        reply(directive, group(), "已設鯨豚觀測站。", SECRETARY)
        close(directive, "done", "賞鯨航線已開航。", version=directive.version)

        assert found("鯨豚") == found("航線已開航") == {("DIRECTIVE", directive.pk)}
        assert differences() == []

    def test_one_that_is_taken_off_the_list_is_gone(self, directive):
        pk = directive.pk
        assert ("DIRECTIVE", pk) in found(directive.sentence[:20])
        remove(directive, version=directive.version)

        assert ("DIRECTIVE", pk) not in found(directive.sentence[:20])
        assert differences() == []

    def test_what_became_of_a_motion_is_found(self):
        item = MotionItem.objects.filter(motion__meeting__number=1).first()
        write_outcome(item, OutcomeContent("adopted", note="鯨豚館已開館"), version=item.outcome.version)

        assert found("鯨豚") == {("MOTION", item.pk)}
        assert differences() == []

    def test_a_directive_of_a_draft_is_not_found(self):
        meeting = sixth()
        row = confirm(meeting, sentence_of(meeting, "請交通組"), DirectiveContent("instruction", [group()]), SECRETARY)

        assert ("DIRECTIVE", row.pk) not in found("提出整合方案")


class TestTitles:
    def test_a_title_given_in_the_admin_is_found_at_once(self):
        secretary = signed_in("secretariat")
        case = Case.objects.get(title="電子煙 GetOut!")
        page = reverse("admin:cases_case_change", args=[case.pk])
        data = form_data(secretary.get(page)) | {
            "titles-TOTAL_FORMS": str(case.titles.count() + 1),
            f"titles-{case.titles.count()}-title": "鯨豚別名",
            f"titles-{case.titles.count()}-case": str(case.pk),
        }
        response = secretary.post(page, data)

        assert response.status_code == 302, response.context["errors"]
        assert found("鯨豚") == {("TITLE", case.pk)}
        assert differences() == []

    def test_a_title_that_only_a_draft_prints_is_not_found(self):
        case = Case.objects.get(title="電子煙 GetOut!")
        CaseTitleFactory(case=case, title="鯨豚別名")
        record(case, MeetingFactory(held_on="2031-01-01"), "delisted", "鯨豚別名")
        rebuild()

        assert found("鯨豚") == set()

    def test_a_case_that_is_deleted_in_the_admin_is_gone(self):
        secretary = signed_in("superuser")
        case = CaseFactory(group=group(), title="鯨豚保育")
        CaseTitle.objects.create(case=case, title=case.title)
        rebuild()
        assert found("鯨豚") == {("TITLE", case.pk)}
        secretary.post(reverse("admin:cases_case_delete", args=[case.pk]), {"post": "yes"})

        assert found("鯨豚") == set()
        assert differences() == []


class TestCommand:
    def test_the_loaded_record_is_indexed(self):
        assert differences() == []
        assert SearchEntry.objects.count() > 400

    def test_writing_anew_changes_nothing(self):
        def stored():
            return list(SearchEntry.objects.order_by("kind", "source_id", "position").values_list("kind", "folded"))

        before = stored()
        rebuild()
        rebuild()

        assert stored() == before
        assert differences() == []

    @pytest.mark.parametrize(
        ("spoil", "sentence"),
        [
            (lambda: SearchEntry.objects.filter(kind=SearchKind.MINUTES).first().delete(), "「會議紀錄」有1筆"),
            (lambda: SearchEntry.objects.filter(kind=SearchKind.TITLE).update(folded="無"), "「案名」有"),
        ],
    )
    def test_the_check_says_what_differs_and_ends_with_1(self, spoil, sentence):
        spoil()
        errors = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("rebuild_search", "--check", stderr=errors, stdout=StringIO())
        assert ended.value.code == 1
        assert sentence in errors.getvalue()

        output = StringIO()
        call_command("rebuild_search", stdout=output)
        call_command("rebuild_search", "--check", stdout=output)
        assert "搜尋索引與資料一致。" in output.getvalue()


def test_a_draft_of_a_report_is_not_found_by_its_own_writer():
    draft(tracked_case(), content=TELLING)

    assert found("鯨豚") == set()
