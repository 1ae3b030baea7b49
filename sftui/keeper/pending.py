"""A waiting sign-in in its three shapes: as it is stored, as it is shown, and as the protocol takes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sftui.account import Account, Token
from sftui.errors import InvalidFields
from sftui.moments import moment_of, stamp
from sftui.salesforce.device import DeviceCode
from sftui.salesforce.signin import SignIn
from sftui.vault.sessions import PendingSignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A sign-in that waits for a person, as screens and command line show it."""

    id: str
    draft: Account
    link: str
    """What to open in a browser; for a device sign-in with the code filled in."""
    user_code: str = ""
    """Only for a device sign-in."""
    verification_url: str = ""
    callback: str = ""
    """Only for a browser sign-in: where the listener waits, if it can."""
    is_answered: bool = False
    """The person did their part; only reading and saving is left."""
    expires_at: datetime


def from_device(code: DeviceCode, draft: Account, sign_in_id: str, now: datetime) -> PendingSignIn:
    return PendingSignIn(
        id=sign_in_id,
        draft=draft,
        method=draft.method,
        created_at=stamp(now),
        expires_at=_stamp_of(code.expires_at),
        authorize_url=code.link,
        device_code=code.device_code,
        user_code=code.user_code,
        verification_url=code.verification_url,
        interval=code.interval,
    )


def from_browser(sign_in: SignIn, draft: Account, sign_in_id: str, now: datetime) -> PendingSignIn:
    return PendingSignIn(
        id=sign_in_id,
        draft=draft,
        method=draft.method,
        created_at=stamp(now),
        expires_at=_stamp_of(sign_in.expires_at),
        state=sign_in.state,
        verifier=sign_in.verifier,
        redirect_uri=sign_in.redirect_uri,
        authorize_url=sign_in.link,
    )


def shown(pending: PendingSignIn) -> Waiting:
    return Waiting(
        id=pending.id,
        draft=pending.draft,
        link=pending.authorize_url,
        user_code=pending.user_code,
        verification_url=pending.verification_url,
        callback=pending.redirect_uri,
        is_answered=bool(pending.access_token),
        expires_at=moment_of(pending.expires_at) or datetime.fromtimestamp(0, UTC),
    )


def as_sign_in(pending: PendingSignIn) -> SignIn:
    if pending.method == "device":
        raise InvalidFields(
            {"answer": "A device sign-in takes no pasted answer: enter the code in the browser."}
        )
    return SignIn(
        link=pending.authorize_url,
        state=pending.state,
        verifier=pending.verifier,
        redirect_uri=pending.redirect_uri,
        expires_at=_seconds(pending.expires_at),
    )


def as_device_code(pending: PendingSignIn) -> DeviceCode:
    return DeviceCode(
        device_code=pending.device_code,
        user_code=pending.user_code,
        verification_url=pending.verification_url,
        link=pending.authorize_url,
        interval=pending.interval,
        expires_at=_seconds(pending.expires_at),
    )


def kept_token(pending: PendingSignIn) -> Token:
    return Token(
        access_token=pending.access_token,
        refresh_token=pending.refresh_token,
        instance_url=pending.instance_url,
    )


def _stamp_of(seconds: float) -> str:
    return stamp(datetime.fromtimestamp(seconds, UTC))


def _seconds(text: str) -> float:
    moment = moment_of(text)
    return 0.0 if moment is None else moment.timestamp()
