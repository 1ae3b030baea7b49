"""Web server flow, first half: the person signs in, says yes, and is sent back with a code (§4.1)."""

from __future__ import annotations

from collections.abc import Mapping

from sftui.demo.apps import App
from sftui.demo.clients import allowed_scope, check_access, check_installed, find_app
from sftui.demo.forms import form_of
from sftui.demo.hosts import Host
from sftui.demo.ids import TOKEN_ALPHABET
from sftui.demo.messages import Reply, Request, redirect, with_parameters
from sftui.demo.pages import (
    APPROVE_PATH,
    authorization_error_page,
    consent_page,
    device_done_page,
    login_page,
    missing_challenge,
    oauth_error_page,
    plain_error,
    success_page,
)
from sftui.demo.people import Person
from sftui.demo.refusals import OAuthRefusal
from sftui.demo.signing_in import LOCKED, SUCCESS, UNKNOWN_USER, note_attempt, verdict
from sftui.demo.tokens import Code, Errand
from sftui.demo.world import World

_CHECK_AGAIN = (
    "Please check your username and password. If you still can't log in, "
    "contact your Salesforce administrator."
)


def authorize(world: World, request: Request) -> Reply:
    """Checks the request. What is wrong with app or callback is a page, the rest goes to the callback."""
    asked = form_of(request) if request.method == "POST" else request.parameters
    try:
        app = find_app(world, request.host, asked.get("client_id", ""), elsewhere="OAUTH_EC_APP_NOT_FOUND")
    except OAuthRefusal as refusal:
        if refusal.error == "OAUTH_APP_BLOCKED":
            return _blocked(world, asked, refusal)
        return oauth_error_page(refusal.error, refusal.description)
    callback = asked.get("redirect_uri", "")
    if callback not in app.callbacks:
        return oauth_error_page("redirect_uri_mismatch", "redirect_uri must match configuration")
    if _needs_challenge(world, request.host, app) and not asked.get("code_challenge"):
        return missing_challenge()
    try:
        errand = _errand(world, request.host, app, asked)
    except OAuthRefusal as refusal:
        return send_error(callback, asked.get("state"), refusal)
    known = world.browser_sessions.get(_cookie(request, "sid"))
    if known is not None and request.host.serves(known.org) and not errand.force_login:
        errand.person = known
        return redirect(f"{APPROVE_PATH}?flow={errand.id}")
    if asked.get("prompt") == "none":
        return send_error(callback, errand.state, OAuthRefusal("login_required", "login required"))
    return redirect(f"/login?flow={errand.id}")


def _blocked(world: World, asked: Mapping[str, str], refusal: OAuthRefusal) -> Reply:
    """A blocked app is told at its callback, if that is one of its own."""
    callback = asked.get("redirect_uri", "")
    if callback in world.apps[asked["client_id"]].callbacks:
        return send_error(callback, asked.get("state"), refusal)
    return oauth_error_page("redirect_uri_mismatch", "redirect_uri must match configuration")


def _needs_challenge(world: World, host: Host, app: App) -> bool:
    return app.require_pkce or world.switches(host).require_pkce


def _errand(world: World, host: Host, app: App, asked: Mapping[str, str]) -> Errand:
    if asked.get("response_type") != "code" or "web" not in app.flows:
        raise OAuthRefusal("unsupported_response_type", "response type is not supported")
    if asked.get("code_challenge_method", "S256") != "S256":
        raise OAuthRefusal("invalid_request", "invalid code challenge method")
    errand = Errand(
        id=world.fountain.text(32),
        host_url=host.url,
        app=app,
        scope=allowed_scope(app, asked.get("scope")),
        redirect_uri=asked["redirect_uri"],
        state=asked.get("state"),
        challenge=asked.get("code_challenge", ""),
        nonce=asked.get("nonce", ""),
        login_hint=asked.get("login_hint", ""),
        force_login="login" in asked.get("prompt", "").split(),
    )
    world.errands[errand.id] = errand
    return errand


def send_error(callback: str, state: str | None, refusal: OAuthRefusal) -> Reply:
    fields = {"error": refusal.error, "error_description": refusal.description}
    if state is not None:
        fields["state"] = state
    return redirect(with_parameters(callback, fields))


def _cookie(request: Request, name: str) -> str:
    for piece in request.headers.get("cookie", "").split(";"):
        key, _, value = piece.strip().partition("=")
        if key == name:
            return value
    return ""


def _find_errand(world: World, request: Request) -> Errand | None:
    asked = form_of(request) if request.method == "POST" else request.parameters
    errand = world.errands.get(asked.get("flow", ""))
    return errand if errand is not None and errand.host_url == request.host.url else None


def login(world: World, request: Request) -> Reply:
    """The login form. A browser login needs no security token; failures count towards lockout."""
    errand = _find_errand(world, request)
    if errand is None:
        return plain_error(404, "This sign-in is over. Start it again from your program.")
    if request.method != "POST":
        return login_page(errand)
    form = form_of(request)
    username, sent = form.get("un", ""), form.get("pw", "")
    person = world.person_at(request.host, username)
    if person is None:
        note_attempt(world, request.host, username, sent, "web", UNKNOWN_USER)
        return login_page(errand, username=username, message=_CHECK_AGAIN)
    status = verdict(world, request.host, person, sent, token_needed=False)
    if status == SUCCESS and person.api_only:
        status = "API Only User"
    note_attempt(world, request.host, username, sent, "web", status)
    world.note_login(person, request.host, "Browser", "UI", status)
    if status != SUCCESS:
        message = "Your access to Salesforce is locked for some time." if status == LOCKED else _CHECK_AGAIN
        return login_page(errand, username=username, message=message)
    errand.person = person
    session_id = world.fountain.text(32)
    world.browser_sessions[session_id] = person
    cookie = ("Set-Cookie", f"sid={session_id}; path=/; HttpOnly")
    return redirect(f"{APPROVE_PATH}?flow={errand.id}", headers=(cookie,))


def consent(world: World, request: Request) -> Reply:
    """Allow or Deny; nobody is asked where an administrator has approved the app for this person."""
    errand = _find_errand(world, request)
    if errand is None or errand.person is None:
        return plain_error(404, "This sign-in is over. Start it again from your program.")
    try:
        check_installed(errand.app, errand.person)
        check_access(errand.app, errand.person)
    except OAuthRefusal as refusal:
        del world.errands[errand.id]
        return _refused_person(errand, refusal)
    answer = form_of(request).get("answer", "") if request.method == "POST" else ""
    if errand.app.admin_approved and errand.device is None:
        answer = "allow"
    if answer not in {"allow", "deny"}:
        return consent_page(errand)
    del world.errands[errand.id]
    return decide(world, errand, errand.person, allowed=answer == "allow")


def _refused_person(errand: Errand, refusal: OAuthRefusal) -> Reply:
    if errand.device is not None:
        errand.device.state = "denied"
    elif refusal.error != "invalid_client":
        return send_error(errand.redirect_uri, errand.state, refusal)
    fields = {"error": refusal.error, "error_description": refusal.description}
    return redirect(with_parameters("/_ui/identity/oauth/ui/AuthorizationError", fields))


def decide(world: World, errand: Errand, person: Person, *, allowed: bool) -> Reply:
    """Carry out a person's answer."""
    if errand.device is not None:
        errand.device.state = "approved" if allowed else "denied"
        errand.device.person = person if allowed else None
        return device_done_page(allowed=allowed)
    if not allowed:
        refusal = OAuthRefusal("access_denied", "end-user denied authorization")
        return send_error(errand.redirect_uri, errand.state, refusal)
    code = Code(
        code=f"aPrx{world.fountain.text(72, TOKEN_ALPHABET)}==",
        person=person,
        app=errand.app,
        scope=errand.scope,
        redirect_uri=errand.redirect_uri,
        challenge=errand.challenge,
        host_url=errand.host_url,
        created=world.now(),
        nonce=errand.nonce,
    )
    world.codes[code.code] = code
    return redirect(with_parameters(errand.redirect_uri, _answer_fields(person, code, errand.state)))


def _answer_fields(person: Person, code: Code, state: str | None) -> dict[str, str]:
    """``code`` and ``state``; an org that varies its replies changes their order and adds to them."""
    fields = {"code": code.code}
    if state is not None:
        fields["state"] = state
    if person.org.switches.vary is None:
        return fields
    return {"sfdc_community_url": "", **dict(reversed(fields.items()))}


def success(_world: World, _request: Request) -> Reply:
    return success_page()


def error_page(_world: World, request: Request) -> Reply:
    asked = request.parameters
    return authorization_error_page(asked.get("error", ""), asked.get("error_description", ""))
