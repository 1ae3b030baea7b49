"""The forms that the demo's palette fills in: all of them can be sent as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sftui.account import Account
from sftui.cli.demo_forms import form_commands
from sftui.cli.demo_given import given, spare_tokens
from sftui.demo.server import DemoSalesforce
from sftui.salesforce.methods import METHODS, problems


@pytest.fixture
def demo() -> Iterator[DemoSalesforce]:
    with DemoSalesforce() as salesforce:
        yield salesforce


def test_each_method_has_a_form_that_lacks_nothing(demo: DemoSalesforce) -> None:
    opened: list[Account] = []
    tokens = spare_tokens(demo)
    for command in form_commands(lambda: given(demo, tokens), opened.append):
        assert command.do() == ""
    assert [draft.method for draft in opened] == [method.id for method in METHODS]
    assert [problems(draft) for draft in opened] == [{}] * len(METHODS)


def test_a_changed_password_is_filled_in_as_it_is_now(demo: DemoSalesforce) -> None:
    opened: list[Account] = []
    commands = form_commands(lambda: given(demo, {}), opened.append)
    (password,) = [each for each in commands if "Username and password" in each.title]
    demo.change_password("ada@acme.com")
    password.do()
    ada = demo.person("ada@acme.com")
    assert (opened[0].password.reveal(), opened[0].security_token.reveal()) == (
        ada.password,
        ada.security_token,
    )
