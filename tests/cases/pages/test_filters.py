"""Narrowing and sorting the list of cases, on the five real meetings and on rows made for one point."""

import pytest

from cases.ledger.writing import withdraw
from cases.models import Case, CommonTopic, Kind
from cases.pages.filters import CaseFilter
from cases.pages.listing import list_rows
from cases.pages.selectors import listed_cases
from cases.search import sources
from groups.platforms import default_platform
from tests.factories import (
    SECRETARY,
    CaseFactory,
    CaseTitleFactory,
    MeetingFactory,
    finally_record,
    freeze,
    group,
    record,
)

pytestmark = pytest.mark.django_db


def found(**values):
    """The titles that the filter finds, in its order."""
    cases = CaseFilter(values, queryset=listed_cases())
    assert cases.is_valid(), cases.errors
    return [case.title for case in cases.qs]


def errors(**values):
    cases = CaseFilter(values, queryset=listed_cases())
    assert not cases.is_valid()
    return {name: list(messages) for name, messages in cases.errors.items()}


WATER = [
    "內溝溪左岸大型社區污水下水道接管工程",
    "八里污水處理廠產出篩、浮渣至八里垃圾焚化廠處理",
    "桃園市龜山區龍壽、迴龍地區接入新北市新莊地區汙水下水道系統簽訂行政契約",
]


class TestByTitle:
    @pytest.mark.parametrize("text", ["污水", "汙水", " 污 水 ", "「汙水」", "污水\u3000"])
    def test_two_characters_find_a_title_by_either_variant(self, text):
        assert sorted(found(q=text)) == sorted(WATER)

    @pytest.mark.parametrize("text", ["臺北市立圖書館", "台北市立圖書館"])
    def test_either_form_of_taiwan_is_found(self, text):
        assert found(q=text) == ["臺北市立圖書館與桃園市立圖書館『一證通用』服務啟用"]

    @pytest.mark.parametrize("text", ["智慧農(漁)業", "智慧農（漁）業", "GetOut!", "ｇｅｔ ｏｕｔ！", "電子菸"])
    def test_width_and_case_make_no_difference(self, text):
        assert len(found(q=text)) == 1

    def test_any_title_it_was_printed_under_finds_the_case(self):
        assert found(q="跨市期程規範") == found(q="跨市騎乘規範") == ["研議電動輔助自行車跨市騎乘規範及配套"]

    def test_the_closing_word_that_normalising_drops_may_be_typed(self):
        assert found(q="風險水域安全宣導案") == ["風險水域安全宣導案"]
        assert found(q="四市聯合海外行銷案") == ["113 年度基北北桃四市聯合海外行銷"]
        assert found(q="新興能源經驗交流合作案(共同議題—「氣候變遷因應及調適」)") == found(q="新興能源")

    def test_the_cases_own_title_is_looked_at_too(self):
        CaseFactory(title="只有本名的一案甲乙丙")
        assert found(q="一案甲乙丙") == ["只有本名的一案甲乙丙"]

    @pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", "\\", "龘龘"])
    def test_signs_of_the_query_language_are_plain_text(self, text):
        assert found(q=text) == []

    @pytest.mark.parametrize("text", ["「」", "『』", "\u200b"])
    def test_a_text_of_nothing_but_quotes_is_an_error_and_not_everything(self, text):
        assert errors(q=text) == {"q": [f"「{text}」只有標點或空白，請輸入案名中的文字。"]}

    def test_a_text_that_is_too_long_says_by_how_much(self):
        assert errors(q="長" * 101) == {"q": ["案名最多輸入100個字，目前有101個字，請縮短。"]}

    def test_several_titles_do_not_list_a_case_twice(self):
        case = CaseFactory(title="甲乙丙丁戊")
        for title in ("甲乙丙丁戊", "甲乙丙丁戊己", "甲乙丙丁戊庚"):
            CaseTitleFactory(case=case, title=title)
        assert found(q="甲乙丙丁戊") == ["甲乙丙丁戊"]


class TestByTitleOfAPlatform:
    """The list of a page asks the index of the search which cases to look at."""

    def found(self, text):
        cases = CaseFilter({"q": text}, queryset=listed_cases(default_platform()), platform=default_platform())
        return [case.title for case in cases.qs]

    @pytest.mark.parametrize(
        "text",
        [
            *("污水", " 污 水 ", "案", "捷運", "跨市期程規範", "風險水域安全宣導案", "四市聯合海外行銷案", "GetOut!"),
            *("電子菸", "%", "龘龘", "臺北市立圖書館", "新興能源經驗交流合作案(共同議題—「氣候變遷因應及調適」)"),
            *("(共同議題", "(共同議題：淨零)"),
        ],
    )
    @pytest.mark.parametrize("few", [0, 2_000])
    def test_is_what_looking_at_every_title_finds(self, monkeypatch, text, few):
        monkeypatch.setattr(sources, "FEW", few)
        assert self.found(text) == found(q=text)

    def test_words_on_both_sides_of_the_mark_of_a_topic_touch(self):
        case = CaseFactory(title="甲乙(共同議題：淨零)丙丁")
        finally_record(case)
        assert self.found("乙丙") == [case.title]

    def test_a_title_that_a_draft_prints_is_not_found_until_no_draft_has_it(self):
        case = CaseFactory(title="甲乙丙丁")
        finally_record(case)
        CaseTitleFactory(case=case, title="戊己庚辛")
        row = record(case, MeetingFactory(), Kind.TRACKED, "戊己庚辛")
        assert self.found("戊己") == []

        freeze(row.meeting)
        assert self.found("戊己") == [case.title]

    def test_a_title_whose_draft_was_taken_back_is_found_again(self):
        case = CaseFactory(title="甲乙丙丁")
        finally_record(case)
        CaseTitleFactory(case=case, title="戊己庚辛")
        withdraw(record(case, MeetingFactory(), Kind.TRACKED, "戊己庚辛"), SECRETARY)
        assert self.found("戊己") == found(q="戊己") == [case.title]

    def test_a_case_that_no_meeting_decided_on_needs_no_index(self):
        case = CaseFactory(title="甲乙丙丁")
        assert self.found("乙丙") == [case.title]


class TestByStatusGroupAndTopic:
    def test_the_statuses_divide_all_cases(self):
        parts = {status: len(found(status=status)) for status in ("added", "tracked", "delisted", "none")}
        assert sum(parts.values()) == Case.objects.count() == len(found())
        assert len(found(status="listed")) == parts["added"] + parts["tracked"]
        assert set(found(status="none")) == {
            "捷運路網擴建",
            "Just Do It 保護地球自己來-淨零行動：綠碳匯總動員",
            "推動基北北桃共同建立 TOD(大眾運輸導都市發展)計畫制度",
            "低碳永續·永續學習合作",
        }

    def test_the_added_ones_are_those_of_the_latest_meeting(self):
        assert len(found(status="added")) == 18
        assert found(status="added") == found(added="副市長層級-5")

    def test_a_group_is_named_in_the_address(self):
        cases = CaseFilter({"group": "災防組"}, queryset=listed_cases()).qs
        assert {case.group.name for case in cases} == {"災防組"}

    def test_a_topic_finds_its_cases(self):
        topic = CommonTopic.objects.create(name="測試議題")
        case = CaseFactory(title="議題案")
        case.common_topics.add(topic)
        assert found(topic="測試議題") == ["議題案"]

    def test_filters_work_together(self):
        assert found(group="環境資源組", status="delisted", q="污水") == [
            "內溝溪左岸大型社區污水下水道接管工程",
            "八里污水處理廠產出篩、浮渣至八里垃圾焚化廠處理",
            "桃園市龜山區龍壽、迴龍地區接入新北市新莊地區汙水下水道系統簽訂行政契約",
        ]


class TestByMeeting:
    @pytest.mark.parametrize(
        ("number", "added", "delisted"), [(1, 24, 21), (2, 15, 12), (3, 12, 24), (4, 2, 15), (5, 18, 15)]
    )
    def test_additions_and_delistings_are_those_that_the_minutes_print(self, number, added, delisted):
        key = f"副市長層級-{number}"
        assert len(found(added=key)) == added
        assert len(found(delisted=key)) == delisted

    def test_a_case_that_came_back_is_found_by_both_its_additions(self):
        case, meetings = CaseFactory(title="去而復返"), [MeetingFactory() for _ in range(3)]
        for meeting, kind in zip(meetings, (Kind.ADDED, Kind.DELISTED, Kind.ADDED), strict=True):
            finally_record(case, kind, meeting)
        assert found(added=meetings[0].key) == found(added=meetings[2].key) == ["去而復返"]
        assert found(added=meetings[1].key) == []


class TestBadValues:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("group", "交通"),
            ("group", "999"),
            ("status", "closed"),
            ("added", "副市長層級-99"),
            ("delisted", "../../etc"),
            ("topic", "<script>"),
            ("sort", "pk; drop table"),
        ],
    )
    def test_say_in_chinese_what_is_wrong_and_stay_in_the_field(self, name, value):
        assert errors(**{name: value}) == {name: [f"沒有「{value}」這個選項，請由選單重新選取。"]}
        html = str(CaseFilter({name: value}, queryset=listed_cases()).form[name])
        assert "（無此選項）" in html
        assert "<script>" not in html


class TestOrder:
    def rows(self, **values):
        return list(list_rows(CaseFilter(values, queryset=listed_cases()).qs))

    def test_is_by_group_unless_asked_otherwise(self):
        orders = [row.case.group.order for row in self.rows()]
        assert orders == sorted(orders)
        assert [row.case.group.order for row in self.rows(sort="-group")] == sorted(orders, reverse=True)

    def test_by_title(self):
        titles = [row.case.normalised_title for row in self.rows(sort="title")]
        assert titles == sorted(titles)

    @pytest.mark.parametrize("name", ["added", "delisted"])
    def test_by_meeting_with_cases_that_have_none_last_either_way(self, name):
        for sort, turned in ((name, False), (f"-{name}", True)):
            meetings = [getattr(row, name) for row in self.rows(sort=sort)]
            days = [meeting.held_on for meeting in meetings if meeting]
            assert days == sorted(days, reverse=turned)
            assert not any(meetings[len(days) :])

    def test_by_status_as_a_case_goes_through_them(self):
        order = {"added": 0, "tracked": 1, "delisted": 2, "": 3}
        places = [order[row.case.status] for row in self.rows(sort="status")]
        assert places == sorted(places)


def test_the_number_of_queries_does_not_grow_with_cases_and_titles(django_assert_num_queries):
    values = {"q": "甲乙丙丁", "group": "交通組", "status": "listed", "sort": "title"}
    for size in (1, 20):
        for number in range(size):
            case = CaseFactory(title=f"甲乙丙丁第{size}之{number}", group=group())
            finally_record(case)
        # The meetings and cities for the menus, the group, the cases, their topics and decisions.
        with django_assert_num_queries(6):
            assert len(list(list_rows(CaseFilter(values, queryset=listed_cases()).qs))) >= size
