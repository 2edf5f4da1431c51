"""Stores the strings of corpus.py in every text field of every row, also where a form, a check or a trigger refuses.

Run in a shell of the site's own, after `full_site.fill()`: it prints what it stored as JSON. SQLite holds no text to
the length of its field, so a whole corpus fits into a name.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from django.apps import apps
from django.db import IntegrityError, connection, models
from django.db.models import Model

from cases.models import SearchEntry
from cases.normalising import NormalisedField
from meetings.models import Meeting
from tests.security.corpus import CORPUS, URLS, packed

APPS = ("auth", "groups", "cases", "meetings")
# Fields that people do not write: what the program itself composes, and reads again as keys, states and numbers.
COMPOSED = re.compile(
    r"slug|.*sha256|key|list_key|query|anchor|content_type|file|target|password|codename|history_\w+|basis|file_format"
)
NOT_OURS = ("auth.Permission", "auth.Group")
# Text in which braces stand for numbers and names of the record; the forms refuse any others, and so does composing.
WORDINGS = re.compile(r".*wording|before|after|heading|appendix|chairs_label")
# Names that are part of a meeting's URLs: as long as their fields, and without the slash that would end them.
IN_URLS = ("meetings.MeetingLevel.name", "groups.IssueGroup.name")
EVERYTHING = sum(map(len, CORPUS)) + len(CORPUS)
WHOLE_ROWS = 2
# What to write into a field of the row of that number, of so many; and which strings of a list that are.
TextOf = Callable[[models.Field, int, int], tuple[str, list[int]]]
DOCUMENTS = [
    ("meetings_minutesversion", "document"),
    ("cases_searchentry", "parts"),
    ("meetings_proposaldraft", "values"),
]


def text_fields(model: type[Model]) -> list[models.Field]:
    """The fields of a model whose text people write."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]
    return [f for f in fields if not isinstance(f, NormalisedField) and not COMPOSED.fullmatch(f.name)]


def poisoned_models() -> list[type[Model]]:
    """Every model with such fields, the histories among them."""
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]
    return [model for model in ours if model._meta.label not in NOT_OURS and text_fields(model)]


def poison() -> None:
    """Fill every text field of every row; prints {field: how many of the strings it holds in some row}."""
    print(json.dumps(fill_fields(_of_corpus)))


def fill_fields(text_of: TextOf) -> dict[str, int]:
    """Write `text_of` into every text field of every row; {field: how many strings}. The triggers are gone then."""
    stored = {}
    with connection.cursor() as cursor:
        for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        for model in poisoned_models():
            if any(isinstance(field, models.URLField) for field in text_fields(model)):
                for number in range(1, len(URLS) + 1):
                    _make(model, number).save_base(raw=True)
            elif not model._default_manager.exists():
                _make(model).save_base(raw=True)
        for model in poisoned_models():
            for field in text_fields(model):
                stored[f"{model._meta.label}.{field.name}"] = len(_fill(cursor, model, field, text_of))
        for table, column in DOCUMENTS:
            _fill_documents(cursor, table, column)
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    SearchEntry.objects.update(folded="".join(CORPUS).lower() + "臺北")
    return stored


def _of_corpus(field: models.Field, count: int, rows: int) -> tuple[str, list[int]]:
    """The whole corpus in the first and the last rows; one string in the others, so that pages stay of a size."""
    if f"{field.model._meta.label}.{field.name}" in IN_URLS:
        return packed(field.max_length, count * 3)
    return packed(EVERYTHING if min(count, rows - 1 - count) < WHOLE_ROWS else 60, count)


def _make(model: type[Model], number: int = 1) -> Model:
    """A row of a model that has none, with what it must have."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.null or field.has_default():
            continue
        if field.related_model is Meeting:
            values[field.name] = Meeting.objects.by_key("deputy-mayor-6").get()
        elif field.related_model:
            values[field.name] = field.related_model._default_manager.first()
        elif isinstance(field, models.DateTimeField):
            values[field.name] = datetime.now(UTC)
        elif isinstance(field, models.DateField):
            values[field.name] = date.today()
        else:
            values[field.name] = field.choices[0][0] if field.choices else number
    return model(**values)


def _fill(cursor, model: type[Model], field: models.Field, text_of: TextOf) -> set[int]:
    """Fill one field of all rows; returns the numbers of the strings."""
    name, numbers = f"{model._meta.label}.{field.name}", set()
    rows = list(model._default_manager.values_list("pk", field.attname).order_by("pk"))
    for count, (pk, before) in enumerate(rows):
        text, taken = text_of(field, count, len(rows))
        if isinstance(field, models.URLField):
            # A URL is what it begins with.
            text = URLS[count % len(URLS)] + (text if count >= len(rows) - WHOLE_ROWS else "")
        if WORDINGS.fullmatch(field.name):
            text = before + text.replace("{", "｛").replace("}", "｝")
        if name in IN_URLS:
            text = text.replace("/", "∕")
        table, key = model._meta.db_table, model._meta.pk.column
        try:
            cursor.execute(f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{key}" = %s', [text, pk])
        except IntegrityError:
            # Two rows may not be called alike.
            cursor.execute(f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{key}" = %s', [f"{text} {pk}", pk])
        numbers.update(taken)
    return numbers


def _fill_documents(cursor, table: str, column: str) -> None:
    """Put strings into the texts inside stored documents: finalised minutes, what a search shows, begun proposals."""
    for count, (pk, content) in enumerate(cursor.execute(f'SELECT id, "{column}" FROM {table}').fetchall()):
        content = json.dumps(_with_scripts(json.loads(content), count), ensure_ascii=False)
        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [content, pk])


def _with_scripts(content, start: int):
    """The content with strings after each text of its own; words of the program stay."""
    if isinstance(content, dict):
        return {name: _with_scripts(value, start + n) for n, (name, value) in enumerate(content.items())}
    if isinstance(content, list):
        return [_with_scripts(value, start + n) for n, value in enumerate(content)]
    if isinstance(content, str) and re.search(r"[\u4e00-\u9fff]{2}", content):
        return content + packed(150, start * 3)[0].replace("{", "｛").replace("}", "｝")
    return content
