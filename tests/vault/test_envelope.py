"""The sealed file against everything that can happen to its bytes (account-file.md §8: D1, D2, D5–D9)."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sftui.account import Secret
from sftui.errors import (
    FileAltered,
    FileDamaged,
    FileError,
    FileTooNew,
    InvalidFields,
    LockedError,
    SftuiError,
    WrongKey,
)
from sftui.vault import envelope, file, sealing
from sftui.vault import header as headers
from sftui.vault.keys import HiddenBytes, Passphrase, RawKey
from tests.vault.kit import LOW, PASS, WORDS, account, new_vault, reforged, refusal

OTHER = Passphrase(Secret("second slot"))


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, HiddenBytes]:
    """A small file with one account and two slots."""
    path = tmp_path_factory.mktemp("sealed") / "accounts.toml"
    file.create(path, {"main": PASS, "spare": OTHER}, cost=LOW)
    vault = file.edit(file.unlock(path, PASS), lambda accounts: (*accounts, account()))
    return path.read_bytes(), vault.data_key


# Damaged bytes, case D1 of the list


def mutations(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Every bit flip, truncation, deleted byte and doubled byte."""
    for at in range(len(raw)):
        for bit in range(8):
            yield "flip", raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :]
        yield "cut", raw[:at]
        yield "deleted", raw[:at] + raw[at + 1 :]
        yield "doubled", raw[: at + 1] + raw[at:]


def assert_harmless(raw: bytes, changed: bytes, data_key: HiddenBytes, plaintext: bytes) -> None:
    """Either it is called damaged, or it reads as exactly the same document."""
    try:
        found = envelope.read(changed)
    except FileDamaged:
        return
    except FileTooNew:
        assert raw.index(b"version = 1") - 12 <= _first_difference(raw, changed) <= raw.index(b"file_id")
        return
    assert envelope.open_document(found, data_key) == plaintext
    assert found == envelope.read(raw)


def _first_difference(a: bytes, b: bytes) -> int:
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def test_sampled_mutations_are_damage_or_nothing(sealed: tuple[bytes, HiddenBytes]) -> None:
    raw, data_key = sealed
    plaintext = envelope.open_document(envelope.read(raw), data_key)
    chosen = frozenset(random.Random(4711).sample(range(len(raw) * 11), 4000))
    for number, (_, changed) in enumerate(mutations(raw)):
        if number in chosen:
            assert_harmless(raw, changed, data_key, plaintext)


@pytest.mark.slow
def test_every_mutation_is_damage_or_nothing(sealed: tuple[bytes, HiddenBytes]) -> None:
    raw, data_key = sealed
    plaintext = envelope.open_document(envelope.read(raw), data_key)
    tried = 0
    for _, changed in mutations(raw):
        assert_harmless(raw, changed, data_key, plaintext)
        tried += 1
    assert tried == len(raw) * 11


def test_a_forged_checksum_does_not_help_against_flips_in_the_payload(
    sealed: tuple[bytes, HiddenBytes],
) -> None:
    raw, data_key = sealed
    whole = envelope.read(raw)
    for at in range(0, len(whole.ciphertext), 97):
        flipped = bytearray(whole.ciphertext)
        flipped[at] ^= 1
        with pytest.raises(FileAltered):
            envelope.open_document(replace(whole, ciphertext=bytes(flipped)), data_key)


# Passphrases, case D2 of the list


@pytest.mark.parametrize(
    ("typed", "opens"),
    [
        (WORDS, True),
        ("correct ho\u0308rse battery", True),
        ("correct horse battery", False),
        (WORDS + " ", False),
        (" " + WORDS, False),
        (WORDS.upper(), False),
    ],
    ids=["right", "decomposed", "other letter", "blank after", "blank before", "upper case"],
)
def test_only_the_right_passphrase_opens(
    sealed: tuple[bytes, HiddenBytes], typed: str, *, opens: bool
) -> None:
    error = refusal(
        lambda: envelope.unlock_data_key(envelope.read(sealed[0]).header, Passphrase(Secret(typed)))
    )
    assert (error is None) == opens
    if error is not None:
        assert type(error) is WrongKey
        assert error.exit_code == 3


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(InvalidFields, match="empty"):
        Passphrase(Secret(""))


def test_a_passphrase_with_half_a_character_is_refused() -> None:
    with pytest.raises(InvalidFields, match="surrogate"):
        Passphrase(Secret("abc\ud800"))


def test_a_key_has_32_bytes() -> None:
    with pytest.raises(InvalidFields):
        RawKey(HiddenBytes(bytes(31)))


def test_a_key_does_not_open_a_file_of_passphrases(sealed: tuple[bytes, HiddenBytes]) -> None:
    with pytest.raises(WrongKey, match="key"):
        envelope.unlock_data_key(envelope.read(sealed[0]).header, RawKey(HiddenBytes(bytes(32))))


def test_each_slot_opens(sealed: tuple[bytes, HiddenBytes]) -> None:
    header = envelope.read(sealed[0]).header
    for place, key in enumerate((PASS, OTHER)):
        data_key, slot = envelope.unlock_data_key(header, key)
        assert data_key == sealed[1]
        assert slot == header.slots[place]


# An edited header with a checksum that fits (D5)


def forge_generation(head: dict[str, Any]) -> None:
    head["generation"] -= 1


def forge_drop(head: dict[str, Any]) -> None:
    del head["slot"][1]


def forge_swap(head: dict[str, Any]) -> None:
    head["slot"].reverse()


def forge_other_label(head: dict[str, Any]) -> None:
    head["slot"][1]["label"] = "innocent"


def forge_label(head: dict[str, Any]) -> None:
    head["slot"][0]["label"] = "innocent"


def forge_cost(head: dict[str, Any]) -> None:
    head["slot"][0]["kdf"]["iterations"] = 2


def forge_salt(head: dict[str, Any]) -> None:
    head["payload_salt"] = head["key_check"]


def forge_file_id(head: dict[str, Any]) -> None:
    head["file_id"] = "0" * 32


def forge_key_check(head: dict[str, Any]) -> None:
    head["key_check"] = head["payload_salt"]


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (forge_generation, FileAltered),
        (forge_drop, FileAltered),
        (forge_swap, FileAltered),
        (forge_other_label, FileAltered),
        (forge_salt, FileAltered),
        (forge_key_check, FileAltered),
        (forge_label, WrongKey),
        (forge_cost, WrongKey),
        (forge_file_id, WrongKey),
    ],
)
def test_an_edited_header_is_noticed(
    tmp_path: Path,
    sealed: tuple[bytes, HiddenBytes],
    forge: Callable[[dict[str, Any]], None],
    expected: type[SftuiError],
) -> None:
    path = tmp_path / "accounts.toml"
    path.write_bytes(reforged(sealed[0], forge))
    path.chmod(0o600)
    before = path.read_bytes()
    error = refusal(lambda: file.unlock(path, PASS))
    assert type(error) is expected
    assert error.exit_code == (3 if expected is WrongKey else 5)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_reforged_file_without_an_edit_opens(tmp_path: Path, sealed: tuple[bytes, HiddenBytes]) -> None:
    path = tmp_path / "accounts.toml"
    path.write_bytes(reforged(sealed[0], lambda _: None))
    assert len(file.unlock(path, PASS).accounts) == 1


def test_an_older_payload_under_a_newer_header_is_noticed(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "accounts.toml", account("one"))
    old = envelope.read((tmp_path / "accounts.toml").read_bytes())
    file.edit(vault, lambda accounts: (*accounts, account("two")))
    new = envelope.read((tmp_path / "accounts.toml").read_bytes())
    with pytest.raises(FileAltered):
        envelope.open_document(replace(new, ciphertext=old.ciphertext), vault.data_key)


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


# Everything else


def test_what_is_sealed_is_opened_again_before_it_is_trusted(
    sealed: tuple[bytes, HiddenBytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = envelope.read(sealed[0])
    honest = sealing.seal_payload

    def faulty(header: headers.Header, data_key: HiddenBytes, plaintext: bytes) -> bytes:
        ciphertext = bytearray(honest(header, data_key, plaintext))
        ciphertext[100] ^= 4
        return bytes(ciphertext)

    monkeypatch.setattr(envelope, "seal_payload", faulty)
    with pytest.raises(SftuiError, match="did not open again") as caught:
        envelope.seal(good.header, sealed[1], b"schema = 1\n")
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("size", [0, 1, 4094, 4095, 4096, 4097, 9000])
def test_padding_hides_the_size_and_comes_off(size: int) -> None:
    plaintext = b"x" * (size - 1) + b"\x80" if size else b""
    padded = sealing.pad(plaintext)
    assert len(padded) % 4096 == 0
    assert len(padded) > size
    assert sealing.unpad(padded) == plaintext


@pytest.mark.parametrize(
    "padded", [b"", bytes(4096), b"\x80" + bytes(8191), b"x" * 4096, b"\x80" + bytes(4094)]
)
def test_wrong_padding_does_not_open(padded: bytes) -> None:
    with pytest.raises(sealing.DoesNotOpen):
        sealing.unpad(padded)


def test_every_save_has_a_salt_of_its_own(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "accounts.toml", saves=5)
    files = [path for path in tmp_path.iterdir() if path.suffix != ".lock"]
    salts = {envelope.read(path.read_bytes()).header.payload_salt for path in files}
    assert len(salts) == 6
    assert vault.header.payload_salt in salts


def test_the_file_shows_no_name_host_or_user(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    new_vault(path, account("Visible Customer"))
    raw = path.read_bytes()
    for word in (b"Visible", b"salesforce.com", b"ada@", b"3MVG9", b"pw-Zx81"):
        assert word not in raw


def test_a_document_beyond_the_limit_is_not_sealed(
    sealed: tuple[bytes, HiddenBytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sftui.vault.blocks.MAX_FILE", len(sealed[0]) + 1000)
    with pytest.raises(SftuiError, match="MiB") as caught:
        envelope.seal(envelope.read(sealed[0]).header, sealed[1], b"x" * 8192)
    assert caught.value.code == "not-saved"


def test_the_real_cost_is_what_is_used_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    vault = file.create(path, {"main": PASS})
    kdf = vault.header.slots[0].kdf
    assert isinstance(kdf, headers.Argon2id)
    assert (kdf.memory_kib, kdf.iterations, kdf.lanes) == (65_536, 3, 4)
    assert file.unlock(path, PASS).data_key == vault.data_key


def test_scrypt_serves_where_argon2id_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sftui.vault.derivations.argon2id_works", lambda: False)
    path = tmp_path / "accounts.toml"
    vault = file.create(path, {"main": PASS}, cost=LOW)
    assert isinstance(vault.header.slots[0].kdf, headers.Scrypt)
    assert file.unlock(path, PASS).data_key == vault.data_key
