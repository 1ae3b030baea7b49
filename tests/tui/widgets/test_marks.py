"""What is marked can be told, with colours and without."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Input

from sftui.tui.palette import Palette
from sftui.tui.themes import DARK, PLAIN, own_variables
from sftui.tui.widgets.choice_field import ChoiceField, TickField
from sftui.tui.widgets.menu import Menu


class Host(App[None]):
    def __init__(self, theme: str) -> None:
        super().__init__()
        for each in (DARK, PLAIN):
            self.register_theme(each)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return own_variables(dark=True)

    def compose(self) -> ComposeResult:
        yield Menu("one", "two")
        yield ChoiceField("Log in at", (("a", "here"), ("b", "there")))
        yield TickField("Code", "make one")


@pytest.mark.parametrize(("theme", "reverse"), [(PLAIN.name, True), (DARK.name, False)])
async def test_without_colours_the_marked_line_is_in_reverse(theme: str, reverse: bool) -> None:
    app = Host(theme)
    async with app.run_test() as pilot:
        menu = app.query_one(Menu)
        menu.highlighted = 1
        menu.focus()
        await pilot.pause()
        styles = [next(iter(menu.render_line(y))).style for y in (0, 1)]
        assert styles[0] != styles[1]
        assert [bool(style and style.reverse) for style in styles] == [False, reverse]


@pytest.mark.parametrize("kind", [ChoiceField, TickField])
@pytest.mark.parametrize(("theme", "reverse"), [(PLAIN.name, True), (DARK.name, False)])
async def test_without_colours_the_focus_is_in_reverse(theme: str, reverse: bool, kind: type[Widget]) -> None:
    app = Host(theme)
    async with app.run_test() as pilot:
        field = app.query_one(kind)
        for focused in (False, True):
            app.screen.set_focus(field if focused else None)
            await pilot.pause()
            found = any(segment.style and segment.style.reverse for segment in field.render_line(0))
            assert found is (reverse and focused)


async def test_the_palette_does_not_blink() -> None:
    app = Host(DARK.name)
    async with app.run_test() as pilot:
        await app.push_screen(Palette())
        await pilot.pause()
        assert not app.screen.query_one(Input).cursor_blink
