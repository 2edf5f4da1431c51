"""verify_audit: check that the audit trail is whole and unchanged; exit 1 on any fault."""

import sys
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groups.audit.chain import verify
from groups.audit.heads import UnreadableHead, noted, read_head


class Command(BaseCommand):
    help = (
        "核對稽核軌跡各筆的驗證碼、觸發程序及抄錄於資料庫以外的驗證碼；有異時以 1 結束。"
        "最後一行印出軌跡末端的驗證碼，請抄存於資料庫以外。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="序號:驗證碼",
            help="先前抄存的軌跡末端，確認仍在軌跡上；可重複。設定 AUDIT_HEADS 的檔案一律核對",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = verify(chain(noted(), map(read_head, options["head"])))
        except UnreadableHead as error:
            raise CommandError(str(error)) from error
        for fault in found.faults:
            self.stderr.write(fault)
        for remark in found.notes:
            self.stdout.write(remark)
        if found.faults:
            self.stderr.write(f"共{len(found.faults)}處不符。")
        else:
            self.stdout.write("稽核軌跡完整，未經更動。")
        self.stdout.write(f"軌跡共{found.head.number}筆，末端：{found.head}" if found.head else "稽核軌跡尚無紀錄。")
        if found.faults:
            sys.exit(1)
