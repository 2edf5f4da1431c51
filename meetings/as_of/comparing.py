"""Two meetings of one level compared: what the lists were, what came in and went out between, and what else changed.

Each group's sum adds up by itself: closing of the first + added - delisted + other changes + differences = closing of
the second, where the differences are those that the meetings between stated against what was carried forward. They are
shown as they are and never forced to fit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cases.ledger.tallies import TOTAL, GroupTally
from cases.ledger.then import titles_then
from cases.models import Case, Effect, KeptLight, Kind, Light, StatusChange, Succession
from meetings.minutes.render import person_text
from meetings.models import Directive, DirectiveState, Meeting, MeetingSeat
from meetings.record.compose import person
from meetings.record.figures import MeetingFigures, figures_of_level
from platform_site.shared.refusals import Refusal


class NotComparable(Refusal):
    """Two meetings that cannot be compared; the message says why in Chinese."""


@dataclass(frozen=True)
class GroupSum:
    """One group's list from the first meeting to the second, in numbers of cases, or with `group` 合計 their sums.

    `others` are merged, moved and corrected cases in words with their sign. `before` and `after` are None where no
    record says how many there were.
    """

    group: str
    before: int | None
    added: int
    delisted: int
    others: tuple[tuple[str, int], ...]
    difference: int
    after: int | None

    @property
    def adds_up(self) -> bool:
        """Whether the sum is the second meeting's closing; always, where both are known."""
        if self.before is None or self.after is None:
            return True
        return self.before + self.change == self.after

    @property
    def change(self) -> int:
        """By how much the list grew, or with its sign shrank."""
        return self.added - self.delisted + sum(number for _, number in self.others) + self.difference


@dataclass(frozen=True)
class NamedChange:
    """A case that a meeting between decided on, under its title as of then. Sub-cases are counted in their parent."""

    case_id: int
    title: str
    meeting: Meeting
    note: str
    is_subcase: bool


@dataclass(frozen=True)
class GroupNames:
    """The names behind one group's changes, by what was done, in the order of `DONE`."""

    group: str
    parts: tuple[tuple[str, tuple[NamedChange, ...]], ...]


@dataclass(frozen=True)
class SeatChange:
    """Who sat for a city at either meeting; "" where nobody did."""

    city: str
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True)
class LightChange:
    """A case's light by its newest accepted report as of either day; None where it was not on the list."""

    case_id: int
    title: str
    group: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Comparison:
    """Everything the page of two meetings shows. `until` are the meetings after the first, the second the last."""

    first: Meeting
    second: Meeting
    until: tuple[Meeting, ...]
    groups: tuple[GroupSum, ...]
    total: GroupSum
    names: tuple[GroupNames, ...]
    seats: tuple[SeatChange, ...]
    lights: tuple[LightChange, ...]
    light_counts: tuple[tuple[str, int, int], ...]
    opened: tuple[Directive, ...]
    closed: tuple[Directive, ...]
    open_before: int
    open_after: int

    @property
    def has_others(self) -> bool:
        """Whether some group's list changed otherwise than by additions and delistings."""
        return any(row.others for row in self.groups)

    @property
    def seats_changed(self) -> int:
        return sum(seat.is_changed for seat in self.seats)


@dataclass(frozen=True)
class First:
    """Which rows of a list a page shows, and which it leaves to the PDF, as slices for templates."""

    shown: str = ":"
    rest: str = ":0"


# A page shows all names, lights and directives up to so many of each, and of more so many of each list.
MOST = {"names": (200, 5), "lights": (150, 50), "directives": (120, 20)}
EVERYTHING = dict.fromkeys(MOST, First())


def first_of(comparison: Comparison) -> dict[str, First]:
    """How much of its lists the page of a comparison shows, by what they list; the PDF shows `EVERYTHING`."""
    numbers = {
        "names": sum(len(changes) for row in comparison.names for _, changes in row.parts),
        "lights": len(comparison.lights),
        "directives": len(comparison.opened) + len(comparison.closed),
    }
    return {
        name: First() if numbers[name] <= most else First(f":{few}", f"{few}:") for name, (most, few) in MOST.items()
    }


ADDED, DELISTED, MERGED, MOVED, RENAMED, CORRECTED = "新增", "解列", "整併", "移列", "更名", "更正"
DONE = (ADDED, DELISTED, MERGED, MOVED, RENAMED, CORRECTED)
UNREPORTED = ""
LIGHTS = [*Light.choices, (UNREPORTED, "尚無採認進度")]


def compare(one: Meeting, other: Meeting) -> Comparison:
    """Compare two finalised meetings of one level, the earlier one first; a fixed number of queries.

    Raises NotComparable where they are one and the same, of different levels, or not both final.
    """
    _refuse(one, other)
    first, second = sorted((one, other), key=lambda meeting: meeting.timeline_key)
    series = figures_of_level(first.level_id, first.group_id, as_of=second.held_on)
    at = {figures.meeting.pk: index for index, figures in enumerate(series)}
    start, between = series[at[first.pk]], series[at[first.pk] + 1 : at[second.pk] + 1]
    until = tuple(figures.meeting for figures in between)
    groups = tuple(_group_sums(start, between))
    lights, light_counts = _lights(first, second)
    opened, closed, open_before, open_after = _directives(first, second)
    return Comparison(
        first, second, until, groups, _total(groups), _names(until, [row.group for row in groups]),
        _seats(first, second), lights, light_counts, opened, closed, open_before, open_after,
    )  # fmt: skip


def _refuse(one: Meeting, other: Meeting) -> None:
    for meeting in (one, other):
        if not meeting.is_final:
            raise NotComparable(f"{meeting}的紀錄尚未定稿，草稿不生效力，不能比較；請改選已定稿的會議。")
    if one.pk == other.pk:
        raise NotComparable(f"兩次會議都是{one}，請選不同的兩次。")
    if (one.level_id, one.group_id) != (other.level_id, other.group_id):
        raise NotComparable(f"{one}與{other}不是同一層級，案數不能相比；請選同一層級的兩次會議。")


def _group_sums(start: MeetingFigures, between: Sequence[MeetingFigures]) -> Iterator[GroupSum]:
    last = between[-1]
    for index, row in enumerate(start.groups):
        steps = [figures.groups[index] for figures in between]
        yield GroupSum(
            group=row.group,
            before=None if row.group in start.unknown_closings else row.closing,
            added=sum(step.added for step in steps),
            delisted=sum(step.delisted for step in steps),
            others=_others(steps),
            difference=sum(step.difference or 0 for step in steps),
            after=None if row.group in last.unknown_closings else steps[-1].closing,
        )


def _others(steps: Iterable[GroupTally]) -> tuple[tuple[str, int], ...]:
    counted: Counter[str] = Counter()
    for step in steps:
        for label, number in step.other_changes:
            counted[label] += number
    return tuple((label, number) for label, number in counted.items() if number)


def _total(groups: Sequence[GroupSum]) -> GroupSum:
    others: Counter[str] = Counter()
    for row in groups:
        others.update(dict(row.others))
    return GroupSum(
        TOTAL,
        _sum_known(row.before for row in groups),
        sum(row.added for row in groups),
        sum(row.delisted for row in groups),
        tuple((label, number) for label, number in others.items() if number),
        sum(row.difference for row in groups),
        _sum_known(row.after for row in groups),
    )


def _sum_known(numbers: Iterable[int | None]) -> int | None:
    known = list(numbers)
    return None if None in known else sum(number for number in known if number is not None)


def _names(meetings: Sequence[Meeting], groups: Sequence[str]) -> tuple[GroupNames, ...]:
    rows = (
        StatusChange.objects.filter(meeting__in=meetings)
        .exclude(kind=Kind.TRACKED, effect="")
        .in_order()
        .select_related("case", "group", "from_group", "corrects__meeting__level", "corrects__meeting__group")
    )
    of_meeting = {meeting.pk: meeting for meeting in meetings}
    into = _successors(meetings)
    found: dict[tuple[str, str], list[NamedChange]] = defaultdict(list)
    for row in rows:
        part, note = _done(row, into.get(row.case_id, ""))
        change = NamedChange(row.case_id, row.shown_title, of_meeting[row.meeting_id], note, row.is_subcase)
        found[row.group.name, part].append(change)
        if row.from_group is not None:
            found[row.from_group.name, part].append(change)
    named = (
        GroupNames(group, tuple((part, tuple(found[group, part])) for part in DONE if found[group, part]))
        for group in groups
    )
    return tuple(row for row in named if row.parts)


def _done(row: StatusChange, successor: str) -> tuple[str, str]:
    """What was done with the case, and what its title does not say."""
    if row.corrects is not None:
        return (
            CORRECTED,
            f"{row.corrects.meeting}的「{row.corrects.get_kind_display()}」更正為「{row.get_kind_display()}」",
        )
    if row.kind == Kind.MERGED:
        return MERGED, f"併入「{successor}」" if successor else ""
    if row.kind == Kind.MOVED:
        return MOVED, f"{row.from_group}移至{row.group}"
    if row.kind == Kind.RENAMED:
        return RENAMED, f"原名「{row.former_title}」"
    if row.effect == Effect.RESULT:
        return MERGED, "整併結果"
    return (ADDED if row.kind == Kind.ADDED else DELISTED), ""


def _successors(meetings: Sequence[Meeting]) -> dict[int, str]:
    """The titles of what cases were merged into at these meetings, by the ids of those cases."""
    merged = Succession.objects.filter(change__meeting__in=meetings, kind=Succession.Kind.MERGED)
    return dict(merged.values_list("predecessor_id", "successor__title"))


def _seats(first: Meeting, second: Meeting) -> tuple[SeatChange, ...]:
    seats = MeetingSeat.objects.filter(meeting__in=[first, second]).select_related("city").order_by("city__order")
    by_city: dict[str, dict[int, MeetingSeat]] = defaultdict(dict)
    for seat in seats:
        by_city[seat.city.name][seat.meeting_id] = seat
    return tuple(_seat_change(city, row.get(first.pk), row.get(second.pk)) for city, row in by_city.items())


def _seat_change(city: str, before: MeetingSeat | None, after: MeetingSeat | None) -> SeatChange:
    # By who they are, not by the order in which the minutes print name and title.
    who = [(seat.surname, seat.given_name, seat.title) if seat else None for seat in (before, after)]
    printed = [person_text(person(seat, seat.form)) if seat else "" for seat in (before, after)]
    return SeatChange(city, printed[0], printed[1], who[0] != who[1])


def _lights(first: Meeting, second: Meeting) -> tuple[tuple[LightChange, ...], tuple[tuple[str, int, int], ...]]:
    before, after = _lights_at(first), _lights_at(second)
    counted = [Counter(row.values()) for row in (before, after)]
    counts = tuple((label, counted[0][value], counted[1][value]) for value, label in LIGHTS)
    changed = [
        pk
        for pk in before.keys() | after.keys()
        if before.get(pk) != after.get(pk) and (before.get(pk) or after.get(pk))
    ]
    titles = titles_then(changed, second.held_on)
    cases = Case.objects.filter(pk__in=changed).select_related("group").order_by("group__order", "pk")
    rows = (
        LightChange(case.pk, titles.get(case.pk, case.title), case.group.name, before.get(case.pk), after.get(case.pk))
        for case in cases
    )
    return tuple(rows), counts


def _lights_at(meeting: Meeting) -> dict[int, str]:
    """The light of each case on the platform's list after `meeting`, by its newest report accepted by that day."""
    return KeptLight.objects.on(meeting.held_on, meeting.level.platform).lights()


def _directives(first: Meeting, second: Meeting) -> tuple[tuple[Directive, ...], tuple[Directive, ...], int, int]:
    """What was instructed after the first meeting, what was closed since, and how many were open at either."""
    ours = Directive.objects.filter(meeting__level__platform=second.level.platform_id)
    before, after = (ours.on_record(day).states(day) for day in (first.held_on, second.held_on))
    rows = ours.filter(pk__in=after).with_all().order_by("meeting__held_on", "meeting__sequence", "pk")
    opened = tuple(row for row in rows if row.pk not in before)
    closed = tuple(
        row for row in rows if _is_closed(after[row.pk]) and not _is_closed(before.get(row.pk, DirectiveState.OPEN))
    )
    still = [sum(not _is_closed(state) for state in states.values()) for states in (before, after)]
    return opened, closed, still[0], still[1]


def _is_closed(state: str) -> bool:
    return state != DirectiveState.OPEN
