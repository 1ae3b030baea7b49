"""A private key from a file, or made here with the certificate that goes to Salesforce."""

from __future__ import annotations

import asyncio
import errno
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from sftui.account import Secret
from sftui.errors import InvalidFields
from sftui.salesforce.pem import LONGEST, TOO_LARGE
from sftui.tui.actions import bindings
from sftui.tui.private_file import write_private
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.choice_field import ChoiceField
from sftui.tui.widgets.form_field import FormField
from sftui.vault.durable import reason_of
from sftui.vault.home import meant_path
from sftui.vault.reading import read_regular

USUAL_DAYS = 730
CERTIFICATE_FILE = "sftui-certificate.crt"


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A private key, proved to be one, and the certificate that was with it."""

    private_key: Secret
    certificate: str = ""
    written: Path | None = None
    """Where the certificate to upload was written."""


def read_key_file(path: Path) -> FoundKey:
    """The key in this file, and its certificate when there is one that fits.

    Blocks on the disk. Raises InvalidFields for ``path`` or ``private_key``.
    """
    from sftui.salesforce.certificate import fits, read_private_key

    try:
        data, _ = read_regular(path, LONGEST)
    except FileNotFoundError as error:
        raise InvalidFields({"path": "There is no such file."}) from error
    except OSError as error:
        no_file = error.errno == errno.EINVAL
        problem = "This is no file." if no_file else f"It can't be read: {reason_of(error)}."
        raise InvalidFields({"path": problem}) from error
    if len(data) > LONGEST:
        raise InvalidFields({"path": TOO_LARGE})
    text = data.decode("utf-8", "replace")
    key = read_private_key(text)
    certificate = text if fits(key, text) else ""
    return FoundKey(key, certificate)


def days_in(text: str) -> int:
    """The number that was typed, 0 for none. Of a very long one only the beginning: that is too many days already."""
    digits = text.strip()
    return int(digits[:9]) if digits.isdecimal() else 0


def make_key(common_name: str, bits: int, days: int, path: Path) -> FoundKey:
    """A new key; its certificate is written to ``path`` or beside it when that name is taken.

    Takes seconds and blocks on the disk. Raises InvalidFields for ``path``, ``days``, ``bits``, ``common_name``.
    """
    from sftui.salesforce.certificate import make_key_pair

    pair = make_key_pair(common_name, bits=bits, days=days)
    try:
        written = write_private(path, pair.certificate)
    except OSError as error:
        problem = f"The certificate can't be written there: {reason_of(error)}."
        raise InvalidFields({"path": problem}) from error
    return FoundKey(pair.private_key, pair.certificate, written)


class KeyFileDialog(BaseDialog[FoundKey | None]):
    """Asks for a path, and says beside it why a file does not do."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("form.next", "cancel")

    def __init__(self) -> None:
        super().__init__("Read the private key from which file?")

    def body(self) -> ComposeResult:
        yield FormField("path", "File", hint="PEM, such as ~/server.key", id="key-path")
        yield Static(
            "The key is copied into the encrypted account file. The file itself stays; remove it if it is not needed "
            "elsewhere.",
            classes="para muted",
            markup=False,
        )

    def key_labels(self) -> dict[str, str]:
        return {"form.next": "Read it"}

    def on_mount(self) -> None:
        self.query_one("#key-path", FormField).focus()

    @on(FormField.Entered)
    def _entered(self, event: FormField.Entered) -> None:
        event.stop()
        self.run_worker(self._read(event.field.value), group="key-file", exclusive=True)

    async def _read(self, text: str) -> None:
        field = self.query_one("#key-path", FormField)
        if not text.strip():
            field.refuse("Type the path of the file.")
            return
        try:
            found = await asyncio.to_thread(read_key_file, meant_path(text))
        except InvalidFields as error:
            field.refuse(next(iter(error.problems.values())))
            field.focus()
        else:
            self.dismiss(found)


class NewKeyDialog(BaseDialog[FoundKey | None]):
    """Asks for size, validity and where the certificate goes; then makes both."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("form.next", "choice.done", "choice.next", "cancel")

    def __init__(self) -> None:
        super().__init__("Make a private key and its certificate")
        self._making = False

    def body(self) -> ComposeResult:
        yield ChoiceField("Size", [("2048", "RSA 2048"), ("4096", "RSA 4096")], id="key-bits")
        yield FormField("days", "Valid, in days", value=str(USUAL_DAYS), id="key-days")
        yield FormField("common_name", "Name in it", value="sftui", id="key-name")
        yield FormField("path", "Certificate to", value=f"~/{CERTIFICATE_FILE}", id="key-path")
        yield Static(
            "Upload the certificate to the app (Enable JWT Bearer Flow, or Use digital signatures). The private key "
            "stays in the encrypted account file only.",
            id="key-words",
            classes="para muted",
            markup=False,
        )

    def key_labels(self) -> dict[str, str]:
        last = any(row.input is self.focused for row in self.query("#key-path").results(FormField))
        return {"form.next": "Make it" if last else "Next"}

    def on_mount(self) -> None:
        self.query_one("#key-bits", ChoiceField).focus()

    @on(ChoiceField.Entered)
    def _size_entered(self, event: ChoiceField.Entered) -> None:
        event.stop()
        self.query_one("#key-days", FormField).focus()

    @on(FormField.Focused)
    def _moved(self) -> None:
        self.keys_changed()

    @on(FormField.Entered)
    def _entered(self, event: FormField.Entered) -> None:
        event.stop()
        following = {"days": "#key-name", "common_name": "#key-path"}.get(event.field.field_name)
        if following:
            self.query_one(following, FormField).focus()
        elif not self._making:
            self.run_worker(self._make(), group="new-key", exclusive=True)

    async def _make(self) -> None:
        self._making = True
        words = self.query_one("#key-words", Static)
        words.update(Content("Making it; 4096 bits take a few seconds …"))
        values = {name: self.query_one(f"#key-{name}", FormField).value for name in ("days", "name", "path")}
        bits = int(self.query_one("#key-bits", ChoiceField).chosen)
        days = days_in(values["days"])
        try:
            made = await asyncio.to_thread(make_key, values["name"], bits, days, meant_path(values["path"]))
        except InvalidFields as error:
            words.update("")
            for name, problem in error.problems.items():
                for row in self.query(FormField):
                    if row.field_name == name:
                        row.refuse(problem)
                        row.focus()
        else:
            self.dismiss(made)
        finally:
            self._making = False
