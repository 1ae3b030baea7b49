"""From a reply to a token, or to the error that fits it.

Only ``access_token`` and ``instance_url`` are required; whatever else is missing or odd is left out
(salesforce-oauth.md §2). Every text is foreign: cleaned, with a limit, and without what was sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sftui.account import Account, Secret, Token
from sftui.errors import Cause, RefusedError, SftuiError, UnreachableError
from sftui.foreign import LONG, clean
from sftui.salesforce import odd_replies
from sftui.salesforce.diagnosis import Step, refusal, without
from sftui.salesforce.http import Reply
from sftui.salesforce.trust import host_in_reply

_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")
"""Visible ASCII: it travels in a header. Salesforce's have up to 4 KB (§11.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked, for the words of an error."""

    step: Step
    account: Account
    url: str
    now: float
    """This machine's clock when the reply came, in seconds since 1970."""
    sent: tuple[Secret, ...] = ()
    """What must not come back in an error text, beside the account's own secrets."""


def token_of(reply: Reply, asked: Asked, *, audience: str = "") -> Token:
    """The token in a reply. Raises RefusedError, UnreachableError, UntrustedHost."""
    body = reply.body
    if (
        not isinstance(body, dict)
        or "error" in body
        or reply.status >= 400
        or reply.status in range(300, 400)
    ):
        raise error_of(reply, asked)
    access_token = secret_text(body.get("access_token"))
    if (
        not access_token
        or not access_token.reveal().isascii()
        or not isinstance(body.get("instance_url"), str)
    ):
        raise UnreachableError(
            "The reply to the request for a token carries no token.",
            Cause(
                "What answers there is not Salesforce's token service.",
                "Check the login URL: type your My Domain, such as acme.",
                field="login_url",
                guide="login-url",
            ),
        )
    return Token(
        access_token=access_token,
        instance_url=host_in_reply(body["instance_url"], asked.account).origin,
        refresh_token=secret_text(body.get("refresh_token")),
        identity_url=clean(body.get("id"), 500),
        issued_at=clean(str(body.get("issued_at") or ""), 20),
        scope=clean(body.get("scope"), 500),
        audience=audience,
    )


def error_of(reply: Reply, asked: Asked) -> SftuiError:
    """The error for a reply that is no success: Salesforce's no, or something that is not Salesforce's."""
    error, said = words_of(reply.body)
    if reply.status < 300 and not error:
        return not_salesforce(reply, asked.url)
    if not error and not said and (reply.body is None or reply.status >= 500):
        return not_salesforce(reply, asked.url)
    return refused(reply, asked, error, said)


def refused(reply: Reply, asked: Asked, error: str, said: str) -> RefusedError:
    """Salesforce's no, with its causes."""
    clock_ahead = None if reply.date is None else asked.now - reply.date
    address = urlsplit(asked.url)
    return refusal(
        asked.step,
        asked.account,
        error=without(error, asked.sent),
        said=without(said, asked.sent),
        status=reply.status,
        clock_ahead=clock_ahead,
        asked_at=f"{address.scheme}://{address.netloc}",
    )


def words_of(body: object) -> tuple[str, str]:
    """Error code and description: the object of the OAuth endpoints, or the array of REST (§11.2)."""
    first = body[0] if isinstance(body, list) and body else body
    if not isinstance(first, dict):
        return "", ""
    error = clean(first.get("error") or first.get("errorCode"))
    return error, clean(first.get("error_description") or first.get("message"), LONG)


def not_salesforce(reply: Reply, url: str) -> UnreachableError:
    """For a page, a redirect, broken text: nothing that Salesforce's service would answer."""
    return odd_replies.of_reply(
        url,
        status=reply.status,
        content_type=reply.content_type,
        text=reply.text,
        location=reply.location,
    )


def secret_text(value: object) -> Secret:
    """A token as it came; an empty one for anything that can't be a token."""
    return Secret(value) if isinstance(value, str) and _TOKEN.fullmatch(value) else Secret()
