"""What every screen has: the title bar, the body, the key line; and what every dialog has.

A screen names its actions from the table, gives its body, and posts intents or returns a typed result::

    class Words(BaseScreen[str | None]):
        ACTIONS = ("back",)
        BINDINGS = bindings(*ACTIONS)
        KEYS = ("back", "help")            # the key line, the most important first

        def body(self) -> ComposeResult: ...
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.screen import ModalScreen, Screen
from textual.widgets import Static
from textual.worker import Worker

from sftui.keeper.events import Event, Snapshot
from sftui.tui.widgets.key_line import KeyLine
from sftui.tui.widgets.title_bar import TitleBar
from sftui.vault.slots import SlotInfo

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

ResultT = TypeVar("ResultT")

LEAST_BODY = 3


class Listening:
    """What the app tells each open screen. All do nothing unless a screen cares."""

    def heed(self, event: Event) -> None:
        """Something about the accounts changed; ``app.snapshot`` is up to date already."""

    def forget(self) -> None:
        """The file was locked: drop and clear everything that was decrypted. What a person typed stays."""

    def recall(self, snapshot: Snapshot) -> None:
        """The file is open again: show what is known."""

    def doing_changed(self) -> None:
        """``app.doing`` says something else, or what the file is."""

    def slots_changed(self, slots: tuple[SlotInfo, ...]) -> None:
        """What opens the account file was changed."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Textual tells only the screen of its workers; errors are the app's to tell."""
        cast("SftuiApp", event.worker.node.app).on_worker_state_changed(event)

    def hide_secrets(self) -> None:
        """A picture is about to be taken: mask whatever is shown in clear."""
        for widget in cast("Screen[Any]", self).query("*"):
            hide = getattr(widget, "hide", None)
            if hide is not None and getattr(widget, "is_shown", False):
                hide()


class Keyed(Listening):
    """What a whole screen and a dialog have in common: actions, a key line, and the way back."""

    ACTIONS: ClassVar[tuple[str, ...]] = ()
    KEYS: ClassVar[tuple[str, ...]] = ()
    """The key line: ids of actions, the most important first. Those that don't work now are left out."""

    @property
    def sftui(self) -> SftuiApp:
        """The app, by its own type."""
        return cast("SftuiApp", self._itself.app)

    @property
    def _itself(self) -> Screen[Any]:
        return cast("Screen[Any]", self)

    def keys_now(self) -> tuple[str, ...]:
        """The ids for the key line at this moment."""
        return self.KEYS

    def key_labels(self) -> Mapping[str, str]:
        """Other words for the key line than those of the table, by id: ``{"form.next": "Connect"}``."""
        return {}

    def keys_changed(self) -> None:
        """Call when what works, or how it is called, changed."""
        self._itself.refresh_bindings()
        for line in self._itself.query(KeyLine):
            line.look_again()

    def action_back(self) -> None:
        self._itself.dismiss(None)

    def action_cancel(self) -> None:
        self._itself.dismiss(None)


class BaseScreen(Keyed, Screen[ResultT]):
    """A whole screen with title bar and key line."""

    HAS_HELP: ClassVar[bool] = True
    """Whether the help can be opened over this screen."""

    where: reactive[str] = reactive("sftui")
    """The left of the title bar; the part before `` · `` is bold."""
    aside: reactive[str] = reactive("")
    """The right of the title bar: the step, or the state of the file."""

    def compose(self) -> ComposeResult:
        yield TitleBar().data_bind(BaseScreen.where, BaseScreen.aside)
        if banner := getattr(self.app, "banner", ""):
            yield Static(banner, id="banner", markup=False)
        with Vertical(id="body"):
            yield from self.body()
        yield KeyLine()

    def body(self) -> ComposeResult:
        """What stands between title bar and key line."""
        yield from ()


class BaseDialog(Keyed, ModalScreen[ResultT]):
    """A small question over the screen below. Its last line is a key line of its own."""

    AROUND_BODY: ClassVar[int] = 6
    """Lines besides the body: border, title, key line, and the blank lines between them."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._dialog_title = title

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(self._dialog_title, id="dialog-title", markup=False)
            with Vertical(id="dialog-body"):
                yield from self.body()
            yield KeyLine(classes="dialog-keys")

    def body(self) -> ComposeResult:
        """What stands between title and keys."""
        yield from ()

    def on_resize(self) -> None:
        """However much the body holds, the key line stays on the screen; the body scrolls."""
        room = self.size.height - self.AROUND_BODY
        self.query_one("#dialog-body").styles.max_height = max(room, LEAST_BODY)
