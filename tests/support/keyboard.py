"""The walk through a page by the Tab key, from its top to its end."""

from pathlib import Path

SCRIPT = Path(__file__).with_name("keyboard.js")
# Boxes that scroll, which Chromium lets Tab stop at, beside the controls that are counted before.
FURTHER_STOPS = 30
AT_ONCE = 20


def walked(page):
    """Press Tab until the focus has left the page, and return what is wrong on the way: a line per element.

    SCRIPT has to be in the page from its beginning: `page.add_init_script(path=SCRIPT)`.
    """
    stops = page.evaluate("keyboardWalk.start()")
    for pressed in range(1, stops + FURTHER_STOPS):
        # Held down, which repeats the key: half as many messages to the browser.
        page.keyboard.down("Tab")
        if (pressed > stops or pressed % AT_ONCE == 0) and page.evaluate("keyboardWalk.isOver()"):
            break
    page.keyboard.up("Tab")
    return page.evaluate("keyboardWalk.end()")
