"""The least that a page of the same content costs: an empty page of the site, the same rows by bare ORM or raw SQL."""

import csv
import io

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render

from cases.models import Case, Kind

# What the tally page is made of: the newest twenty meetings by group and kind.
ROLLED_UP = """
SELECT m.number, g.name, c.kind, COUNT(*) FROM cases_statuschange c
JOIN meetings_meeting m ON m.id = c.meeting_id JOIN groups_issuegroup g ON g.id = c.group_id
WHERE m.id IN (SELECT id FROM meetings_meeting WHERE state = 'finalised' ORDER BY held_on DESC LIMIT 20)
GROUP BY m.number, g.name, c.kind ORDER BY m.number DESC
"""
KEPT = """
SELECT m.number, g.name, k.opening, k.added, k.delisted, k.stated_remaining, k.difference, k.closing, k.named
FROM cases_kepttally k JOIN meetings_meeting m ON m.id = k.meeting_id JOIN groups_issuegroup g ON g.id = k.group_id
WHERE m.id IN (SELECT id FROM meetings_meeting WHERE state = 'finalised' ORDER BY held_on DESC LIMIT 20)
ORDER BY m.number DESC, g.id
"""
EXPORTED = "SELECT c.id, g.name, c.title, c.status FROM cases_case c JOIN groups_issuegroup g ON g.id = c.group_id"


def empty(request):
    """The site's frame with nothing in it."""
    return render(request, "growth/empty.html")


def list_page(request):
    """Fifty tracked cases of a group, the page's number of all of them, and no frame."""
    rows = Case.objects.filter(status=Kind.TRACKED, group__name="交通組").select_related("group")
    page = Paginator(rows, 50).page(1)
    return render(request, "growth/list.html", {"page": page})


def tally_page(request):
    """The rolled-up figures as a table, and no frame; out of the kept ones where the product keeps them."""
    with connection.cursor() as cursor:
        kept = "cases_kepttally" in connection.introspection.table_names(cursor)
        cursor.execute(KEPT if kept else ROLLED_UP)
        rows = cursor.fetchall()
    return render(request, "growth/tally.html", {"rows": rows})


def export_csv(request):
    """Every case out of the cursor into the file."""
    out = io.StringIO()
    with connection.cursor() as cursor:
        cursor.execute(EXPORTED)
        csv.writer(out).writerows(cursor.fetchall())
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
