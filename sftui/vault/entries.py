"""A mapping that never changes, cheap to change by one: what the sessions file holds of ten thousand accounts.

What came from the file stays the text that it was until somebody looks at it, and is written back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

V = TypeVar("V")

UNREADABLE = (TypeError, ValueError, KeyError, AttributeError, RecursionError)
"""What reading an entry may raise; such an entry counts as absent."""


def _nothing(text: str) -> Any:
    raise KeyError(text)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Entries(Mapping[str, V]):
    """By id. ``texts`` as they stand in the file and ``read`` for one of them; ``changes`` since, ``None`` for gone.

    A change costs as much as there were changes since the file was read, however many entries it has.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[str], V] = _nothing
    changes: Mapping[str, V | None] = field(default_factory=dict)
    _looked_at: dict[str, V] = field(default_factory=dict)

    def having(self, changes: Mapping[str, V | None]) -> Entries[V]:
        """With these; ``None`` takes an entry away."""
        return replace(self, changes={**self.changes, **changes}) if changes else self

    def as_written(self, render: Callable[[V], str]) -> Entries[V]:
        """The same with every change in ``texts``."""
        texts, looked_at = dict(self.texts), dict(self._looked_at)
        for key, value in self.changes.items():
            if value is None:
                texts.pop(key, None)
                looked_at.pop(key, None)
            else:
                texts[key], looked_at[key] = render(value), value
        return replace(self, texts=texts, changes={}, _looked_at=looked_at)

    def may_differ(self, other: Entries[V]) -> set[str]:
        """The ids of all entries that differ from those of ``other``, found without reading them; perhaps of more."""
        ours, theirs = self.texts, other.texts
        ids = {key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)}
        return ids | self.changes.keys() | other.changes.keys()

    def __getitem__(self, key: str) -> V:
        if key in self.changes:
            changed = self.changes[key]
            if changed is None:
                raise KeyError(key)
            return changed
        found = self._looked_at.get(key)
        if found is None:
            try:
                found = self.read(self.texts[key])
            except UNREADABLE:
                raise KeyError(key) from None
            self._looked_at[key] = found
        return found

    def __iter__(self) -> Iterator[str]:
        keys = [*self.texts, *(key for key in self.changes if key not in self.texts)]
        return (key for key in keys if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Entries) and other.texts is self.texts:
            changed = self.changes.keys() | other.changes.keys()
            return all(self.get(key) == other.get(key) for key in changed)
        return isinstance(other, Mapping) and dict(self.items()) == dict(other.items())

    __hash__ = None  # type: ignore[assignment]  # as every mapping

    def __repr__(self) -> str:
        """No key and no value: there are tokens among them."""
        return f"<{len(self)} entries>"
