"""The request sheet: a plain text for somebody who is not an administrator to send to one.

It says what to make for one method, box by box, and how to send the answer back. Nothing secret is in it:
of an account only the callback, the scope and the org's address are used, and no username but the one
that the app is to work as.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sftui import foreign
from sftui.account import Account
from sftui.errors import InvalidFields
from sftui.salesforce.login_url import read_login_url, setup_link
from sftui.salesforce.methods import DEFAULT_CALLBACK, DEFAULT_SCOPE, method_of
from sftui.salesforce.setup_pages import (
    APP_MANAGER,
    CONNECTED_APPS,
    EXTERNAL_CLIENT_APPS,
    OAUTH_SETTINGS,
    SetupPage,
)

WIDTH = 76


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one method asks of an administrator (salesforce-oauth.md §3 to §9)."""

    aim: str
    app: tuple[str, ...]
    policies: tuple[str, ...]
    back: tuple[str, ...]
    pages: tuple[SetupPage, ...]
    org: tuple[str, ...] = ()
    """Switches of the org itself."""


_NEW_APP = (
    (
        "External Client App Manager, New External Client App. Name as you like, your Contact Email, "
        "Distribution State: Local."
    ),
    "Enable OAuth: on.",
)
_KEY_AND_SECRET = (
    "the consumer key",
    "the consumer secret (Settings, OAuth Settings, Consumer Key and Secret)",
    "the org's My Domain, such as https://acme.my.salesforce.com",
)
_REST_AS_IS = "Leave every other box as it is; the boxes under Security may stay on."
_BOTH_SCOPES = (
    "OAuth Scopes: Manage user data via APIs (api) and Perform requests at any time "
    "(refresh_token, offline_access).{more_scopes}"
)
_PERMITTED = (
    "Permitted Users: All users may self-authorize; or Admin approved users are pre-authorized, with my profile "
    "or permission set added on the app."
)
_RELAX = "IP Relaxation: Relax IP restrictions, unless I shall only come from your own network."

_WEB = Sheet(
    aim="I sign in on the Salesforce page myself; the program keeps a refresh token and no password.",
    app=(*_NEW_APP, "Callback URL: {callback}", _BOTH_SCOPES, "Flow Enablement: nothing.", _REST_AS_IS),
    policies=(
        _PERMITTED,
        "Refresh Token Policy: valid until revoked, or a limit that suits you.",
        _RELAX,
    ),
    back=_KEY_AND_SECRET,
    pages=(EXTERNAL_CLIENT_APPS,),
)
_SHEETS = {
    "web": _WEB,
    "tokens": replace(
        _WEB,
        aim="The program keeps an access token and a refresh token, made by a sign-in on the Salesforce page.",
    ),
    "client-credentials": Sheet(
        aim="The program signs in by itself and works as one service user. No password is involved.",
        app=(
            *_NEW_APP,
            "Callback URL: not used; https://login.salesforce.com/services/oauth2/success will do.",
            "OAuth Scopes: Manage user data via APIs (api).{more_scopes} Full access alone is not enough.",
            "Flow Enablement: Enable Client Credentials Flow.",
            _REST_AS_IS,
        ),
        policies=(
            "Enable Client Credentials Flow: on. This is a second switch.",
            (
                "Run As (Username): the username, not the e-mail address, of a user for integrations with "
                "API Enabled (best: API Only User) and only the rights that the work needs."
            ),
            "If Permitted Users is Admin approved: add a permission set of the run-as user on the app.",
            _RELAX,
        ),
        back=_KEY_AND_SECRET,
        pages=(EXTERNAL_CLIENT_APPS,),
    ),
    "jwt": Sheet(
        aim="The program signs its requests with a private key that stays with it. I send you the certificate.",
        app=(
            *_NEW_APP,
            "Callback URL: not used; {callback} will do.",
            _BOTH_SCOPES,
            (
                "Flow Enablement: Enable JWT Bearer Flow, and upload the certificate that I send along (a .crt file; "
                "it is not secret)."
            ),
            _REST_AS_IS,
        ),
        policies=(
            "Permitted Users: Admin approved users are pre-authorized.",
            (
                "Add a profile or permission set that the user {user} has. Please do it here, on the app; inside the "
                "permission set editor it has no effect."
            ),
            _RELAX,
        ),
        back=("the consumer key; the secret is not needed", _KEY_AND_SECRET[2]),
        pages=(EXTERNAL_CLIENT_APPS,),
    ),
    "device": Sheet(
        aim="I enter a code on a Salesforce page; the program keeps a refresh token and no password.",
        app=(
            *_NEW_APP,
            "Callback URL: not used; {callback} will do.",
            _BOTH_SCOPES,
            "Flow Enablement: Enable Device Flow.",
            _REST_AS_IS,
        ),
        policies=(_PERMITTED, _RELAX),
        back=_KEY_AND_SECRET,
        pages=(EXTERNAL_CLIENT_APPS,),
    ),
    "password": Sheet(
        aim="The program logs in with a username, a password and the security token. Salesforce calls this method "
        "outdated and new apps cannot do it; if you can offer client credentials instead, I would rather have "
        "that.",
        org=("Allow OAuth Username-Password Flows: on. It is off in orgs made since Summer '23.",),
        app=(
            (
                "An existing connected app; an External Client App never takes passwords. Creating a new "
                "connected app is off by default since Spring '26."
            ),
            (
                "Selected OAuth Scopes: Manage user data via APIs (api) and Perform requests at any time "
                "(refresh_token, offline_access).{more_scopes}"
            ),
        ),
        policies=(
            (
                "Permitted Users: All users may self-authorize; or add the profile or permission set of the user "
                "{user}."
            ),
            _RELAX,
        ),
        back=(
            "the consumer key",
            "the consumer secret (App Manager, the app's menu, View, Manage Consumer Details)",
            "the org's My Domain, such as https://acme.my.salesforce.com",
            "whether the user has login IP ranges: then there is no security token",
        ),
        pages=(OAUTH_SETTINGS, APP_MANAGER, CONNECTED_APPS),
    ),
}
_USUAL_SCOPES = set(DEFAULT_SCOPE.split()) | {"offline_access"}


def request_sheet(method_id: str, account: Account | None = None) -> str:
    """The text for one method; KeyError for a method that does not exist."""
    sheet = _SHEETS[method_id]
    method = method_of(method_id)
    known = account or Account()
    words = {
        "callback": foreign.clean(known.redirect_uri) or DEFAULT_CALLBACK,
        "user": foreign.clean(known.username) or "that the program works as",
        "more_scopes": _more_scopes(known.scope),
    }
    name = method.name if method is not None else method_id
    parts = [
        "Request: an app in Salesforce for sftui",
        _paragraph(
            f"I want to connect a program to our Salesforce org{_org_of(known)}. The method is: "
            f"{name[0].lower()}{name[1:]}. {sheet.aim}"
        ),
    ]
    if sheet.org:
        parts.append(_list("In the org's settings (OAuth and OpenID Connect Settings):", sheet.org, words))
    parts.append(_list("The app:", sheet.app, words))
    parts.append(
        _list("Its policies (tab Policies, Edit; a connected app: Edit Policies):", sheet.policies, words)
    )
    parts.append(_pages(sheet.pages, known))
    parts.append(_list("What I need back:", sheet.back, words))
    parts.append(
        _paragraph(
            "Please send the secret by a password manager or a one-time link, not by mail, chat or ticket. "
            "A new app may need up to 10 minutes until Salesforce knows it everywhere."
        )
    )
    return "\n\n".join(parts) + "\n"


def _org_of(account: Account) -> str:
    """The org's address, when the draft names one of its own."""
    try:
        host = read_login_url(account.instance_url or account.login_url)
    except InvalidFields:
        return ""
    return "" if host.is_generic or not host.trusted else f" ({host.origin})"


def _more_scopes(scope: str) -> str:
    more = [each for each in foreign.clean(scope).split() if each not in _USUAL_SCOPES]
    return f" Also: {', '.join(more)}." if more else ""


def _pages(pages: Iterable[SetupPage], account: Account) -> str:
    lines = ["Where these are in Setup (words for the Quick Find box):"]
    for page in pages:
        lines.append(f"- {page.quick_find}")
        if url := setup_link(account.instance_url or account.login_url, page.path):
            lines.append(f"  {url}")
    return "\n".join(lines)


def _list(title: str, lines: Iterable[str], words: dict[str, str]) -> str:
    filled = (line.format_map(words) for line in lines)
    return "\n".join([title, *(_paragraph(f"- {line}", indent="  ") for line in filled)])


def _paragraph(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
