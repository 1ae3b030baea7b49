"""Limits, subscriptions, users and logins in words and columns. Pure functions; no screen here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sftui.keeper.looking import Sheet
from sftui.moments import moment_of
from sftui.salesforce.records import Licence, Limit, Login, OrgUser

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """``least`` cells; what room is left goes to the columns with a ``share``."""

    title: str
    least: int
    share: int = 0
    right: bool = False
    """Numbers stand at the right end."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is shown. The last columns are the first to go where there is no room."""

    title: str
    columns: tuple[Column, ...]
    cells: Callable[[Any], tuple[str, ...]]
    """One text for each column."""
    details: Callable[[Any], tuple[tuple[str, str], ...]]
    """Everything about a row, with labels."""
    empty: str
    """What it means when there are no rows."""


def widths(columns: Sequence[Column], room: int) -> list[int]:
    """The cells of those columns that fit, at least one of them."""
    shown = list(columns)
    while len(shown) > 1 and sum(each.least + GAP for each in shown) - GAP > room:
        shown.pop()
    spare = max(room - sum(each.least + GAP for each in shown) + GAP, 0)
    shares = sum(each.share for each in shown) or 1
    return [each.least + spare * each.share // shares for each in shown]


def _limit(row: Limit) -> tuple[str, ...]:
    used = f"{(row.most - row.remaining) / row.most:.0%}" if row.most > 0 else ""
    return (row.name, f"{row.remaining:,}", f"{row.most:,}", used)


def _limit_details(row: Limit) -> tuple[tuple[str, str], ...]:
    return (("Limit", row.name), ("Left", f"{row.remaining:,} of {row.most:,}"))


def _licence(row: Licence) -> tuple[str, ...]:
    return (row.name, f"{row.used:,}", _total(row), row.status, row.kind, row.expires)


def _total(row: Licence) -> str:
    return "no limit" if row.total < 0 else f"{row.total:,}"


def _licence_details(row: Licence) -> tuple[tuple[str, str], ...]:
    return (
        ("Subscription", row.name),
        ("Kind", f"{row.kind} licence"),
        ("Used", f"{row.used:,} of {_total(row)}"),
        ("State", row.status),
        ("Ends", row.expires),
    )


def _user(row: OrgUser) -> tuple[str, ...]:
    return (row.name, row.username, "active" if row.active else "inactive", row.licence)


def _user_details(row: OrgUser) -> tuple[tuple[str, str], ...]:
    return (
        ("Name", row.name),
        ("Username", row.username),
        ("Email", row.email),
        ("Company", row.company),
        ("Licence", row.licence),
        ("State", "active" if row.active else "inactive"),
        ("Id", row.id),
    )


def _login(row: Login) -> tuple[str, ...]:
    return (_when(row.at), row.status, row.source_ip, row.application, row.type)


def _login_details(row: Login) -> tuple[tuple[str, str], ...]:
    kind = " ".join(filter(None, (row.type, f"({row.subtype})" if row.subtype else "")))
    return (
        ("When", f"{_when(row.at)} UTC"),
        ("Result", row.status),
        ("Type", kind),
        ("Application", row.application),
        ("From", row.source_ip),
        ("At", row.url),
    )


def _when(text: str) -> str:
    moment = moment_of(text)
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" if moment is not None else text


_NOT_SEEN = "Salesforce shows this user none of them. The permission to see them may be missing: "

LAYOUTS = {
    Sheet.LIMITS: Layout(
        title="Limits",
        columns=(
            Column("Limit", 20, 1),
            Column("Left", 13, right=True),
            Column("Of", 13, right=True),
            Column("Used", 5, right=True),
        ),
        cells=_limit,
        details=_limit_details,
        empty=f"{_NOT_SEEN}View Setup and Configuration.",
    ),
    Sheet.SUBSCRIPTIONS: Layout(
        title="Subscriptions",
        columns=(
            Column("Subscription", 18, 1),
            Column("Used", 8, right=True),
            Column("Of", 8, right=True),
            Column("State", 8),
            Column("Licence", 14),
            Column("Ends", 10),
        ),
        cells=_licence,
        details=_licence_details,
        empty=f"{_NOT_SEEN}View Setup and Configuration.",
    ),
    Sheet.USERS: Layout(
        title="Users",
        columns=(
            Column("Name", 14, 2),
            Column("Username", 22, 3),
            Column("State", 8),
            Column("Licence", 12, 2),
        ),
        cells=_user,
        details=_user_details,
        empty=f"{_NOT_SEEN}View All Users.",
    ),
    Sheet.LOGINS: Layout(
        title="Logins",
        columns=(
            Column("When (UTC)", 16),
            Column("Result", 18, 3),
            Column("From", 15),
            Column("Application", 12, 2),
            Column("Type", 12, 1),
        ),
        cells=_login,
        details=_login_details,
        empty="Salesforce shows no logins of this user in its Login History.",
    ),
}
