"""restore: a backup into an empty database, of either engine; wholly or not at all."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from meetings.record.verifying import verify_ledger
from platform_site.operations.archive import opened
from platform_site.operations.restoring import refuse_other_schema, restore
from platform_site.operations.tables import every_table
from platform_site.shared.refusals import Refusal


class Command(BaseCommand):
    help = (
        "把 backup 所做的備份還原到已 migrate 的空資料庫（SQLite 或 PostgreSQL），逐筆核對後再執行 verify_ledger。"
        "資料庫版本不同、資料庫已有資料、備份檔損毀時拒絕，不留下任何更動。還原後所有人須重新登入。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="備份檔")
        parser.add_argument(
            "--check", action="store_true", help="只核對備份檔是否完好、可否還原於此版本，不改動任何資料"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with opened(options["file"]) as archive:
                manifest = archive.manifest
                if options["check"]:
                    refuse_other_schema(archive)
                    archive.check(every_table().values())
                else:
                    restore(archive)
        except Refusal as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"還原沒有完成：資料庫無法讀寫（{type(error).__name__}）。沒有還原任何資料。") from error
        except OSError as error:
            raise CommandError(f"還原沒有完成：{error.strerror or error}。沒有還原任何資料。") from error
        done = "備份檔完好" if options["check"] else "還原完成並已逐筆核對"
        self.stdout.write(f"{done}：{len(manifest.tables)}個資料表{manifest.rows:,}筆、{len(manifest.files):,}個檔案")
        self.stdout.write(f"資料的驗證碼：{manifest.sha256}")
        for name in manifest.missing_files:
            self.stderr.write(f"備份時已遺失的檔案：{name}")
        if not options["check"]:
            self._verify()

    def _verify(self) -> None:
        drifts = list(verify_ledger())
        for drift in drifts:
            self.stderr.write(drift)
        if drifts:
            self.stderr.write(
                f"資料已依備份還原，但 verify_ledger 有{len(drifts)}處不一致，備份前即已如此，請查明原因。"
            )
            sys.exit(1)
        self.stdout.write("verify_ledger：所有快取值皆與帳冊一致。")
