"""A walk over everything public: every text that is not meant for the public carries a mark, and no answer shows it.

What is public is listed here, column by column; every other text of every table is a mark, today's and the history's,
and so is a column that somebody adds tomorrow.
"""

import contextlib
import io
import json
import re
import zipfile
from collections import deque
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pypdfium2
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat
from django.test import Client
from django.urls import get_resolver, resolve
from django.utils import timezone

from meetings.models import Meeting, MinutesVersion
from meetings.publishing import workflow
from tests.factories import SECRETARY
from tests.meetings.finalising.drafts import sixth
from tests.meetings.publishing.rows import body, publish, second_version, switch_on, version_in_force
from tests.test_urls import named_patterns

# Rows that hold text of every kind are made without looking at what the triggers and checks of one engine say.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_suffices, pytest.mark.slow]

MARK = "⚿"
OURS = ("groups", "cases", "meetings", "auth")
PUBLISHED = (1, 2, 3, 4)
# The columns that the public may read, and of which rows. Whatever is not here is marked.
PUBLIC = {
    "groups.Platform": (None, {"name"}),
    "groups.City": (None, {"name"}),
    "groups.IssueGroup": (None, {"name"}),
    "meetings.MeetingLevel": (None, {"name", "slug"}),
    "meetings.Meeting": ("published", {"venue"}),
    "meetings.MinutesVersion": ("published_versions", {"document", "text", "sha256"}),
    "meetings.StoredDocument": ("published_files", {"file", "sha256"}),
    "cases.StatusChange": ("published_changes", {"printed_title", "former_title", "known_title"}),
    "meetings.PublicSite": (None, {"provider", "contact_name", "contact_phone", "contact_email"}),
}
# What an answer depends on without showing it: clauses whose wording says whether they state a number.
INNER = {"meetings.Clause": {"wording"}, "meetings.Resolution": {"wording"}}
# Codes without choices that a constraint holds to their values, and what Django itself looks rows up by.
CODES = {"auth.Permission", "auth.Group"}


def without_rules():
    """Take away the triggers, which the test's transaction brings back, and have checks let everything pass."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def public_rows():
    shown = Meeting.objects.filter(level__slug="deputy-mayor", number__in=PUBLISHED)
    versions = MinutesVersion.objects.filter(publications__withdrawn_at__isnull=True, publications__isnull=False)
    return {
        "published": Q(pk__in=list(shown.values_list("pk", flat=True))),
        "published_versions": Q(pk__in=list(versions.values_list("pk", flat=True))),
        "published_files": Q(minutes__in=list(versions.values_list("pk", flat=True)), copy="dispatch"),
        "published_changes": Q(meeting__in=list(shown.values_list("pk", flat=True))),
    }


def text_columns(model):
    """The columns of a table that hold free text."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    skipped = {"history_type"}
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and field.name not in skipped and not field.primary_key
    ]


def all_models():
    return [
        model
        for app in OURS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.label not in CODES
    ]


def make_a_row(model):
    """A row of a table that the record leaves empty, out of whatever rows its links find."""
    values = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField) or field.has_default() and not field.choices:
            continue
        if field.is_relation:
            other = field.related_model._base_manager.order_by("-pk").first()
            values[field.attname] = other.pk if other else None
        elif field.choices:
            values[field.attname] = field.choices[0][0]
        elif isinstance(field, models.DateTimeField):
            values[field.attname] = timezone.now()
        elif isinstance(field, models.DateField):
            values[field.attname] = timezone.localdate()
        elif isinstance(field, models.IntegerField | models.DecimalField):
            values[field.attname] = 1
        elif isinstance(field, models.JSONField):
            values[field.attname] = {}
        elif isinstance(field, models.CharField | models.TextField | models.FileField):
            values[field.attname] = f"{MARK}0"
        elif not isinstance(field, models.GeneratedField):
            values[field.attname] = 1
    with transaction.atomic():
        model._base_manager.bulk_create([model(**values)])


MARKED = Concat(Value(MARK), Cast(F("pk"), CharField()))


def mark_everything():
    """Put a mark in every text column but the public ones."""
    rows = public_rows()
    for model in all_models():
        label = model._meta.label
        where, columns = PUBLIC.get(label, (None, set()))
        for field in text_columns(model):
            found = model._base_manager.order_by()
            if field.name in INNER.get(label, ()) or (field.name in columns and where is None):
                continue
            if field.name in columns:
                found = found.exclude(rows[where])
            value = Value({MARK: MARK}, models.JSONField()) if isinstance(field, models.JSONField) else MARKED
            found.update(**{field.name: value})


@pytest.fixture
def marked(real_files):
    """Four of five meetings published, one corrected, a sixth as a draft, and marks wherever they may be."""
    switch_on()
    publish(*PUBLISHED)
    workflow.publish_minutes(second_version(), SECRETARY)
    sixth()
    User.objects.create_user("someone", email="someone@example.org")
    without_rules()
    # Twice: a row may link to one that the first round made.
    for _ in range(2):
        for model in all_models():
            if not model._base_manager.exists():
                with contextlib.suppress(IntegrityError):
                    make_a_row(model)
    mark_everything()
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


class Links(HTMLParser):
    """The addresses that a page names."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src", "action") and value]


def links_in(path, kind, text):
    if kind == "text/html":
        parser = Links()
        parser.feed(text)
        return [urljoin(path, link) for link in parser.found]
    return re.findall(r"https?://testserver[^\s\"'<>\\,]*", text)


def text_of(kind, content):
    """Everything a reader of the file could find in it."""
    if kind == "application/pdf":
        document = pypdfium2.PdfDocument(content)
        meta = json.dumps(document.get_metadata_dict(), ensure_ascii=False)
        return meta + "".join(page.get_textpage().get_text_range() for page in document)
    if kind == "application/vnd.oasis.opendocument.text":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode()


def walk():
    """Every public answer by its path, from the three addresses that a stranger knows; and what else was linked."""
    client, waiting = Client(), deque(["/public/", "/robots.txt", "/sitemap.xml"])
    answers, elsewhere = {}, set()
    while waiting:
        path = waiting.popleft()
        if path in answers:
            continue
        response = client.get(path)
        kind = response["Content-Type"].partition(";")[0]
        content = body(response)
        answers[path] = (response, kind, text_of(kind, content))
        for link in links_in(path, kind, answers[path][2]):
            parts = urlsplit(link)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc not in ("", "testserver") or parts.scheme == "mailto":
                continue
            if target.startswith(("/public/", "/robots.txt", "/sitemap.xml")):
                waiting.append(target)
            elif target:
                elsewhere.add(target)
    return answers, elsewhere, client


@pytest.mark.usefixtures("marked")
def test_a_walk_over_everything_public_meets_no_text_that_is_not_public():
    answers, elsewhere, client = walk()

    assert [path for path, (_, _, text) in answers.items() if MARK in text] == []
    heads = {path: dict(response.headers) for path, (response, *_) in answers.items()}
    assert [path for path, head in heads.items() if MARK in unquote(str(head))] == []
    assert {path: response.status_code for path, (response, *_) in answers.items() if response.status_code != 200} == {}
    assert {path for path in elsewhere if not path.startswith("/static/")} == set()
    # No page gives a session away, or looks at one.
    assert client.cookies == {}
    assert [path for path, head in heads.items() if "Set-Cookie" in head or "Vary" in head] == []
    assert {head["Cache-Control"] for head in heads.values()} == {"public, max-age=60, must-revalidate"}
    # The walk came past every kind of address and file.
    named = {name for name in named_patterns(get_resolver()) if name and name.startswith("public:")}
    assert {resolve(urlsplit(path).path).view_name for path in answers} == named
    assert len(answers) > 250
    kinds = {kind for _, kind, _ in answers.values()}
    assert kinds >= {"text/html", "text/csv", "application/json", "application/pdf", "text/calendar", "application/xml"}
    assert any("要塞司令部" in text for _, kind, text in answers.values() if kind == "application/pdf")
    # The marks were everywhere.
    assert {model._meta.label for model in all_models() if not model._base_manager.exists()} == set()
    assert MARK in version_in_force(5).text
    assert MARK in Meeting.objects.get(number=6).venue
