"""backup: database and stored files into one file, while the platform is in use."""

import errno
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from platform_site.operations.writing import write_backup
from platform_site.shared.refusals import Refusal

# The disk is full, the quota is used up, the file would be larger than may be.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Command(BaseCommand):
    help = (
        "把資料庫、附件與留存檔案備份成資料夾中的一個 backup-日期-時間.zip，使用中也可執行，寫成後逐筆核對。"
        "登入狀態不在備份內。備份檔含個人資料與帳號密碼的驗證資料，只有執行者可讀，請存放於受保護之處。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="資料夾", help="存放備份的資料夾，不存在時建立")
        parser.add_argument("--keep", type=int, metavar="N", help="備份成功後只留最新的 N 份；未指定時全部保留")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, keep = options["folder"].resolve(), options["keep"]
        if keep is not None and keep < 1:
            raise CommandError("--keep 至少為 1。")
        try:
            done = write_backup(folder, keep)
        except Refusal as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(
                f"備份沒有完成：資料庫無法讀取（{type(error).__name__}）。沒有留下不完整的備份。"
            ) from error
        except OSError as error:
            why = "磁碟空間不足" if error.errno in NO_ROOM else str(error.strerror or error)
            raise CommandError(f"備份沒有完成：{why}。沒有留下不完整的備份，既有備份與資料均未更動。") from error
        manifest = done.manifest
        size = f"{done.path.stat().st_size / 1024 / 1024:.1f} MB"
        self.stdout.write(f"備份完成並已逐筆核對：{done.path}（{size}）")
        self.stdout.write(f"{len(manifest.tables)}個資料表{manifest.rows:,}筆、{len(manifest.files):,}個檔案")
        self.stdout.write(f"資料的驗證碼：{manifest.sha256}")
        self.stdout.write(f"備份檔的 SHA-256：{done.sha256}")
        if done.removed:
            self.stdout.write(f"已刪除較舊的備份：{'、'.join(path.name for path in done.removed)}")
        if manifest.missing_files:
            for name in manifest.missing_files:
                self.stderr.write(f"資料中有、儲存空間沒有的檔案：{name}")
            self.stderr.write(f"備份已完成，但有{len(manifest.missing_files)}個檔案在備份前已遺失，請查明原因。")
            sys.exit(1)
