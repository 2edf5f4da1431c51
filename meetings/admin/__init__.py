"""Admin of the meetings: the meeting itself, its minutes, the ledger's rows and proposals."""

from meetings.admin import ledger, meeting, parts, proposals, terms

__all__ = ["ledger", "meeting", "parts", "proposals", "terms"]
