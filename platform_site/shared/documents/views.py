"""The page of a document that a worker draws: its progress, and the file. Open to whoever asked for it."""

from __future__ import annotations

import contextlib

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from platform_site.shared.documents.answering import file_answer, key_of_token
from platform_site.shared.documents.drawing import State, draw_waiting, state_of, waits_for_nobody
from platform_site.shared.documents.keeping import find
from platform_site.shared.documents.models import DrawnDocument
from platform_site.shared.pdf.rendering import MOST_SECONDS, DrawingFailed

WORDS = {
    State.WAITING: "等候製作",
    State.DRAWING: "製作中",
    State.DRAWN: "製作完成",
    State.FAILED: "沒有製作完成",
}


@require_safe
def waiting(request: HttpRequest, token: str) -> HttpResponse:
    """How far the document is; once it is there, the file."""
    document = _document(request, token)
    now = _moved_on(document)
    if now is State.DRAWN:
        return redirect("documents:file", token)
    context = {"document": document, "token": token, "words": WORDS[now], "failed": now is State.FAILED}
    return render(request, "documents/waiting.html", context)


@require_safe
def state(request: HttpRequest, token: str) -> JsonResponse:
    """How far the document is, for the page's script."""
    now = _moved_on(_document(request, token))
    return JsonResponse({"state": now.value, "words": WORDS[now]})


@require_safe
def file(request: HttpRequest, token: str) -> HttpResponse:
    document = _document(request, token)
    if state_of(document) is not State.DRAWN:
        return redirect("documents:waiting", token)
    return file_answer(request, document, document.name)


def _document(request: HttpRequest, token: str) -> DrawnDocument:
    """The document that a token names to the user who has it. Raises Http404."""
    key = key_of_token(token, request.user.pk)
    document = find(key) if key else None
    if document is None:
        raise Http404("這份文件只保留一天，也只提供給提出的人。請回到原來的頁面重新下載。")
    return document


def _moved_on(document: DrawnDocument) -> State:
    """How far the document is; where no worker runs, the one who waits has this process draw it."""
    if waits_for_nobody(document):
        with contextlib.suppress(DrawingFailed):
            draw_waiting(document.key, MOST_SECONDS)
        document.refresh_from_db()
    return state_of(document)
