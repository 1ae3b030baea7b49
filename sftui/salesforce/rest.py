"""REST calls with a token: the address, the array of errors, and what is simply not permitted."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sftui.account import Account, Token
from sftui.errors import RefusedError, SftuiError
from sftui.salesforce.diagnosis import Step
from sftui.salesforce.http import Reply, get_json
from sftui.salesforce.replies import Asked, error_of, not_salesforce
from sftui.salesforce.trust import host_in_reply

if TYPE_CHECKING:
    import httpx

TESTED_VERSION = "68.0"
"""The newest API version that this program was tested with (salesforce-oauth.md §11.1)."""
RECORD_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_CHOICE = re.compile(r"v?(\d{2,3})(?:\.0)?")
_NOT_PERMITTED = frozenset(
    {
        "INSUFFICIENT_ACCESS",
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "INVALID_FIELD",
        "INVALID_TYPE",
        "MALFORMED_QUERY",
        "NOT_FOUND",
    }
)
"""What REST says about objects and fields that are hidden from the user (§11.2)."""


@dataclass(frozen=True, slots=True)
class Session:
    """A token in use: at which host, for which account."""

    token: Token
    account: Account
    client: httpx.AsyncClient

    @property
    def version(self) -> str:
        """The account's own choice, such as ``68.0``, also where it was written ``v68``."""
        chosen = _CHOICE.fullmatch(self.account.api_version.strip())
        return f"{chosen[1]}.0" if chosen else TESTED_VERSION


def session(token: Token, account: Account, client: httpx.AsyncClient) -> Session:
    """Raises UntrustedHost when the token's own host is not one to send it to."""
    host_in_reply(token.instance_url, account)
    return Session(token, account, client)


async def call(open_session: Session, path: str, *, params: Mapping[str, str] | None = None) -> object:
    """The JSON that a path answers. Raises RefusedError, UnreachableError."""
    url = open_session.token.instance_url + path
    token = open_session.token.access_token
    reply = await get_json(open_session.client, url, token=token, params=params)
    if reply.status == 200 and reply.body is not None:
        return reply.body
    raise _error(reply, open_session, url)


def _error(reply: Reply, open_session: Session, url: str) -> SftuiError:
    """The error for a reply that is no success."""
    if reply.status < 300:
        return not_salesforce(reply, url)
    asked = Asked(
        step=Step.REST,
        account=open_session.account,
        url=url,
        now=time.time(),
        sent=(open_session.token.access_token,),
    )
    return error_of(reply, asked)


async def query(open_session: Session, soql: str, *, version: str = "") -> list[dict[str, object]]:
    """The records of a query, those of the first reply. Raises RefusedError, UnreachableError."""
    path = f"/services/data/v{version or open_session.version}/query"
    body = await call(open_session, path, params={"q": soql})
    records = body.get("records") if isinstance(body, dict) else None
    return [each for each in records if isinstance(each, dict)] if isinstance(records, list) else []


def is_not_permitted(error: RefusedError) -> bool:
    """Whether the token is good and only this answer is kept from the user."""
    return error.error in _NOT_PERMITTED


def quoted(text: str) -> str:
    """A SOQL text literal."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"
