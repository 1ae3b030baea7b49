"""Step 3 for a device sign-in: code and link, large; the rest happens on another device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sftui.foreign import clean
from sftui.tui.actions import bindings
from sftui.tui.screens.connect.expiry import Expiry
from sftui.tui.screens.connect.link_keys import LinkKeys, clickable

PHISHING = (
    "Enter a code only when you started the sign-in yourself, as now. Whoever sends you a code and asks you to enter "
    "it wants your account."
)
WHICH_APPS = "Only an app that is made or installed in the org itself may still use codes."


class DeviceStep(LinkKeys, can_focus=True):
    """Polling is the keeper's; here the person reads."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("connect.browser-error", "connect.stop")
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = (
        "connect.take-link", "connect.qr", "connect.link-file", "connect.plain-line", "connect.browser",
        "connect.browser-error", "connect.stop", "guide", "help",
    )  # fmt: skip
    COUNT: ClassVar[str] = "step 3 of 3"

    def __init__(
        self,
        link: str,
        user_code: str,
        verification_url: str,
        expires_at: datetime,
        *,
        environ: Mapping[str, str],
        far: bool,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(id="device-step")
        self.link = link
        self.environ = environ
        self._user_code = clean(user_code, 40)
        self._verification_url = clean(verification_url, 300)
        self._expiry = Expiry(expires_at, far=far, now=now)

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static("On any device with a browser, open", markup=False)
            yield Static(clickable(self._verification_url), id="device-url", markup=False)
            yield Static("and enter this code:", markup=False)
            yield Static(Content(self._spaced()), id="device-code", markup=False)
            yield Static("Or open this link, which has the code filled in:", markup=False)
            yield Static(clickable(self.link), id="sign-in-link", markup=False)
            yield Static(Content(PHISHING), classes="warn para", markup=False)
            yield Static(Content(WHICH_APPS), classes="muted para", markup=False)
            yield self._expiry

    def guide_topic(self) -> str:
        return "device-phishing"

    def action_browser_error(self) -> None:
        self.post_message(self.ErrorSeen())

    def action_stop(self) -> None:
        self.post_message(self.StopWanted())

    def _spaced(self) -> str:
        """``A1B2C3D4`` as ``A 1 B 2   C 3 D 4``: large, and easy to read out."""
        groups = [self._user_code[at : at + 4] for at in range(0, len(self._user_code), 4)]
        return "   ".join(" ".join(group) for group in groups)
