"""Step 3 for a browser sign-in: the link to take, the ways home for the answer, and how long it waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from sftui.account import Secret
from sftui.foreign import clean
from sftui.keeper.events import Light
from sftui.salesforce.tunnel import IN_PLACE_NEEDS, Tunnel, callback_port
from sftui.tui.actions import action_of, bindings, shown_key
from sftui.tui.screens.connect.answer_input import AnswerInput
from sftui.tui.screens.connect.expiry import Expiry
from sftui.tui.screens.connect.link_keys import LinkKeys, clickable
from sftui.tui.widgets.line_input import LineInput

_NO_TUNNEL = (
    "sftui does not listen there: a tunnel would lead to the wrong program. Close one that you opened."
)
_AFAR = "From afar the browser needs a tunnel. In another terminal at home:"
_INSIDE = "From afar it takes a tunnel. At home, naming this host as you usually do:"
_REDRAW = shown_key(action_of("redraw").keys)


class BrowserStep(LinkKeys):
    """The person signs in in any browser on any machine; the answer comes back by itself or is pasted."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("connect.browser-error", "connect.stop")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "connect.take-link",
        "connect.link-file",
        "connect.plain-line",
        "connect.qr",
        "connect.browser",
        "connect.browser-error",
        "connect.stop",
        "guide",
        "help",
    )
    TYPING: ClassVar[tuple[str, ...]] = ("form.next", "connect.stop", "guide", "help")
    """The key line while an answer stands in the field: letters go into it then."""
    COUNT: ClassVar[str] = "step 3 of 3"

    class Answered(Message):
        """An answer was pasted. It holds a one-time code, so no log shows it."""

        def __init__(self, text: Secret) -> None:
            super().__init__()
            self.text = text

    def __init__(
        self,
        link: str,
        callback: str,
        expires_at: datetime,
        *,
        tunnel: Tunnel | None,
        environ: Mapping[str, str],
        far: bool,
        now: Callable[[], datetime],
        warning: str = "",
    ) -> None:
        super().__init__(id="browser-step")
        self.link = link
        self.environ = environ
        self._callback = callback
        self._expiry = Expiry(expires_at, far=far, now=now)
        self._tunnel = tunnel
        self._warning = warning
        self._lights: list[Light] = []
        self._has_answer = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="browser-scroll", can_focus=False):
            if self._warning:
                yield Static(Content(f"▲ {self._warning}"), classes="para warn", markup=False)
            yield Static("Open this link in any browser, on any machine, and sign in:", markup=False)
            yield Static(clickable(self.link), id="sign-in-link", markup=False)
            yield Static(
                "Then paste the address that the browser ends at, even if its page shows an error:",
                classes="roomy",
                markup=False,
            )
            with Horizontal(id="answer-row"):
                yield Static("Answer", classes="form-field--label", markup=False)
                yield AnswerInput(placeholder="paste the address that the browser ends at", id="answer")
            yield Static(id="answer-problem", classes="bad", markup=False)
            yield Static("Or it comes back by itself:", classes="roomy", id="by-itself", markup=False)
            yield Static(self._light_words(), id="lights", markup=False)
            if self._tunnel is not None:
                yield Static(self._tunnel_words(self._tunnel), id="tunnel", markup=False)
            yield self._expiry

    def begin(self) -> None:
        self.query_one("#answer-problem").display = False
        self.query_one("#answer", AnswerInput).focus()

    def keys_now(self) -> tuple[str, ...]:
        return self.TYPING if self._has_answer else self.KEYS

    def key_labels(self) -> Mapping[str, str]:
        return {"form.next": "Give the answer"}

    def guide_topic(self) -> str:
        return "browser-sign-in"

    def light(self, seen: Light) -> None:
        """Something was seen at the callback: the listener is up, or why not; the answer came."""
        if self._lights[-1:] == [seen]:
            return
        self._lights = [*self._lights, seen][-3:]
        self.query_one("#lights", Static).update(self._light_words())
        if self._tunnel is not None:
            coach = self.query_one("#tunnel", Static)
            coach.update(self._tunnel_words(self._tunnel))
            coach.display = not any(each.reached for each in self._lights)

    def refuse_answer(self, problem: str) -> None:
        """The pasted text was no answer; it stays in the field."""
        self._show_problem(problem)
        self.query_one("#answer", AnswerInput).focus()

    def on_paste(self, event: events.Paste) -> None:
        """Wherever the focus is, a paste here is the answer."""
        event.stop()
        self.query_one("#answer", AnswerInput).take(event.text)

    def action_browser_error(self) -> None:
        self.post_message(self.ErrorSeen())

    def action_stop(self) -> None:
        self.post_message(self.StopWanted())

    @on(Input.Changed, "#answer")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._has_answer = bool(event.value)
        self._show_problem("")
        self.screen.refresh_bindings()

    @on(Input.Submitted, "#answer")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.post_message(self.Answered(Secret(event.value)))

    @on(LineInput.PasteRefused)
    def _too_long(self, event: LineInput.PasteRefused) -> None:
        event.stop()
        self.refuse_answer(event.why)

    def _show_problem(self, problem: str) -> None:
        line = self.query_one("#answer-problem", Static)
        line.update(Content(problem))
        line.display = bool(problem)

    def _light_words(self) -> Content:
        if not self._lights:
            port = callback_port(self._callback)
            words = (
                f"Getting ready at {self._callback}"
                if port
                else (f"The browser ends at {self._callback}: copy its whole address from there.")
            )
            return Content.styled(f"○ {words}", "$muted")
        lines = []
        for seen in self._lights:
            mark = ("● ", "$success") if seen.works else ("▲ ", "$warning")
            lines.append(Content.assemble(mark, clean(seen.words, 300)))
        return Content("\n").join(lines)

    def words_outside(self) -> str:
        if self._tunnel is None or not self._leads_here():
            return self.link
        return f"{self.link}\n\nFor a tunnel, in another terminal at home:\n\n{self._tunnel.new_connection}"

    def _leads_here(self) -> bool:
        """Whether the callback is ours, or will be: nobody else listens there."""
        return not self._lights or self._lights[-1].listens

    def _tunnel_words(self, tunnel: Tunnel) -> Content:
        if not self._leads_here():
            return Content.styled(
                _NO_TUNNEL,
                "$muted",
            )
        return Content.assemble(
            (f"{_INSIDE if tunnel.names_inside else _AFAR}\n", "$muted"),
            f"  {tunnel.new_connection}\n",
            (
                f"or in this connection: Enter, ~C, the next line, then {_REDRAW} to draw this anew.\n",
                "$muted",
            ),
            f"  {tunnel.in_place}\n",
            (f"{IN_PLACE_NEEDS}\n", "$muted"),
            (f"To try it, open http://localhost:{tunnel.port} at home: a light goes on here.", "$muted"),
        )
