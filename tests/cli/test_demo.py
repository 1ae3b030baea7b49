"""``sftui demo``: the accounts it opens with, the server for others, the screens."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sftui.account import Secret, Status
from sftui.cli.demo_accounts import ADA, PASSPHRASE, plant
from sftui.cli.demo_commands import commands
from sftui.demo.server import DemoSalesforce
from sftui.keeper.events import Connected
from sftui.keeper.keeper import Keeper
from sftui.vault.keys import Passphrase
from sftui.vault.places import find_places
from tests.cli.background import in_background
from tests.cli.conftest import Run
from tests.cli.person import PROGRAM, at_terminal, without_terminal
from tests.support.keeping import PATIENCE, draft
from tests.support.ports import free_port
from tests.support.terminal import terminal


@pytest.fixture
def keeper(demo: DemoSalesforce, tmp_path: Path) -> Iterator[Keeper]:
    """The keeper of a demo, its account file open."""
    places = find_places(tmp_path / "demo" / "accounts.toml", {})
    at_once = plant(places, demo)
    worker = Keeper(places)
    worker.start()
    worker.unlock(at_once).result(PATIENCE)
    yield worker
    worker.close()


def test_it_opens_with_every_state_and_three_accounts_of_one_user(keeper: Keeper) -> None:
    entries = keeper.snapshot().result(PATIENCE).entries
    assert {entry.health.status for entry in entries} == set(Status)
    assert {entry.account.environment.value for entry in entries} == {"production", "sandbox"}
    assert len({entry.account.method for entry in entries}) >= 4
    refused = [entry for entry in entries if entry.health.status is Status.NEEDS_RECONNECT]
    assert [entry.account.username for entry in refused] == [ADA] * 3
    assert all(entry.account.refused_at and entry.health.last_error for entry in refused)
    assert all(entry.health.history for entry in entries if entry.health.status is not Status.NOT_CHECKED)


def test_its_credentials_are_real(keeper: Keeper) -> None:
    checked = {entry.account.name: entry.health.status for entry in keeper.check().result(PATIENCE)}
    working = {name for name, status in checked.items() if status is Status.CONNECTED}
    assert working == {"Acme production", "Nightly export", "Old partner org", "Release pipeline"}
    assert checked["Northwind"] is Status.UNREACHABLE


def test_one_reconnect_serves_the_three(keeper: Keeper, demo: DemoSalesforce) -> None:
    (group,) = keeper.plan_reconnect().result(PATIENCE).passwords
    first, *others = [entry.account.id for entry in group.entries]
    ada = demo.person(ADA)
    done = keeper.reconnect_password(first, Secret(ada.password), Secret(ada.security_token), others).result(
        PATIENCE
    )
    assert (len(done.connected), done.failed) == (3, ())
    assert not demo.refused_twice()


def test_the_passphrase_on_the_banner_opens_it_too(keeper: Keeper) -> None:
    keeper.lock().result(PATIENCE)
    assert keeper.unlock(Passphrase(Secret(PASSPHRASE))).result(PATIENCE).entries


def test_the_palette_plays_the_other_side(keeper: Keeper, demo: DemoSalesforce) -> None:
    shown: list[str] = []
    titled = {
        each.title.removeprefix("Demo: "): each.do
        for each in commands(demo, keeper, lambda: shown.append("card"))
    }
    titled["show credentials to type"]()
    assert shown == ["card"]
    old = demo.person(ADA).password
    said = titled["change Ada's password"]()
    assert demo.person(ADA).password in said
    assert demo.person(ADA).password != old
    titled["lock Ada out"]()
    assert demo.is_locked(ADA)
    titled["unlock Ada"]()
    assert not demo.is_locked(ADA)
    titled["Salesforce is down"]()
    assert {e.health.status for e in keeper.check().result(PATIENCE)} <= {
        Status.UNREACHABLE,
        Status.NEEDS_RECONNECT,
    }
    titled["Salesforce is up"]()
    for _ in range(2):  # a refresh that met a connection which just died is not sent again by itself
        up = {e.account.name: e.health for e in keeper.check().result(PATIENCE)}["Acme production"]
    assert (up.status, up.last_error) == (Status.CONNECTED, None), up.history
    assert titled["sign in at the browser"]().startswith("No sign-in waits.")


@pytest.mark.parametrize("method", ["web", "device"])
def test_the_palette_plays_the_person_at_the_browser(
    keeper: Keeper, demo: DemoSalesforce, method: str
) -> None:
    demo.switch(device_interval=1)
    callback = f"http://localhost:{free_port()}/OauthRedirect"
    demo.add_callback("Acme Terminal", callback)
    changes = {"redirect_uri": callback} if method == "web" else {}
    waiting = keeper.begin_sign_in(draft(demo, method, **changes)).result(PATIENCE)
    listening = threading.Event()
    job = keeper.finish_sign_in(waiting.id, on_light=lambda _: listening.set())
    if method == "web":
        assert listening.wait(PATIENCE), job
    (play,) = [
        each.do for each in commands(demo, keeper, lambda: None) if "sign in at the browser" in each.title
    ]
    assert "Ada Lovelace signs in" in play()
    outcome = job.result(PATIENCE)
    assert isinstance(outcome, Connected)
    assert outcome.identity.username == "ada@acme.com"


@pytest.mark.usefixtures("vault")
def test_serve_prints_one_line_with_everything_and_serves_until_stopped(
    run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    with in_background(["demo", "--serve"], environment) as call:
        line = json.loads(call.printed())
        assert set(line["credentials"]) == {
            "web",
            "password",
            "tokens",
            "jwt",
            "client-credentials",
            "device",
        }
        for method in ("password", "client-credentials", "jwt", "tokens"):
            source = tmp_path / f"{method}.json"
            source.touch(mode=0o600)
            source.write_text(json.dumps(line["credentials"][method]))
            done = run("connect", "--from", str(source), "--name", method)
            assert done.code == 0, done.err
        assert run("check").code == 0
        call.send_signal(signal.SIGTERM)
        ended = call.ended()
    assert ended == (143, b"", b"")
    assert run("check").code == 6


def test_serve_on_a_port_of_ones_own(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = without_terminal(["demo", "--serve", "--port", port, "--json"], environment)
    assert done.code == 1
    assert f"could not take port {port}" in json.loads(done.out)["error"]["message"]
    with in_background(["demo", "--serve", "--port", port], environment) as call:
        assert json.loads(call.printed())["url"] == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("arguments", [[], ["demo"], ["demo", "--fresh"]])
def test_the_screens_need_a_terminal(environment: dict[str, str], arguments: list[str]) -> None:
    done = without_terminal(arguments, environment)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("sftui: The screens cannot open here.")
    with at_terminal(["--no-input", *arguments], environment) as person:
        assert person.ends()[0] == 2


@pytest.mark.terminal
@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
def test_the_demo_on_a_real_terminal_leaves_nothing_behind(
    environment: dict[str, str], tmp_path: Path
) -> None:
    throw_away = tmp_path / "throw-away"
    throw_away.mkdir()
    variables = {**environment, "TMPDIR": str(throw_away)}
    program = ["sh", "-c", '"$@"; echo "ended with $?"; exec sleep 60', "sh", *PROGRAM, "demo"]
    with terminal(program, folder=tmp_path, environment=variables) as screen:
        screen.wait_for("Demo: nothing leaves this machine", "Acme production", "needs reconnect")
        (folder,) = throw_away.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        screen.press("C-p")
        screen.type("Demo: show")
        screen.wait_for("Everything that the forms ask for")
        screen.press("Enter")
        screen.wait_for("At a browser")
        screen.press("Escape")
        screen.wait_for("Acme production")
        screen.press("q")
        screen.wait_for("ended with 0")
    assert list(throw_away.iterdir()) == []


@pytest.mark.terminal
@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
def test_a_fresh_demo_begins_with_the_first_run(environment: dict[str, str], tmp_path: Path) -> None:
    program = [sys.executable, "-m", "sftui", "demo", "--fresh"]
    with terminal(program, folder=tmp_path, environment=environment) as screen:
        screen.wait_for("Demo: nothing leaves this machine", "assphrase")
