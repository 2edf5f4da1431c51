"""Pictures of the main pages for the help pages and the README: `python -m tests.support.pictures`.

Makes a database of its own with the five meetings and the demo's reports, opens the pages in Chromium at 1280 and at
360 px and writes platform_site/static/help/NAME-WIDTH.png, with few colours so that they stay small.
"""

import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.support.chromium import launch
from tests.support.databases import ROOT, manage
from tests.support.site import serve

FOLDER = ROOT / "platform_site/static/help"
WIDTHS = {1280: 860, 360: 740}
COLOURS = 64
# Name: whose page, and where it is.
PAGES = {
    "home": ("official", "/"),
    "stuck": ("official", "/stuck/"),
    "dashboard": ("official", "/meetings/deputy-mayor-5/"),
    "minutes": ("official", "/meetings/deputy-mayor-5/minutes/"),
    "tally": ("official", "/meetings/tally/"),
    "cases": ("official", "/cases/"),
    "matrix": ("secretary", "/reports/"),
    "report": ("liaison", "/"),
    "second-factor": ("official", "/accounts/mfa/activate/"),
}


def main() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/pictures.sqlite3"
        for command in ("migrate", "load_platform", "load_demo", "load_demo_reports"):
            manage(database, command)
        with serve(database, Path(folder)) as site, sync_playwright() as playwright:
            chromium = launch(playwright)
            for name, (role, path) in PAGES.items():
                for width, height in WIDTHS.items():
                    with chromium.new_context(locale="zh-TW", viewport={"width": width, "height": height}) as context:
                        page = context.new_page()
                        site.sign_in(page, role)
                        page.goto(site.url + path)
                        if name == "report":
                            page.click("a[accesskey='1']")
                            page.wait_for_selector("[data-saved]")
                        keep(page, FOLDER / f"{name}-{width}.png")
            chromium.close()


def keep(page, target: Path) -> None:
    """What the window shows, in few colours."""
    page.screenshot(path=target)
    with Image.open(target) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target.relative_to(ROOT)} {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
