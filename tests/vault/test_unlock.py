"""Where a passphrase or key comes from: order, failures that never fall through, what is left behind (D21)."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sftui.account import Secret
from sftui.errors import KeySourceFailed, NoWayToUnlock
from sftui.vault.key_files import key_text, make_key_file
from sftui.vault.keys import Key, Passphrase
from sftui.vault.recovery_code import new_recovery_key, show_recovery_code
from sftui.vault.unlock import UnlockOptions, find_key, key_of, no_way_to_unlock, ways_to_unlock
from tests.vault.kit import refusal

NOTHING = UnlockOptions()


@contextmanager
def pipe_with(octets: bytes) -> Iterator[int]:
    """A descriptor from which these bytes can be read, to their end."""
    reading, writing = os.pipe()
    try:
        os.write(writing, octets)
        os.close(writing)
        yield reading
    finally:
        os.close(reading)


@pytest.fixture
def environ() -> dict[str, str]:
    return {"PATH": os.environ["PATH"]}


def words(key: Key | None) -> str:
    assert isinstance(key, Passphrase)
    return key.text.reveal()


def printing(text: str) -> str:
    return shlex.join(["printf", "%s", text])


# Each source


def test_nothing_named_is_for_the_person(environ: dict[str, str]) -> None:
    assert find_key(NOTHING, environ) is None


@pytest.mark.parametrize(
    ("octets", "passphrase"),
    [(b"words\n", "words"), (b"words", "words"), (b"words \n\n", "words \n"), ("grün\r\n".encode(), "grün")],
)
def test_a_descriptor_is_read_to_its_end(environ: dict[str, str], octets: bytes, passphrase: str) -> None:
    with pipe_with(octets) as descriptor:
        assert words(find_key(UnlockOptions(passphrase_fd=descriptor), environ)) == passphrase
    with pipe_with(octets) as descriptor:
        assert words(find_key(NOTHING, environ | {"SFTUI_PASSPHRASE_FD": str(descriptor)})) == passphrase


@pytest.mark.parametrize(
    ("octets", "says"),
    [(b"", "empty"), (b"\n", "empty"), (b"\xff\n", "UTF-8"), (b"x" * 5000, "more than 4096")],
)
def test_a_descriptor_that_gives_no_passphrase_is_an_error(
    environ: dict[str, str], octets: bytes, says: str
) -> None:
    environ["SFTUI_PASSPHRASE"] = "not asked"
    with pipe_with(octets) as descriptor:
        found = refusal(lambda: find_key(UnlockOptions(passphrase_fd=descriptor), environ))
    assert type(found) is KeySourceFailed
    assert says in found.message


@pytest.mark.parametrize("number", ["", "three", "-1", "1_0", "²", "99999999999"])
def test_a_variable_that_is_no_descriptor_is_an_error(environ: dict[str, str], number: str) -> None:
    environ |= {"SFTUI_PASSPHRASE_FD": number, "SFTUI_PASSPHRASE": "not asked"}
    assert type(refusal(lambda: find_key(NOTHING, environ))) is KeySourceFailed


@pytest.mark.parametrize("descriptor", [-1, 987, 2**40])
def test_a_descriptor_that_is_not_open_is_an_error(environ: dict[str, str], descriptor: int) -> None:
    found = refusal(lambda: find_key(UnlockOptions(passphrase_fd=descriptor), environ))
    assert type(found) is KeySourceFailed
    assert "cannot be read" in found.message


def test_a_descriptor_that_stays_open_is_given_up(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sftui.vault.unlock._DESCRIPTOR_LIMIT", 0.05)
    reading, writing = os.pipe()
    os.write(writing, b"half a passphrase")
    found = refusal(lambda: find_key(UnlockOptions(passphrase_fd=reading), environ))
    os.close(reading)
    os.close(writing)
    assert type(found) is KeySourceFailed
    assert "did not come to an end" in found.message


def test_a_file_may_stand_behind_a_descriptor(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "words").write_text("words\n")
    with (tmp_path / "words").open("rb") as file:
        assert words(find_key(UnlockOptions(passphrase_fd=file.fileno()), environ)) == "words"


def test_a_key_file_is_read(environ: dict[str, str], tmp_path: Path) -> None:
    key = make_key_file(tmp_path / "key").key
    assert find_key(UnlockOptions(key_file=tmp_path / "key"), environ) == key
    assert find_key(NOTHING, environ | {"SFTUI_KEY_FILE": str(tmp_path / "key")}) == key


def test_a_command_is_run(environ: dict[str, str]) -> None:
    command = printing("words")
    assert words(find_key(UnlockOptions(password_command=command), environ)) == "words"
    assert words(find_key(NOTHING, environ | {"SFTUI_PASSWORD_COMMAND": command})) == "words"


def test_a_variable_gives_the_passphrase_and_is_removed(environ: dict[str, str]) -> None:
    environ["SFTUI_PASSPHRASE"] = "words"
    assert words(find_key(NOTHING, environ)) == "words"
    assert "SFTUI_PASSPHRASE" not in environ
    assert find_key(NOTHING, environ) is None


def test_the_real_environment_is_cleared_for_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFTUI_PASSPHRASE", "words")
    show = (
        f'{shlex.quote(sys.executable)} -c \'import os; print(os.environ.get("SFTUI_PASSPHRASE", "gone"))\''
    )
    assert words(find_key(UnlockOptions(password_command=show), os.environ)) == "gone"
    assert "SFTUI_PASSPHRASE" not in os.environ


@pytest.mark.parametrize("odd", ["", "\udcff\udcfe"])
def test_a_variable_without_a_passphrase_is_an_error(environ: dict[str, str], odd: str) -> None:
    environ["SFTUI_PASSPHRASE"] = odd
    assert type(refusal(lambda: find_key(NOTHING, environ))) is KeySourceFailed


# Order, and no falling through

ORDER = ["SFTUI_PASSPHRASE_FD", "SFTUI_KEY_FILE", "SFTUI_PASSWORD_COMMAND", "SFTUI_PASSPHRASE"]


def test_variables_are_asked_in_order(environ: dict[str, str], tmp_path: Path) -> None:
    key = make_key_file(tmp_path / "key").key
    environ |= {"SFTUI_PASSWORD_COMMAND": printing("command"), "SFTUI_PASSPHRASE": "variable"}
    assert words(find_key(NOTHING, dict(environ))) == "command"
    environ["SFTUI_KEY_FILE"] = str(tmp_path / "key")
    assert find_key(NOTHING, dict(environ)) == key
    with pipe_with(b"descriptor") as descriptor:
        environ["SFTUI_PASSPHRASE_FD"] = str(descriptor)
        assert words(find_key(NOTHING, dict(environ))) == "descriptor"


def test_an_option_goes_before_every_variable(environ: dict[str, str]) -> None:
    environ["SFTUI_KEY_FILE"] = "/nonexistent"
    environ["SFTUI_PASSPHRASE_FD"] = "987"
    assert words(find_key(UnlockOptions(password_command=printing("option")), environ)) == "option"


@pytest.mark.parametrize(
    ("first", "broken"),
    [
        ("SFTUI_PASSPHRASE_FD", "987"),
        ("SFTUI_KEY_FILE", "/nonexistent/key"),
        ("SFTUI_KEY_FILE", ""),
        ("SFTUI_PASSWORD_COMMAND", "false"),
        ("SFTUI_PASSWORD_COMMAND", ""),
    ],
)
def test_a_source_that_fails_is_never_followed_by_the_next(
    environ: dict[str, str], tmp_path: Path, first: str, broken: str
) -> None:
    note = tmp_path / "asked"
    later = {
        "SFTUI_PASSWORD_COMMAND": shlex.join(["touch", str(note)]),
        "SFTUI_PASSPHRASE": "right",
    }
    environ |= {name: later[name] for name in ORDER[ORDER.index(first) + 1 :] if name in later}
    environ[first] = broken
    assert type(refusal(lambda: find_key(NOTHING, environ))) is KeySourceFailed
    assert not note.exists()
    assert "SFTUI_PASSPHRASE" not in environ


# What a text may be


def test_a_typed_recovery_code_and_a_key_line_are_keys() -> None:
    key = new_recovery_key()
    assert key_of(show_recovery_code(key)) == key
    assert key_of(key_text(key)) == key
    assert key_of(Secret(key_text(key).reveal() + "\n")) == key


def test_everything_else_is_a_passphrase() -> None:
    for text in ("words", "sftui-key-v1:nonsense", "2" * 56, "sftui-key-v1:"):
        assert words(key_of(Secret(text))) == text


# Nobody to ask


def test_the_ways_are_listed_when_nobody_can_be_asked() -> None:
    error = no_way_to_unlock()
    assert isinstance(error, NoWayToUnlock)
    assert error.exit_code == 3
    for way in ("--passphrase-fd", "--key-file", "--password-command", *ORDER, "keyring", "terminal"):
        assert way in error.do
        assert way in ways_to_unlock()


def test_options_show_no_secret() -> None:
    assert "words" not in repr(find_key(NOTHING, {"SFTUI_PASSPHRASE": "words"}))
