"""The walks of tests/walks/test_every_page.py find what they are for: each fault is planted on a page that has none."""

import pytest

from tests.support.accessible import spaced, zoomed
from tests.support.keyboard import SCRIPT, walked

pytestmark = pytest.mark.sqlite_suffices

MADE = "(tag, style = {}) => { const made = document.createElement(tag); made.textContent = '測試用的文字';"
MADE += " Object.assign(made.style, style); document.querySelector('main').append(made); return made }"
KEYBOARD = {
    "listens to clicks only": "make('div').addEventListener('click', () => 0)",
    "looks clickable and is none": "make('div', { cursor: 'pointer' })",
    "by the mouse only": "make('button').tabIndex = -1",
    "a tabindex above 0": "make('button').tabIndex = 1",
    "nothing shows the focus": "Object.assign(make('a', { outline: 'none' }), { href: '/' })",
    "covered with the focus": "make('div', { position: 'fixed', inset: '0', zIndex: 99 })",
    "goes back up": "Object.assign(document.body.style, { flexDirection: 'column-reverse' })",
    "the focus does not leave": "make('button').addEventListener('keydown', (event) => event.preventDefault())",
}
COVERING = "make('div', { position: 'sticky', bottom: '0', height: '100px' })"
CUT = "const one = make('p', { whiteSpace: 'nowrap', overflow: 'hidden', width: 'max-content' })"
CUT += "; one.style.width = `${one.offsetWidth}px`"


@pytest.fixture
def plant(site, page):
    """Open a page and run a script on it, in which `make` adds an element to its main part."""
    page.add_init_script(path=SCRIPT)

    def with_fault(script):
        page.goto(site.url + "/accounts/password/reset/")
        page.evaluate(f"() => {{ const make = {MADE}; {script} }}")
        return page

    return with_fault


def test_the_walk_by_tab_finds_a_fault_of_each_kind(plant):
    assert walked(plant("")) == []
    for sentence, script in KEYBOARD.items():
        assert any(fault.startswith(sentence) for fault in walked(plant(script))), sentence


def test_the_look_at_400_percent_and_at_spaced_text_find_theirs(plant):
    assert zoomed(plant("")) + spaced(plant("")) == []
    assert zoomed(plant(COVERING)) == ["covers 100 of 256: <div> 測試用的文字"]
    assert spaced(plant(CUT))[0].endswith(": <p> 測試用的文字")
