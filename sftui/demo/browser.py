"""Plays the person at a browser: opens the pages of the demo, fills their forms, presses their buttons."""

from __future__ import annotations

import http.client
import ssl
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

_STEPS = 12
_SECONDS = 30


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes and what it holds. ``buttons`` are (name, value)."""

    action: str
    method: str
    fields: dict[str, str]
    buttons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    """What the browser shows after a request; ``location`` is set for a redirect."""

    address: str
    status: int
    title: str
    text: str
    location: str = ""
    content_type: str | None = None
    forms: tuple[Form, ...] = ()


class BrowserStoppedError(Exception):
    """The browser came to a page that leads nowhere; ``page`` is that page."""

    def __init__(self, page: Page) -> None:
        super().__init__(f"{page.status} {page.title or 'untitled'} at {page.address}: {page.text[:300]}")
        self.page = page


@dataclass
class _FormParts:
    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects title, text and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.texts: list[str] = []
        self.forms: list[_FormParts] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag if tag in {"title", "style"} else ""
        if tag == "form":
            self.forms.append(_FormParts(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input" and self.forms:
            self.forms[-1].fields[given.get("name", "")] = given.get("value", "")
        elif tag == "button" and self.forms and "name" in given:
            self.forms[-1].buttons.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        elif self._inside != "style" and data.strip():
            self.texts.append(data.strip())


class Browser:
    """Keeps cookies for each host. ``home`` is the host whose device page is used by default."""

    def __init__(self, home: str = "", tls: ssl.SSLContext | None = None) -> None:
        self._home = home
        self._tls = tls
        self._cookies: dict[str, dict[str, str]] = {}

    def open(self, address: str, fields: dict[str, str] | None = None) -> Page:
        """One request, no redirect followed. With ``fields`` a form is posted."""
        parts = urlsplit(address)
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(parts.netloc, timeout=_SECONDS, context=self._tls)
        else:
            connection = http.client.HTTPConnection(parts.netloc, timeout=_SECONDS)
        headers = {"User-Agent": "demo browser", "Accept": "text/html"}
        jar = self._cookies.setdefault(parts.netloc, {})
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            if fields is None:
                connection.request("GET", target, headers=headers)
            else:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                connection.request("POST", target, urlencode(fields), headers)
            reply = connection.getresponse()
            body = reply.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            jar[name] = value
        return _page(address, reply, body)

    def follow(self, page: Page, stop_at: str = "") -> Page:
        """Follow redirects, but not to ``stop_at``, the program's own callback."""
        for _ in range(_STEPS):
            if not page.location or (stop_at and page.location.startswith(stop_at)):
                return page
            page = self.open(page.location)
        raise BrowserStoppedError(page)

    def sign_in(
        self, address: str, username: str, password: str, *, approve: bool = True, deliver: bool = False
    ) -> str:
        """Open an authorize address, log in, Allow or Deny; returns the address the browser is sent to.

        With ``deliver`` the browser goes there too, as a real one would: the listener gets its request.
        Raises BrowserStoppedError at a page that leads nowhere, such as a wrong password or callback.
        """
        callback = parse_qs(urlsplit(address).query).get("redirect_uri", [""])[0]
        page = self.follow(self.open(address), callback)
        page = self._walk(page, username, password, approve=approve, callback=callback)
        if not page.location:
            raise BrowserStoppedError(page)
        if deliver:
            self.open(page.location)
        return page.location

    def approve_device(
        self, user_code: str, username: str, password: str, *, approve: bool = True, page: str = ""
    ) -> Page:
        """Enter a user code at the device page, log in, Allow or Deny; returns the last page."""
        address = page or f"{self._home}/setup/connect"
        shown = self.follow(self.open(address))
        shown = self.follow(self._send(shown, {"user_code": user_code}))
        if any("user_code" in form.fields for form in shown.forms):
            raise BrowserStoppedError(shown)
        return self._walk(shown, username, password, approve=approve, callback="")

    def _walk(self, page: Page, username: str, password: str, *, approve: bool, callback: str) -> Page:
        """From a login or consent page to a redirect or to a page without a form."""
        if any("pw" in form.fields for form in page.forms):
            page = self.follow(self._send(page, {"un": username, "pw": password}), callback)
            if any("pw" in form.fields for form in page.forms):
                raise BrowserStoppedError(page)
        answer = {"answer": "allow" if approve else "deny"}
        if any(name == "answer" for form in page.forms for name, _ in form.buttons):
            page = self.follow(self._send(page, answer), callback)
        if page.status >= 400:
            raise BrowserStoppedError(page)
        return page

    def _send(self, page: Page, filled: dict[str, str]) -> Page:
        if not page.forms:
            raise BrowserStoppedError(page)
        form = page.forms[0]
        return self.open(urljoin(page.address, form.action), {**form.fields, **filled})


def _page(address: str, reply: http.client.HTTPResponse, body: str) -> Page:
    reader = _Reader()
    reader.feed(body)
    location = reply.headers.get("Location", "")
    return Page(
        address=address,
        status=reply.status,
        title=reader.title,
        text=" ".join(reader.texts),
        location=urljoin(address, location) if location else "",
        content_type=reply.headers.get("Content-Type"),
        forms=tuple(Form(one.action, one.method, one.fields, tuple(one.buttons)) for one in reader.forms),
    )
