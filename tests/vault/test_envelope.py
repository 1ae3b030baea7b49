"""The envelope: who opens it, what it hides, and what sealing costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sftui.account import Secret
from sftui.errors import (
    InvalidFields,
    SftuiError,
    WrongKey,
)
from sftui.vault import envelope, file, sealing
from sftui.vault import header as headers
from sftui.vault.keys import HiddenBytes, Passphrase, RawKey
from tests.vault.kit import LOW, OTHER, PASS, WORDS, account, new_vault, refusal

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
