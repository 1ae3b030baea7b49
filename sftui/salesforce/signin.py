"""Browser sign-in: the link to open, and the answer that comes back (salesforce-oauth.md §4).

PKCE S256 and ``state`` always. The answer reaches us through the listener on the callback
(``sftui.salesforce.listener``) or pasted by a person; both end in :func:`read_answer` or :func:`code_in`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote, unquote_plus, urlencode

from sftui.account import Account, Secret
from sftui.errors import InvalidFields
from sftui.foreign import LONG, clean
from sftui.salesforce.diagnosis import Step, refusal
from sftui.salesforce.methods import DEFAULT_CALLBACK, DEFAULT_SCOPE
from sftui.salesforce.trust import login_host

LIFE = 1800.0
"""Seconds that a sign-in waits for its person. The code itself lives 15 minutes (§4.1)."""
LONGEST = 16_000
"""Characters of a pasted answer."""

_CODE = re.compile(r"[A-Za-z0-9._~!=+/-]{8,4096}")
"""What an address may name as the code."""
_BARE_CODE = re.compile(r"(?!3MVG9|5Aep|00D)(?=aPrx|.+=)[A-Za-z0-9._~+/-]{18,4096}={0,2}")
"""A code by its own looks: long, and it begins with ``aPrx`` or ends with ``=`` (§4.1, §16).

A consumer key or a token is none, however it ends.
"""
_AFTER_CODE = re.compile(r"[^&=?#]{8,}={0,2}&state=.+")
"""The part of an address behind ``code=``, up to its end."""
_DRAWN = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060\u2500-\u257f\ufeff]+")
"""What a narrow terminal, a frame of tmux or a mail puts between the parts of an address."""
_AROUND = "\"'`<>“”‘’„()[],"
_WANTED = (
    "Paste the whole address that the browser shows at the end, or the part of it that begins with code="
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A sign-in that waits for its answer. Plain data: it can be stored and taken up again."""

    link: str
    """What to open in a browser. It holds no secret that could redeem the code."""
    state: Secret
    verifier: Secret
    redirect_uri: str
    expires_at: float
    """Seconds since 1970."""


def begin(account: Account, *, now: float) -> SignIn:
    """A new sign-in for this draft's app at its login URL. ``now`` in seconds since 1970.

    Raises InvalidFields, or UntrustedHost: a person's browser is sent to trusted hosts only.
    """
    state = Secret(secrets.token_urlsafe(24))
    verifier = Secret(secrets.token_urlsafe(48))
    redirect_uri = callback_of(account)
    parameters = {
        "response_type": "code",
        "client_id": account.client_id,
        "redirect_uri": redirect_uri,
        "scope": account.scope or DEFAULT_SCOPE,
        "state": state.reveal(),
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    if account.username:
        parameters["login_hint"] = account.username
    origin = login_host(account).origin
    return SignIn(
        link=f"{origin}/services/oauth2/authorize?{urlencode(parameters)}",
        state=state,
        verifier=verifier,
        redirect_uri=redirect_uri,
        expires_at=now + LIFE,
    )


def callback_of(account: Account) -> str:
    """The callback that the app must have, character by character."""
    return account.redirect_uri or DEFAULT_CALLBACK


def challenge_of(verifier: Secret) -> str:
    """BASE64URL(SHA-256(verifier)) without padding (§4.1)."""
    digest = hashlib.sha256(verifier.reveal().encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def read_answer(text: str, sign_in: SignIn, account: Account) -> Secret:
    """The code in what a person pasted: whole address, query part, or the code alone, encoded or not.

    Raises InvalidFields for ``answer`` (no code in it, or of another sign-in), and RefusedError when the
    address says that Salesforce refused.
    """
    joined = _DRAWN.sub("", text[:LONGEST]).strip(_AROUND).replace("&amp;", "&")
    if not joined:
        _refuse(_WANTED)
    if _AFTER_CODE.fullmatch(joined):
        joined = f"code={joined}"
    if re.search(r"(^|[?&#])(code|error)=", joined):
        return code_in(re.split(r"[?#]", joined, maxsplit=1)[-1], sign_in, account, needs_state=False)
    if "/services/oauth2/authorize" in joined:
        _refuse(
            "This is the link to open. Open it, choose Allow, then paste the address that comes after it."
        )
    if "://" in joined or "?" in joined:
        _refuse(f"There is no code in this address. {_WANTED}")
    if not _BARE_CODE.fullmatch(unquote(joined)):
        _refuse(
            "This is not the code of a sign-in: that is long, and begins with aPrx or ends with ==. Nothing was "
            f"sent. {_WANTED}"
        )
    return _code(joined)


def code_in(query: str, sign_in: SignIn, account: Account, *, needs_state: bool) -> Secret:
    """The code in the query part of a callback; each value is decoded exactly once.

    ``state`` must be this sign-in's when it is there, and must be there with ``needs_state``. Raises as
    :func:`read_answer`.
    """
    values = _values(query)
    state = values.get("state", "")
    if (state or needs_state) and Secret(unquote(state)) != sign_in.state:
        _refuse(
            "This answer belongs to another sign-in. Open the link of this one, and paste what comes of it."
        )
    if "error" in values:
        raise refusal(
            Step.AUTHORIZE,
            account,
            error=clean(unquote_plus(values["error"])),
            said=clean(unquote_plus(values.get("error_description", "")), LONG),
            status=0,
        )
    return _code(values.get("code", ""))


def _values(query: str) -> dict[str, str]:
    """Name -> value, still encoded. Two values for one name are refused: one of them is not ours."""
    values: dict[str, str] = {}
    for part in re.split(r"[&#]", query):
        name, _, value = part.partition("=")
        if values.setdefault(name, value) != value and name in {"code", "state", "error"}:
            _refuse(f"This address holds two answers. {_WANTED}")
    return values


def _code(raw: str) -> Secret:
    """Decoded once when it is encoded: a code has no ``%`` of its own (§4.1)."""
    code = unquote(raw)
    if not _CODE.fullmatch(code):
        _refuse(f"This is not the code of a sign-in. {_WANTED}")
    return Secret(code)


def _refuse(problem: str) -> NoReturn:
    raise InvalidFields({"answer": problem})
