"""The inline guidance: one Markdown file a topic, read from the package, in the order of a book.

A file begins with its title and the paragraph that stands beside the focused field::

    ---
    title: The security token
    short: A code that Salesforce mails you …
    ---

In the text, ``{setup:/lightning/setup/OrgDomain/home}`` becomes a link once the org is known and nothing
before; the Quick Find words always stand beside it. ``{callback}`` is the account's own callback URL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sftui.account import Account
from sftui.salesforce.login_url import setup_link
from sftui.salesforce.methods import DEFAULT_CALLBACK
from sftui.salesforce.setup_pages import PAGES

CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Choosing",
        ("choose-a-method", "what-ends-when", "request-to-an-administrator"),
    ),
    (
        "Where you log in",
        ("login-url", "my-domain", "username"),
    ),
    (
        "Password and token",
        ("password", "security-token", "password-change", "lockout"),
    ),
    (
        "The app",
        (
            "external-client-app",
            "eca-web",
            "eca-client-credentials",
            "eca-jwt",
            "eca-device",
            "connected-app",
            "client-id",
            "client-secret",
            "rotate-secret",
            "callback-url",
            "scopes",
            "account-engagement-scopes",
            "app-approval",
            "new-app-wait",
        ),
    ),
    (
        "Signing in",
        ("browser-sign-in", "device-phishing", "private-key", "certificate", "audience"),
    ),
    (
        "Tokens",
        ("tokens", "access-token", "refresh-token", "refresh-token-policy", "five-approvals", "sessions"),
    ),
    (
        "The org",
        ("oauth-settings", "ip-restrictions", "integration-user", "login-history", "api-version"),
    ),
    (
        "sftui",
        ("accounts-file", "company-names", "proxy"),
    ),
)
"""The topics, by chapter, in the order of reading."""

_SETUP = re.compile(r"\s*\{setup:(/[^}\s]*)\}")


@dataclass(frozen=True, slots=True)
class Topic:
    """One guide: its name (as in ``Field.guide`` and ``Cause.guide``), chapter, title and short paragraph."""

    name: str
    chapter: str
    title: str
    short: str


@dataclass(frozen=True, slots=True)
class Link:
    """A Setup page that a guide names. ``url`` is "" until the org is known."""

    title: str
    url: str


def topics() -> tuple[Topic, ...]:
    """All topics in the order of reading."""
    return tuple(topic(name) for _, names in CHAPTERS for name in names)


def topic(name: str) -> Topic:
    """The topic of this name; KeyError when there is none."""
    for chapter, names in CHAPTERS:
        if name in names:
            title, short, _ = _file(name)
            return Topic(name, chapter, title, short)
    raise KeyError(name)


def read(name: str, account: Account | None = None) -> str:
    """The whole guide as Markdown, with the links of the account's own org; KeyError for an unknown topic."""
    topic(name)
    return fill(_file(name)[2], account)


def fill(text: str, account: Account | None = None) -> str:
    """A guide's text with its places filled for this account; without one, the links fall away."""
    known = account or Account()
    host = known.instance_url or known.login_url

    def link(found: re.Match[str]) -> str:
        url = setup_link(host, found[1])
        return f" ([open]({url}))" if url else ""

    return _SETUP.sub(link, text).replace("{callback}", known.redirect_uri or DEFAULT_CALLBACK)


def links(name: str, account: Account | None = None) -> tuple[Link, ...]:
    """The Setup pages that a guide names, each once, in the order of the text."""
    topic(name)
    known = account or Account()
    host = known.instance_url or known.login_url
    pages = {page.path: page for page in PAGES if page.path}
    paths = dict.fromkeys(_SETUP.findall(_file(name)[2]))
    return tuple(Link(pages[path].title, setup_link(host, path)) for path in paths)


def search(words: str) -> tuple[Topic, ...]:
    """The topics that contain every one of the words: those with them in the title first."""
    wanted = words.lower().split()
    found: list[tuple[int, Topic]] = []
    for each in topics():
        title, short = each.title.lower(), each.short.lower()
        whole = f"{each.name} {title} {short} {_file(each.name)[2].lower()}"
        if not all(word in whole for word in wanted):
            continue
        in_title = all(word in f"{each.name} {title}" for word in wanted)
        in_short = all(word in f"{title} {short}" for word in wanted)
        found.append((0 if in_title else 1 if in_short else 2, each))
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


@cache
def _file(name: str) -> tuple[str, str, str]:
    """Title, short paragraph and body of one file."""
    text = files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")
    _, head, body = text.split("---\n", 2)
    title_line, _, short = head.partition("short:")
    return title_line.removeprefix("title:").strip(), " ".join(short.split()), body.strip() + "\n"
