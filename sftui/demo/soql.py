"""Reading the small part of SOQL that the demo answers: SELECT, FROM, WHERE with AND, ORDER BY, LIMIT."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sftui.demo.refusals import RestRefusal

Value = str | float | bool | None

_WORD = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*')"
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))"
    r"|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_][\w.]*(?:\(\))?)"
    r"|(?P<sign><=|>=|!=|<>|[=<>(),]))"
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_OPERATORS = {"=", "!=", "<>", "<", ">", "<=", ">=", "in", "like"}


@dataclass(frozen=True)
class Word:
    """One word of a query; ``kind`` is text, time, number, name or sign."""

    kind: str
    text: str

    @property
    def keyword(self) -> str:
        return self.text.lower() if self.kind in {"name", "sign"} else ""


@dataclass(frozen=True)
class Condition:
    """``field operator values``; only ``in`` has more than one value."""

    field: str
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Query:
    fields: tuple[str, ...]
    table: str
    conditions: tuple[Condition, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None


def malformed(message: str) -> RestRefusal:
    return RestRefusal(400, "MALFORMED_QUERY", message)


def parse(text: str) -> Query:
    """Raises RestRefusal ``MALFORMED_QUERY``."""
    reader = _Reader(_words(text))
    reader.need("select")
    fields = tuple(reader.list_of_names())
    reader.need("from")
    table = reader.name()
    conditions = tuple(reader.conditions()) if reader.take("where") else ()
    order: tuple[tuple[str, bool], ...] = ()
    if reader.take("order"):
        reader.need("by")
        order = tuple(reader.order())
    limit = reader.whole_number() if reader.take("limit") else None
    reader.end()
    return Query(fields, table, conditions, order, limit)


def _words(text: str) -> list[Word]:
    words: list[Word] = []
    place, text = 0, text.strip()
    while place < len(text):
        found = _WORD.match(text, place)
        if found is None or found.lastgroup is None:
            raise malformed(f"unexpected token: '{text[place : place + 20].strip()}'")
        words.append(Word(found.lastgroup, found[found.lastgroup]))
        place = found.end()
    return words


class _Reader:
    """Walks over the words of one query."""

    def __init__(self, words: list[Word]) -> None:
        self._words = words
        self._place = 0

    def _next(self) -> Word:
        if self._place >= len(self._words):
            raise malformed("unexpected end of query")
        word = self._words[self._place]
        self._place += 1
        return word

    def take(self, keyword: str) -> bool:
        if self._place < len(self._words) and self._words[self._place].keyword == keyword:
            self._place += 1
            return True
        return False

    def need(self, keyword: str) -> None:
        word = self._next()
        if word.keyword != keyword:
            raise malformed(f"unexpected token: '{word.text}'")

    def name(self) -> str:
        word = self._next()
        if word.kind != "name":
            raise malformed(f"unexpected token: '{word.text}'")
        return word.text

    def list_of_names(self) -> list[str]:
        names = [self.name()]
        while self.take(","):
            names.append(self.name())
        return names

    def whole_number(self) -> int:
        word = self._next()
        if word.kind != "number" or not word.text.isdigit():
            raise malformed(f"unexpected token: '{word.text}'")
        return int(word.text)

    def conditions(self) -> list[Condition]:
        found = [self._condition()]
        while self.take("and"):
            found.append(self._condition())
        return found

    def _condition(self) -> Condition:
        field = self.name()
        operator = self._next().keyword
        if operator not in _OPERATORS:
            raise malformed(f"unexpected token: '{operator}'")
        if operator != "in":
            return Condition(field, operator, (self._value(),))
        self.need("(")
        values = [self._value()]
        while self.take(","):
            values.append(self._value())
        self.need(")")
        return Condition(field, operator, tuple(values))

    def _value(self) -> Value:
        word = self._next()
        match word.kind:
            case "text":
                return re.sub(r"\\(.)", lambda sign: _ESCAPES.get(sign[1].lower(), sign[1]), word.text[1:-1])
            case "time":
                return word.text
            case "number":
                return float(word.text)
        named: dict[str, Value] = {"true": True, "false": False, "null": None}
        if word.keyword not in named:
            raise malformed(f"unexpected token: '{word.text}'")
        return named[word.keyword]

    def order(self) -> list[tuple[str, bool]]:
        found = [self._order_item()]
        while self.take(","):
            found.append(self._order_item())
        return found

    def _order_item(self) -> tuple[str, bool]:
        """The field, and whether it counts downwards."""
        field = self.name()
        downwards = self.take("desc")
        if not downwards:
            self.take("asc")
        if self.take("nulls") and not self.take("first"):
            self.need("last")
        return field, downwards

    def end(self) -> None:
        if self._place < len(self._words):
            raise malformed(f"unexpected token: '{self._words[self._place].text}'")
