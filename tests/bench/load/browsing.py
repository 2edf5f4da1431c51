"""A browser without a screen, cheap enough for hundreds of them in one process: pages, forms, cookies."""

import http.client
import time
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode, urlsplit

TIMEOUT = 60


class Answer:
    """What came for one request: status 0 and the error's name where nothing came."""

    def __init__(self, path, status, text="", location="", began=0.0, ended=0.0):
        self.path, self.status, self.text, self.location = path, status, text, location
        self.began, self.ended = began, ended

    @property
    def seconds(self):
        return self.ended - self.began

    def form(self):
        """The fields of the page's form as filled: of the first that is sent by POST and holds more than a token."""
        found = Forms()
        found.feed(self.text)
        return max((form for form in found.forms if form), key=len)


class Browser:
    """Somebody at a browser that is signed in by a session's key; its connection stays open if `keeps` says so."""

    def __init__(self, url, session="", keeps=False):
        self._host, self._keeps = urlsplit(url).netloc, keeps
        self.cookies = {"sessionid": session} if session else {}
        self._connection = http.client.HTTPConnection(self._host, timeout=TIMEOUT)

    def get(self, path):
        return self._ask("GET", quote(path, safe="/?=&%"))

    def post(self, path, data):
        body = urlencode({name: value for name, value in data.items() if value is not None}, doseq=True)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self._host}"}
        return self._ask("POST", path, body, headers)

    def _ask(self, method, path, body=None, headers=None):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.monotonic()
        try:
            answer, text = self._send(method, path, body, {"Cookie": cookies} | (headers or {}))
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            return Answer(path, 0, type(error).__name__, "", began, time.monotonic())
        finally:
            if not self._keeps:
                self._connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(path, answer.status, text, answer.headers.get("Location", ""), began, time.monotonic())

    def _send(self, method, path, body, headers):
        # As browsers do: a kept connection that the server has closed meanwhile is no failure.
        kept = self._connection.sock is not None
        try:
            return self._exchange(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._connection.close()
            if not kept:
                raise
            return self._exchange(method, path, body, headers)

    def _exchange(self, method, path, body, headers):
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer, answer.read().decode(errors="replace")


class Forms(HTMLParser):
    """Collects the fields of each form that is sent by POST, with the values that a browser would send back."""

    def __init__(self):
        super().__init__()
        self.forms, self._form, self._area, self._select = [], None, None, None

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        if tag == "form":
            self._form = {} if (of.get("method") or "").lower() == "post" else None
            if self._form is not None:
                self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and of.get("name") and of.get("type") not in ("submit", "button", "file"):
            ticked = of.get("type") in ("checkbox", "radio")
            if not ticked or "checked" in of:
                self._form.setdefault(of["name"], []).append(of.get("value", "on" if ticked else ""))
        elif tag == "textarea":
            self._area = of.get("name")
            self._form[self._area] = [""]
        elif tag == "select":
            self._select = of.get("name")
        elif tag == "option" and self._select and "selected" in of:
            self._form.setdefault(self._select, []).append(of.get("value", ""))

    def handle_data(self, data):
        if self._form is not None and self._area:
            self._form[self._area][0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._form is not None:
            # HTML: a newline right behind the tag is not part of it.
            self._form[self._area][0] = self._form[self._area][0].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None
