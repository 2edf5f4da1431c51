"""The page of search results. Open to every signed-in user: nothing is found that any of them may not read."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.platforms import chosen_platform
from meetings.search import finding
from meetings.search.forms import LONGEST, SearchForm


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The first of every kind, or with ?kind= one kind page by page."""
    form = SearchForm(request.GET)
    typed = request.GET.get("q", "")
    context = {
        "form": form,
        "typed": typed,
        "longest": LONGEST,
        "most": f"{finding.MOST:,}",
        "is_asked": "q" in request.GET,
    }
    if not form.is_valid():
        return render(request, "meetings/search/results.html", context)
    words = form.cleaned_data["q"]
    found = finding.find(chosen_platform(request), words)
    chosen = next((one for one in found if one.slug == request.GET.get("kind")), None)
    if chosen:
        page = Paginator(chosen.hits, finding.PER_PAGE).get_page(request.GET.get("page"))
        shown = [(chosen, finding.results_of(page.object_list, words))]
        context |= {"page": page, "pages": page.paginator.get_elided_page_range(page.number)}
    else:
        shown = _first_of_each(found, words)
    context |= {"found": [one for one in found if one.hits], "chosen": chosen, "shown": shown}
    return render(request, "meetings/search/results.html", context)


def _first_of_each(found: list[finding.Found], words: list[str]) -> list[tuple[finding.Found, list[finding.Result]]]:
    return [(one, finding.results_of(one.hits[: finding.FIRST], words)) for one in found if one.hits]
