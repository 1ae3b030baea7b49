"""What may stand on the command line, and how wrong usage is told."""

from __future__ import annotations

import json

import pytest

from sftui import __version__
from sftui.cli.arguments import COMMANDS, SECRET_OPTIONS, read_arguments
from sftui.errors import UsageError
from tests.cli.conftest import Run

SECRET = "hunter2-should-never-be-repeated"


def test_version_and_help_need_nothing(run: Run) -> None:
    assert run("--version").out == f"sftui {__version__}\n"
    help_text = run("--help")
    assert help_text.code == 0
    for name, _, words in COMMANDS:
        assert name in help_text.out
        assert words.split()[0] in help_text.out


@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS])
def test_every_command_has_a_help_of_its_own(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.code == 0
    assert done.out.startswith(f"usage: sftui {name} ")
    assert "--accounts FILE" in done.out
    assert done.err == ""


def test_the_short_help_of_lock_says_what_it_does(run: Run) -> None:
    """It forgets nothing on this computer: that is what passphrase --forget does."""
    short = next(line for line in run("--help").out.splitlines() if line.startswith("    lock "))
    assert "lock every sftui that is open" in short
    assert "--forget" in run("passphrase", "--help").out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["--accounts", "a.toml"], []),
        ([], ["--accounts", "a.toml"]),
        (["--accounts", "other.toml"], ["--accounts", "a.toml"]),
    ],
)
def test_global_options_stand_before_or_after_the_command(before: list[str], after: list[str]) -> None:
    found = read_arguments([*before, "--json", "list", "--no-input", *after])
    assert (found.command, found.accounts, found.json, found.no_input) == ("list", "a.toml", True, True)
    assert (found.verbose, found.key_file, found.passphrase_fd) == (False, None, None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lst"], "There is no command “lst”. Did you mean list?"),
        (["frobnicate"], "There is no command “frobnicate”."),
        (["list", "--nonsense"], "There is no option --nonsense here."),
        (["list", "too", "many"], "There is an argument too many."),
        (["show"], "Still needed: NAME."),
        (["rename", "one"], "Still needed: NEW."),
        (["list", "--passphrase-fd", "x"], "--passphrase-fd: a file descriptor is a number, such as 3."),
        (
            ["list", "--passphrase-fd", "9" * 5_000],
            "--passphrase-fd: a file descriptor is a number, such as 3.",
        ),
        (["list", "--passphrase-fd"], "--passphrase-fd: expected one argument."),
        (["demo", "--serve", "--port", "99999"], "--port: a port is a number from 1 to 65535."),
        (["list", "--json=yes"], "--json takes no value."),
        (["passphrase", "--remember", "--forget"], "--forget: not allowed with argument --remember."),
        (["list", "--acc", "x"], "There is no option --acc here."),
        (["reconnect"], "Which accounts to reconnect was not said."),
        (["reconnect", "--all", "--needed"], "Names, --all or --needed: one of them."),
    ],
)
def test_wrong_usage_is_told_in_our_own_form(run: Run, arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    lines = done.err.splitlines()
    assert lines[0] == f"sftui: {said}"
    assert lines[-1].startswith("do: ")


def test_wrong_usage_as_json(run: Run) -> None:
    done = run("--json", "show")
    assert (done.code, done.err) == (2, "")
    error = json.loads(done.out)["error"]
    assert set(error) == {"code", "message", "cause", "do"}
    assert error["code"] == "usage"


@pytest.mark.parametrize("option", SECRET_OPTIONS)
@pytest.mark.parametrize("shape", ["{0} {1}", "{0}={1}", "connect {0} {1}", "connect {0}={1} --name x"])
def test_a_secret_is_never_an_argument_and_never_repeated(run: Run, option: str, shape: str) -> None:
    done = run(*shape.format(option, SECRET).split())
    assert done.code == 2
    assert f"There is no option {option}: a secret is never an argument." in done.err
    assert SECRET not in done.out + done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--passphrase-fd", SECRET],
        ["passphrase", "--new-passphrase-fd", SECRET],
        ["list", f"--json={SECRET}"],
        ["list", SECRET],
        ["list", f"--x={SECRET}"],
    ],
)
def test_values_of_wrong_arguments_are_not_repeated(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert SECRET not in done.out + done.err


def test_what_follows_two_dashes_is_not_read_as_options() -> None:
    with pytest.raises(UsageError, match="too many"):
        read_arguments(["list", "--", "--password", "x"])
