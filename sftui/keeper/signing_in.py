"""Sign-ins that wait for a person: by browser or by a code on another device.

A waiting sign-in lies in the sessions file, so it survives a closed terminal until it expires
(``salesforce-oauth.md`` §4.1, §9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sftui.account import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A sign-in that waits for a person, as screens and command line show it."""

    id: str
    draft: Account
    link: str
    """What to open in a browser; for a device sign-in with the code filled in."""
    user_code: str = ""
    """Only for a device sign-in."""
    verification_url: str = ""
    callback: str = ""
    """Only for a browser sign-in: where the listener waits, if it can."""
    expires_at: datetime
