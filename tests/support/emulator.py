"""A small terminal for tests: understands what a screen may be sent, and complains about anything else."""

from __future__ import annotations

import re

from rich.cells import cell_len, split_graphemes

_TOKEN = re.compile(
    r"\x1b\[(?P<private>[?<>=]?)(?P<parameters>[0-9;]*)(?P<inner>[ -/]*)(?P<final>[@-~])"
    r"|\x1b\](?P<osc>[^\x1b\x07]*)(?:\x1b\\|\x07)"
    r"|\x1bP(?P<dcs>(?:[^\x1b]|\x1b(?!\\))*)\x1b\\"
    r"|(?P<control>[\r\n\a]|\x1b[DM])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)


class Emulator:
    """The cells of a window after some bytes, each with its SGR parameters as a set."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.texts = [[" "] * columns for _ in range(rows)]
        self.pens: list[list[frozenset[str]]] = [[frozenset()] * columns for _ in range(rows)]
        self.links = [[""] * columns for _ in range(rows)]
        self.column = self.row = 0
        self.margins = (0, rows - 1)
        self.modes = {"25", "7"}
        """A terminal begins with a cursor, and breaks long lines."""
        self.commands: list[str] = []
        """What was sent beside drawing: OSC, DCS, queries."""
        self._pen: dict[str, str] = {}
        self._link = ""

    def feed(self, data: str) -> None:
        at = 0
        while at < len(data):
            token = _TOKEN.match(data, at)
            assert token, f"a terminal can't read {data[at : at + 40]!r}"
            at = token.end()
            if token["text"] is not None:
                self._write(token["text"])
            elif token["osc"] is not None:
                self._osc(token["osc"])
            elif token["dcs"] is not None:
                self.commands.append(token[0])
            elif token["control"] is not None:
                self._control(token["control"])
            else:
                self._csi(token)

    def resize(self, columns: int, rows: int) -> None:
        """Another window: what was in the old one may be anything, so it is marked."""
        self.columns, self.rows = columns, rows
        self.margins = (0, rows - 1)
        self.texts = [["¤"] * columns for _ in range(rows)]
        self.pens = [[frozenset()] * columns for _ in range(rows)]
        self.links = [[""] * columns for _ in range(rows)]
        self.row, self.column = min(self.row, rows - 1), min(self.column, columns - 1)

    def lines(self) -> list[str]:
        return ["".join(row).rstrip() for row in self.texts]

    def _control(self, sign: str) -> None:
        if sign == "\r":
            self.column = 0
        elif sign in {"\n", "\x1bD"}:
            if self.row == self.margins[1]:
                self._scroll(self.margins[0], self.margins[1])
            else:
                self.row = min(self.row + 1, self.rows - 1)
        elif sign == "\x1bM":
            if self.row == self.margins[0]:
                self._scroll(self.margins[1], self.margins[0])
            else:
                self.row = max(self.row - 1, 0)

    def _scroll(self, leaving: int, coming: int) -> None:
        """One row goes over the edge of the margins, a blank one in the background at hand comes in at the other."""
        background = frozenset({self._pen["48"]} if "48" in self._pen else ())
        for rows in (self.texts, self.pens, self.links):
            rows.pop(leaving)
        self.texts.insert(coming, [" "] * self.columns)
        self.pens.insert(coming, [background] * self.columns)
        self.links.insert(coming, [""] * self.columns)

    def _osc(self, words: str) -> None:
        if words.startswith("8;"):
            self._link = words.split(";", 2)[2]
        else:
            self.commands.append(f"\x1b]{words}")

    def _csi(self, token: re.Match[str]) -> None:
        numbers = token["parameters"].split(";")
        first = int(numbers[0] or 0) if numbers[0].isdigit() or not numbers[0] else 0
        final = token["final"]
        if token["private"] or token["inner"]:
            self._mode(token)
        elif final == "m":
            self._sgr(numbers)
        elif final == "H":
            self.row = min(max(first, 1), self.rows) - 1
            self.column = min(max(int([*numbers, "1"][1] or 1), 1), self.columns) - 1
        elif final == "C":
            self.column = min(self.column + max(first, 1), self.columns - 1)
        elif final == "X":
            for at in range(self.column, min(self.column + max(first, 1), self.columns)):
                self._cell(at, " ", erased=True)
        elif final == "K":
            for at in range(self.column, self.columns):
                self._cell(at, " ", erased=True)
        elif final == "r":
            last = int([*numbers, "0"][1] or 0) or self.rows
            self.margins = (max(first, 1) - 1, min(last, self.rows) - 1)
            assert self.margins[0] < self.margins[1], "margins of less than two rows are ignored"
            self.row = self.column = 0
        elif final == "J":
            self.texts = [[" "] * self.columns for _ in range(self.rows)]
        else:
            raise AssertionError(f"a terminal may not know {token[0]!r}")

    def _mode(self, token: re.Match[str]) -> None:
        if token["private"] == "?" and token["final"] in "hl":
            for mode in token["parameters"].split(";"):
                (self.modes.add if token["final"] == "h" else self.modes.discard)(mode)
        else:
            self.commands.append(token[0])

    def _sgr(self, numbers: list[str]) -> None:
        off = {"22": "12", "23": "3", "24": "4", "25": "5", "27": "7", "28": "8", "29": "9"}
        codes = list(numbers)
        while codes:
            code = codes.pop(0)
            if code in {"", "0"}:
                self._pen.clear()
            elif code in {"38", "48"}:
                rest = codes[: 4 if codes[0] == "2" else 2]
                del codes[: len(rest)]
                self._pen[code] = ";".join([code, *rest])
            elif code in off:
                for each in off[code]:
                    self._pen.pop(each, None)
            elif code == "39" or code == "49":
                self._pen.pop("38" if code == "39" else "48", None)
            elif 30 <= int(code) <= 37 or 90 <= int(code) <= 97:
                self._pen["38"] = code
            elif 40 <= int(code) <= 47 or 100 <= int(code) <= 107:
                self._pen["48"] = code
            else:
                self._pen[code] = code

    def _write(self, text: str) -> None:
        for start, end, width in split_graphemes(text)[0]:
            if not width:
                continue
            if "7" not in self.modes:
                self.column = min(self.column, self.columns - width)  # the last column takes it
            assert self.column + width <= self.columns, "written over the edge"
            self._cell(self.column, text[start:end])
            for extra in range(1, width):
                self._cell(self.column + extra, "")
            self.column += width
            assert cell_len(text[start:end]) == width

    def _cell(self, column: int, text: str, *, erased: bool = False) -> None:
        self.texts[self.row][column] = text
        pen = {"48": self._pen["48"]} if erased and "48" in self._pen else {} if erased else self._pen
        self.pens[self.row][column] = frozenset(pen.values())
        self.links[self.row][column] = "" if erased else self._link
