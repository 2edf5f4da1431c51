"""A site under load whose PostgreSQL server is restarted: what it answers meanwhile, and when it works again."""

import http.cookiejar
import re
import signal
import threading
import time
from collections import Counter
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

PAGES = ["/", "/cases/", "/meetings/", "/reports/"]
SORRY = "系統暫時無法使用"
BEFORE, AFTER = 2, 8


class Visitor(threading.Thread):
    """Signs in and then asks for one page after the other; notes when it was answered what."""

    def __init__(self, url, pages):
        super().__init__(daemon=True)
        self.url, self.pages = url, pages
        self.answers = []
        self._over = threading.Event()
        self._opener = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self._sign_in()

    def _sign_in(self):
        page = self._opener.open(f"{self.url}/accounts/login/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        typed = {"login": "secretary", "password": "demo-secretary-114", "csrfmiddlewaretoken": token}
        answer = self._opener.open(f"{self.url}/accounts/login/", urlencode(typed).encode())
        assert answer.url == f"{self.url}/", answer.url

    def run(self):
        while not self._over.is_set():
            for page in self.pages:
                self.answers.append((*self._ask(page), time.monotonic()))

    def _ask(self, page):
        try:
            with self._opener.open(self.url + page, timeout=30) as answer:
                # Whoever is led to the sign-in has lost the session.
                return (answer.status if answer.url == self.url + page else "sign-in"), ""
        except HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return type(error).__name__, ""

    def end(self):
        self._over.set()
        self.join()


def restart_under_load(site_url, server, how=signal.SIGINT, visitors=4, seconds_down=1.0):
    """Restart the server while people read; returns how often what was answered, and how long until all was well.

    `recovered` is the time from the moment when the server took connections again to the last answer that was not 200.
    """
    people = [Visitor(site_url, PAGES[number:] + PAGES[:number]) for number in range(visitors)]
    for person in people:
        person.start()
    time.sleep(BEFORE)
    server.stop(how)
    stopped = time.monotonic()
    time.sleep(seconds_down)
    server.start()
    back = time.monotonic()
    time.sleep(AFTER)
    for person in people:
        person.end()
    answers = [answer for person in people for answer in person.answers]
    bad = [at for status, _, at in answers if status != 200]
    return {
        "answers": dict(Counter(str(status) for status, _, _ in answers)),
        "in_words": all(SORRY in page and "Traceback" not in page for status, page, _ in answers if status == 503),
        "well_again": sum(status == 200 for status, _, at in answers if at > back),
        "down": round(back - stopped, 2),
        "recovered": round(max(0.0, max(bad, default=back) - back), 2),
        "bad_at_the_end": sum(status != 200 for status, _, at in answers if at > back + AFTER - 1),
    }
