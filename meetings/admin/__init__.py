"""Admin of the meetings: the meeting itself, the parts of its minutes, and the ledger's rows."""

from meetings.admin import ledger, meeting, parts

__all__ = ["ledger", "meeting", "parts"]
