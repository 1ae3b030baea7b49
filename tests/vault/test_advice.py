"""Errors about the account file in words for people: what is wrong with it, and the one command that helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sftui.errors import FileAltered, FileDamaged, FileMissing, FileTooNew
from sftui.vault import blocks, envelope, file, layout
from sftui.vault.places import usual_accounts
from tests.vault.kit import PASS, new_vault


@pytest.fixture
def usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place where the file is looked for when nobody names one."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    found = usual_accounts()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "it is empty."),
        (b" \r\n\t", "it is empty."),
        (bytes(5000), "it holds only zeros."),
        (b"[sftui]\nformat = 'sftui-acc", "it is cut off or is no account file (file is not TOML)."),
        (b"a = 1\n", "it is cut off or is no account file (sftui is missing or not a table)."),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "accounts.toml"
    path.write_bytes(raw)
    with pytest.raises(FileDamaged) as found:
        file.unlock(path, PASS)
    assert found.value.message == f"The account file is damaged: {said}"
    assert found.value.do.startswith("There is no backup beside it: bring accounts.toml back")


def test_a_damaged_part_is_named_at_the_end(usual: Path) -> None:
    new_vault(usual, saves=2)
    usual.write_text(usual.read_text().replace("generation = 3", "generation = 4"))
    with pytest.raises(FileDamaged) as found:
        file.unlock(usual, PASS)
    assert found.value.message == (
        "The account file is damaged: a part of it is not what sftui wrote "
        "(payload.sha256 does not fit what the file holds)."
    )
    assert re.fullmatch(
        r"Bring back the newest backup: sftui restore 1 \(generation 2, saved \S+Z\). The damaged file is kept.",
        found.value.do,
    )


def test_an_altered_file_also_says_where_to_look(usual: Path) -> None:
    vault = new_vault(usual, saves=1)
    raw, _ = envelope.seal(vault.header, vault.data_key, b"schema = 1\n")
    other, _ = envelope.seal(vault.header, vault.data_key, b"schema = 1\n")
    head, tail = raw.split(b"[payload]"), other.split(b"[payload]")
    spliced = head[0] + b"[payload]" + tail[1]
    parts = layout.split(blocks.parse(spliced, "payload"))
    fits = layout.checksum_of(parts.values, parts.ciphertext)
    usual.write_bytes(spliced.replace(parts.checksum.encode(), fits.encode()))
    with pytest.raises(FileAltered) as found:
        file.unlock(usual, PASS)
    assert "changed by something other than sftui after it was saved, so nothing of it is used" in (
        found.value.message
    )
    assert found.value.do.endswith("The changed file is kept. Then see who can write to its folder.")


def test_a_newer_file_names_both_formats(usual: Path) -> None:
    new_vault(usual)
    usual.write_text(usual.read_text().replace("version = 1", "version = 2"))
    with pytest.raises(FileTooNew, match="saved by a newer sftui") as found:
        file.unlock(usual, PASS)
    assert "(format 2; this one reads format 1; sftui.version is 2)" in found.value.message


def test_the_newest_backup_that_can_be_used_is_named(usual: Path) -> None:
    new_vault(usual, saves=3)
    usual.with_name("accounts.toml.bak1").write_bytes(b"")
    usual.unlink()
    with pytest.raises(FileMissing) as found:
        file.unlock(usual, PASS)
    assert re.fullmatch(
        r"Bring back the newest backup: sftui restore 2 \(generation 2, saved \S+Z\).", found.value.do
    )
    for number in (2, 3):
        usual.with_name(f"accounts.toml.bak{number}").write_bytes(b"")
    with pytest.raises(FileMissing) as found:
        file.unlock(usual, PASS)
    assert found.value.do.startswith("No backup beside it can be used: bring accounts.toml back")


def test_a_file_elsewhere_is_named_as_a_shell_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "of a client" / "accounts.toml"
    new_vault(path, saves=1)
    path.unlink()
    with pytest.raises(FileMissing) as found:
        file.unlock(path, PASS)
    assert f"sftui restore 1 --accounts '{path}' (generation 1" in found.value.do
