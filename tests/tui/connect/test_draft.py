"""The draft being filled: nothing typed is lost, and no saved secret is copied into it."""

from __future__ import annotations

import pytest

from sftui.account import NO_SECRET, Account, Secret
from sftui.salesforce import diagnosis
from sftui.salesforce.methods import CLIENT_ID, CLIENT_SECRET, METHODS, Field, method_of, value_of
from sftui.salesforce.refusals.shapes import Step
from sftui.tui.screens.connect import draft as drafts
from sftui.tui.screens.connect.draft import Draft, Saved, Source
from sftui.tui.screens.connect.login_choice import Choice

ADA = "ada@acme.com"
ACME = Account(
    id="a" * 32,
    name="Acme UAT",
    method="password",
    login_url="https://test.salesforce.com",
    username="ada@acme.com.uat",
    client_id="3MVG9sample",
    password=Secret("swordfish"),
    security_token=Secret("tokenword"),
    client_secret=Secret("appsecret"),
    company_names=("one", "two"),
)
SAVED = Saved({ACME.id: ACME})


def field(method: str, name: str) -> Field:
    found = method_of(method)
    assert found is not None
    return next(each for each in found.fields if each.name == name)


def filled(method: str, **texts: str) -> Draft:
    draft = drafts.choose_method(drafts.start(None), method)
    for name, text in texts.items():
        draft = drafts.type_in(draft, name, text)
    return draft


def test_an_empty_draft_begins_at_production_and_lacks_everything_that_is_required() -> None:
    draft = filled("password")
    assert drafts.account(draft, SAVED).login_url == "https://login.salesforce.com"
    assert list(drafts.problems(draft, SAVED)) == ["username", "password", "client_id", "client_secret"]
    assert not draft.touched


def test_what_was_typed_becomes_the_account() -> None:
    draft = filled(
        "password",
        username=" ada@acme.com ",
        password=" Pa55 wörd ",
        security_token=" tok ",
        client_id="3MVG9x",
        client_secret="s",
    )
    account = drafts.account(draft, SAVED)
    assert drafts.problems(draft, SAVED) == {}
    assert account.username == "ada@acme.com"
    assert account.password == Secret(" Pa55 wörd "), "blanks may belong to a password"
    assert account.security_token == Secret("tok")


def test_changing_the_method_and_back_keeps_everything() -> None:
    draft = filled("password", username="ada@acme.com", password="p", client_id="3MVG9x")
    there = drafts.choose_method(draft, "client-credentials")
    assert drafts.account(there, SAVED).client_id == "3MVG9x"
    assert not drafts.account(there, SAVED).password
    back = drafts.choose_method(there, "password")
    assert drafts.account(back, SAVED) == drafts.account(draft, SAVED)


def test_the_free_address_is_kept_while_another_choice_is_made() -> None:
    draft = drafts.type_in(filled("password"), "login_url", "acme--uat")
    assert draft.choice is Choice.OWN
    assert drafts.account(draft, SAVED).login_url == "https://acme--uat.sandbox.my.salesforce.com"
    draft = drafts.choose_login(draft, Choice.SANDBOX)
    assert drafts.account(draft, SAVED).login_url == "https://test.salesforce.com"
    draft = drafts.choose_login(draft, Choice.OWN)
    assert drafts.account(draft, SAVED).login_url == "https://acme--uat.sandbox.my.salesforce.com"


def test_an_address_that_cannot_be_read_is_a_problem_of_its_field() -> None:
    draft = drafts.type_in(filled("client-credentials"), "login_url", "http://acme.my.salesforce.com")
    assert "https only" in drafts.problems(draft, SAVED)["login_url"]


def test_a_method_that_needs_my_domain_does_not_take_the_generic_choice() -> None:
    draft = filled("client-credentials", client_id="k", client_secret="s")
    assert drafts.problems(draft, SAVED) == {"login_url": "My Domain is needed."}


def test_secrets_of_a_saved_account_are_used_and_never_copied() -> None:
    draft = drafts.start(ACME)
    assert "swordfish" not in repr(draft)
    assert drafts.account(draft, SAVED).password == Secret("swordfish")
    assert drafts.value(draft, field("password", "password"), SAVED).source is Source.SAVED
    assert draft.typed == {}
    assert draft.base.password == NO_SECRET
    assert draft.choice is Choice.SANDBOX
    locked = drafts.account(draft, drafts.Saved())
    assert locked.password == NO_SECRET


def test_editing_keeps_what_the_form_does_not_show() -> None:
    draft = drafts.type_in(drafts.start(ACME), "username", "eve@acme.com.uat")
    account = drafts.account(draft, SAVED)
    assert account == ACME.with_changes(username="eve@acme.com.uat")


def test_a_saved_secret_can_be_emptied_and_taken_back() -> None:
    draft = drafts.type_in(drafts.start(ACME), "security_token", "")
    assert drafts.account(draft, SAVED).security_token == NO_SECRET
    assert drafts.account(drafts.untype(draft, "security_token"), SAVED).security_token == Secret("tokenword")


def test_changing_the_method_of_a_saved_account_drops_the_password() -> None:
    draft = drafts.choose_method(drafts.start(ACME), "jwt")
    account = drafts.account(draft, SAVED)
    assert account.password == NO_SECRET
    assert account.security_token == NO_SECRET
    assert account.name == "Acme UAT"


def test_by_another_method_a_saved_account_is_new() -> None:
    """What the app and the org must allow was allowed for the method of before, and says nothing of this one."""
    saved = ACME.with_changes(user_id="005000000000001AAA", org_id="00D000000000001AAA", username=ADA)
    book = Saved({saved.id: saved})
    draft = drafts.type_in(drafts.choose_method(drafts.start(saved), "jwt"), "private_key", "PEM")
    account = drafts.account(draft, book)
    assert account.user_id == ""
    assert account.org_id == saved.org_id, "a live account of the same org can still tell the true cause"
    new = account.with_changes(id="", org_id="")
    assert causes_of_a_refusal(account) == causes_of_a_refusal(new)
    assert drafts.account(drafts.choose_method(draft, "password"), book).user_id == saved.user_id


def causes_of_a_refusal(account: Account) -> list[str]:
    error = diagnosis.refusal(
        Step.TOKEN, account, error="invalid_client_id", said="client identifier invalid", status=400
    )
    return [cause.what for cause in error.causes]


def test_consumer_key_and_secret_are_borrowed_by_reference() -> None:
    draft = drafts.borrow_app(filled("web", client_id="typed before"), ACME)
    assert drafts.account(draft, SAVED).client_id == "3MVG9sample"
    assert drafts.account(draft, SAVED).client_secret == Secret("appsecret")
    assert drafts.value(draft, CLIENT_SECRET, SAVED).lender == "Acme UAT"
    assert drafts.account(draft, drafts.Saved()).client_secret == NO_SECRET
    own = drafts.type_in(draft, "client_id", "mine")
    assert drafts.value(own, CLIENT_ID, SAVED).source is Source.TYPED
    assert drafts.value(own, CLIENT_SECRET, SAVED).source is Source.BORROWED


def test_a_duplicate_borrows_every_secret_of_the_original() -> None:
    copy = ACME.with_changes(id="", name="Acme UAT 2")
    draft = drafts.start(copy, copy_of=ACME.id)
    assert draft.typed == {}
    account = drafts.account(draft, SAVED)
    assert (account.id, account.name, account.password) == ("", "Acme UAT 2", Secret("swordfish"))


def test_secrets_of_an_unsaved_account_count_as_typed() -> None:
    draft = drafts.start(ACME.with_changes(id=""))
    assert drafts.account(draft, drafts.Saved()).password == Secret("swordfish")


def test_tokens_can_be_made_by_a_browser_sign_in() -> None:
    draft = filled("tokens", login_url="acme", client_id="k")
    assert set(drafts.problems(draft, SAVED)) == {"refresh_token"}
    assert drafts.problems(draft, SAVED, made_for_you=True) == {}
    account = drafts.account(draft, SAVED)
    assert account.redirect_uri == "http://localhost:1717/OauthRedirect"
    assert account.scope == "api refresh_token"


def test_a_saved_token_account_needs_no_access_token_again() -> None:
    saved = Account(
        id="b" * 32,
        method="tokens",
        login_url="https://acme.my.salesforce.com",
        client_id="k",
        refresh_token=Secret("r"),
    )
    assert drafts.problems(drafts.start(saved), Saved({saved.id: saved})) == {}


def test_a_made_key_brings_its_certificate_and_a_typed_one_drops_it() -> None:
    draft = drafts.take_made_key(filled("jwt"), Secret("PEM"), "CERT")
    assert drafts.account(draft, SAVED).certificate == "CERT"
    assert drafts.account(draft, SAVED).private_key == Secret("PEM")
    other = drafts.type_in(draft, "private_key", "OTHER PEM")
    assert drafts.account(other, SAVED).certificate == ""


def test_a_saved_certificate_stays_while_the_key_stays() -> None:
    saved = Account(id="c" * 32, method="jwt", private_key=Secret("PEM"), certificate="CERT")
    book = Saved({saved.id: saved})
    draft = drafts.start(saved)
    assert drafts.account(draft, book).certificate == "CERT"
    assert drafts.account(drafts.type_in(draft, "private_key", "OTHER"), book).certificate == ""
    assert drafts.account(drafts.choose_method(draft, "web"), book).certificate == ""


def test_filling_from_a_paste_takes_only_what_it_held() -> None:
    draft = filled("password", username="ada@acme.com", client_id="old")
    recognised = Account(method="web", client_id="new", login_url="https://acme.my.salesforce.com")
    after = drafts.fill(draft, recognised)
    account = drafts.account(drafts.choose_method(after, "password"), SAVED)
    assert (account.username, account.client_id) == ("ada@acme.com", "new")
    assert account.login_url == "https://acme.my.salesforce.com"
    assert after.base.method == "web"
    assert after.touched


def test_trust_is_remembered_by_host() -> None:
    draft = drafts.trust(filled("password"), "login.acme.example")
    assert drafts.account(draft, SAVED).trusted_host == "login.acme.example"


@pytest.mark.parametrize("method", [method.id for method in METHODS])
def test_every_field_of_every_method_can_be_typed_and_arrives(method: str) -> None:
    found = method_of(method)
    assert found is not None
    draft = filled(method, **{each.name: f"x{each.name}" for each in found.fields})
    account = drafts.account(draft, SAVED)
    for each in found.fields:
        if each.name != "login_url":
            assert value_of(account, each.name) == f"x{each.name}"
        else:
            assert drafts.value(draft, each, SAVED).text.reveal() == "xlogin_url"


def test_what_was_typed_shows_in_no_trace() -> None:
    draft = filled("password", username="ada@acme.com", password="swordfish")
    assert "swordfish" not in repr(draft)
    assert "swordfish" not in str(draft.typed)
