"""The exception that the circulation's rules raise."""

from platform_site.shared.refusals import Refusal


class CirculationError(Refusal):
    """A step of a round, a comment or an agreement that is refused."""
