"""Admin of the meetings: a sixth one by hand from start to finish, and nothing of a final one changes."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from cases.ledger.writing import stale_statuses
from cases.models import Case, CaseTitle, Kind, StatusChange
from groups.actors import Actor
from groups.models import City, IssueGroup
from meetings.admin.ledger_forms import RecordForm
from meetings.models import (
    Clause,
    ClauseItem,
    DifferenceNote,
    GroupResolution,
    Meeting,
    MeetingLevel,
    MeetingSeat,
    Motion,
    Paragraph,
    Remark,
    Section,
)
from meetings.record.figures import figures_of
from meetings.record.finalising import finalise
from tests.factories import CaseFactory, MeetingFactory, freeze, record
from tests.meetings.finalising.answers import confirmed
from tests.people import ROLES, form_data, signed_in

pytestmark = pytest.mark.django_db

PARTS = [Section, GroupResolution, Clause, Motion, Remark]


def new(**changes):
    """What the add page is sent for the sixth meeting."""
    usual = {"number": "6", "held_on": "2026-03-05", "sequence": "1", "starts_at": "14:30", "venue": "市政大樓"}
    return {"level": MeetingLevel.objects.get(name="副市長層級").pk, **usual, **changes}


def change_page(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def final():
    return Meeting.objects.by_key("副市長層級-5").get()


@pytest.fixture
def client():
    return signed_in("secretariat")


@pytest.fixture
def draft(client):
    """The sixth meeting, made through the admin's own page."""
    response = client.post(reverse("admin:meetings_meeting_add"), {**new(), "_save": "1"})
    assert response.status_code == 302, response.context["adminform"].form.errors
    return Meeting.objects.by_key("副市長層級-6").get()


def saved(client, row, **changes):
    """Send a change page back as it was filled, with changes; the response."""
    page = change_page(row)
    return client.post(page, {**form_data(client.get(page)), **changes})


def row_prefix(data, prefix, name, value):
    """The number of the inline row whose field has that value."""
    keys = [key for key, held in data.items() if re.fullmatch(rf"{prefix}-\d+-{name}", key) and held == value]
    return keys[0].rsplit("-", 1)[0]


# -- A sixth meeting by hand ------------------------------------------------------------------------------------------


def test_the_add_page_proposes_the_next_number(client):
    page = client.get(reverse("admin:meetings_meeting_add"))

    assert page.context["adminform"].form.initial == {
        "level": MeetingLevel.objects.get(name="副市長層級").pk,
        "number": 6,
        "sequence": None,
        "host_city": City.objects.get(name="臺北市").pk,
    }


def test_saved_the_new_meeting_is_a_whole_draft(draft):
    assert not draft.is_final
    assert draft.sections.count() == 9
    assert draft.group_resolutions.count() == 8
    assert draft.history.get(history_type="+").history_user.username == "secretariat"


def test_number_and_place_in_the_day_may_be_left_open(client):
    day = final().held_on
    MeetingFactory(held_on=day, sequence=3)
    response = client.post(reverse("admin:meetings_meeting_add"), new(number="", sequence="", held_on=str(day)))

    assert response.status_code == 302, response.context["adminform"].form.errors
    made = Meeting.objects.by_key("副市長層級-6").get()
    assert (made.sequence, made.host_city.name) == (4, "臺北市")


def test_the_add_page_leads_to_every_levels_next_meeting(client):
    mayors = MeetingLevel.objects.get(name="市長層級")
    page = client.get(reverse("admin:meetings_meeting_add"))

    assert f'<a href="?level={mayors.pk}">市長層級（第4次，桃園市主辦）</a>' in page.content.decode()
    asked = client.get(reverse("admin:meetings_meeting_add"), {"level": mayors.pk}).context["adminform"].form.initial
    assert (asked["number"], City.objects.get(pk=asked["host_city"]).name) == (4, "桃園市")


def test_a_number_that_exists_is_refused_in_chinese_and_nothing_typed_is_lost(client):
    response = client.post(reverse("admin:meetings_meeting_add"), new(number="5"))

    assert response.status_code == 200
    assert 'value="市政大樓"' in response.content.decode()
    assert re.search(r"errorlist[^>]*>\s*<li>[^<]*已經存在", response.content.decode())


def test_from_decisions_to_the_final_record(client, draft):
    tracked = Case.objects.tracked().filter(group__name="交通組").first()
    group = IssueGroup.objects.get(name="災防組")
    record_page = reverse("admin:cases_statuschange_record")
    client.post(record_page, {"meeting": draft.pk, "kind": "delisted", "case": tracked.pk})
    client.post(
        record_page, {"meeting": draft.pk, "kind": "added", "group": group.pk, "new_title": "跨市無人機救災演練計畫"}
    )
    saved(client, draft, ends_at="16:00")
    shown = client.get(reverse("admin:meetings_meeting_finalise", args=[draft.pk]), follow=True)

    response = client.post(shown.redirect_chain[-1][0], confirmed(shown))

    meeting = Meeting.objects.get(pk=draft.pk)
    groups = {group.group: group for group in figures_of(meeting).groups}
    assert response.status_code == 302
    assert (meeting.state, meeting.finalised_by_name) == ("finalised", "王小明")
    assert (groups["交通組"].delisted, groups["交通組"].stated_remaining, groups["交通組"].closing) == (1, 11, 11)
    assert (groups["災防組"].added, groups["災防組"].closing) == (1, 8)
    assert "同意新增1案：「跨市無人機救災演練計畫」。" in shown.content.decode()
    assert saved_refused(client, meeting)


def saved_refused(client, meeting):
    return client.post(change_page(meeting), {"venue": "別處"}).status_code == 403


# -- Editing a draft --------------------------------------------------------------------------------------------------


def test_a_draft_is_edited_with_all_its_rows(client, draft):
    data = form_data(client.get(change_page(draft)))
    first, second = (row_prefix(data, "seats", "position", number) for number in (1, 2))
    data |= {"recorder": "林嘉慧", f"{first}-position": "2", f"{second}-position": "1"}

    response = client.post(change_page(draft), data)

    meeting = Meeting.objects.get(pk=draft.pk)
    assert response.status_code == 302
    assert (meeting.recorder, meeting.version) == ("林嘉慧", 2)
    assert [seat.city.name for seat in meeting.seats.all()] == ["基隆市", "臺北市", "桃園市", "新北市"]


def test_two_people_on_one_meeting_the_second_sees_both_versions_of_field_and_row(client, draft):
    colleague = signed_in("secretariat", "colleague")
    mine, theirs = (form_data(person.get(change_page(draft))) for person in (client, colleague))
    seat = row_prefix(mine, "seats", "position", 1)

    first = client.post(change_page(draft), {**mine, "venue": "先存的地點", f"{seat}-surname": "先"})
    second = colleague.post(change_page(draft), {**theirs, "venue": "後存的地點", f"{seat}-surname": "後"})
    page = second.content.decode()
    between = (Meeting.objects.get(pk=draft.pk).venue, MeetingSeat.objects.get(meeting=draft, position=1).surname)
    again = colleague.post(change_page(draft), form_data(second))

    assert first.status_code == 302
    assert second.status_code == 200
    assert between == ("先存的地點", "先")
    assert "目前資料庫中的內容：先存的地點" in page
    assert "目前資料庫中的內容：先<" in page
    assert 'value="後存的地點"' in page
    assert 'value="後"' in page
    assert again.status_code == 302
    assert Meeting.objects.get(pk=draft.pk).venue == "後存的地點"
    assert MeetingSeat.objects.get(meeting=draft, position=1).surname == "後"


def test_a_part_of_the_minutes_is_guarded_by_the_version_of_its_meeting(client, draft):
    colleague = signed_in("secretariat", "colleague")
    resolution = draft.group_resolutions.get(group__name="交通組")
    page = change_page(resolution)
    theirs = form_data(colleague.get(page))
    saved(client, resolution, wording="（{n}）{group}")

    refused = colleague.post(page, {**theirs, "wording": "【{n}】{group}"})

    assert "目前資料庫中的內容：（{n}）{group}" in refused.content.decode()
    assert GroupResolution.objects.get(pk=resolution.pk).wording == "（{n}）{group}"
    assert Meeting.objects.get(pk=draft.pk).version == 2


def test_the_paragraphs_of_a_speaker_are_written_on_the_speakers_page(client, draft):
    remark = Remark.objects.create(meeting=draft, position=1, surname="林", title="副市長")
    response = saved(client, remark, **{"paragraphs-TOTAL_FORMS": "1", "paragraphs-0-wording": "感謝各位。"})

    assert response.status_code == 302
    assert list(Paragraph.objects.filter(remark=remark).values_list("position", "wording")) == [(1, "感謝各位。")]


def test_a_sub_clause_belongs_to_the_group_of_its_clause(client, draft):
    clause = Clause.objects.filter(group_resolution__meeting=draft).first()
    wording = "({n})新增{titles}等{count}案。"
    new = {"children-TOTAL_FORMS": "1", "children-0-kind": "added", "children-0-wording": wording}
    prefix = next(
        inline.formset.prefix
        for inline in client.get(change_page(clause)).context["inline_admin_formsets"]
        if inline.formset.model is Clause
    )
    response = saved(client, clause, **{key.replace("children", prefix): value for key, value in new.items()})

    assert response.status_code == 302
    assert Clause.objects.get(parent=clause).group_resolution == clause.group_resolution


def test_a_title_in_a_clause_is_a_ledger_row_or_a_text_not_both_and_not_neither(client, draft):
    clause = Clause.objects.filter(group_resolution__meeting=draft, group_resolution__group__name="交通組").first()
    item = {"items-TOTAL_FORMS": "1", "items-0-role": "title", "items-0-position": "1", "items-0-quoted": "on"}

    refused = saved(client, clause, **item, **{"items-0-before": "共推"})
    accepted = saved(client, clause, **item, **{"items-0-text": "尚無列管的案"})

    assert "請選一筆列管異動，或（沒有列管異動時）填寫案名，兩者擇一。" in refused.content.decode()
    assert accepted.status_code == 302
    assert ClauseItem.objects.get(clause=clause).text == "尚無列管的案"


@pytest.mark.parametrize(
    ("wording", "message"),
    [("{n}、{nonsense}", "{nonsense} 無法填入"), ("{n", "大括號不成對"), ("{}", "沒有名稱的位置")],
)
def test_a_wording_with_an_unknown_place_is_refused_beside_the_field(client, draft, wording, message):
    section = draft.sections.get(kind="opening")

    response = saved(client, section, wording=wording)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert Section.objects.get(pk=section.pk).wording == "{n}、主席致詞：略"


def test_a_date_that_contradicts_the_ledger_undoes_the_whole_save(client, draft):
    delisted_at_the_fifth = StatusChange.objects.filter(meeting=final(), kind=Kind.DELISTED).first().case
    record(delisted_at_the_fifth, draft, Kind.ADDED)

    response = client.post(
        change_page(draft), {**form_data(client.get(change_page(draft))), "held_on": "2025-01-01"}, follow=True
    )

    assert "沒有儲存：移動後" in response.content.decode()
    assert str(Meeting.objects.get(pk=draft.pk).held_on) == "2026-03-05"


def test_a_draft_is_deleted_with_its_ledger_rows(client, draft):
    record(Case.objects.tracked().first(), draft, Kind.DELISTED)
    page = reverse("admin:meetings_meeting_delete", args=[draft.pk])

    confirm = client.get(page).content.decode()
    response = client.post(page, {"post": "yes"})

    assert "列管異動（由帳冊撤回）" in confirm
    assert response.status_code == 302
    assert not Meeting.objects.filter(pk=draft.pk).exists()
    assert stale_statuses(Case.objects.all()) == {}


def test_a_draft_with_an_explanation_says_why_it_stays(client, draft):
    group = IssueGroup.objects.get(name="交通組")
    DifferenceNote.objects.create(meeting=draft, group=group, cases_explained=1, text="說明", written_by_name="王小明")
    page = reverse("admin:meetings_meeting_delete", args=[draft.pk])

    assert "交通組差額+1" in client.get(page).content.decode()
    client.post(page, {"post": "yes"})
    assert Meeting.objects.filter(pk=draft.pk).exists()


# -- A final meeting --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["secretariat", "superuser"])
def test_a_final_meeting_is_to_be_read_only(role):
    client = signed_in(role)
    response = client.get(change_page(final()))
    page = response.content.decode()

    assert "這次會議的紀錄已定稿，以下內容只能檢視" in page
    assert 'name="_save"' not in page
    assert not re.search(r'<(input type="(?!hidden)|textarea|select)[^>]*name="\w+-\d', page)
    assert final().content_sha256 in page


@pytest.mark.parametrize("role", ["secretariat", "superuser"])
@pytest.mark.parametrize("model", [Meeting, *PARTS], ids=lambda model: model._meta.model_name)
def test_no_page_changes_or_deletes_a_row_of_a_final_meeting(model, role):
    client = signed_in(role)
    path = {Meeting: "state", Clause: "group_resolution__meeting__state"}.get(model, "meeting__state")
    rows = model._default_manager.filter(**{path: "finalised"})
    row = rows.first()
    before = model._default_manager.filter(pk=row.pk).values().get()
    name = f"admin:meetings_{model._meta.model_name}"

    changed = client.post(change_page(row), {"wording": "改", "venue": "改", "position": "9", "row_version": "1"})
    deleted = client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"})

    assert (changed.status_code, deleted.status_code) == (403, 403)
    assert model._default_manager.filter(pk=row.pk).values().get() == before


def test_an_inline_row_of_a_final_meeting_sent_under_a_drafts_name_changes_nothing(client, draft):
    foreign = final().seats.first()
    data = form_data(client.get(change_page(draft)))
    own = row_prefix(data, "seats", "position", 1)

    response = client.post(change_page(draft), {**data, f"{own}-id": foreign.pk, f"{own}-surname": "改"})

    assert response.status_code == 200
    assert MeetingSeat.objects.get(pk=foreign.pk).surname == foreign.surname


def test_a_form_opened_before_the_meeting_was_finalised_is_refused(client, draft):
    data = form_data(client.get(change_page(draft)))
    finalise(draft, Actor("王先到"))

    assert client.post(change_page(draft), {**data, "venue": "改"}).status_code == 403
    assert Meeting.objects.get(pk=draft.pk).venue == "市政大樓"


def test_a_difference_of_a_final_meeting_is_explained(client):
    group = next(group for group in figures_of(final()).groups if group.difference)
    data = {
        "meeting": final().pk,
        "group": IssueGroup.objects.get(name=group.group).pk,
        "cases_explained": str(group.difference),
        "text": "前次會議後移列。",
    }

    response = client.post(reverse("admin:meetings_differencenote_add"), data)

    assert response.status_code == 302
    assert DifferenceNote.objects.get().written_by.username == "secretariat"
    assert next(g for g in figures_of(final()).groups if g.group == group.group).open_difference == 0


# -- The ledger -------------------------------------------------------------------------------------------------------


def recorded(client, draft, **data):
    return client.post(reverse("admin:cases_statuschange_record"), {"meeting": draft.pk, **data})


def test_a_ledger_row_is_read_only_even_for_a_superuser(draft):
    client = signed_in("superuser")
    row = draft.changes.first()

    assert client.post(change_page(row), {"kind": "added"}).status_code == 403
    assert client.get(reverse("admin:cases_statuschange_add")).status_code == 403
    assert client.post(reverse("admin:cases_statuschange_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_record(role, method):
    response = getattr(signed_in(role), method)(reverse("admin:cases_statuschange_record"))

    assert response.status_code == (200 if role in ("secretariat", "superuser") else 302)


def test_a_merger_a_move_and_a_new_title_are_recorded_by_hand(client, draft):
    one, into, moved, renamed = Case.objects.tracked().filter(group__name="交通組", parent=None)[:4]
    disasters = IssueGroup.objects.get(name="災防組")

    assert recorded(client, draft, kind="merged", case=one.pk, into=into.pk).status_code == 302
    assert recorded(client, draft, kind="moved", case=moved.pk, to_group=disasters.pk).status_code == 302
    assert recorded(client, draft, kind="renamed", case=renamed.pk, printed_title="新的案名").status_code == 302

    named = draft.changes.exclude(printed_title="")
    assert set(named.values_list("case", "kind", "group__name")) == {
        (one.pk, "merged", "交通組"),
        (into.pk, "tracked", "交通組"),
        (moved.pk, "moved", "災防組"),
        (renamed.pk, "renamed", "交通組"),
    }
    assert one.succeeded_by.get().successor == into


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("moved", "移列須選擇移往的議題小組。"),
        ("merged", "整併須選擇併入的合作案。"),
        ("renamed", "更名須填寫新的案名。"),
    ],
)
def test_what_a_kind_needs_is_asked_for_in_words(client, draft, kind, message):
    case = Case.objects.tracked().first()
    response = recorded(client, draft, kind=kind, case=case.pk)

    assert message in response.content.decode()
    assert not draft.changes.exclude(printed_title="").exists()


def test_a_new_case_is_recorded_with_its_title(client, draft):
    group = IssueGroup.objects.get(name="交通組")

    titles = {"new_title": "全新的測試提案", "printed_title": "全新測試提案"}
    response = recorded(client, draft, kind="added", group=group.pk, **titles)

    case = Case.objects.get(title="全新的測試提案")
    assert response.status_code == 302
    assert (case.status, draft.changes.get(case=case).kind, case.group) == ("", "added", group)
    assert set(CaseTitle.objects.filter(case=case).values_list("title", flat=True)) == set(titles.values())
    assert draft.changes.get(case=case).actor_name == "王小明"


def test_a_sub_case_as_parent_is_refused_and_one_that_became_one_meanwhile_too(client, draft, monkeypatch):
    parent = CaseFactory(parent=CaseFactory())
    data = {"kind": "added", "group": parent.group_id, "new_title": "全新的測試提案", "parent": parent.pk}

    page = recorded(client, draft, **data).content.decode()
    assert "子案之下不可再有子案：請選擇本身不是子案的合作案作為母案。" in page
    monkeypatch.setattr(RecordForm.base_fields["parent"], "queryset", Case.objects.all())
    page = recorded(client, draft, **data).content.decode()
    assert "沒有登錄：子案之下不可再有子案。" in page
    assert not Case.objects.filter(title="全新的測試提案").exists()


def test_a_part_of_a_meeting_finalised_this_moment_says_why_it_is_not_deleted(client, draft, monkeypatch):
    section = draft.sections.first()
    freeze(draft)
    monkeypatch.setattr("meetings.admin.parts.can_edit_meeting", lambda user, meeting: True)

    response = client.post(reverse("admin:meetings_section_delete", args=[section.pk]), {"post": "yes"}, follow=True)

    assert "沒有刪除：這項內容已印在定稿的會議紀錄中，不可更改。" in response.content.decode()
    assert Section.objects.filter(pk=section.pk).exists()


def test_one_decision_after_the_other(client, draft):
    group = IssueGroup.objects.get(name="交通組")

    response = recorded(client, draft, kind="added", group=group.pk, new_title="全新的測試提案", _another="1")

    assert response["Location"].endswith(f"/record/?meeting={draft.pk}&group={group.pk}&kind=added")


def test_what_the_ledger_refuses_is_said_in_the_form_and_nothing_typed_is_lost(client, draft):
    case = Case.objects.filter(status=Kind.DELISTED).first()

    response = recorded(client, draft, kind="delisted", case=case.pk, printed_title="我打的案名")

    page = response.content.decode()
    assert "不可登錄為「解列」" in page
    assert 'value="我打的案名"' in page
    assert case.title in page


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "請選一件合作案，或填寫新案案名，兩者擇一。"),
        ({"new_title": "全新的測試提案"}, "新案須選擇議題小組。"),
        ({"new_title": "全新的測試提案", "case": "known"}, "請選一件合作案，或填寫新案案名，兩者擇一。"),
        ({"case": "known", "group": "災防組"}, "屬於交通組，與所選的議題小組不同。"),
        ({"new_title": "基隆河谷交通路網改善", "group": "交通組"}, "請在「合作案」欄選擇這一案。"),
        ({"new_title": "基隆河谷交通路網改進計", "group": "交通組"}, "與既有案名相近"),
    ],
)
def test_a_decision_that_is_not_clear_is_refused_with_what_to_do(client, draft, data, message):
    before = Case.objects.count()
    if data.get("case"):
        data = {**data, "case": Case.objects.tracked().filter(group__name="交通組").first().pk}
    if data.get("group"):
        data = {**data, "group": IssueGroup.objects.get(name=data["group"]).pk}

    response = recorded(client, draft, kind="added", **data)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert Case.objects.count() == before


def test_a_new_case_that_sounds_like_another_is_recorded_once_confirmed(client, draft):
    group = IssueGroup.objects.get(name="交通組")

    recorded(client, draft, kind="added", group=group.pk, new_title="基隆河谷交通路網改進計", is_new="on")

    assert draft.changes.filter(printed_title="基隆河谷交通路網改進計").exists()


def test_a_final_meeting_cannot_be_chosen(client, draft):
    response = client.post(
        reverse("admin:cases_statuschange_record"),
        {"meeting": final().pk, "kind": "added", "new_title": "x", "group": IssueGroup.objects.first().pk},
    )

    assert response.status_code == 200
    assert "meeting" in response.context["form"].errors


def do(row, action):
    return reverse("admin:cases_statuschange_do", args=[row.pk, action])


def test_a_row_of_a_draft_is_retitled_and_taken_back(client, draft):
    case = Case.objects.tracked().first()
    row = record(case, draft, Kind.DELISTED)

    client.post(do(row, "retitle"), {"printed_title": "印出的新案名", "was": row.printed_title})
    titled = StatusChange.objects.get(pk=row.pk).printed_title
    client.post(do(row, "withdraw"))

    assert titled == "印出的新案名"
    assert draft.changes.get(case=case).kind == Kind.TRACKED


def test_of_two_who_retitle_one_row_the_second_is_told(client, draft):
    row = record(Case.objects.tracked().first(), draft, Kind.DELISTED)
    old = row.printed_title

    client.post(do(row, "retitle"), {"printed_title": "甲的案名", "was": old})
    refused = client.post(do(row, "retitle"), {"printed_title": "乙的案名", "was": old})

    assert "已被他人改為「甲的案名」" in refused.content.decode()
    assert 'value="乙的案名"' in refused.content.decode()
    assert StatusChange.objects.get(pk=row.pk).printed_title == "甲的案名"


def test_a_row_of_a_final_meeting_is_only_corrected(client, draft):
    row = StatusChange.objects.filter(meeting=final(), kind=Kind.DELISTED).first()

    refused = [client.post(do(row, action)).status_code for action in ("retitle", "withdraw")]
    silent = client.post(do(row, "correct"), {"meeting": draft.pk, "kind": "tracked", "reason": ""})
    client.post(do(row, "correct"), {"meeting": draft.pk, "kind": "tracked", "reason": "紀錄誤植"})

    assert refused == [403, 403]
    assert silent.status_code == 200
    correction = draft.changes.get(case=row.case)
    assert (correction.kind, correction.corrects, correction.note) == ("tracked", row, "紀錄誤植")


@pytest.mark.parametrize("role", ["stranger", "nobody", "official", "liaison"])
@pytest.mark.parametrize("action", ["retitle", "withdraw", "correct"])
def test_nobody_else_touches_the_ledger(role, action):
    row = StatusChange.objects.filter(meeting=final()).first()

    assert signed_in(role).post(do(row, action)).status_code == 302


# -- Lists ------------------------------------------------------------------------------------------------------------

LISTS = {
    "meetings_meeting": 11,
    "cases_statuschange": 9,
    "meetings_section": 7,
    "meetings_groupresolution": 8,
    "meetings_clause": 8,
    "meetings_remark": 7,
}


@pytest.mark.parametrize(("name", "queries"), LISTS.items())
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(name, queries, django_assert_num_queries):
    client = signed_in("secretariat")
    page = reverse(f"admin:{name}_changelist")
    client.get(page)
    with django_assert_num_queries(queries):
        client.get(page)
    for _ in range(15):
        meeting = MeetingFactory()
        record(CaseFactory(), meeting)
        group = GroupResolution.objects.create(meeting=meeting, group=IssueGroup.objects.first(), position=1)
        Clause.objects.create(group_resolution=group, position=1, kind="note", wording="x")
        Section.objects.create(meeting=meeting, position=1, kind="opening", wording="x")
        Remark.objects.create(meeting=meeting, position=1, surname="王", title="副市長")

    with django_assert_num_queries(queries):
        client.get(page)


def test_every_model_of_the_meetings_is_registered_or_stands_in_a_page_of_one():
    inline = {inline.model for model_admin in admin.site._registry.values() for inline in model_admin.inlines}
    registered = set(admin.site._registry)

    for model in (Meeting, MeetingSeat, ClauseItem, Paragraph, DifferenceNote, StatusChange, *PARTS):
        assert model in inline | registered
