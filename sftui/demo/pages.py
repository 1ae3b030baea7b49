"""The pages a person meets in the browser. Plain forms, usable with a text browser."""

from __future__ import annotations

from html import escape

from sftui.demo.messages import PLAIN, Reply, html_reply
from sftui.demo.tokens import Errand

APPROVE_PATH = "/setup/secur/RemoteAccessAuthorizationPage.apexp"
SUCCESS_TITLE = "Remote Access Application Authorization"


def oauth_error_page(error: str, description: str) -> Reply:
    """An error that stays on Salesforce's own host and never reaches the listener (§4.2)."""
    inner = f"<h1>OAuth Error</h1><p>error={escape(error)}&amp;error_description={escape(description)}</p>"
    return html_reply("OAuth Error", inner, status=400)


def missing_challenge() -> Reply:
    """Without a content type, so that a browser may save it as a file called ``authorize`` (§4.2)."""
    return Reply(400, b"error=invalid_request&error_description=missing%20required%20code%20challenge")


def plain_error(status: int, text: str) -> Reply:
    return Reply(status, text.encode(), PLAIN)


def login_page(errand: Errand, *, username: str = "", message: str = "") -> Reply:
    warning = f"<p><strong>{escape(message)}</strong></p>" if message else ""
    inner = (
        f"<h1>Log in</h1>{warning}"
        '<form method="post" action="/login">'
        f'<input type="hidden" name="flow" value="{escape(errand.id)}">'
        f'<label>Username <input name="un" value="{escape(username or errand.login_hint)}"></label>'
        '<label>Password <input type="password" name="pw"></label>'
        "<button>Log In</button></form>"
    )
    return html_reply("Login | Salesforce", inner)


def consent_page(errand: Errand) -> Reply:
    who = escape(errand.person.username if errand.person else "")
    wishes = "".join(f"<li>{escape(_wish(one))}</li>" for one in errand.scope)
    inner = (
        f"<h1>Allow Access?</h1><p>{escape(errand.app.name)} is asking to:</p><ul>{wishes}</ul>"
        f"<p>Do you want to allow access for {who}?</p>"
        f'<form method="post" action="{APPROVE_PATH}">'
        f'<input type="hidden" name="flow" value="{escape(errand.id)}">'
        '<button name="answer" value="deny">Deny</button>'
        '<button name="answer" value="allow">Allow</button></form>'
    )
    return html_reply("Allow Access?", inner)


def _wish(scope: str) -> str:
    return {
        "api": "Manage user data via APIs (api)",
        "refresh_token": "Perform requests at any time (refresh_token)",
        "offline_access": "Perform requests at any time (offline_access)",
        "full": "Full access (full)",
        "openid": "Access unique user identifiers (openid)",
        "id": "Access the identity URL service (id)",
    }.get(scope, scope)


def success_page() -> Reply:
    """The code stands in the address bar; the page only says so."""
    inner = (
        f"<h1>{SUCCESS_TITLE}</h1><p>Authorization Successful</p>"
        "<p>Copy the whole address of this page back to the program that sent you here.</p>"
    )
    return html_reply(SUCCESS_TITLE, inner)


def connect_page(user_code: str, *, message: str = "") -> Reply:
    warning = f"<p><strong>{escape(message)}</strong></p>" if message else ""
    inner = (
        f"<h1>Connect Your Device</h1>{warning}"
        '<form method="post" action="/setup/connect">'
        f'<label>Code <input name="user_code" value="{escape(user_code)}"></label>'
        "<button>Connect</button></form>"
    )
    return html_reply("Connect Your Device", inner)


def device_done_page(*, allowed: bool) -> Reply:
    title = "You're Connected" if allowed else "Access Denied"
    return html_reply(title, f"<h1>{title}</h1><p>You can close this page.</p>")


def authorization_error_page(error: str, description: str) -> Reply:
    inner = (
        "<h1>OAUTH_APPROVAL_ERROR_GENERIC</h1>"
        "<p>An unexpected error has occurred during authentication. Please try again.</p>"
        f"<p>error={escape(error)}&amp;error_description={escape(description)}</p>"
    )
    return html_reply("OAUTH_APPROVAL_ERROR_GENERIC", inner, status=400)
