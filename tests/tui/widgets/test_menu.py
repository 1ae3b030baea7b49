"""The marked line of a menu can be told, with colours and without."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input

from sftui.tui.palette import Palette
from sftui.tui.themes import DARK, PLAIN, own_variables
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


async def test_the_palette_does_not_blink() -> None:
    app = Host(DARK.name)
    async with app.run_test() as pilot:
        await app.push_screen(Palette())
        await pilot.pause()
        assert not app.screen.query_one(Input).cursor_blink
