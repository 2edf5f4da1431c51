"""Every list with filters by its key, as saved filters name it."""

from __future__ import annotations

from cases.pages.listing import CASES
from cases.reporting.pages.listing import LATE
from meetings.differences.listing import DIFFERENCES
from meetings.directives.listing import CENTRAL, DIRECTIVES
from meetings.proposals.listing import PROPOSALS
from platform_site.shared.lists.listing import ListDefinition

LISTS: dict[str, ListDefinition] = {
    definition.key: definition for definition in (CASES, DIRECTIVES, CENTRAL, DIFFERENCES, PROPOSALS, LATE)
}
