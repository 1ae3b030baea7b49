"""What the expendable file holds, as frozen data, and its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sftui.account import NO_SECRET, Account, Happening, Health, Problem, Secret, Status
from sftui.errors import FileError
from sftui.vault import document as inner


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An access token that worked. Times are RFC 3339 in UTC, "" when unknown.

    Never a refresh token: that one is precious and lives in the account file.
    """

    access_token: Secret
    instance_url: str
    identity_url: str = ""
    issued_at: str = ""
    """When Salesforce says that it made the token."""
    scope: str = ""
    audience: str = ""
    stored_at: str = ""
    """When sftui got it, by this computer's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """A sign-in that waits for a person: in a browser (``web``, ``tokens``) or with a code (``device``).

    Survives a lost terminal, and is offered again until ``expires_at``.
    """

    id: str
    draft: Account
    """The form as it was sent; its ``id`` tells which account is reconnected, "" for a new one."""
    method: str
    created_at: str
    expires_at: str
    state: Secret = NO_SECRET
    verifier: Secret = NO_SECRET
    """The PKCE secret that goes with the challenge in the link."""
    redirect_uri: str = ""
    authorize_url: str = ""
    device_code: Secret = NO_SECRET
    user_code: str = ""
    verification_url: str = ""
    interval: int = 5
    """Seconds between two polls."""

    access_token: Secret = NO_SECRET
    """What Salesforce answered already: kept until the account is saved, since a code serves only once."""
    refresh_token: Secret = NO_SECRET
    instance_url: str = ""
    access_token: Secret = NO_SECRET
    """What Salesforce answered already, kept until the account is saved; empty while it waits."""
    refresh_token: Secret = NO_SECRET
    instance_url: str = ""


@dataclass(frozen=True, slots=True)
class Sessions:
    """All of it, by account id; pending sign-ins by their own id."""

    tokens: Mapping[str, Session] = field(default_factory=dict)
    health: Mapping[str, Health] = field(default_factory=dict)
    pending: Mapping[str, PendingSignIn] = field(default_factory=dict)

    def with_token(self, account_id: str, session: Session | None) -> Sessions:
        """The token of one account; ``None`` forgets it."""
        return replace(self, tokens=_with(self.tokens, account_id, session))

    def with_health(self, account_id: str, health: Health | None) -> Sessions:
        """The health of one account; ``None`` forgets it."""
        return replace(self, health=_with(self.health, account_id, health))

    def without_account(self, account_id: str) -> Sessions:
        """For a removed account: its token, health and waiting sign-ins are forgotten."""
        return Sessions(
            tokens=_with(self.tokens, account_id, None),
            health=_with(self.health, account_id, None),
            pending={key: each for key, each in self.pending.items() if each.draft.id != account_id},
        )

    def with_pending(self, pending: PendingSignIn) -> Sessions:
        return replace(self, pending=_with(self.pending, pending.id, pending))

    def without_pending(self, pending_id: str) -> Sessions:
        return replace(self, pending=_with(self.pending, pending_id, None))

    def without_expired(self, now: str) -> Sessions:
        """Without sign-ins that nobody can finish any more; ``now`` is RFC 3339 in UTC.

        One that Salesforce answered already stays: its token waits only to be saved.
        """
        alive = {
            key: each for key, each in self.pending.items() if each.expires_at > now or each.access_token
        }
        return replace(self, pending=alive)


def _with(entries: Mapping[str, Any], key: str, value: object) -> Mapping[str, Any]:
    changed = {each: entry for each, entry in entries.items() if each != key}
    return changed if value is None else changed | {key: value}


def sessions_to_json(sessions: Sessions) -> bytes:
    values = {
        "tokens": {key: _session_values(each) for key, each in sessions.tokens.items()},
        "health": {key: _health_values(each) for key, each in sessions.health.items()},
        "pending": {key: _pending_values(each) for key, each in sessions.pending.items()},
    }
    return json.dumps(values, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def sessions_from_json(octets: bytes) -> Sessions:
    """Entries that cannot be read are left out, each for itself; ``ValueError`` or ``TypeError`` when it is
    no JSON object."""
    values = json.loads(octets)
    if not isinstance(values, dict):
        raise TypeError("not an object")
    return Sessions(
        tokens=_entries(values.get("tokens"), _session_from),
        health=_entries(values.get("health"), _health_from),
        pending=_entries(values.get("pending"), _pending_from),
    )


def _entries(values: object, read: Any) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items() if isinstance(values, dict) else ():
        try:
            found[key] = read(value)
        except (TypeError, ValueError, KeyError, AttributeError, FileError):
            continue
    return found


_SESSION_TEXTS = ("instance_url", "identity_url", "issued_at", "scope", "audience", "stored_at")


def _session_values(session: Session) -> dict[str, object]:
    texts = {name: text for name in _SESSION_TEXTS if (text := getattr(session, name))}
    return {"access_token": session.access_token.reveal(), "instance_url": session.instance_url, **texts}


def _session_from(values: Mapping[str, Any]) -> Session:
    texts: dict[str, Any] = {name: _str(values[name]) for name in _SESSION_TEXTS if name in values}
    return Session(access_token=Secret(_str(values["access_token"])), **texts)


_HEALTH_TEXTS = ("last_connected_at", "last_checked_at", "last_used_at")


def _health_values(health: Health) -> dict[str, object]:
    values: dict[str, object] = {"status": health.status.value}
    values |= {name: text for name in _HEALTH_TEXTS if (text := getattr(health, name))}
    if health.last_error is not None:
        error = health.last_error
        values["last_error"] = [error.code, error.message, error.cause, error.do]
    if health.refusals:
        values["refusals"] = list(health.refusals)
    if health.approvals:
        values["approvals"] = list(health.approvals)
    if health.history:
        values["history"] = [[each.at, each.what, each.detail] for each in health.history]
    return values


def _health_from(values: Mapping[str, Any]) -> Health:
    error = values.get("last_error")
    return Health(
        status=Status(values["status"]),
        last_error=None if error is None else Problem(**dict(zip(_PROBLEM, map(_str, error), strict=True))),
        refusals=tuple(map(_str, values.get("refusals", ()))),
        approvals=tuple(map(_str, values.get("approvals", ()))),
        history=tuple(
            Happening(at=_str(at), what=_str(what), detail=_str(detail))
            for at, what, detail in values.get("history", ())
        ),
        **{name: _str(values[name]) for name in _HEALTH_TEXTS if name in values},
    )


_PROBLEM = ("code", "message", "cause", "do")
_PENDING_TEXTS = (
    "id",
    "method",
    "created_at",
    "expires_at",
    "redirect_uri",
    "authorize_url",
    "user_code",
    "verification_url",
    "instance_url",
)
_PENDING_SECRETS = ("state", "verifier", "device_code", "access_token", "refresh_token")


def _pending_values(pending: PendingSignIn) -> dict[str, object]:
    return {
        **{name: getattr(pending, name) for name in _PENDING_TEXTS},
        **{name: getattr(pending, name).reveal() for name in _PENDING_SECRETS},
        "interval": pending.interval,
        "draft": inner.render_draft(pending.draft),
    }


def _pending_from(values: Mapping[str, Any]) -> PendingSignIn:
    interval = values["interval"]
    if type(interval) is not int:
        raise TypeError("not a number of seconds")
    known: dict[str, Any] = {name: _str(values[name]) for name in _PENDING_TEXTS}
    known |= {name: Secret(_str(values[name])) for name in _PENDING_SECRETS}
    return PendingSignIn(draft=inner.parse_draft(_str(values["draft"])), interval=interval, **known)


def _str(value: object) -> str:
    if type(value) is not str:
        raise TypeError("not a text")
    return value
