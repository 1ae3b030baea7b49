"""Key files: made for their owner alone, refused by the reason (D19)."""

from __future__ import annotations

import base64
import errno
import os
import stat
from functools import partial
from pathlib import Path

import pytest

from sftui.errors import KeySourceFailed, NotSaved, UsageError
from sftui.vault import file
from sftui.vault.key_files import make_key_file, read_key_file
from sftui.vault.new_key_place import check_new_key_place
from tests.vault.disks import FailingDisk
from tests.vault.kit import LOW, give_away, refusal

LINE = "sftui-key-v1:" + base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sftui.key"


def written(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_made_key_file_opens_the_account_file(path: Path, tmp_path: Path) -> None:
    key = make_key_file(path).key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith("sftui-key-v1:")
    assert read_key_file(path) == key
    vault = file.create(tmp_path / "accounts.toml", {"key file": key}, cost=LOW)
    assert file.unlock(vault.path, read_key_file(path)).data_key == vault.data_key


def test_two_made_keys_differ(tmp_path: Path) -> None:
    assert make_key_file(tmp_path / "a").key != make_key_file(tmp_path / "b").key


def test_a_file_is_never_replaced_by_a_key(path: Path) -> None:
    path.write_text("precious")
    assert type(refusal(lambda: make_key_file(path))) is UsageError
    assert path.read_text() == "precious"


def test_a_link_is_not_followed_when_making(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "elsewhere")
    assert refusal(lambda: make_key_file(path)) is not None
    assert not (tmp_path / "elsewhere").exists()


def test_a_full_disk_leaves_no_key_file(path: Path) -> None:
    for at in range(5):
        found = refusal(partial(make_key_file, path, FailingDisk(at, errno.ENOSPC)))
        assert type(found) is NotSaved
        assert not path.exists()


def test_a_disk_that_does_not_confirm_the_name_is_told_of(path: Path) -> None:
    assert make_key_file(path).warnings == ()
    path.unlink()
    (warning,) = make_key_file(path, FailingDisk(5, errno.EIO)).warnings
    assert path.exists()
    assert str(path) in warning
    assert "did not confirm" in warning
    assert "take it away again" in warning


@pytest.mark.parametrize(
    "content",
    [
        f"{LINE}\n",
        LINE,
        f"{LINE}\r\n",
        f"\ufeff{LINE}\r\n",
        f"  {LINE}  \n\n",
    ],
    ids=["LF", "no end", "CRLF", "BOM", "blanks"],
)
def test_a_sound_key_file_opens(path: Path, content: str) -> None:
    assert read_key_file(written(path, content.encode())).key.reveal() == bytes(range(32))


def test_a_stricter_mode_opens(path: Path) -> None:
    assert read_key_file(written(path, LINE.encode(), 0o400)).key.reveal() == bytes(range(32))


def test_a_link_to_a_sound_key_file_opens(path: Path, tmp_path: Path) -> None:
    written(path, LINE.encode())
    (tmp_path / "link").symlink_to(path)
    assert read_key_file(tmp_path / "link") == read_key_file(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"sftui-key-v1:" + base64.b64encode(bytes(31)), "31 bytes"),
        (b"sftui-key-v1:" + base64.b64encode(bytes(33)), "33 bytes"),
        (b"sftui-key-v1:", "0 bytes"),
        (b"sftui-key-v1:!!!", "base64"),
        (LINE.encode().rstrip(b"=")[:-1] + b"9=", "canonical"),
        (b"sftui-key-v2:" + base64.b64encode(bytes(32)), "begin"),
        (b"-----BEGIN PRIVATE KEY-----", "begin"),
        (bytes(32), "begin"),
        (b"\xff" * 40, "not text"),
        (LINE.encode() + b" " * 5000, "longer"),
    ],
)
def test_a_file_that_holds_no_key_says_why(path: Path, content: bytes, says: str) -> None:
    found = refusal(lambda: read_key_file(written(path, content)))
    assert type(found) is KeySourceFailed
    assert found.exit_code == 3
    assert says in found.message
    assert found.do


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o602, 0o610])
def test_a_key_that_others_may_use_is_refused(path: Path, mode: int) -> None:
    found = refusal(lambda: read_key_file(written(path, LINE.encode(), mode)))
    assert type(found) is KeySourceFailed
    assert f"{mode:04o}" in found.message
    assert "chmod 600" in found.do


def test_a_folder_is_refused(path: Path) -> None:
    path.mkdir()
    assert "not a regular file" in str(refusal(lambda: read_key_file(path)))


def test_a_pipe_is_refused_at_once(path: Path) -> None:
    os.mkfifo(path, 0o600)
    assert "not a regular file" in str(refusal(lambda: read_key_file(path)))


def test_a_device_is_refused() -> None:
    assert "not a regular file" in str(refusal(lambda: read_key_file(Path(os.devnull))))


def test_a_missing_file_is_named(path: Path) -> None:
    found = refusal(lambda: read_key_file(path))
    assert type(found) is KeySourceFailed
    assert "No such file" in found.message


def test_a_key_of_somebody_else_is_refused(path: Path) -> None:
    give_away(written(path, LINE.encode()))
    assert "another user" in str(refusal(lambda: read_key_file(path)))


@pytest.mark.parametrize("is_link", [False, True])
def test_a_place_that_is_taken_is_refused_before_a_key_is_made(path: Path, *, is_link: bool) -> None:
    if is_link:
        path.symlink_to("nowhere")
    else:
        path.write_text("precious")
    assert "exists already" in str(refusal(lambda: check_new_key_place(path)))


def test_a_place_that_cannot_be_written_is_refused_before_a_key_is_made(tmp_path: Path) -> None:
    there_is_no_folder = tmp_path / "none" / "sftui.key"
    assert type(refusal(lambda: check_new_key_place(there_is_no_folder))) is NotSaved
    full = FailingDisk(0, errno.ENOSPC)
    assert type(refusal(lambda: check_new_key_place(tmp_path / "sftui.key", full))) is NotSaved


def test_asking_for_a_place_leaves_nothing_there(path: Path) -> None:
    check_new_key_place(path)
    assert list(path.parent.iterdir()) == []
