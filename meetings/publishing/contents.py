"""What the public pages show, as the contexts of their templates. The secretariat's preview renders the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from cases.models import Case, CaseTitle, Effect, Kind, StatusChange, Succession
from cases.normalising import normalise_search
from groups.models import IssueGroup
from meetings.flow import flow_of
from meetings.models import MinutesVersion, Publication
from meetings.publishing.datasets import last_changes, public_cases, public_changes, public_figures, title_then
from meetings.publishing.scope import PublicMeeting, PublicMinutes, Scope, latin_key
from meetings.record.documents import minutes_context
from meetings.record.figures import MeetingFigures
from meetings.record.versions import edition_of_version
from meetings.versions.comparing import differing_lines
from platform_site.shared.charts.flow import FlowChart
from platform_site.shared.documents.answering import drawn
from platform_site.shared.http import whole_number

What = Publication.What
PER_PAGE = 50
Context = dict[str, Any]


@dataclass(frozen=True)
class LevelFigures:
    """The figures of one level's published meetings, oldest first, with their chart."""

    platform: str
    level: str
    series: tuple[MeetingFigures, ...]
    chart: FlowChart

    @property
    def keyed(self) -> list[tuple[str, MeetingFigures]]:
        """The meetings, each with its key in public URLs."""
        return [(latin_key(figures.meeting), figures) for figures in self.series]


@dataclass(frozen=True)
class ListedCase:
    """A case by the last published meeting that dealt with it."""

    pk: int
    title: str
    change: StatusChange
    meeting: PublicMeeting
    parent: int | None


@dataclass(frozen=True)
class HistoryStep:
    """What a published meeting did with a case; `corrected` is the published meeting whose decision it corrects."""

    key: str
    meeting: PublicMeeting
    change: StatusChange
    title: str
    effect: str
    corrected: PublicMeeting | None


@dataclass(frozen=True)
class RelatedCase:
    """A case that this one came of or went on as, by a decision of a published meeting."""

    pk: int
    title: str
    word: str
    meeting: PublicMeeting


def minutes_page(scope: Scope, row: PublicMeeting, shown: PublicMinutes) -> Context:
    """One published version of a meeting's minutes, with what it changed of the one before if that is public too."""
    version = MinutesVersion.objects.get(pk=shown.version.pk)
    context = minutes_context(edition_of_version(row.meeting, version))
    before = row.before(version.number)
    old_text = MinutesVersion.objects.values_list("text", flat=True).get(pk=before.version.pk) if before else ""
    return context | {
        "row": row,
        "key": latin_key(row.meeting),
        "shown": shown,
        "is_latest": shown.version.pk == row.latest.version.pk,
        "differences": differing_lines(old_text, version.text) if before else None,
        "shown_cases": _shown_cases(scope, context),
    }


def _shown_cases(scope: Scope, context: Context) -> set[str]:
    """The cases that the minutes name and that have a public page, as the minutes refer to them."""
    lines = [line for part in context["parts"] for line in (part.head, *part.lines)]
    refs = {int(run.ref) for line in lines for run in line.runs if run.ref}
    public = public_changes(scope).filter(case__in=refs).values_list("case", flat=True)
    return {str(pk) for pk in public}


def tally_page(scope: Scope) -> Context:
    """The figures of every published meeting, level by level."""
    levels: dict[tuple[int, str], list[MeetingFigures]] = {}
    for figures in public_figures(scope):
        level = figures.meeting.level
        levels.setdefault((level.platform_id, level.name), []).append(figures)
    names = {platform.pk: platform.name for platform in scope.platforms}
    return {
        "scope": scope,
        "levels": [
            LevelFigures(names[platform], level, tuple(series), flow_of(series))
            for (platform, level), series in levels.items()
        ],
    }


def tally_pdf(scope: Scope, name: str) -> bytes:
    """The tally as PDF, drawn once for the same figures."""
    context = {**tally_page(scope), "platform": scope.platforms[0]}
    return drawn("meetings/publishing/public/pdf/tally.html", context, name)


def meeting_page(scope: Scope, row: PublicMeeting) -> Context:
    """One meeting: when, where, its minutes and, where the tally is public, its figures."""
    figures = next((one for one in public_figures(scope) if one.meeting.pk == row.meeting.pk), None)
    return {"scope": scope, "row": row, "key": latin_key(row.meeting), "figures": figures}


def cases_page(scope: Scope, asked: Any) -> Context:
    """A page of the list of cases, narrowed by `?q=`, `?group=` and `?status=`; unknown values count as none."""
    groups = IssueGroup.objects.filter(platform__in=list(scope.cases)).order_by("platform", "order")
    chosen = {
        "q": asked.get("q", "").replace("\0", "").strip()[:60],
        "group": whole_number(asked.get("group")),
        "status": asked.get("status") if asked.get("status") in Kind.values else "",
    }
    page = Paginator(_narrowed(scope, chosen), PER_PAGE).get_page(asked.get("page"))
    return {
        "scope": scope,
        "rows": listed(scope, list(page.object_list)),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "groups": groups,
        "statuses": Kind.choices,
        "chosen": chosen,
        "is_narrowed": any(chosen.values()),
        "as_of": scope.meetings_of(What.CASES)[-1:],
    }


def _narrowed(scope: Scope, chosen: Context) -> QuerySet[Any]:
    cases, changes = public_cases(scope), public_changes(scope)
    if chosen["q"]:
        # By a title of a published meeting, as it was printed or in another way of writing it.
        said = Q(known_title__icontains=chosen["q"]) | Q(printed_title__icontains=chosen["q"])
        found = Q(pk__in=changes.filter(said).values("case"))
        if words := normalise_search(chosen["q"]):
            printed = CaseTitle.objects.filter(
                case__changes__in=changes, title=F("case__changes__printed_title"), normalised_title__contains=words
            )
            found |= Q(pk__in=printed.values("case"))
        cases = cases.filter(found)
    last = StatusChange.objects.filter(pk__in=Subquery(cases.values("last_change")))
    if chosen["group"]:
        last = last.filter(group=chosen["group"])
    if chosen["status"]:
        last = last.filter(kind=chosen["status"])
    return cases.filter(last_change__in=last.values("pk")) if chosen["group"] or chosen["status"] else cases


def listed(scope: Scope, cases: list[Case]) -> list[ListedCase]:
    """These cases as rows of the list; two queries."""
    changes = last_changes(cases)
    parents = {case.parent_id for case in cases if case.parent_id}
    known = set(public_changes(scope).filter(case__in=parents).values_list("case", flat=True)) if parents else set()
    rows = []
    for case in cases:
        change = changes[case.pk]
        parent = case.parent_id if change.is_subcase and case.parent_id in known else None
        rows.append(ListedCase(case.pk, title_then(change), change, scope.by_id[change.meeting_id], parent))
    return rows


def case_page(scope: Scope, pk: int) -> Context:
    """One case with its history in the published meetings. Raises Http404 where no published meeting has it."""
    case = public_cases(scope).filter(pk=pk).first()
    if case is None:
        raise Http404(f"找不到編號{pk}的合作案，請由合作案清單查詢。")
    changes = public_changes(scope).filter(case=case).in_order().select_related("group", "from_group", "corrects")
    return {
        "scope": scope,
        "case": listed(scope, [case])[0],
        "steps": [_step(scope, change) for change in changes],
        "came_of": _related(scope, Succession.objects.filter(successor=case), "predecessor"),
        "went_on_as": _related(scope, Succession.objects.filter(predecessor=case), "successor"),
    }


def _step(scope: Scope, change: StatusChange) -> HistoryStep:
    row = scope.by_id[change.meeting_id]
    corrected = scope.by_id.get(change.corrects.meeting_id) if change.corrects else None
    effect = Effect(change.effect).label if change.effect else ""
    return HistoryStep(latin_key(row.meeting), row, change, title_then(change), effect, corrected)


def _related(scope: Scope, links: QuerySet[Succession], end: str) -> list[RelatedCase]:
    """The cases at the other end of successions that a published meeting decided, as far as they are public."""
    links = links.filter(change__in=public_changes(scope)).select_related("change").order_by("pk")
    others = {getattr(link, f"{end}_id") for link in links}
    known = {row.pk: row for row in listed(scope, list(public_cases(scope).filter(pk__in=others)))}
    return [
        RelatedCase(row.pk, row.title, str(link.get_kind_display()), scope.by_id[link.change.meeting_id])
        for link in links
        if link.change and (row := known.get(getattr(link, f"{end}_id")))
    ]


def example(scope: Scope) -> MeetingFigures | None:
    """The newest published meeting whose figures are all known: the page of formulas counts it through."""
    known = [figures for figures in public_figures(scope) if not figures.is_first and not figures.unknown_openings]
    return max(known, key=lambda figures: figures.meeting.timeline_key, default=None)


def today() -> str:
    """The day of the answer, for the names of saved files."""
    return f"{timezone.localdate():%Y%m%d}"
