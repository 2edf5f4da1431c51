"""What is found of cases and of quarterly reports: what everybody who is signed in may read, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch

from cases.models import Case, CaseTitle, QuarterlyUpdate, SearchKind
from cases.models.case import CaseQuerySet
from cases.models.reporting import QuarterlyUpdateQuerySet
from cases.search.entries import Entry, Part, replace_entries
from cases.search.index import sources

CURRENT, FORMER = "案名", "曾紀錄所載案名"
TITLES_ANCHOR = "titles-title"
# A report's texts under the names that its page gives them; each is its anchor there too.
TEXTS = {"progress_text": "本季辦理情形", "next_steps": "下季預定工作"}
REMEDY_TEXTS = {"cause": "原因", "remedy": "因應措施"}
# How the mark of a common topic begins: normalising a title takes it out, and what stood on both sides then touches.
TOPIC = "(共同議題"
# Of more cases than these it is quicker to look at the titles themselves.
FEW = 2_000


def searchable_cases() -> CaseQuerySet:
    """The cases that lists show: those that only a draft knows are not found."""
    return Case.objects.on_record()


def searchable_updates() -> QuarterlyUpdateQuerySet:
    """The accepted reports in force: nothing unsent, undecided or replaced is found."""
    return QuarterlyUpdate.objects.accepted().standing()


def case_entries(cases: CaseQuerySet) -> Iterator[tuple[int, list[Entry]]]:
    """Each case's id and its one entry: its title and every other under which it was printed."""
    titled = cases.select_related("group").prefetch_related(Prefetch("titles", CaseTitle.objects.on_record()))
    for case in titled.order_by("pk").iterator(chunk_size=1_000):
        others = [row.title for row in case.titles.all() if row.title != case.title]
        yield case.pk, [title_entry(case.group.platform_id, case.title, others)]


def title_entry(platform: int, title: str, others: Iterable[str]) -> Entry:
    """The entry of a case of the platform, by its key, under its title and the others that it was printed under."""
    parts = [Part(CURRENT, "", title), *(Part(FORMER, TITLES_ANCHOR, other) for other in others)]
    return Entry(platform, tuple(parts))


def titled_with(platform: int, texts: Iterable[str]) -> set[int] | None:
    """The cases of the platform, by id, that may have one of the texts in a title, normalised or not.

    As the index has them: of a title that a draft hides or shows it knows nothing yet. None where there are so many
    that looking at every title takes no longer. Texts are folded (`normalise_search`). One query.
    """
    found = sources(SearchKind.TITLE, platform, [*{*texts, TOPIC}], FEW + 1)
    return None if len(found) > FEW else set(found)


def update_entries(updates: QuarterlyUpdateQuerySet) -> Iterator[tuple[int, list[Entry]]]:
    """Each report's id and its one entry: the texts that its page shows, each city's own among them."""
    ordered = updates.select_related("period", "group").prefetch_related("contributions__city")
    for update in ordered.order_by("period", "pk").iterator(chunk_size=1_000):
        texts = TEXTS | REMEDY_TEXTS if update.needs_remedy else TEXTS
        parts = [Part(label, name, text) for name, label in texts.items() if (text := getattr(update, name))]
        parts += [Part(row.city.name, f"city-{row.city_id}", row.text) for row in update.contributions.all()]
        yield update.pk, [Entry(update.group.platform_id, tuple(parts), update.period.last_day)]


def index_cases(cases: Iterable[int]) -> None:
    """Let these cases, by id, be found under the titles that they have now."""
    wanted = set(cases)
    none: dict[int, list[Entry]] = {pk: [] for pk in wanted}
    replace_entries(SearchKind.TITLE, none | dict(case_entries(searchable_cases().filter(pk__in=wanted))))


def index_update(update: QuarterlyUpdate) -> None:
    """Let a report that was just accepted be found, and the one that it replaces no longer."""
    entries: dict[int, list[Entry]] = {update.replaces_id: []} if update.replaces_id else {}
    entries |= dict(update_entries(searchable_updates().filter(pk=update.pk)))
    replace_entries(SearchKind.UPDATE, entries)
