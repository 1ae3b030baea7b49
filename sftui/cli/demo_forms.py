"""What the palette offers in the demo to whoever would rather not type: each form, filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from sftui.account import Account
from sftui.salesforce.drafts import draft_from
from sftui.salesforce.methods import METHODS

if TYPE_CHECKING:
    from sftui.tui.palette import Command

Given = Callable[[], Mapping[str, Mapping[str, str]]]
"""What fits at this moment, by the ids of the methods: passwords change in the demo."""


def form_commands(given: Given, open_form: Callable[[Account], None]) -> tuple[Command, ...]:
    """One entry for each method."""
    from sftui.tui.palette import Command

    def fill(method_id: str) -> str:
        open_form(draft_from({**given()[method_id], "method": method_id}))
        return ""

    return tuple(
        Command(
            f"Demo: fill in “{method.short}”", f"{method.name}: ready to connect", partial(fill, method.id)
        )
        for method in METHODS
    )
