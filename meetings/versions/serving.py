"""The files of minutes as answers to a request: the stored one, or of a draft the one that is made now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from meetings.models import Meeting, StoredDocument
from meetings.record.documents import MINUTES_PDF, copy_of, minutes_context, stored
from meetings.record.versions import edition_of
from platform_site.shared.documents.answering import pdf_answer
from platform_site.shared.http import file_response
from platform_site.shared.uploads import read_stored

TYPES: dict[str, str] = {
    StoredDocument.Format.PDF: "application/pdf",
    StoredDocument.Format.ODT: "application/vnd.oasis.opendocument.text",
    StoredDocument.Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def minutes_file(
    request: HttpRequest, meeting: Meeting, copy: str, file_format: str, number: int | None = None
) -> HttpResponseBase:
    """A copy of the minutes; of a finalised meeting's the stored file, with its SHA-256 as the ETag.

    `number` asks for one version. KeyError for a form that there isn't; StoredDocument.DoesNotExist where that version
    has no such file, MissingFile where the disk has it no more: it is never made anew, and `verify_ledger` tells.
    """
    row = stored(meeting, copy, file_format, number) if meeting.is_final else None
    if row is None and number is not None:
        raise StoredDocument.DoesNotExist
    name = file_name(meeting, copy, file_format, row.minutes.number if row else 0)
    if row is None and file_format == StoredDocument.Format.PDF:
        context = minutes_context(edition_of(meeting), dispatch=copy == StoredDocument.Copy.DISPATCH)
        return pdf_answer(request, MINUTES_PDF, context, name.removesuffix(".pdf"))
    if row is None:
        content = copy_of(meeting, copy, file_format)
        return file_response(content, TYPES[file_format], name, as_attachment=_is_saved(file_format))
    etag = f'"{row.sha256}"'
    if unchanged := get_conditional_response(request, etag):
        return unchanged
    content = read_stored(row.file, name)
    response: HttpResponse = file_response(content, TYPES[file_format], name, as_attachment=_is_saved(file_format))
    response["ETag"] = etag
    return response


def file_name(meeting: Meeting, copy: str, file_format: str, number: int) -> str:
    """What the saved file is called: the meeting, whether for dispatch, its version from the second on, 草稿."""
    marks = ["發文用"] if copy == StoredDocument.Copy.DISPATCH and number else []
    marks += [f"第{number}版"] if number > 1 else []
    marks += [] if number or meeting.is_final else ["草稿"]
    in_brackets = f"（{'、'.join(marks)}）" if marks else ""
    return f"{meeting.level.platform}{meeting}紀錄{in_brackets}.{file_format}"


def _is_saved(file_format: str) -> bool:
    """A PDF opens in the browser; what a word processor opens is saved."""
    return file_format != StoredDocument.Format.PDF
