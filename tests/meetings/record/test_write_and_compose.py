"""Out of the database the minutes read as they were printed; change a draft's row and the text follows."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from cases.ledger import writing as ledger
from cases.ledger.writing import LedgerError
from cases.models import Case, CaseTitle, CommonTopic, Kind, StatusChange, Succession
from cases.pages.selectors import sheet_of
from groups.actors import Actor
from groups.models import IssueGroup
from meetings.imports.plan import PROBLEM, Decision, ImportRefused, commit_plan, plan_import
from meetings.minutes import document as doc
from meetings.minutes.render import render
from meetings.minutes.wording import default_clause
from meetings.models import Clause, ClauseItem, CountCorrection, Meeting, Paragraph
from meetings.record.compose import compose
from meetings.record.figures import figures_of
from meetings.record.finalising import attach_topics, finalise
from meetings.record.versions import content_sha256
from meetings.record.write import Identity, record_document
from tests.meetings.imports.samples import SIXTH as IMPORTED_SIXTH

pytestmark = pytest.mark.django_db

ACTOR = Actor("測試者")
LEVEL = "副市長層級"
ADDED, DELISTED = doc.ClauseKind.ADDED, doc.ClauseKind.DELISTED
TOKEN = r'name="csrfmiddlewaretoken" value="[^"]+"'
MINUTES = Path(settings.BASE_DIR) / "fixtures" / "minutes"

# A sixth meeting, invented in the form of the fifth.
SIXTH = """基北北桃合作交流平臺第6次副市長層級會議紀錄
壹、會議時間：115年3月5日(星期四)下午2時
貳、會議地點：臺北市政府
參、主席：臺北市政府 林副市長奕華
桃園市政府 蘇副市長俊賓
共同主持
新北市政府 劉副市長和然
基隆市政府 邱副市長佩琳
肆、出席單位及人員：詳簽到表
紀錄：王小明
伍、主席致詞：略
陸、幕僚單位及議題小組工作報告：洽悉
柒、決議事項(林副市長奕華代表)
一、請各組持續精進。
二、議題小組合作案件，請依決議持續辦理：同意解列2案、新增1案及確認執行中50案。
(一)交通組
1. 同意解列1案：「基北北桃跨域緊急車輛優先號誌」。
2. 同意新增1案：「跨市共享單車」。
3. 其餘11案持續列管。
(二)災防組
7案持續列管。
(三)教育文化組
2案持續列管。
(四)產業民生組
7案持續列管。
(五)都會發展組
5案持續列管。
(六)衛生社福組
1. 同意解列1案：「基北北桃據點業務交流計畫」。
2. 其餘10案持續列管。
(七)環境資源組
3案持續列管。
(八)觀光文創組
5案持續列管。
捌、主席結論暨指示(依發言順序)
林副市長
一、感謝各位。
二、下次由桃園市主辦。
玖、散會(下午4時)
"""


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_of(meeting: Meeting) -> str:
    return squeezed(render(compose(Meeting.objects.get(pk=meeting.pk))))


def with_clauses(document: doc.MinutesDocument, clauses: dict[str, Sequence[doc.Clause]]) -> doc.MinutesDocument:
    """The document with other clauses for the groups that `clauses` names."""
    section = document.section(doc.ResolutionsSection)
    *before, last = section.resolutions
    groups = [replace(group, clauses=tuple(clauses.get(group.group, group.clauses))) for group in last.groups]
    changed = replace(section, resolutions=(*before, replace(last, groups=tuple(groups))))
    return replace(document, sections=tuple(changed if one is section else one for one in document.sections))


@pytest.fixture
def sixth() -> Meeting:
    return commit_plan(plan_import(SIXTH), ACTOR)


@pytest.mark.parametrize("number", range(1, 6))
def test_out_of_the_database_the_text_is_the_official_one(number):
    meeting = Meeting.objects.get(level__name="副市長層級", number=number)
    official = (MINUTES / f"deputy-mayor-{number}.txt").read_text(encoding="utf-8")
    assert text_of(meeting) == squeezed(official)


@pytest.mark.parametrize(("key", "queries"), [("副市長層級-1", 15), ("副市長層級-5", 15)])
def test_composing_takes_a_fixed_number_of_queries(django_assert_num_queries, key, queries):
    meeting = Meeting.objects.select_related("level__platform").by_key(key).get()
    with django_assert_num_queries(queries):
        compose(meeting)


@pytest.mark.parametrize("size", [4, 33])
def test_recording_takes_as_many_queries_for_many_titles_as_for_few(django_assert_num_queries, size):
    clauses, identities = defaultdict(list, {"衛生社福組": []}), {}
    for case in Case.objects.tracked().counted().select_related("group").order_by("pk")[: size // 2]:
        title = doc.Title(case.title)
        clauses[case.group.name].append(doc.Clause(DELISTED, default_clause(DELISTED), 1, (title,)))
        identities[case.group.name, "delisted", case.title] = Identity(case.pk)
    for number in range(size // 2, size):
        title = doc.Title(f"跨市新案{number}")
        clauses["交通組"].append(doc.Clause(ADDED, default_clause(ADDED), 1, (title,)))
    document = with_clauses(plan_import(SIXTH).document, clauses)
    with django_assert_num_queries(49):
        meeting = record_document(document, identities, {}, ACTOR)
    given = [title.text for of_group in clauses.values() for clause in of_group for title in clause.titles]
    named = meeting.changes.filter(printed_title__in=given)
    items = ClauseItem.objects.filter(change__in=named)
    assert (named.count(), items.count()) == (size, size)
    assert ClauseItem.history.filter(change__in=named, history_type="+").count() == size
    new = Case.objects.filter(title__startswith="跨市新案").exclude(normalised_title="")
    assert [len(new), Case.history.filter(title__startswith="跨市新案").count()] == [size - size // 2] * 2
    assert CaseTitle.history.filter(normalised_title__startswith="跨市新案").count() == len(new)


def test_an_imported_draft_reads_as_its_file(sixth):
    assert not sixth.is_final
    assert text_of(sixth) == squeezed(SIXTH)


def test_a_withdrawn_ledger_row_of_a_draft_leaves_its_text(sixth):
    ledger.withdraw(StatusChange.objects.get(meeting=sixth, printed_title="基北北桃據點業務交流計畫"), ACTOR)
    text = text_of(sixth)
    assert "基北北桃據點業務交流計畫" not in text
    assert "1.同意解列0案" not in text
    assert "同意解列1案、新增1案及確認執行中50案" in text


def test_a_ledger_row_recorded_on_a_draft_enters_its_clause_and_the_sums(sixth):
    case = Case.objects.get(title="汐東捷運線")
    ledger.record(case, sixth, Kind.DELISTED, "汐東捷運線", ACTOR)
    text = text_of(sixth)
    assert "1.同意解列2案：「基北北桃跨域緊急車輛優先號誌」及「汐東捷運線」。" in text
    assert "同意解列3案、新增1案" in text


def test_a_ledger_row_of_a_kind_its_group_has_no_clause_for_gets_one(sixth):
    case = Case.objects.create(group=IssueGroup.objects.get(name="災防組"), title="跨市搜救演練")
    ledger.record(case, sixth, Kind.ADDED, "跨市搜救演練", ACTOR)
    assert "(二)災防組1.同意新增1案：「跨市搜救演練」。7案持續列管。" in text_of(sixth)


def test_a_retitled_ledger_row_is_printed_anew(sixth):
    row = StatusChange.objects.get(meeting=sixth, printed_title="跨市共享單車")
    ledger.retitle(row, "跨市公共自行車")
    assert "同意新增1案：「跨市公共自行車」。" in text_of(sixth)


def test_a_changed_narrative_row_of_a_draft_changes_the_text(sixth):
    paragraph = Paragraph.objects.get(remark__meeting=sixth, position=2)
    paragraph.wording = "{n}、下次由基隆市主辦。"
    paragraph.save()
    assert "二、下次由基隆市主辦。" in text_of(sixth)
    sixth.venue = "中山堂"
    sixth.save()
    assert "貳、會議地點：中山堂參、" in text_of(sixth)


def test_a_removed_section_renumbers_the_ones_after_it(sixth):
    sixth.sections.get(kind="opening").delete()
    text = text_of(sixth)
    assert "伍、幕僚單位及議題小組工作報告：洽悉陸、決議事項" in text
    assert "捌、散會(下午4時)" in text


def test_a_count_left_to_the_ledger_follows_it_until_it_is_final(sixth):
    clause = Clause.objects.get(group_resolution__meeting=sixth, group_resolution__group__name="交通組", kind="tracked")
    clause.stated_count = None
    clause.save()
    assert "3.其餘11案持續列管。" in text_of(sixth)
    ledger.withdraw(StatusChange.objects.get(meeting=sixth, printed_title="基北北桃跨域緊急車輛優先號誌"), ACTOR)
    assert "其餘12案持續列管。" in text_of(sixth)
    finalise(sixth, ACTOR)
    clause.refresh_from_db()
    assert clause.stated_count == 12


def test_a_correction_is_stated_in_words_in_minutes_text_and_page(sixth, reader):
    fifth = Meeting.objects.get(level__name=LEVEL, number=5)
    wrong = fifth.changes.filter(kind="delisted").first()
    group = wrong.group.name
    index = list(IssueGroup.objects.values_list("name", flat=True)).index(group)
    opening = figures_of(sixth).groups[index].opening
    ledger.correct(wrong, sixth, Kind.TRACKED, "誤列", ACTOR)
    document = compose(sixth)
    sentence = f"更正第5次會議解列「{wrong.printed_title}」案，恢復持續列管。"
    assert squeezed(sentence) in text_of(sixth)
    again = plan_import(render(document)).document
    assert squeezed(render(again)) == squeezed(render(document))
    (note,) = [c for g in again.group_resolutions if g.group == group for c in g.clauses if c.kind == "note"]
    row = figures_of(sixth).groups[index]
    assert (row.opening, row.computed_remaining) == (opening, opening - row.delisted + 1)
    assert row.other_changes == (("更正恢復", 1),)
    final = finalise(sixth, ACTOR)
    for address in (final.get_absolute_url(), f"{final.get_absolute_url()}minutes/"):
        html = re.sub(r"<[^>]+>", "", reader.get(address).content.decode())
        assert squeezed(sentence) in squeezed(html)
    assert "更正恢復+1" in reader.get(final.get_absolute_url()).content.decode()
    assert content_sha256(compose(final)) == final.content_sha256


# Clauses of the three kinds, in place of what 災防組 and 教育文化組 print.
THREE_KINDS = SIXTH.replace(
    "(二)災防組\n7案持續列管。",
    """(二)災防組
1. 同意「甲案」及「乙案」等2案整併為「丙案」1案，並持續列管。
2. 同意「丁案」等1案移列至教育文化組持續列管。
3. 原「戊案」更名為「己案」，並持續列管。
4. 其餘3案持續列管。""",
)


def three_kinds(cases):
    """The same as a document: what parsing reads of such a text is tested with the parser."""
    document = plan_import(SIXTH).document
    quoted = [doc.Title(text) for text in ["甲案", "乙案", "丙案", "丁案", "戊案", "己案"]]
    clauses = (
        doc.Clause(doc.ClauseKind.MERGED, default_clause(doc.ClauseKind.MERGED), 2, tuple(quoted[:2]), quoted[2]),
        doc.Clause(
            doc.ClauseKind.MOVED, default_clause(doc.ClauseKind.MOVED), 1, (quoted[3],), other_group="教育文化組"
        ),
        doc.Clause(doc.ClauseKind.RENAMED, default_clause(doc.ClauseKind.RENAMED), None, (quoted[5],), quoted[4]),
        doc.Clause(doc.ClauseKind.TRACKED, "{n}. 其餘{count}案持續列管。", 3),
    )
    incoming = doc.Clause(
        doc.ClauseKind.MOVED,
        "{n}. 同意由{other_group}移列{titles}等{count}案，並持續列管。",
        1,
        (quoted[3],),
        other_group="災防組",
        incoming=True,
    )
    education = next(group for group in document.group_resolutions if group.group == "教育文化組")
    document = with_clauses(document, {"災防組": clauses, "教育文化組": (incoming, *education.clauses)})
    keys = [("merged", "甲案"), ("merged", "乙案"), ("moved", "丁案"), ("parent", "戊案")]
    identities = {("災防組", kind, title): Identity(case.pk) for (kind, title), case in zip(keys, cases, strict=True)}
    return document, identities


def test_mergers_moves_and_new_titles_are_rows_and_read_as_printed(reader):
    cases = [
        Case.objects.create(group=IssueGroup.objects.get(name="災防組"), title=t)
        for t in ["甲案", "乙案", "丁案", "戊案"]
    ]
    document, identities = three_kinds(cases)
    meeting = record_document(document, identities, {}, ACTOR)
    text = text_of(meeting)
    assert squeezed(THREE_KINDS.split("(二)")[1].split("(三)")[0]) in text
    assert "(三)教育文化組1.同意由災防組移列「丁案」等1案，並持續列管。2案持續列管。" in text
    again = plan_import(render(compose(meeting))).document
    assert [
        (clause.kind, clause.incoming, clause.other_group, [title.text for title in clause.titles])
        for resolution in again.group_resolutions[1:3]
        for clause in resolution.clauses
    ] == [
        ("merged", False, "", ["甲案", "乙案"]),
        ("moved", False, "教育文化組", ["丁案"]),
        ("renamed", False, "", ["己案"]),
        ("tracked", False, "", []),
        ("moved", True, "災防組", ["丁案"]),
        ("tracked", False, "", []),
    ]
    named = meeting.changes.exclude(printed_title="")
    assert set(named.filter(case__in=cases).values_list("kind", "printed_title", "group__name")) == {
        ("merged", "甲案", "災防組"), ("merged", "乙案", "災防組"), ("moved", "丁案", "教育文化組"),
        ("renamed", "己案", "災防組"),
    }  # fmt: skip
    assert named.get(printed_title="丙案").effect == "result"
    final = finalise(meeting, ACTOR)
    assert content_sha256(compose(final)) == final.content_sha256
    page = re.sub(r"<[^>]+>", "", reader.get(final.get_absolute_url()).content.decode())
    for words in ("整併−2", "整併結果+1", "移出−1", "移入+1", "自災防組移入", "移列至教育文化組", "原名「戊案」"):
        assert words in page


def test_a_cases_page_names_the_decision_of_every_clause_that_prints_it(reader):
    """The second group to print a move has the words only, and is no former case all the same."""
    titles = ["甲案", "乙案", "丁案", "戊案"]
    cases = [Case.objects.create(group=IssueGroup.objects.get(name="災防組"), title=title) for title in titles]
    document, identities = three_kinds(cases)
    finalise(record_document(document, identities, {}, ACTOR), ACTOR)
    labels = {case.title: [mention.label for mention in sheet_of(case).mentions] for case in cases[:3]}
    assert labels == {
        "甲案": ["災防組　整併"],
        "乙案": ["災防組　整併"],
        "丁案": ["災防組　移列", "教育文化組　移列"],
    }


def test_rows_of_the_three_kinds_without_a_clause_get_one(sixth):
    cases = [
        Case.objects.create(group=IssueGroup.objects.get(name="災防組"), title=t)
        for t in ["甲案", "乙案", "丁案", "戊案"]
    ]
    into = Case.objects.create(group=cases[0].group, title="丙案")
    result = ledger.record_result(into, sixth, "丙案", ACTOR)
    for case in cases[:2]:
        ledger.merge(case, result, case.title, ACTOR)
    other = IssueGroup.objects.get(name="教育文化組")
    ledger.record(cases[2], sixth, Kind.MOVED, "丁案", ACTOR, to_group=other)
    ledger.record(cases[3], sixth, Kind.RENAMED, "己案", ACTOR)
    printed = (
        "(二)災防組1.同意「甲案」及「乙案」等2案整併為「丙案」1案，並持續列管。"
        "2.同意「丁案」等1案移列至教育文化組持續列管。3.原「戊案」更名為「己案」，並持續列管。7案持續列管。"
    )
    assert printed in text_of(sixth)
    finalise(sixth, ACTOR)
    assert printed in text_of(sixth)


def tracked_clauses(meeting, *counts):
    """Clauses of 教育文化組 that say how many cases go on, in place of the one it has."""
    resolution = meeting.group_resolutions.get(group__name="教育文化組")
    resolution.clauses.all().delete()
    for position, count in enumerate(counts, 1):
        wording = "{n}. 其餘{count}案持續列管。"
        Clause.objects.create(
            group_resolution=resolution, position=position, kind="tracked", wording=wording, stated_count=count
        )
    return resolution


def test_of_two_tracked_clauses_the_one_left_to_the_ledger_takes_the_rest(sixth):
    resolution = tracked_clauses(sixth, None, 1)
    assert "(三)教育文化組1.其餘1案持續列管。2.其餘1案持續列管。" in text_of(sixth)
    before = figures_of(sixth).groups[2]
    finalise(sixth, ACTOR)
    assert list(resolution.clauses.values_list("stated_count", flat=True)) == [1, 1]
    assert figures_of(Meeting.objects.get(pk=sixth.pk)).groups[2] == before
    assert (before.stated_remaining, before.difference) == (2, 0)


def test_two_clauses_left_to_the_ledger_are_not_finalised(sixth):
    tracked_clauses(sixth, None, None)
    assert "(三)教育文化組1.其餘2案持續列管。2.其餘○案持續列管。" in text_of(sixth)
    with pytest.raises(LedgerError, match="教育文化組有2條「持續列管」都未填載明案數，無從分配。"):
        finalise(sixth, ACTOR)
    sixth.refresh_from_db()
    assert not sixth.is_final


def test_a_renamed_case_changes_no_page_of_a_finalised_meeting(sixth, reader):
    final = finalise(sixth, ACTOR)
    before = [reader.get(f"{final.get_absolute_url()}{page}").content.decode() for page in ("", "minutes/")]
    for case in Case.objects.filter(changes__meeting=final):
        case.title = f"改名{case.pk}"
        case.save()
    after = [reader.get(f"{final.get_absolute_url()}{page}").content.decode() for page in ("", "minutes/")]
    assert [re.sub(TOKEN, "", html) for html in before] == [re.sub(TOKEN, "", html) for html in after]


def test_a_finalised_meeting_carries_who_when_and_what(sixth):
    final = finalise(sixth, ACTOR)
    assert (final.state, final.finalised_by_name, len(final.content_sha256)) == ("finalised", "測試者", 64)
    with pytest.raises(LedgerError, match="第6次副市長層級會議已由測試者於"):
        finalise(sixth, ACTOR)


def test_a_finalised_meetings_rows_refuse_every_change(sixth):
    finalise(sixth, ACTOR)
    with pytest.raises(IntegrityError, match="會議紀錄已定稿，不可更動"), transaction.atomic():
        Paragraph.objects.filter(remark__meeting=sixth).update(wording="改寫")
    with pytest.raises(LedgerError, match="已定稿"):
        ledger.withdraw(StatusChange.objects.get(meeting=sixth, printed_title="跨市共享單車"), ACTOR)


def test_every_named_decision_of_the_five_meetings_is_a_ledger_row():
    named = StatusChange.objects.exclude(printed_title="")
    assert named.filter(kind=Kind.ADDED).count() == 71
    assert named.filter(kind=Kind.DELISTED).count() == 87
    assert set(named.filter(kind=Kind.TRACKED).values_list("meeting__number", "printed_title")) == {
        (1, "都會空間治理"),
        (1, "淨零碳之宜居建築、社會住宅及都市更新發展方向經驗交流"),
        (4, "電子煙 Get Out！"),
        (4, "毒品危害防制跨域整合方案"),
    }


@pytest.mark.parametrize(
    ("added", "delisted"),
    [
        ("預立醫療照護商專業人員教育訓練", "預立醫療照護諮商專業人員教育訓練"),
        ("研議電動輔助自行車跨市騎乘規範及配套", "研議電動輔助自行車跨市期程規範及配套"),
        ("社安網個案跨縣市網絡合作", "社安網心理衛生專業人力服務個案跨縣市網絡合作"),
        ("北北基桃空品不良季聯合稽查", "北北基桃空品不良季及高臭氧好發期聯合稽查"),
        ("新興能源經驗交流合作案(共同議題—「氣候變遷因應及調適」)", "新興能源經驗交流合作案"),
        ("山區捕獸鉗及山豬吊宣導及清除交流", "山區捕獸鉗及山豬吊宣導及清除交流案"),
        ("113 年度基北北桃四市聯合海外行銷", "113 年度基北北桃四市聯合海外行銷案"),
    ],
)
def test_a_case_delisted_under_another_title_is_the_one_added(added, delisted):
    assert StatusChange.objects.get(kind="added", printed_title=added).case_id == (
        StatusChange.objects.get(kind="delisted", printed_title=delisted).case_id
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("基礎食品業者衛生管理線上課程建置經驗交流", "食品業者衛生管理線上課程建置"),
        ("東門溪排水改善暨鳳鳴滯洪池工程", "東門溪水質改善"),
        ("推廣數位轉型交流活動", "雙北商業數位轉型交流計畫"),
        ("觀光工廠職涯探索見學交流", "旅遊網站資訊交流及合作"),
    ],
)
def test_cases_that_merely_sound_alike_are_two(one, other):
    cases = {StatusChange.objects.get(kind="delisted", printed_title=title).case_id for title in (one, other)}
    assert len(cases) == 2


def test_the_split_case_has_four_successors_and_no_ledger_row():
    split = Case.objects.get(title="捷運路網擴建")
    assert split.status == ""
    assert list(split.succeeded_by.values_list("successor__title", "kind")) == [
        ("捷運萬大-中和-樹林線", Succession.Kind.SPLIT),
        ("捷運民汐線(臺北市段)", Succession.Kind.SPLIT),
        ("汐東捷運線", Succession.Kind.SPLIT),
        ("環狀線北環段及南環段", Succession.Kind.SPLIT),
    ]


def test_the_sub_case_belongs_to_its_parent():
    subcase = Case.objects.get(title__startswith="淨零碳之宜居建築")
    assert (subcase.parent.title, subcase.status) == ("都會空間治理", "tracked")


def test_the_common_topic_gathers_its_cases():
    topic = Case.objects.filter(common_topics__name="氣候變遷因應及調適")
    assert set(topic.values_list("title", flat=True)) == {
        "113 年基北北桃『我的減碳存摺』綠運輸聯合推廣合作方案",
        "建構防救災資通訊備援機制",
        "新興能源經驗交流合作案(共同議題—「氣候變遷因應及調適」)",
        "地熱發電廠經驗交流",
        "淨零碳之宜居建築、社會住宅及都市更新發展方向經驗交流",
        "基北北桃氣候變遷跨縣市合作平台(共同議題—「氣候變遷因應及調適」)",
        "基北北桃腦中風取栓網絡合作平台",
        "打造綠色旅遊路線",
        # By fixtures/topics.csv: one that a remark names, three that only a topic's clause does.
        "基北北桃環教小尖兵大會師一起來碳究遊學",
        "推動基北北桃共同建立 TOD(大眾運輸導都市發展)計畫制度",
        "Just Do It 保護地球自己來-淨零行動：綠碳匯總動員",
        "低碳永續·永續學習合作",
    }


def topic_links():
    return set(Case.common_topics.through.objects.values_list("commontopic__name", "case__title"))


MARKED = "四市共享電動公車充電站(共同議題—「公車電動化」)"


def test_a_draft_gives_no_case_a_topic_and_finalising_does():
    text = IMPORTED_SIXTH.replace("「四市共享電動公車充電站」", f"「{MARKED}」")
    before = topic_links()
    meeting = commit_plan(plan_import(text), ACTOR, accept_suggested=True)
    note = Clause.objects.filter(group_resolution__meeting=meeting).first()
    note.topic = CommonTopic.objects.create(name="行銷")
    note.save()
    mentioned = Case.objects.get(title="公有市場聯合行銷活動")
    note.mentions.add(mentioned)
    assert (topic_links(), CommonTopic.objects.filter(name="公車電動化").exists()) == (before, False)

    finalise(meeting, ACTOR)

    assert topic_links() - before == {("公車電動化", MARKED), ("行銷", "公有市場聯合行銷活動")}
    version = mentioned.history.first()
    assert [row.commontopic.name for row in version.common_topics.all()] == ["行銷"]


def test_a_case_that_has_its_topic_already_gets_no_further_version():
    meeting = commit_plan(plan_import(IMPORTED_SIXTH), ACTOR, accept_suggested=True)
    note = Clause.objects.filter(group_resolution__meeting=meeting).first()
    note.topic = CommonTopic.objects.get(name="氣候變遷因應及調適")
    note.save()
    case = note.topic.cases.get(title="地熱發電廠經驗交流")
    note.mentions.add(case)
    versions = case.history.count()

    finalise(meeting, ACTOR)

    assert case.history.count() == versions


@pytest.mark.parametrize("number", [1, 4])
def test_attaching_topics_costs_the_same_for_few_cases_and_for_many(django_assert_num_queries, number):
    meeting = commit_plan(plan_import(IMPORTED_SIXTH), ACTOR, accept_suggested=True)
    note = Clause.objects.filter(group_resolution__meeting=meeting).first()
    note.topic = CommonTopic.objects.create(name="行銷")
    note.save()
    note.mentions.set(Case.objects.all()[:number])

    with django_assert_num_queries(10):
        attach_topics(meeting)

    assert note.topic.cases.count() == number


def test_the_common_topics_of_the_platform():
    assert {name for name, _ in topic_links()} == {"氣候變遷因應及調適"}
    assert len(topic_links()) == 12


def test_a_corrected_count_is_a_row_and_stands_on_both_meetings_pages(recorder):
    text = SIXTH.replace(
        "7案持續列管。\n(三)", "1. 更正第5次會議紀錄，災防組其餘案數應為8案。\n2. 其餘7案持續列管。\n(三)", 1
    )
    meeting = commit_plan(plan_import(text), ACTOR)
    row = CountCorrection.objects.get()
    assert (row.clause.group_resolution.group.name, row.number, row.figure, row.count) == ("災防組", 5, "remaining", 8)
    assert row.history.count() == 1
    said = doc.CountCorrection(5, "remaining", 8)
    assert [clause.correction for clause in compose(meeting).group_resolutions[1].clauses] == [said, None]
    assert plan_import(render(compose(meeting))).document == plan_import(text).document
    fifth = Meeting.objects.get(level__name=LEVEL, number=5)
    figures = [figures_of(fifth).groups, figures_of(fifth).totals]

    def page(of):
        return recorder.get(of.get_absolute_url()).content.decode()

    own = "本次會議更正第5次會議紀錄：災防組其餘案數應為8案。"
    of_later = "第6次副市長層級會議更正本次會議紀錄：災防組其餘案數應為8案。"
    assert (own in page(meeting), of_later in page(fifth)) == (True, False)
    final = finalise(meeting, ACTOR)
    assert (own in page(final), of_later in page(fifth), own in page(fifth)) == (True, True, False)
    assert [figures_of(fifth).groups, figures_of(fifth).totals] == figures


def test_what_a_draft_does_not_know_yet_is_printed_as_a_ring(sixth):
    sixth.ends_at = None
    sixth.save()
    assert "玖、散會(○○時)" in text_of(sixth)


def test_minutes_that_put_a_sub_case_under_a_sub_case_are_refused_with_nothing_written():
    sub_case = Case.objects.get(parent__isnull=False).title
    text = IMPORTED_SIXTH.replace(
        "1. 同意解列1案：「都會空間治理」。\n2. 其餘4案",
        f"1. 同意「{sub_case}」新增1子案「子案之下的案」，並持續列管。\n2. 其餘5案",
    ).replace("同意解列5案、新增2案及確認執行中47案", "同意解列4案、新增2案及確認執行中48案")
    before = Case.objects.count()

    with pytest.raises(ImportRefused, match=f"「{sub_case}」本身是子案，不可作為母案。"):
        commit_plan(plan_import(text), ACTOR, accept_suggested=True)

    assert (Case.objects.count(), Meeting.objects.filter(number=6).count()) == (before, 0)


REPRESENTATIVE_LINE = IMPORTED_SIXTH.splitlines().index("柒、決議事項(蘇副市長俊賓代表)") + 1


def committed_with(representative):
    """The draft of minutes that name this representative; whatever a reason may cover at the line is covered."""
    text = IMPORTED_SIXTH.replace("柒、決議事項(蘇副市長俊賓代表)", f"柒、決議事項({representative}代表)")
    covered = Decision("副市長層級-6", "", PROBLEM, str(REPRESENTATIVE_LINE), None, "已核對。")
    return commit_plan(plan_import(text), ACTOR, [covered], accept_suggested=True)


@pytest.mark.parametrize("printed", ["蘇副巿長俊賓", "蘇俊賓副巿長", "蘇副巿長"])
def test_a_representative_whose_title_has_a_look_alike_takes_the_seat(printed):
    meeting = committed_with(printed)
    assert list(meeting.seats.filter(is_representative=True).values_list("surname", "city__name")) == [("蘇", "桃園市")]


@pytest.mark.parametrize("printed", ["蘇副市長俊賔", "侯副市長友宜", "蘇主席俊賓"])
def test_no_reason_covers_a_representative_without_a_seat_and_the_line_is_named(printed):
    with pytest.raises(ImportRefused) as refused:
        committed_with(printed)
    (problem,) = refused.value.problems
    assert (problem.line, problem.code) == (REPRESENTATIVE_LINE, "representative_unknown")
    assert f"「{printed}」不在主席名單（蘇副市長俊賓、" in problem.message
