"""The hosts of a small Salesforce: each is a port of 127.0.0.1 (salesforce-oauth.md §1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sftui.demo.orgs import Org

HostKind = Literal["login", "test", "my-domain", "setup"]


@dataclass(frozen=True)
class Host:
    """``login`` and ``test`` are the generic login hosts and belong to no org."""

    kind: HostKind
    url: str
    org: Org | None = None

    def serves(self, org: Org) -> bool:
        """Whether people and apps of this org can be reached through this host."""
        if self.org is not None:
            return self.org is org
        return org.is_sandbox == (self.kind == "test")
