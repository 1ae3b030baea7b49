"""Fields of forms: nothing is lost, nothing secret is seen or copied."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from sftui.account import Secret
from sftui.tui import app as app_module
from sftui.tui.app import SftuiApp
from sftui.tui.widgets import revealing
from sftui.tui.widgets.choice_field import ChoiceField, TickField
from sftui.tui.widgets.form_field import FormField
from sftui.tui.widgets.line_input import LONGEST, LineInput, WordsInput
from sftui.tui.widgets.secret_block import BlockField, SecretBlock
from sftui.tui.widgets.secret_input import SecretInput
from tests.support.screens import Running

CLEAR = "hunter2-clear-text"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n"
OTHER_PEM = "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQ\n-----END PRIVATE KEY-----\n"


class Host(App[None]):
    """A bare app with a few widgets in it, and the style sheet of the screens."""

    CSS_PATH = [Path(app_module.__file__).parent / "sftui.tcss"]  # noqa: RUF012 - Textual declares it so

    def __init__(self, *makers: Callable[[], Widget]) -> None:
        super().__init__()
        self.makers = makers

    def compose(self) -> ComposeResult:
        yield from (make() for make in self.makers)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return SftuiApp.get_theme_variable_defaults(self)  # type: ignore[arg-type]  # asks only for the theme


def distinct(seen: list[Message]) -> list[Message]:
    """Each message once, however many widgets it passed."""
    return list({id(message): message for message in seen}.values())


@asynccontextmanager
async def hosting(
    *makers: Callable[[], Widget], hook: Callable[[Message], None] | None = None
) -> AsyncIterator[Running]:
    """Widgets are made inside the app, as a screen makes them."""
    app: Any = Host(*makers)
    async with app.run_test(size=(100, 20), message_hook=hook) as pilot:
        await pilot.pause()
        yield Running(app, pilot)


class FarHost(Host):
    """The same at the far end of a slow line."""

    is_far = True


async def test_far_away_nothing_moves_while_one_types() -> None:
    """The line for the problem comes and goes with the focus: all that is below it would be sent again."""

    def check(text: str) -> str:
        return "" if text == "good" else "Not good."

    app = FarHost(lambda: FormField("one", "One", check=check), lambda: FormField("two", "Two"))
    async with app.run_test(size=(100, 20)) as pilot:
        one, two = app.query(FormField)
        line = one.query_one(".form-field--problem")
        one.focus()
        await pilot.press("b", "a", "d")
        one._typing_stopped()
        assert (one.problem, line.display) == ("", False)
        two.focus()
        await pilot.pause()
        assert (one.problem, line.display) == ("Not good.", True)
        one.focus()
        await pilot.pause()
        one.value = "good"
        await pilot.pause()
        one._typing_stopped()
        assert (one.problem, line.display) == ("", True)
        two.focus()
        await pilot.pause()
        assert (one.problem, line.display) == ("", False)


# One line


@pytest.mark.parametrize(
    ("pasted", "arrives"),
    [
        ("abc", "abc"),
        ("abc\n", "abc"),
        ("https://login.sale\nsforce.com/?co\r\nde=1\n", "https://login.salesforce.com/?code=1"),
        ("  abc  \n  def  \n", "abcdef"),
        ("a\tb", "a b"),
        ("a\x1b[31mb", "a[31mb"),
        (" keep my blanks ", " keep my blanks "),
        ("Zoë 日本 🙂", "Zoë 日本 🙂"),
        ("", ""),
    ],
)
async def test_a_paste_arrives_whole(pasted: str, arrives: str) -> None:
    async with hosting(LineInput) as stage:
        await stage.paste(pasted)
        assert stage.app.query_one(LineInput).value == arrives


async def test_words_keep_a_blank_for_a_line_break() -> None:
    async with hosting(WordsInput) as stage:
        await stage.paste("one\ntwo\n")
        assert stage.app.query_one(WordsInput).value == "one two"


async def test_a_paste_replaces_what_is_marked() -> None:
    async with hosting(lambda: LineInput("old")) as stage:
        stage.app.query_one(LineInput).action_select_all()
        await stage.paste("new")
        assert stage.app.query_one(LineInput).value == "new"


async def test_a_hundred_thousand_characters_arrive() -> None:
    async with hosting(LineInput) as stage:
        await stage.paste("x" * LONGEST)
        assert len(stage.app.query_one(LineInput).value) == LONGEST


async def test_a_paste_that_is_too_long_is_refused_in_words() -> None:
    async with hosting(lambda: FormField("client_id", "Client ID", value="kept")) as stage:
        await stage.paste("x" * (LONGEST + 1))
        field = stage.app.query_one(FormField)
        assert field.value == "kept"
        await stage.until(lambda: "Too long" in field.problem)


# Secrets


async def test_a_secret_is_masked_until_it_is_shown() -> None:
    async with hosting(lambda: SecretInput(Secret(CLEAR))) as stage:
        assert CLEAR not in stage.words()
        await stage.press("ctrl+r")
        assert CLEAR in stage.words()
        await stage.press("ctrl+r")
        assert CLEAR not in stage.words()


async def test_a_shown_secret_hides_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revealing, "HIDE_AFTER", 0.05)
    async with hosting(lambda: SecretInput(Secret(CLEAR))) as stage:
        await stage.press("ctrl+r")
        await stage.until(lambda: not stage.app.query_one(SecretInput).is_shown)
        assert CLEAR not in stage.words()


async def test_a_shown_secret_hides_when_the_focus_leaves() -> None:
    async with hosting(lambda: SecretInput(Secret(CLEAR)), LineInput) as stage:
        field = stage.app.query_one(SecretInput)
        field.focus()
        await stage.press("ctrl+r")
        assert field.is_shown
        await stage.press("tab")
        assert CLEAR not in stage.words()


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x"])
async def test_a_masked_secret_cannot_be_copied(key: str) -> None:
    async with hosting(lambda: SecretInput(Secret(CLEAR))) as stage:
        stage.app.query_one(SecretInput).action_select_all()
        await stage.press(key)
        assert stage.app.clipboard == ""
        assert stage.app.query_one(SecretInput).value == CLEAR


async def test_no_message_shows_a_secret() -> None:
    seen: list[str] = []
    typed = "zq"
    async with hosting(SecretInput, LineInput, hook=lambda message: seen.append(repr(message))) as stage:
        field = stage.app.query_one(SecretInput)
        field.focus()
        field.value = CLEAR
        await stage.press(*typed, "enter", "tab")
        await stage.until(lambda: any("SecretInput.Blurred" in each for each in seen))
    own = [each for each in seen if "Changed" in each or "Submitted" in each or "Blurred" in each]
    assert len(own) >= 3
    assert not any(CLEAR in each for each in seen)
    assert CLEAR not in repr(field)


# A block


async def test_a_pasted_block_arrives_whole_and_masked() -> None:
    async with hosting(lambda: BlockField("private_key", "Private key")) as stage:
        await stage.paste(PEM)
        field = stage.app.query_one(BlockField)
        assert field.secret == Secret(PEM)
        assert "MIIEvQ" not in stage.words()
        await stage.press("ctrl+r")
        field.input.scroll_home(animate=False)
        await stage.until(lambda: "MIIEvQ" in stage.words())
        await stage.press("ctrl+r")
        assert "MIIEvQ" not in stage.words()


async def test_a_block_sent_as_keys_arrives_whole() -> None:
    async with hosting(lambda: BlockField("private_key", "Private key")) as stage:
        for character in PEM:
            stage.app.post_message(events.Key("enter" if character == "\n" else character, character))
        await stage.pilot.pause()
        assert stage.app.query_one(BlockField).value == PEM


async def test_a_refused_block_is_seen_from_its_beginning_and_replaced_by_the_first_paste() -> None:
    async with hosting(
        lambda: FormField("username", "Username"),
        lambda: BlockField("private_key", "Private key", value=Secret(PEM)),
    ) as stage:
        field = stage.app.query_one(BlockField)
        field.begin_anew()
        await stage.press("tab")
        assert field.input.has_focus
        assert field.input.selected_text == PEM
        assert "-----BEGIN" in stage.words()
        assert field.secret == Secret(PEM), "it stays until something else is typed"
        await stage.paste(OTHER_PEM)
        assert field.secret == Secret(OTHER_PEM)
        await stage.press("shift+tab", "tab")
        assert field.input.selected_text == "", "what is new is not replaced by a key"


async def test_the_first_key_replaces_a_refused_block_too() -> None:
    """A terminal without bracketed paste sends a block as keys."""
    async with hosting(lambda: BlockField("private_key", "Private key", value=Secret(PEM))) as stage:
        field = stage.app.query_one(BlockField)
        field.begin_anew()
        for character in OTHER_PEM:
            stage.app.post_message(events.Key("enter" if character == "\n" else character, character))
        await stage.pilot.pause()
        assert field.secret == Secret(OTHER_PEM)


async def test_a_masked_block_cannot_be_copied() -> None:
    async with hosting(lambda: SecretBlock(Secret(PEM))) as stage:
        stage.app.query_one(SecretBlock).select_all()
        await stage.press("ctrl+c")
        await stage.press("ctrl+x")
        assert stage.app.clipboard == ""
        assert stage.app.query_one(SecretBlock).value == PEM


# Rows of a form


def looks_like_mail(text: str) -> str:
    return "" if "@" in text else "There is no @ in it [/red]."


async def test_a_problem_is_told_when_typing_stops() -> None:
    async with hosting(lambda: FormField("username", "Username", check=looks_like_mail)) as stage:
        field = stage.app.query_one(FormField)
        await stage.press(*"ada")
        assert field.problem == ""
        await stage.until(lambda: "There is no @ in it [/red]." in stage.words())
        await stage.press("@")
        await stage.until(lambda: field.problem == "")


async def test_a_problem_is_told_when_the_focus_leaves() -> None:
    async with hosting(lambda: FormField("username", "Username", check=looks_like_mail), LineInput) as stage:
        stage.app.query_one(FormField).focus()
        await stage.press(*"ada", "tab")
        assert stage.app.query_one(FormField).problem


async def test_a_field_that_was_only_passed_is_not_scolded() -> None:
    async with hosting(lambda: FormField("username", "Username", required=True), LineInput) as stage:
        field = stage.app.query_one(FormField)
        field.focus()
        await stage.press("tab")
        assert not field.input.has_focus
        assert field.problem == ""
        assert field.look() == "Username is needed."


async def test_blanks_are_a_password_but_no_username() -> None:
    async with hosting(
        lambda: FormField("password", "Password", value="   ", secret=True, required=True),
        lambda: FormField("username", "Username", value="   ", required=True),
    ) as stage:
        secret, plain = stage.app.query(FormField)
        assert secret.look() == ""
        assert plain.look()


async def test_enter_and_typing_are_told_without_the_value() -> None:
    seen: list[Message] = []
    async with hosting(lambda: FormField("password", "Password", secret=True), hook=seen.append) as stage:
        await stage.press(*"abc", "enter")
    kinds = [type(message) for message in distinct(seen)]
    assert kinds.count(FormField.Typed) == 3
    assert FormField.Entered in kinds
    assert FormField.Focused in kinds


async def test_the_hint_goes_into_the_field_where_there_is_no_room() -> None:
    async with hosting(lambda: FormField("token", "Token", hint="leave empty if none")) as stage:
        field = stage.app.query_one(FormField)
        assert field.input.placeholder == ""
        await stage.pilot.resize_terminal(60, 20)
        await stage.until(lambda: field.input.placeholder == "leave empty if none")
        await stage.press("x")
        await stage.pilot.resize_terminal(100, 20)
        await stage.until(lambda: field.input.placeholder == "")


# Choices


async def test_choices_by_key_and_by_click() -> None:
    seen: list[Message] = []
    field = ChoiceField("At", (("p", "Production"), ("s", "Sandbox"), ("m", "My Domain")))
    async with hosting(lambda: field, hook=seen.append) as stage:
        assert field.chosen == "p"
        await stage.press("right")
        assert field.chosen == "s"
        await stage.press("left", "left")
        assert field.chosen == "m"
        assert "(•) My Domain" in stage.words()
        place = stage.words().splitlines()[0].index("Sandbox")
        await stage.pilot.click(ChoiceField, offset=(place, 0))
        assert field.chosen == "s"
        await stage.press("enter")
    assert sum(isinstance(message, ChoiceField.Entered) for message in distinct(seen)) == 1


async def test_choices_break_into_lines_where_it_is_narrow() -> None:
    field = ChoiceField("Colours", [(str(number), f"Choice number {number}") for number in range(6)])
    async with hosting(lambda: field) as stage:
        await stage.pilot.resize_terminal(60, 20)
        await stage.until(lambda: field.size.height == 3)
        assert all(f"Choice number {number}" in stage.words() for number in range(6))


async def test_a_tick_turns_over() -> None:
    field = TickField("Recovery", "make one", ticked=True)
    async with hosting(lambda: field) as stage:
        await stage.press("space")
        assert "[ ] make one" in stage.words()
        await stage.pilot.click(TickField)
        assert "[x] make one" in stage.words()


async def test_a_field_that_nobody_typed_in_stays_quiet() -> None:
    """The text it begins with is no typing: what was found wrong with it is not taken away again."""
    seen: list[Message] = []
    async with hosting(lambda: FormField("name", "Name", value="beta"), hook=seen.append) as stage:
        field = stage.screen.query_one(FormField)
        assert any(isinstance(each, Input.Changed) for each in seen), "Textual tells of the first text"
        assert not any(type(each) is FormField.Typed for each in seen)
        field.refuse("Taken.")
        await stage.until(lambda: field.problem == "Taken.")
        field.focus()
        await stage.press("x")
        await stage.until(lambda: field.problem == "")
    assert any(type(each) is FormField.Typed for each in seen)


async def test_a_long_value_takes_the_room_of_its_hint() -> None:
    callback = "http://localhost:1717/OauthRedirect"
    async with hosting(
        lambda: FormField("callback", "Callback URL", value=callback, hint="as in the app")
    ) as stage:
        await stage.pilot.resize_terminal(80, 20)
        await stage.shows(callback)
        assert "as in the app" not in stage.words()
        await stage.pilot.resize_terminal(100, 20)
        await stage.shows(callback, "as in the app")


async def test_a_value_that_is_never_whole_leaves_its_hint_there() -> None:
    async with hosting(
        lambda: FormField("key", "Client ID", value="3MVG9" * 17, hint="from Acme UAT")
    ) as stage:
        await stage.pilot.resize_terminal(80, 20)
        await stage.shows("from Acme UAT", "3MVG9")


async def test_a_long_value_that_was_typed_is_seen_from_its_beginning_afterwards() -> None:
    long = "https://acme.my.salesforce.com/" + "a" * 120
    async with hosting(
        lambda: FormField("one", "One", id="one"), lambda: FormField("two", "Two", id="two")
    ) as stage:
        stage.app.query_one("#one", FormField).focus()
        await stage.paste(long)
        await stage.press("z")
        await stage.until(lambda: "https://acme" not in stage.words())
        await stage.press("tab")
        await stage.shows("https://acme.my.salesforce.com")
        await stage.press("shift+tab")
        await stage.until(lambda: "https://acme" not in stage.words())
