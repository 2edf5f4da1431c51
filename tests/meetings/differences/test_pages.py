"""The pages of differences: what they show, who writes, what bad input gets, and stale saves."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.models import Case
from meetings.differences.records import difference_of, differences
from meetings.differences.workflow import NoteContent, NoteError, change, withdraw, write
from meetings.models import DifferenceNote, Meeting
from meetings.record.explanations import DifferenceState
from platform_site.shared.locking.versions import StaleRow
from tests.factories import SECRETARY, CaseFactory, group
from tests.people import signed_in

pytestmark = pytest.mark.django_db
LIST_QUERIES, DETAIL_QUERIES, FORM_QUERIES = 14, 46, 16
EXPLANATION, MISSING, OUTSIDE = DifferenceNote.Kind


def meeting(number=3):
    return Meeting.objects.by_key(f"副市長層級-{number}").get()


def at(name, *more, number=3, of="交通組"):
    return reverse(f"differences:{name}", args=[f"副市長層級-{number}", group(of).pk, *more])


def add(kind=EXPLANATION, number=1, of="交通組", case=None, outside="", text="說明", on=3):
    return write(meeting(on), group(of), NoteContent(kind, number, text, case, outside), SECRETARY)


def first_seen(title="共享轄內大貨車車籍資料"):
    return Case.objects.get(title=title)


def text_of(response):
    return response.content.decode()


@pytest.fixture
def secretary():
    return signed_in("secretariat")


def typed(**changed):
    sent = {"row_version": "0", "kind": "explanation", "cases_explained": "+1", "case": "", "outside": "", "text": "因"}
    return sent | {name: str(value) for name, value in changed.items()}


def test_every_difference_of_the_record_is_on_the_list_and_open(reader):
    rows = [(row.meeting.number, row.group.name, row.number, row.state) for row in differences()]
    assert rows == [
        (3, "交通組", 3, "open"),
        (3, "衛生社福組", 1, "open"),
        (3, "環境資源組", 1, "open"),
        (4, "災防組", -2, "open"),
        (5, "都會發展組", 1, "open"),
    ]
    page = text_of(reader.get(reverse("differences:list")))
    assert page.count("的說明與線索</span>") == 5
    assert "待說明（5）" in page


def test_the_state_follows_from_the_notes():
    def state():
        return difference_of(meeting(), group()).state

    assert state() == DifferenceState.OPEN
    named = add(MISSING, 1, case=first_seen())
    assert state() == DifferenceState.OPEN
    add(OUTSIDE, 2, outside="113年3月5日工作會議")
    assert state() == DifferenceState.RESOLVED
    change(named, NoteContent(EXPLANATION, 1, "印錯", first_seen()), version=1)
    assert state() == DifferenceState.EXPLAINED
    withdraw(named, version=2)
    assert state() == DifferenceState.OPEN


def test_the_list_keeps_one_state_and_counts_all(reader):
    add(EXPLANATION, 1, of="衛生社福組")
    add(MISSING, 1, of="都會發展組", on=5, case=first_seen("中央及地方社會住宅分級租金訂定"))

    def listed(state):
        lines = reader.get(reverse("differences:list"), {"state": state}).context["list"].lines
        return [line.row.group.name for line in lines]

    assert listed("explained") == ["衛生社福組"]
    assert listed("resolved") == ["都會發展組"]
    assert listed("open") == ["交通組", "環境資源組", "災防組"]
    assert "待說明（3）" in text_of(reader.get(reverse("differences:list"), {"state": "purple"}))
    assert "沒有「purple」這個選項" in text_of(reader.get(reverse("differences:list"), {"state": "purple"}))


def test_a_suggestion_is_taken_over_with_one_button_and_confirmed_by_a_person(secretary):
    case = first_seen()
    page = text_of(secretary.get(at("detail")))
    button = f"{at('write')}?suggestion=first-seen-{case.pk}"
    assert f'href="{button}"' in page
    assert "/minutes/#clause-1-2" in page

    form = secretary.get(button).context["form"]
    assert not DifferenceNote.objects.exists()
    filled = {name: form[name].value() for name in form.fields}
    assert (filled["kind"], filled["cases_explained"], filled["case"]) == ("missing_case", "+1", str(case.pk))
    assert filled["text"].startswith("第3次副市長層級會議解列之前，紀錄未曾出現這一案")

    assert secretary.post(at("write"), filled).status_code == 302
    note = DifferenceNote.objects.get()
    assert (note.case, note.kind, note.cases_explained, note.written_by_name) == (case, MISSING, 1, "王小明")
    after = text_of(secretary.get(at("detail")))
    assert "已採用" in after
    assert button not in after


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"cases_explained": ""}, "cases_explained", "請填寫說明的案數，並帶正負號，例如：+1、-2。"),
        ({"cases_explained": "三"}, "cases_explained", "「三」不是案數，請填整數並帶正負號，例如：+1、-2。"),
        (
            {"cases_explained": "9" * 30},
            "cases_explained",
            f"「{'9' * 20}」不是案數，請填整數並帶正負號，例如：+1、-2。",
        ),
        ({"cases_explained": "-1"}, "cases_explained", "第3次副市長層級會議交通組的差額是+3案，說明的案數應為正數。"),
        (
            {"cases_explained": "4"},
            "cases_explained",
            "第3次副市長層級會議交通組的差額是+3案，扣除既有的說明，這一筆最多說明+3案。",
        ),
        ({"kind": "purple"}, "kind", "請選擇處理方式。"),
        ({"kind": ""}, "kind", "請選擇處理方式。"),
        ({"text": " "}, "text", "請填寫說明。"),
        ({"text": "長" * 2001}, "text", "最多 2,000 字，目前 2,001 字，請刪減。"),
        ({"kind": "missing_case"}, "case", "請選擇要補列的合作案。"),
        ({"case": "999999"}, "case", "選到的合作案不在這個平臺的清單上，請重新選擇。"),
        ({"kind": "outside"}, "outside", "請填寫是哪一次會外決定，例如：113年3月5日工作會議。"),
        ({"kind": "outside", "outside": "長" * 201}, "outside", "最多 200 字，目前 201 字，請刪減。"),
        ({"outside": "某次會議"}, "outside", "「會外決定」才填這一欄；請改選「會外決定」，或將這一欄清空。"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_stays(secretary, sent, field, sentence):
    response = secretary.post(at("write"), typed(**sent))
    form = response.context["form"]

    assert (response.status_code, form.errors[field]) == (400, [sentence])
    assert f'id="id_{field}_error"><p>{sentence}</p>' in text_of(response)
    assert {name: form[name].value() for name in sent} == sent
    assert not DifferenceNote.objects.exists()


def test_among_many_cases_one_is_typed_and_what_was_typed_stays(secretary, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("cases.fields.MOST_IN_MENU", 2)
    case = first_seen()
    form = secretary.get(f"{at('write')}?suggestion=first-seen-{case.pk}").context["form"]
    assert f'<input type="text" name="case" value="{case.title}"' in str(form["case"])
    assert form["case"].help_text == "請填完整案名，或合作案網址中的編號；「補列合作案」須指定"

    wrong = typed(kind="missing_case", case="沒有這一案")
    response = secretary.post(at("write"), wrong)
    sentence = "找不到「沒有這一案」，請填清單上的完整案名，或合作案網址中的編號。"
    assert (response.status_code, response.context["form"].errors["case"]) == (400, [sentence])
    assert response.context["form"]["case"].value() == "沒有這一案"
    for _ in range(2):
        with django_assert_num_queries(FORM_QUERIES):
            secretary.get(at("write"))
        CaseFactory.create_batch(5, group=group())
    assert secretary.post(at("write"), typed(kind="missing_case", case=case.title)).status_code == 302
    assert DifferenceNote.objects.get().case == case


def test_a_missing_case_is_one_case_and_named_once():
    case = first_seen()
    with pytest.raises(NoteError) as refused:
        add(MISSING, 2, case=case)
    assert refused.value.fields == {"cases_explained": "補列一件合作案說明1案，請填 +1 或 -1；其餘案數請另外新增說明。"}
    add(MISSING, 1, case=case)
    with pytest.raises(NoteError) as refused:
        add(MISSING, 1, case=case)
    assert refused.value.fields == {"case": f"「{case}」已用於這一筆差額的另一則說明，請改選其他合作案。"}


def test_full_width_signs_and_digits_are_read(secretary):
    assert secretary.post(at("write"), typed(cases_explained="＋２")).status_code == 302
    assert secretary.post(at("write", number=4, of="災防組"), typed(cases_explained="−1")).status_code == 302
    assert [note.cases_explained for note in DifferenceNote.objects.all()] == [2, -1]


def test_the_second_of_two_who_change_a_note_sees_both_and_keeps_what_was_typed(secretary):
    note = add()
    change(note, NoteContent(EXPLANATION, 2, "先存的人寫的"), version=1)
    response = secretary.post(at("change", note.pk), typed(row_version=1, text="後存的人寫的"))

    form = response.context["form"]
    assert response.status_code == 409
    assert form.errors["text"] == ["目前資料庫中的內容：先存的人寫的"]
    assert form.errors["cases_explained"] == ["目前資料庫中的內容：+2"]
    assert (form["text"].value(), form["row_version"].value()) == ("後存的人寫的", "2")
    secretary.post(at("change", note.pk), typed(row_version=2, text="後存的人寫的"))
    note.refresh_from_db()
    assert (note.text, note.version, note.written_by_name) == ("後存的人寫的", 3, SECRETARY.name)


def test_a_note_is_withdrawn_once_and_its_history_stays(secretary):
    note = add(text="先寫的")
    stale = secretary.post(at("withdraw", note.pk), {"row_version": "7"}, follow=True)
    assert "已被他人修改" in text_of(stale)
    gone = secretary.post(at("withdraw", note.pk), {"row_version": "1"}, follow=True)
    assert "已撤回這則說明" in text_of(gone)
    assert secretary.post(at("withdraw", note.pk), {"row_version": "1"}).status_code == 404
    assert secretary.get(at("change", note.pk)).status_code == 404
    assert [row.history_type for row in DifferenceNote.history.order_by("history_id")] == ["+", "-"]
    with pytest.raises(StaleRow):
        withdraw(note, version=1)


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_others_read_and_may_not_write(role):
    note, client = add(), signed_in(role)
    page = text_of(client.get(at("detail")))
    assert "紀錄中的線索" in page
    assert "採用</th>" not in page and "撤回" not in page and "新增說明" not in page
    assert [client.get(at("write")).status_code, client.get(at("change", note.pk)).status_code] == [403, 403]
    assert client.post(at("write"), typed()).status_code == 403
    assert client.post(at("withdraw", note.pk), {"row_version": "1"}).status_code == 403
    assert DifferenceNote.objects.count() == 1


def test_a_group_without_a_difference_or_of_no_platform_has_no_page(secretary):
    assert secretary.get(at("detail", of="災防組")).status_code == 404
    assert secretary.get(reverse("differences:detail", args=["副市長層級-3", 999_999])).status_code == 404
    assert secretary.get(reverse("differences:detail", args=["副市長層級-99", group().pk])).status_code == 404
    other = add(of="衛生社福組")
    assert secretary.get(at("change", other.pk)).status_code == 404


def test_the_admin_and_the_page_ask_the_same_rules(secretary):
    sent = {"meeting": meeting().pk, "group": group().pk, "cases_explained": "1", "text": "說明", "kind": "outside"}
    refused = secretary.post(reverse("admin:meetings_differencenote_add"), sent)
    assert refused.context["adminform"].form.errors["outside"] == [
        "請填寫是哪一次會外決定，例如：113年3月5日工作會議。"
    ]
    sent["outside"] = "113年3月5日工作會議"
    assert secretary.post(reverse("admin:meetings_differencenote_add"), sent).status_code == 302
    note = DifferenceNote.objects.get()
    assert (note.kind, note.outside) == (OUTSIDE, "113年3月5日工作會議")
    assert "會外決定：113年3月5日工作會議" in text_of(secretary.get("/meetings/deputy-mayor-3/"))


def test_the_database_refuses_a_kind_without_what_it_rests_on():
    note = add()
    for wrong in ({"kind": "outside"}, {"kind": "missing_case"}, {"outside": "某次"}, {"kind": "purple"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DifferenceNote.objects.filter(pk=note.pk).update(**wrong)


def test_queries_do_not_grow_with_notes_and_cases(reader, django_assert_num_queries):
    def ask():
        with django_assert_num_queries(LIST_QUERIES):
            reader.get(reverse("differences:list"))
        with django_assert_num_queries(DETAIL_QUERIES):
            reader.get(at("detail"))

    add()
    CaseFactory(group=group())
    ask()
    add(MISSING, 1, case=first_seen())
    add(MISSING, 1, case=first_seen("整合各縣市自行車道鋪面顏色"))
    add(EXPLANATION, 1, of="衛生社福組")
    CaseFactory.create_batch(20, group=group())
    ask()
