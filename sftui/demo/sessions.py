"""Making and ending access tokens, approvals and refresh tokens (salesforce-oauth.md §6, §11.4)."""

from __future__ import annotations

import base64
import json

from sftui.demo.apps import App
from sftui.demo.clients import carries_refresh
from sftui.demo.ids import TOKEN_ALPHABET
from sftui.demo.people import Person
from sftui.demo.tokens import Approval, Session
from sftui.demo.world import World


def open_session(
    world: World, person: Person, app: App, scope: tuple[str, ...], approval: Approval | None = None
) -> Session:
    """A fresh access token, or the living one of the same kind where the org is switched so."""
    switches = person.org.switches
    if switches.same_access_token:
        for known in reversed(world.sessions.values()):
            if (known.person, known.app, known.scope) == (person, app, scope) and is_alive(world, known):
                return known
    now = world.now()
    timeout = app.session_timeout or switches.session_timeout
    session = Session(
        access_token=_access_token(world, person, app, scope, now + timeout),
        person=person,
        app=app,
        scope=scope,
        created=now,
        renewed=now,
        timeout=timeout,
        approval=approval,
    )
    world.sessions[session.access_token] = session
    return session


def _access_token(world: World, person: Person, app: App, scope: tuple[str, ...], ends: float) -> str:
    if not person.org.switches.jwt_access_tokens:
        return f"{person.org.id[:15]}!AQEAQ{world.fountain.text(91, TOKEN_ALPHABET)}"
    claims = {"scp": " ".join(scope), "sub": f"uid:{person.id}", "client_id": app.client_id, "exp": int(ends)}
    head = _base64url(json.dumps({"alg": "RS256", "typ": "JWT", "kid": "demo"}).encode())
    return f"{head}.{_base64url(json.dumps(claims).encode())}.{_base64url(world.fountain.take(256))}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def is_alive(world: World, session: Session) -> bool:
    person = session.person
    usable = person.active and not person.frozen and not person.org.switches.deleted
    return usable and not session.ended and world.now() < session.renewed + session.timeout


def live_session(world: World, access_token: str | None) -> Session | None:
    """The session of a token if it lives; using it in the second half of its time renews it."""
    session = world.sessions.get(access_token or "")
    if session is None or not is_alive(world, session):
        return None
    now = world.now()
    fixed = session.access_token.startswith("eyJ")
    if not fixed and now - session.renewed > session.timeout / 2:
        session.renewed = now
    return session


def approve(world: World, person: Person, app: App, scope: tuple[str, ...]) -> Approval:
    """A person's yes. One more than the org's limit ends the oldest of this person and app (§6)."""
    now = world.now()
    token = f"5Aep861{world.fountain.text(80, TOKEN_ALPHABET)}" if carries_refresh(scope) else ""
    approval = Approval(person=person, app=app, scope=scope, created=now, used=now, refresh_token=token)
    world.approvals.append(approval)
    living = live_approvals(world, person, app)
    for oldest in living[: max(0, len(living) - person.org.switches.approvals_limit)]:
        end_approval(world, oldest, "limit")
    return approval


def live_approvals(world: World, person: Person, app: App | None = None) -> list[Approval]:
    """Oldest first."""
    return [
        approval
        for approval in world.approvals
        if approval.person is person and not approval.ended and (app is None or approval.app is app)
    ]


def end_approval(world: World, approval: Approval, reason: str) -> None:
    """The refresh token and all access tokens that came from it end together (§10)."""
    approval.ended = approval.ended or reason
    for session in world.sessions.values():
        if session.approval is approval:
            session.ended = True


def end_sessions(world: World, person: Person) -> int:
    """End every access token of a person; refresh tokens stay. Returns how many were alive."""
    alive = [one for one in world.sessions.values() if one.person is person and is_alive(world, one)]
    for session in alive:
        session.ended = True
    return len(alive)


def approval_of(world: World, refresh_token: str) -> Approval | None:
    """The approval that a refresh token belongs to, also one that was rotated away."""
    if not refresh_token:
        return None
    for approval in world.approvals:
        if refresh_token == approval.refresh_token or refresh_token in approval.rotated_away:
            return approval
    return None
