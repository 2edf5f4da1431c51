"""The names behind a meeting's numbers: all of them where they are few, else the first of each number.

The rest stands on a page of its own, which is fetched when somebody asks for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from cases.models import GOING_ON, Effect, Kind, StatusChange, StatusChangeQuerySet
from groups.models import IssueGroup
from meetings.models import Meeting
from platform_site.shared.refusals import Refusal

# The numbers that names stand behind, each with the kinds of rows that it counts, in the order of the names.
# MOVED is the number of the group that a case left.
MOVED = "moved"
NUMBERS: dict[str, tuple[str, ...]] = {
    "added": (Kind.ADDED,),
    "delisted": (Kind.DELISTED,),
    "tracked": tuple(kind for kind in GOING_ON if kind != Kind.ADDED),
    "merged": (Kind.MERGED,),
    MOVED: (Kind.MOVED,),
}
# Of every kind of row the number of its own group that counts it.
NUMBER_OF = {kind: number for number, kinds in NUMBERS.items() if number != MOVED for kind in kinds}
LABELS = {"added": "新增", "delisted": "解列", "tracked": "其餘持續列管", "merged": "整併", "moved": "移出"}
# A meeting with more rows than this shows the first few names of each number: the page stays below 100 KB.
MOST_ROWS, FIRST, PER_PAGE = 200, 5, 100


@dataclass(frozen=True)
class NamedCase:
    """A case that a meeting's number counts, or a sub-case, which is counted within its parent.

    `title` is as that meeting prints it, or the case's own where it is not printed. `is_new_here`: no earlier recorded
    meeting has it, although it was not added here (rule 5).
    """

    case_id: int
    title: str
    is_subcase: bool
    is_new_here: bool
    note: str
    change: str


@dataclass(frozen=True)
class Names:
    """The names that stand behind a number of a group, and how many more there are."""

    shown: tuple[NamedCase, ...] = ()
    more: int = 0

    def __iter__(self) -> Iterator[NamedCase]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)


def names_of(meeting: Meeting) -> dict[tuple[str, str], Names]:
    """By group and number, see NUMBERS; a number without names is absent."""
    counts = _counts(meeting)
    rows = StatusChange.objects.filter(meeting=meeting)
    if counts.total() > MOST_ROWS:
        rows = rows.filter(pk__in=first_of_each(rows))
    found: dict[tuple[str, str], list[NamedCase]] = {}
    for row in sorted(_in_printed_order(rows, meeting), key=lambda row: list(Kind).index(Kind(row.kind))):
        name = _named(row)
        found.setdefault((row.group.name, NUMBER_OF[row.kind]), []).append(name)
        if row.from_group:
            leaving = replace(name, change=f"移列至{row.group}")
            found.setdefault((row.from_group.name, MOVED), []).append(leaving)
    return {key: Names(tuple(names), counts[key] - len(names)) for key, names in found.items()}


def page_of_names(meeting: Meeting, group: IssueGroup, number: str, page: str | None) -> Page:
    """A page of the names behind one number of a group. Raises Refusal where there is no such number."""
    if number not in NUMBERS:
        raise Refusal(f"沒有「{number}」這種案數，請由會議儀表板的數字選取。")
    of_group = {"from_group": group} if number == MOVED else {"group": group}
    rows = StatusChange.objects.filter(meeting=meeting, kind__in=NUMBERS[number], **of_group)
    found = Paginator(_in_printed_order(rows, meeting), PER_PAGE).get_page(page)
    found.object_list = [_named(row) for row in found.object_list]
    return found


def _counts(meeting: Meeting) -> Counter[tuple[str, str]]:
    """How many rows stand behind each number of each group, sub-cases among them."""
    rows = StatusChange.objects.filter(meeting=meeting).order_by()
    counts: Counter[tuple[str, str]] = Counter()
    for group, kind, count in rows.values_list("group__name", "kind").annotate(number=Count("*")):
        counts[group, NUMBER_OF[kind]] += count
    moved = rows.filter(kind=Kind.MOVED).values_list("from_group__name").annotate(number=Count("*"))
    counts.update({(group, MOVED): count for group, count in moved})
    return counts


def first_of_each(rows: StatusChangeQuerySet) -> Collection[int]:
    """The ids of the first rows of each kind in each group, and of those that left a group."""
    order = ("is_subcase", "pk")

    def of(ranked: QuerySet, group: str) -> list[int]:
        place = Window(RowNumber(), partition_by=[F(group), F("kind")], order_by=order)
        return list(ranked.annotate(place=place).filter(place__lte=FIRST).order_by().values_list("pk", flat=True))

    return {*of(rows, "group"), *of(rows.filter(kind=Kind.MOVED), "from_group")}


def _in_printed_order(rows: StatusChangeQuerySet, meeting: Meeting) -> StatusChangeQuerySet:
    earlier = StatusChange.objects.filter(case=OuterRef("case")).before(meeting.timeline_key)
    if meeting.is_final:
        earlier = earlier.finalised()
    rows = rows.select_related("case", "group", "from_group").annotate(was_known=Exists(earlier))
    return rows.order_by("is_subcase", "pk")


def _named(row: StatusChange) -> NamedCase:
    return NamedCase(
        case_id=row.case_id,
        title=row.shown_title,
        is_subcase=row.is_subcase,
        is_new_here=row.kind != Kind.ADDED and not row.was_known,  # type: ignore[attr-defined]  # Annotated.
        note=row.note,
        change=_other_change(row),
    )


def _other_change(row: StatusChange) -> str:
    """What the meeting did with a case that its list of names does not say."""
    if row.kind == Kind.MOVED:
        return f"自{row.from_group}移入"
    if row.kind == Kind.RENAMED:
        return f"原名「{row.former_title}」"
    return row.get_effect_display() if row.effect == Effect.RESULT else ""
