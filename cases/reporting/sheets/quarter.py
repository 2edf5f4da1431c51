"""A group's whole quarter as a spreadsheet: filled in offline and read back, with every difference shown first.

Sheet 季進度 has a row for each case, sheet 指標 one for each figure. A row carries the version it was written from:
where somebody changed the update meanwhile, the row's changes are refused. Only changed cells are written, into
drafts; sending them is done on the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from openpyxl.utils import get_column_letter

from cases.models import Indicator, QuarterlyUpdate, ReportingPeriod
from cases.reporting.content import Content, content_of, problems
from cases.reporting.indicators import indicators_of_cases
from cases.reporting.obligations import Obligation, obligations
from cases.reporting.sheets.cells import (
    LIGHTS,
    Field,
    key_of,
)
from cases.reporting.sheets.fields import (
    EXPLANATION,
    FIELDS,
    FIGURE_FIELDS,
    LINK_FIELDS,
    VALUE,
    all_fields,
    city_fields,
    field_of,
    merged,
)
from cases.reporting.workflow import UpdateError, save_draft
from groups.actors import Actor
from groups.models import City, IssueGroup
from platform_site.shared.http import whole_number
from platform_site.shared.sheets.cells import SheetError, cell_text, tidy_text
from platform_site.shared.sheets.files import Layout, Tables, Value, read_tables, write_tables

REPORTS, FIGURES = "季進度", "指標"
# A group has some thirty cases with a few indicators each.
MOST_ROWS = 2_000
KEY, TITLE, STATE, VERSION = "案號", "案名", "狀態", "版次"
INDICATOR, INDICATOR_NAME, UNIT, CITY = "指標代碼", "指標", "單位", "市"
# The columns that say which row it is; nobody fills them in.
REPORT_HEADS = (KEY, TITLE, STATE, VERSION)
FIGURE_HEADS = (KEY, TITLE, INDICATOR, INDICATOR_NAME, UNIT, CITY)


@dataclass(frozen=True)
class Difference:
    """A cell that says something else than the database: which case and field, and both texts as shown."""

    row: int
    case_title: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class SheetProblem:
    """What is wrong with a cell, in Chinese; `column` is the letter, "" where the whole row or file is meant."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"第{self.row}列" if self.row else ""
        where += f"{self.column}欄" if self.column else ""
        return f"工作表「{self.sheet}」{where}：{self.message}"


@dataclass
class SheetPlan:
    """What a file would change. `changes` is {case id: {field: value as text}}, `versions` the versions it saw."""

    group: IssueGroup
    period: ReportingPeriod
    differences: list[Difference] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    changes: dict[int, dict[str, str]] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    row_numbers: dict[int, int] = field(default_factory=dict)

    @property
    def can_apply(self) -> bool:
        """Whether there are changes and no problems."""
        return bool(self.changes) and not self.problems

    def as_json(self) -> dict:
        """What `apply_changes` needs, to be kept (signed, or in the session) between preview and confirmation."""
        return {
            "group": self.group.pk,
            "period": self.period.key,
            "cases": [[case_id, self.versions[case_id], fields] for case_id, fields in self.changes.items()],
        }


@dataclass(frozen=True)
class _Row:
    """What the database holds of one case of the quarter."""

    owed: Obligation
    update: QuarterlyUpdate | None
    content: Content
    indicators: Mapping[int, Indicator]

    @property
    def version(self) -> int:
        return self.update.version if self.update else 0


def export_quarter(group: IssueGroup, period: ReportingPeriod, extension: str, *, unsent: bool = True) -> bytes:
    """The group's quarter as an ODS or XLSX file, `extension` saying which; without what is not sent yet if asked."""
    rows, cities = _rows(group, period, unsent=unsent), list(City.objects.filter(platform=group.platform_id))
    fields = [*FIELDS, *city_fields(cities), *LINK_FIELDS]
    reports: list[list[Value]] = [[*REPORT_HEADS, *(item.label for item in fields)]]
    figures: list[list[Value]] = [[*FIGURE_HEADS, VALUE, EXPLANATION]]
    for row in rows.values():
        case = row.owed.case
        state = row.update.get_state_display() if row.update else "尚未填報"
        values = _values(row)
        reports.append([case.pk, case.title, state, row.version, *(item.cell(values.get(item.key)) for item in fields)])
        for indicator in row.indicators.values():
            for city in cities:
                key = (indicator.pk, city.pk)
                cells = [item.cell(values.get(key_of(item.key, *key))) for item in FIGURE_FIELDS]
                figures.append([case.pk, case.title, indicator.pk, indicator.name, indicator.unit, city.name, *cells])
    tables: Tables = {REPORTS: reports, FIGURES: figures} if len(figures) > 1 else {REPORTS: reports}
    lights = len(REPORT_HEADS) + [item.key for item in fields].index("light")
    layouts = {
        REPORTS: Layout({lights: LIGHTS}, frozenset(range(len(REPORT_HEADS)))),
        FIGURES: Layout({}, frozenset(range(len(FIGURE_HEADS)))),
    }
    return write_tables(tables, extension, {name: layouts[name] for name in tables})


def read_quarter(content: bytes, group: IssueGroup, period: ReportingPeriod) -> SheetPlan:
    """What the file would change of the group's quarter; writes nothing. Raises SheetError for an unreadable file."""
    tables = read_tables(content, MOST_ROWS)
    if REPORTS not in tables:
        raise SheetError(f"檔案裡沒有「{REPORTS}」工作表，請使用本系統匯出的試算表填寫。")
    plan = SheetPlan(group, period)
    rows, cities = _rows(group, period), list(City.objects.filter(platform=group.platform_id))
    _read_reports(plan, tables[REPORTS], rows, [*FIELDS, *city_fields(cities), *LINK_FIELDS])
    _read_figures(plan, tables.get(FIGURES, []), rows, {city.name: city for city in cities})
    _refuse_rows(plan, rows)
    _check_contents(plan, rows, {city.pk: city for city in cities})
    return plan


def apply_plan(plan: SheetPlan, actor: Actor) -> list[QuarterlyUpdate]:
    """Write what a plan changes. See `apply_changes`."""
    return apply_changes(plan.group, plan.period, plan.as_json()["cases"], actor)


@transaction.atomic
def apply_changes(
    group: IssueGroup, period: ReportingPeriod, cases: Sequence[Sequence], actor: Actor
) -> list[QuarterlyUpdate]:
    """Write the changed cells of these cases (the "cases" of SheetPlan.as_json), all or nothing; returns the drafts.

    Raises UpdateError where an update was changed since the preview, or may not be written any more.
    """
    rows, fields = _rows(group, period), all_fields(group)
    saved = []
    for case_id, version, changes in cases:
        row = rows.get(case_id)
        if row is None:
            raise UpdateError(f"案號 {case_id} 不是{group}在{period}須填報的合作案，未匯入任何資料。")
        content = merged(row.content, {key: field_of(fields, key).value(text) for key, text in changes.items()})
        saved.append(save_draft(row.owed.case, period, content, actor, version=version))
    return saved


def plan_again(group: IssueGroup, period: ReportingPeriod, cases: Sequence[Sequence]) -> SheetPlan:
    """The changes of a plan (as `apply_changes` takes them) against the database as it stands now.

    Used where the data changed between preview and confirmation: the differences show the values stored now beside
    those of the file, and the user can confirm again.
    """
    plan, rows, fields = SheetPlan(group, period), _rows(group, period), all_fields(group)
    cities = {city.pk: city for city in City.objects.filter(platform=group.platform_id)}
    for case_id, _, changes in cases:
        row = rows.get(case_id)
        if row is None:
            message = f"案號 {case_id} 已不是{group}在{period}須填報的合作案。"
            plan.problems.append(SheetProblem(REPORTS, 0, "", message))
            continue
        plan.versions[case_id] = row.version
        for key, text in changes.items():
            item = field_of(fields, key)
            before, after = _values(row).get(key), item.value(text)
            if not item.is_same(before, after):
                label = _label_of(item, key, row, cities)
                plan.differences.append(Difference(0, row.owed.case.title, label, item.show(before), item.show(after)))
                plan.changes.setdefault(case_id, {})[key] = text
    return plan


def _label_of(item: Field, key: str, row: _Row, cities: Mapping[int, City]) -> str:
    kind, *ids = key.split("-")
    if kind not in ("value", "explanation"):
        return item.label
    indicator = row.indicators.get(int(ids[0]))
    return f"{indicator.name if indicator else '指標'}（{cities[int(ids[1])]}）{item.label}"


def _rows(group: IssueGroup, period: ReportingPeriod, *, unsent: bool = True) -> dict[int, _Row]:
    owed = obligations([period], group.pk)
    if not unsent:
        owed = [replace(row, correction=None, update=row.update if row.is_sent else None) for row in owed]
    ids = [update.pk for row in owed if (update := row.correction or row.update)]
    updates = QuarterlyUpdate.objects.with_all().in_bulk(ids)
    defined = indicators_of_cases([row.case for row in owed])
    rows = {}
    for obligation in owed:
        chosen = obligation.correction or obligation.update
        update = updates[chosen.pk] if chosen else None
        content = content_of(update) if update else Content(contributions={}, figures={})
        indicators = {pk: row for pk, row in defined[obligation.case.pk].items() if not row.is_retired}
        rows[obligation.case.pk] = _Row(obligation, update, content, indicators)
    return rows


def _values(row: _Row) -> dict[str, Any]:
    """Every field of an update by its key, as `problems` names them."""
    content = row.content
    values: dict[str, Any] = {item.key: getattr(content, item.key) for item in FIELDS}
    values.update({f"contribution-{city}": text for city, text in (content.contributions or {}).items()})
    for number, link in enumerate(content.links or ()):
        values |= {f"link-{number}": link.url, f"link-label-{number}": link.label}
    for owner, figure in (content.figures or {}).items():
        values[key_of("value", *owner)] = figure.value
        values[key_of("explanation", *owner)] = figure.explanation
    return values


def _read_reports(plan: SheetPlan, table: list[list], rows: Mapping[int, _Row], fields: Sequence[Field]) -> None:
    known: dict[str, Field | None] = dict.fromkeys([KEY, TITLE, STATE, VERSION])
    known.update({item.label: item for item in fields})
    columns = _heads(plan, REPORTS, table, known, required=(KEY, VERSION))
    if columns is None:
        return
    for number, cells in enumerate(table[1:], start=2):
        row = _row_of(plan, REPORTS, number, cells, columns, rows)
        if row is None:
            continue
        case = row.owed.case
        if case.pk in plan.row_numbers:
            plan.problems.append(SheetProblem(REPORTS, number, "", f"「{case.title}」重複出現，每案只能有一列。"))
            continue
        plan.row_numbers[case.pk] = number
        plan.versions[case.pk] = _number(_cell(cells, columns[VERSION]))
        for label, column in columns.items():
            if item := known[label]:
                _compare(plan, REPORTS, number, column, row, item, item.key, label, cells)


def _read_figures(plan: SheetPlan, table: list[list], rows: Mapping[int, _Row], cities: Mapping[str, City]) -> None:
    if not table:
        return
    known: dict[str, Field | None] = dict.fromkeys([KEY, TITLE, INDICATOR, INDICATOR_NAME, UNIT, CITY])
    known.update({item.label: item for item in FIGURE_FIELDS})
    columns = _heads(plan, FIGURES, table, known, required=(KEY, INDICATOR, CITY, VALUE))
    if columns is None:
        return
    for number, cells in enumerate(table[1:], start=2):
        row = _row_of(plan, FIGURES, number, cells, columns, rows)
        if row is None:
            continue
        indicator = row.indicators.get(_number(_cell(cells, columns[INDICATOR])))
        city = cities.get(cell_text(_cell(cells, columns[CITY])).strip())
        if indicator is None or city is None:
            plan.problems.append(
                SheetProblem(FIGURES, number, "", "沒有這個指標或這個市。請勿更動指標代碼與市，或重新匯出後再填。")
            )
            continue
        for item in FIGURE_FIELDS:
            if item.label in columns:
                key = key_of(item.key, indicator.pk, city.pk)
                label = f"{indicator.name}（{city}）{item.label}"
                _compare(plan, FIGURES, number, columns[item.label], row, item, key, label, cells)


def _heads(
    plan: SheetPlan, sheet: str, table: list[list], known: Mapping[str, Any], required: Sequence[str]
) -> dict[str, int] | None:
    columns: dict[str, int] = {}
    for column, head in enumerate(table[0] if table else []):
        label = cell_text(head).strip()
        if label in columns or (label and label not in known):
            what = "重複" if label in columns else "不是本系統匯出的欄位"
            plan.problems.append(SheetProblem(sheet, 1, get_column_letter(column + 1), f"欄位「{label}」{what}。"))
        elif label:
            columns[label] = column
    lacking = [label for label in required if label not in columns]
    if lacking:
        message = f"缺少欄位「{'、'.join(lacking)}」，請使用本系統匯出的試算表填寫。"
        plan.problems.append(SheetProblem(sheet, 1, "", message))
        return None
    return columns


def _row_of(
    plan: SheetPlan, sheet: str, number: int, cells: list, columns: Mapping[str, int], rows: Mapping[int, _Row]
) -> _Row | None:
    if not any(cell_text(cell).strip() for cell in cells):
        return None
    key = _cell(cells, columns[KEY])
    row = rows.get(_number(key))
    if row is None:
        message = f"案號「{cell_text(key)}」不是{plan.group}在{plan.period}須填報的合作案。請勿更動案號，或刪除這一列。"
        plan.problems.append(SheetProblem(sheet, number, get_column_letter(columns[KEY] + 1), message))
    return row


def _compare(
    plan: SheetPlan, sheet: str, number: int, column: int, row: _Row, item: Field, key: str, label: str, cells: list
) -> None:
    letter = get_column_letter(column + 1)
    try:
        after = item.parse(_cell(cells, column))
    except ValueError as error:
        plan.problems.append(SheetProblem(sheet, number, letter, f"「{row.owed.case.title}」的{label}：{error}"))
        return
    before = _values(row).get(key)
    if item.is_same(before, after):
        return
    case = row.owed.case
    plan.differences.append(Difference(number, case.title, label, item.show(before), item.show(after)))
    plan.changes.setdefault(case.pk, {})[key] = item.text(after)


def _refuse_rows(plan: SheetPlan, rows: Mapping[int, _Row]) -> None:
    for case_id in plan.changes:
        row = rows[case_id]
        title, number = row.owed.case.title, plan.row_numbers.get(case_id, 0)
        if not number:
            message = f"缺少「{title}」這一列，無法得知是從哪一版填起。請使用完整的試算表。"
        elif row.update is not None and not row.update.is_with_liaison:
            state = row.update.get_state_display()
            message = f"「{title}」目前是「{state}」，不可由試算表更改。請還原這一案的內容，或先在頁面上抽回或更正。"
        elif plan.versions[case_id] != row.version:
            who = f"（{row.update.saved_by_name}）" if row.update else ""
            message = f"「{title}」在匯出之後已被他人更動{who}。請重新匯出，把這一案的修改填入新的檔案。"
        else:
            continue
        plan.problems.append(SheetProblem(REPORTS, number, "", message))


def _check_contents(plan: SheetPlan, rows: Mapping[int, _Row], cities: Mapping[int, City]) -> None:
    fields = all_fields(plan.group)
    for case_id, changes in plan.changes.items():
        row = rows[case_id]
        values = {key: field_of(fields, key).value(text) for key, text in changes.items()}
        for key, message in problems(merged(row.content, values), row.indicators, cities, complete=False).items():
            label = field_of(fields, key).label
            number = plan.row_numbers.get(case_id, 0)
            plan.problems.append(SheetProblem(REPORTS, number, "", f"「{row.owed.case.title}」的{label}：{message}"))


def _cell(cells: list, column: int) -> Any:
    return cells[column] if column < len(cells) else None


def _number(value: Any) -> int:
    number = whole_number(tidy_text(value))
    return -1 if number is None else number
