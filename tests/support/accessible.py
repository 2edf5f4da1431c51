"""axe-core on a page in the browser, and following a link so that the page it leads to is the one that is looked at."""

from axe_playwright_python.sync_playwright import Axe

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
