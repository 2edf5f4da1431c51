"""verify_ledger: recompute every cached value; exit 1 on any drift."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from meetings.record.verifying import verify_ledger


class Command(BaseCommand):
    help = "重新計算所有快取值並比對；不一致時以 1 結束。"

    def handle(self, *args: Any, **options: Any) -> None:
        drifts = list(verify_ledger())
        for drift in drifts:
            self.stderr.write(drift)
        if drifts:
            self.stderr.write(f"共{len(drifts)}處不一致。")
            sys.exit(1)
        self.stdout.write("所有快取值皆與帳冊一致。")
