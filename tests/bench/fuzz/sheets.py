"""Where hostile spreadsheets go: the import of a group's quarter and the admin's imports of cases and meetings."""

from __future__ import annotations

import csv
import io
import random
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from cases.admin.resources import CaseResource
from cases.reporting.sheets.quarter import export_quarter
from meetings.admin.resources import MeetingResource
from platform_site.shared.sheets.admin import SheetResource
from platform_site.shared.sheets.files import read_csv, read_tables, write_tables
from tests.bench.fuzz import packages, text
from tests.bench.fuzz.pages import outcome
from tests.bench.fuzz.running import Call, Target

VALUES = [
    "",
    None,
    0,
    -1,
    1,
    2.5,
    1e300,
    10**20,
    True,
    "²",
    "٣",
    "〇一二",
    "9" * 400,
    "114年13月45日",
    "9999-99-99",
    "0年0月0日",
    "99:99",
    "綠燈",
    "紫燈",
    "交通組",
    "量子組",
    "=1+1",
    "'",
    "130",
    "NaN",
    "1e5",
]


class Sheets:
    """Files as the platform writes them, damaged in their cells or as packages, and the pages that take them."""

    def __init__(self, secretary: Client, quarter: tuple) -> None:
        group, period = quarter
        self.secretary = secretary
        self.quarter = reverse("reporting:import", args=[period.key, group.pk])
        self.exported = {extension: export_quarter(group, period, extension) for extension in ("ods", "xlsx")}
        self.tables = read_tables(self.exported["xlsx"])
        self.admin = {"case": self._table(CaseResource()), "meeting": self._table(MeetingResource())}

    def _table(self, resource: SheetResource) -> list[list]:
        dataset = resource.export()
        return [dataset.headers, *dataset]

    def a_quarter(self, chance: random.Random) -> tuple[str, Call]:
        extension = chance.choice(["ods", "xlsx"])
        if chance.random() < 0.5:
            damages, content = packages.package(self.exported[extension], chance)
        else:
            tables = {name: damaged(rows, chance) for name, rows in self.tables.items()}
            damages, content = "cells", write_tables(tables, extension)
        file = SimpleUploadedFile(f"季進度.{extension}", content)
        return f"{extension} {damages}, {len(content)} bytes", lambda: outcome(
            self.secretary.post(self.quarter, {"file": file})
        )

    def an_admin_import(self, chance: random.Random) -> tuple[str, Call]:
        model, number = chance.choice(["case", "meeting"]), chance.randrange(3)
        rows = damaged(self.admin[model][:30], chance)
        if number == 2:
            content = as_csv(rows, chance)
        else:
            content = write_tables({"資料": rows}, ["ods", "xlsx"][number])
            if chance.random() < 0.4:
                content = packages.package(content, chance)[1]
        app = {"case": "cases", "meeting": "meetings"}[model]
        file = SimpleUploadedFile("資料", content)
        data = {"import_file": file, "format": str(number), "resource": ""}
        address = reverse(f"admin:{app}_{model}_import")
        label = f"{model} {['ods', 'xlsx', 'csv'][number]}, {len(content)} bytes"
        return label, lambda: outcome(self.secretary.post(address, data))

    def a_table(self, chance: random.Random) -> tuple[str, Call]:
        """The readers alone, which take most of the damage."""
        extension = chance.choice(["ods", "xlsx", "csv"])
        if extension == "csv":
            content = as_csv(damaged(self.admin["case"][:30], chance), chance)
            return f"csv, {len(content)} bytes", lambda: table(read_csv, content)
        damages, content = packages.package(packages.base(extension), chance)
        return f"{extension} {damages}, {len(content)} bytes", lambda: table(read_tables, content)

    def targets(self) -> list[Target]:
        """The targets of this module, with their share of 100 inputs."""
        return [
            Target("tables", 8, self.a_table),
            Target("quarter's sheets", 3, self.a_quarter),
            Target("admin's sheets", 3, self.an_admin_import),
        ]


def table(read, content: bytes) -> str:
    from platform_site.shared.sheets.cells import SheetError
    from tests.bench.fuzz.running import ANSWERED

    try:
        read(content)
    except SheetError as refused:
        return str(refused)
    return ANSWERED


def damaged(rows: list[list], chance: random.Random) -> list[list]:
    """The table with some cells, columns or rows that are others; what no workbook can hold is left out."""
    rows = [list(row) for row in rows]
    for _ in range(chance.choice([1, 3, 30])):
        row = chance.choice(rows[1:] or rows) if chance.random() < 0.9 else rows[0]
        if row:
            value = chance.choice(VALUES) if chance.random() < 0.6 else text.wild(chance)[:30_000]
            row[chance.randrange(len(row))] = _holdable(value) if isinstance(value, str) else value
    if chance.random() < 0.1:
        rows.append(chance.choice(rows))
    if chance.random() < 0.1:
        rows = [row + ["x"] * chance.choice([1, 70]) for row in rows]
    return rows


def _holdable(value: str) -> str:
    value = ILLEGAL_CHARACTERS_RE.sub("", value).encode("utf-8", "replace").decode()
    return re.sub("[\ufffe\uffff]", "", value)


def as_csv(rows: list[list], chance: random.Random) -> bytes:
    """The rows as CSV in any encoding, sometimes with broken quotes, NUL or one endless line."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    written = out.getvalue()
    for _ in range(chance.choice([0, 1, 5])):
        at = chance.randrange(len(written) + 1)
        written = (
            written[:at]
            + chance.choice(['"', ",", "\n", "\r", "\0", "\ud800", '""', text.wild(chance), "," * 5_000])
            + written[at:]
        )
    return written.encode(chance.choice(["utf-8", "utf-8-sig", "cp950", "utf-16"]), "replace")
