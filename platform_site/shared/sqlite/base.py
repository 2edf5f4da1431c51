"""Django's SQLite backend, with writers that take their turns and connections that know when their file is gone.

SQLite itself looks for the lock ever more seldom, at last ten times a second, so who has waited longest is overtaken by
all who came later: of eight processes that wrote at once, one waited 7 seconds for transactions of a tenth of one.
Here a writer looks the more often the longer it has waited, so that nearly always the first to come is the next to go.
"""

from __future__ import annotations

import os
import time
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LONGEST_PAUSE, SHARE_OF_WAIT = 0.02, 0.002


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's; the option `timeout` stays the longest wait, after which the database is said to be locked."""

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        self._opened = self._file()
        return connection

    def is_usable(self) -> bool:
        """Whether the file is still the one that was opened; Django asks before a connection's next request."""
        return self._file() == self._opened

    def _file(self) -> tuple[int, int] | None:
        """The file in the eyes of the file system; None of a database in memory or one that is gone."""
        try:
            found = os.stat(self.settings_dict["NAME"])
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _start_transaction_under_autocommit(self) -> None:
        timeout = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        began = time.monotonic()
        self._sqlite_waits(0)
        try:
            while True:
                try:
                    super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in django-stubs
                    return
                except OperationalError as error:
                    waited = max(time.monotonic() - began, 0.001)
                    if "locked" not in str(error) or waited > timeout:
                        raise
                time.sleep(min(LONGEST_PAUSE, SHARE_OF_WAIT / waited))
        finally:
            self._sqlite_waits(timeout)

    def _sqlite_waits(self, seconds: float) -> None:
        """How long SQLite itself looks for the lock, as it does for statements outside a transaction."""
        connection: Any = self.connection
        connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}").close()
