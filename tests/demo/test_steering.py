"""Switches, credentials, the control surface, and what the demo may import."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import sftui.demo
from sftui.demo.credentials import credentials, describe
from sftui.demo.ids import Fountain, long_id
from sftui.demo.server import DemoSalesforce
from sftui.demo.switches import FAULTS, Switches
from tests.demo.wire import (
    CLASSIC,
    TERMINAL,
    Answer,
    authorize_url,
    get,
    redeem,
    refresh,
    send,
    token,
    with_password,
)

FIELDS = {
    "web": {"method", "login_url", "client_id", "client_secret", "redirect_uri", "scope"},
    "password": {
        "method",
        "login_url",
        "username",
        "password",
        "security_token",
        "client_id",
        "client_secret",
    },
    "tokens": {"method", "login_url", "client_id", "client_secret", "access_token", "refresh_token"},
    "jwt": {"method", "login_url", "username", "client_id", "private_key"},
    "client-credentials": {"method", "login_url", "client_id", "client_secret"},
    "device": {"method", "login_url", "client_id", "client_secret"},
}


def control(host: str, call: str, /, **body: Any) -> Answer:
    return send(
        f"{host}/demo/{call}", "POST", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )


def test_credentials_have_the_fields_of_each_method(sf: DemoSalesforce) -> None:
    given = credentials(sf)
    assert {method: set(fields) for method, fields in given.items()} == FIELDS
    assert all(fields["method"] == method for method, fields in given.items())
    assert all(value for fields in given.values() for value in fields.values())


def test_credentials_work(sf: DemoSalesforce) -> None:
    import jwt

    given = credentials(sf)
    one = given["password"]
    secret = {"client_id": one["client_id"], "client_secret": one["client_secret"]}
    sent = one["password"] + one["security_token"]
    assert (
        token(
            one["login_url"], grant_type="password", username=one["username"], password=sent, **secret
        ).status
        == 200
    )
    one = given["tokens"]
    assert get(one["login_url"] + "/services/data/v68.0/limits", one["access_token"]).status == 200
    assert refresh(sf, one["refresh_token"]).status == 200
    one = given["jwt"]
    claims = {
        "iss": one["client_id"],
        "sub": one["username"],
        "aud": one["login_url"],
        "exp": sf.world.now() + 60,
    }
    assertion = jwt.encode(claims, one["private_key"], algorithm="RS256")
    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert token(one["login_url"], grant_type=grant, assertion=assertion).status == 200
    one = given["client-credentials"]
    secret = {"client_id": one["client_id"], "client_secret": one["client_secret"]}
    assert token(one["login_url"], grant_type="client_credentials", **secret).status == 200
    one = given["device"]
    assert token(one["login_url"], response_type="device_code", client_id=one["client_id"]).status == 200
    one = given["web"]
    address = authorize_url(sf, redirect_uri=one["redirect_uri"], scope=one["scope"], host=one["login_url"])
    assert "code=" in sf.browser.sign_in(address, "ada@acme.com", sf.person("ada@acme.com").password)


def test_description_is_one_line_of_json(sf: DemoSalesforce) -> None:
    line = json.dumps(describe(sf))
    assert "\n" not in line
    told = json.loads(line)
    assert told["url"] == sf.login_url
    people = {one["username"]: one for one in told["people"]}
    assert people["joerg@acme.com"]["password"] == "Pa55 wörd&+%=\"'#"
    assert people["ada@acme.com.uat"]["login_url"] == sf.test_url
    assert "old@acme.com" not in people


def test_switches_are_checked(sf: DemoSalesforce) -> None:
    with pytest.raises(ValueError, match="no switch named 'nonsense'"):
        sf.switch(nonsense=True)
    with pytest.raises(ValueError, match="lockout_after takes int"):
        sf.switch(lockout_after="3")
    with pytest.raises(ValueError, match="trusted_ip takes bool"):
        sf.switch(trusted_ip=1)
    with pytest.raises(ValueError, match="unknown fault 'flood'"):
        sf.switch(fault="flood")
    with pytest.raises(ValueError, match="no switch named 'id'"):
        sf.set_person("ada@acme.com", id="x")
    with pytest.raises(ValueError, match="no switch named 'certificate'"):
        sf.set_app(CLASSIC, certificate="x")
    with pytest.raises(KeyError):
        sf.switch(org="nowhere", delay=1.0)
    with pytest.raises(KeyError):
        sf.set_app("No such app", blocked=True)
    assert sf.org("acme").switches == Switches()
    assert len(FAULTS) == 18


def test_switch_of_one_org_leaves_the_other(sf: DemoSalesforce) -> None:
    sf.switch(org="acme", delay=1, vary=3)
    assert (sf.org("acme").switches.delay, sf.org("acme").switches.vary) == (1.0, 3)
    assert sf.org("acme--uat").switches == Switches()
    sf.reset_switches()
    assert sf.org("acme").switches == Switches()


def test_control_switches(sf: DemoSalesforce) -> None:
    assert control(sf.login_url, "switch", lockout_after=3, delay=0).json == {}
    assert sf.org("acme--uat").switches.lockout_after == 3
    assert control(sf.sandbox_url, "switch", org="acme", fault="html-503").json == {}
    assert with_password(sf).status == 503
    assert control(sf.login_url, "reset").status == 200
    assert with_password(sf).status == 200
    assert control(sf.login_url, "app", app=CLASSIC, rotation=True, flows=["password"]).status == 200
    assert sf.app(CLASSIC).flows == frozenset({"password"})
    assert control(sf.login_url, "person", username="lee@acme.com", frozen=True).status == 200
    assert sf.person("lee@acme.com").frozen
    assert control(sf.login_url, "app-not-ready", app=CLASSIC, seconds=60).status == 200
    assert with_password(sf).refusal[0] == "invalid_client_id"
    assert control(sf.login_url, "advance", seconds=61).status == 200
    assert with_password(sf).status == 200


def test_control_password_and_mail(sf: DemoSalesforce) -> None:
    changed = control(sf.login_url, "change-password", username="ada@acme.com", password="New-one-1").json
    assert with_password(sf, password="New-one-1" + changed["security_token"]).status == 200
    token_now = control(sf.login_url, "reset-security-token", username="ada@acme.com").json["security_token"]
    assert control(sf.login_url, "lock", username="ada@acme.com").status == 200
    with_password(sf)
    with_password(sf)
    assert control(sf.login_url, "unlock", username="ada@acme.com").status == 200
    state = get(sf.login_url + "/demo/state").json
    assert state["attempts"] == {"ada@acme.com": 3}
    assert state["refused"] == {"ada@acme.com": 2}
    assert state["refused_twice"] == ["ada@acme.com"]
    assert state["causes"][-1]["cause"] == "Password Lockout"
    assert token_now in state["mailbox"][0]["body"]
    assert state["requests"]["POST /services/oauth2/token password"] == 3
    assert "New-one-1" not in json.dumps(state)


def test_control_sign_in(sf: DemoSalesforce) -> None:
    location = control(sf.login_url, "approve", url=authorize_url(sf), username="ada@acme.com").json[
        "location"
    ]
    assert redeem(sf, location.partition("code=")[2].partition("&")[0].replace("%3D", "=")).status == 200
    denied = control(sf.login_url, "approve", url=authorize_url(sf), username="ada@acme.com", approve=False)
    assert "error=access_denied" in denied.json["location"]
    stopped = control(sf.login_url, "approve", url=authorize_url(sf, client_id="x"), username="ada@acme.com")
    assert stopped.status == 400
    assert stopped.json["page"]["title"] == "OAuth Error"
    started = token(sf.login_url, response_type="device_code", client_id=sf.app(TERMINAL).client_id).json
    assert get(sf.login_url + "/demo/state").json["waiting_user_codes"] == [started["user_code"]]
    assert (
        control(sf.login_url, "approve", user_code=started["user_code"], username="ada@acme.com").json == {}
    )


def test_control_tokens_orgs_and_hosts(sf: DemoSalesforce) -> None:
    told = get(sf.login_url + "/demo/credentials").json["credentials"]["tokens"]
    assert control(sf.login_url, "end-sessions", access_token=told["access_token"]).json == {"ended": 1}
    assert control(sf.login_url, "end-sessions", username="ada@acme.com").json == {"ended": 0}
    assert refresh(sf, told["refresh_token"]).status == 200
    assert control(sf.login_url, "revoke-approvals", username="ada@acme.com", app=CLASSIC).json == {
        "revoked": 1
    }
    assert control(sf.login_url, "contain", username="lee@acme.com").status == 200
    assert sf.person("lee@acme.com").frozen
    new_id = control(sf.login_url, "refresh-sandbox", org="acme--uat").json["org_id"]
    assert sf.org("acme--uat").id == new_id
    org = control(sf.login_url, "org", my_domain="globex", people=2, dead=True).json
    assert control(sf.login_url, "pick-up", url=org["url"]).status == 200
    assert with_password(sf, "user2@globex.example", url=org["url"]).status == 200
    assert control(sf.login_url, "hang-up", url=org["url"]).status == 200
    with pytest.raises(ConnectionRefusedError):
        get(org["url"] + "/services/data")
    callback = "http://localhost:9999/cb"
    assert control(sf.login_url, "callback", app=CLASSIC, url=callback).status == 200
    assert callback in sf.app(CLASSIC).callbacks
    assert control(sf.login_url, "certificate", app=CLASSIC, pem=sf.app(CLASSIC).certificate).status == 200


@pytest.mark.parametrize(
    ("call", "body", "status"),
    [
        ("nothing", {}, 404),
        ("switch", {"nonsense": 1}, 400),
        ("person", {}, 400),
        ("person", {"username": "nobody"}, 400),
        ("advance", {"seconds": "soon"}, 400),
        ("lock", {"username": 5}, 400),
        ("org", {"my_domain": "acme"}, 400),
        ("org", {"my_domain": "x", "kind": "moon"}, 400),
        ("certificate", {"app": CLASSIC, "pem": "x"}, 400),
    ],
)
def test_control_says_what_is_wrong(sf: DemoSalesforce, call: str, body: dict[str, Any], status: int) -> None:
    answer = control(sf.login_url, call, **body)
    assert answer.status == status
    assert answer.json["error"]


def test_control_wants_an_object(sf: DemoSalesforce) -> None:
    assert send(sf.login_url + "/demo/switch", "POST", b"[]").status == 400
    assert send(sf.login_url + "/demo/switch", "POST", b"{").status == 400


def test_every_control_call_is_written_down() -> None:
    from sftui.demo.control import _CALLS

    text = sftui.demo.__doc__ or ""
    assert [call for call in _CALLS if f"/demo/{call.split()[1]}" not in text] == []


def test_ids_have_the_right_suffix(sf: DemoSalesforce) -> None:
    assert long_id("00530000003Fqk1") == "00530000003Fqk1AAC"
    assert long_id("0017F00001bGrRz") == "0017F00001bGrRzQAK"
    every = [sf.org("acme").id, *(person.id for person in sf.world.people.values())]
    assert len(set(every)) == len(every)
    assert all(long_id(one[:15]) == one for one in every)
    assert {one[:3] for one in every} == {"00D", "005"}


def test_fountain() -> None:
    assert Fountain("x").text(40) == Fountain("x").text(40)
    assert Fountain().text(40) != Fountain().text(40)
    assert set(Fountain("x").text(2000, "ab")) == {"a", "b"}
    assert {Fountain(str(seed)).number(3) for seed in range(30)} == {0, 1, 2}


def test_demo_imports_only_itself_and_the_standard_library() -> None:
    outside = set()
    for file in Path(sftui.demo.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            outside |= {
                name
                for name in names
                if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("sftui.demo")
            }
    assert outside == set()
