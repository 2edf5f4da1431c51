"""Which cases printed titles may mean, by what was decided on them before: delisted, merged, moved, renamed."""

from dataclasses import replace

import pytest

from cases.models import Case
from meetings.imports.plan import plan_import
from meetings.minutes.document import Clause, ClauseKind, ResolutionsSection, Title
from tests.meetings.imports.samples import MEANT, SIXTH, SLIP

pytestmark = pytest.mark.django_db

LINE = 37
# 交通組; delisted by the fifth meeting, and one that goes on.
DELISTED, TRACKED = "基隆河谷交通路網改善", "環狀線北環段及南環段"


def plan_with(*clauses, group="災防組", **others):
    """The plan of the sixth meeting with other clauses: of `group`, and by keyword of further groups."""
    new = {group: clauses} | others

    def amend(document):
        sections = []
        for section in document.sections:
            if isinstance(section, ResolutionsSection):
                resolutions = tuple(
                    replace(r, groups=tuple(replace(g, clauses=new.get(g.group, g.clauses)) for g in r.groups))
                    for r in section.resolutions
                )
                section = replace(section, resolutions=resolutions)
            sections.append(section)
        return replace(document, sections=tuple(sections))

    return plan_import(SIXTH, amend=amend)


def clause(kind, *titles, parent=None, **more):
    """A clause at line 37 that says what its kind says."""
    wording = "{n}. {parent}" if parent else "{n}. "
    quoted = tuple(Title(title) for title in titles)
    return Clause(kind, wording + "{titles}。", titles=quoted, parent=parent and Title(parent), line=LINE, **more)


def matches(plan, group="災防組"):
    """(kind, title, how, title of the case) of every title of a group."""
    found = [match for match in plan.matches if match.group == group]
    return [(match.kind, match.title, match.how, match.best and match.best.title) for match in found]


def problems(plan):
    return [(problem.line, problem.message) for problem in plan.problems if problem.code == "not-tracked"]


# -- Delisted before --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "reason"), [(DELISTED, "案名相同"), ("基隆河谷交通路網改進", "差1字：進／善")], ids=["same", "slip"]
)
def test_a_delisting_of_a_delisted_case_names_the_case_and_the_meeting(title, reason):
    plan = plan_with(clause(ClauseKind.DELISTED, title), group="交通組")

    assert problems(plan) == [
        (
            LINE,
            f"第37行解列的「{title}」目前並未列管：「{DELISTED}」（{reason}）已於第5次會議解列；請確認案名或改列為新案。",
        )
    ]
    assert plan.matches[0].resembles.title == DELISTED


def test_a_delisting_that_is_only_like_a_delisted_case_is_a_warning():
    plan = plan_with(clause(ClauseKind.DELISTED, "基隆河谷道路網絡改善"), group="交通組")

    assert problems(plan) == []
    assert [(w.line, w.code) for w in plan.warnings] == [(LINE, "not-tracked")]


def test_a_delisting_nearer_to_a_tracked_case_is_no_problem():
    plan = plan_with(clause(ClauseKind.DELISTED, SLIP))

    assert matches(plan)[0] == ("delisted", SLIP, "suggested", MEANT)
    assert problems(plan) == []


@pytest.mark.parametrize("title", [DELISTED, "基隆河谷交通路網改善案", "基隆河谷交通路網改進"])
def test_a_title_added_again_after_its_delisting_is_suggested_with_its_history(title):
    plan = plan_with(clause(ClauseKind.ADDED, title), group="交通組")

    (match,) = [match for match in plan.matches if match.group == "交通組"]
    assert (match.how, match.best.case_id) == ("suggested", Case.objects.get(title=DELISTED).pk)
    assert match.best.reason.endswith("；第5次會議解列")


def test_a_title_added_while_its_case_goes_on_is_a_problem():
    plan = plan_with(clause(ClauseKind.ADDED, TRACKED), group="交通組")

    assert [(p.line, p.code) for p in plan.problems if p.code == "addition-resembles"] == [(LINE, "addition-resembles")]


@pytest.mark.parametrize(
    ("kind", "place"), [(ClauseKind.DELISTED, "problems"), (ClauseKind.ADDED, "warnings")], ids=["delisted", "added"]
)
def test_a_title_of_another_groups_case_is_told(kind, place):
    plan = plan_with(clause(kind, TRACKED))

    (told,) = [point for point in getattr(plan, place) if point.code == "other-group"]
    assert told.line == LINE
    assert told.message.endswith("不在災防組，交通組有同名的合作案；請核對組別，確為另一案時再登錄為新案。")


# -- Renamed, merged, moved -------------------------------------------------------------------------------------------


def test_a_renamed_case_is_the_one_of_its_former_title():
    plan = plan_with(clause(ClauseKind.RENAMED, "四市消防資源共享網", parent=SLIP))

    assert matches(plan) == [
        ("parent", SLIP, "suggested", MEANT),
        ("renamed", "四市消防資源共享網", "suggested", MEANT),
    ]
    former, new = (match for match in plan.matches if match.group == "災防組")
    assert new.same_as == former.key


def test_a_former_title_that_no_record_has_may_be_known_by_the_new_one():
    plan = plan_with(clause(ClauseKind.RENAMED, MEANT, parent="北區救災物資互助"))

    assert matches(plan) == [
        ("parent", "北區救災物資互助", "suggested", MEANT),
        ("renamed", MEANT, "suggested", MEANT),
    ]


def test_a_new_title_that_another_case_has_is_a_problem():
    other = Case.objects.tracked().filter(group__name="災防組", parent=None).exclude(title=MEANT)[0].title
    plan = plan_with(clause(ClauseKind.RENAMED, other, parent=MEANT))

    assert [(p.line, p.code) for p in plan.problems if p.code == "rename-taken"] == [(LINE, "rename-taken")]


def test_two_clauses_may_merge_into_one_case():
    pair = list(Case.objects.tracked().filter(group__name="災防組", parent=None).exclude(title=MEANT)[:2])
    clauses = [clause(ClauseKind.MERGED, case.title, parent=MEANT) for case in pair]
    plan = plan_with(*clauses)

    assert matches(plan)[0] == ("parent", MEANT, "exact", MEANT)
    assert matches(plan)[2] == ("parent", MEANT, "exact", MEANT)


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("四市消防資源整合", ("parent", "四市消防資源整合", "new", None)),
        (MEANT, ("parent", MEANT, "exact", MEANT)),
    ],
)
def test_merged_cases_are_known_ones_and_their_result_is_one_of_them_or_new(result, outcome):
    other = Case.objects.tracked().filter(group__name="災防組", parent=None).exclude(title=MEANT)[0].title
    plan = plan_with(clause(ClauseKind.MERGED, MEANT, other, parent=result, stated=2))

    assert matches(plan) == [
        outcome,
        ("merged", MEANT, "exact", MEANT),
        ("merged", other, "exact", other),
    ]


def test_a_move_is_looked_for_in_the_group_it_comes_from_and_is_one_case_in_both():
    plan = plan_with(
        clause(ClauseKind.MOVED, TRACKED, other_group="都會發展組"),
        group="交通組",
        都會發展組=(clause(ClauseKind.MOVED, TRACKED, other_group="交通組", incoming=True),),
    )

    assert matches(plan, "交通組") == matches(plan, "都會發展組") == [("moved", TRACKED, "exact", TRACKED)]
    left, arrived = (match for match in plan.matches if match.kind == "moved")
    assert (left.same_as, arrived.same_as) == (None, left.key)


def test_a_move_that_only_the_receiving_group_prints_is_found_as_well():
    arrives = clause(ClauseKind.MOVED, TRACKED, other_group="交通組", incoming=True)
    plan = plan_with(group="交通組", 都會發展組=(arrives,))

    assert matches(plan, "都會發展組") == [("moved", TRACKED, "exact", TRACKED)]


def test_a_move_of_a_delisted_case_is_a_problem():
    plan = plan_with(clause(ClauseKind.MOVED, DELISTED, other_group="災防組"), group="交通組")

    assert [line for line, _ in problems(plan)] == [LINE]


def test_the_dry_run_lists_such_clauses_by_their_kind():
    plan = plan_with(clause(ClauseKind.RENAMED, "四市消防資源共享網", parent=MEANT))
    printed = plan.as_json()

    assert [c["kind"] for c in printed["clauses"] if c["group"] == "災防組"] == ["renamed"]
    assert [(m["title"], m["case"], m["how"]) for m in printed["matches"] if m["group"] == "災防組"] == [
        (MEANT, MEANT, "exact"),
        ("四市消防資源共享網", MEANT, "exact"),
    ]
