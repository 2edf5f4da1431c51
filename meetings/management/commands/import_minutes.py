"""import_minutes: read a meeting's minutes from a file; a dry run unless --commit, which writes a draft."""

import getpass
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groups.actors import Actor
from meetings.imports.files import UnreadableFile, read_text
from meetings.imports.plan import Decision, ImportPlan, ImportRefused, commit_plan, plan_import, read_decisions
from meetings.minutes.reading import Problem

LONGEST_ACTOR = 60


class Command(BaseCommand):
    help = "由檔案匯入會議紀錄；未加 --commit 時只檢查，不寫入。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--commit", action="store_true", help="寫入為草稿")
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--accept-suggested", action="store_true", help="建議的案件一律採納")
        choice.add_argument("--decisions", type=Path, metavar="FILE", help="逐案認定的 CSV 檔")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["commit"] and (options["accept_suggested"] or options["decisions"]):
            raise CommandError("--accept-suggested 與 --decisions 須與 --commit 併用；請加上 --commit，或只做檢查。")
        try:
            plan = plan_import(read_text(options["file"]))
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        if options["format"] == "json":
            self.stdout.write(json.dumps(plan.as_json(), ensure_ascii=False, indent=2))
        else:
            self.write_text(plan)
        if options["commit"]:
            self.commit(plan, self.decisions(options["decisions"]), options)
        elif plan.document is None:
            raise CommandError(f"這份檔案無法辨識為會議紀錄，未寫入任何資料：\n{listed(plan.problems)}")

    def decisions(self, path: Path | None) -> list[Decision]:
        try:
            return read_decisions(path) if path else []
        except (UnreadableFile, ValueError) as error:
            raise CommandError(f"無法使用認定檔：{error}") from error

    def commit(self, plan: ImportPlan, decisions: list[Decision], options: dict) -> None:
        actor = Actor(f"匯入指令（{user_name()}）"[:LONGEST_ACTOR])
        try:
            meeting = commit_plan(plan, actor, decisions, accept_suggested=options["accept_suggested"])
        except ImportRefused as refused:
            raise CommandError(f"尚有未決事項，未寫入任何資料：\n{listed(refused.problems)}") from refused
        self.stderr.write(f"已匯入{meeting}為草稿。")

    def write_text(self, plan: ImportPlan) -> None:
        for label, points in (("問題", plan.problems), ("提醒", plan.warnings)):
            for point in points:
                self.stdout.write(f"{label}：{located(point)}")
        if plan.document is None:
            return
        understood = plan.as_json()
        self.stdout.write(f"第{plan.document.number}次{plan.document.level}會議，{understood['meeting'].get('date')}")
        for clause in understood["clauses"]:
            stated = "－" if clause["stated_count"] is None else clause["stated_count"]
            titles = "、".join(clause["titles"])
            self.stdout.write(f"{clause['group']}\t{clause['kind']}\t{stated}\t{titles}")
        for match in plan.matches:
            known = match.best
            outcome = f"→「{known.title}」（{known.score}，{known.reason}）" if known else "→ 新案"
            if match.same_as:
                outcome = f"→ 同「{match.same_as[2]}」"
            self.stdout.write(f"{match.how}\t{match.group}\t「{match.title}」{outcome}")
        for said in understood["corrected_counts"]:
            what = f"更正第{said['meeting']}次會議\t{said['figure']}\t{said['count']}"
            self.stdout.write(f"{said['group']}\t{what}")
        self.write_carried(understood["carry_forward"])

    def write_carried(self, rows: list[dict[str, Any]]) -> None:
        self.stdout.write("承接檢核：組別\t期初\t新增\t解列\t其餘（載明）\t其餘（計算）\t差額")
        for row in rows:
            *numbers, difference = ("－" if value is None else value for value in list(row.values())[1:])
            signed = f"{difference:+d}" if row["difference"] else difference
            self.stdout.write("\t".join(map(str, (row["group"], *numbers, signed))))


def listed(problems: Iterable[Problem]) -> str:
    """A line per problem, for a person."""
    return "\n".join(f"- {located(problem)}" for problem in problems)


def located(problem: Problem) -> str:
    """The problem's message with its line, where the message does not name it itself."""
    line = f"第{problem.line}行"
    return f"{line}：{problem.message}" if problem.line and line not in problem.message else problem.message


def user_name() -> str:
    """Who runs the command; in a container the user may have no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "不明"
