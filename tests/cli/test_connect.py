"""``sftui connect``: all six methods, from a file and by answers, and how each failure ends."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from sftui.demo.browser import Browser
from sftui.demo.credentials import credentials
from sftui.demo.seed import AWKWARD_PASSWORD
from sftui.demo.server import DemoSalesforce
from sftui.salesforce import listener
from tests.cli.background import Call, in_background
from tests.cli.conftest import Run
from tests.cli.person import (
    Done,
    at_a_browser,
    at_terminal,
    code_in,
    without_terminal,
)
from tests.support.broken import broken_listener
from tests.support.ports import free_port

pytestmark = pytest.mark.usefixtures("vault")

WITHOUT_PERSON = ("password", "tokens", "jwt", "client-credentials")
Source = Callable[..., str]


@pytest.fixture
def source(tmp_path: Path, demo: DemoSalesforce) -> Source:
    """A ``--from`` file with the demo's credentials for a method, some of them changed."""

    def write(of: str, **changes: object) -> str:
        path = tmp_path / f"{of}.json"
        path.write_text(json.dumps({**credentials(demo)[of], **changes}))
        path.chmod(0o600)
        return str(path)

    return write


def link_in(text: str) -> str:
    found = re.search(r"^https?://\S+$", text, re.MULTILINE)
    assert found is not None, text
    return found[0]


def assert_told(done: Done, code: int, said: str) -> None:
    """Nothing on stdout, and what went wrong with its cause and the next step on stderr."""
    assert done.code == code, done.err
    assert done.out == ""
    told = [line for line in done.err.splitlines() if not line.endswith("…")]
    assert said in told[0]
    assert told[0].startswith("sftui: ")
    assert told[1].startswith("cause: ")
    assert told[2].startswith("do: ")


@pytest.mark.parametrize("method", WITHOUT_PERSON)
def test_by_file(run: Run, source: Source, method: str) -> None:
    done = run("connect", "--from", source(method), "--name", "First", "--json")
    assert done.code == 0, done.out + done.err
    found = json.loads(done.out)
    assert (found["name"], found["method"], found["status"]) == ("First", method, "connected")
    assert (found["org_name"], found["environment"], found["last_error"]) == ("Acme", "production", None)
    assert not {"password", "client_secret", "refresh_token", "private_key", "access_token"} & set(found)
    assert [line.rstrip(" …") for line in done.err.splitlines()] == [
        *("Looking up the host", "Asking for a token", "Reading who you are", "Saving"),
    ]


def test_from_stdin_as_toml(environment: dict[str, str], demo: DemoSalesforce) -> None:
    given = "".join(
        f"{name} = {json.dumps(value)}\n" for name, value in credentials(demo)["password"].items()
    )
    done = without_terminal(["connect", "--from", "-"], environment, given=given.encode())
    assert (done.code, done.out) == (0, "Acme production: ada@acme.com at Acme, production, API 68.0\n")


def test_a_password_of_every_kind_of_character(run: Run, source: Source, demo: DemoSalesforce) -> None:
    joerg = demo.person("joerg@acme.com")
    done = run(
        "connect",
        "--from",
        source(
            "password",
            username=joerg.username,
            password=AWKWARD_PASSWORD,
            security_token=joerg.security_token,
        ),
    )
    assert done.code == 0, done.err
    assert AWKWARD_PASSWORD not in done.out + done.err


def test_a_taken_name_is_told_before_anything_is_sent(run: Run, source: Source, demo: DemoSalesforce) -> None:
    path = source("client-credentials", name="Same")
    assert run("connect", "--from", path).code == 0
    sent = len(demo.requests())
    again = run("connect", "--from", path)
    assert again.code == 2
    assert "“Same” already" in again.err
    assert len(demo.requests()) == sent


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"password": "wrong"}, 4, "authentication failure"),
        ({"security_token": ""}, 4, "authentication failure"),
        ({"client_secret": "wrong"}, 4, "invalid client credentials"),
        ({"client_id": "3MVG9wrong"}, 4, "client identifier invalid"),
        ({"login_url": "https://no-such-host.my.salesforce.com"}, 6, "no-such-host"),
        ({"login_url": "http://acme.my.salesforce.com"}, 2, "https only"),
        ({"login_url": ""}, 2, "login_url: Log in at is needed."),
        ({"client_id": "a b"}, 2, "client_id: A consumer key is one long word"),
        ({"usrname": "ada"}, 2, "usrname: There is no such field."),
        ({"method": "magic"}, 2, "method: Choose one of web, password"),
    ],
)
def test_what_is_wrong_ends_in_its_exit_code_with_cause_and_next_step(
    run: Run, source: Source, changes: dict[str, object], code: int, said: str
) -> None:
    done = run("connect", "--from", source("password", **changes))
    assert_told(done, code, said)
    assert run("list", "--json").out == "[]\n"


def test_several_mistakes_are_told_one_a_line(run: Run, source: Source) -> None:
    wrong = source("password", username="ada", client_id="a b")
    done = run("connect", "--from", wrong)
    assert done.code == 2
    happened, username, client_id, cause, do = done.err.splitlines()
    assert happened == "sftui: Some values are wrong."
    assert username.startswith("  username: A Salesforce username looks like")
    assert client_id.startswith("  client_id: A consumer key is one long word")
    assert (cause.partition(":")[0], do.partition(":")[0]) == ("cause", "do")
    error = json.loads(run("connect", "--json", "--from", wrong).out)["error"]
    assert set(error) == {"code", "message", "cause", "do", "fields"}
    assert [f"  {name}: {what}" for name, what in error["fields"].items()] == [username, client_id]
    assert ".;" not in error["message"]


def test_a_port_that_nobody_listens_at(run: Run, source: Source) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        done = run(
            "connect", "--from", source("password", login_url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        )
    assert_told(done, 6, "refused the connection")
    assert run("list", "--json").out == "[]\n"


@pytest.mark.parametrize(
    "fault",
    ["html-200", "html-503", "not-json", "gigabyte", "cut", "empty", "json-array", "close", "redirect"],
)
def test_a_broken_salesforce_ends_in_words(
    run: Run, source: Source, demo: DemoSalesforce, fault: str
) -> None:
    demo.switch(fault=fault)
    done = run("connect", "--from", source("password"), "--json")
    assert done.code == 6, done.out
    error = json.loads(done.out)["error"]
    assert set(error) == {"code", "message", "cause", "do"}
    assert error["message"]
    assert error["do"]


def test_a_refused_password_is_not_sent_again(run: Run, source: Source, demo: DemoSalesforce) -> None:
    assert run("connect", "--from", source("password")).code == 0
    demo.change_password("ada@acme.com")
    demo.end_sessions("ada@acme.com")
    for _ in range(3):
        assert run("check").code == 4
        assert run("token", "Acme").code == 4
    assert not demo.refused_twice()


def test_foreign_text_is_plain_text(run: Run, source: Source, demo: DemoSalesforce) -> None:
    demo.switch(foreign_text=True)
    done = run("connect", "--from", source("client-credentials", name=" [/red]\x1b[31mName\u202e"))
    assert done.code == 0, done.err
    assert "[/red][bold]" in done.out
    everything = done.out + done.err + run("list").out + run("show", "Name").out
    assert "[/red][31mName" in everything
    assert all(c.isprintable() or c == "\n" for c in everything)


def test_a_host_that_is_not_salesforces_needs_a_yes_by_name(run: Run, source: Source) -> None:
    done = run("connect", "--from", source("password", login_url="https://login.example.invalid"))
    assert done.code == 2
    assert "login.example.invalid is not known to be Salesforce's. Nothing was sent." in done.err
    assert "--trust-host login.example.invalid" in done.err
    trusted = run(
        *("connect", "--from", source("password", login_url="https://login.example.invalid")),
        *("--trust-host", "login.example.invalid"),
    )
    assert trusted.code == 6, trusted.err


@pytest.mark.parametrize("method", ["web", "device"])
def test_a_person_is_needed_and_none_may_be_asked(
    run: Run, source: Source, demo: DemoSalesforce, method: str
) -> None:
    path = source(method)
    sent = len(demo.requests())
    done = run("connect", "--from", path, "--no-input", "--json")
    assert done.code == 2
    assert json.loads(done.out)["error"]["code"] == "person-needed"
    assert len(demo.requests()) == sent


def test_nothing_to_connect_from(run: Run) -> None:
    done = run("connect")
    assert done.code == 2
    assert "--from FILE" in done.err


@pytest.fixture
def redirect_uri(demo: DemoSalesforce) -> str:
    """A callback whose port nobody else uses, registered with the app."""
    address = f"http://localhost:{free_port()}/OauthRedirect"
    demo.add_callback("Acme Terminal", address)
    return address


def test_web_through_the_listener_without_any_terminal(
    environment: dict[str, str], source: Source, demo: DemoSalesforce, redirect_uri: str
) -> None:
    with in_background(["connect", "--from", source("web", redirect_uri=redirect_uri)], environment) as call:
        told = call.told("Waiting until")
        ada = demo.person("ada@acme.com")
        demo.browser.sign_in(link_in(told), ada.username, ada.password, deliver=True)
        code, out, err = call.ended()
    assert code == 0, err
    assert out.decode() == "Acme production: ada@acme.com at Acme, production, API 68.0\n"


def test_web_by_pasting_the_address(
    environment: dict[str, str], source: Source, demo: DemoSalesforce, redirect_uri: str
) -> None:
    arguments = ["connect", "--from", source("web", redirect_uri=redirect_uri), "--name", "Pasted"]
    with at_terminal(arguments, environment) as person:
        person.expect("paste it here")
        person.expect("Waiting until")
        call = Call(person.process)
        person.type("something else")
        call.told("This is not the code of a sign-in")
        ada = demo.person("ada@acme.com")
        answered = demo.browser.sign_in(link_in(person.seen.replace("\r", "")), ada.username, ada.password)
        half = len(answered) // 2
        person.type(f"{answered[:half]}\n{answered[half:]}")
        code, out, err = call.ended()
    assert code == 0, err
    assert out.decode() == "Pasted: ada@acme.com at Acme, production, API 68.0\n"


def test_a_fault_of_the_listener_is_told_and_paste_still_works(
    run: Run, source: Source, demo: DemoSalesforce, redirect_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "listen", broken_listener)
    ada = demo.person("ada@acme.com")
    with at_a_browser(lambda link: demo.browser.sign_in(link, ada.username, ada.password)) as device:
        done = run("connect", "--from", source("web", redirect_uri=redirect_uri), device=device)
    assert done.code == 0, done.err
    assert "sftui can't listen there: something went wrong inside it (ZeroDivisionError)." in done.err


def test_device(environment: dict[str, str], source: Source, demo: DemoSalesforce) -> None:
    demo.switch(device_interval=1)
    with in_background(["connect", "--from", source("device"), "--json"], environment) as call:
        demo.approve_device(code_in(call.told("Waiting until")), "ada@acme.com")
        code, out, err = call.ended()
    assert code == 0, err
    assert json.loads(out)["method"] == "device"


def test_denied_at_the_browser(
    environment: dict[str, str], source: Source, demo: DemoSalesforce, redirect_uri: str
) -> None:
    with at_terminal(["connect", "--from", source("web", redirect_uri=redirect_uri)], environment) as person:
        person.expect("Waiting until")
        ada = demo.person("ada@acme.com")
        link = link_in(person.seen.replace("\r", ""))
        person.type(demo.browser.sign_in(link, ada.username, ada.password, approve=False))
        code, _, err = person.ends()
    assert code == 4
    assert "end-user denied authorization" in err


def test_interrupted_while_waiting(environment: dict[str, str], source: Source, redirect_uri: str) -> None:
    with at_terminal(["connect", "--from", source("web", redirect_uri=redirect_uri)], environment) as person:
        person.expect("Waiting until")
        person.press_ctrl_c()
        code, out, err = person.ends()
    assert (code, out) == (130, "")
    assert "It stays open until" in err


def test_asked_field_by_field(environment: dict[str, str], demo: DemoSalesforce) -> None:
    given = credentials(demo)["password"]
    with at_terminal(["connect"], environment) as person:
        person.expect("1  Use the Salesforce website to sign in")
        person.answer("Method [1]:", "nine")
        person.answer("Method [1]:", "password")
        person.answer("Log in at", "http://salesforce.example")
        person.expect("https only")
        person.answer("Log in at", given["login_url"])
        person.expect(given["login_url"])
        person.answer("Username", "ada")
        person.expect("looks like an e-mail address")
        person.answer("Username", given["username"])
        person.answer("Password:", "")
        person.expect("Password is needed.")
        person.expect("Password:")
        assert not person.echoes()
        person.type(given["password"])
        person.expect("A code that Salesforce mails you")
        person.answer("Security token", given["security_token"])
        person.answer("Client ID", given["client_id"])
        person.answer("Client secret", given["client_secret"])
        person.answer("Name of this account [Acme production]:", "My [/red] org")
        code, out, err = person.ends()
    assert code == 0, err
    assert out == "My [/red] org: ada@acme.com at Acme, production, API 68.0\n"
    for secret in ("password", "security_token", "client_secret"):
        assert given[secret] not in person.seen + out + err


def test_after_a_failure_only_what_was_wrong_is_asked_again(
    environment: dict[str, str], demo: DemoSalesforce
) -> None:
    given = credentials(demo)["client-credentials"]
    with at_terminal(["connect", "--name", "Nightly"], environment) as person:
        person.answer("Method [1]:", "client-credentials")
        person.answer("My Domain", given["login_url"])
        person.answer("Client ID", given["client_id"])
        person.answer("Client secret", "wrong")
        person.expect("sftui: ")
        person.expect("do: ")
        person.answer(
            "Correct which field (login_url, client_id, client_secret)? q leaves. [client_secret]:", "secret"
        )
        person.expect("Please type one of the names, or q.")
        person.answer("[client_secret]:", "")
        person.answer("Client secret", given["client_secret"])
        code, out, err = person.ends()
    assert code == 0, err
    assert out.startswith("Nightly: ")


def test_leaving_after_a_failure_ends_with_its_exit_code(
    environment: dict[str, str], demo: DemoSalesforce
) -> None:
    given = credentials(demo)["password"]
    with at_terminal(["connect"], environment) as person:
        person.answer("Method [1]:", "password")
        person.answer("Log in at", given["login_url"])
        person.answer("Username", given["username"])
        person.answer("Password:", "wrong")
        person.answer("Security token", "")
        person.answer("Client ID", given["client_id"])
        person.answer("Client secret", given["client_secret"])
        person.answer("q leaves. [", "username")
        person.answer("Username", given["username"])
        person.expect("It was not sent again.")
        person.answer("Send it once more?", "n")
        person.answer("q leaves. [", "q")
        code, out, err = person.ends()
    assert (code, out) == (4, "")
    assert "sftui: Salesforce refused exactly this password and token before." in err
    assert not demo.refused_twice()


def test_the_app_of_a_saved_account_is_offered_again(
    run: Run, environment: dict[str, str], source: Source
) -> None:
    path = source("client-credentials")
    assert run("connect", "--from", path, "--name", "First").code == 0
    given = json.loads(Path(path).read_text())
    with at_terminal(["connect", "--name", "Second"], environment) as person:
        person.answer("Method [1]:", "client-credentials")
        person.answer("My Domain", given["login_url"])
        person.expect("from “First”")
        person.answer("Client ID", "1")
        code, out, err = person.ends()
    assert code == 0, err
    assert out.startswith("Second: ")
    assert given["client_secret"] not in person.seen


def test_a_key_made_here_with_its_certificate(
    environment: dict[str, str], demo: DemoSalesforce, tmp_path: Path
) -> None:
    given = credentials(demo)["jwt"]
    certificate = tmp_path / "sftui.crt"
    with at_terminal(["connect", "--name", "Made here"], environment) as person:
        person.answer("Method [1]:", "jwt")
        person.answer("Log in at", given["login_url"])
        person.answer("Username", given["username"])
        person.answer("Client ID", given["client_id"])
        person.answer("Private key [f]:", "m")
        person.answer("Write the certificate to", str(certificate))
        person.expect("Enter goes on:")
        demo.upload_certificate("Acme Pipeline", certificate.read_text())
        person.type("")
        person.answer("Audience", "")
        person.answer("API version", "")
        code, out, err = person.ends()
    assert code == 0, err
    assert out.startswith("Made here: ada@acme.com")
    assert "PRIVATE KEY" not in certificate.read_text()


def test_a_pasted_key(environment: dict[str, str], demo: DemoSalesforce, tmp_path: Path) -> None:
    given = credentials(demo)["jwt"]
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_text("x" * 100_001)
    with at_terminal(["connect", "--name", "Pasted key"], environment) as person:
        person.answer("Method [1]:", "jwt")
        person.answer("Log in at", given["login_url"])
        person.answer("Username", given["username"])
        person.answer("Client ID", given["client_id"])
        person.answer("Private key [f]:", "f")
        person.answer("File with the private key:", "/nonexistent")
        person.expect("That did not work")
        for name, problem in (("pipe", "not a regular file"), ("large", "too large to be a private key")):
            person.answer("Private key [f]:", "f")
            person.answer("File with the private key:", str(tmp_path / name))
            person.expect(problem)
        person.answer("Private key [f]:", "p")
        person.expect("Paste the whole block")
        person.type(given["private_key"].strip())
        person.answer("Audience", "")
        person.answer("API version", "")
        code, _, err = person.ends()
    assert code == 0, err
    assert given["private_key"].splitlines()[1] not in person.seen


def test_tokens_made_by_a_sign_in(
    environment: dict[str, str], source: Source, demo: DemoSalesforce, tmp_path: Path
) -> None:
    given = credentials(demo)["tokens"]
    with at_terminal(["connect", "--name", "Made"], environment) as person:
        person.answer("Method [1]:", "tokens")
        person.answer("Instance URL", given["login_url"])
        person.answer("Client ID", given["client_id"])
        person.answer("Client secret", given["client_secret"])
        person.answer("Do you have an access token and a refresh token already?", "n")
        person.expect("Waiting until")
        ada = demo.person("ada@acme.com")
        link = link_in(person.seen.replace("\r", ""))
        person.type(Browser(demo.login_url).sign_in(link, ada.username, ada.password))
        code, out, err = person.ends()
    assert code == 0, err
    assert out.startswith("Made: ada@acme.com")
