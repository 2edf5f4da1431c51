"""The list of cases and a case's page."""

import re
from collections import Counter

import pytest
from django.urls import reverse

from cases.ledger import writing as ledger
from cases.models import Case, CommonTopic, Kind, Succession
from cases.pages.selectors import sheet_of
from tests.factories import (
    SECRETARY,
    CaseFactory,
    CaseTitleFactory,
    MeetingFactory,
    finally_record,
    freeze,
    print_in_clause,
    record,
)
from tests.people import signed_in

pytestmark = pytest.mark.django_db

# Each begins with the session, the user, the role's permissions and the platform's name.
LIST_QUERIES = 16
DETAIL_QUERIES = 20
# By what the clause does there: 24, 15, 12, 2 and 18 additions, 21, 12, 24, 15 and 15 delistings.
PLACES = {"新增": 71, "解列": 87, "持續列管": 2, "新增子案": 2, "原案": 1, "提及": 8, "臨時動議": 1}


@pytest.fixture
def client():
    return signed_in("official", "reader")


def text_of(response):
    """The page's words, tags and white space aside."""
    html = re.sub(r"<(script|style|title)\b.*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


def case_of(title):
    return Case.objects.get(title=title)


@pytest.mark.parametrize("address", ["/cases/", "/cases/export.csv", "/cases/export.pdf"])
def test_a_stranger_is_sent_to_the_login_page(client, address):
    client.logout()
    response = client.get(address)
    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={address}")


class TestList:
    def get(self, client, **values):
        return client.get(reverse("cases:list"), values)

    def test_shows_the_count_and_says_which_are_sub_cases(self, client):
        response = self.get(client)
        assert response.status_code == 200
        assert f"符合條件共{Case.objects.count()}案（其中子案1案，官方案數不另計）" in text_of(response)

    def test_marks_a_sub_case_and_names_its_parent(self, client):
        assert "經驗交流（子案，母案：都會空間治理）" in text_of(self.get(client, q="淨零碳之宜居建築"))

    def test_is_cut_into_pages_that_keep_the_filters(self, client):
        response = self.get(client, status="delisted", sort="title")
        assert "第1至50案，共87案" in text_of(response)
        assert 'href="?status=delisted&amp;sort=title&amp;page=2"' in response.content.decode()
        second = self.get(client, status="delisted", sort="title", page=2)
        assert "第51至87案，共87案" in text_of(second)

    @pytest.mark.parametrize("page", ["0", "abc", "-1", "9999999999999999999999"])
    def test_a_page_that_is_not_there_shows_one_that_is(self, client, page):
        assert self.get(client, page=page).status_code == 200

    def test_sorting_keeps_the_filters_and_begins_at_the_first_page(self, client):
        html = self.get(client, q="污水", sort="title", page=1).content.decode()
        assert 'href="?q=%E6%B1%A1%E6%B0%B4&amp;sort=-title"' in html
        assert 'aria-sort="ascending"' in html

    def test_what_was_typed_stays_beside_what_is_wrong_with_it(self, client):
        response = self.get(client, q="「」", group="某組", status="listed")
        text, html = text_of(response), response.content.decode()
        assert "「「」」只有標點或空白，請輸入案名中的文字。" in text
        assert "沒有「某組」這個選項，請由選單重新選取。" in text
        assert "篩選條件有誤，尚未查詢。請依欄位下方的說明修正後再按「篩選」。" in text
        assert 'value="「」"' in html
        assert 'value="某組" selected' in html
        assert 'value="listed" selected' in html

    def test_says_what_to_do_where_nothing_is_found(self, client):
        assert "沒有符合條件的合作案。可以減少條件，或只輸入案名中的兩三個字。" in text_of(self.get(client, q="龘龘"))

    def test_escapes_a_title(self, client):
        CaseFactory(title="<b>甲乙</b>")
        assert "&lt;b&gt;甲乙&lt;/b&gt;" in self.get(client, q="甲乙").content.decode()

    def test_its_queries_do_not_grow_with_the_cases(self, client, django_assert_num_queries):
        for size in (1, 30):
            for number in range(size):
                finally_record(CaseFactory(title=f"甲乙丙丁第{size}之{number}"))
            with django_assert_num_queries(LIST_QUERIES):
                self.get(client, q="甲乙丙丁")


class TestDetail:
    def get(self, client, case):
        return client.get(case.get_absolute_url())

    @pytest.mark.parametrize("pk", [0, 999_999, 10**30])
    def test_an_unknown_case_is_a_chinese_404(self, client, pk):
        response = client.get(f"/cases/{pk}/")
        assert response.status_code == 404
        assert f"找不到編號{pk}的合作案。" in text_of(response)

    def test_a_case_with_drifting_titles_shows_each_with_its_meeting_and_the_reason(self, client):
        text = text_of(self.get(client, case_of("研議電動輔助自行車跨市騎乘規範及配套")))
        assert "研議電動輔助自行車跨市騎乘規範及配套第3次副市長層級會議" in text
        assert "研議電動輔助自行車跨市期程規範及配套第4次副市長層級會議；認定為同一案：" in text

    def test_its_life_line_has_every_meeting_of_the_level_in_order(self, client):
        response = self.get(client, case_of("研議電動輔助自行車跨市騎乘規範及配套"))
        assert (
            "<title>第1次副市長層級會議：未見紀錄；第2次副市長層級會議：未見紀錄；第3次副市長層級會議：新增；"
            "第4次副市長層級會議：解列；第5次副市長層級會議：已不列管</title>"
        ) in response.content.decode()

    def test_a_case_carried_on_unnamed_says_so(self, client):
        text = text_of(self.get(client, case_of("汐東捷運線")))
        assert text.count("其餘案件，紀錄未列案名") == 4

    def test_a_case_first_seen_when_it_is_delisted_says_so(self, client):
        text = text_of(self.get(client, case_of("111年雙北機車安全月")))
        assert "首次出現即為解列：列管起點早於或不在已登錄的會議。" in text

    def test_a_sub_case_is_no_such_case(self, client):
        text = text_of(self.get(client, case_of("淨零碳之宜居建築、社會住宅及都市更新發展方向經驗交流")))
        assert "列管起點早於" not in text
        assert "新增子案" in text
        assert "母案都會空間治理（本案為子案，官方案數不另計）" in text

    def test_a_case_that_was_split_before_it_was_ever_named_lists_the_four(self, client):
        text = text_of(self.get(client, case_of("捷運路網擴建")))
        assert "無列管紀錄" in text
        assert "第1次副市長層級會議分案為下列4案。" in text
        for title in ("捷運萬大-中和-樹林線", "捷運民汐線(臺北市段)", "汐東捷運線", "環狀線北環段及南環段"):
            assert f"{title}（分案，第1次副市長層級會議）" in text
            assert "前案捷運路網擴建（分案，第1次副市長層級會議）" in text_of(self.get(client, case_of(title)))

    def test_merged_and_replaced_cases_lead_to_each_other(self, client):
        meeting = MeetingFactory()
        old, new = CaseFactory(), CaseFactory()
        change = record(new, meeting)
        Succession.objects.create(predecessor=old, successor=new, kind="merged", change=change)
        freeze(meeting)
        assert f"後案{new.title}（整併，{meeting}）" in text_of(self.get(client, old))
        assert f"前案{old.title}（整併，{meeting}）" in text_of(self.get(client, new))

    def test_a_correction_is_shown_with_what_it_corrects_and_why(self, client):
        case, meetings = CaseFactory(), [MeetingFactory() for _ in range(3)]
        record(case, meetings[0])
        wrong = record(case, meetings[1], Kind.DELISTED)
        freeze(meetings[1])
        freeze(ledger.correct(wrong, meetings[2], Kind.TRACKED, "誤列解列", SECRETARY).meeting)
        text = text_of(self.get(client, case))
        assert f"{meetings[2]}將{meetings[1]}的「解列」更正為「持續列管」：誤列解列測試幕僚" in text

    def test_edits_say_who_when_and_what(self, client, django_user_model):
        case = CaseFactory(title="舊案名")
        case._history_user = django_user_model.objects.create_user("chen", last_name="陳", first_name="小明")
        case.title = "新案名"
        case.save()
        topic = CommonTopic.objects.create(name="測試議題")
        case.common_topics.add(topic)
        CaseTitleFactory(case=case, title="新案名")
        text = text_of(self.get(client, case))
        assert "陳小明案名由「舊案名」改為「新案名」" in text
        assert "共同議題改為「測試議題」" in text
        assert "加入紀錄所載案名「新案名」" in text
        assert "系統建立「舊案名」" in text

    def test_a_title_that_only_a_draft_prints_is_no_edit_yet(self, client):
        case = CaseFactory(title="舊案名")
        finally_record(case)
        meeting = MeetingFactory()
        record(case, meeting, Kind.RENAMED, "草稿案名")
        CaseTitleFactory(case=case, title="草稿案名")
        assert "草稿案名" not in text_of(self.get(client, case))
        freeze(meeting)
        assert "加入紀錄所載案名「草稿案名」" in text_of(self.get(client, case))

    def test_its_queries_do_not_grow_with_its_meetings_titles_and_edits(self, client, django_assert_num_queries):
        case = CaseFactory(title="甲案")
        for size in (2, 12):
            kinds = [Kind.ADDED, Kind.DELISTED] * (size // 2)
            for number, kind in enumerate(kinds):
                title = f"甲案之{size}之{number}"
                CaseTitleFactory(case=case, title=title)
                freeze(print_in_clause(record(case, MeetingFactory(), kind, title)).change.meeting)
                case.refresh_from_db()
                case.summary = title
                case.save()
            with django_assert_num_queries(DETAIL_QUERIES):
                self.get(client, case)


def test_what_only_a_draft_says_is_on_no_list_and_on_no_life_line(client):
    meeting = MeetingFactory()
    new, known = CaseFactory(title="草稿新案"), CaseFactory(title="定稿舊案")
    finally_record(known)
    print_in_clause(record(new, meeting))
    print_in_clause(record(known, meeting, Kind.DELISTED, "草稿案名"), clause_position=2)
    CaseTitleFactory(case=known, title="草稿案名")
    listed = text_of(client.get(reverse("cases:list"), {"q": "定稿舊案"}))
    assert "定稿舊案新增" in re.sub("[＋\\s]", "", listed)
    assert "沒有符合條件的合作案" in text_of(client.get(reverse("cases:list"), {"q": "草稿新案"}))
    assert "沒有符合條件的合作案" in text_of(client.get(reverse("cases:list"), {"q": "草稿案名"}))
    page = text_of(client.get(known.get_absolute_url()))
    assert str(meeting) not in page
    assert "草稿案名" not in page.split("異動紀錄")[0]
    assert client.get(new.get_absolute_url()).status_code == 404
    page = text_of(signed_in("secretariat").get(new.get_absolute_url()))
    assert f"本案僅見於尚未定稿的會議，定稿前不生效力：草稿{meeting}。" in re.sub(r"[◇\s]", "", page)


class TestPlacesInTheMinutes:
    """Every link of every real case leads to a line of the minutes that prints or means it."""

    def test_every_link_has_its_anchor_in_the_minutes(self, client):
        places = [mention for case in Case.objects.all() for mention in sheet_of(case).mentions]
        anchors = {}
        for meeting in {place.meeting for place in places}:
            html = client.get(reverse("meetings:minutes", args=[meeting])).content.decode()
            anchors[reverse("meetings:minutes", args=[meeting])] = set(re.findall(r'id="([^"]+)"', html))
        assert [place for place in places if place.url.split("#")[1] not in anchors[place.url.split("#")[0]]] == []
        assert Counter(place.label.split("　")[-1] for place in places) == PLACES

    def test_the_replaced_case_is_found_in_the_sub_clause_that_replaced_it(self, client):
        text = text_of(client.get(case_of("捷運路網擴建").get_absolute_url()))
        assert "第1次副市長層級會議紀錄交通組原案" in text

    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("捷運路網擴建", [(1, "subclause-1-1-1", "交通組　原案")]),
            ("汐東捷運線", [(1, "subclause-1-1-1", "交通組　新增")]),
            ("建構防救災資通訊備援機制", [(2, "clause-2-1", "災防組　新增"), (3, "clause-2-3", "災防組　提及")]),
            ("爭取成立北橫國家級風景特定區", [(1, "motion-1", "臨時動議"), (2, "clause-8-1", "觀光文創組　新增")]),
        ],
    )
    def test_of_a_case_are_in_the_order_of_the_meetings(self, title, expected):
        places = sheet_of(case_of(title)).mentions
        assert [(place.meeting.number, place.url.split("#")[1], place.label) for place in places] == expected
