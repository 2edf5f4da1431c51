"""Every form of every page, filled in as the page gives it, sent by everybody else: refused, nothing written.

An empty form may be refused for being empty; these are obeyed, as their own users prove with each that leaves nothing
open.
"""

import pytest
from django.urls import Resolver404, resolve, reverse

from platform_site.shared.pdf.rendering import TYPESETTER
from tests.forms import forms_of
from tests.security.matrix import FORBIDDEN, HIDDEN, NO_METHOD, NONE, SIGN_IN, WHO, matrix
from tests.security.site import ROLES, full_site
from tests.security.test_matrix import answer, ask, no_pdf, patterns

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Who has the forms: the one for whom the page has most.
WRITERS = ("secretary", "liaison")
# Forms that write nothing as the page fills them in: something is still to be chosen or typed, or it is a file that is
# made. Their own users are let in all the same; what they write is proved in the tests of their rooms.
LEFT_OPEN = """
agenda:items cities:edit differences:change differences:write directives:close directives:reply drafting:motion
drafting:motions finalising:checklist handover:download imports:confirm imports:fact imports:list imports:problem
liaisons:new new-meeting proposals:edit proposals:new proposals:return proposals:review proposals:schedule
reporting:accept reporting:import reporting:nudge reporting:submit-all review:comment review:start review:write
sitting:decide sitting:other sitting:paste terms:new versions:correct
"""
SURE = {"confirmed": "1", "sure": "1"}


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(TYPESETTER, "pdf", no_pdf)
    return full_site()


def forms(site):
    """{(name of the pattern, address, writer): fields} of every form by POST outside the admin and the accounts."""
    found = {}
    known = set(patterns())
    for name, (got, _) in matrix().items():
        outside = name.startswith(("admin", "account_", "public:"))
        if outside or got == NONE or not ("@" in name or name in known):
            continue
        for writer in WRITERS:
            page = site.address(name)
            response = site.client(writer).get(page)
            if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
                response.streaming and response.getvalue()
                continue
            for address, fields in forms_of(site.client(writer), page):
                try:
                    target = resolve(address.partition("?")[0].partition("#")[0]).view_name
                except Resolver404:
                    target = None
                found.setdefault((target, address, writer), fields)
    return found


def test_nobody_is_obeyed_with_the_form_of_somebody_else(site):
    table, found = matrix(), forms(site)
    wrong, own, sent, obeyed = {}, {}, 0, {}
    for (name, address, writer), fields in found.items():
        cell = table[name][1]
        for role in ROLES:
            if role in WHO[cell.who].roles:
                continue
            sent += 1
            said, _, tables = ask(site, role, "post", address, fields | SURE)
            if said not in (SIGN_IN, WHO[cell.who].otherwise) or tables:
                wrong[name, role, address] = (said, tables)
        said, _, tables = ask(site, writer, "post", address, fields | SURE)
        obeyed.setdefault(name, set()).update(tables)
        if said in (SIGN_IN, HIDDEN, FORBIDDEN, NO_METHOD):
            own[name, writer, address] = said
    names = {name for name, _, _ in found}
    left_open = {name for name, tables in obeyed.items() if not tables}
    print(f"{len(found)} forms of {len(names)} URLs, {sent} sent by others, {len(wrong)} wrong")
    print(f"{len(names) - len(left_open)} write as their own users send them, the others: {sorted(left_open)}")

    assert wrong == {}
    # Whoever has a form is let in with it, and it writes: else a refusal of others would prove little.
    assert own == {}
    assert left_open == set(LEFT_OPEN.split())


@pytest.mark.parametrize("model", ["city", "meeting", "case", "membership", "user"])
def test_nobody_but_the_secretary_is_obeyed_with_a_form_of_the_admin(site, model):
    app = {"city": "groups", "meeting": "meetings", "case": "cases", "membership": "groups", "user": "auth"}[model]
    changelist = reverse(f"admin:{app}_{model}_changelist")
    row = site.client("secretary").get(changelist).context["cl"].queryset.order_by("pk").last()
    address = reverse(f"admin:{app}_{model}_change", args=[row.pk])
    fields = forms_of(site.client("secretary"), address)[0][1]

    for role in ROLES[:-1]:
        said, _, tables = ask(site, role, "post", address, fields)
        assert (said, tables) == (SIGN_IN, []), role
    assert answer(site.client("secretary").post(address, fields)) == 302
