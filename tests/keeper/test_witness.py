"""After a refused password: another live account of the org tells the true cause."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sftui.account import Account, Secret
from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError
from sftui.keeper.keeper import Keeper
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
    ("trouble", "says"),
    [
        (spoil_password, "password"),
        (forget_token, "security token"),
        (lock, "locked"),
        (switch_flow_off, "switched off"),
    ],
)
def test_the_login_history_names_it(
    keeper: Keeper,
    demo: DemoSalesforce,
    lee: Account,
    trouble: Callable[[DemoSalesforce, Account], Account],
    says: str,
) -> None:
    connected(keeper, draft(demo, "password", login_url=demo.my_domain_url))
    wrong = trouble(demo, lee)
    with pytest.raises(RefusedError) as caught:
        keeper.connect(wrong).result(PATIENCE)
    assert says in caught.value.cause.lower()
    assert caught.value.said == "authentication failure"


def test_without_a_witness_the_likely_causes_stand(
    keeper: Keeper, demo: DemoSalesforce, lee: Account
) -> None:
    with pytest.raises(RefusedError) as caught:
        keeper.connect(spoil_password(demo, lee)).result(PATIENCE)
    assert len(caught.value.causes) > 3
