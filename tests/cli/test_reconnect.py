"""``sftui reconnect``: nobody where nobody is needed, one question for each user, sign-ins last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from sftui.demo.credentials import credentials, password_credentials
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.vault.places import Places
from tests.cli.background import in_background
from tests.cli.conftest import Connect, Run
from tests.cli.person import at_terminal, code_in, without_terminal
from tests.support.keeping import CHEAP, PASSPHRASE, PATIENCE, draft

ADA = "ada@acme.com"


@pytest.fixture
def three(connect: Connect) -> None:
    """Three accounts of one user, and one of another method."""
    for name in ("Acme", "Acme reports", "Data loads"):
        connect("password", name=name)
    connect("client-credentials", name="Nightly")


def changed(demo: DemoSalesforce, folder: Path) -> str:
    """Ada's password changes; gives a file with the new one."""
    demo.change_password(ADA)
    demo.end_sessions(ADA)
    ada = demo.person(ADA)
    path = folder / "new.toml"
    path.touch(mode=0o600)
    path.write_text(f'password = "{ada.password}"\nsecurity_token = "{ada.security_token}"\n')
    return str(path)


def states(run: Run) -> dict[str, str]:
    return {each["name"]: each["status"] for each in json.loads(run("list", "--json").out)}


@pytest.mark.usefixtures("three")
def test_one_new_password_from_a_file_serves_all_of_the_user(
    run: Run, demo: DemoSalesforce, tmp_path: Path
) -> None:
    path = changed(demo, tmp_path)
    assert run("check").code == 4
    assert states(run)["Acme"] == "needs-reconnect"
    done = run("reconnect", "Acme reports", "--from", path, "--json")
    assert done.code == 0, done.err
    assert "Also for: “Acme”, “Data loads”." in done.err
    assert {each["name"] for each in json.loads(done.out)} == {"Acme", "Acme reports", "Data loads"}
    assert set(states(run).values()) == {"connected"}
    assert not demo.refused_twice()


@pytest.mark.usefixtures("three")
def test_needed_asks_one_question_for_each_user(
    run: Run, demo: DemoSalesforce, tmp_path: Path, environment: dict[str, str]
) -> None:
    changed(demo, tmp_path)
    assert run("check").code == 4
    ada = demo.person(ADA)
    with at_terminal(["reconnect", "--needed"], environment) as person:
        person.expect(f"The password of {ADA}")
        person.expect("For: “Acme”, “Acme reports”, “Data loads”.")
        person.expect("New password")
        assert not person.echoes()
        person.type(ada.password)
        person.answer("New security token", ada.security_token)
        code, out, err = person.ends()
    assert code == 0, err
    assert [line.split("  ")[1] for line in out.splitlines()[1:]] == ["Acme", "Acme reports", "Data loads"]
    assert ada.password not in person.seen + out + err
    assert set(states(run).values()) == {"connected"}
    assert run("reconnect", "--needed").err == "Nothing needs to reconnect.\n"


@pytest.mark.usefixtures("three")
def test_only_the_named_one_when_the_person_says_so(
    run: Run, demo: DemoSalesforce, tmp_path: Path, environment: dict[str, str]
) -> None:
    changed(demo, tmp_path)
    assert run("check").code == 4
    ada = demo.person(ADA)
    with at_terminal(["reconnect", "Data loads"], environment) as person:
        person.answer("Also for “Acme”, “Acme reports”?", "n")
        person.answer("New password", ada.password)
        person.answer("New security token", ada.security_token)
        assert person.ends()[0] == 0
    assert states(run) == {
        "Acme": "needs-reconnect",
        "Acme reports": "needs-reconnect",
        "Data loads": "connected",
        "Nightly": "connected",
    }


@pytest.mark.usefixtures("three")
def test_a_wrong_new_password_changes_nothing(run: Run, demo: DemoSalesforce, tmp_path: Path) -> None:
    path = changed(demo, tmp_path)
    assert run("check").code == 4
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"password": "wrong", "security_token": "wrong"}')
    wrong.chmod(0o600)
    before = run("show", "Acme", "--json", "--reveal").out
    done = run("reconnect", "Acme", "--from", str(wrong))
    assert done.code == 4
    assert "authentication failure" in done.err
    assert (
        json.loads(run("show", "Acme", "--json", "--reveal").out)["password"]
        == json.loads(before)["password"]
    )
    assert run("reconnect", "Acme", "--from", path).code == 0


@pytest.mark.usefixtures("three")
def test_nothing_new_is_not_sent(
    run: Run, demo: DemoSalesforce, tmp_path: Path, environment: dict[str, str]
) -> None:
    changed(demo, tmp_path)
    assert run("check").code == 4
    sent = len(demo.attempts(ADA))
    with at_terminal(["reconnect", "Acme"], environment) as person:
        person.answer("Also for", "")
        person.answer("New password", "")
        person.answer("New security token", "")
        code, _, err = person.ends()
    assert code == 2
    assert "nothing new was given" in err
    assert "A password that was refused is not sent again." in err
    assert len(demo.attempts(ADA)) == sent


@pytest.mark.usefixtures("three")
def test_without_anybody_to_ask_the_rest_is_done_and_the_password_is_left(
    run: Run, demo: DemoSalesforce, tmp_path: Path, environment: dict[str, str]
) -> None:
    changed(demo, tmp_path)
    demo.end_sessions("integration@acme.com")
    assert run("check", "Acme").code == 4
    done = without_terminal(["reconnect", "Acme", "Nightly"], environment)
    assert done.code == 4, "as sftui check says of the same state"
    assert "●  Nightly" in done.out
    assert "needs the new password of ada@acme.com" in done.err
    assert "--from FILE" in done.err
    single = without_terminal(["reconnect", "Acme", "--json"], environment)
    assert single.code == 4
    assert json.loads(single.out)["error"]["code"] == "person-needed"


@pytest.mark.usefixtures("three")
def test_all_asks_no_password_that_is_still_good(environment: dict[str, str]) -> None:
    done = without_terminal(["reconnect", "--all", "--json"], environment)
    assert done.code == 0, done.err
    assert {each["status"] for each in json.loads(done.out)} == {"connected"}
    for name in ("Acme", "Acme reports", "Data loads"):  # they were looked at, and that is told
        assert f"{name}: connected\n" in done.err


def test_a_notice_says_which_of_the_accounts_it_is_about(run: Run, connect: Connect) -> None:
    connect("client-credentials", name="Nightly")
    connect("client-credentials", name="Weekly")
    done = run("reconnect", "--all")
    assert "Nightly: “Weekly” stands for the same user and app." in done.err
    assert "Weekly: “Nightly” stands for the same user and app." in done.err


def test_many_go_side_by_side_and_one_that_is_away_holds_up_nobody(
    run: Run, connect: Connect, demo: DemoSalesforce
) -> None:
    away = demo.add_org("away")
    app = demo.app("Acme Integration")
    given = {"method": "client-credentials", "client_id": app.client_id, "client_secret": app.client_secret}
    connect("client-credentials", replace={**given, "login_url": away.url, "name": "Away"})
    connect("jwt", name="Pipeline")
    connect("client-credentials", name="Nightly")
    demo.hang_up(away.url)
    done = run("reconnect", "--all")
    assert done.code == 6
    assert "Pipeline: connected" in done.err
    assert "sftui: Away: " in done.err
    assert states(run) == {"Away": "unreachable", "Nightly": "connected", "Pipeline": "connected"}


@pytest.mark.parametrize("method", ["tokens", "jwt", "client-credentials"])
def test_methods_that_need_nobody_just_do_it(
    run: Run, connect: Connect, demo: DemoSalesforce, method: str
) -> None:
    connect(method, name="It")
    for username in (ADA, "integration@acme.com"):
        demo.end_sessions(username)
    done = run("reconnect", "It")
    assert done.code == 0, done.err
    assert "●  It" in done.out


def test_a_changed_client_secret_from_a_file(
    run: Run, connect: Connect, demo: DemoSalesforce, tmp_path: Path
) -> None:
    connect("client-credentials", name="Nightly")
    demo.set_app("Acme Terminal", client_secret="ROTATED")
    demo.end_sessions("integration@acme.com")
    assert run("reconnect", "Nightly").code == 4
    path = tmp_path / "new.json"
    path.write_text('{"client_secret": "ROTATED", "name": "Nightly", "method": "client-credentials"}')
    path.chmod(0o600)
    assert run("reconnect", "Nightly", "--from", str(path)).code == 0
    assert run("token", "Nightly").code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"name": "Other"}', "name: Reconnecting keeps it"),
        ('{"method": "jwt"}', "method: Reconnecting keeps it"),
        ("{}", "Nothing in the file is new"),
        ('{"passwrd": "x"}', "passwrd: There is no such field."),
        ('{"login_url": "https://test.salesforce.com"}', "with password and security_token only"),
    ],
)
def test_what_a_reconnect_never_changes(
    run: Run, connect: Connect, demo: DemoSalesforce, tmp_path: Path, text: str, said: str
) -> None:
    connect("password", name="Acme")
    sent = len(demo.requests())
    path = tmp_path / "new.json"
    path.write_text(text)
    path.chmod(0o600)
    done = run("reconnect", "Acme", "--from", str(path))
    assert done.code == 2
    assert said in done.err
    assert len(demo.requests()) == sent


def connect_by_code(connect: Connect, demo: DemoSalesforce) -> None:
    """An account of the device method that is connected already, so that nobody has to sign in for it."""
    given = credentials(demo)["tokens"] | {
        "method": "device",
        "login_url": demo.login_url,
        "access_token": "",
    }
    connect("device", replace=given | {"name": "By code"})


def test_a_sign_in_is_opened_only_when_the_refresh_token_is_refused(
    run: Run, connect: Connect, demo: DemoSalesforce, environment: dict[str, str]
) -> None:
    connect_by_code(connect, demo)
    assert run("reconnect", "By code").code == 0
    demo.revoke_approvals(ADA)
    for unattended in (["By code", "--no-input"], ["--needed"]):
        done = run("reconnect", *unattended)
        assert done.code == 4
        assert "The refresh token no longer works." in done.err
    demo.switch(device_interval=1)
    with in_background(["reconnect", "By code"], environment) as call:
        demo.approve_device(code_in(call.told("Waiting until")), ADA)
        code, out, err = call.ended()
    assert code == 0, err
    assert "●  By code" in out.decode()


def test_another_person_at_the_browser_changes_nothing_unless_the_person_says_so(
    run: Run, connect: Connect, demo: DemoSalesforce, environment: dict[str, str]
) -> None:
    connect_by_code(connect, demo)
    demo.revoke_approvals(ADA)
    demo.switch(device_interval=1)
    with at_terminal(["reconnect", "By code"], environment) as person:
        person.expect("enter the code")
        person.expect("Waiting until")
        demo.approve_device(code_in(person.seen), "lee@acme.com")
        person.expect("Another user signed in: lee@acme.com")
        person.answer("What shall be kept?", "d")
        exit_code, _, err = person.ends()
    assert exit_code == 1
    assert "The new tokens were thrown away" in err
    assert demo.approvals("lee@acme.com") == []
    assert json.loads(run("show", "By code", "--json").out)["username"] == ADA


def test_another_person_at_the_browser_waits_for_a_decision_where_nobody_can_be_asked(
    run: Run, connect: Connect, demo: DemoSalesforce, places: Places, environment: dict[str, str]
) -> None:
    connect_by_code(connect, demo)
    demo.revoke_approvals(ADA)
    demo.switch(device_interval=1)
    with in_background(["reconnect", "By code"], environment) as call:
        demo.approve_device(code_in(call.told("Waiting until")), "lee@acme.com")
        code, _, said = call.ended()
    err = said.decode()
    assert code == 4, err
    assert "Another user signed in: lee@acme.com" in err
    assert "“By code” still stands for the old one, and nothing was ended." in err
    assert "open sftui within 30 days" in err
    assert len(demo.approvals("lee@acme.com")) == 1
    assert json.loads(run("show", "By code", "--json").out)["username"] == ADA
    with opened(places) as keeper:
        (waiting,) = keeper.waiting_sign_ins().result(PATIENCE)
        assert waiting.is_answered


@contextmanager
def opened(places: Places) -> Iterator[Keeper]:
    keeper = Keeper(places, cost=CHEAP)
    keeper.start()
    try:
        keeper.unlock(PASSPHRASE).result(PATIENCE)
        yield keeper
    finally:
        keeper.close()


@pytest.fixture
def another_answers(connect: Connect, demo: DemoSalesforce, places: Places) -> None:
    """An account whose refresh token rotates with each use, and is answered by another user than is expected."""
    demo.set_app("Acme Integration", rotation=True)
    connect("tokens", name="Acme")
    with opened(places) as keeper:
        (entry,) = keeper.snapshot().result(PATIENCE).entries
        stranger = entry.account.with_changes(user_id="005000000000009AAA")
        keeper.save(entry.account, stranger).result(PATIENCE)


def refresh_token(run: Run) -> str:
    return str(json.loads(run("show", "Acme", "--json", "--reveal").out)["refresh_token"])


@pytest.mark.usefixtures("another_answers")
@pytest.mark.parametrize("accounts", [["Acme"], ["--needed"], ["--all"], ["Acme", "--no-input"]])
def test_nothing_is_ended_where_nobody_can_be_asked(
    run: Run, demo: DemoSalesforce, environment: dict[str, str], accounts: list[str]
) -> None:
    demo.end_sessions(ADA)
    assert run("check").code == 4
    before = refresh_token(run)
    done = run("reconnect", *accounts, "--json")
    assert done.code == 4
    told = json.loads(done.out)["error"]
    assert told["code"] == "another-answered"
    assert "“Acme” still stands for the old one, and nothing was ended." in told["message"]
    assert "Run the same on a terminal" in told["do"]
    kept = refresh_token(run)
    assert kept != before, "it took the place of the one before, and is all that there is"
    assert len(demo.approvals(ADA)) == 1
    shown = json.loads(run("show", "Acme", "--json").out)
    assert (shown["status"], shown["last_error"]["code"]) == ("needs-reconnect", "another-answered")
    assert shown["user_id"] == "005000000000009AAA"
    with at_terminal(["reconnect", "Acme"], environment) as person:
        person.answer("What shall be kept?", "r")
        assert person.ends()[0] == 0
    assert states(run) == {"Acme": "connected"}


def test_somebody_elses_refresh_token_takes_no_saved_ones_place(
    run: Run, connect: Connect, demo: DemoSalesforce, places: Places, tmp_path: Path
) -> None:
    """It rotated when it was sent, so it is kept as well: until the person decides."""
    connect("tokens", name="Acme")
    mine = refresh_token(run)
    demo.set_app("Acme Integration", rotation=True)
    with opened(places) as keeper:
        (entry,) = keeper.snapshot().result(PATIENCE).entries
        stranger = entry.account.with_changes(user_id="005000000000009AAA")
        keeper.save(entry.account, stranger).result(PATIENCE)
    path = tmp_path / "new.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"refresh_token": credentials(demo)["tokens"]["refresh_token"]}))
    done = run("reconnect", "Acme", "--from", str(path))
    assert done.code == 4, done.err
    assert "“Acme” still stands for the old one, and nothing was ended." in done.err
    assert "The new one waits for your decision" in done.err
    assert refresh_token(run) == mine
    with opened(places) as keeper:
        (waiting,) = keeper.waiting_sign_ins().result(PATIENCE)
        assert waiting.is_answered


@pytest.mark.usefixtures("another_answers")
def test_an_enter_by_habit_decides_nothing(
    run: Run, demo: DemoSalesforce, environment: dict[str, str]
) -> None:
    with at_terminal(["reconnect", "Acme"], environment) as person:
        person.answer("What shall be kept? [l]", "")
        code, _, err = person.ends()
    assert code == 4
    assert "nothing was ended" in err
    assert len(demo.approvals(ADA)) == 1
    assert states(run) == {"Acme": "needs-reconnect"}


def test_the_sandbox_of_the_same_name_is_another_user(
    run: Run, connect: Connect, demo: DemoSalesforce
) -> None:
    uat = password_credentials(demo, demo.person("ada@acme.com.uat"), demo.test_url)
    connect("password", name="Acme")
    connect("password", replace={**uat, "name": "UAT"})
    demo.change_password(ADA)
    demo.end_sessions(ADA)
    assert run("check").code == 4
    assert states(run) == {"Acme": "needs-reconnect", "UAT": "connected"}


def lee(connect: Connect, demo: DemoSalesforce) -> None:
    given = password_credentials(demo, demo.person("lee@acme.com"), demo.login_url)
    connect("password", replace={**given, "name": "Lee"})


def test_one_users_new_password_is_never_tried_for_another(
    run: Run, connect: Connect, demo: DemoSalesforce, tmp_path: Path
) -> None:
    connect("password", name="Acme")
    lee(connect, demo)
    path = changed(demo, tmp_path)
    demo.change_password("lee@acme.com")
    demo.end_sessions("lee@acme.com")
    assert run("check").code == 4
    sent = len(demo.requests("/services/oauth2/token"))
    for accounts in (["--needed"], ["--all"], ["Acme", "Lee"]):
        done = run("reconnect", *accounts, "--from", path)
        assert done.code == 2
        assert "could be of 2: ada@acme.com at" in done.err
        assert "lee@acme.com at" in done.err
    assert len(demo.requests("/services/oauth2/token")) == sent
    with Path(path).open("a", encoding="utf-8") as file:
        file.write('username = "Ada@acme.com"\n')
    done = run("reconnect", "--needed", "--from", path)
    assert done.code == 4
    assert "“Lee” needs the new password of lee@acme.com" in done.err
    assert states(run) == {"Acme": "connected", "Lee": "needs-reconnect"}
    assert not demo.refused_twice()


def test_a_new_password_for_all_leaves_what_needs_none(
    run: Run, connect: Connect, demo: DemoSalesforce, tmp_path: Path
) -> None:
    connect("password", name="Acme")
    connect("jwt", name="Pipeline")
    connect("client-credentials", name="Nightly")
    lee(connect, demo)
    path = changed(demo, tmp_path)
    done = run("reconnect", "--all", "--from", path, "--json")
    assert done.code == 0, done.err
    assert states(run) == dict.fromkeys(["Acme", "Lee", "Nightly", "Pipeline"], "connected")
    for name in ("Pipeline", "Nightly"):
        assert "password" not in json.loads(run("show", name, "--json", "--reveal").out)
    assert len(demo.attempts("lee@acme.com")) == 1, "a password that is still good is left alone"


@pytest.mark.parametrize("accounts", [["--all"], ["--needed"]])
def test_only_a_new_password_is_for_many(
    run: Run, connect: Connect, demo: DemoSalesforce, tmp_path: Path, accounts: list[str]
) -> None:
    connect("client-credentials", name="Nightly")
    path = tmp_path / "new.json"
    path.write_text('{"client_secret": "ROTATED"}')
    path.chmod(0o600)
    sent = len(demo.requests())
    done = run("reconnect", *accounts, "--from", str(path))
    assert done.code == 2
    assert "client_secret: With --all and --needed a file holds a new password" in done.err
    assert len(demo.requests()) == sent


def test_a_file_that_concerns_nobody(
    run: Run, connect: Connect, demo: DemoSalesforce, tmp_path: Path
) -> None:
    connect("jwt", name="Pipeline")
    done = run("reconnect", "Pipeline", "--from", changed(demo, tmp_path))
    assert done.code == 2
    assert "password: The accounts that were named have no such field." in done.err


def test_all_looks_at_every_user_side_by_side(
    run: Run, connect: Connect, demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test for the accounts of all users, not one test after the other."""
    connect("password", name="Acme")
    lee(connect, demo)
    looked: list[int] = []
    original = Keeper.check

    def check(keeper: Keeper, ids: Sequence[str], *rest: object) -> object:
        looked.append(len(ids))
        return original(keeper, ids)

    monkeypatch.setattr(Keeper, "check", check)
    assert run("reconnect", "--all").code == 0
    assert looked == [2]


def test_a_user_that_is_out_of_reach_is_told_why(run: Run, connect: Connect, demo: DemoSalesforce) -> None:
    away = demo.add_org("away", people=1)
    username = next(name for name in demo.world.people if "away" in name)
    given = password_credentials(demo, demo.person(username), away.url)
    connect("password", replace={**given, "name": "Away"})
    demo.hang_up(away.url)
    done = run("reconnect", "--all")
    assert done.code == 6
    assert "sftui: Away: " in done.err
    assert "do: " in done.err


@pytest.mark.usefixtures("three")
def test_a_refused_new_password_goes_once_however_often_it_is_given(
    run: Run, demo: DemoSalesforce, tmp_path: Path, environment: dict[str, str]
) -> None:
    """As by a timer: each call is a run of its own. A person may say yes to one more try."""
    path = changed(demo, tmp_path)
    assert run("check").code == 4
    demo.lock(ADA)
    before = len(demo.attempts(ADA))
    assert run("reconnect", "--needed", "--from", path).code == 4
    again = run("reconnect", "--needed", "--from", path)
    assert again.code == 4
    assert "It was not sent again." in again.err
    assert "add --send-again." in again.err
    assert len(demo.attempts(ADA)) == before + 1
    demo.unlock(ADA)
    with at_terminal(["reconnect", "Acme", "--from", path], environment) as person:
        person.answer("Send it once more?", "n")
        assert person.ends()[0] == 4
    assert len(demo.attempts(ADA)) == before + 1
    assert run("reconnect", "--needed", "--from", path, "--send-again").code == 0
    assert states(run)["Acme"] == "connected"


def test_a_refused_draft_goes_once_until_a_person_says_yes(
    run: Run, connect: Connect, demo: DemoSalesforce, tmp_path: Path, environment: dict[str, str]
) -> None:
    path = tmp_path / "draft.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(credentials(demo)["password"]))
    connect("client-credentials", name="Nightly")
    demo.lock(ADA)
    for _ in range(2):
        assert run("connect", "--from", str(path)).code == 4
    assert len(demo.attempts(ADA)) == 1
    demo.unlock(ADA)
    with at_terminal(["connect", "--from", str(path)], environment) as person:
        person.answer("Send it once more?", "y")
        assert person.ends()[0] == 0


@pytest.mark.usefixtures("three")
def test_one_message_for_each_user_names_its_accounts(
    run: Run, demo: DemoSalesforce, tmp_path: Path, environment: dict[str, str]
) -> None:
    changed(demo, tmp_path)
    assert run("check").code == 4
    done = without_terminal(["reconnect", "--needed"], environment)
    assert done.code == 4
    said = "“Acme”, “Acme reports”, “Data loads” need the new password of ada@acme.com."
    assert [line for line in done.err.splitlines() if line.startswith("sftui:")] == [f"sftui: {said}"]
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"password": "wrong", "security_token": "wrong"}')
    wrong.chmod(0o600)
    refused = run("reconnect", "--needed", "--from", str(wrong))
    assert refused.err.count("authentication failure") == 1
    assert "sftui: Acme, Acme reports, Data loads: " in refused.err


def test_nothing_new_for_a_working_account_was_not_refused(
    connect: Connect, environment: dict[str, str]
) -> None:
    connect("password", name="Acme")
    with at_terminal(["reconnect", "Acme"], environment) as person:
        person.answer("New password", "")
        person.answer("New security token", "")
        code, _, err = person.ends()
    assert code == 2
    assert "nothing new was given" in err
    assert "refused" not in err


@pytest.mark.usefixtures("vault")
def test_a_sign_in_without_input_says_reconnect(run: Run, demo: DemoSalesforce, places: Places) -> None:
    keeper = Keeper(places, cost=CHEAP)
    keeper.start()
    keeper.unlock(PASSPHRASE).result(PATIENCE)
    keeper.save_all([draft(demo, "device", name="By code", username=ADA)]).result(PATIENCE)
    keeper.close()
    done = run("reconnect", "By code", "--no-input")
    assert done.code == 4
    assert "“By code” needs a sign-in of ada@acme.com." in done.err
    assert "Run it without --no-input." in done.err


@pytest.mark.parametrize("accounts", [["UAT"], ["--needed"], ["--all"]])
def test_no_new_password_is_asked_for_where_another_answered_to_the_stored_one(
    run: Run, connect: Connect, demo: DemoSalesforce, environment: dict[str, str], accounts: list[str]
) -> None:
    uat = password_credentials(demo, demo.person("ada@acme.com.uat"), demo.test_url)
    connect("password", replace={**uat, "name": "UAT"})
    demo.refresh_sandbox("acme--uat")
    assert run("check").code == 4
    done = run("reconnect", *accounts, "--json")
    assert (done.code, json.loads(done.out)["error"]["code"]) == (4, "another-answered")
    with at_terminal(["reconnect", *accounts], environment) as person:
        person.answer("What shall be kept?", "r")
        assert "New password" not in person.seen
        assert person.ends()[0] == 0
    assert states(run) == {"UAT": "connected"}
    assert not any(each.refused for each in demo.attempts())


def test_all_asks_nobody_for_a_password_that_another_answered_to(
    run: Run, connect: Connect, demo: DemoSalesforce, places: Places
) -> None:
    """Nor for that of the user's other account, which works."""
    for name in ("Acme", "Acme reports"):
        connect("password", name=name)
    with opened(places) as keeper:
        first = keeper.snapshot().result(PATIENCE).entries[0].account
        keeper.save(first, first.with_changes(user_id="005000000000009AAA")).result(PATIENCE)
    demo.end_sessions(ADA)
    done = run("reconnect", "--all")
    assert done.code == 4
    assert "Acme: Another user signed in" in done.err
    assert "new password" not in done.err
    assert states(run) == {"Acme": "needs-reconnect", "Acme reports": "connected"}


def test_a_stored_password_that_nobody_refused_is_tried_first(
    run: Run, connect: Connect, demo: DemoSalesforce
) -> None:
    connect("password", name="Acme")
    demo.switch(fault="close", fault_on="/services/data")
    assert run("check").code == 6
    demo.reset_switches()
    demo.end_sessions(ADA)
    done = run("reconnect", "Acme")
    assert done.code == 0, done.err
    assert states(run) == {"Acme": "connected"}


def test_a_stored_password_that_is_refused_then_is_asked_for(
    run: Run, connect: Connect, demo: DemoSalesforce
) -> None:
    connect("password", name="Acme")
    demo.switch(fault="close", fault_on="/services/data")
    assert run("check").code == 6
    demo.reset_switches()
    demo.end_sessions(ADA)
    demo.change_password(ADA)
    done = run("reconnect", "Acme", "--no-input")
    assert done.code != 0
    assert "“Acme” needs the new password of" in done.err
    assert run("reconnect", "Acme", "--no-input").code != 0
    assert sum(each.refused for each in demo.attempts(ADA)) == 1
