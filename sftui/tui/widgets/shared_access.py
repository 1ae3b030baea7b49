"""What an account shares with others of the same user and app: Salesforce's approvals, and what ends with them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from sftui.keeper import approvals
from sftui.keeper.events import Entry
from sftui.tui.widgets.facts import Row


def approval_rows(entry: Entry, everyone: Sequence[Entry], indent: int) -> list[Row]:
    """How many of the five approvals were made from here; nothing while there are none."""
    made = len(approvals.made_here(entry, everyone))
    if not made:
        return []
    words = f"{made} of {approvals.KEPT} for this user and app, counted here"
    full = made >= approvals.KEPT
    return [Row(Content.styled(words, "$warning" if full else ""), "Approvals", indent)]


def duplicate_rows(entry: Entry, everyone: Sequence[Entry]) -> list[Row]:
    """Other accounts of the same user and app, with the consequence."""
    notice = duplicate_notice(entry, everyone)
    return [Row(Content.styled(f"▲ {notice}", "$warning"))] if notice else []


def duplicate_notice(entry: Entry, everyone: Sequence[Entry]) -> str:
    """A sentence about them; "" when there are none."""
    others = approvals.duplicates(entry.account, (other.account for other in everyone))
    return approvals.duplicate_notice(entry.account, others) if others else ""
