"""Limits, subscriptions, users and logins of an account's org, read when they are asked for."""

from __future__ import annotations

import pytest

from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError, UnreachableError
from sftui.keeper.events import Stage
from sftui.keeper.keeper import Keeper
from sftui.keeper.looking import Sheet
from sftui.salesforce.records import Licence, Limit, Login, OrgUser
from tests.support.keeping import PATIENCE, connected, draft

ADA = "ada@acme.com"


@pytest.mark.parametrize(
    ("sheet", "kind"),
    [
        (Sheet.LIMITS, Limit),
        (Sheet.SUBSCRIPTIONS, Licence),
        (Sheet.USERS, OrgUser),
        (Sheet.LOGINS, Login),
    ],
)
def test_each_sheet_has_its_rows(
    keeper: Keeper, demo: DemoSalesforce, sheet: Sheet, kind: type[object]
) -> None:
    account = connected(keeper, draft(demo, "password")).entry.account
    stages: list[Stage] = []
    reading = keeper.read(account.id, sheet, stages.append).result(PATIENCE)
    assert reading.rows
    assert all(isinstance(row, kind) for row in reading.rows)
    assert stages == [Stage.ASKING, Stage.LOOKING]


def test_a_session_that_ended_is_renewed(keeper: Keeper, demo: DemoSalesforce) -> None:
    account = connected(keeper, draft(demo, "jwt")).entry.account
    demo.end_sessions(ADA)
    assert keeper.read(account.id, Sheet.LIMITS).result(PATIENCE).rows


def test_a_refused_password_is_not_sent_for_a_page(keeper: Keeper, demo: DemoSalesforce) -> None:
    account = connected(keeper, draft(demo, "password")).entry.account
    demo.change_password(ADA)
    demo.end_sessions(ADA)
    for error in ("invalid_grant", "refused-before"):
        with pytest.raises(RefusedError) as caught:
            keeper.read(account.id, Sheet.USERS).result(PATIENCE)
        assert caught.value.error == error
    assert not demo.refused_twice()


def test_a_host_that_is_away_is_told(keeper: Keeper, demo: DemoSalesforce) -> None:
    account = connected(keeper, draft(demo, "client-credentials")).entry.account
    demo.switch(fault="close", fault_on="/services/data")
    with pytest.raises(UnreachableError):
        keeper.read(account.id, Sheet.LIMITS).result(PATIENCE)
