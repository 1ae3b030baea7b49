"""What the account's pages show: limits, licences, users, logins (salesforce-oauth.md §11.3).

Everything in these records is foreign text, cleaned. What the user may not see is an empty answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sftui.account import Account, Token
from sftui.errors import RefusedError
from sftui.foreign import clean
from sftui.salesforce.rest import RECORD_ID, Session, call, is_not_permitted, query, quoted, session

if TYPE_CHECKING:
    import httpx

MOST_USERS = 500
"""In one answer; more would not fit the limit of a reply."""
_MOST = 10**15
"""A larger number counts nothing that an org has."""

_Record = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One allowance of the org."""

    name: str
    most: int
    remaining: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A user licence or a permission set licence: one subscription."""

    name: str
    kind: str
    """``user`` or ``permission set``."""
    status: str
    total: int
    used: int
    expires: str = ""
    """A date, where Salesforce tells one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgUser:
    id: str
    username: str
    name: str
    email: str
    company: str
    active: bool
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One row of Login History; ``status`` names the true cause of a refusal."""

    at: str
    status: str
    type: str
    subtype: str
    application: str
    source_ip: str
    url: str


async def limits(token: Token, account: Account, client: httpx.AsyncClient) -> tuple[Limit, ...]:
    """The org's allowances by name. Raises RefusedError, UnreachableError, UntrustedHost, as all here do."""
    at = session(token, account, client)
    try:
        body = await call(at, f"/services/data/v{at.version}/limits")
    except RefusedError as error:
        if not is_not_permitted(error):
            raise
        return ()
    found = body if isinstance(body, dict) else {}
    return tuple(
        Limit(name=clean(name, 80), most=_number(each.get("Max")), remaining=_number(each.get("Remaining")))
        for name, each in sorted(found.items())
        if isinstance(each, dict) and "Max" in each
    )


async def licences(token: Token, account: Account, client: httpx.AsyncClient) -> tuple[Licence, ...]:
    """User licences, then permission set licences."""
    at = session(token, account, client)
    users = await _permitted(
        at, "SELECT Name, MasterLabel, Status, TotalLicenses, UsedLicenses FROM UserLicense"
    )
    sets = await _permitted(
        at,
        "SELECT DeveloperName, MasterLabel, Status, TotalLicenses, UsedLicenses, ExpirationDate "
        "FROM PermissionSetLicense",
    )
    return (*(_licence(each, "user") for each in users), *(_licence(each, "permission set") for each in sets))


async def users(token: Token, account: Account, client: httpx.AsyncClient) -> tuple[OrgUser, ...]:
    """The users of the account's companies, all of them for ``*``."""
    at = session(token, account, client)
    soql = " ".join(
        (
            "SELECT Id, Username, Name, Email, CompanyName, IsActive, Profile.UserLicense.Name FROM User",
            _of_companies(account.company_names),
            f"ORDER BY Name LIMIT {MOST_USERS}",
        )
    )
    return tuple(
        OrgUser(
            id=clean(each.get("Id"), 18),
            username=clean(each.get("Username")),
            name=clean(each.get("Name")),
            email=clean(each.get("Email")),
            company=clean(each.get("CompanyName")),
            active=each.get("IsActive") is True,
            licence=_inner(each, "Profile", "UserLicense", "Name"),
        )
        for each in await _permitted(at, soql)
    )


async def user_id_of(token: Token, account: Account, client: httpx.AsyncClient, username: str) -> str:
    """The id of the user with this username in the token's org; "" when there is none to be seen."""
    at = session(token, account, client)
    soql = " ".join(("SELECT Id FROM User WHERE Username =", quoted(username), "LIMIT 1"))
    found = await _permitted(at, soql)
    return clean(found[0].get("Id"), 18) if found else ""


async def login_history(
    token: Token, account: Account, client: httpx.AsyncClient, user_id: str, *, most: int = 20
) -> tuple[Login, ...]:
    """The latest logins of a user, newest first; others than one's own need a permission (§11.3)."""
    if not RECORD_ID.fullmatch(user_id):
        return ()
    at = session(token, account, client)
    soql = " ".join(
        (
            "SELECT LoginTime, Status, LoginType, LoginSubType, Application, SourceIp, LoginUrl",
            "FROM LoginHistory WHERE UserId =",
            quoted(user_id),
            f"ORDER BY LoginTime DESC LIMIT {most}",
        )
    )
    return tuple(
        Login(
            at=clean(each.get("LoginTime"), 40),
            status=clean(each.get("Status")),
            type=clean(each.get("LoginType"), 80),
            subtype=clean(each.get("LoginSubType"), 80),
            application=clean(each.get("Application"), 80),
            source_ip=clean(each.get("SourceIp"), 45),
            url=clean(each.get("LoginUrl")),
        )
        for each in await _permitted(at, soql)
    )


async def _permitted(at: Session, soql: str) -> list[_Record]:
    try:
        return await query(at, soql)
    except RefusedError as error:
        if not is_not_permitted(error):
            raise
        return []


def _licence(record: _Record, kind: str) -> Licence:
    name = record.get("MasterLabel") or record.get("Name") or record.get("DeveloperName")
    return Licence(
        name=clean(name, 120),
        kind=kind,
        status=clean(record.get("Status"), 40),
        total=_number(record.get("TotalLicenses")),
        used=_number(record.get("UsedLicenses")),
        expires=clean(record.get("ExpirationDate"), 40),
    )


def _of_companies(names: Sequence[str]) -> str:
    wanted = [name for name in names if name.strip()]
    if not wanted or "*" in wanted:
        return ""
    return f"WHERE CompanyName IN ({', '.join(quoted(name) for name in wanted)})"


def _inner(record: _Record, *path: str) -> str:
    value: object = record
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return clean(value, 120)


def _number(value: object) -> int:
    """A count; 0 for what is none: JSON's numbers may be infinite, or no number at all."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _MOST:
        return 0
    return int(value)
