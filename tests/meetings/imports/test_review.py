"""Reviewing imported minutes: what is kept, what is asked for, whose word counts; confirming is all or nothing."""

import hashlib
import threading
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases.models import Case, CaseTitle, StatusChange
from groups.actors import Actor
from groups.models import Platform
from meetings.imports import review as reviewing
from meetings.imports.files import UnreadableFile
from meetings.imports.page import case_choices, review_page
from meetings.models import ImportCorrection, ImportDecision, Meeting, MinutesImport
from meetings.record.verifying import verify_ledger
from platform_site.shared import triggers
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal
from tests.factories import CaseFactory, CaseTitleFactory, GroupFactory, MeetingFactory, group, record
from tests.meetings.imports.samples import EXACT_TITLES, MEANT, MISCOUNTED, NEW_TITLES, SIXTH, SLIP

pytestmark = pytest.mark.django_db

LIN, WANG = Actor("林嘉慧"), Actor("王小明")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def opened(text=SIXTH, name="第6次會議紀錄.txt"):
    review, _ = reviewing.open_import(text.encode(), name, LIN)
    return review


def page_of(review):
    return review_page(MinutesImport.objects.get(pk=review.pk))


def titled(page, title):
    return next(item for item in page.titles if item.match.title == title)


def choose(review, title, choice=None, actor=LIN):
    item = titled(page_of(review), title)
    choice = choice or f"case:{item.match.best.case_id}"
    reviewing.decide_title(review, item, choice, item.version, actor, basis=item.basis)


def decide_everything(review, actor=LIN):
    for how in ("exact", "new"):
        page = page_of(review)
        reviewing.decide_all(review, how, page.fingerprint, actor)
    for item in page_of(review).titles:
        if item.match.how == "suggested":
            choose(review, item.match.title, actor=actor)


def put_right(review, target, value, actor=LIN):
    item = page_of(review).facts[target]
    reviewing.correct(review, item, value, item.correction.version if item.correction else 0, actor)


def confirmed(review, actor=LIN):
    return reviewing.confirm(review, page_of(review).fingerprint, actor)


# -- The file ---------------------------------------------------------------------------------------------------------


def test_the_original_is_kept_with_its_hash_name_who_and_when(media):
    review = opened()

    assert review.file.read() == SIXTH.encode()
    review.file.close()
    assert review.sha256 == hashlib.sha256(SIXTH.encode()).hexdigest()
    assert (review.name, review.size, review.uploaded_by_name) == ("第6次會議紀錄.txt", len(SIXTH.encode()), "林嘉慧")
    assert review.uploaded_at is not None
    assert review.subject == "第6次副市長層級會議"
    assert review.text_as_read == SIXTH


def test_opening_a_review_writes_nothing_to_the_record():
    before = (Meeting.objects.count(), Case.objects.count(), StatusChange.objects.count())

    decide_everything(opened())

    assert (Meeting.objects.count(), Case.objects.count(), StatusChange.objects.count()) == before


def test_the_same_file_again_leads_to_the_review_that_is_open():
    first = opened()

    second, is_new = reviewing.open_import(SIXTH.encode(), "另一個檔名.txt", WANG)

    assert (second.pk, is_new) == (first.pk, False)
    assert second.name == "第6次會議紀錄.txt"


def test_a_discarded_file_can_be_uploaded_again():
    first = opened()
    reviewing.discard(first, first.version, LIN)

    second, is_new = reviewing.open_import(SIXTH.encode(), "第6次會議紀錄.txt", WANG)

    assert is_new and second.pk != first.pk


def test_a_confirmed_file_leads_to_its_meeting_until_that_draft_is_deleted():
    review = opened()
    decide_everything(review)
    meeting = confirmed(review)

    again, is_new = reviewing.open_import(SIXTH.encode(), "第6次會議紀錄.txt", WANG)
    assert (again.pk, again.meeting, is_new) == (review.pk, meeting, False)

    StatusChange.objects.filter(meeting=meeting).delete()
    meeting.delete()
    again, is_new = reviewing.open_import(SIXTH.encode(), "第6次會議紀錄.txt", WANG)
    assert is_new and again.pk != review.pk
    assert MinutesImport.objects.get(pk=review.pk).state == "confirmed"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空"),
        ("本府與各界聯席會議紀錄\n壹、時間：115年3月12日".encode(), "會議"),
        (b"%PDF-1.7 broken", "已損毀"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_leaves_nothing(content, sentence, media):
    with pytest.raises((UnreadableFile, Refusal), match=sentence):
        reviewing.open_import(content, "檔案.txt", LIN)

    assert not MinutesImport.objects.exists()
    assert list(media.rglob("*.*")) == []


def test_what_no_database_takes_is_left_out_of_the_text(monkeypatch):
    broken = SIXTH.replace("桃園市政府3樓", "桃園\x00市政府\ud8003樓")
    monkeypatch.setattr(reviewing, "read_bytes", lambda content, name: broken)

    assert "桃園市政府?3樓" in opened().text_as_read


def test_a_title_far_too_long_must_be_put_right_and_can_be():
    review = opened(SIXTH.replace("「都會空間治理」", f"「{'長' * 700}」"))
    (item,) = [item for item in page_of(review).problems if item.is_blocking]
    assert (item.problem.line, item.problem.code) == (51, "unwritable")

    put_right(review, "都會發展組/1/title/1", "都會空間治理")

    assert page_of(review).problems == ()


# -- What is asked for ------------------------------------------------------------------------------------------------


def test_the_page_has_each_title_with_its_match_line_and_reason():
    page = page_of(opened())

    assert [(item.match.title, item.match.how, item.match.line) for item in page.titles] == [
        ("吉林街拓寬(臺北市段)案", "exact", 31),
        ("基北北桃跨域緊急車輛優先號誌", "exact", 31),
        ("四市共享電動公車充電站", "new", 32),
        (SLIP, "suggested", 37),
        ("四市里山農產聯合展售", "new", 46),
        ("都會空間治理", "exact", 51),
        ("電子煙GetOut!", "exact", 56),
    ]
    match = titled(page, SLIP).match.best
    assert (match.title, match.score, match.reason) == (MEANT, 92.3, "差1字：分／共")
    assert (page.open_points, page.open_problems, page.is_ready) == (7, 0, False)


def test_all_exact_titles_are_confirmed_at_once_and_no_other():
    review = opened()
    page = page_of(review)

    number = reviewing.decide_all(review, "exact", page.fingerprint, LIN)

    assert number == 4
    after = page_of(review)
    assert [item.match.title for item in after.titles if item.is_settled] == EXACT_TITLES
    assert {item.decision.updated_by_name for item in after.titles if item.decision} == {"林嘉慧"}
    assert ImportDecision.history.count() == 4


def test_suggestions_are_never_confirmed_at_once():
    review = opened()
    page = page_of(review)

    with pytest.raises(Refusal, match="逐案"):
        reviewing.decide_all(review, "suggested", page.fingerprint, LIN)

    assert not ImportDecision.objects.exists()


def test_an_addition_like_a_known_case_is_never_confirmed_as_new_together_with_others():
    text = SIXTH.replace("四市里山農產聯合展售", "瑞芳工業區事業廢棄物清運第二期案")
    review = opened(text.replace("四市共享電動公車充電站", "環狀線北環段及南環段二期"))
    page = page_of(review)
    assert [warning["code"] for warning in page.recognised["warnings"]] == ["addition-resembles"] * 2

    assert (page.undecided_new, page.undecided_alike) == (0, 3)
    item = titled(page, "環狀線北環段及南環段二期")
    assert [(option.how, option.label, option.reason) for option in item.options] == [
        ("like", "相近 90.9分", "多出「二期」"),
        ("new", "新案", "登錄為新的合作案"),
    ]
    assert item.likely == ""
    choose(review, "環狀線北環段及南環段二期", item.options[0].value)
    assert titled(page_of(review), "環狀線北環段及南環段二期").decision.reason == "審閱時選定：多出「二期」"


def test_choices_are_there_for_the_colleague_who_takes_over():
    review = opened()
    choose(review, SLIP)
    choose(review, NEW_TITLES[0], "new", actor=WANG)

    page = page_of(review)
    chosen = titled(page, SLIP).decision
    assert (chosen.case.title, chosen.reason, chosen.updated_by_name) == (MEANT, "採納建議：差1字：分／共", "林嘉慧")
    assert titled(page, NEW_TITLES[0]).decision.updated_by_name == "王小明"
    assert (page.minutes_import.updated_by_name, page.open_points) == ("王小明", 5)


def test_a_case_found_by_search_can_be_chosen():
    review = opened()
    other = Case.objects.get(title="環狀線北環段及南環段")
    item = titled(page_of(review), SLIP)

    choose_form = f"case:{other.pk}"
    reviewing.decide_title(review, item, choose_form, 0, LIN, basis=item.basis, reason="名稱改過")

    item = titled(page_of(review), SLIP)
    assert (item.decision.case, item.decision.reason, item.is_settled) == (other, "名稱改過", True)
    assert [option.value for option in item.options] == [
        f"case:{item.match.best.case_id}",
        f"case:{other.pk}",
        "new",
    ]


def test_a_search_shows_the_groups_own_cases_first_in_any_spelling():
    record(CaseFactory(title="臺灣共享車輛", group=group("觀光文創組")), MeetingFactory())
    record(CaseFactory(title="台灣共享車輛二期", group=group("交通組")), MeetingFactory())

    found = case_choices(opened(), "觀光文創組", "台灣共享 ")

    assert [(option.title, option.group) for option in found] == [
        ("臺灣共享車輛", "觀光文創組"),
        ("台灣共享車輛二期", "交通組"),
    ]


def test_a_title_can_only_be_a_case_of_the_platform_whose_minutes_they_are():
    elsewhere = GroupFactory(name="交通組", platform=Platform.objects.create(name="中臺灣區域治理平台"))
    foreign = CaseFactory(title="環狀線延伸至中部", group=elsewhere)
    review = opened()

    found = case_choices(review, "交通組", "環狀線", f"case:{foreign.pk}")
    assert {option.title for option in found} == {"環狀線北環段及南環段"}
    with pytest.raises(Refusal, match="找不到選定的合作案"):
        choose(review, SLIP, f"case:{foreign.pk}")


def test_a_choice_taken_back_is_open_again():
    review = opened()
    choose(review, SLIP)
    item = titled(page_of(review), SLIP)

    reviewing.decide_title(review, item, "", item.version, WANG, basis=item.basis)

    assert titled(page_of(review), SLIP).decision is None
    assert [row.history_type for row in ImportDecision.history.order_by("history_id")] == ["+", "-"]


def test_one_case_chosen_for_two_titles_is_open_for_both():
    review = opened()
    decide_everything(review)
    meant = titled(page_of(review), "都會空間治理").decision.case_id
    choose(review, "電子煙GetOut!", f"case:{meant}")

    page = page_of(review)
    assert [item.match.title for item in page.titles if not item.is_settled] == ["都會空間治理", "電子煙GetOut!"]
    with pytest.raises(Refusal, match="尚有2項未決"):
        confirmed(review)


def test_a_renamed_case_is_decided_by_its_former_title_alone():
    renamed = f"1. 「{SLIP}」更名為「四市消防資源共享網」，並持續列管。"
    page = page_of(opened(SIXTH.replace(f"1. 同意解列1案：「{SLIP}」。", renamed)))

    (clause, _) = page.groups[1].clauses
    assert clause.kind.value == "更名"
    assert [(item.match.title, item.match.kind, item.match.best.title) for item in clause.titles] == [
        (SLIP, "parent", MEANT)
    ]
    assert [(item.value, same_as) for item, same_as in clause.others] == [("四市消防資源共享網", SLIP)]


def test_a_problem_names_its_line_and_is_covered_by_a_reason():
    review = opened(MISCOUNTED)
    (item,) = page_of(review).problems
    assert (item.problem.line, item.problem.code, item.is_blocking) == (56, "count_wrong", False)

    with pytest.raises(Refusal, match="理由"):
        reviewing.accept_problem(review, item, "  ", 0, LIN)
    reviewing.accept_problem(review, item, "紀錄原文如此", 0, LIN)

    (item,) = page_of(review).problems
    assert (item.is_settled, item.decision.reason, item.decision.updated_by_name) == (True, "紀錄原文如此", "林嘉慧")
    reviewing.reopen_problem(review, item, item.version, WANG)
    assert page_of(review).open_problems == 1


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("第6次副市長", "第5次副市長", "exists", 1),
        ("(三)教育文化組", "(三)教育文化部", "group_missing", 44),
        ("(星期四)", "(星期五)", "weekday_wrong", 3),
        ("新增2案及", "新增3案及", "headline_wrong", 27),
        ("「都會空間治理」", "「基隆河谷交通路網改善」", None, 0),
        ("「吉林街拓寬(臺北市段)案」", "「基隆河谷交通路網改善」", "not-tracked", 31),
    ],
)
def test_what_does_not_fit_is_a_problem_at_its_line(old, new, code, line):
    assert old in SIXTH
    page = page_of(opened(SIXTH.replace(old, new, 1)))

    found = {(item.problem.code, item.problem.line) for item in page.problems}
    assert ((code, line) in found) if code else (found == set())


def test_a_skipped_number_is_a_warning():
    page = page_of(opened(SIXTH.replace("第6次", "第8次")))

    assert [warning["code"] for warning in page.recognised["warnings"]] == ["skips"]
    assert page.open_problems == 0


def test_a_meeting_that_is_on_record_cannot_be_accepted_away():
    review = opened(SIXTH.replace("第6次", "第5次"))
    item = next(item for item in page_of(review).problems if item.problem.code == "exists")

    with pytest.raises(Refusal, match="必須先更正"):
        reviewing.accept_problem(review, item, "沒關係", 0, LIN)

    assert item.is_blocking and not item.is_settled


# -- Corrections ------------------------------------------------------------------------------------------------------


def test_a_retyped_title_is_the_reviewers_and_the_one_read_stays_beside():
    review = opened()

    put_right(review, "災防組/1/title/1", MEANT, WANG)

    item = titled(page_of(review), MEANT)
    assert (item.match.how, item.item.fact.value) == ("exact", SLIP)
    assert (item.item.correction.corrected, item.item.correction.updated_by_name) == (MEANT, "王小明")
    assert MinutesImport.objects.get().text_as_read == SIXTH


def test_a_corrected_number_date_and_count_are_recognised_anew():
    review = opened(MISCOUNTED.replace("第6次", "第5次"))
    assert [item.problem.code for item in page_of(review).problems] == ["exists", "count_wrong"]

    put_right(review, "number", "６")
    put_right(review, "date", "民國115年4月16日")
    put_right(review, "衛生社福組/1/stated", "1案")

    page = page_of(review)
    assert page.problems == ()
    assert [(fact.fact.label, fact.value) for fact in page.meeting_facts][:2] == [
        ("次別", "6"),
        ("會議日期", "115年4月16日"),
    ]


def test_typing_what_was_read_takes_the_correction_back():
    review = opened()
    put_right(review, "venue", "市政府")
    put_right(review, "venue", "桃園市政府3樓會議室")

    assert not ImportCorrection.objects.exists()


@pytest.mark.parametrize(
    ("target", "value", "sentence"),
    [
        ("number", "零", "1以上的整數"),
        ("date", "115年2月30日", "無法辨識"),
        ("starts_at", "25:00", "24小時制"),
        ("headline/added", "-1", "0以上的整數"),
        ("venue", " ", "不可空白"),
        ("交通組/1/title/1", "字" * 201, "最多200字"),
        ("交通組/1/kind", "其他", "清單"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_in_words(target, value, sentence):
    with pytest.raises(Refusal, match=sentence):
        put_right(opened(), target, value)

    assert not ImportCorrection.objects.exists()


def test_a_clause_read_as_a_note_gives_its_quoted_titles_once_its_kind_is_set():
    note = "「都會空間治理」及「和興路44巷跨景美溪人行景觀橋工程」不再追蹤。"
    review = opened(SIXTH.replace("同意解列1案：「都會空間治理」。", note))
    assert page_of(review).groups[4].clauses[0].kind.typed == "note"

    put_right(review, "都會發展組/1/kind", "delisted")

    titles = page_of(review).groups[4].titles
    assert [(item.match.title, item.match.kind, item.match.how) for item in titles] == [
        ("都會空間治理", "delisted", "exact"),
        ("和興路44巷跨景美溪人行景觀橋工程", "delisted", "exact"),
    ]


def test_an_edited_text_is_a_new_edition_and_keeps_what_was_decided():
    review = opened(MISCOUNTED)
    choose(review, SLIP)

    reviewing.edit_text(review, "（公文附件）\n" + SIXTH, 0, WANG)

    page = page_of(review)
    assert (page.edition.number, page.edition.created_by_name) == (1, "王小明")
    assert titled(page, SLIP).is_settled
    assert [(line["number"], line["as_read"]) for line in page.recognised["lines"] if line["as_read"] is not None] == [
        (1, ""),
        (57, "1. 同意解列2案：「電子煙GetOut!」。"),
    ]
    assert page.minutes_import.text_as_read == MISCOUNTED


def test_an_accepted_problem_stays_accepted_when_lines_move():
    review = opened(MISCOUNTED)
    (item,) = page_of(review).problems
    reviewing.accept_problem(review, item, "紀錄原文如此", 0, LIN)

    reviewing.edit_text(review, MISCOUNTED.replace("貳、", "\n\n貳、", 1), 0, LIN)

    (item,) = page_of(review).problems
    assert (item.problem.line, item.is_settled) == (58, True)


def test_a_text_that_is_no_minutes_any_more_is_refused():
    review = opened()

    with pytest.raises(Refusal, match="會議名稱"):
        reviewing.edit_text(review, "刪光了", 0, LIN)

    assert page_of(review).edition is None


def test_a_correction_whose_place_is_gone_is_shown_and_not_put_elsewhere():
    review = opened()
    put_right(review, "災防組/1/title/1", MEANT)

    reviewing.edit_text(review, SIXTH.replace(SLIP, "另一個全然不同的案名"), 0, LIN)

    page = page_of(review)
    assert [row.corrected for row in page.lost_corrections] == [MEANT]
    assert titled(page, "另一個全然不同的案名").item.correction is None


# -- Two at a time ----------------------------------------------------------------------------------------------------


def test_a_choice_made_on_an_old_page_is_refused_with_the_one_that_stands():
    review = opened()
    seen = titled(page_of(review), SLIP)
    choose(review, SLIP)

    with pytest.raises(StaleRow, match="林嘉慧") as refused:
        reviewing.decide_title(review, seen, "new", seen.version, WANG, basis=seen.basis)

    assert refused.value.current.case.title == MEANT
    assert titled(page_of(review), SLIP).decision.case.title == MEANT


def test_a_changed_ledger_is_noticed_at_the_confirmation_and_asks_for_the_decision_anew():
    review = opened()
    decide_everything(review)
    seen = page_of(review)
    known = CaseTitleFactory(case__title=NEW_TITLES[0]).case
    record(known, MeetingFactory(held_on=date(2026, 5, 1)), "tracked")

    with pytest.raises(StaleRow, match="列管資料已有更動"):
        reviewing.confirm(review, seen.fingerprint, WANG)

    assert Meeting.objects.filter(number=6, level__name="副市長層級").count() == 0
    page = page_of(review)
    item = titled(page, NEW_TITLES[0])
    assert (item.match.how, item.match.best.case_id) == ("exact", known.pk)
    assert (item.is_changed, item.is_settled, page.open_points) == (True, False, 1)
    with pytest.raises(StaleRow, match="建議已經不同"):
        reviewing.decide_title(review, item, "new", item.version, LIN, basis=titled(seen, NEW_TITLES[0]).basis)
    choose(review, NEW_TITLES[0])
    assert confirmed(review).changes.get(case=known).kind == "added"


def test_looking_and_deciding_recognise_nothing_anew(monkeypatch):
    review = opened()
    monkeypatch.setattr(reviewing, "recognise", lambda *args: pytest.fail("recognised anew"))

    decide_everything(review)

    assert page_of(review).is_ready


def test_a_stale_correction_and_a_stale_text_are_refused():
    review = opened()
    seen = page_of(review).facts["venue"]
    put_right(review, "venue", "市府")
    reviewing.edit_text(review, SIXTH + "\n", 0, LIN)

    with pytest.raises(StaleRow) as refused:
        reviewing.correct(review, seen, "市政府", 0, WANG)
    assert refused.value.current.corrected == "市府"
    with pytest.raises(StaleRow, match="第1版"):
        reviewing.edit_text(review, SIXTH + "\n\n", 0, WANG)


# -- Confirming -------------------------------------------------------------------------------------------------------


def test_confirming_writes_the_draft_with_every_decision():
    review = opened(MISCOUNTED)
    decide_everything(review, WANG)
    (problem,) = page_of(review).problems
    reviewing.accept_problem(review, problem, "紀錄原文如此", 0, WANG)

    meeting = confirmed(review)

    assert (meeting.key, meeting.is_final) == ("副市長層級-6", False)
    named = meeting.changes.exclude(printed_title="")
    assert sorted(named.values_list("kind", "printed_title")) == sorted(
        [("delisted", title) for title in [*EXACT_TITLES, SLIP]] + [("added", title) for title in NEW_TITLES]
    )
    assert set(named.values_list("actor_name", flat=True)) == {"林嘉慧"}
    slip = CaseTitle.objects.get(title=SLIP)
    assert (slip.case.title, slip.reason, slip.decided_by) == (MEANT, "採納建議：差1字：分／共", "王小明")
    review.refresh_from_db()
    assert (review.state, review.meeting, review.closed_by_name) == ("confirmed", meeting, "林嘉慧")


def test_nothing_is_written_while_something_is_open():
    review = opened()

    with pytest.raises(Refusal, match="尚有7項未決"):
        confirmed(review)

    assert Meeting.objects.count() == 5


def test_a_page_that_was_seen_before_a_change_confirms_nothing():
    review = opened()
    decide_everything(review)
    seen = page_of(review).fingerprint
    choose(review, SLIP, "new", actor=WANG)

    with pytest.raises(StaleRow, match="王小明"):
        reviewing.confirm(review, seen, LIN)

    assert Meeting.objects.count() == 5


def test_a_ledger_that_changed_since_the_page_was_seen_confirms_nothing():
    review = opened()
    decide_everything(review)
    seen = page_of(review).fingerprint
    resembling = CaseTitleFactory(case=CaseFactory(title="四市里山農產聯合展售計畫", group=group("產業民生組"))).case
    record(resembling, MeetingFactory())

    with pytest.raises(StaleRow, match="列管資料已有更動"):
        reviewing.confirm(review, seen, LIN)


def test_what_the_ledger_refuses_leaves_nothing_behind():
    review = opened()
    decide_everything(review)
    delisted = Case.objects.get(title="基隆河谷交通路網改善")
    choose(review, SLIP, f"case:{delisted.pk}")
    before = (Meeting.objects.count(), Case.objects.count(), StatusChange.objects.count(), CaseTitle.objects.count())

    with pytest.raises(Refusal, match="基隆河谷交通路網改善"):
        confirmed(review)

    after = (Meeting.objects.count(), Case.objects.count(), StatusChange.objects.count(), CaseTitle.objects.count())
    assert after == before
    assert MinutesImport.objects.get().is_open


def test_a_closed_review_takes_no_word_any_more():
    review = opened()
    decide_everything(review)
    page = page_of(review)
    item = titled(page, SLIP)
    confirmed(review)

    for late in (
        lambda: reviewing.confirm(review, page.fingerprint, WANG),
        lambda: reviewing.decide_title(review, item, "new", item.version, WANG, basis=item.basis),
        lambda: reviewing.edit_text(review, SIXTH + "\n", 0, WANG),
        lambda: reviewing.discard(review, review.version, WANG),
    ):
        with pytest.raises(StaleRow, match="林嘉慧"):
            late()
    assert Meeting.objects.count() == 6


# -- What the database itself keeps -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [("sha256", "0" * 64), ("text_as_read", "別的"), ("name", "別的.txt"), ("uploaded_by_name", "別人"), ("size", 1)],
)
def test_the_database_refuses_to_change_an_original(field, value):
    review = opened()

    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesImport.objects.filter(pk=review.pk).update(**{field: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesImport.objects.filter(pk=review.pk).delete()

    review.refresh_from_db()
    assert review.text_as_read == SIXTH


def test_the_database_refuses_to_touch_a_closed_review():
    review = opened()
    decide_everything(review)
    put_right(review, "venue", "市府")
    reviewing.edit_text(review, SIXTH + "\n", 0, LIN)
    confirmed(review)
    other = MeetingFactory()

    attacks = [
        lambda: review.decisions.update(reason="改過"),
        lambda: review.decisions.all().delete(),
        lambda: review.corrections.update(corrected="改過"),
        lambda: review.texts.update(text="改過"),
        lambda: ImportDecision.objects.create(
            minutes_import=review, subject="title", key="x", about="x", updated_by_name="x"
        ),
        lambda: MinutesImport.objects.filter(pk=review.pk).update(state="open", closed_at=None, meeting=None),
        lambda: MinutesImport.objects.filter(pk=review.pk).update(meeting=other),
        lambda: MinutesImport.objects.filter(pk=review.pk).update(closed_by_name="別人"),
    ]
    for attack in attacks:
        with pytest.raises(DatabaseError), transaction.atomic():
            attack()


def test_verifying_tells_when_a_trigger_that_keeps_imports_is_gone():
    assert not [line for line in verify_ledger() if "keep_import" in line]
    triggers.drop(connection.SchemaEditorClass(connection), "meetings/migrations/0004_closed_imports_stay.py")

    assert len([line for line in verify_ledger() if "keep_import" in line]) == 12


def test_one_meeting_comes_from_one_import():
    first, second = opened(), opened(MISCOUNTED)
    decide_everything(first)
    meeting = confirmed(first)

    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesImport.objects.filter(pk=second.pk).update(
            state="confirmed", meeting=meeting, closed_at=meeting.held_on.isoformat() + "T00:00Z"
        )


def at_once(*actions):
    """Run the actions in threads of their own at the same moment; what each returned or raised."""
    barrier, outcomes = threading.Barrier(len(actions)), [None] * len(actions)

    def run(place, action):
        try:
            barrier.wait()
            outcomes[place] = action()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_confirm_at_once_exactly_one_wins():
    review, before = opened(), Meeting.objects.count()
    decide_everything(review)
    seen = page_of(review).fingerprint

    outcomes = at_once(*(lambda actor=actor: reviewing.confirm(review, seen, actor) for actor in (LIN, WANG)))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Meeting", "StaleRow"]
    assert Meeting.objects.count() == before + 1
    assert StatusChange.objects.filter(meeting__number=6).exclude(printed_title="").count() == 7
    assert MinutesImport.objects.get().meeting.number == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_files_of_one_meeting_confirmed_at_once_exactly_one_wins():
    reviews, before = [opened(), opened(SIXTH + "\n\n")], Meeting.objects.count()
    for review in reviews:
        decide_everything(review)
    seen = [page_of(review).fingerprint for review in reviews]

    outcomes = at_once(
        lambda: reviewing.confirm(reviews[0], seen[0], LIN), lambda: reviewing.confirm(reviews[1], seen[1], WANG)
    )

    assert sum(isinstance(outcome, Meeting) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1
    assert Meeting.objects.count() == before + 1
    assert sorted(MinutesImport.objects.values_list("state", flat=True)) == ["confirmed", "open"]


@pytest.mark.django_db(transaction=True)
def test_the_same_file_uploaded_twice_at_once_is_one_review(media):
    content = SIXTH.encode()

    outcomes = at_once(*(lambda actor=actor: reviewing.open_import(content, "a.txt", actor) for actor in (LIN, WANG)))

    assert sorted(is_new for _, is_new in outcomes) == [False, True]
    assert MinutesImport.objects.count() == 1
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1
