"""Keys that come faster than the screen follows reach the fields they were meant for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList

from sftui.tui.keys_in_turn import KeysInTurn

FIELDS = ("user", "pass", "token")


class Question(ModalScreen[None]):
    """Says nothing to its host but what was typed into it."""

    def compose(self) -> ComposeResult:
        yield Input(id="answer")


class Form(App[str]):
    """Three fields, where Enter goes to the next and ctrl+o asks a question."""

    BINDINGS = [Binding("ctrl+o", "ask", priority=True)]  # noqa: RUF012 - Textual declares it as an instance's

    def __init__(self) -> None:
        super().__init__()
        self.keys = KeysInTurn(self, super().on_event)
        self.question = Question()

    def compose(self) -> ComposeResult:
        yield from (Input(id=name) for name in FIELDS)

    @on(Input.Submitted)
    def next_field(self) -> None:
        self.screen.focus_next()

    async def action_ask(self) -> None:
        await self.push_screen(self.question)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.keys.take(event)
        else:
            await super().on_event(event)


def keys(text: str) -> Iterator[events.Key]:
    """As a terminal sends them; a line break is Enter."""
    for character in text:
        yield events.Key("enter", "\r") if character == "\n" else events.Key(character, character)


async def test_each_field_gets_what_was_typed_for_it() -> None:
    app = Form()
    async with app.run_test() as pilot:
        for key in keys("ada\nsecret\ncode"):
            app.post_message(key)
        while app.query_one("#token", Input).value != "code":
            await pilot.pause()
        assert [app.query_one(f"#{name}", Input).value for name in FIELDS] == ["ada", "secret", "code"]


async def test_tab_and_paste_keep_their_place() -> None:
    app = Form()
    async with app.run_test() as pilot:
        app.post_message(events.Paste("ada"))
        app.post_message(events.Key("tab", "\t"))
        app.post_message(events.Paste("secret"))
        app.post_message(events.Key("enter", "\r"))
        for key in keys("code"):
            app.post_message(key)
        while app.query_one("#token", Input).value != "code":
            await pilot.pause()
        assert [app.query_one(f"#{name}", Input).value for name in FIELDS] == ["ada", "secret", "code"]


async def test_what_follows_a_question_is_for_the_question() -> None:
    app = Form()
    async with app.run_test() as pilot:
        app.post_message(events.Key("ctrl+o", None))
        for key in keys("yes"):
            app.post_message(key)
        while app.screen is not app.question or app.question.query_one(Input).value != "yes":
            await pilot.pause()
        assert app.screen_stack[0].query_one("#user", Input).value == ""


class Rows(App[str]):
    """A list, and a button below it to which ``down`` leads where no list takes it."""

    BINDINGS = [Binding("down", "app.focus_next")]  # noqa: RUF012 - Textual declares it as an instance's

    def compose(self) -> ComposeResult:
        yield OptionList(*"abcdef")
        yield Button("one")
        yield Button("two")


@pytest.mark.parametrize("key", ["down", "j"])
async def test_moving_keys_do_not_wait_for_each_other(key: str) -> None:
    """Held down, they must not be drawn one by one: all are with the list before the first is drawn."""
    app = Rows()
    async with app.run_test():
        in_turn, given = noting(app)
        app.query_one(OptionList).focus()
        for _ in range(5):
            await in_turn.take(events.Key(key, key))
        assert given == [key] * 5


async def test_an_arrow_that_may_move_the_focus_is_waited_for() -> None:
    app = Rows()
    async with app.run_test() as pilot:
        in_turn, given = noting(app)
        app.query_one(Button).focus()
        await pilot.pause()
        await in_turn.take(events.Key("down", None))
        await in_turn.take(events.Key("ctrl+r", None))
        assert given == ["down"]
        while given != ["down", "ctrl+r"]:
            await pilot.pause()


async def test_a_letter_that_a_field_leaves_to_the_screen_is_waited_for() -> None:
    """The empty field for an answer gives some letters on: what they open gets the next key."""

    class Shy(Input):
        def check_consume_key(self, key: str, character: str | None) -> bool:
            return key != "k" and super().check_consume_key(key, character)

    class ShyApp(App[str]):
        def compose(self) -> ComposeResult:
            yield Shy()

    app = ShyApp()
    async with app.run_test() as pilot:
        in_turn, given = noting(app)
        for key in "abk":
            await in_turn.take(events.Key(key, key))
        await in_turn.take(events.Key("escape", "\x1b"))
        assert given == ["a", "b", "k"]
        while given != ["a", "b", "k", "escape"]:
            await pilot.pause()


def noting(app: App[str]) -> tuple[KeysInTurn, list[str]]:
    """Keys in turn that go nowhere, and the list of those that had their turn."""
    given: list[str] = []

    async def note(event: events.Key | events.Paste) -> None:
        assert isinstance(event, events.Key)
        given.append(event.key)

    return KeysInTurn(app, note), given


async def test_a_key_before_the_end_does_not_keep_a_closing_app_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When everything closes, nothing takes part in a round any more, and work is left over for ever."""
    app = Form()
    async with app.run_test() as pilot:
        await pilot.pause()
        monkeypatch.setattr(Input, "call_later", lambda *_: False)
        monkeypatch.setattr(type(app.screen), "call_later", lambda *_: False)
        monkeypatch.setattr(Form, "call_later", lambda *_: False)
        monkeypatch.setattr(Input, "message_queue_size", 1)
        async with asyncio.timeout(20):
            assert await app.keys._at_rest()
