"""export_minutes: one meeting's minutes as text, HTML, PDF, ODT or JSON."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.management.commands._meeting_key import meeting_of
from meetings.record.documents import FORMATS, export
from platform_site.shared.uploads import MissingFile


class Command(BaseCommand):
    help = "輸出一次會議的紀錄。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("meeting", metavar="KEY", help="例如：副市長層級-5 或 deputy-mayor-5")
        parser.add_argument("--format", choices=FORMATS, default="text")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="未指定則輸出到標準輸出")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = export(meeting_of(options["meeting"]), options["format"])
        except MissingFile as error:
            raise CommandError(str(error)) from error
        if options["output"] is None:
            self.write_out(content)
            return
        try:
            options["output"].write_bytes(content)
        except OSError as error:
            raise CommandError(f"無法寫入{options['output']}：{error.strerror}。") from error

    def write_out(self, content: bytes) -> None:
        """Bytes where standard output takes them; `call_command(stdout=...)` hands in a text stream."""
        if self.stdout._out is sys.stdout and hasattr(sys.stdout, "buffer"):
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            self.stdout.write(content.decode(), ending="")
