"""axe-core on a page in the browser, and following a link so that the page it leads to is the one that is looked at."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

MEASURES = Path(__file__).with_name("auditing.js").read_text(encoding="utf-8")
ZOOM = Path(__file__).with_name("zoom.js").read_text(encoding="utf-8")
# What is left at 400 % of a window of 1280 by 1024 (WCAG 1.4.10).
ZOOMED = {"width": 320, "height": 256}
# Pixels of 40rem: at this width and below, tables of more than four columns are cards (platform.css).
NARROWEST_TABLE = 640

# What a page does when its size changes is done in the frame after.
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


def violations(page):
    """What axe-core finds of WCAG 2.1 A and AA: a line per element."""
    page.wait_for_load_state()
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def follow(page, control):
    """Click a link or a button that loads a page, and return once that page is there: a click alone does not wait."""
    with page.expect_navigation():
        control.click()


def faults(page, width):
    """What axe-core and the measures of auditing.js find on the page at that width: a line per element."""
    # A border that is on its way from one colour to another has neither.
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(SETTLED)
    found = violations(page)
    return found + page.evaluate(MEASURES, width <= NARROWEST_TABLE)


def spaced(page):
    """What of the page, at its present width, is cut off when the text is spaced wider (WCAG 1.4.12)."""
    return page.evaluate(ZOOM, False)


def zoomed(page):
    """What is wrong with the page at 400 %: the measures of auditing.js, what covers the window, spaced text."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(ZOOMED)
    page.wait_for_load_state()
    page.evaluate(SETTLED)
    return page.evaluate(MEASURES, True) + page.evaluate(ZOOM, True)
