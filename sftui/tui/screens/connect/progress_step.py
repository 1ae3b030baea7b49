"""Step 3 while it lasts: the stages by name, the time spent, and what is waited for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sftui.keeper.events import Stage
from sftui.tui.actions import bindings
from sftui.tui.screens.connect import waits
from sftui.tui.screens.connect.step import Step

EVERY = 1.0
EVERY_FAR = 5.0
"""Seconds between two looks at the clock; over SSH fewer bytes count more than the second."""

CONNECTING = (Stage.LOOKING_UP, Stage.ASKING, Stage.READING, Stage.SAVING)
AFTER_SIGN_IN = (Stage.WAITING, Stage.ASKING, Stage.READING, Stage.SAVING)

_WAITS_FOR = {
    Stage.LOOKING_UP: "its address",
    Stage.WAITING: "you, in the browser",
    Stage.ASKING: "its answer",
    Stage.READING: "user and org",
    Stage.SAVING: "the disk",
}


class ProgressStep(Step, can_focus=True):
    """Nothing moves by itself but the seconds of the stage that runs."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("connect.stop",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("connect.stop", "help")
    COUNT: ClassVar[str] = "step 3 of 3"

    def __init__(
        self,
        host: str,
        stages: Sequence[Stage] = CONNECTING,
        *,
        far: bool = False,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(id="progress-step")
        self._host = host
        self._stages = tuple(stages)
        self._every = EVERY_FAR if far else EVERY
        self._clock = clock
        self._began: dict[Stage, float] = {}
        self._now: Stage | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(
                Content.assemble("Connecting to ", (self._host, "bold")), classes="para", markup=False
            )
            yield Static(id="stages", markup=False)

    def on_mount(self) -> None:
        self._draw()
        self.set_interval(self._every, self._draw)

    def reach(self, stage: Stage) -> None:
        """This stage begins; those before it are done."""
        self._began.setdefault(stage, self._clock())
        self._now = stage
        if self.is_mounted:
            self._draw()

    def action_stop(self) -> None:
        self.post_message(self.StopWanted())

    def _draw(self) -> None:
        self.query_one("#stages", Static).update(
            Content("\n").join(self._line(each) for each in self._stages)
        )

    def _line(self, stage: Stage) -> Content:
        at = self._stages.index(stage)
        reached = self._stages.index(self._now) if self._now in self._stages else -1
        name = f"{stage.value:<26}"
        if at < reached:
            return Content.assemble(("✓ ", "$success"), name, (self._spent(stage), "$muted"))
        if at > reached:
            return Content.styled(f"  {name}", "$muted")
        return Content.assemble(
            ("▸ ", "$accent"),
            (name, "bold"),
            f"{self._spent(stage):<10}",
            (f"waiting for {_WAITS_FOR[stage]}", "$muted"),
        )

    def _spent(self, stage: Stage) -> str:
        began = self._began.get(stage)
        if began is None:
            return ""
        after = self._stages[self._stages.index(stage) + 1 :]
        later = [at for each, at in self._began.items() if each in after]
        return waits.spent((min(later) if later else self._clock()) - began)
