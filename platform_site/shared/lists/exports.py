"""A list as a file: exactly the rows, order and columns of its page, with what it was narrowed to and when.

CSV goes out row by row. A workbook is written row by row into a temporary file and sent from there: only the file on
the disk grows with the list. A PDF is laid out as a whole, so it is for lists of a length that somebody reads.
"""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from itertools import chain

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from platform_site.shared.documents.answering import WHEN, pdf_answer
from platform_site.shared.lists.columns import cell_words
from platform_site.shared.lists.listing import Listing
from platform_site.shared.roc import roc_date, roc_datetime
from platform_site.shared.sheets.writing import (
    CONTENT_TYPES,
    CSV,
    ODS,
    XLSX,
    Row,
    Sheet,
    Value,
    stream_csv,
    write_workbook,
)

PDF = "pdf"
# A PDF of more rows takes more than half a minute and a GiB of memory; a sheet ends at a million, and its program
# long before.
MOST_ROWS = {PDF: 5_000, ODS: 500_000, XLSX: 500_000}
OTHERS = {
    PDF: "請再加篩選條件，或改以 ODS、XLSX、CSV 匯出全部。",
    ODS: "請再加篩選條件，或改以 CSV 匯出全部。",
    XLSX: "請再加篩選條件，或改以 CSV 匯出全部。",
}
# In half-width characters, by the size of the column on paper.
WIDTHS = {"narrow": 10, "short": 16, "medium": 24, "wide": 48, "": 48}
CONDITIONS_SHEET = "篩選條件"


def export(request: HttpRequest, listing: Listing, extension: str) -> HttpResponseBase:
    """The list as a file of that format. What it cannot be is said on the list's page, to which this leads back.

    Raises Http404 for a format that there is none of.
    """
    if extension not in (CSV, ODS, XLSX, PDF):
        raise Http404(f"沒有「{extension}」這種匯出格式。可匯出 CSV、ODS、XLSX、PDF，請由清單頁選取。")
    back = redirect(f"{listing.definition.address}?{request.GET.urlencode()}")
    if not listing.is_valid:
        return back
    most = MOST_ROWS.get(extension)
    if most is not None and listing.count > most:
        unit = listing.definition.unit
        limit = f"{extension.upper()} 最多匯出{most:,}{unit}，目前符合條件的有{listing.count:,}{unit}。"
        messages.error(request, limit + OTHERS[extension])
        return back
    now = timezone.localtime()
    name = f"{listing.definition.title}_{listing.as_of_words or roc_date(now)}.{extension}"
    if extension == CSV:
        return _csv(listing, now, name)
    return _pdf(request, listing, now, name) if extension == PDF else _workbook(listing, now, extension, name)


def facts_of(listing: Listing, made_at: str) -> list[tuple[str, str]]:
    """What a file says of itself: the list, what it was narrowed to, how many rows, and when it was made."""
    narrowing = "；".join(str(condition) for condition in listing.conditions if not condition.is_order)
    order = next((condition.words for condition in listing.conditions if condition.is_order), "")
    facts = [("平臺", str(listing.platform))] if listing.platform else []
    facts += [("清單", listing.definition.title), ("篩選條件", narrowing or "無（全部）")]
    facts += [("資料時點", listing.as_of_words)] if listing.as_of else []
    facts += [("排序", order)] if order else []
    return [*facts, ("筆數", f"{listing.count}{listing.definition.unit}"), ("產製時間", made_at)]


def _heads(listing: Listing) -> list[str]:
    return [column.label for column in listing.definition.columns]


def _csv(listing: Listing, now: datetime, name: str) -> HttpResponseBase:
    facts: list[Row] = [[label, words] for label, words in facts_of(listing, roc_datetime(now))]
    pieces = stream_csv(chain(facts, [[], _heads(listing)], listing.values()), words=_day_in_words)
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[CSV], headers=headers)


def _day_in_words(value: Value) -> Value:
    return cell_words(value) if isinstance(value, date) else value


def _workbook(listing: Listing, now: datetime, extension: str, name: str) -> HttpResponseBase:
    columns = listing.definition.columns
    sheets = [
        Sheet(
            listing.definition.title,
            chain([_heads(listing)], listing.values()),
            [max(WIDTHS[column.size], 2 * len(column.label) + 2) for column in columns],
        ),
        Sheet(CONDITIONS_SHEET, [["項目", "內容"], *facts_of(listing, roc_datetime(now))], [14, 60]),
    ]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    try:
        write_workbook(sheets, extension, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[extension])


def _pdf(request: HttpRequest, listing: Listing, now: datetime, name: str) -> HttpResponse:
    columns = listing.definition.columns
    context = {
        "platform": listing.platform,
        "title": listing.definition.title,
        "facts": facts_of(listing, WHEN),
        "columns": columns,
        "rows": [
            [(column, column.words(value)) for column, value in zip(columns, values, strict=True)]
            for values in listing.values()
        ],
    }
    return pdf_answer(request, "pdf/list.html", context, name.removesuffix(".pdf"), now=roc_datetime(now))
