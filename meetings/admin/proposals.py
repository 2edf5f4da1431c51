"""Admin of proposals and yearly reviews: shown here, decided on the pages by `meetings/proposals/workflow.py`."""

from __future__ import annotations

from django.contrib import admin

from meetings.models import Proposal, ProposalStep, RegularReview
from platform_site.shared.admin import PlatformAdmin, ReadOnly


class StepInline(ReadOnly, admin.TabularInline):
    model = ProposalStep
    fields = ["at", "actor_name", "from_state", "to_state", "comment"]
    extra = 0


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, PlatformAdmin):
    """Proposals with their steps, to be looked up."""

    fields = ["kind", "group", "case", "merged_cases", "title", "delist_reason", "reason", "state", "meeting"]
    inlines = [StepInline]
    list_display = ["__str__", "group", "state", "meeting", "proposed_at", "proposed_by_name"]
    list_filter = ["state", "kind", "delist_reason", "group"]
    list_select_related = ["group", "case", "meeting__level", "meeting__group"]
    search_fields = ["title", "case__normalised_title"]
    search_help_text = "以案名搜尋"


@admin.register(RegularReview)
class RegularReviewAdmin(ReadOnly, PlatformAdmin):
    """Yearly reviews of what went on as regular cooperation, to be looked up."""

    fields = ["case", "group", "due_on", "outcome", "text", "reviewed_at", "reviewed_by_name"]
    list_display = ["case", "group", "due_on", "outcome", "reviewed_by_name"]
    list_filter = ["outcome", "group"]
    list_select_related = ["case", "group"]
    search_fields = ["case__normalised_title"]
    search_help_text = "以案名搜尋"
