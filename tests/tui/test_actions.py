"""The one table of actions: whatever a screen offers exists, has a key, and does something."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import sftui.tui
from sftui.tui.actions import TABLE, action_of, bindings, shown_key
from sftui.tui.app import SftuiApp


def modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(sftui.tui.__path__, "sftui.tui."):
        yield found.name


def offering_classes() -> list[type[DOMNode]]:
    for name in modules():
        importlib.import_module(name)
    found: set[type[DOMNode]] = set()
    waiting: list[type[DOMNode]] = [DOMNode]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if cls.__module__.startswith("sftui.") and cls.__dict__.get("ACTIONS"):
            found.add(cls)
    return sorted(found, key=lambda cls: cls.__qualname__)


def complete(cls: type[DOMNode]) -> list[type[DOMNode]]:
    """The classes that are really used: a base may leave a method to those that build on it."""
    heirs = [each for each in cls.__subclasses__() if each.__module__.startswith("sftui.")]
    return [found for heir in heirs for found in complete(heir)] or [cls]


def test_ids_are_unique() -> None:
    ids = [action.id for action in TABLE]
    assert len(ids) == len(set(ids))


def test_no_row_is_without_a_screen() -> None:
    """The help lists the keys of the whole table."""
    sources = [each for each in Path(sftui.tui.__path__[0]).rglob("*.py") if each.name != "actions.py"]
    named = "".join(each.read_text(encoding="utf-8") for each in sources)
    assert [action.id for action in TABLE if f'"{action.id}"' not in named] == []


@pytest.mark.parametrize("action", TABLE, ids=lambda action: action.id)
def test_each_row_says_what_it_does(action: object) -> None:
    row = action_of(action.id)  # type: ignore[attr-defined]  # parametrised with the rows
    assert row.keys
    assert row.label
    assert row.tooltip[0].isupper()
    assert not row.tooltip.endswith(".")


@pytest.mark.parametrize("cls", offering_classes(), ids=lambda cls: cls.__qualname__)
def test_no_key_is_dead(cls: type[DOMNode]) -> None:
    """Each offered action is in the table, is bound, and has a method; and no two share a key unless one of
    them can be switched off."""
    offered = cls.__dict__["ACTIONS"]
    bound = {binding.id for binding in cls.__dict__.get("BINDINGS", ()) if isinstance(binding, Binding)}
    assert set(offered) == bound, f"{cls.__qualname__}: BINDINGS are not made of ACTIONS"
    keys: dict[str, str] = {}
    for action_id in offered:
        row = action_of(action_id)
        run = row.run.partition("(")[0]
        method = f"action_{run.removeprefix('app.')}"
        for owner in [SftuiApp] if run.startswith("app.") else complete(cls):
            assert hasattr(owner, method), f"{owner.__qualname__} has no {method}"
        for key in row.keys.split(","):
            other = keys.setdefault(key, action_id)
            assert other == action_id or cls.check_action is not DOMNode.check_action


def test_a_binding_carries_the_row() -> None:
    (binding,) = bindings("accounts.filter")
    assert isinstance(binding, Binding)
    assert (binding.key, binding.action, binding.id) == ("slash", "filter", "accounts.filter")


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("question_mark", "?"),
        ("enter", "Enter"),
        ("ctrl+r", "ctrl+r"),
        ("f1", "F1"),
        ("f12", "F12"),
        ("f", "f"),
    ],
)
def test_keys_as_people_write_them(key: str, shown: str) -> None:
    assert shown_key(key) == shown
