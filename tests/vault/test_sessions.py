"""The expendable file: exact, encrypted, shared by processes, and never an error when it cannot be read."""

from __future__ import annotations

import errno
import random
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.account import Account, Happening, Health, Problem, Secret, Status, Token
from sftui.errors import NotSaved
from sftui.vault import sessions
from sftui.vault.saving import Vault
from sftui.vault.session_data import PendingSignIn, Sessions
from sftui.vault.session_text import from_text, to_text
from tests.vault.disks import FailingDisk, RecordingDisk
from tests.vault.kit import account, new_vault, refusal

ONE, TWO = "1" * 32, "2" * 32
TOKEN = Token(
    access_token=Secret("00D!AQ.token"),
    instance_url="https://acme.my.salesforce.com",
    identity_url="https://login.salesforce.com/id/00D/005",
    issued_at="1700000000000",
    scope="api refresh_token",
    audience="https://login.salesforce.com",
)
HEALTH = Health(
    status=Status.NEEDS_RECONNECT,
    last_connected_at="2026-01-01T00:00:00Z",
    last_checked_at="2026-01-02T00:00:00Z",
    last_used_at="2026-01-03T00:00:00Z",
    last_error=Problem(code="refused", message="m\n'\"", cause="c", do="d"),
    refusals=("2026-01-02T00:00:00Z",),
    approvals=("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
    history=(Happening(at="2026-01-01T00:00:00Z", what="connected", detail="😀"),),
)
PENDING = PendingSignIn(
    id="p1",
    draft=account(id="", rev=0, access_token=Secret("old"), unknown={"later": 1}),
    method="device",
    created_at="2026-01-01T00:00:00Z",
    expires_at="2026-01-01T00:10:00Z",
    state=Secret("state"),
    verifier=Secret("verifier-secret"),
    redirect_uri="http://localhost:1717/OauthRedirect",
    authorize_url="https://login.salesforce.com/services/oauth2/authorize?x=1",
    device_code=Secret("device-secret"),
    user_code="ABCD",
    verification_url="https://login.salesforce.com/setup/connect",
    interval=7,
    access_token=Secret("answered-secret"),
    refresh_token=Secret("answered-refresh"),
    instance_url="https://acme.my.salesforce.com",
)
FULL = Sessions().having(ONE, token=TOKEN, health=HEALTH).having(TWO, health=Health()).with_pending(PENDING)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return new_vault(tmp_path / "accounts.toml")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "sessions.toml"


def test_everything_is_read_back(path: Path, vault: Vault) -> None:
    assert sessions.edit(path, vault, lambda _: FULL) == FULL
    assert sessions.read(path, vault) == FULL
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert sorted(each.name for each in path.parent.iterdir()) == ["sessions.toml", "sessions.toml.lock"]


def test_reading_creates_nothing(path: Path, vault: Vault) -> None:
    assert sessions.read(path, vault) == Sessions()
    assert not path.parent.exists()


def test_no_secret_and_no_host_is_seen_in_the_file(path: Path, vault: Vault) -> None:
    sessions.edit(path, vault, lambda _: FULL)
    raw = path.read_bytes()
    for known in (
        b"00D!AQ",
        b"verifier-secret",
        b"device-secret",
        b"answered",
        b"salesforce.com",
        b"pw-Zx81",
    ):
        assert known not in raw
    shown = repr(FULL)
    for hidden in ("00D!AQ", "verifier-secret", "device-secret", "answered", "pw-Zx81"):
        assert hidden not in shown


def test_a_refresh_token_is_never_kept_here(path: Path, vault: Vault) -> None:
    precious = Token(
        access_token=Secret("a"), instance_url="https://x", refresh_token=Secret("5Aep-precious")
    )
    written = sessions.edit(path, vault, lambda each: each.having(ONE, token=precious))
    assert not written.tokens[ONE].refresh_token
    assert b"5Aep" not in to_text(written)[0]


def test_what_a_killed_write_left_is_swept_away(path: Path, vault: Vault) -> None:
    left, mine = (path.with_name(f".{name}.toml.0123456789abcdef.tmp") for name in ("sessions", "other"))
    path.parent.mkdir()
    left.touch()
    mine.touch()
    sessions.edit(path, vault, lambda each: each.having(ONE, token=TOKEN))
    assert not left.exists()
    assert mine.exists()


def test_each_write_has_a_salt_of_its_own(path: Path, vault: Vault) -> None:
    sessions.edit(path, vault, lambda _: FULL)
    first = path.read_text()
    sessions.edit(path, vault, lambda each: each.without_token(ONE))
    assert first.split("salt = ")[1][:40] != path.read_text().split("salt = ")[1][:40]


def test_an_edit_that_changes_nothing_writes_nothing(path: Path, vault: Vault) -> None:
    sessions.edit(path, vault, lambda _: FULL)
    before = path.stat().st_ino
    sessions.edit(path, vault, lambda each: each.having(ONE, health=HEALTH))
    assert path.stat().st_ino == before


def test_a_write_waits_for_no_disk(path: Path, vault: Vault) -> None:
    disk = RecordingDisk()
    sessions.edit(path, vault, lambda _: FULL, disk=disk)
    assert [call.what for call in disk.calls] == ["create", "set_mode", "write", "close", "rename"]


@pytest.mark.parametrize("spoil", [b"", b" ", bytes(100), b"[sftui]\nformat = 'x'", b"\xff", b"[" * 9000])
def test_what_cannot_be_read_is_empty_and_written_anew(path: Path, vault: Vault, spoil: bytes) -> None:
    sessions.edit(path, vault, lambda _: FULL)
    path.write_bytes(spoil)
    assert sessions.read(path, vault) == Sessions()
    sessions.edit(path, vault, lambda each: each.having(ONE, token=TOKEN))
    assert sessions.read(path, vault).tokens == {ONE: TOKEN}


def test_every_damage_is_empty_or_the_same(path: Path, vault: Vault) -> None:
    sessions.edit(path, vault, lambda _: FULL)
    raw = path.read_bytes()
    chance = random.Random(3)
    for _ in range(400):
        at = chance.randrange(len(raw))
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :])
        assert sessions.read(path, vault) in (Sessions(), FULL)
    for cut in range(0, len(raw), 37):
        path.write_bytes(raw[:cut])
        assert sessions.read(path, vault) in (Sessions(), FULL)


def test_a_folder_in_its_place_is_empty(path: Path, vault: Vault) -> None:
    path.mkdir(parents=True)
    assert sessions.read(path, vault) == Sessions()
    assert type(refusal(lambda: sessions.edit(path, vault, lambda _: FULL))) is NotSaved


def test_the_sessions_of_another_account_file_are_empty(path: Path, vault: Vault, tmp_path: Path) -> None:
    sessions.edit(path, vault, lambda _: FULL)
    assert sessions.read(path, new_vault(tmp_path / "other.toml")) == Sessions()


def test_a_version_of_the_future_is_empty(path: Path, vault: Vault) -> None:
    sessions.edit(path, vault, lambda _: FULL)
    path.write_text(path.read_text().replace("version = 2", "version = 3"))
    assert sessions.read(path, vault) == Sessions()


def test_an_entry_that_makes_no_sense_is_left_out_alone() -> None:
    octets = to_text(FULL)[0].replace(b'["needs-reconnect"', b'["purple"')
    found = from_text(octets)
    assert (ONE in found.health, TWO in found.health, found.tokens) == (False, True, FULL.tokens)
    assert (list(found.health), len(found.health)) == ([TWO], 1)
    for odd in (
        b"",
        b"\n\n",
        b"token",
        b"token\ta",
        b"later\ta\t[]",
        b"health\ta\t[]\npending\tp\t{}\ntoken\tb\t1",
    ):
        assert from_text(odd) == Sessions()
    with pytest.raises(ValueError, match="ascii"):
        from_text(b"\xff")


@pytest.mark.parametrize("text", ["[", "{}", "[[1, 2, 3]]", '[["a", "b"]]', "1", "[" * 9000])
def test_a_history_that_makes_no_sense_is_empty(text: str) -> None:
    lines = (
        to_text(FULL)[0]
        .decode("ascii")
        .replace('[["2026-01-01T00:00:00Z","connected","\\ud83d\\ude00"]]', text)
    )
    assert text in lines
    found = from_text(lines.encode("ascii")).health[ONE]
    assert tuple(found.history) == ()
    assert found.last_error == HEALTH.last_error


TEXTS = st.text(max_size=20)
STATES = st.builds(
    Health,
    status=st.sampled_from(Status),
    last_connected_at=TEXTS,
    last_checked_at=TEXTS,
    last_used_at=TEXTS,
    last_error=st.none() | st.builds(Problem, code=TEXTS, message=TEXTS, cause=TEXTS, do=TEXTS),
    refusals=st.lists(TEXTS, max_size=2).map(tuple),
    approvals=st.lists(TEXTS, max_size=2).map(tuple),
    history=st.lists(st.builds(Happening, at=TEXTS, what=TEXTS, detail=TEXTS), max_size=3).map(tuple),
)


@given(STATES, TEXTS)
def test_any_text_is_read_back(health: Health, text: str) -> None:
    token = Token(access_token=Secret(text), instance_url=text, scope=text)
    full = Sessions().having(ONE, health=health, token=token).having(TWO, health=Health())
    octets, as_read = to_text(full)
    assert from_text(octets) == as_read == full
    assert to_text(from_text(octets))[0] == octets


def test_only_what_changed_is_written_anew() -> None:
    """An entry that this version cannot read is still there for one that can."""
    later = b"health\t" + TWO.encode() + b'\t["dormant","","",""]'
    octets = to_text(from_text(later).having(ONE, token=TOKEN))[0]
    assert later in octets.split(b"\n")
    assert from_text(octets).tokens == {ONE: TOKEN}


def test_a_change_costs_no_reading_of_the_others() -> None:
    found = from_text(to_text(FULL)[0])
    changed = found.having(TWO, health=HEALTH)
    assert changed.health.texts is found.health.texts
    assert (changed.health[TWO], found.health[TWO]) == (HEALTH, Health())
    assert changed != found
    assert changed.having(TWO, health=Health()) == found
    assert changed.health.may_differ(found.health) == {TWO}
    again = from_text(to_text(changed)[0])
    assert again.health.may_differ(found.health) == {TWO}
    assert again.without(ONE).health.may_differ(found.health) == {ONE, TWO}


def test_the_file_is_not_read_again_when_it_is_as_it_was_seen(path: Path, vault: Vault) -> None:
    seen = sessions.change(path, vault, lambda _: FULL)
    assert sessions.look(path, vault, seen) is seen
    later = sessions.change(path, vault, lambda each: each.without_token(ONE), seen)
    assert later.sessions == FULL.without_token(ONE)
    assert sessions.look(path, vault) == later
    assert sessions.look(path, vault, seen) == later, "another process wrote meanwhile"
    assert sessions.change(path, vault, lambda each: each, seen) == later
    path.unlink()
    assert sessions.look(path, vault, later) == sessions.Seen()


def test_what_was_seen_is_the_version_that_was_written(path: Path, vault: Vault) -> None:
    """Whoever writes right after us is noticed."""
    seen = sessions.change(path, vault, lambda _: FULL)
    assert seen.stamp == sessions.stamp_at(path)
    sessions.edit(path, vault, lambda each: each.without(ONE))
    assert seen.stamp != sessions.stamp_at(path)


def test_very_many_long_histories_lose_their_oldest_lines(
    path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tuple(
        Happening(at="2026-01-01T00:00:00Z", what="checked", detail=str(number)) for number in range(50)
    )
    health = {f"{number:032x}": Health(history=lines) for number in range(40)}
    full = Sessions().having_all(health=health).having(TWO, token=TOKEN)
    monkeypatch.setattr(sessions, "MAX_FILE", 80_000)
    written = sessions.edit(path, vault, lambda _: full)
    assert path.stat().st_size <= 80_000
    assert sessions.read(path, vault) == written
    assert {tuple(each.history) for each in written.health.values()} == {lines[-10:]}
    assert written.tokens == {TWO: TOKEN}
    monkeypatch.setattr(sessions, "MAX_FILE", 20_000)
    bare = sessions.edit(path, vault, lambda each: each.having(ONE, health=Health()))
    assert not any(each.history for each in bare.health.values())
    monkeypatch.setattr(sessions, "MAX_FILE", 9_000)
    found = refusal(lambda: sessions.edit(path, vault, lambda each: each.without(ONE)))
    assert type(found) is NotSaved
    monkeypatch.undo()
    assert sessions.read(path, vault) == bare


@pytest.mark.parametrize("at", range(5))
def test_a_full_disk_is_said_and_the_old_state_stays(path: Path, vault: Vault, at: int) -> None:
    sessions.edit(path, vault, lambda _: FULL)
    disk = FailingDisk(at, errno.ENOSPC)
    found = refusal(lambda: sessions.edit(path, vault, lambda _: Sessions(), disk=disk))
    assert type(found) is NotSaved
    assert sessions.read(path, vault) == FULL
    assert not list(path.parent.glob(".*"))


def test_only_the_named_accounts_are_taken_over() -> None:
    theirs = Token(access_token=Secret("theirs"), instance_url="https://x")
    newest = Sessions().having(TWO, token=theirs)
    mine = Sessions().having(ONE, token=TOKEN, health=HEALTH)
    taken = newest.with_accounts_of(mine, {ONE})
    assert taken.tokens == {ONE: TOKEN, TWO: theirs}
    gone = taken.with_accounts_of(Sessions(), {ONE})
    assert gone.tokens == {TWO: theirs}
    assert not gone.health


def test_threads_lose_nothing_to_each_other(path: Path, vault: Vault) -> None:
    def add(number: int) -> None:
        for step in range(10):
            name = f"{number:016d}{step:016d}"
            sessions.edit(path, vault, lambda each: each.having(name, health=HEALTH), wait=60)  # noqa: B023  # used at once

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sessions.read(path, vault).health) == 40


def test_forgetting(path: Path, vault: Vault) -> None:
    waiting = PENDING.__class__(
        id="p2", draft=Account(id=ONE), method="web", created_at="", expires_at="2026-01-01T00:10:00Z"
    )
    full = FULL.with_pending(waiting)
    assert ONE not in full.without_token(ONE).tokens
    removed = full.without(ONE)
    assert (ONE in removed.tokens, ONE in removed.health, list(removed.pending)) == (False, False, ["p1"])
    assert list(full.without_pending("p1").pending) == ["p2"]
    later = full.without_expired("2026-01-01T00:10:01Z")
    assert list(later.pending) == ["p1"], "an answered sign-in waits to be saved"
    assert list(full.without_expired("2026-01-01T00:09:59Z").pending) == ["p1", "p2"]
    sessions.edit(path, vault, lambda _: full)
    sessions.drop(path)
    sessions.drop(path)
    assert sessions.read(path, vault) == Sessions()
