"""What the expendable file holds, as frozen data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from sftui.account import NO_SECRET, Account, Health, Secret, Token
from sftui.vault.entries import Entries


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

    tokens: Entries[Token] = field(default_factory=Entries)
    """Without refresh tokens: those are precious and live in the account file."""
    health: Entries[Health] = field(default_factory=Entries)
    pending: Mapping[str, PendingSignIn] = field(default_factory=dict)

    def having(
        self, account_id: str, *, token: Token | None = None, health: Health | None = None
    ) -> Sessions:
        """With a new token or health of one account; ``None`` leaves what there is."""
        return self.having_all(
            tokens={} if token is None else {account_id: token},
            health={} if health is None else {account_id: health},
        )

    def having_all(
        self, *, tokens: Mapping[str, Token] | None = None, health: Mapping[str, Health] | None = None
    ) -> Sessions:
        """With these tokens and states, by account id."""
        expendable = {key: replace(token, refresh_token=NO_SECRET) for key, token in (tokens or {}).items()}
        return replace(self, tokens=self.tokens.having(expendable), health=self.health.having(health or {}))

    def without_token(self, account_id: str) -> Sessions:
        return replace(self, tokens=self.tokens.having({account_id: None}))

    def without(self, account_id: str) -> Sessions:
        """For a removed account: its token, health and waiting sign-ins are forgotten."""
        forgotten = self.without_sign_ins_of({account_id})
        return replace(
            forgotten,
            tokens=self.tokens.having({account_id: None}),
            health=self.health.having({account_id: None}),
        )

    def without_sign_ins_of(self, account_ids: Collection[str]) -> Sessions:
        """Without the sign-ins that would reconnect one of these accounts."""
        left = {key: each for key, each in self.pending.items() if each.draft.id not in account_ids}
        return self if len(left) == len(self.pending) else replace(self, pending=left)

    def with_pending(self, pending: PendingSignIn) -> Sessions:
        return replace(self, pending={**self.pending, pending.id: pending})

    def without_pending(self, pending_id: str) -> Sessions:
        return replace(self, pending={key: each for key, each in self.pending.items() if key != pending_id})

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
            tokens=self.tokens.having({key: other.tokens.get(key) for key in account_ids}),
            health=self.health.having({key: other.health.get(key) for key in account_ids}),
        )

    def with_short_histories(self, lines: int) -> Sessions:
        """Only the newest ``lines`` of each account's history."""
        long = {key: each for key, each in self.health.items() if len(each.history) > lines}
        short = {
            key: replace(each, history=tuple(each.history[len(each.history) - lines :]))
            for key, each in long.items()
        }
        return replace(self, health=self.health.having(short))
