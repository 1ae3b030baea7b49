"""One coroutine for each grant: from an account to a token (salesforce-oauth.md §4–§8).

None of them needs a person. Credentials go to trusted hosts only, and into the body of the request only.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from sftui.account import Account, Secret, Token
from sftui.errors import Cause, InvalidFields, PersonNeeded, RefusedError
from sftui.salesforce.diagnosis import Step
from sftui.salesforce.hosts import PRODUCTION_LOGIN, SANDBOX_LOGIN
from sftui.salesforce.http import Retry, post_form
from sftui.salesforce.login_url import HostKind, LoginUrl, read_login_url
from sftui.salesforce.methods import CHOOSE_ONE
from sftui.salesforce.refusals.shapes import Action
from sftui.salesforce.replies import Asked, token_of
from sftui.salesforce.signin import callback_of
from sftui.salesforce.trust import login_host

if TYPE_CHECKING:
    import httpx

TOKEN_PATH = "/services/oauth2/token"  # noqa: S105 - a path
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
Clock = Callable[[], float]
"""Seconds since 1970."""


async def token_for(account: Account, client: httpx.AsyncClient, *, now: Clock = time.time) -> Token:
    """A new token by the account's method, without a person; asked for once.

    Raises RefusedError, UnreachableError, UntrustedHost and InvalidFields before anything is sent, and
    PersonNeeded when only a browser sign-in helps.
    """
    grants: dict[str, Callable[[Account, httpx.AsyncClient, Clock], Awaitable[Token]]] = {
        "password": _by_password,
        "client-credentials": _by_client_credentials,
        "jwt": _by_jwt,
        "tokens": _by_given_tokens,
        "web": _by_refresh_token,
        "device": _by_refresh_token,
    }
    grant = grants.get(account.method)
    if grant is None:
        raise InvalidFields({"method": CHOOSE_ONE})
    return await grant(account, client, now)


async def redeem_code(
    account: Account,
    code: Secret,
    verifier: Secret,
    client: httpx.AsyncClient,
    *,
    now: Clock = time.time,
) -> Token:
    """The token for the code of a browser sign-in, asked for once and at the same host (§4.3, §17.12).

    A public app's account has no client secret, and then none is sent. Errors as in ``token_for``.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code.reveal(),
        "redirect_uri": callback_of(account),
        "code_verifier": verifier.reveal(),
    }
    url = login_host(account).origin + TOKEN_PATH
    reply = await post_form(client, url, form | app_of(account))
    asked = Asked(step=Step.CODE, account=account, url=url, now=now(), sent=(code, verifier))
    return token_of(reply, asked)


async def _by_password(account: Account, client: httpx.AsyncClient, now: Clock) -> Token:
    """Password and security token are one text, joined here and nowhere else (§5). Never tried twice."""
    joined = Secret(account.password.reveal() + account.security_token.reveal())
    form = {"grant_type": "password", "username": account.username, "password": joined.reveal()}
    return await _asked(account, client, now, login_host(account), form, retry=Retry.NEVER, sent=(joined,))


async def _by_client_credentials(account: Account, client: httpx.AsyncClient, now: Clock) -> Token:
    """My Domain only, and never with a scope (§8)."""
    host = login_host(account)
    if host.is_generic or host.kind is HostKind.INSTANCE:
        raise InvalidFields(
            {"login_url": f"{host.host} does not serve this method. Type your My Domain, such as acme."}
        )
    form = {"grant_type": "client_credentials"}
    return await _asked(account, client, now, host, form, retry=Retry.ANY)


async def _by_given_tokens(account: Account, client: httpx.AsyncClient, now: Clock) -> Token:
    """The refresh token is used at once; a given access token alone is taken as it is."""
    if account.refresh_token or not account.access_token:
        return await _by_refresh_token(account, client, now)
    return Token(access_token=account.access_token, instance_url=login_host(account).origin)


async def _by_refresh_token(account: Account, client: httpx.AsyncClient, now: Clock) -> Token:
    """At the org's own host, when it is known (§6). With rotation a refresh token serves once."""
    if not account.refresh_token:
        raise PersonNeeded(
            "There is no refresh token to renew the connection with.",
            Cause(
                "The sign-in was never finished, or the app gives no refresh token.",
                "Sign in once more; the app needs the scope refresh_token.",
                guide="scopes",
                action=Action.SIGN_IN_AGAIN,
            ),
        )
    form = {"grant_type": "refresh_token", "refresh_token": account.refresh_token.reveal()}
    host = issuing_host(account)
    return await _asked(account, client, now, host, form, step=Step.REFRESH, retry=Retry.UNSENT)


async def _by_jwt(account: Account, client: httpx.AsyncClient, now: Clock) -> Token:
    """One assertion after another until the audience fits; any other answer ends the search (§7)."""
    from sftui.salesforce.certificate import assertion

    first: RefusedError | None = None
    for host, audience in _audiences(account, login_host(account)):
        signed = Secret(assertion(account, audience, now()))
        form = {"grant_type": JWT_GRANT, "assertion": signed.reveal()}
        url = host + TOKEN_PATH
        reply = await post_form(client, url, form, retry=Retry.ANY)
        asked = Asked(step=Step.TOKEN, account=account, url=url, now=now(), sent=(signed,))
        try:
            return token_of(reply, asked, audience=audience)
        except RefusedError as error:
            if not _is_about_audience(error):
                raise
            first = first or error
    assert first is not None, "there is always one audience to try"  # noqa: S101 - for the type checker
    raise first


def _audiences(account: Account, login: LoginUrl) -> tuple[tuple[str, str], ...]:
    """Pairs of host and audience in the order of trying: what fits the environment, then the rest.

    Generic hosts of both environments are never mixed (§7). An assertion goes to other hosts than the login
    URL's only when that is Salesforce's own.
    """
    own = login.origin
    generic = [f"https://{PRODUCTION_LOGIN}", f"https://{SANDBOX_LOGIN}"]
    if login.environment.value in {"sandbox", "scratch"}:
        generic.reverse()
    at_salesforce = login.trusted and login.kind is not HostKind.LOOPBACK
    pairs = [(own, account.audience)] if account.audience else []
    pairs += [(own, own), *((own, each) for each in generic)]
    if at_salesforce:
        pairs += [*((each, each) for each in generic), *((each, own) for each in generic)]
    mixed = {(generic[0], generic[1]), (generic[1], generic[0])}
    return tuple(pair for pair in dict.fromkeys(pairs) if pair not in mixed)


def _is_about_audience(error: RefusedError) -> bool:
    return error.error in {"app_not_found", "OAUTH_EC_APP_NOT_FOUND"} or "audience" in error.said.lower()


def issuing_host(account: Account) -> LoginUrl:
    """The org's My Domain rather than a generic host: an admin can close the latter (§1.1)."""
    login = login_host(account)
    if login.is_generic and account.instance_url:
        try:
            org = read_login_url(account.instance_url)
        except InvalidFields:
            return login
        if org.kind is HostKind.MY_DOMAIN:
            return org
    return login


def app_of(account: Account) -> dict[str, str]:
    """The app's key, and its secret when there is one: a public app must not send any."""
    secret = account.client_secret.reveal()
    return {"client_id": account.client_id} | ({"client_secret": secret} if secret else {})


async def _asked(
    account: Account,
    client: httpx.AsyncClient,
    now: Clock,
    host: LoginUrl,
    form: Mapping[str, str],
    *,
    step: Step = Step.TOKEN,
    retry: Retry,
    sent: tuple[Secret, ...] = (),
) -> Token:
    url = host.origin + TOKEN_PATH
    reply = await post_form(client, url, dict(form) | app_of(account), retry=retry)
    return token_of(reply, Asked(step=step, account=account, url=url, now=now(), sent=sent))
