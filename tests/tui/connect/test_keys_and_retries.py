"""Private keys from a file or made here, and the retry of a new app by itself."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sftui.account import Account, Secret
from sftui.demo.demo_keys import demo_private_key
from sftui.demo.server import DemoSalesforce
from sftui.errors import InvalidFields
from sftui.keeper.keeper import Keeper
from sftui.salesforce.certificate import fits, make_key_pair
from sftui.tui.screens.connect import waits
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.key_dialogs import (
    KeyFileDialog,
    NewKeyDialog,
    days_in,
    make_key,
    read_key_file,
)
from sftui.tui.screens.connect.result_step import ResultStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.widgets.form_field import FormField
from tests.support.keeping import draft
from tests.tui.connect.stage import dialog_on


def test_a_key_file_gives_its_key_and_the_certificate_that_fits(tmp_path: Path) -> None:
    pair = make_key_pair()
    other = make_key_pair()
    file = tmp_path / "both.pem"
    file.write_text(pair.certificate + pair.private_key.reveal(), encoding="ascii")
    found = read_key_file(file)
    assert fits(found.private_key, found.certificate)
    file.write_text(other.certificate + pair.private_key.reveal(), encoding="ascii")
    assert read_key_file(file).certificate == ""


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (None, "path"),
        (b"nothing of the kind", "private_key"),
        (b"x" * 100_001, "path"),
        (b"\xff\xfe\x00", "private_key"),
    ],
)
def test_a_file_that_holds_no_key_is_refused_with_a_word(
    tmp_path: Path, content: bytes | None, field: str
) -> None:
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidFields) as caught:
        read_key_file(file)
    assert field in caught.value.problems


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidFields):
        read_key_file(tmp_path)


def test_a_made_key_writes_its_certificate_beside_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "app.crt"
    path.write_text("mine", encoding="ascii")
    made = make_key("sftui", 2048, 30, path)
    assert made.written == tmp_path / "app-2.crt"
    assert path.read_text(encoding="ascii") == "mine"
    assert made.written.read_text(encoding="ascii") == made.certificate
    assert stat.S_IMODE(made.written.stat().st_mode) == 0o600
    assert "PRIVATE" not in made.certificate
    assert fits(made.private_key, made.certificate)


def test_a_folder_that_is_not_there_is_a_problem_of_the_path(tmp_path: Path) -> None:
    with pytest.raises(InvalidFields) as caught:
        make_key("sftui", 2048, 30, tmp_path / "nowhere" / "app.crt")
    assert "path" in caught.value.problems


async def test_a_pem_block_arrives_whole_and_masked(keeper: Keeper, demo: DemoSalesforce) -> None:
    key = demo_private_key()
    empty = draft(demo, "jwt", private_key=Secret())
    async with dialog_on(keeper, ConnectScreen(empty, focus="private_key"), size=(80, 40)) as stage:
        await stage.paste(key)
        await stage.until(lambda: stage.dialog.account().private_key)
        assert stage.dialog.account().private_key.reveal().strip() == key.strip()
        assert key.splitlines()[3] not in stage.words()
        await stage.press("ctrl+s")
        await stage.step(ResultStep)


async def test_a_block_typed_key_by_key_keeps_its_lines(keeper: Keeper, demo: DemoSalesforce) -> None:
    lines = [
        "-----BEGIN PRIVATE KEY-----",
        "MIIEvAIBADANBgkq",
        "hkiG9w0BAQEFAASC",
        "-----END PRIVATE KEY-----",
    ]
    empty = draft(demo, "jwt", private_key=Secret())
    async with dialog_on(keeper, ConnectScreen(empty, focus="private_key"), size=(80, 40)) as stage:
        for line in lines:
            await stage.type(line)
            await stage.press("enter")
        await stage.until(lambda: "END PRIVATE KEY" in stage.dialog.account().private_key.reveal())
        assert stage.dialog.account().private_key.reveal().split() == "\n".join(lines).split()
        assert lines[1] not in stage.words()


async def test_a_key_from_a_file(keeper: Keeper, demo: DemoSalesforce, tmp_path: Path) -> None:
    file = tmp_path / "my key.pem"
    file.write_text(demo_private_key(), encoding="ascii")
    empty = draft(demo, "jwt", private_key=Secret())
    async with dialog_on(keeper, ConnectScreen(empty), size=(80, 40)) as stage:
        stage.app.screen.query_one("#key-file").focus()
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, KeyFileDialog))
        await stage.pilot.pause()
        await stage.type(str(tmp_path / "missing.pem"))
        await stage.press("enter")
        await stage.until(lambda: "There is no such file" in stage.words())
        await stage.press("ctrl+u")
        await stage.type(str(file))
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is stage.dialog)
        await stage.press("ctrl+s")
        await stage.step(ResultStep)


async def test_a_key_made_here_needs_only_its_certificate_in_the_app(
    keeper: Keeper, demo: DemoSalesforce, tmp_path: Path
) -> None:
    empty = draft(demo, "jwt", private_key=Secret())
    async with dialog_on(keeper, ConnectScreen(empty), size=(80, 40)) as stage:
        stage.app.screen.query_one("#key-new").focus()
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, NewKeyDialog))
        await stage.pilot.pause()
        row = stage.app.screen.query_one("#key-path", FormField)
        await stage.press("enter", "enter", "enter", "ctrl+u")
        await stage.type(str(tmp_path / "sftui.crt"))
        assert row.value == str(tmp_path / "sftui.crt")
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is stage.dialog)
        await stage.pilot.pause()
        assert "Upload this certificate" in stage.words()
        account = stage.dialog.account()
        assert fits(account.private_key, account.certificate)
        demo.upload_certificate(account.client_id, (tmp_path / "sftui.crt").read_text(encoding="ascii"))
        await stage.press("ctrl+s")
        await stage.step(ResultStep)


@pytest.mark.parametrize(
    ("text", "days"), [("730", 730), (" 12 ", 12), ("soon", 0), ("", 0), ("9" * 5_000, 999_999_999)]
)
def test_the_days_that_were_typed(text: str, days: int) -> None:
    assert days_in(text) == days


async def test_days_that_are_no_number_stand_beside_their_field(keeper: Keeper) -> None:
    async with dialog_on(keeper, ConnectScreen(Account(method="jwt")), size=(80, 40)) as stage:
        stage.app.screen.query_one("#key-new").focus()
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, NewKeyDialog))
        await stage.pilot.pause()
        await stage.press("enter", "ctrl+u")
        await stage.type("soon")
        await stage.press("enter", "enter", "enter")
        await stage.until(lambda: "Choose 1 to" in stage.words())


class HandClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> HandClock:
    hand = HandClock()
    original = FailureStep.__init__

    def with_clock(self: FailureStep, *args: object, **kwargs: object) -> None:
        original(self, *args, **kwargs | {"clock": hand})  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(FailureStep, "__init__", with_clock)
    monkeypatch.setattr(waits, "until_change", lambda seconds, *, far: 0.01)
    return hand


async def test_a_new_app_is_tried_again_by_itself_until_it_is_known(
    keeper: Keeper, demo: DemoSalesforce, clock: HandClock
) -> None:
    wanted = draft(demo, "client-credentials")
    demo.app_not_ready(wanted.client_id, 3600)
    async with dialog_on(keeper, ConnectScreen(wanted)) as stage:
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        first = stage.dialog.step
        await stage.press("enter")
        await stage.until(lambda: "Tries again by itself in" in stage.words())
        clock.now += 61
        await stage.until(
            lambda: stage.dialog.step is not first and isinstance(stage.dialog.step, FailureStep)
        )
        await stage.until(lambda: "Tries again by itself in" in stage.words())
        demo.advance(3601)
        clock.now += 61
        await stage.step(ResultStep)


async def test_esc_stops_the_waiting_retry_and_a_second_one_leaves(
    keeper: Keeper, demo: DemoSalesforce, clock: HandClock
) -> None:
    wanted = draft(demo, "client-credentials")
    demo.app_not_ready(wanted.client_id, 3600)
    async with dialog_on(keeper, ConnectScreen(wanted)) as stage:
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        await stage.press("enter")
        await stage.until(lambda: "Tries again by itself in" in stage.words())
        sent = len(demo.requests("/services/oauth2/token"))
        await stage.press("escape")
        await stage.until(lambda: "Tries again by itself in" not in stage.words())
        clock.now += 600
        await stage.pilot.pause()
        assert len(demo.requests("/services/oauth2/token")) == sent
        await stage.press("escape")
        await stage.step(FormStep)


async def test_a_password_never_waits_for_a_retry(keeper: Keeper, demo: DemoSalesforce) -> None:
    wanted = draft(demo, "password")
    demo.app_not_ready(wanted.client_id, 3600)
    async with dialog_on(keeper, ConnectScreen(wanted), size=(80, 40)) as stage:
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        step = stage.dialog.step
        assert isinstance(step, FailureStep)
        assert step.failure.retry_after is None
        step.wait()
        assert "Tries again" not in stage.words()


@pytest.mark.parametrize(
    ("days", "words"), [(400, "is good until"), (10, "Make a new one in time"), (1, "Make a new one in time")]
)
async def test_the_end_of_the_certificate_is_told_in_its_form(
    keeper: Keeper, demo: DemoSalesforce, days: int, words: str
) -> None:
    pair = make_key_pair(days=days)
    wanted = draft(demo, "jwt", private_key=pair.private_key, certificate=pair.certificate)
    async with dialog_on(keeper, ConnectScreen(wanted)) as stage:
        await stage.until(lambda: words in " ".join(stage.words().split()))


async def test_a_refused_key_is_replaced_by_the_next_one_that_is_pasted(
    keeper: Keeper, demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is marked is seen without colours, too."""
    monkeypatch.setenv("NO_COLOR", "1")
    wrong, right = make_key_pair().private_key, Secret(demo_private_key())
    async with dialog_on(keeper, ConnectScreen(draft(demo, "jwt", private_key=wrong))) as stage:
        await stage.step(FormStep)
        await stage.press("ctrl+s")
        await stage.step(FailureStep)
        await stage.press("enter")
        await stage.step(FormStep)
        row = stage.dialog.query_one("#field-private-key", FormField)
        assert row.input.has_focus
        assert row.secret == wrong
        marked = [
            "".join(each.text for each in row.input.render_line(y) if each.style and each.style.reverse)
            for y in range(2)
        ]
        assert marked[0].startswith("-----BEGIN")
        assert marked[1].startswith("•••••")
        await stage.paste(right.reveal())
        assert row.secret == right
        await stage.press("ctrl+s")
        await stage.step(ResultStep)
