"""The dialog as one of many in a walk: which it is, skipping it, leaving the rest; and what is left undecided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType

from sftui.account import Account
from sftui.keeper.events import Undecided
from sftui.tui.actions import bindings
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.device_step import DeviceStep
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.filling import Filling
from sftui.tui.screens.connect.step import Step
from sftui.tui.screens.connect.undecided_step import UndecidedStep

STOPS = (BrowserStep, DeviceStep, FailureStep, UndecidedStep)
"""Steps from which the rest of a walk can be left: nothing is being sent or typed."""


class Walked(Filling):
    """Whoever opened it reads :attr:`undecided` and :attr:`leaves_rest` once it is left."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("reconnect.rest",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)

    def __init__(
        self, draft: Account | None = None, *, copy_of: str = "", sign_in: bool = False, place: str = ""
    ) -> None:
        super().__init__(draft, copy_of=copy_of)
        self._sign_in_at_once = sign_in
        self._place = place
        self.leaves_rest = False
        """Whether the person leaves what follows in the walk, too."""

    @property
    def undecided(self) -> Undecided | None:
        """The answer that waits for the person's decision, also after the dialog was left."""
        step = self.step
        return step.undecided if isinstance(step, UndecidedStep) and not step.is_decided else None

    @property
    def stopping_leaves(self) -> bool:
        """Whether nothing is behind the sign-in to go back to."""
        return self._sign_in_at_once and not self.draft.touched

    def keys_now(self) -> tuple[str, ...]:
        """In a walk, going on to the next comes before what else a step offers."""
        keys = super().keys_now()
        if not self._place or not keys:
            return keys
        first, *others = keys
        leaving = [each for each in others if each in {"connect.stop", "back"}]
        return (first, *leaving, "reconnect.rest", *(each for each in others if each not in leaving))

    def key_labels(self) -> Mapping[str, str]:
        skips = self._place and self.stopping_leaves and isinstance(self.step, STOPS)
        return {**super().key_labels(), **({"connect.stop": "Skip"} if skips else {})}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "leave_rest":
            return bool(self._place) and isinstance(self.step, STOPS)
        return super().check_action(action, parameters)

    def action_leave_rest(self) -> None:
        self.leaves_rest = True
        self.give_up()
        self.dismiss(None)

    def _entitle(self, step: Step) -> None:
        super()._entitle(step)
        if self._place:
            self.aside = self._place
