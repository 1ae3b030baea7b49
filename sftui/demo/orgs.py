"""An org: who owns it, what it has, what happened to its logins, and how it is switched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sftui.demo.switches import Switches

OrgKind = Literal["production", "sandbox", "scratch", "developer"]


@dataclass(frozen=True)
class Licence:
    """One row of UserLicense or PermissionSetLicense. ``expires`` is a date such as 2027-06-30."""

    name: str
    label: str
    total: int
    used: int
    status: str = "Active"
    expires: str | None = None


@dataclass(frozen=True)
class LoginRecord:
    """One row of LoginHistory. ``status`` is the true cause that the token reply hides."""

    id: str
    user_id: str
    time: float
    status: str
    login_type: str
    login_subtype: str
    application: str
    source_ip: str
    login_url: str


@dataclass(eq=False)
class Org:
    """``my_domain`` is the first part of the My Domain host, such as ``acme`` or ``acme--uat``."""

    my_domain: str
    id: str
    name: str
    kind: OrgKind = "production"
    instance_name: str = "USA1234S"
    edition: str = "Enterprise Edition"
    namespace: str | None = None
    trial_ends: str | None = None
    url: str = ""
    setup_url: str = ""
    switches: Switches = field(default_factory=Switches)
    user_licences: tuple[Licence, ...] = ()
    permission_set_licences: tuple[Licence, ...] = ()
    daily_requests: int = 100_000
    requests_used: int = 0
    fault_hits: int = 0
    logins: list[LoginRecord] = field(default_factory=list)
    records: dict[str, dict[str, object]] = field(default_factory=dict)

    @property
    def is_sandbox(self) -> bool:
        """Scratch orgs say so too; they differ by their trial date (salesforce-oauth.md §11.3)."""
        return self.kind in {"sandbox", "scratch"}

    @property
    def shown_name(self) -> str:
        return self.name + FOREIGN_TEXT if self.switches.foreign_text else self.name


FOREIGN_TEXT = " [/red][bold]Ω[link=x] \x1b[31m\x1b]0;title\x07 \u202eesrever\u202c \x00\x9b2J"
