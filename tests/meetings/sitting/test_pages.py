"""The sitting's pages: who may open them, what they show, what a refused step keeps, how many queries they take."""

import re
from datetime import date

import pytest
from django.urls import reverse

from cases.models import Kind
from groups.models import Platform
from meetings.models import Clause, Meeting, MeetingLevel, Proposal
from meetings.proposals.workflow import ProposalContent, propose, schedule
from meetings.record.drafts import start_draft
from meetings.sitting import decisions
from tests.cases.reporting.rows import LIAISON, SECRETARY
from tests.factories import GroupFactory, freeze, group, record
from tests.meetings.sitting.rows import delisting, listed, new, scheduled, sixth
from tests.people import signed_in

pytestmark = pytest.mark.django_db
START_QUERIES, GROUP_QUERIES, PASTE_QUERIES = 7, 37, 12


@pytest.fixture
def secretary():
    return signed_in("secretariat")


@pytest.fixture
def meeting():
    return sixth()


def at(name, meeting, *args, owner=None):
    first = [] if name == "start" else [owner.pk if owner else group().pk]
    return reverse(f"sitting:{name}", args=[meeting.key, *first, *args])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def decide(client, proposal, meeting, decision, version=None, **more):
    data = {"decision": decision, "row_version": version or proposal.version} | more
    return client.post(at("decide", meeting, proposal.pk), data, follow=True)


def state_of(proposal):
    return Proposal.objects.get(pk=proposal.pk).state


@pytest.mark.parametrize("role", ["official", "liaison"])
def test_only_the_secretariat_opens_and_records(role, meeting):
    client, proposal = signed_in(role), new(meeting)
    assert client.get(at("start", meeting)).status_code == 403
    assert client.get(at("group", meeting)).status_code == 403
    assert decide(client, proposal, meeting, "adopt").status_code == 403
    for name in ("adopt-all", "undo", "paste"):
        assert client.post(at(name, meeting)).status_code == 403
    assert client.post(at("other", meeting, "merge")).status_code == 403
    assert state_of(proposal) == "scheduled"


def test_a_final_meeting_leads_to_its_dashboard_with_the_reason(secretary, meeting):
    proposal = new(meeting)
    freeze(meeting)
    sent = [secretary.get(at(name, meeting), follow=True) for name in ("start", "group")]
    sent += [secretary.post(at(name, meeting), follow=True) for name in ("adopt-all", "undo", "paste")]
    sent += [decide(secretary, proposal, meeting, "adopt")]
    sent += [secretary.post(at("other", meeting, "move"), follow=True)]
    for response in sent:
        assert response.redirect_chain[-1][0] == meeting.get_absolute_url()
        assert "第6次副市長層級會議的紀錄已定稿，不可再登錄議決。" in text_of(response)


def test_the_dashboard_of_a_draft_leads_the_secretariat_there(secretary, meeting):
    link = f'href="{at("start", meeting)}"'
    assert link in text_of(secretary.get(meeting.get_absolute_url()))
    assert link not in text_of(signed_in("official").get(meeting.get_absolute_url()))
    assert "/sitting/" not in text_of(secretary.get("/meetings/deputy-mayor-5/"))


def test_a_level_without_a_ledger_has_no_sitting(secretary):
    level = MeetingLevel.objects.get(name="工作會議")
    working = start_draft(Meeting(level=level, group=group(), number=1, held_on=date(2026, 4, 1)), SECRETARY)
    response = secretary.get(at("start", working), follow=True)
    assert "工作會議不逐組決議列管，沒有議決畫面。" in text_of(response)


def test_what_is_not_there_is_404_and_says_so(secretary, meeting):
    foreign = GroupFactory(name="外組", platform=Platform.objects.create(name="另一平臺"))
    assert secretary.get(at("group", meeting, owner=foreign)).status_code == 404
    assert secretary.get(reverse("sitting:start", args=["副市長層級-99"])).status_code == 404
    assert secretary.get(reverse("sitting:group", args=[meeting.key, 999])).status_code == 404
    assert secretary.post(at("decide", meeting, 999), {"decision": "adopt"}).status_code == 404
    huge = f"{at('group', meeting)}proposals/{'9' * 30}/"
    assert secretary.post(huge, {"decision": "adopt", "row_version": "9" * 30}).status_code == 404
    assert secretary.get(f"{reverse('sitting:start', args=[meeting.key])}{'9' * 30}/").status_code == 404
    other = new(meeting, name="災防組")
    assert decide(secretary, other, meeting, "adopt").status_code == 404
    assert secretary.post(at("other", meeting, "else")).status_code == 404


def test_it_opens_at_the_first_group_with_something_undecided(secretary, meeting):
    assert secretary.get(at("start", meeting)).url == at("group", meeting)
    new(meeting, name="產業民生組")
    new(meeting, "另一案", name="觀光文創組")
    assert secretary.get(at("start", meeting)).url == at("group", meeting, owner=group("產業民生組"))


def test_the_screen_shows_the_list_the_tally_the_text_and_all_groups(secretary, meeting):
    one, case = new(meeting, "甲提案"), listed()[0]
    delisting(meeting, case)
    new(meeting, "乙提案", name="災防組")
    page = text_of(secretary.get(at("group", meeting)))

    assert "待議決 2 件" in page and "甲提案" in page and case.title in page and "乙提案" not in page
    assert "其餘 2 件全部同意" in page
    assert page.count("autofocus") == 1
    assert re.search(r'<p class="minutes-clause">\s*12案持續列管。\s*</p>', page)
    assert re.findall(r'strip-name">(.+?)</span> <span class="strip-state">(.+?)</span>', page)[:2] == [
        ("交通組", "待議 2"),
        ("災防組", "待議 1"),
    ]
    page = text_of(decide(secretary, one, meeting, "adopt"))
    assert "已登錄：同意新增「甲提案」。" in page
    assert "核對相符：承接與異動算出其餘 12 案，與紀錄載明相同。" in page
    assert "解列 <b>0</b>、新增 <b>1</b>、確認執行中 <b>52</b>、期末 <b>53</b> 案；待議決 <b>2</b> 件" in page
    assert '<span class="number">1. </span>同意新增1案：「' in page
    assert "待議 1・已決 1" in page


def test_a_stated_number_that_is_not_the_ledgers_is_told_with_its_sign(secretary, meeting):
    clause = Clause.objects.get(group_resolution__meeting=meeting, group_resolution__group=group())
    clause.stated_count = 11
    clause.save()
    page = text_of(secretary.get(at("group", meeting)))
    assert "紀錄載明其餘 11 案，承接與異動算出 12 案，差額 −1 案。" in page
    assert "交通組：載明 11 案，應為 12 案，差額 −1 案。" in page


def test_each_button_decides_and_leads_to_the_next_undecided(secretary, meeting):
    rows = [new(meeting, f"第{number}件提案") for number in "一二三四"]
    sent = [("adopt", {}), ("amend", {"title": "修正後的案名"}), ("defer", {}), ("return", {"comment": "請補充。"})]
    for number, (decision, more) in enumerate(sent):
        response = decide(secretary, rows[number], meeting, decision, **more)
        following = f"?at={rows[number + 1].pk}" if number < 3 else ""
        assert response.redirect_chain == [(at("group", meeting) + following, 302)]
    assert [state_of(row) for row in rows] == ["adopted", "adopted", "deferred", "returned"]
    assert sorted(meeting.changes.filter(kind=Kind.ADDED).values_list("printed_title", flat=True)) == [
        "修正後的案名",
        "第一件提案",
    ]
    page = text_of(response)
    assert re.search(r"autofocus><kbd>N</kbd>下一組：災防組", page)
    assert rows[3].steps.last().comment == "請補充。"


def test_the_second_secretary_is_told_who_decided_and_keeps_what_was_typed(secretary, meeting):
    proposal = new(meeting)
    decide(signed_in("secretariat", "lin"), proposal, meeting, "defer")
    response = decide(secretary, proposal, meeting, "amend", version=proposal.version, title="我修正的案名")
    page = text_of(response)
    assert response.status_code == 409
    assert "登錄為「會議緩議」，您的「同意」沒有登錄；如要更改，請先撤回。" in page
    assert "您輸入的是：我修正的案名" in page
    assert state_of(proposal) == "deferred"


def test_a_button_of_no_decision_and_a_proposal_of_another_meeting_are_refused(secretary, meeting):
    proposal = new(meeting)
    response = decide(secretary, proposal, meeting, "else")
    assert (response.status_code, state_of(proposal)) == (400, "scheduled")
    assert "請按「同意」、「修正」、「緩議」或「退回小組」其中之一。" in text_of(response)
    later = sixth(held_on=date(2026, 9, 1))
    moved = schedule(proposal, later, SECRETARY, version=proposal.version)
    page = text_of(decide(secretary, moved, meeting, "adopt"))
    assert "已改列第7次副市長層級會議的議程，請於該次會議議決。" in page
    assert state_of(proposal) == "scheduled"


def test_a_refused_decision_says_why_and_writes_nothing(secretary, meeting):
    proposal = new(meeting, listed()[0].title)
    response = decide(secretary, proposal, meeting, "adopt")
    assert response.status_code == 400
    assert f"「{listed()[0].title}」已在列管中，不可再新增。" in text_of(response)
    assert state_of(proposal) == "scheduled"


def test_one_key_adopts_what_the_screen_showed_and_nothing_that_changed_since(secretary, meeting):
    rows = [new(meeting, "甲提案"), new(meeting, "乙提案")]
    shown = {"proposal": [f"{row.pk}-{row.version}" for row in rows]}
    new(meeting, "後來的提案")
    page = text_of(secretary.post(at("adopt-all", meeting), shown, follow=True))
    assert "已登錄：同意2件：新增「甲提案」、新增「乙提案」。" in page
    assert [state_of(row) for row in Proposal.objects.order_by("pk")] == ["adopted", "adopted", "scheduled"]

    response = secretary.post(at("adopt-all", meeting), shown)
    assert response.status_code == 409 and "您的「同意」沒有登錄" in text_of(response)
    response = secretary.post(at("adopt-all", meeting), {"proposal": "x-y"})
    assert response.status_code == 400 and "這一組沒有待議決的提案。" in text_of(response)


def test_an_undo_leads_back_to_the_group_and_the_proposal(secretary, meeting):
    proposal = new(meeting)
    step = decisions.adopt(proposal, SECRETARY, version=2)
    response = secretary.post(at("undo", meeting, owner=group("災防組")), {"step": step.pk}, follow=True)
    assert response.redirect_chain == [(f"{at('group', meeting)}?at={proposal.pk}", 302)]
    assert "已撤回：同意新增「跨市聯合演練資料共享」。" in text_of(response)
    assert "<s>同意新增「跨市聯合演練資料共享」</s>" in text_of(response)

    response = secretary.post(at("undo", meeting), {"step": step.pk})
    assert response.status_code == 409 and "撤回，不必再撤回。" in text_of(response)


def test_decisions_without_a_proposal_have_their_forms(secretary, meeting):
    one, two, three, four, five = listed()[:5]
    sent = [
        ("merge", {"cases": [one.pk, two.pk], "title": "合併案"}),
        ("move", {"case": three.pk, "to_group": group("災防組").pk}),
        ("rename", {"case": four.pk, "title": "更名案"}),
        ("subcase", {"parent": five.pk, "title": "子案之一"}),
    ]
    for action, data in sent:
        assert "已登錄：" in text_of(secretary.post(at("other", meeting, action), data, follow=True)), action
    kinds = dict(meeting.changes.exclude(printed_title="").values_list("printed_title", "kind"))
    assert kinds == {
        "合併案": "tracked",
        one.title: "merged",
        two.title: "merged",
        three.title: "moved",
        "更名案": "renamed",
        "子案之一": "tracked",
    }


@pytest.mark.parametrize(
    ("action", "data", "sentence"),
    [
        ("merge", {"title": "合併案"}, "請勾選要整併的合作案。"),
        ("merge", {"cases": ["9" * 25], "title": "合併案"}, "請選擇這一組的合作案。"),
        ("move", {"case": "x"}, "請選擇移往的小組。"),
        ("rename", {"title": "保留的案名"}, "請選擇合作案。"),
        ("subcase", {"title": "長" * 201}, "請選擇合作案。"),
    ],
)
def test_a_form_says_what_is_missing_and_keeps_what_was_typed(secretary, meeting, action, data, sentence):
    response = secretary.post(at("other", meeting, action), data)
    page = text_of(response)
    assert response.status_code == 400
    assert sentence in page and "尚未登錄；您輸入的內容都還在。" in page
    assert data.get("title", "") in page
    assert not meeting.changes.exclude(printed_title="").exists()


def test_a_form_shows_what_the_list_does_not_allow(secretary, meeting):
    one, two = listed()[:2]
    response = secretary.post(at("other", meeting, "rename"), {"case": one.pk, "title": two.title})
    assert response.status_code == 400
    assert f"交通組已有「{two.title}」，請改用其他案名。" in text_of(response) and "案名重複。" in text_of(response)
    record(one, meeting, Kind.DELISTED)
    response = secretary.post(at("other", meeting, "rename"), {"case": one.pk, "title": "新名"})
    assert "請選擇這一組的合作案。" in text_of(response)


def test_a_paste_is_examined_first_and_then_recorded(secretary, meeting):
    near = listed()[5]
    data = {"text": f"1. 全新的跨域合作\n解列\n{near.title}推動\n{listed()[0].title}", "kind": "added"}
    page = text_of(secretary.post(at("paste", meeting), data | {"examine": "1"}))
    assert "可登錄 <b>2</b> 行、須選擇 <b>1</b> 行、不登錄 <b>0</b> 行" in page
    assert not meeting.changes.exclude(printed_title="").exists()
    seal = re.search(r'name="seal" value="(\w+)"', page)[1]

    response = secretary.post(at("paste", meeting), data | {"record": "1", "seal": seal})
    page = text_of(response)
    assert response.status_code == 400
    assert "還有 1 行須選擇，尚未登錄。" in page and "請選擇這一行的意思。" in page and "1. 全新的跨域合作" in page

    chosen = data | {"record": "1", "seal": seal, "choice-3": f"case-{near.pk}"}
    page = text_of(secretary.post(at("paste", meeting), chosen, follow=True))
    assert "已登錄：3項：新增「全新的跨域合作」、解列「" in page


def test_a_paste_that_fails_keeps_every_line(secretary, meeting):
    for text, sentence in (
        ("", "請貼上案名，一行一案。"),
        ("\n \n新增\n", "貼上的內容沒有案名。"),
        ("\n".join(f"第{n}號案" for n in range(501)), "一次最多貼上 500 個案名，目前 501 個，請分次貼上。"),
    ):
        response = secretary.post(at("paste", meeting), {"text": text, "kind": "nonsense", "examine": "1"})
        assert response.status_code == 400 and sentence in text_of(response)
        assert response.context["text"] == text
    response = secretary.post(at("paste", meeting), {"text": "全新的跨域合作", "record": "1", "seal": "old"})
    assert response.status_code == 400
    assert "檢查之後名單或內容有變動" in text_of(response) and "全新的跨域合作" in text_of(response)


def test_the_number_of_queries_does_not_grow_with_the_list(
    secretary, meeting, django_assert_num_queries, django_assert_max_num_queries
):
    def fill(number, start=0):
        for n in range(start, number):
            new(meeting, f"第{n}號提案")

    fill(1)
    secretary.get(at("group", meeting))
    with django_assert_num_queries(START_QUERIES):
        secretary.get(at("start", meeting))
    with django_assert_num_queries(GROUP_QUERIES):
        secretary.get(at("group", meeting))
    fill(40, 1)
    with django_assert_num_queries(START_QUERIES):
        secretary.get(at("start", meeting))
    with django_assert_num_queries(GROUP_QUERIES):
        secretary.get(at("group", meeting))
    rows = list(Proposal.objects.order_by("pk"))
    decisions.adopt_all([(row, row.version) for row in rows[:20]], SECRETARY)
    decisions.defer(rows[20], SECRETARY, version=2)
    with django_assert_max_num_queries(GROUP_QUERIES + 5):
        secretary.get(at("group", meeting))


def test_the_number_of_queries_of_a_paste_does_not_grow_with_its_lines(secretary, meeting, django_assert_num_queries):
    for number in (1, 40):
        text = "\n".join(f"第{n}號跨市公共服務" for n in range(number))
        with django_assert_num_queries(PASTE_QUERIES):
            secretary.post(at("paste", meeting), {"text": text, "kind": "added", "examine": "1"})


def test_a_merger_and_a_subcase_are_shown_as_proposed(secretary, meeting):
    one, two = listed()[:2]
    scheduled(meeting, ProposalContent("merge", "性質相近。", one, [two], "合併案"))
    scheduled(meeting, ProposalContent("subcase", "細分。", one, title="子案之一"))
    scheduled(meeting, ProposalContent("rename", "細分。", two, title="新名"))
    near = propose(group(), ProposalContent("new", "x", title=f"{listed()[5].title}推動"), LIAISON)
    schedule(near, meeting, SECRETARY, version=1)
    page = text_of(secretary.get(at("group", meeting)))
    assert f"{one.title}、{two.title} → 合併案" in page
    assert f"母案：{one.title}" in page
    assert f"{two.title} → 新名" in page
    assert f"與「{listed()[5].title}」相近：94分，多出「推動」" in page


def test_a_wording_that_cannot_be_printed_is_named_and_the_screen_still_works(secretary, meeting):
    Clause.objects.filter(group_resolution__meeting=meeting, group_resolution__group=group()).update(
        wording="{n}. {nothing}"
    )
    page = text_of(secretary.get(at("group", meeting)))
    assert "{nothing} 無法填入" in page and "待議決" not in page
