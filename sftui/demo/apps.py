"""Connected apps and External Client Apps (salesforce-oauth.md §3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ALL_FLOWS: frozenset[str] = frozenset({"web", "password", "refresh", "jwt", "client-credentials", "device"})

RefreshPolicy = Literal["until-revoked", "immediately", "idle", "hard"]


@dataclass(eq=False)
class App:
    """``external`` tells an External Client App from a classic connected app.

    ``installed_in`` holds My Domain names. ``admin_approved`` is the policy *Admin approved users are
    pre-authorized*, ``approved`` the usernames it covers. ``run_as`` holds
    one username for each org. ``certificate`` is PEM text.
    """

    name: str
    client_id: str
    client_secret: str
    external: bool
    installed_in: set[str]
    callbacks: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("api", "refresh_token", "openid", "id")
    flows: frozenset[str] = ALL_FLOWS
    secret_for_web: bool = True
    secret_for_refresh: bool = True
    require_pkce: bool = False
    rotation: bool = False
    rotated_token_ends_family: bool = False
    refresh_policy: RefreshPolicy = "until-revoked"
    refresh_seconds: float = 90 * 86400.0
    admin_approved: bool = False
    approved: set[str] = field(default_factory=set)
    certificate: str = ""
    run_as: set[str] = field(default_factory=set)
    run_as_must_be_approved: bool = False
    ready_at: float = 0.0
    blocked: bool = False
    ip_restricted: bool = False
    introspect_all: bool = False
    session_timeout: float = 0.0

    def installed_in_org(self, my_domain: str) -> bool:
        return my_domain in self.installed_in
