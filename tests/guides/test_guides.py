"""The guides: every topic loads, fits beside a field, and names Setup pages by words as well as by link."""

from __future__ import annotations

import re
import textwrap
from importlib.resources import files

import pytest

from sftui import guides
from sftui.account import Account
from sftui.errors import Cause
from sftui.salesforce.methods import DEFAULT_SCOPE, METHODS
from sftui.salesforce.refusals import (
    app_causes,
    flow_causes,
    jwt_rows,
    login_history,
    org_causes,
    user_causes,
)
from sftui.salesforce.setup_pages import PAGES

NAMES = [topic.name for topic in guides.topics()]
AT_ACME = Account(login_url="https://acme.my.salesforce.com")


def raw(name: str) -> str:
    return files("sftui.guides").joinpath(f"{name}.md").read_text(encoding="utf-8")


def test_every_file_is_a_topic_and_every_topic_a_file() -> None:
    on_disk = {
        each.name.removesuffix(".md") for each in files("sftui.guides").iterdir() if ".md" in each.name
    }
    assert sorted(NAMES) == sorted(on_disk)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_topic_has_a_title_a_short_paragraph_and_a_text(name: str) -> None:
    topic = guides.topic(name)
    assert 0 < len(topic.title) <= 50
    assert topic.short.endswith(".")
    assert len(textwrap.wrap(topic.short, 76)) <= 4
    text = guides.read(name)
    assert text.startswith("# ")
    assert text.count("\n# ") == 0
    assert len(text) > len(topic.short)
    assert topic.title.split(" (")[0].lower() in text.lower()


@pytest.mark.parametrize("name", NAMES)
def test_the_text_keeps_to_what_the_screen_draws_well(name: str) -> None:
    text = raw(name)
    assert not re.search(r"<[a-zA-Z/!]", text), "no HTML"
    assert "![" not in text, "no pictures"
    assert not re.search(r"^\s*>", text, re.MULTILINE), "no quotes"
    assert not re.search(r"\]\(", text), "links are made by {setup:…}, with Quick Find words beside them"
    assert "\t" not in text
    for line in text.splitlines():
        assert line == line.rstrip()
        assert len(line) <= 130
    for row in re.findall(r"^\|.*\|$", text, re.MULTILINE):
        assert len(row) <= 100, "a table must fit beside a form"
    assert text.count("```") % 2 == 0
    for block in re.split(r"\n(?=- |\d+\. |\n)", re.sub(r"`[^`]*`", "", text)):
        assert block.count("**") % 2 == 0, "bold that is never closed"
        assert not any("*" in bold for bold in re.findall(r"\*\*(.+?)\*\*", block, re.DOTALL)), "bold in bold"


@pytest.mark.parametrize("name", NAMES)
def test_a_setup_page_is_named_by_its_quick_find_words_beside_the_link(name: str) -> None:
    words = {page.path: page.quick_find for page in PAGES if page.path}
    text = raw(name)
    for found in re.finditer(r"\{setup:([^}]*)\}", text):
        assert found[1] in words, f"{found[1]} is no known page"
        before = " ".join(text[max(0, found.start() - 160) : found.start()].split())
        assert words[found[1]] in before


@pytest.mark.parametrize("name", NAMES)
def test_quick_find_words_of_a_page_bring_its_link_at_least_once(name: str) -> None:
    paths = {
        page.quick_find: page.path for page in PAGES if page.path and not page.personal and page.quick_find
    }
    for words in set(re.findall(r"Quick\s+Find\s+\*\*([^*]+)\*\*", raw(name))):
        path = paths.get(" ".join(words.split()), "")
        assert not path or f"{{setup:{path}}}" in raw(name), words


@pytest.mark.parametrize("name", NAMES)
def test_other_guides_are_named_by_their_titles(name: str) -> None:
    titles = {topic.title for topic in guides.topics()}
    for title in re.findall(r"[Ss]ee\s+\*([^*]+)\*", raw(name)):
        assert " ".join(title.split()) in titles


def test_every_field_and_method_has_its_guide() -> None:
    for method in METHODS:
        assert method.guide in NAMES
        assert all(field.guide in NAMES for field in method.fields)


def test_an_empty_scope_is_told_as_it_is_sent() -> None:
    words = " ".join(raw("scopes").split())
    assert f"Empty means `{DEFAULT_SCOPE}`." in words
    wanted = " ".join(raw("account-engagement-scopes").split())
    assert f"put `{DEFAULT_SCOPE} pardot_api` into *Scope*." in wanted
    assert "empty" not in wanted


def test_every_cause_has_its_guide() -> None:
    modules = (app_causes, flow_causes, org_causes, user_causes, login_history)
    named = {value.guide for module in modules for value in vars(module).values() if isinstance(value, Cause)}
    assert named - {""} <= set(NAMES)


def test_the_texts_of_login_history_that_name_a_cause_are_explained() -> None:
    told = " ".join(guides.read("login-history").lower().split())
    assert not [words for words, _ in login_history._CAUSES if words not in told]


def test_the_guide_to_a_private_key_explains_every_refusal_of_its_method() -> None:
    told = " ".join(guides.read("eca-jwt").lower().split())
    said = [row.contains[0] for row in jwt_rows.ROWS if row.contains] + ["client identifier invalid"]
    assert not [words for words in said if words not in told]


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("eca-")])
def test_each_guide_to_an_external_client_app_names_the_right_to_make_one(name: str) -> None:
    assert "Create, edit, and delete External Client Apps" in " ".join(guides.read(name).split())


@pytest.mark.parametrize("switch", ["Enable Client Credentials Flow", "Use digital signatures"])
def test_a_connected_app_has_its_flow_switched_on_before_it_is_saved(switch: str) -> None:
    text = guides.read("connected-app")
    assert 0 < text.find(switch) < text.find("**Save**")


def test_links_are_computed_once_the_org_is_known() -> None:
    known = guides.read("my-domain", AT_ACME)
    assert "https://acme.my.salesforce-setup.com/lightning/setup/OrgDomain/home" in known
    assert "Quick Find **My Domain**" in known
    instance = Account(
        login_url="https://login.salesforce.com", instance_url="https://acme.my.salesforce.com"
    )
    assert guides.read("my-domain", instance) == known


@pytest.mark.parametrize("name", NAMES)
def test_without_an_org_only_words_stand_there(name: str) -> None:
    for account in (None, Account(login_url="https://login.salesforce.com"), Account(login_url="no ho st")):
        text = guides.read(name, account)
        assert "{" not in text
        assert "[open]" not in text
        assert not re.search(r" [.,]", re.sub(r"`[^`]*`", "code", text))


@pytest.mark.parametrize("name", NAMES)
def test_links_list_the_pages_of_the_text(name: str) -> None:
    for link in guides.links(name, AT_ACME):
        assert link.title
        assert link.url in guides.read(name, AT_ACME)
        assert link.url.startswith("https://acme.")
    assert len(guides.links(name)) == len(set(re.findall(r"\{setup:[^}]*\}", raw(name))))
    assert not any(link.url for link in guides.links(name))


def test_the_callback_in_the_text_is_the_accounts_own() -> None:
    own = guides.read("eca-web", Account(redirect_uri="http://localhost:9999/here"))
    assert "http://localhost:9999/here" in own
    assert "http://localhost:1717/OauthRedirect" in guides.read("eca-web")


def test_an_unknown_topic_is_a_key_error() -> None:
    for name in ("no-such-topic", "../__init__", ""):
        with pytest.raises(KeyError):
            guides.read(name)


def test_search_finds_topics_that_have_all_words_the_title_first() -> None:
    found = [topic.name for topic in guides.search("security token")]
    assert found[0] == "security-token"
    assert "password-change" in found
    assert guides.search("run-as username")
    assert guides.search("SECURITY") == guides.search("security")
    assert guides.search("no-such-word-anywhere") == ()
    assert len(guides.search("")) == len(NAMES)


BOXES = (
    "External Client App Name",
    "API Name",
    "Contact Email",
    "Distribution State",
    "Contact Phone",
    "Info URL",
    "Logo",
    "Icon",
    "Description",
    "Enable OAuth",
    "Callback URL",
    "OAuth Scopes",
    "Manage user data via APIs (api)",
    "Introspect All Tokens",
    "Configure ID Token",
    "Client Credentials",
    "Authorization Code and Credentials",
    "Device",
    "JWT Bearer",
    "Token Exchange",
)
SECURITY_BOXES = (
    "Require secret for Web Server Flow",
    "Require secret for Refresh Token Flow",
    "Require Proof Key for Code Exchange (PKCE)",
    "Enable Refresh Token Rotation",
    "Limits of the refresh token",
    "Issue JSON Web Token (JWT)-based access tokens",
)
POLICY_BOXES = (
    "Start Page",
    "Permitted Users",
    "All users may self-authorize",
    "Enable Client Credentials Flow",
    "Run As",
    "Token Exchange",
    "Refresh Token Policy",
    "IP Relaxation",
    "Session timeout",
)


@pytest.mark.parametrize(
    ("name", "boxes"),
    [
        ("eca-client-credentials", (*BOXES, *SECURITY_BOXES, *POLICY_BOXES, "Run As (Username)")),
        ("eca-web", (*BOXES, *SECURITY_BOXES, *POLICY_BOXES)),
        ("eca-jwt", (*BOXES, "Permitted Users", "IP Relaxation")),
        ("eca-device", (*BOXES, *SECURITY_BOXES)),
    ],
)
def test_a_person_who_makes_the_app_meets_no_box_that_the_guide_leaves_out(
    name: str, boxes: tuple[str, ...]
) -> None:
    text = " ".join(guides.read(name).split())
    missing = [box for box in boxes if box not in text]
    assert not missing
