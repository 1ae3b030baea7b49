"""A running sftui before the camera: keys go in, pictures of two sizes come out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from textual import events
from textual.pilot import Pilot
from textual.strip import Strip

from screenshots.pictures import Window, finish
from sftui.tui.app import SftuiApp
from sftui.tui.themes import DARK, LIGHT

NARROW, WIDE = (80, 24), (120, 40)
"""Columns and rows."""
LOOK_EVERY, STILL_FOR = 0.05, 0.15
"""Seconds."""
PATIENCE = 60.0
"""Seconds until a scene that does not come is given up."""


@dataclass
class Studio:
    """One run of the program, and the pictures taken of it, by file name."""

    app: SftuiApp
    pilot: Pilot[str]
    words: Mapping[str, str] = field(default_factory=dict)
    """What chance decided in this run, with what the pictures show instead."""
    pictures: dict[str, str] = field(default_factory=dict)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Put text into the focused field, as a paste of the terminal does."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to be so, not for time. A scene that does not come shows what came instead."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    await self.pilot.pause(LOOK_EVERY)
        except TimeoutError:
            raise RuntimeError(f"The scene does not come. The screen shows:\n{self.shown()}") from None
        await self.pilot.pause()

    async def until_seen(self, *texts: str) -> None:
        """Wait until all of these stand on the screen."""
        await self.until(lambda: all(text in self.shown() for text in texts))

    def shown(self) -> str:
        """The screen as text."""
        return "\n".join(strip.text for strip in self._strips())

    async def shoot(self, what: str, *sizes: tuple[int, int], seen: str = "", beside: str = "") -> None:
        """Take a picture of each size, once ``seen`` stands on it and nothing moves any more.

        ``beside`` stands in the pane that only a wide terminal has.
        """
        for columns, rows in sizes or (NARROW, WIDE):
            await self.pilot.resize_terminal(columns, rows)
            await self.until_seen(seen, beside if (columns, rows) == WIDE else "")
            self.pictures[f"{what}-{columns}x{rows}.svg"] = await self._still()

    async def _still(self) -> str:
        before: list[Strip] = []
        now = self._strips()
        async with asyncio.timeout(PATIENCE):
            while now != before:
                await self.pilot.pause(STILL_FOR)
                before, now = now, self._strips()
        theme = LIGHT if self.app.theme == LIGHT.name else DARK
        window = Window(str(theme.background), theme.variables["faint"], theme.variables["muted"])
        return finish(self.app.export_screenshot(title="sftui", simplify=True), window, self.words)

    def _strips(self) -> list[Strip]:
        return self.app.screen._compositor.render_strips()  # noqa: SLF001 - there is no public way to the text
