"""Errands with real accounts of the demo org: test, copy, rename, delete."""

from __future__ import annotations

import base64
import re
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from sftui.account import Problem, Status, Token
from sftui.demo.server import DemoSalesforce
from sftui.keeper.ending import Removed
from sftui.keeper.events import Entry
from sftui.keeper.keeper import Keeper
from sftui.salesforce.certificate import make_key_pair
from sftui.tui import clipboard
from sftui.tui.errands.accounts import said_of
from sftui.tui.errands.testing import certificates_words
from sftui.tui.screens.account import AccountScreen
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.delete import DeleteDialog, Ending
from sftui.tui.screens.problem import ProblemDialog
from sftui.tui.screens.rename import RenameDialog
from sftui.tui.widgets.form_field import FormField
from tests.support.certificates import certificate_for
from tests.support.keeping import PATIENCE, connected, draft
from tests.support.screens import Running, entry, on_accounts

ADA = "ada@acme.com"


@pytest.fixture
def saved(keeper: Keeper, demo: DemoSalesforce) -> Keeper:
    """Two accounts of the demo org."""
    connected(keeper, draft(demo, "password", name="Alpha"))
    connected(keeper, draft(demo, "client-credentials", name="Beta"))
    return keeper


def names(keeper: Keeper) -> list[str]:
    return [entry.account.name for entry in keeper.snapshot().result(PATIENCE).entries]


async def test_one_test(saved: Keeper) -> None:
    async with on_accounts(saved) as stage:
        await stage.press("t")
        await stage.says("“Alpha” is connected")


async def test_a_test_warns_of_a_certificate_that_ends_soon(keeper: Keeper, demo: DemoSalesforce) -> None:
    wanted = draft(demo, "jwt")
    pem = certificate_for(wanted.private_key, days=12)
    connected(keeper, wanted.with_changes(name="Nightly", certificate=pem))
    async with on_accounts(keeper, size=(100, 40)) as stage:
        await stage.press("t")
        await stage.says("“Nightly” is connected")
        await stage.says("“Nightly”: The certificate of the key ends on ")
        await stage.press("enter")
        await stage.on(AccountScreen)
        await stage.shows("Certificate", "good until ", "▲ The certificate of the key ends on ")


def test_many_certificates_that_end_are_named_in_short() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    pem = make_key_pair(days=10, now=now).certificate
    entries = tuple(entry(number, certificate=pem) for number in range(5))
    assert certificates_words(entries, now) == (
        "The certificates of “Account 00000”, “Account 00001”, “Account 00002” and 2 more end within thirty days, "
        "or have ended. Open them to see when."
    )
    assert certificates_words(tuple(entry(number) for number in range(5)), now) == ""


async def test_all_tests_come_row_by_row(saved: Keeper, demo: DemoSalesforce) -> None:
    for username in list(demo.world.people):
        demo.change_password(username)
        demo.end_sessions(username)
    async with on_accounts(saved) as stage:
        await stage.press("T")
        await stage.says("2 accounts tested:", "to be reconnected")
        alpha = stage.app.snapshot.entries[0]
        assert alpha.health.status is Status.NEEDS_RECONNECT
        await stage.shows("▲ Alpha", "to reconnect")


async def test_one_test_beside_the_test_of_all(saved: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither ends the other; the same key once more while it runs begins nothing new."""
    jobs: list[Future[tuple[Entry, ...]]] = []

    def check(*_: object) -> Future[tuple[Entry, ...]]:
        jobs.append(Future())
        return jobs[-1]

    monkeypatch.setattr(saved, "check", check)
    async with on_accounts(saved) as stage:
        await stage.press("T", "t", "T", "t")
        await stage.shows("testing “Alpha”", "Esc Stop")
        assert len(jobs) == 2
        of_all, of_one = jobs
        of_one.set_result(stage.app.snapshot.entries[:1])
        await stage.says("“Alpha” is connected")
        await stage.shows("testing · 0 of 2", "Esc Stop")
        of_all.set_result(stage.app.snapshot.entries)
        await stage.says("2 accounts tested:")
        await stage.shows("accounts.toml unlocked")


@pytest.mark.parametrize("key", ["t", "r"])
async def test_a_long_name_is_shortened_and_still_said(
    keeper: Keeper, demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    connected(
        keeper, draft(demo, "client-credentials", name="Nightly export of the whole of Acme production")
    )
    for name in ("check", "reconnect"):
        monkeypatch.setattr(keeper, name, lambda *_: Future[None]())
    async with on_accounts(keeper, size=(60, 20)) as stage:
        await stage.press(key)
        await stage.shows("“Nightly export", "Esc Stop")
        assert "ing “Nightly export" in stage.line(0)


async def test_waiting_for_a_token_can_be_stopped(saved: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    job: Future[Token] = Future()
    monkeypatch.setattr(saved, "token", lambda _, **tested: job)
    async with on_accounts(saved) as stage:
        await stage.press("c")
        await stage.shows("getting an access token", "Esc Stop")
        await stage.press("escape")
        await stage.shows("accounts.toml unlocked")
        assert "Esc Stop" not in stage.words()
        assert job.cancelled()


async def test_a_token_goes_to_the_clipboard_and_is_never_shown(
    saved: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(clipboard, "send", lambda app, text, environ: sent.append(text))
    async with on_accounts(saved) as stage:
        await stage.press("c")
        await stage.says("An access token of “Alpha” was sent", "sftui token Alpha")
        (token,) = sent
        assert (
            token
            == saved.token(stage.app.snapshot.entries[0].account.id).result(PATIENCE).access_token.reveal()
        )
        assert token not in stage.words()
        assert stage.app.clipboard == ""


async def test_a_token_that_cannot_be_had_is_explained(saved: Keeper, demo: DemoSalesforce) -> None:
    demo.change_password(ADA)
    demo.end_sessions(ADA)
    async with on_accounts(saved) as stage:
        alpha = stage.app.snapshot.entries[0].account.id
        saved.check([alpha]).result(PATIENCE)
        await stage.shows("▲ Alpha")
        await stage.press("c")
        await stage.on(ProblemDialog)
        await stage.shows("That did not work")


async def test_a_token_that_died_lately_is_not_copied(saved: Keeper, demo: DemoSalesforce) -> None:
    """The password is the old one since; the key finds out that the session is over."""
    demo.change_password(ADA)
    demo.end_sessions(ADA)
    async with on_accounts(saved) as stage:
        await stage.press("c")
        await stage.on(ProblemDialog)
        await stage.press("escape")
        await stage.shows("▲ Alpha")


async def test_rename(saved: Keeper) -> None:
    async with on_accounts(saved) as stage:
        await stage.press("m")
        await stage.on(RenameDialog)
        field = stage.screen.query_one(FormField)
        field.value = ""
        await stage.type("beta")
        await stage.press("enter")
        await stage.shows("Another account is called “beta” already.")
        stage.screen.query_one(FormField).value = "[/red] Zoë 🙂"
        await stage.press("enter")
        await stage.on(AccountsScreen)
        await stage.shows("[/red] Zoë")
    assert sorted(names(saved)) == sorted(["Beta", "[/red] Zoë 🙂"])


async def test_an_unchanged_name_changes_nothing(saved: Keeper) -> None:
    before = saved.snapshot().result(PATIENCE).generation
    async with on_accounts(saved) as stage:
        await stage.press("m", "enter")
        await stage.on(AccountsScreen)
        await stage.press("m", "escape")
    assert saved.snapshot().result(PATIENCE).generation == before


async def open_delete(stage: Running) -> None:
    await stage.press("d")
    await stage.on(DeleteDialog)
    await stage.shows("Delete “Alpha”?", "Leave it as it is", "Enter Choose")


async def test_delete_ends_the_access_and_says_so(saved: Keeper) -> None:
    async with on_accounts(saved) as stage:
        await open_delete(stage)
        await stage.press("escape")
        await open_delete(stage)
        await stage.press("enter")
        assert len(names(saved)) == 2
        await open_delete(stage)
        await stage.press("j", "enter")
        await stage.says("“Alpha” is removed.", "Ended at Salesforce: the session.")
        await stage.until(lambda: not re.search(r"● Alpha", stage.words()))
    assert names(saved) == ["Beta"]


async def test_what_is_being_ended_stands_in_the_title(
    saved: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    job: Future[Removed] = Future()
    monkeypatch.setattr(saved, "remove", lambda *_, **__: job)
    async with on_accounts(saved) as stage:
        await open_delete(stage)
        await stage.press("j", "enter")
        await stage.shows("ending the access of “Alpha”")
        assert "Esc Stop" not in stage.words(), "what was sent for this is not called back"
        job.set_result(Removed(name="Alpha", revoked=("the session",)))
        await stage.says("“Alpha” is removed.")
        await stage.shows("accounts.toml unlocked")


async def test_where_nothing_can_be_ended_nothing_changes(saved: Keeper) -> None:
    async with on_accounts(saved) as stage:
        for said in ("Ended at Salesforce: the session.", "sftui held no session of it that could be ended."):
            await open_delete(stage)
            await stage.press("j", "j", "j", "enter")
            await stage.says("“Alpha” is kept.", said)
    (alpha, _) = saved.snapshot().result(PATIENCE).entries
    assert [line.what for line in alpha.health.history].count("revoked") == 1


async def test_deleting_tells_what_else_ends(saved: Keeper, demo: DemoSalesforce) -> None:
    """The consequence for another account of the same user and app."""
    connected(saved, draft(demo, "password", name="Twin"))
    async with on_accounts(saved) as stage:
        await open_delete(stage)
        await stage.shows("the same user and app")


async def test_only_the_access_can_end(saved: Keeper) -> None:
    async with on_accounts(saved) as stage:
        await open_delete(stage)
        await stage.press("j", "j", "j", "enter")
        await stage.says("“Alpha” is kept.")
    assert names(saved) == ["Alpha", "Beta"]


async def test_only_the_account_can_go(saved: Keeper) -> None:
    async with on_accounts(saved) as stage:
        await open_delete(stage)
        await stage.press("j", "j", "enter")
        await stage.says("Its access at Salesforce goes on.")
    assert names(saved) == ["Beta"]


def test_what_could_not_be_ended_is_said() -> None:
    removed = Removed(
        name="X",
        not_revoked=Problem(
            code="unreachable", message="No such host.", cause="It is misspelt.", do="Look again."
        ),
        still_works="The password stays valid.",
    )
    assert said_of(removed, Ending.BOTH) == (
        "“X” is removed. Not ended at Salesforce: No such host. It is misspelt. Look again. "
        "The password stays valid."
    )


def test_the_clipboard_sequence_carries_the_text() -> None:
    plain = clipboard.sequences("token", {})
    assert base64.b64decode(plain.split(";")[2].rstrip("\a")) == b"token"
