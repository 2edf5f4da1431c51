"""Which case a printed title means: every pair of forms in the five texts, and pairs that only sound alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import matching
from cases.matching import EXACT, SUGGESTED, Candidate, candidates, eligible, match_title, mentioned, resembling
from cases.models import Case, Kind
from cases.normalising import normalise_title
from tests.factories import CaseFactory, CaseTitleFactory, MeetingFactory, freeze, group, record

# Printed once as the first, once as the second: one case each, whose forms only look different.
EXACT_PAIRS = [
    ("113 年度基北北桃四市聯合海外行銷", "113 年度基北北桃四市聯合海外行銷案"),
    ("新興能源經驗交流合作案(共同議題—「氣候變遷因應及調適」)", "新興能源經驗交流合作案"),
    ("山區捕獸鉗及山豬吊宣導及清除交流", "山區捕獸鉗及山豬吊宣導及清除交流案"),
    ("電子煙 GetOut!", "電子煙 Get Out！"),
    ("2024IEYI 世界青少年發明展國際賽", "2024 IEYI 世界青少年發明展國際賽"),
    ("智慧農(漁)業場域交流", "智慧農（漁）業場域交流"),
    ("113 年基北北桃『我的減碳存摺』綠運輸聯合推廣合作方案", "113年基北北桃「我的減碳存摺」綠運輸聯合推廣合作方案"),
    ("建立特殊（無依）兒童照顧『三方共訪機制』", "建立特殊(無依)兒童照顧「三方共訪機制」"),
    ("臺北市立圖書館與桃園市立圖書館『一證通用』服務啟用", "臺北市立圖書館與桃園市立圖書館「一證通用」服務啟用"),
    (
        "桃園市龜山區龍壽、迴龍地區接入新北市新莊地區汙水下水道系統簽訂行政契約",
        "『桃園市龜山區龍壽、迴龍地區』接入『新北市新莊地區污水下水道系統』簽訂行政契約",
    ),
    (
        "新店線新店區公所站捷23土開案委託投資人興建捷運設施(JGX023施工標)所需經費",
        "新店線新店區公所站捷 23 土開案委託投資人興建捷運設施（JGX023 施工標）所需經費",
    ),
]
SUGGESTED_PAIRS = [
    # known, printed, score, reason
    ("研議電動輔助自行車跨市騎乘規範及配套", "研議電動輔助自行車跨市期程規範及配套", 88.9, "差2字：期程／騎乘"),
    ("預立醫療照護商專業人員教育訓練", "預立醫療照護諮商專業人員教育訓練", 96.8, "多出「諮」"),
    ("社安網個案跨縣市網絡合作", "社安網心理衛生專業人力服務個案跨縣市網絡合作", 80.0, "多出「心理衛生專業人力服務」"),
    ("北北基桃空品不良季聯合稽查", "北北基桃空品不良季及高臭氧好發期聯合稽查", 80.0, "多出「及高臭氧好發期」"),
]
SOUND_ALIKE = [
    ("食品業者衛生管理線上課程建置", "基礎食品業者衛生管理線上課程建置經驗交流"),
    ("東門溪水質改善", "東門溪排水改善暨鳳鳴滯洪池工程"),
    ("捷運民汐線(臺北市段)", "捷運民汐線(新北市段)"),
    ("汐東捷運線", "捷運民汐線(臺北市段)"),
    ("鳳鳴滯洪池工程土方媒合至桃園航空城", "東門溪排水改善暨鳳鳴滯洪池工程"),
    ("推廣數位轉型交流活動", "雙北商業數位轉型交流計畫"),
    ("地熱發電廠經驗交流", "新興能源經驗交流合作案"),
]
TARIFF = [
    f"美國關稅衝擊應變方案-{what}"
    for what in (
        "共享產業與勞動監測資訊",
        "建立跨區就業服務平臺",
        "推動物價及經濟監控機制",
        "強化海外市場拓展合作",
        "協助企業擴大採購",
    )
]


def known(*titles):
    return [Candidate(number, title, normalise_title(title)) for number, title in enumerate(titles, 1)]


@pytest.mark.parametrize(("one", "other"), EXACT_PAIRS)
def test_two_forms_of_one_title_match_exactly_either_way(one, other):
    for printed, before in ((other, one), (one, other)):
        (match,) = match_title(printed, known("無關的合作案", before))
        assert (match.case_id, match.how, match.score) == (2, EXACT, 100.0)
        assert match.reason == "字形、標點或括號寫法不同，案名相同"


def test_the_very_same_title_says_so():
    (match,) = match_title("汐東捷運線", known("汐東捷運線"))
    assert (match.how, match.reason) == (EXACT, "案名相同")


@pytest.mark.parametrize(("before", "printed", "score", "reason"), SUGGESTED_PAIRS)
def test_a_title_that_changed_is_suggested_first_with_a_readable_reason(before, printed, score, reason):
    first, *_ = match_title(printed, known(*(one for pair in SOUND_ALIKE for one in pair), *TARIFF, before))
    assert (first.title, first.how, first.score, first.reason) == (before, SUGGESTED, score, reason)


@pytest.mark.parametrize(("one", "other"), SOUND_ALIKE)
def test_titles_that_sound_alike_are_never_the_same_case_by_themselves(one, other):
    for printed, before in ((other, one), (one, other)):
        assert [match.how for match in match_title(printed, known(before))] in ([], [SUGGESTED])


@pytest.mark.parametrize("printed", TARIFF)
def test_five_measures_under_one_heading_are_five_cases(printed):
    assert match_title(printed, known(*[title for title in TARIFF if title != printed])) == []


def test_a_case_known_by_two_titles_is_listed_once_with_the_better_score():
    both = [
        Candidate(7, "甲乙丙丁戊己庚辛", "甲乙丙丁戊己庚辛"),
        Candidate(7, "甲乙丙丁戊己庚壬", "甲乙丙丁戊己庚壬"),
    ]
    (match,) = match_title("甲乙丙丁戊己庚壬癸", both)
    assert (match.case_id, match.title) == (7, "甲乙丙丁戊己庚壬")


def test_a_title_that_two_cases_share_is_left_to_a_person():
    matches = match_title("污水處理", known("汙水處理", "污水處理案"))
    assert [(match.case_id, match.how, match.reason) for match in matches] == [
        (1, SUGGESTED, "案名相同的合作案不只一件"),
        (2, SUGGESTED, "案名相同的合作案不只一件"),
    ]


def test_nothing_is_suggested_where_nothing_is_known():
    assert match_title("汐東捷運線", []) == []


@pytest.mark.parametrize("printed", ["", " ", "「」"])
def test_a_title_without_a_letter_matches_nothing(printed):
    assert match_title(printed, known("汐東捷運線")) == []


@given(st.text(alphabet="甲乙丙丁戊己庚辛壬癸", min_size=1, max_size=12), st.data())
def test_exact_is_said_only_where_the_normalised_titles_are_equal(printed, data):
    titles = data.draw(st.lists(st.text(alphabet="甲乙丙丁戊", min_size=1, max_size=12), max_size=6))
    for match in match_title(printed, known(*titles)):
        assert (match.how == EXACT) == (
            [normalise_title(title) for title in titles].count(normalise_title(printed)) == 1
        )
        assert matching.SUGGESTION_THRESHOLD <= match.score <= 100


@given(st.lists(st.text(alphabet="甲乙丙丁戊己", min_size=4, max_size=9), min_size=1, max_size=9, unique=True))
def test_suggestions_come_best_first_each_case_once_and_five_at_most(titles):
    found = match_title("甲乙丙丁戊己", known(*titles))
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    assert len({match.case_id for match in found}) == len(found) <= 5


@pytest.mark.parametrize(
    ("printed", "before", "words"),
    [
        ("期程規範", "騎乘規範", "差2字：期程／騎乘"),
        ("課程建置", "基礎課程建置", "少了「基礎」"),
        ("照護諮商", "照護商", "多出「諮」"),
        ("甲乙丙", "甲乙丙", ""),
    ],
)
def test_a_difference_is_put_into_words(printed, before, words):
    assert matching.difference_in_words(printed, before) == words


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("新興能源經驗交流合作案(共同議題—「氣候變遷因應及調適」)", "氣候變遷因應及調適"),
        ("（共同議題－『氣候變遷因應及調適』）", "氣候變遷因應及調適"),
        ("(共同議題氣候變遷因應及調適)", "氣候變遷因應及調適"),
        ("新興能源經驗交流合作案", ""),
    ],
)
def test_the_common_topic_is_read_off_a_title(title, topic):
    assert matching.topic_mark(title) == topic


def test_a_case_is_mentioned_where_its_whole_title_stands_in_the_text():
    cases = known("基北北桃腦中風取栓網絡合作平台", "電子煙 GetOut!", "毒品危害防制跨域整合方案", "平台")
    text = "本組 8 案持續列管，另「電子煙 Get Out！」、「毒品危害防制跨域整合方案」等 2 案研擬整合為 1 案續辦之可行性。"
    assert mentioned(text, cases) == [2, 3]


@pytest.mark.django_db
class TestWhichCasesCanBeMeant:
    """Of the group, by what the ledger knew before and after the meeting's place in time."""

    @pytest.fixture
    def cases(self):
        before, now, after = MeetingFactory(), MeetingFactory(), MeetingFactory()
        named = {
            name: CaseFactory(title=name) for name in ("going on", "gone", "delisted later", "added later", "never")
        }
        other = CaseFactory(title="other group", group=group("災防組"))
        gone_at = MeetingFactory(held_on=before.held_on, sequence=2)
        for name in ("going on", "gone"):
            record(named[name], before)
        record(other, before)
        record(named["gone"], gone_at, Kind.DELISTED)
        record(named["delisted later"], after, Kind.DELISTED)
        record(named["added later"], after)
        for meeting in (before, gone_at):
            freeze(meeting)
        return now, {case.pk: name for name, case in named.items()} | {other.pk: "other group"}

    def titles(self, cases, found):
        return sorted(cases[1][case.pk] for case in found if case.pk in cases[1])

    def test_a_delisting_is_about_a_case_that_was_tracked_before(self, cases):
        assert self.titles(cases, eligible(Kind.DELISTED, group(), cases[0].timeline_key)) == ["going on"]

    def test_naming_as_going_on_may_also_be_about_one_first_named_later(self, cases):
        assert self.titles(cases, eligible(Kind.TRACKED, group(), cases[0].timeline_key)) == [
            "delisted later",
            "going on",
        ]

    def test_an_addition_is_about_a_new_case_or_one_a_later_meeting_named_first(self, cases):
        assert self.titles(cases, eligible(Kind.ADDED, group(), cases[0].timeline_key)) == ["delisted later"]

    def test_an_addition_is_warned_of_when_it_resembles_a_tracked_or_a_delisted_case(self, cases):
        assert self.titles(cases, resembling(group(), cases[0].timeline_key)) == ["going on", "gone"]

    def test_every_title_of_the_cases_asked_for_is_a_candidate_in_one_query(self, cases, django_assert_num_queries):
        case = CaseFactory(title="甲案名")
        CaseTitleFactory(case=case, title="甲案名")
        CaseTitleFactory(case=case, title="乙案名（臺北）")
        with django_assert_num_queries(1):
            found = candidates(Case.objects.filter(pk=case.pk))
        assert [(one.case_id, one.title, one.normalised) for one in found] == [
            (case.pk, "甲案名", "甲案名"),
            (case.pk, "甲案名", "乙案名(台北)"),
        ]


def test_a_text_that_is_too_long_for_any_title_is_not_compared():
    """Letter by letter, five thousand equal letters took three seconds."""
    longest, long = "案" * 400, "9" * 401
    known = [Candidate(1, long, long), Candidate(2, longest, longest)]

    assert match_title(long, known) == []
    assert [match.case_id for match in match_title(longest, known)] == [2]
    assert match_title("9" * 400, known) == []


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        # Exactly at the threshold.
        ("甲乙丙丁戊己庚辛壬癸", "甲乙丙丁戊己庚子丑寅", 70.0),
        # One passage put in lifts a score, unless the shorter title is too short, or less than a fifth of the longer.
        ("甲乙丙丁戊己", "甲乙丙子丑寅卯辰巳丁戊己", 80.0),
        ("甲乙丙丁戊", "甲乙丙子丑寅卯辰巳丁戊", None),
        ("甲乙丙丁戊己", "甲乙丙" + "子丑寅卯辰巳午未" * 3 + "丁戊己", None),
        # Letters that differ before or between are no passage put in.
        ("甲乙丙丁戊己", "壬乙丙丁戊己庚辛癸子", None),
        ("甲乙丙丁戊己", "甲子丙丑戊寅庚辛壬癸", None),
    ],
)
def test_where_a_suggestion_begins(one, other, score):
    for printed, title in ((one, other), (other, one)):
        found = match_title(printed, known(title))

        assert [match.score for match in found] == ([score] if score else [])


def test_of_two_titles_of_a_case_that_are_equally_near_the_first_is_named():
    titles = ["甲乙丙丁戊己庚辛壬子", "甲乙丙丁戊己庚辛子癸"]
    found = match_title("甲乙丙丁戊己庚辛壬癸", [Candidate(1, titles[0], normalise_title(title)) for title in titles])

    assert [(match.score, match.reason) for match in found] == [(90.0, "差1字：癸／子")]


def test_a_case_is_mentioned_by_a_title_of_six_letters_and_not_by_a_shorter_one():
    assert mentioned("會中提及甲乙丙丁戊己一事", known("甲乙丙丁戊己", "甲乙丙丁戊")) == [1]
