"""The steps of an update: who may follow what, what is asked for, what is frozen."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import CityContribution, IndicatorValue, Link, QuarterlyUpdate, UpdateState, UpdateStep
from cases.reporting.content import Address, Content, Figure, content_of, problems
from cases.reporting.workflow import (
    UpdateError,
    accept,
    accept_all,
    content_to_copy,
    earlier_update,
    return_,
    revise,
    save_draft,
    submit,
    submit_all,
    withdraw,
)
from groups.models import City
from platform_site.shared.locking.versions import StaleRow
from tests.cases.reporting.rows import (
    GREEN,
    IN_TIME,
    LIAISON,
    RED,
    SECRETARY,
    draft,
    filed,
    indicator,
    period,
    tracked_case,
)
from tests.factories import group

pytestmark = pytest.mark.django_db


def refused(step, *args, **kwargs):
    with pytest.raises(UpdateError) as error, transaction.atomic():
        step(*args, **kwargs)
    return error.value


def steps(update):
    return list(update.steps.values_list("from_state", "to_state", "actor_name", "comment"))


def test_from_the_first_draft_to_acceptance_every_step_says_who():
    update = draft(tracked_case())
    update = submit(update, LIAISON, version=1, today=IN_TIME)
    update = return_(update, "請補充金額。", SECRETARY, version=2)
    update = draft(update.case, content=replace(GREEN, progress_text="完成協調會議，金額 300 萬元。"), version=3)
    assert update.state == UpdateState.RETURNED
    update = submit(update, LIAISON, version=4, today=IN_TIME)
    update = accept(update, SECRETARY, version=5)
    assert steps(update) == [
        ("", "draft", "測試聯絡人", ""),
        ("draft", "submitted", "測試聯絡人", ""),
        ("submitted", "returned", "測試幕僚", "請補充金額。"),
        ("returned", "submitted", "測試聯絡人", ""),
        ("submitted", "accepted", "測試幕僚", ""),
    ]
    assert (update.version, update.accepted_at is None) == (6, False)


def test_what_was_sent_can_be_taken_back_until_it_is_decided_on():
    update = filed(tracked_case())
    update = withdraw(update, LIAISON, version=update.version)
    assert update.state == UpdateState.DRAFT
    assert str(refused(withdraw, update, LIAISON, version=update.version)) == "這份季進度目前是「草稿」，無須抽回。"


@pytest.mark.parametrize("step", ["accept", "return", "save"])
def test_a_step_that_may_not_follow_is_refused_in_chinese(step):
    update = filed(tracked_case()) if step == "save" else draft(tracked_case())
    error = {
        "accept": lambda: refused(accept, update, SECRETARY, version=1),
        "return": lambda: refused(return_, update, "補", SECRETARY, version=1),
        "save": lambda: refused(save_draft, update.case, period(), GREEN, LIAISON, version=2, today=IN_TIME),
    }[step]()
    assert (
        str(error)
        == {
            "accept": "這份季進度目前是「草稿」，不可改為「已採認」。",
            "return": "這份季進度目前是「草稿」，不可改為「已退回」。",
            "save": "這份季進度目前是「已送出」，內容不可更動。如須修改，請先抽回。",
        }[step]
    )


def test_a_report_is_sent_only_when_it_says_everything():
    update = draft(tracked_case(title="甲案"), content=Content())
    error = refused(submit, update, LIAISON, version=1, today=IN_TIME)
    assert str(error) == "「甲案」還有 4 處須補正，尚未送出。"
    assert error.fields == {
        "progress_text": "請填寫本季辦理情形。",
        "next_steps": "請填寫下季預定工作；若已全部完成，請寫明後續如何處理。",
        "light": "請選擇燈號。",
        "progress": "請填寫累計進度（0 至 100）。",
    }


def test_an_accepted_update_is_not_written_over_but_corrected():
    update = filed(tracked_case(), state="accepted")
    assert str(refused(draft, update.case, version=3)) == (
        "這份季進度目前是「已採認」，內容不可更動。如須修改，請建立更正版本。"
    )


@pytest.mark.parametrize(("light", "word"), [("yellow", "黃燈"), ("red", "紅燈")])
def test_yellow_and_red_want_cause_remedy_and_date(light, word):
    update = draft(tracked_case(), content=replace(GREEN, light=light))
    assert refused(submit, update, LIAISON, version=1, today=IN_TIME).fields == {
        "cause": f"{word}須說明落後或風險的原因。",
        "remedy": f"{word}須說明因應措施。",
        "remedy_due_on": f"{word}須填寫預定改善日期。",
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        QuarterlyUpdate.objects.filter(pk=update.pk).update(state="submitted")
    draft(update.case, content=replace(RED, light=light), version=1)
    assert submit(update, LIAISON, version=2, today=IN_TIME).state == UpdateState.SUBMITTED


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"progress": 130}, {"progress": "進度須介於 0 與 100 之間，不可填 130。"}),
        (
            {"progress_text": "長" * 200_000},
            {"progress_text": "最多 5,000 字，目前 200,000 字，請刪減或改以附件提供。"},
        ),
        ({"progress_text": "a\0b"}, {"progress_text": "內容含有無法儲存的控制字元，請重新輸入。"}),
        ({"light": "blue"}, {"light": "燈號只有綠燈、黃燈、紅燈三種，請擇一。"}),
        (
            {"links": (Address("javascript:alert(1)"),)},
            {"link-0": "網址須以 http:// 或 https:// 開頭，且不超過 500 字。"},
        ),
        ({"contributions": {0: "x"}}, {"contribution-0": "沒有這個市，請重新整理頁面後再填。"}),
    ],
)
def test_bad_content_is_named_beside_its_field_and_nothing_is_written(change, fields):
    case = tracked_case()
    assert refused(draft, case, content=replace(GREEN, **change)).fields == fields
    assert not QuarterlyUpdate.objects.exists()


def test_a_quarter_takes_reports_from_its_opening_to_the_last_day_for_late_ones():
    case, quarter = tracked_case(), period()

    def save(day):
        return save_draft(case, quarter, GREEN, LIAISON, version=0, today=day)

    assert str(refused(save, quarter.opens_on - timedelta(days=1))) == (
        "90年第1季自 90年3月1日起開放填報，目前還不能填。"
    )
    assert str(refused(save, quarter.late_until + timedelta(days=1))) == (
        "90年第1季已於 90年5月31日截止，不再受理填報。如須補報，請洽幕僚單位延長補報截止日。"
    )
    assert save(quarter.late_until).version == 1


def test_what_was_sent_back_may_go_out_again_after_the_quarter_closed():
    update = filed(tracked_case())
    return_(update, "補", SECRETARY, version=2)
    closed = period().late_until + timedelta(days=9)
    update = save_draft(update.case, period(), GREEN, LIAISON, version=3, today=closed)
    assert submit(update, LIAISON, version=4, today=closed).state == UpdateState.SUBMITTED


def test_a_case_that_owes_nothing_gets_no_report():
    case = tracked_case(since=date(2001, 5, 1), title="甲案")
    assert str(refused(draft, case)) == "「甲案」在90年第1季季末未列管，無須填報。"


def test_the_second_of_two_people_is_refused_with_what_the_first_wrote():
    case = tracked_case()
    first = draft(case)
    with pytest.raises(StaleRow) as error:
        draft(case, content=RED)
    assert error.value.current == first
    second = draft(case, version=1, content=RED)
    with pytest.raises(StaleRow):
        submit(second, LIAISON, version=1, today=IN_TIME)
    with pytest.raises(StaleRow):
        accept(second, SECRETARY, version=1)


def test_a_draft_saved_by_itself_leaves_no_history():
    case = tracked_case()
    draft(case)
    update = draft(case, version=1, keep_history=False)
    assert (update.version, update.history.count()) == (2, 1)
    draft(case, version=2)
    assert update.history.count() == 2


def test_parts_are_written_with_the_update_and_left_alone_where_not_given():
    case = tracked_case()
    rate = indicator(case, low=Decimal(80), high=Decimal(100))
    first, second = City.objects.all()[:2]
    content = replace(
        GREEN,
        contributions={first.pk: "提供場地", second.pk: "  "},
        figures={(rate.pk, first.pk): Figure(Decimal("95.5")), (rate.pk, second.pk): Figure(None)},
        links=(Address("https://example.org/", "新聞稿"),),
    )
    update = draft(case, content=content)
    kept = replace(
        content, contributions={first.pk: "提供場地"}, figures={(rate.pk, first.pk): Figure(Decimal("95.5"))}
    )
    assert content_of(update) == kept
    assert [(row.low, row.high) for row in update.values.all()] == [(Decimal(80), Decimal(100))]
    update = QuarterlyUpdate.objects.get(pk=draft(case, version=1, content=GREEN).pk)
    assert content_of(update) == kept
    draft(case, version=2, content=replace(GREEN, contributions={first.pk: ""}, figures={}, links=()))
    assert content_of(QuarterlyUpdate.objects.get(pk=update.pk)) == replace(kept, contributions={}, links=())


def test_a_figure_out_of_range_wants_a_word_when_it_is_sent():
    case = tracked_case()
    rate = indicator(case, low=Decimal(80))
    taipei = City.objects.get(name="臺北市")
    place = (rate.pk, taipei.pk)
    update = draft(case, content=replace(GREEN, figures={place: Figure(Decimal("79.9"))}))
    assert refused(submit, update, LIAISON, version=1, today=IN_TIME).fields == {
        f"explanation-{rate.pk}-{taipei.pk}": "臺北市的「準點率」超出下限 80，請說明原因。"
    }
    update = draft(case, version=1, content=replace(GREEN, figures={place: Figure(Decimal("79.9"), "颱風")}))
    assert submit(update, LIAISON, version=2, today=IN_TIME).values.get().is_out_of_range


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        (Figure(Decimal("1e12")), "整數部分最多 12 位。"),
        (Figure(Decimal("0.00001")), "小數最多 4 位。"),
        (Figure(Decimal("NaN")), "請填寫數字。"),
        (Figure(None, "停駛"), "填了說明卻沒有數值，請一併填寫數值。"),
    ],
)
def test_a_figure_that_no_row_can_hold_is_refused(figure, message):
    case = tracked_case()
    rate = indicator(case)
    cities = City.objects.in_bulk()
    city = next(iter(cities))
    found = problems(Content(figures={(rate.pk, city): figure}), {rate.pk: rate}, cities, complete=False)
    assert found == {f"value-{rate.pk}-{city}": message}


def test_submitting_all_sends_the_complete_ones_of_these_groups_only():
    whole, half = draft(tracked_case()), draft(tracked_case(), content=Content(progress_text="一半"))
    foreign = draft(tracked_case("災防組"))
    outcome = submit_all({row.pk: 1 for row in (whole, half, foreign)}, [group().pk], LIAISON, today=IN_TIME)
    assert ([row.pk for row in outcome.done], [row.pk for row, _ in outcome.refused]) == ([whole.pk], [half.pk])
    assert dict(QuarterlyUpdate.objects.values_list("pk", "state")) == {
        whole.pk: "submitted",
        half.pk: "draft",
        foreign.pk: "draft",
    }


def test_accepting_many_takes_the_ticked_ones_as_they_were_seen():
    seen, changed, unticked = (filed(tracked_case()) for _ in range(3))
    withdraw(changed, LIAISON, version=2)
    outcome = accept_all({seen.pk: 2, changed.pk: 2}, SECRETARY)
    assert [row.pk for row in outcome.done] == [seen.pk]
    assert [(row.pk, type(error)) for row, error in outcome.refused] == [(changed.pk, StaleRow)]
    unticked.refresh_from_db()
    assert unticked.state == UpdateState.SUBMITTED


def test_a_correction_is_a_new_revision_and_counts_from_its_own_acceptance():
    accepted = filed(tracked_case(), state="accepted")
    correction = revise(accepted, LIAISON)
    assert (correction.revision, correction.replaces, correction.progress_text) == (2, accepted, GREEN.progress_text)
    assert list(QuarterlyUpdate.objects.standing()) == [accepted]
    assert str(refused(revise, accepted, LIAISON)) == "這份季進度已有較新的版本，請從最新的版本更正。"
    closed = period().late_until + timedelta(days=30)
    correction = save_draft(accepted.case, period(), RED, LIAISON, version=1, today=closed)
    correction = accept(submit(correction, LIAISON, version=2, today=closed), SECRETARY, version=3)
    assert list(QuarterlyUpdate.objects.standing()) == [correction]


def test_last_quarters_text_is_a_start_without_its_figures_and_links():
    case = tracked_case()
    rate = indicator(case)
    city = City.objects.first()
    update = save_draft(
        case,
        period(1),
        replace(GREEN, figures={(rate.pk, city.pk): Figure(Decimal(5))}),
        LIAISON,
        version=0,
        today=IN_TIME,
    )
    assert earlier_update(case, period(2)) is None
    submit(update, LIAISON, version=1, today=IN_TIME)
    copied = content_to_copy(earlier_update(case, period(2)))
    assert copied == replace(GREEN, contributions={}, figures=None, links=None)
    assert earlier_update(case, period(1)) is None
    newer = filed(case, 2)
    assert earlier_update(case, period(3)) == newer


@pytest.fixture
def accepted():
    """An accepted update with something in every table that belongs to it."""
    case = tracked_case()
    rate = indicator(case)
    city = City.objects.first()
    content = replace(
        GREEN,
        contributions={city.pk: "提供場地"},
        figures={(rate.pk, city.pk): Figure(Decimal(5))},
        links=(Address("https://example.org/"),),
    )
    update = filed(case, content=content, state="accepted")
    return update


def frozen(do):
    with pytest.raises(DatabaseError, match="季進度已採認，不可更動"), transaction.atomic():
        do()


def sql(statement):
    def run():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def test_an_accepted_update_changes_by_no_way_at_all(accepted):
    accepted.progress_text = "改"
    frozen(accepted.save)
    frozen(accepted.delete)
    frozen(lambda: QuarterlyUpdate.objects.filter(pk=accepted.pk).update(progress=99))
    frozen(lambda: QuarterlyUpdate.objects.bulk_update([accepted], ["progress_text"]))
    frozen(sql(f"UPDATE cases_quarterlyupdate SET state = 'draft', accepted_at = NULL WHERE id = {accepted.pk}"))
    frozen(sql(f"DELETE FROM cases_quarterlyupdate WHERE id = {accepted.pk}"))
    assert content_of(QuarterlyUpdate.objects.get(pk=accepted.pk)).progress_text == GREEN.progress_text


@pytest.mark.parametrize("model", [CityContribution, IndicatorValue, Link, UpdateStep])
def test_nothing_that_belongs_to_an_accepted_update_changes(accepted, model):
    table, key = model._meta.db_table, model.objects.filter(update=accepted).first().pk
    frozen(sql(f"DELETE FROM {table} WHERE id = {key}"))
    frozen(sql(f"UPDATE {table} SET update_id = {accepted.pk} WHERE id = {key}"))
    other = draft(tracked_case())
    frozen(sql(f"UPDATE {table} SET update_id = {other.pk} WHERE id = {key}"))
    row = model.objects.get(pk=key)
    row.pk = None
    frozen(row.save)


def test_a_new_row_pushes_no_accepted_one_aside(accepted):
    if connection.vendor != "sqlite":
        return
    columns = [field.column for field in QuarterlyUpdate._meta.concrete_fields]
    taken = {"id": "id + 1000", "state": "'draft'", "accepted_at": "NULL"}
    for change in [{"state": "'draft'", "accepted_at": "NULL"}, taken]:
        values = ", ".join(change.get(column, column) for column in columns)
        frozen(
            sql(
                f"INSERT OR REPLACE INTO cases_quarterlyupdate ({', '.join(columns)}) SELECT {values}"
                f" FROM cases_quarterlyupdate WHERE id = {accepted.pk}"
            )
        )


def test_an_indicator_that_was_reported_keeps_its_name_and_unit(accepted):
    reported = accepted.values.get().indicator
    for change in ({"name": "改名"}, {"unit": "件"}):
        frozen(lambda change=change: type(reported).objects.filter(pk=reported.pk).update(**change))
    type(reported).objects.filter(pk=reported.pk).update(high=Decimal(4), standard="新標準")
    value = IndicatorValue.objects.get(update=accepted)
    assert (value.high, value.is_out_of_range) == (None, False)


def test_a_truncated_table_is_refused_where_the_engine_has_it(accepted):
    if connection.vendor == "postgresql":
        # Foreign keys still to be checked would keep the server from truncating, whatever the trigger says.
        sql("SET CONSTRAINTS ALL IMMEDIATE")()
        frozen(sql("TRUNCATE cases_link"))
    assert accepted.links.count() == 1
