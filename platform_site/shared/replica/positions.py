"""How far the replica is: positions of the write-ahead log, as numbers."""

from __future__ import annotations

import re
import threading
import time
from collections import deque

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections

from platform_site.settings_machines import REPLICA

WRITTEN = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
# Of a write whose position could not be asked: beyond all.
UNKNOWN = "FFFFFFFF/FFFFFFFF"
# Seconds: how old an answer of the servers may be, how soon a writer may ask again, how long one that failed is left.
FRESH, AGAIN, AWAY = 1.0, 0.02, 5.0


def number_of(position: str) -> int:
    """A position as PostgreSQL writes it ("16/B374D848") as a number. Raises ValueError."""
    if not WRITTEN.fullmatch(position):
        raise ValueError(f"no position of the write-ahead log: {position!r}")
    high, low = position.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def written_by_now() -> str:
    """The position of the primary: behind all that was committed. UNKNOWN where it does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
            return str(cursor.fetchone()[0])
    except (DatabaseError, InterfaceError):
        return UNKNOWN


class Standing:
    """What this process knows of the replica; its threads share it. It is asked anew every second, and so may be lost.

    How far it lags is told by what the primary said a while ago: this holds when the two no longer hear of each other.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_at = self._away_until = float("-inf")
        self._replayed = 0
        # What the primary said, oldest first, none older than the greatest lag: (when, position).
        self._said: deque[tuple[float, int]] = deque()

    def may_be_read(self, written: int) -> bool:
        """Whether the replica holds what was written up to that position, and lags no more than it may."""
        with self._lock:
            now = time.monotonic()
            if now < self._away_until:
                return False
            age = now - self._asked_at
            try:
                if age > FRESH:
                    self._ask_primary(now)
                if age > FRESH or (age > AGAIN and self._replayed < written):
                    self._replayed = _replayed_by_now()
                    self._asked_at = now
            except (DatabaseError, InterfaceError):
                self._leave(now)
                return False
            return self._replayed >= max(written, self._said[0][1])

    def leave(self) -> None:
        """Ask the replica nothing for a while: it failed."""
        with self._lock:
            self._leave(time.monotonic())

    def _leave(self, now: float) -> None:
        self._away_until, self._asked_at = now + AWAY, float("-inf")
        connections[REPLICA].close()

    def _ask_primary(self, now: float) -> None:
        while self._said and now - self._said[0][0] > settings.REPLICA_MAX_LAG_SECONDS:
            self._said.popleft()
        self._said.append((now, number_of(written_by_now())))


def _replayed_by_now() -> int:
    """How far the replica is; a server that replays nothing, such as a replica made a primary, is nowhere."""
    with connections[REPLICA].cursor() as cursor:
        cursor.execute("SELECT pg_last_wal_replay_lsn()::text WHERE pg_is_in_recovery()")
        found = cursor.fetchone()
    return number_of(found[0]) if found and found[0] else -1


standing = Standing()
