"""People at browsers, each a thread: readers open pages, writers save; all of them stop to think in between."""

import random
import threading
import time
from dataclasses import dataclass

from tests.bench.load.browsing import Browser


@dataclass(frozen=True)
class Visit:
    """One answer: when it came, after how long, for what, and what was wrong with it."""

    at: float
    seconds: float
    kind: str
    path: str
    wrong: str


class Person(threading.Thread):
    """Does one thing after the other until `over` is set; `visits` has every answer."""

    def __init__(self, url, session, think, seed, over):
        super().__init__(daemon=True)
        self._browser = Browser(url, session)
        self._think, self._over = think, over
        self._chance = random.Random(seed)
        self.visits = []

    def run(self):
        # Nobody comes at the same moment.
        self._over.wait(self._chance.uniform(0, self._think[1]))
        while not self._over.is_set():
            self.act()
            self._over.wait(self._chance.uniform(*self._think))

    def note(self, kind, answer, wanted):
        # Whoever is led to the sign-in has lost the session.
        lost = answer.status == 302 and "/accounts/login/" in answer.location
        wrong = "" if answer.status == wanted and not lost else f"{answer.status or answer.text}{' sign-in' * lost}"
        self.visits.append(Visit(answer.ended, answer.seconds, kind, answer.path, wrong))
        return not wrong


class Reader(Person):
    """Opens pages."""

    def __init__(self, *about, pages):
        super().__init__(*about)
        self._pages = pages

    def act(self):
        self.note("read", self._browser.get(self._chance.choice(self._pages)), 200)


class Writer(Person):
    """Opens a form and saves it with another text; `saved` is how often, `text` what was saved last."""

    def __init__(self, *about, save):
        super().__init__(*about)
        self._save = save
        self.saved, self.text = 0, None

    def act(self):
        page, field = self._save["page"], self._save["field"]
        form = self._browser.get(page)
        if not self.note("form", form, 200):
            return
        # Also a check: what was acknowledged is in the form that comes next.
        fields = form.form()
        shown = fields.get(field, [""])[0]
        if self.text is not None and shown != self.text:
            self.visits.append(Visit(time.monotonic(), 0.0, "form", page, f"shows {shown!r}, saved was {self.text!r}"))
        self._over.wait(self._chance.uniform(*self._think))
        text = f"第{self.saved + 1}次儲存。"
        answer = self._browser.post(page, fields | {field: text, self._save["button"]: "1"})
        if self.note("save", answer, 302):
            self.saved, self.text = self.saved + 1, text
        else:
            # It may have been saved and the answer lost.
            self.text = None
