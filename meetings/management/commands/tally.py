"""tally: the figures of one meeting or of all, as a table, JSON or CSV."""

import csv
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.ledger.tallies import JSON_KEYS, GroupTally
from groups.models import Platform
from meetings.management.commands._meeting_key import meeting_of
from meetings.record.figures import MeetingFigures, all_figures, figures_of
from platform_site.shared.sheets.writing import outside

HEADS = ["小組", "期初", "新增", "解列", "其餘（載明）", "其餘（依前次推算）", "差額", "期末", "已列案名"]


class Command(BaseCommand):
    help = "列出各次會議、各議題小組的列管統計。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--meeting", metavar="KEY", help="例如：副市長層級-5 或 deputy-mayor-5；未指定則列出全部")
        parser.add_argument("--format", choices=["table", "json", "csv"], default="table")

        parser.add_argument("--platform", metavar="NAME", help="列出哪一個平臺的會議；未指定則為最早建立的平臺")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["meeting"]:
            meetings = [figures_of(meeting_of(options["meeting"]))]
        else:
            meetings = all_figures(_platform_of(options["platform"]))
        getattr(self, f"write_{options['format']}")(meetings)

    def write_json(self, meetings: list[MeetingFigures]) -> None:
        self.stdout.write(json.dumps({"meetings": [m.as_json() for m in meetings]}, ensure_ascii=False, indent=2))

    def write_csv(self, meetings: list[MeetingFigures]) -> None:
        writer = csv.writer(self.stdout)
        writer.writerow(["meeting", "date", *JSON_KEYS])
        for figures in meetings:
            for group in [*figures.groups, figures.totals]:
                values = [figures.meeting.key, figures.meeting.held_on.isoformat(), *group.as_json().values()]
                writer.writerow([outside(value) for value in values])

    def write_table(self, meetings: list[MeetingFigures]) -> None:
        for figures in meetings:
            self.stdout.write(f"\n{figures.meeting}（{figures.meeting.held_on:%Y-%m-%d}）")
            self.stdout.write("\t".join(HEADS))
            for group in [*figures.groups, figures.totals]:
                self.stdout.write("\t".join(_cells(group)))


def _platform_of(name: str | None) -> Platform | None:
    if name is None:
        return None
    platform = Platform.objects.filter(name=name).first()
    if platform is None:
        known = "、".join(Platform.objects.order_by("pk").values_list("name", flat=True))
        raise CommandError(f"找不到平臺「{name}」。可用的平臺：{known}。")
    return platform


def _cells(group: GroupTally) -> list[str]:
    values = group.as_json()
    if values["difference"]:
        values["difference"] = f"{values['difference']:+d}"
    return ["－" if value is None else str(value) for value in values.values()]
