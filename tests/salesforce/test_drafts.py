"""From named values to a draft."""

from __future__ import annotations

import pytest

from sftui.account import Secret
from sftui.errors import InvalidFields
from sftui.salesforce.drafts import REPORTED, SETTABLE, draft_from
from sftui.salesforce.methods import DEFAULT_CALLBACK, DEFAULT_SCOPE, problems

NAMES_OF_THE_DESIGN = (
    *("name", "method", "login_url", "username", "password", "security_token", "client_id", "client_secret"),
    *("access_token", "refresh_token", "private_key", "audience", "redirect_uri", "scope", "api_version"),
    "company_names",
)


def test_the_names_are_those_of_the_design() -> None:
    assert sorted(SETTABLE) == sorted(NAMES_OF_THE_DESIGN)


def test_values_become_a_draft_and_secrets_are_hidden() -> None:
    draft = draft_from(
        {
            "name": "Acme",
            "method": "password",
            "login_url": "acme",
            "password": "Pa55 wörd&+%=\"'#",
            "api_version": 68,
        }
    )
    assert (draft.name, draft.method, draft.login_url, draft.api_version) == (
        "Acme",
        "password",
        "acme",
        "68.0",
    )
    assert draft.password == Secret("Pa55 wörd&+%=\"'#")
    assert "wörd" not in repr(draft)


def test_the_usual_callback_and_scope_need_not_be_given() -> None:
    web = draft_from({"method": "web", "login_url": "acme", "client_id": "key"})
    assert (web.redirect_uri, web.scope) == (DEFAULT_CALLBACK, DEFAULT_SCOPE)
    assert problems(web) == {}


def test_no_host_is_chosen_silently() -> None:
    assert "login_url" in problems(draft_from({"method": "web", "client_id": "key"}))


def test_the_instance_url_of_a_token_reply_is_where_tokens_belong() -> None:
    given = {"method": "tokens", "instance_url": "https://acme.my.salesforce.com", "access_token": "00D!x"}
    assert draft_from(given).login_url == "https://acme.my.salesforce.com"
    assert draft_from({**given, "login_url": "https://other.my.salesforce.com"}).login_url.startswith(
        "https://other"
    )


def test_what_show_prints_may_be_given_back() -> None:
    printed = dict.fromkeys(REPORTED, "x") | {"last_error": None, "password": "", "method": "jwt"}
    assert draft_from(printed).method == "jwt"


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(InvalidFields) as found:
        draft_from(
            {
                "method": "jwt",
                "usrname": "ada",
                "username": 5,
                "password": "x",
                "client_id": ["a"],
                "company_names": "all",
                "api_version": True,
            }
        )
    assert set(found.value.problems) == {
        *("usrname", "username", "password", "client_id", "company_names", "api_version"),
    }
    assert "no such field" in found.value.problems["usrname"]
    assert "“jwt” has no such field" in found.value.problems["password"]


def test_a_version_without_end_is_a_problem_of_its_field() -> None:
    with pytest.raises(InvalidFields) as caught:
        draft_from({"method": "tokens", "login_url": "acme", "api_version": 10**400})
    assert caught.value.problems["api_version"]


@pytest.mark.parametrize(
    ("method", "name", "value"),
    [
        ("jwt", "audience", "https://[x"),
        ("tokens", "access_token", "00D!tokén"),
        ("tokens", "refresh_token", "5Aep\u2026"),
    ],
)
def test_what_can_not_be_meant_is_a_problem_of_its_field(method: str, name: str, value: str) -> None:
    assert problems(draft_from({"method": method, "login_url": "acme", name: value}))[name]


def test_a_method_that_is_none_is_named_beside_what_else_is_wrong() -> None:
    with pytest.raises(InvalidFields) as found:
        draft_from({"method": "passwd", "login": "x"})
    assert list(found.value.problems) == ["method", "login"]
    said = found.value.problems["method"]
    assert said == "Choose one of web, password, tokens, jwt, client-credentials, device."


def test_foreign_names_are_shown_clean() -> None:
    with pytest.raises(InvalidFields) as found:
        draft_from({"\x1b[31mname" + "x" * 500: "v"})
    (name,) = found.value.problems
    assert "\x1b" not in name
    assert len(name) <= 40


def test_a_part_is_enough_for_a_form() -> None:
    assert draft_from({"client_id": "key"}).client_id == "key"
    assert draft_from({}).method == ""


def test_a_refresh_token_goes_with_a_finished_sign_in() -> None:
    draft = draft_from({"method": "web", "login_url": "acme", "client_id": "k", "refresh_token": "5Aep"})
    assert draft.refresh_token == Secret("5Aep")
    with pytest.raises(InvalidFields):
        draft_from({"method": "client-credentials", "refresh_token": "5Aep"})
