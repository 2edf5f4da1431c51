"""The whole index: written anew out of the rows, and compared with what the rows say now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cases.models import Case, SearchKind, StatusChange
from cases.search import entries as index_entries
from cases.search.entries import Entry, rows_of
from cases.search.index import EntryRow, Indexed
from cases.search.sources import case_entries, searchable_cases, searchable_updates, update_entries
from meetings.models import Directive, Meeting
from meetings.record.versions import printed_document
from meetings.search.sources import directive_entries, minutes_entries, motion_entries, searchable_motions


def rebuild() -> int:
    """Write every entry anew, the oldest first; returns how many there are."""
    return index_entries.write_anew(every_row())


def every_row() -> Iterator[EntryRow]:
    """The rows of an index written anew."""
    for kind, source in (
        (SearchKind.TITLE, case_entries(searchable_cases())),
        (SearchKind.MINUTES, _minutes()),
        (SearchKind.MOTION, motion_entries(searchable_motions())),
        (SearchKind.DIRECTIVE, directive_entries(Directive.objects.on_record())),
        (SearchKind.UPDATE, update_entries(searchable_updates())),
    ):
        yield from _rows(kind, source)


def differences() -> list[str]:
    """A Chinese sentence for each way in which the index is not what the rows say; empty where it is.

    A draft that prints a case hides or shows titles until it is final, so such a case's are not compared.
    """
    drafted = StatusChange.objects.drafts().exclude(printed_title="").values("case")
    in_flux = set(Case.objects.filter(pk__in=drafted).values_list("pk", flat=True))

    def is_settled(row: Indexed) -> bool:
        return row.kind != SearchKind.TITLE or row.source_id not in in_flux

    return list(index_entries.differences(every_row(), is_settled))


def _rows(kind: SearchKind, source: Iterable[tuple[int, list[Entry]]]) -> Iterator[EntryRow]:
    for source_id, of_source in source:
        yield from rows_of(kind, source_id, of_source)


def _minutes() -> Iterator[tuple[int, list[Entry]]]:
    for meeting in Meeting.objects.finalised().select_related("level__platform").in_order():
        yield meeting.pk, minutes_entries(meeting, printed_document(meeting))
