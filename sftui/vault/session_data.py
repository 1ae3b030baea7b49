"""What the expendable file holds, as frozen data, and its JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sftui.account import NO_SECRET, Account, Happening, Health, Problem, Secret, Status, Token
from sftui.errors import FileError
from sftui.vault import document as inner


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


@dataclass(frozen=True, slots=True)
class Sessions:
    """All of it, by account id; pending sign-ins by their own id."""

    tokens: Mapping[str, Token] = field(default_factory=dict)
    """Without refresh tokens: those are precious and live in the account file."""
    health: Mapping[str, Health] = field(default_factory=dict)
    pending: Mapping[str, PendingSignIn] = field(default_factory=dict)

    def having(
        self, account_id: str, *, token: Token | None = None, health: Health | None = None
    ) -> Sessions:
        """With a new token or health of one account; ``None`` leaves what there is."""
        changed = self
        if token is not None:
            expendable = replace(token, refresh_token=NO_SECRET)
            changed = replace(changed, tokens={**self.tokens, account_id: expendable})
        if health is not None:
            changed = replace(changed, health={**self.health, account_id: health})
        return changed

    def without_token(self, account_id: str) -> Sessions:
        return replace(self, tokens=_without(self.tokens, account_id))

    def without(self, account_id: str) -> Sessions:
        """For a removed account: its token, health and waiting sign-ins are forgotten."""
        return Sessions(
            tokens=_without(self.tokens, account_id),
            health=_without(self.health, account_id),
            pending={key: each for key, each in self.pending.items() if each.draft.id != account_id},
        )

    def with_pending(self, pending: PendingSignIn) -> Sessions:
        return replace(self, pending={**self.pending, pending.id: pending})

    def without_pending(self, pending_id: str) -> Sessions:
        return replace(self, pending=_without(self.pending, pending_id))

    def without_expired(self, now: str) -> Sessions:
        """Without sign-ins that nobody can finish any more; ``now`` is RFC 3339 in UTC.

        One that Salesforce answered already stays: its token waits only to be saved.
        """
        alive = {
            key: each for key, each in self.pending.items() if each.expires_at > now or each.access_token
        }
        return replace(self, pending=alive)

    def with_accounts_of(self, other: Sessions, account_ids: Collection[str]) -> Sessions:
        """Tokens and health of these accounts as ``other`` has them, also when it has none."""
        return replace(
            self,
            tokens=_taken(self.tokens, other.tokens, account_ids),
            health=_taken(self.health, other.health, account_ids),
        )


def _without(entries: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return {each: entry for each, entry in entries.items() if each != key}


def _taken(entries: Mapping[str, Any], other: Mapping[str, Any], keys: Collection[str]) -> Mapping[str, Any]:
    kept = {each: entry for each, entry in entries.items() if each not in keys}
    return kept | {key: other[key] for key in keys if key in other}


def sessions_to_json(sessions: Sessions) -> bytes:
    values = {
        "tokens": {key: _token_values(each) for key, each in sessions.tokens.items()},
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
        tokens=_entries(values.get("tokens"), _token_from),
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


_TOKEN_TEXTS = ("instance_url", "identity_url", "issued_at", "scope", "audience")


def _token_values(token: Token) -> dict[str, object]:
    texts = {name: text for name in _TOKEN_TEXTS if (text := getattr(token, name))}
    return {"access_token": token.access_token.reveal(), "instance_url": token.instance_url, **texts}


def _token_from(values: Mapping[str, Any]) -> Token:
    texts: dict[str, Any] = {name: _str(values[name]) for name in _TOKEN_TEXTS if name in values}
    return Token(access_token=Secret(_str(values["access_token"])), **texts)


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
