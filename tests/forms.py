"""Forms of a page as a browser would send them, read out of its HTML."""

from html.parser import HTMLParser


class Forms(HTMLParser):
    """Every form by POST of a page: its address and {name: [values]}, once for each named button of it.

    `hidden` and `buttons` are the names of what nobody fills in.
    """

    def __init__(self, html, address):
        super().__init__()
        self.address = address
        self.sent = []
        self.hidden, self.buttons = set(), set()
        self._fields = None
        self._name = self._text = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "form":
            # The form in every page's head ends the session.
            is_post = (given.get("method") or "").lower() == "post" and "logout" not in (given.get("action") or "")
            self._fields, self._buttons = ({}, []) if is_post else (None, [])
            self._action = given.get("action") or self.address
        elif self._fields is None or not name:
            pass
        elif tag == "button" or given.get("type") == "submit":
            self._buttons.append({name: [value]})
            self.buttons.add(name)
        elif tag == "input":
            self._fields.setdefault(name, []).append(value)
            if given.get("type") == "hidden":
                self.hidden.add(name)
        elif tag in ("select", "textarea"):
            self._name, self._text = name, ""
            self._fields.setdefault(name, [])
        if tag == "option" and self._name and "selected" in given:
            self._fields[self._name].append(value)

    def handle_data(self, data):
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._name:
            self._fields[self._name].append(self._text.strip())
        if tag in ("select", "textarea"):
            self._name = self._text = None
        if tag == "form" and self._fields is not None:
            fields = {name: values for name, values in self._fields.items() if name != "csrfmiddlewaretoken"}
            self.sent += [(self._action, fields | button) for button in self._buttons or [{}]]
            self._fields = None


def forms_of(client, address):
    """(address, {name: [values]}) of every form by POST on the page at `address`."""
    return Forms(client.get(address).content.decode(), address).sent
