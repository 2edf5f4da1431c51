"""Admin of reporting: every page of every row answers, whatever hangs on it."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases.models import QuarterlyUpdate, ReminderSent
from cases.reporting import attachments
from cases.reporting.content import Address, Content, Figure
from groups.models import City
from groups.platforms import default_platform
from tests.cases.reporting.rows import LIAISON, draft, indicator, period, tracked_case
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_update(settings, tmp_path):
    """A quarterly update with everything that may stand beside one."""
    settings.MEDIA_ROOT = tmp_path
    case, city = tracked_case(), City.objects.first()
    figure = indicator(case)
    content = Content(
        progress_text="完成。",
        contributions={city.pk: "提供場地"},
        figures={(figure.pk, city.pk): Figure(Decimal(90))},
        links=(Address("https://example.org/", "簡報"),),
    )
    update = draft(case, content=content)
    attachments.attach(update, SimpleUploadedFile("a.pdf", b"%PDF-1.7 x"), LIAISON)
    return QuarterlyUpdate.objects.get(pk=update.pk)


@pytest.mark.parametrize("role", ["secretariat", "superuser"])
def test_the_page_of_an_update_shows_its_attachment_and_all_else(full_update, role):
    page = signed_in(role).get(reverse("admin:cases_quarterlyupdate_change", args=[full_update.pk]))

    assert page.status_code == 200
    for text in ("a.pdf", "提供場地", "簡報", "準點率", "完成。"):
        assert text in page.content.decode(), text


@pytest.mark.parametrize("role", ["secretariat", "superuser"])
def test_every_page_of_every_row_answers(full_update, role):
    client = signed_in(role)
    claim = {"stage": -3, "address": "l@example.org", "subject": "稽催", "claimed_at": timezone.now()}
    ReminderSent.objects.create(user=person("liaison"), platform=default_platform(), period=period(), **claim)
    rows = [full_update, full_update.period, full_update.case.indicators.get(), ReminderSent.objects.get()]
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        codes = {page: client.get(reverse(f"{name}_{page}")).status_code for page in ("changelist", "add")}
        codes |= {
            page: client.get(reverse(f"{name}_{page}", args=[row.pk])).status_code
            for page in ("change", "history", "delete")
        }
        assert (codes.pop("changelist"), codes.pop("change"), codes.pop("history")) == (200, 200, 200), name
        assert set(codes.values()) <= {200, 403}, name
