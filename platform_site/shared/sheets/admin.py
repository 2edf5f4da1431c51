"""Import and export of a table in the admin: explicit columns, a dry run first, every refusal in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import tablib
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from import_export import fields, resources
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from import_export.forms import ExportForm
from import_export.results import InvalidRow, Result, RowResult

from platform_site.shared.bulk.rows import uncollected
from platform_site.shared.sheets.cells import NumberCell, SheetError, TextCell, tidy_text
from platform_site.shared.sheets.files import (
    CONTENT_TYPES,
    CSV,
    MEGABYTE,
    ODS,
    SIZE_LIMIT,
    XLSX,
    read_csv,
    read_tables,
    write_csv,
    write_tables,
)

SHEET_NAME = "資料"
# So many rows are looked through on a page; a preview of ten thousand would be megabytes of it.
MOST_LISTED = 200
WRITTEN = (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)


class SheetFile(Format):
    """A workbook as a format of django-import-export: bytes in, a dataset out of its first sheet, and back."""

    extension = ""

    def __init__(self, encoding: str | None = None) -> None:
        """`encoding` is what the package hands every format; ours tell it themselves."""

    def get_title(self) -> str:
        return self.extension.upper()

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return CONTENT_TYPES[self.extension]

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """The table of a file. Raises SheetError."""
        return _dataset(next(iter(read_tables(in_stream).values()), []))

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return write_tables({SHEET_NAME: [dataset.headers, *dataset]}, self.extension)


class ODSFile(SheetFile):
    """OpenDocument's spreadsheet, the format that government files are to have."""

    extension = ODS


class XLSXFile(SheetFile):
    """Excel's workbook."""

    extension = XLSX


class CSVFile(SheetFile):
    """Comma-separated values."""

    extension = CSV

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        return _dataset(read_csv(in_stream))

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return write_csv([dataset.headers, *dataset])


FORMATS = [ODSFile, XLSXFile, CSVFile]


class TextField(fields.Field):
    """A column of text. Browsers send \\r\\n and files hold \\n: line ends alone are no difference."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=TextCell(), **kwargs)

    def get_value(self, instance: Model, **kwargs: Any) -> Any:
        value = super().get_value(instance, **kwargs)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class PlainDiff(resources.Diff):
    """Old and new value as del and ins; the package's own diff writes inline styles, which the CSP refuses."""

    def as_html(self) -> list[str]:
        return [
            format_html("{}", new) if old == new or not old else format_html("<del>{}</del> <ins>{}</ins>", old, new)
            for old, new in zip(self.left, self.right, strict=True)
        ]


class PlainRows(Protocol):
    """Rows that are written together: see `SheetResource.plain_rows`."""

    def take(self, row: dict) -> RowResult | None:
        """What becomes of a row that `write` will write; None where it has to be imported by itself."""

    def is_awaited_by(self, row: dict) -> bool:
        """Whether a row that is imported by itself needs what was taken to be written before."""

    def write(self) -> None:
        """Write what was taken since the last time."""


class SheetResult(Result):
    """What becomes of each row, and which of them a page lists."""

    def __init__(self, diff_headers: list[str], total_rows: int) -> None:
        super().__init__()
        self.diff_headers, self.total_rows = diff_headers, total_rows

    def note(self, number: int, row: dict, row_result: RowResult) -> None:
        """Count a row."""
        self.increment_row_result_total(row_result)
        if row_result.errors:
            self.append_error_row(number, row, row_result.errors)
        elif row_result.validation_error:
            self.append_invalid_row(number, row, row_result.validation_error)
        self.append_row_result(row_result)

    @property
    def written(self) -> list[RowResult]:
        """The rows that are new or changed."""
        return [row for row in self.rows if row.import_type in WRITTEN]

    @property
    def listed(self) -> list[RowResult]:
        """The first of these, as many as a preview lists."""
        return self.written[:MOST_LISTED]

    @property
    def unlisted(self) -> int:
        """How many of these a preview does not list."""
        return max(len(self.written) - MOST_LISTED, 0)

    @property
    def listed_invalid(self) -> list[InvalidRow]:
        """The first of the rows that are wrong."""
        return self.invalid_rows[:MOST_LISTED]

    @property
    def unlisted_invalid(self) -> int:
        """How many wrong rows are not listed."""
        return max(len(self.invalid_rows) - MOST_LISTED, 0)


class SheetResource(resources.ModelResource):
    """A table of versioned rows found by their natural key.

    `status_column` names a column that goes out and must come back unchanged. A row whose version is older than the
    database's was changed by somebody since the export, and is refused.
    """

    status_column = ""

    version = fields.Field(attribute="version", column_name="版次", widget=NumberCell(), readonly=True)

    @classmethod
    def get_diff_class(cls) -> type[resources.Diff]:
        return PlainDiff

    def status_of(self, instance: Model) -> str:
        """What the read-only column says of a row."""
        raise NotImplementedError

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Refuse a file with unknown columns or without the key's."""
        known = [field.column_name for field in self.get_import_fields()]
        keys = [self.fields[name].column_name for name in self.get_import_id_fields()]
        headers = dataset.headers or []
        unknown = [header for header in headers if header not in known]
        missing = [key for key in keys if key not in headers]
        if unknown:
            raise SheetError(f"不認得的欄位：{'、'.join(unknown)}。可用的欄位：{'、'.join(known)}。")
        if missing:
            raise SheetError(f"缺少欄位：{'、'.join(missing)}。第一列須為欄位名稱。")

    def plain_rows(self, rows: Sequence[dict], *, locking: bool) -> PlainRows | None:
        """What takes and writes many plain rows at once; None where each row is imported by itself."""
        return None

    @uncollected()
    def import_data_inner(
        self,
        dataset: tablib.Dataset,
        dry_run: bool,
        raise_errors: bool,
        using_transactions: bool,
        collect_failed_rows: bool,
        **kwargs: Any,
    ) -> Result:
        """Import the rows in their order, the plain ones together. A file of wrong columns has no rows to look at.

        It takes the place of the package's own loop, which asks the database several times about each row, and sets a
        savepoint for each. A preview writes no plain row but where another row asks for it.
        """
        result = SheetResult(self.get_diff_headers(), len(dataset))
        try:
            self.before_import(dataset, **kwargs)
        except SheetError as error:
            result.append_base_error(self.get_error_result_class()(error))
            return result
        rows = [dict(zip(dataset.headers, values, strict=True)) for values in dataset]
        plain_rows = self.plain_rows(rows, locking=not dry_run)
        kwargs |= {"dry_run": dry_run, "using_transactions": using_transactions}
        for number, row in enumerate(rows, 1):
            row_result = plain_rows.take(row) if plain_rows else None
            if row_result is None:
                if plain_rows and plain_rows.is_awaited_by(row):
                    plain_rows.write()
                with transaction.atomic():
                    row_result = self.import_row(row, None, row_number=number, **kwargs)
            result.note(number, row, row_result)
        if plain_rows and not dry_run:
            plain_rows.write()
        return result

    def locked(self, **key: Any) -> QuerySet:
        """The rows of that key, locked while imported: another save waits, and then meets a newer version."""
        rows = self._meta.model._default_manager.select_for_update(of=("self",))
        return rows.filter(**key).order_by("pk")

    def skip_row(
        self, instance: Model, original: Model, row: dict, import_validation_errors: dict | None = None
    ) -> bool:
        if self._status_differs(original, row) or self._is_stale(original, row):
            return False
        return super().skip_row(instance, original, row, import_validation_errors)

    def before_save_instance(self, instance: Model, row: dict, **kwargs: Any) -> None:
        """Refuse what the sheet must not change, then count the version up."""
        if self._status_differs(instance, row):
            raise ValidationError({self.status_column: "這一欄由會議決議或定稿產生，不可由匯入更改。"})
        if self._is_stale(instance, row):
            raise ValidationError(
                {"版次": f"這筆資料在匯出之後已被他人修改（現為第{instance.version}版），請重新匯出後再改。"}
            )
        if instance.pk is not None:
            instance.version += 1

    def _status_differs(self, instance: Model, row: dict) -> bool:
        if self.status_column not in row:
            return False
        return tidy_text(row[self.status_column]) not in ("", self.status_of(instance))

    def _is_stale(self, instance: Model, row: dict) -> bool:
        if instance.pk is None or "版次" not in row:
            return False
        exported = tidy_text(row["版次"])
        return exported not in ("", str(instance.version))


class SheetAdmin(ImportExportMixin):
    """For a ModelAdmin: the import and export pages; subclasses name their `resource_classes`."""

    formats = FORMATS
    import_formats = FORMATS
    export_formats = FORMATS
    export_form_class = ExportForm
    import_template_name = "admin/sheet_import.html"
    export_template_name = "admin/sheet_export.html"

    def create_import_form(self, request: HttpRequest) -> Form:
        form = super().create_import_form(request)
        _in_chinese(form)
        return form

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Refuse a file too large to be looked at, before anything reads it."""
        upload = request.FILES.get("import_file")
        if upload is not None and upload.size > SIZE_LIMIT:
            messages.error(request, f"檔案超過 {SIZE_LIMIT // MEGABYTE} MB，請分成數個檔案後再匯入。")
            return HttpResponseRedirect(request.path)
        response = super().import_action(request, **kwargs)
        if isinstance(response, TemplateResponse):
            response.context_data["title"] = f"匯入{self.opts.verbose_name}"
        return response

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Export what the list is narrowed to; a condition that the list does not know leads back to it."""
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            messages.error(request, "網址裡的篩選條件無法辨識，沒有匯出；請於列表重新篩選後再匯出。")
            return HttpResponseRedirect(reverse("admin:{}_{}_changelist".format(*self.get_model_info())))

    def add_data_read_fail_error_to_form(self, form: Form, error: Exception) -> None:
        if not isinstance(error, SheetError):
            error = SheetError("檔案無法讀取，請確認選擇的格式與檔案一致。")
        form.add_error("import_file", str(error))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict:
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        """After the confirmation: what was fine in the preview may have been changed by others since."""
        if result.has_errors() or result.has_validation_errors():
            messages.error(request, "預覽之後資料已被他人更動，這次匯入沒有寫入任何一筆。請重新上傳並查看預覽。")
            return HttpResponseRedirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))
        return super().process_result(result, request)

    def generate_log_entries(self, result: SheetResult, request: HttpRequest) -> None:
        """The admin's log of recent actions: a line for each row, or one for the import where they are many."""
        if len(result.written) <= MOST_LISTED:
            super().generate_log_entries(result, request)
            return
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=f"匯入{self.opts.verbose_name}{len(result.written)}筆",
            action_flag=CHANGE,
            change_message=_totals(result),
        )

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        messages.success(request, f"匯入完成：{_totals(result)}。")

    def get_export_filename(self, request: HttpRequest, queryset: QuerySet, file_format: Any) -> str:
        return f"{self.model._meta.model_name}-{timezone.localdate():%Y%m%d}.{file_format.get_extension()}"

    def init_request_context_data(self, request: HttpRequest, form: Form) -> dict:
        _in_chinese(form)
        return {**super().init_request_context_data(request, form), "title": f"匯出{self.opts.verbose_name}"}


def _totals(result: Result) -> str:
    new, update, skip = (result.totals[kind] for kind in (*WRITTEN, RowResult.IMPORT_TYPE_SKIP))
    return f"新增{new}筆、更新{update}筆、未變動{skip}筆"


@uncollected()
def _dataset(rows: list[list[Any]]) -> tablib.Dataset:
    if not rows:
        raise SheetError("檔案裡沒有資料。第一列須為欄位名稱，資料從第二列開始。")
    headers = [tidy_text(value) for value in rows[0]]
    repeated = {header for header in headers if headers.count(header) > 1}
    if repeated:
        raise SheetError(f"欄位名稱重複：{'、'.join(sorted(repeated)) or '（空白）'}。")
    width = len(headers)
    fitted = []
    for number, row in enumerate(rows[1:], 2):
        if len(row) > width and any(tidy_text(value) for value in row[width:]):
            raise SheetError(f"第{number}列的欄數多於第一列的欄位名稱。")
        fitted.append(row if len(row) == width else (row + [""] * width)[:width])
    return tablib.Dataset(*fitted, headers=headers)


def _in_chinese(form: Form) -> None:
    form.fields["format"].label = "檔案格式"
    if "import_file" in form.fields:
        form.fields["import_file"].label = "檔案"
