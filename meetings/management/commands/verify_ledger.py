"""verify_ledger: recompute every cached value and check every seal; exit 1 on any drift."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.ledger.sealing import head, missing_seals
from meetings.record.verifying import verify_ledger


class Command(BaseCommand):
    help = "重新計算所有快取值、核對封存鏈；不一致時以 1 結束。最後一行印出封存鏈末端的驗證碼，請抄存於資料庫以外。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seal", action="append", default=[], metavar="驗證碼", help="先前抄存的驗證碼，確認仍在封存鏈上；可重複"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        drifts = [*verify_ledger(), *missing_seals(options["seal"])]
        for drift in drifts:
            self.stderr.write(drift)
        if drifts:
            self.stderr.write(f"共{len(drifts)}處不一致。")
        else:
            self.stdout.write("所有快取值皆與帳冊一致。")
        last = head()
        self.stdout.write(f"封存鏈共{last.number}筆，末端驗證碼：{last.sha256}" if last else "封存鏈尚無紀錄。")
        if drifts:
            sys.exit(1)
