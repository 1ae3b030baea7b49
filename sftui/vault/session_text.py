"""Sessions as text, one entry a line: the sort, the id and what is known, between tabs.

A line is plain ASCII; what is known is JSON. ::

    token   <id>  {"access_token": …, "instance_url": …}
    health  <id>  ["connected", last_connected_at, last_checked_at, last_used_at]{rest}[history]
    pending <id>  {…}

``rest`` and ``history`` are there when they hold something. A line can be told apart and written back without being
read: ten thousand states would keep a JSON reader busy for a second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sftui.account import Health, Problem, Secret, Status, Token
from sftui.errors import FileError
from sftui.vault import document as inner
from sftui.vault.entries import UNREADABLE, Entries
from sftui.vault.session_data import PendingSignIn, Sessions
from sftui.vault.stored_history import StoredHistory

_TOKEN, _HEALTH, _PENDING = "token", "health", "pending"
_DECODER = json.JSONDecoder()
_STATUSES = {each.value: each for each in Status}


def to_text(sessions: Sessions, history_kept: int | None = None) -> tuple[bytes, Sessions]:
    """The text, and the same sessions as they read back; ``history_kept`` lines of each history, ``None`` for all."""
    if history_kept is not None:
        sessions = sessions.with_short_histories(history_kept)
    tokens = sessions.tokens.as_written(_token_text)
    health = sessions.health.as_written(health_text)
    lines = [f"{_TOKEN}\t{key}\t{text}" for key, text in tokens.texts.items()]
    lines += [f"{_HEALTH}\t{key}\t{text}" for key, text in health.texts.items()]
    lines += [f"{_PENDING}\t{key}\t{_pending_text(each)}" for key, each in sessions.pending.items()]
    return "\n".join(lines).encode("ascii"), Sessions(tokens, health, sessions.pending)


def from_text(octets: bytes) -> Sessions:
    """Entries that cannot be read are absent, each for itself; ``ValueError`` for what is no ASCII."""
    found: dict[str, dict[str, str]] = {_TOKEN: {}, _HEALTH: {}, _PENDING: {}}
    for line in octets.decode("ascii").split("\n"):
        parts = line.split("\t", 2)
        if len(parts) == 3 and parts[0] in found:
            found[parts[0]][parts[1]] = parts[2]
    return Sessions(
        tokens=Entries(found[_TOKEN], _token_from),
        health=Entries(found[_HEALTH], health_from),
        pending=_all_pending(found[_PENDING]),
    )


_TOKEN_TEXTS = ("instance_url", "identity_url", "issued_at", "scope", "audience")


def _token_text(token: Token) -> str:
    texts = {name: text for name in _TOKEN_TEXTS if (text := getattr(token, name))}
    return _json({"access_token": token.access_token.reveal(), "instance_url": token.instance_url, **texts})


def _token_from(text: str) -> Token:
    values = json.loads(text)
    texts: dict[str, Any] = {name: _str(values[name]) for name in _TOKEN_TEXTS if name in values}
    return Token(access_token=Secret(_str(values["access_token"])), **texts)


_PROBLEM = ("code", "message", "cause", "do")


def health_text(health: Health) -> str:
    head = [health.status.value, health.last_connected_at, health.last_checked_at, health.last_used_at]
    rest: dict[str, object] = {}
    if error := health.last_error:
        rest["last_error"] = [error.code, error.message, error.cause, error.do]
    if health.refusals:
        rest["refusals"] = list(health.refusals)
    if health.approvals:
        rest["approvals"] = list(health.approvals)
    history = health.history
    if isinstance(history, StoredHistory):
        lines = history.text
    else:
        lines = _json([[each.at, each.what, each.detail] for each in history]) if history else ""
    return _json(head) + (_json(rest) if rest else "") + lines


def health_from(text: str) -> Health:
    (status, connected_at, checked_at, used_at), end = _DECODER.raw_decode(text)
    more: dict[str, Any] = {}
    if text.startswith("{", end):
        rest, end = _DECODER.raw_decode(text, end)
        more = _more_of(rest)
    if end < len(text):
        more["history"] = StoredHistory(text[end:])
    return Health(
        status=_STATUSES[status],
        last_connected_at=_str(connected_at),
        last_checked_at=_str(checked_at),
        last_used_at=_str(used_at),
        **more,
    )


def _more_of(rest: Mapping[str, Any]) -> dict[str, Any]:
    error = rest.get("last_error")
    return {
        "last_error": None
        if error is None
        else Problem(**dict(zip(_PROBLEM, map(_str, error), strict=True))),
        "refusals": tuple(map(_str, rest.get("refusals", ()))),
        "approvals": tuple(map(_str, rest.get("approvals", ()))),
    }


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


def _pending_text(pending: PendingSignIn) -> str:
    return _json(
        {
            **{name: getattr(pending, name) for name in _PENDING_TEXTS},
            **{name: getattr(pending, name).reveal() for name in _PENDING_SECRETS},
            "interval": pending.interval,
            "draft": inner.render_draft(pending.draft),
        }
    )


def _pending_from(text: str) -> PendingSignIn:
    values = json.loads(text)
    interval = values["interval"]
    if type(interval) is not int:
        raise TypeError("not a number of seconds")
    known: dict[str, Any] = {name: _str(values[name]) for name in _PENDING_TEXTS}
    known |= {name: Secret(_str(values[name])) for name in _PENDING_SECRETS}
    return PendingSignIn(draft=inner.parse_draft(_str(values["draft"])), interval=interval, **known)


def _all_pending(texts: Mapping[str, str]) -> Mapping[str, PendingSignIn]:
    """Read at once: there are few, and each may be due."""
    found: dict[str, PendingSignIn] = {}
    for key, text in texts.items():
        try:
            found[key] = _pending_from(text)
        except (*UNREADABLE, FileError):
            continue
    return found


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def _str(value: object) -> str:
    if type(value) is not str:
        raise TypeError("not a text")
    return value
