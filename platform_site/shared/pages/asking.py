"""A page that asks before something is removed or taken back; it works without any script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CONFIRMED = "confirmed"


def ask_first(request: HttpRequest, question: str, *, button: str, back: str, note: str = "") -> HttpResponse | None:
    """The page that asks `question`, or None once the user has confirmed it.

    What was posted is posted again by `button`; `back` is the URL of the link that changes nothing.
    """
    if CONFIRMED in request.POST:
        return None
    posted = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "question": question,
        "note": note,
        "button": button,
        "back": back,
        "posted": [pair for pair in posted if pair[0] != "csrfmiddlewaretoken"],
        "confirmed": CONFIRMED,
    }
    return render(request, "_fragments/ask.html", context)
