"""A template as a PDF in answer to a request: from what was drawn before, drawn now, or by the worker."""

from __future__ import annotations

from threading import Lock
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response

from platform_site.shared.documents.drawing import MOST_CHARACTERS, ask_for, is_long
from platform_site.shared.documents.keeping import DAYS, DAYS_OF_FINALISED, find_drawn, keep_drawn, key_of
from platform_site.shared.documents.models import DrawnDocument
from platform_site.shared.pdf.rendering import TYPESETTER, pdf_response

SALT = "documents"
# Stands in the HTML where the time goes at which the document is made, so that the time is no part of its key.
WHEN = "\ufdd0"
_one_at_a_time = Lock()


def pdf_answer(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    name: str,
    *,
    is_final: bool = False,
    now: str = "",
) -> HttpResponse:
    """The template as PDF, called `name`.pdf when it is saved, with the SHA-256 of the file as its ETag.

    A document that takes more than two seconds leads to the page that shows its progress instead, one that is too long
    for paper to a page that says so. One of a finalised meeting is kept for longer. `now` replaces WHEN in the
    document. Raises DrawingFailed.
    """
    days = DAYS_OF_FINALISED if is_final else DAYS
    html = pdf_html(template, context)
    key = key_of(html)
    document = find_drawn(key)
    if document is None and len(html) > MOST_CHARACTERS:
        context = {"document": {"name": name}, "failed": True, "too_long": f"{len(html):,}"}
        return render(request, "documents/waiting.html", context, status=413)
    if document is None and is_long(html) and request.user.is_authenticated:
        ask_for(key, html.replace(WHEN, now), name, request.get_full_path(), days)
        return redirect("documents:waiting", token_of(key, request.user.pk))
    document = document or _drawn_now(key, html.replace(WHEN, now), name, days)
    return file_answer(request, document, name)


def drawn(template: str, context: dict[str, Any], name: str) -> bytes:
    """The template as PDF, drawn before or now: for readers who are not signed in. Raises DrawingFailed."""
    html = pdf_html(template, context)
    key = key_of(html)
    return bytes((find_drawn(key) or _drawn_now(key, html, name, DAYS)).content or b"")


def pdf_html(template: str, context: dict[str, Any]) -> str:
    """The HTML that a PDF is drawn from."""
    return render_to_string(template, context | {"paper": True})


def file_answer(request: HttpRequest, document: DrawnDocument, name: str) -> HttpResponse:
    """A drawn document, or 304 for who has it."""
    etag = f'"{document.sha256}"'
    response = pdf_response(bytes(document.content or b""), name)
    response["ETag"] = etag
    return get_conditional_response(request, etag, response=response) or response


def token_of(key: str, user: int) -> str:
    """What names a document in the address that one user has of it."""
    return signing.dumps([key, user], salt=SALT)


def key_of_token(token: str, user: int) -> str | None:
    """The document's key; None where the token is another user's, a day old or none of ours."""
    try:
        key, owner = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 60 * 60)
    except signing.BadSignature:
        return None
    return str(key) if owner == user else None


def _drawn_now(key: str, html: str, name: str, days: int) -> DrawnDocument:
    """Draw it, unless another thread has while this one waited. Raises DrawingFailed."""
    with _one_at_a_time:
        return find_drawn(key) or keep_drawn(key, name, TYPESETTER.pdf(html), days)
