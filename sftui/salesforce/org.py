"""Who am I, and where: read after the token (salesforce-oauth.md §10, §11).

Salesforce tells different users different things. What is not permitted is simply missing; only a token that
is not accepted at all is an error.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin

from sftui.account import Account, Environment, Identity, Secret, Token
from sftui.errors import InvalidFields, RefusedError, SftuiError, UnreachableError, UntrustedHost
from sftui.foreign import clean
from sftui.salesforce.diagnosis import Step
from sftui.salesforce.exchange import issuing_host
from sftui.salesforce.http import Reply, Retry, get_json, post_form
from sftui.salesforce.login_url import read_login_url
from sftui.salesforce.replies import Asked, error_of, refused, words_of
from sftui.salesforce.rest import RECORD_ID, TESTED_VERSION, Session, call, is_not_permitted, query, session
from sftui.salesforce.trust import host_in_reply

if TYPE_CHECKING:
    import httpx

_HOPS = 3
"""Redirects of the identity URL that are followed."""
_VERSION = re.compile(r"\d{1,3}\.\d")
_DEAD = frozenset({"invalid_token", "unsupported_token_type"})
"""What revoke says about a token that Salesforce no longer knows (§10)."""
_IDENTITY_ERROR = re.compile(r"[A-Za-z_]{3,40}")
"""``Bad_OAuth_Token`` and its like: the identity services answer a plain word (§10)."""
_IDS_IN_URL = re.compile(r"/id/(00D[A-Za-z0-9]{12,15})/(005[A-Za-z0-9]{12,15})")
_ORGANIZATION = "SELECT Id, Name, IsSandbox, TrialExpirationDate, OrganizationType FROM Organization"


async def identity(token: Token, account: Account, client: httpx.AsyncClient) -> Identity:
    """User, org, environment, API version, in four or five short calls.

    Raises RefusedError when the token is not accepted (``error`` is ``INVALID_SESSION_ID``), the API is closed
    to the user, or nothing at all tells who the user is; UnreachableError, UntrustedHost.
    """
    at = session(token, account, client)
    version = await newest_version(at)
    org = await _organization(at, version)
    who, refused_to_say = await _who(at)
    user_id = _id(who.get("user_id")) or _from_url(token.identity_url, 2)
    if user_id and not who.get("username"):
        who = {**await _user_record(at, user_id, version), **{k: v for k, v in who.items() if v}}
    if refused_to_say is not None and not any(who.values()):
        raise refused_to_say
    return Identity(
        user_id=user_id,
        org_id=_id(org.get("Id")) or _id(who.get("organization_id")) or _from_url(token.identity_url, 1),
        username=clean(who.get("username")),
        display_name=clean(who.get("display_name")),
        email=clean(who.get("email")),
        org_name=clean(org.get("Name")),
        environment=_environment(org, token.instance_url),
        instance_url=token.instance_url,
        organization_type=clean(org.get("OrganizationType"), 80),
        api_version=version,
    )


def identity_in(token: Token) -> Identity:
    """As much of who answered as the token's own reply says, with no further call: the org and the user."""
    return Identity(
        user_id=_from_url(token.identity_url, 2),
        org_id=_from_url(token.identity_url, 1),
        instance_url=token.instance_url,
    )


async def probe(token: Token, account: Account, client: httpx.AsyncClient) -> None:
    """One cheap call: is the token alive? Raises RefusedError, UnreachableError, UntrustedHost."""
    at = session(token, account, client)
    try:
        await call(at, f"/services/data/v{at.version}/limits")
    except RefusedError as problem:
        if not is_not_permitted(problem):
            raise


async def newest_version(at: Session) -> str:
    """The highest version that the org lists and this program was tested with (§11.1)."""
    try:
        listed = await call(at, "/services/data")
    except RefusedError as problem:
        if not is_not_permitted(problem):
            raise
        listed = []
    entries = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    offered = [_version_number(each.get("version")) for each in entries]
    usable = [each for each in offered if 0 < each <= float(TESTED_VERSION)]
    return f"{max(usable):.1f}" if usable else TESTED_VERSION


async def revoke(secret: Secret, account: Account, client: httpx.AsyncClient) -> None:
    """End a token; with a refresh token, its access tokens too (§10).

    Raises RefusedError, which :func:`is_gone` knows when the token was dead already, UnreachableError, UntrustedHost.
    """
    url = issuing_host(account).origin + "/services/oauth2/revoke"
    reply = await post_form(client, url, {"token": secret.reveal()}, retry=Retry.ANY)
    if reply.status == 200 and "html" not in reply.content_type:
        return
    said = words_of(reply.body) if reply.body is not None else _words_of_form(reply.text)
    asked = Asked(step=Step.REVOKE, account=account, url=url, now=time.time(), sent=(secret,))
    if said[0]:
        raise refused(reply, asked, *said)
    raise error_of(reply, asked)


def is_gone(error: SftuiError) -> bool:
    """Whether what was to be revoked had ended already, so that nothing is left of it."""
    return isinstance(error, RefusedError) and error.error in _DEAD


async def _organization(at: Session, version: str) -> Mapping[str, object]:
    """The one call that decides whether the token serves: every user may ask, unless the API is closed."""
    try:
        records = await query(at, _ORGANIZATION, version=version)
    except RefusedError as problem:
        if not is_not_permitted(problem):
            raise
        return {}
    return records[0] if records else {}


async def _who(at: Session) -> tuple[dict[str, object], RefusedError | None]:
    """From the identity URL, else from user info; {} when neither is permitted, with why Salesforce refused."""
    found, no = await _identity_url(at)
    if found:
        return found, None
    url = f"{at.token.instance_url}/services/oauth2/userinfo"
    reply = await get_json(at.client, url, token=at.token.access_token)
    if reply.status != 200 or not isinstance(reply.body, dict):
        return {}, no or _no_of(reply, at, url)
    body = reply.body
    # preferred_username is not always the username, so that is read from the user's record (§10)
    found = {
        "user_id": body.get("user_id"),
        "organization_id": body.get("organization_id"),
        "display_name": body.get("name"),
        "email": body.get("email"),
    }
    return found, None


async def _user_record(at: Session, user_id: str, version: str) -> dict[str, object]:
    try:
        body = await call(at, f"/services/data/v{version}/sobjects/User/{user_id}")
    except RefusedError as problem:
        if not is_not_permitted(problem):
            raise
        return {}
    record = body if isinstance(body, dict) else {}
    return {
        "username": record.get("Username"),
        "display_name": record.get("Name"),
        "email": record.get("Email"),
    }


async def _identity_url(at: Session) -> tuple[dict[str, object], RefusedError | None]:
    """The identity URL's answer; redirects are followed to trusted hosts only, with the token sent again."""
    url = at.token.identity_url
    for _ in range(_HOPS + 1):
        if not url.startswith(("https://", "http://")):
            break
        try:
            host_in_reply(url, at.account)
            reply = await get_json(at.client, url, token=at.token.access_token)
        except (UntrustedHost, UnreachableError):
            break
        if reply.status in {301, 302, 303, 307, 308} and reply.location:
            try:
                url = urljoin(url, reply.location)
            except ValueError:
                break
            continue
        if reply.status == 200 and isinstance(reply.body, dict):
            return reply.body, None
        return {}, _no_of(reply, at, url)
    return {}, None


def _no_of(reply: Reply, at: Session, url: str) -> RefusedError | None:
    """Salesforce's no to the question who this is: one plain word, or JSON (§10). None for a page or a fault."""
    error, said = words_of(reply.body)
    word = reply.text.strip()
    if not error and reply.body is None and _IDENTITY_ERROR.fullmatch(word):
        error = word
    if reply.status < 400 or not (error or said):
        return None
    account, secret = at.account, at.token.access_token
    asked = Asked(step=Step.IDENTITY, account=account, url=url, now=time.time(), sent=(secret,))
    return refused(reply, asked, error, said)


def _environment(org: Mapping[str, object], instance_url: str) -> Environment:
    """From the org's own record (§11.3); where that is hidden, from the host's name."""
    sandbox = org.get("IsSandbox")
    if sandbox is True:
        return Environment.SCRATCH if org.get("TrialExpirationDate") else Environment.SANDBOX
    if sandbox is False:
        edition = org.get("OrganizationType")
        return Environment.DEVELOPER if edition == "Developer Edition" else Environment.PRODUCTION
    try:
        return read_login_url(instance_url).environment
    except InvalidFields:
        return Environment.UNKNOWN


def _from_url(identity_url: str, part: int) -> str:
    """Org id (1) or user id (2) of an identity URL."""
    found = _IDS_IN_URL.search(identity_url)
    return found[part] if found else ""


def _id(value: object) -> str:
    return value if isinstance(value, str) and RECORD_ID.fullmatch(value) else ""


def _version_number(value: object) -> float:
    return float(value) if isinstance(value, str) and _VERSION.fullmatch(value) else 0.0


def _words_of_form(text: str) -> tuple[str, str]:
    """Revoke may answer in the form of a form: ``error=…&error_description=…`` (§10)."""
    fields = dict(parse_qsl(text[:2000]))
    return clean(fields.get("error")), clean(fields.get("error_description"))
