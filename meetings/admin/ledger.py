"""Admin of the ledger: lists its rows; `cases.ledger` records, withdraws, retitles and corrects them.

It is here because a row is recorded at a meeting, and `cases` does not know meetings.
"""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from cases.ledger.writing import LedgerError
from cases.models import StatusChange
from groups.actors import actor_of
from meetings.admin.ledger_forms import CorrectForm, LedgerForm, RecordForm, RetitleForm, WithdrawForm
from meetings.permissions import can_record
from meetings.record.drafts import fit_wordings
from platform_site.shared.admin import ReadOnly
from platform_site.shared.dates.admin import roc_year_filter
from platform_site.shared.triggers import refusal

ACTIONS: dict[str, type[LedgerForm]] = {"retitle": RetitleForm, "withdraw": WithdrawForm, "correct": CorrectForm}


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnly, admin.ModelAdmin):
    """The ledger's rows, read-only; the actions on one are linked on its page."""

    fields = [
        "meeting",
        "group",
        "case",
        "kind",
        "printed_title",
        "is_subcase",
        "corrects",
        "note",
        "actor_name",
        "recorded_at",
    ]
    list_display = ["meeting", "group", "kind", "title", "actor_name", "recorded_at"]
    list_display_links = ["title"]
    list_filter = ["meeting", roc_year_filter("meeting__held_on", "年度"), "group", "kind", "is_subcase"]
    list_select_related = ["meeting__level", "meeting__group", "group", "case"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["printed_title", "case__normalised_title"]
    search_help_text = "以案名搜尋"
    # The meeting that was entered last comes first: by its day the whole ledger would be sorted.
    ordering = ["-meeting_id", "group__order", "pk"]
    # How many rows each choice of each filter leaves takes minutes of a long ledger.
    show_facets = admin.ShowFacets.NEVER
    actions = None

    class Media:
        css = {"all": ["admin-platform.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatusChange]:
        return super().get_queryset(request).select_related("meeting__level", "meeting__group", "group", "case")

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "may_record": can_record(request.user)})

    def change_view(self, request: HttpRequest, object_id: str, *args: object, **kwargs: object) -> HttpResponse:
        kwargs["extra_context"] = {"may_record": can_record(request.user)}
        return super().change_view(request, object_id, *args, **kwargs)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("record/", view(self.record_view), name="cases_statuschange_record"),
            path("<int:pk>/<str:action>/do/", view(self.action_view), name="cases_statuschange_do"),
            *super().get_urls(),
        ]

    def record_view(self, request: HttpRequest) -> HttpResponse:
        """登錄決議: one decision after the other, at the meeting chosen."""
        form = RecordForm(_sent(request), initial=request.GET.dict())
        row = self._apply(request, form)
        if row is None:
            return self._show(request, form)
        messages.success(request, f"已登錄：{row.meeting} {row.group} {row}。")
        if "_another" in request.POST:
            again = {"meeting": row.meeting_id, "group": row.group_id, "kind": row.kind}
            return HttpResponseRedirect(f"{request.path}?{urlencode(again)}")
        listed = reverse("admin:cases_statuschange_changelist")
        return HttpResponseRedirect(f"{listed}?meeting__id__exact={row.meeting_id}&group__id__exact={row.group_id}")

    def action_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Withdraw, retitle or correct a row."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        form_class = ACTIONS.get(action)
        if form_class is None or row.meeting.is_final != form_class.for_final:
            raise PermissionDenied("這筆異動不能進行這個動作：未定稿的可改案名或撤回，已定稿的只能更正。")
        form = form_class(_sent(request), row=row)
        done = self._apply(request, form)
        if done is None:
            return self._show(request, form, row)
        messages.success(request, form.done_message)
        listed = reverse("admin:cases_statuschange_changelist")
        return HttpResponseRedirect(f"{listed}?meeting__id__exact={done.meeting_id}")

    def _apply(self, request: HttpRequest, form: LedgerForm) -> StatusChange | None:
        if not can_record(request.user):
            raise PermissionDenied
        if not (request.method == "POST" and form.is_valid()):
            return None
        try:
            with transaction.atomic():
                row = form.apply(actor_of(request.user))
                fit_wordings(row.meeting)
        except LedgerError as error:
            form.add_error(None, str(error))
            return None
        except IntegrityError as error:
            # Frozen, or turned into a sub-case, between the form's look and the write.
            if (said := refusal(error)) is None:
                raise
            form.add_error(None, f"沒有登錄：{said}。")
            return None
        return row

    def _show(self, request: HttpRequest, form: LedgerForm, row: StatusChange | None = None) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": form.title,
            "opts": self.opts,
            "form": form,
            "row": row,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/cases/statuschange/ledger_form.html", context)

    @admin.display(description="案名", ordering="printed_title")
    def title(self, obj: StatusChange) -> str:
        return obj.printed_title or f"（紀錄未列案名）{obj.shown_title}"


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
