"""What counts as the same title written differently, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import normalising
from cases.models import Case, CaseTitle
from cases.normalising import normalise_search, normalise_title, places_of
from tests.factories import CaseFactory, CaseTitleFactory, group

SAME = [
    ("八里汙水處理", "八里污水處理"),
    ("臺北市與台北市", "台北市與臺北市"),
    ("電子菸防制", "電子煙防制"),
    ("電子煙 GetOut!", "電子煙 Get Out！"),
    ("智慧農(漁)業場域交流", "智慧農（漁）業場域交流"),
    ("113 年度基北北桃四市聯合海外行銷", "113年度基北北桃四市聯合海外行銷案"),
    (
        "『桃園市龜山區龍壽、迴龍地區』接入『新北市新莊地區污水下水道系統』簽訂行政契約",
        "桃園市龜山區龍壽、迴龍地區接入新北市新莊地區汙水下水道系統簽訂行政契約",
    ),
    ("新興能源經驗交流合作案(共同議題—「氣候變遷因應及調適」)", "新興能源經驗交流合作案"),
    ("地熱發電廠經驗交流(共同議題―氣候變遷因應及調適)", "地熱發電廠經驗交流"),
    ("跨縣市辦理容積移轉之可行性—以龍壽、迴龍都市計畫為例", "跨縣市辦理容積移轉之可行性－以龍壽、迴龍都市計畫為例"),
    ("美國關稅衝擊應變方案-協助企業擴大採購", "美國關稅衝擊應變方案――協助企業擴大採購"),
    ("雙語教學在職教師增能學分\n\n班", "雙語教學在職教師增能學分班"),
    ("ＢＲＨ０７站", "BRH07 站"),
    ("新北巿民西路⻑照站", "新北市民西路長照站"),
]

DIFFERENT = [
    ("食品業者衛生管理線上課程建置", "基礎食品業者衛生管理線上課程建置經驗交流"),
    ("東門溪水質改善", "東門溪排水改善暨鳳鳴滯洪池工程"),
    ("捷運民汐線(臺北市段)", "捷運民汐線(新北市段)"),
    ("捷運民汐線", "捷運民汐線(臺北市段)"),
    ("北北基桃空品不良季聯合稽查", "北北基桃空品不良季及高臭氧好發期聯合稽查"),
    ("研議電動輔助自行車跨市騎乘規範及配套", "研議電動輔助自行車跨市期程規範及配套"),
    ("推動方案", "推動方"),
    ("社安網個案", "社安網個"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_of_one_title_are_the_same_once_normalised(one, other):
    assert normalise_title(one) == normalise_title(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_titles_of_different_cases_stay_different(one, other):
    assert normalise_title(one) != normalise_title(other)


def test_a_title_that_is_nothing_but_a_closing_word_is_kept():
    assert normalise_title("案") == "案"


@given(st.text(alphabet="臺台汙污菸煙案方（）()「」『』—－- 　aAＡ1１㈠①㎡ﬁ", max_size=20))
def test_normalising_twice_changes_nothing_more(text):
    once = normalise_search(text)
    assert normalise_search(once) == once


@given(st.text(alphabet="臺台汙污菸煙案方個（）()「」『』—－- 　aAＡ1１共同議題", max_size=20))
def test_width_and_variant_characters_never_make_a_difference(text):
    assert normalise_title(text) == normalise_title(text.translate(str.maketrans("臺汙菸（）Ａ１", "台污煙()A1")))


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_searched_for_is_found_in_the_text_it_was_cut_from(one, other):
    assert normalise_search("甲" + other) in normalise_search(one + "甲" + other)


def test_no_ordinary_character_is_changed_but_variants_and_look_alikes():
    ordinary = [char for char in map(chr, range(0x10000)) if normalising._ORDINARY.fullmatch(char)]
    changed = {char for char in ordinary if normalising._folded_anew(char) != char}
    assert len(ordinary) > 20_000
    assert changed == {char for char in normalising._CHANGED if char in ordinary}


@given(
    st.text(
        alphabet=st.sampled_from("甲市巿臺台靑青案()、（）aA1１ﬁ-—「」\u0301\u3099が") | st.characters(), max_size=12
    )
)
def test_the_short_way_folds_as_the_long_one(text):
    assert normalise_search(text) == normalising._folded_anew(text).casefold()


@pytest.mark.parametrize("text", ["", " ", "「」", "　", "\u200b"])
def test_a_search_text_without_a_letter_is_empty(text):
    assert normalise_search(text) == ""


@pytest.mark.django_db
class TestNormalisedField:
    def test_saving_writes_the_normalised_form_beside_the_title(self):
        case = CaseFactory(title="八里污水（一期）")
        case.refresh_from_db()
        assert case.normalised_title == "八里污水(一期)"

    def test_a_changed_title_changes_it_even_when_only_some_fields_are_saved_with_it(self):
        row = CaseTitleFactory(title="臺北")
        row.title = "臺南"
        row.save()
        row.refresh_from_db()
        assert row.normalised_title == "台南"

    def test_bulk_create_writes_it_too(self):
        (case,) = Case.objects.bulk_create([Case(group=group(), title="臺北汙水")])
        rows = CaseTitle.objects.bulk_create([CaseTitle(case=case, title="臺北汙水案")])
        assert Case.objects.get(pk=case.pk).normalised_title == "台北污水"
        assert CaseTitle.objects.get(pk=rows[0].pk).normalised_title == "台北污水"


MIXED = "臺台汙菸案方（）()「」『』—－- ～ 　aAＡ1１㈠①㎡ﬁé\u0301\n基隆𠮷"


@given(st.text(alphabet=MIXED, max_size=20))
def test_a_texts_own_characters_are_found_at_their_place(text):
    folded = normalise_search(text)
    places = places_of(text, [folded])
    # From the first character that is not dropped to the last, all is marked but what is dropped between two of them.
    assert "".join(normalise_search(text[start:end]) for start, end in places).replace("--", "-") == folded


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("基隆市與臺北市", ["台北"], ["臺北"]),
        ("推出「1200 都會通」定期票", ["1200都會通定期"], ["1200 都會通」定期"]),
        ("電子菸與電子煙", ["電子煙"], ["電子菸", "電子煙"]),
        ("ＢＲＨ０７站", ["brh07"], ["ＢＲＨ０７"]),
        ("共㎡計", ["m2計"], ["㎡計"]),
        ("甲——乙", ["甲-乙"], ["甲——乙"]),
        ("工作會議", ["工作", "作會"], ["工作會"]),
        ("辦理，理辦", ["辦理"], ["辦理"]),
        ("𠮷野家", ["𠮷野"], ["𠮷野"]),
        ("無關", ["有關"], []),
        ("無關", [""], []),
    ],
)
def test_words_are_found_in_the_text_as_it_is_written(text, words, marked):
    assert [text[start:end] for start, end in places_of(text, words)] == marked


@pytest.mark.django_db
def test_the_normalised_form_of_ligatures_fits_its_column():
    """On PostgreSQL a longer one is an error of the database."""
    case = CaseFactory(title="ﷺ" * 20)

    assert len(normalise_title(case.title)) == 300
    assert case.normalised_title == normalise_title(case.title)[:200]
