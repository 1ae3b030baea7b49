"""What all masked fields share: shown on purpose, for half a minute, and hidden again by itself."""

from __future__ import annotations

from typing import cast

from textual.timer import Timer
from textual.widget import Widget

HIDE_AFTER = 30.0
"""Seconds that a shown secret stays (account-file.md §6)."""


class Revealing:
    """Put before the widget's own base. The widget binds ``form.reveal`` and says how it turns."""

    is_shown = False
    _hider: Timer | None = None

    def turn(self, *, shown: bool) -> None:
        """Show the text or mask it; each widget adds how."""
        self.is_shown = shown
        cast("Widget", self).refresh_bindings()

    def key_labels(self) -> dict[str, str]:
        return {"form.reveal": "Hide" if self.is_shown else "Show"}

    def action_reveal(self) -> None:
        """Show the secret for half a minute, or hide it."""
        if self.is_shown:
            self.hide()
            return
        self.turn(shown=True)
        self._hider = cast("Widget", self).set_timer(HIDE_AFTER, self.hide)

    def hide(self) -> None:
        """Mask it again."""
        if self._hider is not None:
            self._hider.stop()
            self._hider = None
        if self.is_shown:
            self.turn(shown=False)
