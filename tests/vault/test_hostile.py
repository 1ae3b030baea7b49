"""What this version does not know is left alone, and hostile values are refused before anything is derived."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sftui.errors import (
    FileAltered,
    FileDamaged,
    FileError,
    FileTooNew,
    LockedError,
    SftuiError,
)
from sftui.vault import document, envelope, file, layout, sealing
from sftui.vault.header import MAX_GENERATION, MAX_LABEL, MAX_SLOTS, SALT_BYTES, Header, Scrypt, Slot
from sftui.vault.keys import HiddenBytes
from tests.vault.kit import LOW, PASS, WORDS, reforged, refusal

# What this version does not know (D6)


@pytest.mark.parametrize("stale", [True, False], ids=["checksum stale", "checksum fits"])
@pytest.mark.parametrize(
    ("forge", "expected", "named"),
    [
        (lambda head: head.update(version=2), FileTooNew, "version"),
        (lambda head: head.update(cipher="rot13"), FileError, "cipher"),
        (lambda head: head.update(colour="red"), FileError, "colour"),
        (lambda head: head.update(format="other"), FileDamaged, "format"),
        (lambda head: head.update(version=0), FileError, "version"),
        (lambda head: head.update(version=True), FileError, "version"),
        (lambda head: head.pop("generation"), FileError, "generation"),
        (lambda head: head["slot"][0].update(extra=1), FileError, "extra"),
        (lambda head: head["slot"][0].update(type="magic"), FileError, "type"),
        (lambda head: head.update(slot=[]), FileError, "slot"),
        (lambda head: head.update(slot=head["slot"] * 5), FileError, "slot"),
        (lambda head: head["slot"][1].update(id=head["slot"][0]["id"]), FileError, "id"),
        (lambda head: head.update(generation=0), FileError, "generation"),
        (lambda head: head.update(generation=1.0), FileError, "generation"),
        (lambda head: head.update(file_id=head["file_id"].upper()[:31] + "G"), FileError, "file_id"),
        (lambda head: head["slot"][0].update(label="a\x1b[2Jb"), FileError, "label"),
    ],
)
def test_what_is_unknown_is_named_and_left_alone(
    tmp_path: Path,
    sealed: tuple[bytes, HiddenBytes],
    forge: Callable[[dict[str, Any]], None],
    expected: type[SftuiError],
    named: str,
    *,
    stale: bool,
) -> None:
    raw = reforged(sealed[0], forge)
    if stale:
        good = envelope.read(sealed[0]).checksum.encode()
        at = raw.index(b'sha256 = "') + 10
        raw = raw[:at] + good + raw[at + 64 :]
    path = tmp_path / "accounts.toml"
    path.write_bytes(raw)
    error = refusal(lambda: file.unlock(path, PASS))
    assert isinstance(error, expected)
    assert error.exit_code == 5
    assert named in error.message
    if expected is FileError:
        assert type(error) is (FileDamaged if stale else FileAltered)
    assert path.read_bytes() == raw


@pytest.mark.parametrize("number", ["0x" + "f" * 1000, "0x" + "f" * 6000, "9" * 4000, str(2**31 + 1)])
def test_a_version_that_no_sftui_will_have_is_damage_and_is_not_repeated(
    sealed: tuple[bytes, HiddenBytes], number: str
) -> None:
    raw = sealed[0].replace(b"\nversion = 1\n", f"\nversion = {number}\n".encode())
    error = refusal(lambda: envelope.read(raw))
    assert type(error) is FileDamaged
    assert len(error.message) < 160
    assert number not in error.message


def test_a_schema_that_no_sftui_will_have_is_damage_and_is_not_repeated() -> None:
    error = refusal(lambda: document.parse("schema = 0x" + "f" * 6000))
    assert type(error) is FileDamaged
    assert len(error.message) < 160


# What a parser would chew on for minutes


@pytest.mark.parametrize(
    "hostile",
    [
        b".".join([b"a"] * 23_000) + b"=1\n",
        b"label = '" + b"a" * 1024 + b"'\n",
        b"[a]\nb = 1\n" * 10_000,
        b"A1=1\n" * 20_000,
    ],
    ids=["one long key", "one long line", "many tables", "many keys"],
)
@pytest.mark.parametrize("block", [b"data = '''AAAA'''\n", b""])
def test_a_header_that_takes_long_is_refused_unread(
    monkeypatch: pytest.MonkeyPatch, hostile: bytes, block: bytes
) -> None:
    def never(_: str) -> dict[str, Any]:
        raise AssertionError("it was parsed")

    monkeypatch.setattr("sftui.vault.blocks.tomllib.loads", never)
    assert type(refusal(lambda: envelope.read(hostile + b"[payload]\n" + block))) is FileDamaged


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_comments_of_any_length_do_no_harm(
    sealed: tuple[bytes, HiddenBytes], start: bytes, end: bytes
) -> None:
    note = b"# " + b"a." * 60_000 + b"\n"
    raw = start + note + sealed[0].replace(b"\n[payload]", b"\n  " + note + b"[payload]")
    assert envelope.read(raw.replace(b"\n", end)) == envelope.read(sealed[0])


def test_a_payload_that_another_writer_put_into_one_line_is_read(sealed: tuple[bytes, HiddenBytes]) -> None:
    head, _, rest = sealed[0].partition(b"data = '''")
    one_line = b'data = "' + rest.replace(b"\n", b"").removesuffix(b"'''") + b'"\n'
    assert len(one_line) > 1024
    assert envelope.read(head + one_line) == envelope.read(sealed[0])


def test_a_header_at_its_largest_is_read() -> None:
    label, salt = "\U0001f600" * MAX_LABEL, bytes(SALT_BYTES)
    slot = Slot("00000000", "passphrase", label, Scrypt(salt, 2**20, 8, 16), bytes(48))
    slots = tuple(replace(slot, id=f"{number:08x}") for number in range(MAX_SLOTS))
    header = Header("0" * 32, MAX_GENERATION, bytes(32), bytes(32), slots)
    assert envelope.read(layout.render(header, bytes(4096))).header == header


# Hostile values, refused before anything is derived (D7, D8)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("memory_kib", 64 * 1024 * 1024),
        ("memory_kib", 7167),
        ("memory_kib", 2**70),
        ("memory_kib", 7168.0),
        ("memory_kib", True),
        ("iterations", 0),
        ("iterations", 65),
        ("iterations", True),
        ("iterations", 1.0),
        ("iterations", "3"),
        ("lanes", 17),
        ("lanes", 0),
        ("lanes", True),
        ("lanes", -1),
        ("name", "argon2d"),
        ("name", "hkdf-sha256"),
        ("name", 1),
        ("salt", ""),
        ("salt", "AAAAAAAAAAAAAAAAAAAAAA="),
    ],
)
def test_a_greedy_derivation_is_refused_before_it_runs(
    sealed: tuple[bytes, HiddenBytes], monkeypatch: pytest.MonkeyPatch, field: str, value: object
) -> None:
    def never(*_: object) -> bytes:
        raise AssertionError("a derivation ran")

    monkeypatch.setattr(sealing, "slot_key", never)
    raw = reforged(sealed[0], lambda head: head["slot"][0]["kdf"].update({field: value}))
    with pytest.raises(FileAltered, match=field):
        envelope.unlock_data_key(envelope.read(raw).header, PASS)


@pytest.mark.parametrize(
    "values",
    [
        {"n": 2**21, "r": 8, "p": 1},
        {"n": 2**20, "r": 64, "p": 1},
        {"n": 1000, "r": 8, "p": 1},
        {"n": 8193, "r": 8, "p": 1},
        {"n": 2**10, "r": 1, "p": 1},
        {"n": 8192, "r": 8, "p": 17},
        {"n": 8192, "r": True, "p": 1},
    ],
)
def test_a_greedy_scrypt_is_refused_as_well(
    sealed: tuple[bytes, HiddenBytes], values: dict[str, int]
) -> None:
    def forge(head: dict[str, Any]) -> None:
        salt = head["slot"][0]["kdf"]["salt"]
        head["slot"][0]["kdf"] = {"name": "scrypt", "salt": salt, **values}

    with pytest.raises(FileAltered, match=r"kdf\.[nrp]"):
        envelope.read(reforged(sealed[0], forge))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("key_check", lambda text: text.rstrip("=")),
        ("key_check", lambda text: text + "\n"),
        ("key_check", lambda text: text[:-2] + chr(ord(text[-2]) + 1) + "="),
        ("key_check", lambda text: text.replace("=", "")[:-1] + "-="),
        ("payload_salt", lambda text: text[:-4]),
        ("wrapped", lambda text: text[:-4] + "AAA="),
        ("wrapped", lambda text: text + "AA=="),
        ("wrapped", lambda text: " " + text),
        ("wrapped", lambda text: ""),
    ],
)
def test_bytes_have_one_form_and_one_length(
    sealed: tuple[bytes, HiddenBytes], field: str, change: Callable[[str], str]
) -> None:
    def forge(head: dict[str, Any]) -> None:
        table = head["slot"][0] if field == "wrapped" else head
        table[field] = change(table[field])

    with pytest.raises(FileAltered, match=field):
        envelope.read(reforged(sealed[0], forge))


@pytest.mark.parametrize(
    "raw",
    [
        b"a = " + b"[" * 100_000 + b"]" * 100_000,
        b"a = " + b"{b = " * 50_000,
        b"a = " + b"9" * 5_000,
        b"\xff\xfe\x00",
        b"a = 1\na = 2",
        b"sftui = 1",
        b"[sftui]\nformat = 'sftui-accounts'\nversion = 1e400",
        b"[sftui]\nformat = 'sftui-accounts'\nversion = 1979-05-27",
        b"a = '''" + b"x" * (33 * 1024 * 1024) + b"'''",
        b"\xef\xbb\xbf\xef\xbb\xbf[sftui]",
        b'"\\ud800" = 1',
    ],
    ids=range(11),
)
def test_hostile_text_is_damage_quickly(raw: bytes) -> None:
    with pytest.raises(FileDamaged):
        envelope.read(raw)


def test_values_that_json_cannot_hold_are_damage(sealed: tuple[bytes, HiddenBytes]) -> None:
    for value in (b"1979-05-27T07:32:00Z", b"inf", b"nan"):
        raw = sealed[0].replace(b"generation = 2", b"generation = " + value)
        with pytest.raises(FileDamaged, match="generation"):
            envelope.read(raw)


# Memory, case D9 of the list


def test_too_little_memory_says_how_much_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    file.create(path, {"main": PASS}, cost=replace(LOW, memory_kib=512 * 1024))
    script = f"""
import resource, sys
from pathlib import Path
from sftui.account import Secret
from sftui.errors import SftuiError
from sftui.vault import file
from sftui.vault.keys import Passphrase
import cryptography.hazmat.primitives.kdf.argon2, cryptography.hazmat.primitives.ciphers.aead
resource.setrlimit(resource.RLIMIT_AS, (400 * 1024 * 1024, 400 * 1024 * 1024))
try:
    file.unlock(Path({str(path)!r}), Passphrase(Secret({WORDS!r})))
except SftuiError as error:
    print(error.code, error.message, error.do)
    sys.exit(error.exit_code)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ended.returncode == LockedError.exit_code, ended.stderr
    assert ended.stdout.startswith("locked ")
    assert "512 MiB" in ended.stdout
    assert not ended.stderr
