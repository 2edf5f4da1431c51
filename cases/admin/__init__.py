"""Admin of the cases, of their titles and of quarterly reporting."""

from cases.admin import cases, reporting

__all__ = ["cases", "reporting"]
