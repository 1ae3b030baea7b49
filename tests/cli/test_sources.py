"""What ``--from`` names."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from sftui.cli.sources import LARGEST, read_source
from sftui.cli.voice import Voice
from sftui.errors import UsageError


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def voice(said: io.StringIO) -> Voice:
    return Voice(io.StringIO(), said)


def written(folder: Path, text: str | bytes, mode: int = 0o600) -> str:
    path = folder / "account.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize(
    "text",
    [
        '{"method": "password", "username": "ada@acme.com"}',
        '\ufeff\n {"method": "password", "username": "ada@acme.com"}\r\n',
        'method = "password"\nusername = "ada@acme.com"\n',
        "# a comment\r\nmethod = \"password\"\r\nusername = 'ada@acme.com'\r\n",
    ],
)
def test_json_and_toml(tmp_path: Path, voice: Voice, said: io.StringIO, text: str) -> None:
    found = read_source(written(tmp_path, text), voice)
    assert found == {"method": "password", "username": "ada@acme.com"}
    assert said.getvalue() == ""


def test_stdin(monkeypatch: pytest.MonkeyPatch, voice: Voice) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'name = "Z\xc3\xbcrich"')))
    assert read_source("-", voice) == {"name": "Zürich"}


def test_a_file_that_others_can_read_is_pointed_out(tmp_path: Path, voice: Voice, said: io.StringIO) -> None:
    read_source(written(tmp_path, 'method = "jwt"', 0o644), voice)
    assert "others on this machine can read" in said.getvalue()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        (b"\xff\xfe\x00", "it is not UTF-8 text"),
        ('{"password": "s3cret"', "the JSON breaks off or goes wrong in line 1"),
        ('{"password": "s3cret",\n "password": "other"}', "the JSON names a field twice"),
        ('[{"password": "s3cret"}]', "it must hold one account"),
        ('["s3cret"]', "it must hold one account"),
        ("password = s3cret\n", "the TOML goes wrong in line 1"),
        ('password = "s3cret"\npassword = "s3cret"\n', "the TOML goes wrong in line 2"),
        ("[" * 200_000, "the JSON names a field twice, or is no account"),
        ("a" * (LARGEST + 1), "it is larger than 4 MiB"),
    ],
)
def test_what_cannot_be_read_is_said_without_its_contents(
    tmp_path: Path, voice: Voice, text: str | bytes, why: str
) -> None:
    with pytest.raises(UsageError) as found:
        read_source(written(tmp_path, text), voice)
    assert why in found.value.message
    assert "s3cret" not in f"{found.value.message}{found.value.cause}{found.value.do}"


def test_a_file_that_is_not_there(tmp_path: Path, voice: Voice) -> None:
    with pytest.raises(UsageError, match="could not be read: no such file"):
        read_source(str(tmp_path / "missing.json"), voice)
    with pytest.raises(UsageError, match="could not be read"):
        read_source(str(tmp_path), voice)
