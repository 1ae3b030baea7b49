"""What accounts of the same user and app share is told with its consequence."""

from __future__ import annotations

from dataclasses import replace

from sftui.account import Health
from sftui.tui.widgets.shared_access import approval_rows, duplicate_notice, duplicate_rows
from tests.support.screens import entry

APPROVED = Health(approvals=("2026-11-20T09:00:00Z", "2026-11-21T09:00:00Z"))
MINE = replace(entry(1, "Mine", username="ada@acme.com"), health=APPROVED)
TWIN = replace(entry(2, "Twin", username="ADA@acme.com"), health=APPROVED)
OTHER_APP = entry(3, "Other app", username="ada@acme.com", client_id="another")
OTHER_USER = entry(4, "Other user", username="lee@acme.com")
EVERYONE = (MINE, TWIN, OTHER_APP, OTHER_USER)


def test_only_the_same_user_and_app_is_a_duplicate() -> None:
    notice = duplicate_notice(MINE, EVERYONE)
    assert "“Twin” stands for the same user and app" in notice
    assert "revoking one can end the other's session" in notice
    assert "Other" not in notice
    assert len(duplicate_rows(MINE, EVERYONE)) == 1
    assert duplicate_rows(OTHER_APP, EVERYONE) == []


def test_many_duplicates_are_counted() -> None:
    twins = tuple(entry(number, f"Twin {number}", username="ada@acme.com") for number in range(10, 16))
    assert "and 3 more stand for" in duplicate_notice(MINE, (MINE, *twins))


def test_the_approvals_of_both_count() -> None:
    (row,) = approval_rows(MINE, EVERYONE, 16)
    assert row.value.plain == "4 of 5 for this user and app, counted here"
    assert approval_rows(OTHER_USER, EVERYONE, 16) == []
