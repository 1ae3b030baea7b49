"""``list``, ``show``, ``token``, ``check``, ``rename`` and ``remove`` on connected accounts."""

from __future__ import annotations

import json
import urllib.request

import pytest

from sftui.account import Secret
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.vault.places import Places
from tests.cli.conftest import Connect, Run
from tests.cli.person import at_terminal
from tests.support.certificates import certificate_for
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE, draft


def test_list_is_aligned_and_says_the_state_in_words(run: Run, connect: Connect) -> None:
    connect("client-credentials", name="Nightly export")
    connect("password", name="Ada")
    done = run("list")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "   Account         Environment  User                         State",
        "●  Ada             production   ada@acme.com                 connected, just now",
        "●  Nightly export  production   run-as integration@acme.com  connected, just now",
    ]


def test_list_in_a_locale_without_unicode(run: Run, connect: Connect, environment: dict[str, str]) -> None:
    connect("client-credentials", name="Zürich …")
    environment["LANG"] = "C"
    done = run("list")
    assert done.out.isascii()
    assert done.out.splitlines()[1].startswith("*  Zurich ...  production")
    assert json.loads(run("list", "--json").out)[0]["name"] == "Zürich …"


def test_a_narrow_terminal_cuts_nothing_that_goes_into_a_pipe(
    connect: Connect, environment: dict[str, str]
) -> None:
    connect("client-credentials", name="A rather long name for an account")
    environment["COLUMNS"] = "70"
    with at_terminal(["list"], environment) as person:
        _, piped, _ = person.ends()
    assert "A rather long name for an account  production   run-as integration@acme.com" in piped


def test_list_needs_no_network(run: Run, connect: Connect, demo: DemoSalesforce) -> None:
    connect("password")
    sent = len(demo.requests())
    demo.hang_up(demo.login_url)
    assert run("list").code == 0
    assert len(demo.requests()) == sent


def test_show_masks_and_reveals(run: Run, connect: Connect, demo: DemoSalesforce) -> None:
    connect("password", name="Ada")
    ada = demo.person("ada@acme.com")
    masked = run("show", "Ada")
    assert masked.code == 0
    assert "Password        •••" in masked.out
    revealed = run("show", "Ada", "--reveal")
    assert f"Password        {ada.password}" in revealed.out
    assert f"Security token  {ada.security_token}" in revealed.out
    for secret in (ada.password, ada.security_token):
        assert secret not in masked.out + run("show", "Ada", "--json").out + run("list", "--json").out
    assert json.loads(run("show", "Ada", "--json", "--reveal").out)["password"] == ada.password


def test_show_finds_by_part_by_id_and_refuses_what_fits_several(run: Run, connect: Connect) -> None:
    first = connect("password", name="Acme one")
    connect("client-credentials", name="Acme two")
    assert json.loads(run("show", "ONE", "--json").out)["id"] == first["id"]
    assert json.loads(run("show", str(first["id"]), "--json").out)["name"] == "Acme one"
    several, none = run("show", "acme"), run("show", "nothing")
    assert (several.code, none.code) == (7, 7)
    assert "fits several accounts: “Acme one”, “Acme two”" in several.err
    assert "There is no account called “nothing”" in none.err


def test_what_show_reveals_connects_elsewhere(run: Run, connect: Connect) -> None:
    connect("password", name="Ada")
    printed = json.loads(run("show", "Ada", "--json", "--reveal").out)
    run("remove", "Ada", "--keep-access")
    assert connect("password", replace=printed)["name"] == "Ada"


def test_token_works_at_the_rest_api(run: Run, connect: Connect) -> None:
    account = connect("client-credentials", name="Nightly")
    done = run("token", "Nightly")
    assert (done.code, done.err) == (0, "")
    token = done.out.removesuffix("\n")
    request = urllib.request.Request(
        f"{account['instance_url']}/services/data/v68.0/limits", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request) as reply:
        assert "DailyApiRequests" in json.load(reply)
    assert json.loads(run("token", "Nightly", "--json").out) == {
        "access_token": token,
        "instance_url": account["instance_url"],
        "api_version": "68.0",
    }


@pytest.mark.parametrize("method", ["jwt", "client-credentials", "tokens", "password"])
def test_a_dead_session_is_renewed_without_anybody(
    run: Run, connect: Connect, demo: DemoSalesforce, method: str
) -> None:
    connect(method, name="It")
    before = run("token", "It").out
    for username in ("ada@acme.com", "integration@acme.com"):
        demo.end_sessions(username)
    assert run("check", "It").code == 0
    after = run("token", "It")
    assert after.code == 0
    assert after.out != before


def test_check_tells_each_and_ends_with_the_worst(run: Run, connect: Connect, demo: DemoSalesforce) -> None:
    connect("client-credentials", name="Nightly")
    connect("password", name="Ada")
    good = run("check")
    assert good.code == 0
    assert sorted(good.err.splitlines()) == ["Ada: connected", "Nightly: connected"]
    demo.change_password("ada@acme.com")
    demo.end_sessions("ada@acme.com")
    bad = run("check")
    assert bad.code == 4
    assert "▲  Ada      production   ada@acme.com                 needs reconnect, just now" in bad.out
    told = bad.err.splitlines()
    assert any(line.startswith("sftui: Ada: ") for line in told)
    assert any(line.startswith("do: ") for line in told)
    assert run("check", "Nightly").code == 0
    found = json.loads(run("check", "--json").out)
    assert [(each["name"], each["status"]) for each in found] == [
        ("Ada", "needs-reconnect"),
        ("Nightly", "connected"),
    ]
    assert found[0]["last_error"]["code"] == "refused"


def test_check_of_good_accounts_over_a_limit_is_no_success(
    run: Run, connect: Connect, demo: DemoSalesforce
) -> None:
    connect("password", name="Ada")
    connect("client-credentials", name="Nightly")
    demo.switch(request_limit_exceeded=True)
    done = run("check")
    assert done.code == 1
    told = done.err.splitlines()
    assert {"Ada: connected, but the test failed", "Nightly: connected, but the test failed"} <= set(told)
    assert "sftui: Ada: Salesforce said: TotalRequests Limit exceeded." in told
    assert "connected, just now" in done.out


@pytest.mark.usefixtures("vault")
def test_check_warns_of_a_certificate_that_ends_soon(run: Run, demo: DemoSalesforce, places: Places) -> None:
    wanted = draft(demo, "jwt")
    drafts = [
        wanted.with_changes(name=name, certificate=certificate_for(wanted.private_key, days=days))
        for name, days in (("Ends", 12), ("Lasts", 400))
    ]
    keeper = Keeper(places, cost=CHEAP)
    keeper.start()
    try:
        keeper.unlock(PASSPHRASE).result(PATIENCE)
        keeper.save_all(drafts).result(PATIENCE)
    finally:
        keeper.close()
    done = run("check")
    assert done.code == 0
    told = [line for line in done.err.splitlines() if "certificate" in line]
    assert len(told) == 1
    assert told[0].startswith("Ends: The certificate of the key ends on ")
    ends = next(line for line in run("show", "Ends").out.splitlines() if line.startswith("Certificate"))
    assert "make a new one soon and upload it" in ends


def test_check_says_that_a_host_is_away(run: Run, connect: Connect, demo: DemoSalesforce) -> None:
    account = connect("client-credentials", name="Nightly")
    demo.hang_up(str(account["instance_url"]))
    done = run("check")
    assert done.code == 6
    assert "✕  Nightly" in done.out
    assert "refused the connection" in done.err


def test_rename_really_renames(run: Run, connect: Connect) -> None:
    account = connect("client-credentials", name="Before")
    done = run("rename", "before", "After [/red] “ü”")
    assert (done.code, done.out) == (0, "Before is now After [/red] “ü”.\n")
    found = json.loads(run("list", "--json").out)
    assert [(each["id"], each["name"]) for each in found] == [(account["id"], "After [/red] “ü”")]


def test_changes_need_the_whole_name_or_a_yes(
    run: Run, connect: Connect, environment: dict[str, str]
) -> None:
    connect("client-credentials", name="Nightly export")
    for arguments in (["rename", "Nightly", "New"], ["remove", "Nightly"]):
        done = run(*arguments)
        assert done.code == 7
        assert "Only a part of “Nightly export” fits." in done.err
    with at_terminal(["remove", "Nightly"], environment) as person:
        person.answer("Remove “Nightly export”?", "y")
        assert person.ends()[0] == 0
    assert run("list", "--json").out == "[]\n"


def test_a_taken_name(run: Run, connect: Connect) -> None:
    connect("client-credentials", name="One")
    connect("password", name="Two")
    done = run("rename", "One", "two")
    assert done.code == 2
    assert "Another account is called “two” already." in done.err


def test_remove_revokes_first(run: Run, connect: Connect, demo: DemoSalesforce) -> None:
    connect("tokens", name="Given")
    living = len(demo.approvals("ada@acme.com"))
    done = run("remove", "Given", "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert (found["name"], found["revoked"]) == ("Given", ["the refresh token and its sessions"])
    assert len(demo.approvals("ada@acme.com")) == living - 1


def test_remove_keeps_access_when_told_to(run: Run, connect: Connect, demo: DemoSalesforce) -> None:
    connect("tokens", name="Given")
    living = len(demo.approvals("ada@acme.com"))
    done = run("remove", "Given", "--keep-access")
    assert (done.code, done.out, done.err) == (0, "Given was removed.\n", "")
    assert len(demo.approvals("ada@acme.com")) == living


def test_remove_when_salesforce_is_away_removes_and_says_so(
    run: Run, connect: Connect, demo: DemoSalesforce
) -> None:
    account = connect("tokens", name="Given")
    demo.hang_up(str(account["instance_url"]))
    done = run("remove", "Given")
    assert done.code == 0
    assert "Not revoked: " in done.err
    assert "do: End it in Salesforce." in done.err, "with what was removed nothing can be tried again"
    assert run("list", "--json").out == "[]\n"


def test_the_passphrase_and_secrets_are_nowhere_in_what_was_printed(
    run: Run, connect: Connect, demo: DemoSalesforce
) -> None:
    connect("password", name="Ada")
    ada = demo.person("ada@acme.com")
    secrets = [PASSPHRASE.text, Secret(ada.password), Secret(ada.security_token)]
    for arguments in (
        ["list"],
        ["show", "Ada"],
        ["check"],
        ["list", "-v"],
        ["rename", "Ada", "Eda"],
        ["remove", "Eda"],
    ):
        done = run(*arguments)
        for secret in secrets:
            assert secret.reveal() not in done.out + done.err
