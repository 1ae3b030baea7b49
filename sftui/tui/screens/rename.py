"""A new name for an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from sftui.tui.actions import bindings
from sftui.tui.screens.base import BaseDialog
from sftui.tui.widgets.form_field import FormField


class RenameDialog(BaseDialog[str | None]):
    """Gives back the name as it was typed; None when it stays as it is."""

    ACTIONS: ClassVar[tuple[str, ...]] = ("cancel",)
    BINDINGS: ClassVar[list[BindingType]] = bindings(*ACTIONS)
    KEYS: ClassVar[tuple[str, ...]] = ("form.next", "cancel")

    def __init__(self, name: str, problem: str = "") -> None:
        super().__init__("Rename the account")
        self._name_before = name
        self._problem = problem

    def body(self) -> ComposeResult:
        yield FormField("name", "Name", value=self._name_before, required=True)

    def on_mount(self) -> None:
        field = self.query_one(FormField)
        field.focus()
        if self._problem:
            field.refuse(self._problem)

    @on(FormField.Entered)
    def _entered(self) -> None:
        field = self.query_one(FormField)
        if not field.look():
            self.dismiss(field.value)

    def key_labels(self) -> Mapping[str, str]:
        return {"form.next": "Rename"}
