"""After a refused password: another live account of the org tells the true cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sftui.account import Account, Secret
from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError
from sftui.keeper.keeper import Keeper
from sftui.salesforce import records
from sftui.salesforce.diagnosis import true_cause
from sftui.salesforce.records import Login
from sftui.salesforce.refusals.app_causes import ECA_WITH_PASSWORD
from sftui.salesforce.refusals.user_causes import (
    PASSWORD_CHANGED,
    PASSWORD_WRONG,
    TOKEN_NOT_TAKEN,
    TOKEN_TWICE,
)
from tests.support.keeping import PATIENCE, connected, draft

ADA, LEE = "ada@acme.com", "lee@acme.com"


@pytest.fixture
def lee(demo: DemoSalesforce) -> Account:
    return draft(
        demo,
        "password",
        login_url=demo.my_domain_url,
        username=LEE,
        password=Secret(demo.person(LEE).password),
        security_token=Secret(demo.reset_security_token(LEE)),
    )


def spoil_password(demo: DemoSalesforce, account: Account) -> Account:
    return account.with_changes(password=Secret("not it"))


def forget_token(demo: DemoSalesforce, account: Account) -> Account:
    return account.with_changes(security_token=Secret())


def lock(demo: DemoSalesforce, account: Account) -> Account:
    demo.lock(LEE)
    return account


def switch_flow_off(demo: DemoSalesforce, account: Account) -> Account:
    demo.switch(username_password_flow=False)
    return account


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (spoil_password, "Invalid Password"),
        (forget_token, "Failed: API security token required"),
        (lock, "Password Lockout"),
        (switch_flow_off, "Username-Password Flow Disabled"),
    ],
)
def test_the_login_history_names_it(
    keeper: Keeper,
    demo: DemoSalesforce,
    lee: Account,
    trouble: Callable[[DemoSalesforce, Account], Account],
    status: str,
) -> None:
    witness = connected(keeper, draft(demo, "password", login_url=demo.my_domain_url))
    wrong = trouble(demo, lee)
    with pytest.raises(RefusedError) as caught:
        keeper.connect(wrong).result(PATIENCE)
    told = true_cause([status])
    assert told is not None
    assert caught.value.causes[0] == replace(told, told_by=witness.entry.account.name)
    assert "authentication failure" in caught.value.message
    assert caught.value.cause == (
        f"{told.what} Login History says so, read through “{witness.entry.account.name}”."
    )
    assert all(each.what in {TOKEN_TWICE.what, ECA_WITH_PASSWORD.what} for each in caught.value.causes[1:])
    assert caught.value.said == "authentication failure"
    assert demo.login_history(LEE)[-1].status == status


def test_without_a_witness_the_likely_causes_stand(
    keeper: Keeper, demo: DemoSalesforce, lee: Account
) -> None:
    with pytest.raises(RefusedError) as caught:
        keeper.connect(spoil_password(demo, lee)).result(PATIENCE)
    assert len(caught.value.causes) > 3
    told = [true_cause([status]) for status in ("Failed: API security token required", "Password Lockout")]
    assert caught.value.causes[0] not in told


def test_an_older_failure_is_not_taken_for_this_one(
    keeper: Keeper, demo: DemoSalesforce, lee: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Login History lags behind at times: then nothing is known but the likely causes."""
    connected(keeper, draft(demo, "password", login_url=demo.my_domain_url))
    wrong = spoil_password(demo, lee)

    async def an_hour_ago(*_: object, **__: object) -> tuple[Login, ...]:
        then = datetime.now(UTC) - timedelta(hours=1)
        login = Login(
            at=f"{then:%Y-%m-%dT%H:%M:%S.000+0000}",
            status="Password Lockout",
            type="Remote Access 2.0",
            subtype="",
            application="",
            source_ip="",
            url="",
        )
        return (login,)

    monkeypatch.setattr(records, "login_history", an_hour_ago)
    with pytest.raises(RefusedError) as caught:
        keeper.connect(wrong).result(PATIENCE)
    assert caught.value.causes[0] != true_cause(["Password Lockout"])


def test_a_saved_password_that_worked_was_changed_and_not_mistyped(
    keeper: Keeper, demo: DemoSalesforce, lee: Account
) -> None:
    witness = connected(keeper, draft(demo, "password", login_url=demo.my_domain_url))
    saved = connected(keeper, lee).entry.account
    demo.change_password(LEE)
    demo.end_sessions(LEE)
    (entry,) = keeper.check([saved.id]).result(PATIENCE)
    assert entry.health.last_error is not None
    assert entry.health.last_error.cause == (
        f"{PASSWORD_CHANGED.what} Login History says so, read through “{witness.entry.account.name}”."
    )
    with pytest.raises(RefusedError) as caught:
        keeper.reconnect_password(saved.id, Secret("mistyped"), Secret()).result(PATIENCE)
    assert caught.value.causes[0].what == PASSWORD_WRONG.what
    assert caught.value.causes[0].told_by == witness.entry.account.name
    with pytest.raises(RefusedError) as again:
        keeper.reconnect_password(saved.id, Secret("mistyped"), Secret()).result(PATIENCE)
    assert again.value.message.startswith("Salesforce refused exactly this password and token before.")
    with pytest.raises(RefusedError) as stored:
        keeper.token(saved.id).result(PATIENCE)
    assert entry.account.refused_at
    then = datetime.fromisoformat(entry.account.refused_at)
    assert f"this password on {then:%Y-%m-%d at %H:%M} UTC." in stored.value.message


def test_a_token_that_was_sent_is_not_called_missing(
    keeper: Keeper, demo: DemoSalesforce, lee: Account
) -> None:
    connected(keeper, draft(demo, "password", login_url=demo.my_domain_url))
    with pytest.raises(RefusedError) as caught:
        keeper.connect(lee.with_changes(security_token=Secret("anOldSecurityToken123456"))).result(PATIENCE)
    assert demo.login_history(LEE)[-1].status == "Failed: API security token required"
    assert [each.what for each in caught.value.causes] == [TOKEN_NOT_TAKEN.what]
