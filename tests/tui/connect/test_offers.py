"""Apps known from saved accounts are offered again, each once."""

from __future__ import annotations

from sftui.account import Account, Secret
from sftui.tui.screens.connect.offers import app_offers


def account(number: int, **fields: object) -> Account:
    return Account(id=f"{number:032}", name=f"Account {number}").with_changes(**fields)


def test_each_app_is_offered_once_and_the_same_place_comes_first() -> None:
    everyone = [
        account(1, client_id="app-one", login_url="https://login.salesforce.com"),
        account(2, client_id="app-two", client_secret=Secret("s"), login_url="https://test.salesforce.com"),
        account(3, client_id="app-one", login_url="https://login.salesforce.com"),
        account(4),
    ]
    offers = app_offers(everyone, login_url="https://test.salesforce.com")
    assert [offer.client_id for offer in offers] == ["app-two", "app-one"]
    assert [offer.also_used_by for offer in offers] == [0, 1]
    assert offers[0].has_secret
    assert not offers[1].has_secret


def test_the_account_being_edited_does_not_lend_to_itself() -> None:
    assert app_offers([account(1, client_id="k")], login_url="", editing=account(1).id) == ()


def test_a_long_key_is_shortened_at_both_ends() -> None:
    offer = app_offers([account(1, client_id="3MVG9" + "a" * 70 + "wxyz")], login_url="")[0]
    assert offer.short_key == "3MVG9aaa…wxyz"


def test_the_org_of_a_saved_account_counts_as_its_place() -> None:
    everyone = [
        account(1, client_id="one", login_url="https://login.salesforce.com"),
        account(
            2,
            client_id="two",
            login_url="https://login.salesforce.com",
            instance_url="https://acme.my.salesforce.com",
        ),
    ]
    assert app_offers(everyone, login_url="https://acme.my.salesforce.com")[0].client_id == "two"
