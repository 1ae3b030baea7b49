"""Device sign-in: a code to enter on another device, as Salesforce spells it (salesforce-oauth.md §9)."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from sftui.account import Account, Secret, Token
from sftui.errors import RefusedError, UnreachableError
from sftui.foreign import clean
from sftui.salesforce.diagnosis import Step, refusal
from sftui.salesforce.exchange import TOKEN_PATH, Clock, app_of
from sftui.salesforce.http import Retry, post_form
from sftui.salesforce.methods import DEFAULT_SCOPE
from sftui.salesforce.replies import Asked, error_of, not_salesforce, secret_text, token_of
from sftui.salesforce.trust import host_in_reply, login_host

if TYPE_CHECKING:
    import httpx

USUAL_INTERVAL = 5
SLOWER_BY = 5
"""Seconds added at each ``slow_down`` (§9.2)."""
LIFE = 600
"""Seconds; Salesforce's reply often does not say (§9.1)."""
LONGEST_LIFE = 3600
FAULTS_BORNE = 2
"""Faults of the network or of Salesforce in a row that polling outlives (§9.2)."""

_ADDRESS = re.compile(r"https?://[\x21-\x7e]{1,500}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCode:
    """A device sign-in that waits for its person. Plain data: it can be stored and taken up again."""

    device_code: Secret
    user_code: str
    verification_url: str
    link: str
    """The same with the code filled in."""
    interval: int
    """Seconds between two polls."""
    expires_at: float
    """Seconds since 1970."""


async def start_device(account: Account, client: httpx.AsyncClient, *, now: Clock = time.time) -> DeviceCode:
    """Ask for a code. Raises RefusedError, UnreachableError, UntrustedHost, InvalidFields."""
    url = login_host(account).origin + TOKEN_PATH
    form = {
        "response_type": "device_code",
        "client_id": account.client_id,
        "scope": account.scope or DEFAULT_SCOPE,
    }
    reply = await post_form(client, url, form, retry=Retry.ANY)
    body = reply.body
    if reply.status != 200 or not isinstance(body, dict) or "error" in body:
        raise error_of(reply, Asked(step=Step.DEVICE, account=account, url=url, now=now()))
    device_code = secret_text(body.get("device_code"))
    user_code = clean(body.get("user_code"), 40)
    address = body.get("verification_uri") or body.get("verification_url")
    if not device_code or not user_code or not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        raise not_salesforce(reply, url)
    host_in_reply(address, account)
    return DeviceCode(
        device_code=device_code,
        user_code=user_code,
        verification_url=address,
        link=f"{address}{'&' if '?' in address else '?'}user_code={quote(user_code, safe='')}",
        interval=_seconds(body.get("interval"), USUAL_INTERVAL, at_most=60),
        expires_at=now() + _seconds(body.get("expires_in"), LIFE, at_most=LONGEST_LIFE),
    )


async def poll_device(
    account: Account,
    code: DeviceCode,
    client: httpx.AsyncClient,
    *,
    now: Clock = time.time,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Token:
    """Wait for the person: ask at the server's interval until there is a token, a no, or the code's end.

    Raises RefusedError (``expired_token`` at the code's end), UnreachableError, UntrustedHost. Can be
    cancelled, and taken up again with the same code.
    """
    interval = code.interval
    faults = 0
    while now() < code.expires_at:
        await sleep(min(interval, max(0.0, code.expires_at - now())))
        try:
            return await _poll_once(account, code, client, now)
        except RefusedError as error:
            if error.error == "authorization_pending":
                faults = 0
            elif error.error == "slow_down":
                interval += SLOWER_BY
            elif error.error == "server_error" and faults < FAULTS_BORNE:
                faults += 1
            else:
                raise
        except UnreachableError:
            if faults >= FAULTS_BORNE:
                raise
            faults += 1
    raise refusal(
        Step.DEVICE, account, error="expired_token", said="the code was not entered in time", status=0
    )


async def _poll_once(account: Account, code: DeviceCode, client: httpx.AsyncClient, now: Clock) -> Token:
    url = login_host(account).origin + TOKEN_PATH
    form = {"grant_type": "device", "code": code.device_code.reveal()} | app_of(account)
    reply = await post_form(client, url, form)
    asked = Asked(step=Step.DEVICE, account=account, url=url, now=now(), sent=(code.device_code,))
    return token_of(reply, asked)


def _seconds(value: object, usual: int, *, at_most: int) -> int:
    number = int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 6 else value
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        return usual
    return min(number, at_most)
