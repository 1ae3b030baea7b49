"""A terminal that got only the differences shows what one shows that got everything."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sftui.tui.wire.changes import Changes
from sftui.tui.wire.pens import Pens
from sftui.tui.wire.picture import Drawer, Picture
from tests.support.emulator import Emulator

COLUMNS, ROWS = 30, 7
SGRS = (
    "",
    "1",
    "2",
    "4",
    "7",
    "1;4",
    "38;5;110",
    "48;5;234",
    "1;38;5;253;48;5;236",
    "2;31;44",
    "38;2;1;2;3;48;2;9;9;9",
)
LINKS = ("", "id=1;https://example.test/a")
TEXTS = st.text(st.sampled_from("ab  e●▲é世界👍🏽e\u0301"), min_size=1, max_size=COLUMNS).filter(
    # a mark without its letter has no cell of its own: terminals disagree where it goes, and Textual writes none
    lambda text: not text.startswith("\u0301")
)


def written(column: int, row: int, text: str, sgr: str, link: str) -> str:
    """As Textual writes it."""
    styled = f"\x1b[{sgr}m{text}\x1b[0m" if sgr else text
    linked = f"\x1b]8;{link}\x1b\\{styled}\x1b]8;;\x1b\\" if link else styled
    return f"\x1b[{row + 1};{column + 1}H{linked}"


STEPS = st.lists(
    st.tuples(
        st.integers(0, COLUMNS - 1),
        st.integers(0, ROWS - 1),
        TEXTS,
        st.sampled_from(SGRS),
        st.sampled_from(LINKS),
    ),
    max_size=6,
)


SHIFTS = st.tuples(st.integers(0, ROWS - 1), st.integers(0, ROWS - 1), st.integers(-4, 4))


def shift(picture: Picture, one: int, other: int, by: int) -> None:
    """Draw the rows between these two anew, so many further up, as a list does when it is moved."""
    first, last = sorted((one, other))
    texts, pens = picture.texts[first : last + 1], picture.pens[first : last + 1]
    for row in range(len(texts)):
        before = (row + by) % len(texts)
        picture.texts[first + row], picture.pens[first + row] = texts[before].copy(), pens[before].copy()


def seen(terminal: Emulator) -> list[list[tuple[str, object, str]]]:
    """What a person sees: of a blank only its background, and lines or reverse."""
    return [
        [
            (text, pen if text.strip() else frozenset(filter(shows_on_a_blank, pen)), link)
            for text, pen, link in zip(texts, pens, links, strict=True)
        ]
        for texts, pens, links in zip(terminal.texts, terminal.pens, terminal.links, strict=True)
    ]


def shows_on_a_blank(code: str) -> bool:
    return code in {"4", "7", "9", "44"} or code.startswith("48;")


@settings(max_examples=400, deadline=None)
@given(
    frames=st.lists(st.tuples(SHIFTS, STEPS), min_size=1, max_size=4),
    erases=st.booleans(),
    scrolls=st.booleans(),
)
def test_differences_lead_to_the_same_picture(
    frames: list[tuple[tuple[int, int, int], list[tuple[int, int, str, str, str]]]],
    erases: bool,
    scrolls: bool,
) -> None:
    drawer, changes = Drawer(Pens()), Changes(erases=erases, scrolls=scrolls)
    wanted, shown = Picture(COLUMNS, ROWS), Picture(COLUMNS, ROWS)
    for row in range(ROWS):
        drawer.draw(wanted, written(0, row, " " * COLUMNS, "", ""))
    thrifty = Emulator(COLUMNS, ROWS)
    for moved, steps in frames:
        shift(wanted, *moved)
        for step in steps:
            assert drawer.draw(wanted, written(*step)) == ""
        thrifty.feed(changes.from_to(shown, wanted, (0, 0)))
    whole = Emulator(COLUMNS, ROWS)
    whole.feed(Changes().from_to(Picture(COLUMNS, ROWS), wanted, (0, 0)))
    assert seen(thrifty) == seen(whole)
    assert [["".join(row)] for row in thrifty.texts] == [["".join(row)] for row in wanted.texts]


def shown_and(drawn: str) -> tuple[Drawer, Changes, Picture, Picture]:
    drawer, changes = Drawer(Pens()), Changes()
    shown, wanted = Picture(COLUMNS, ROWS), Picture(COLUMNS, ROWS)
    drawer.draw(wanted, drawn)
    changes.from_to(shown, wanted, (0, 0))
    return drawer, changes, shown, wanted


def test_the_same_picture_again_is_not_one_byte() -> None:
    text = written(3, 1, "Acme production", "1;38;5;110", "")
    drawer, changes, shown, wanted = shown_and(text)
    drawer.draw(wanted, text)
    assert changes.from_to(shown, wanted, (0, 0)) == ""


def test_one_changed_letter_is_one_letter() -> None:
    drawer, changes, shown, wanted = shown_and(written(3, 1, "Acme production", "1;38;5;110", ""))
    drawer.draw(wanted, written(3, 1, "Acne production", "1;38;5;110", ""))
    assert changes.from_to(shown, wanted, (0, 0)) == "\x1b[2;6Hn\x1b[H"


def test_a_row_that_gets_blank_to_its_end_is_erased() -> None:
    drawer, changes, shown, wanted = shown_and(
        written(0, 1, " " * COLUMNS, "", "") + written(3, 1, "needs reconnect", "38;5;179", "")
    )
    drawer.draw(wanted, written(3, 1, "connected      ", "38;5;179", ""))
    assert changes.from_to(shown, wanted, (0, 0)) == "\x1b[2;4Hconnected\x1b[K\x1b[H"


def test_a_background_is_erased_only_where_the_terminal_does_it() -> None:
    for erases, blank in ((True, "\x1b[K"), (False, " " * 27)):
        drawer, changes = Drawer(Pens()), Changes(erases=erases)
        shown, wanted = Picture(COLUMNS, 1), Picture(COLUMNS, 1)
        drawer.draw(wanted, written(0, 0, "abc".ljust(COLUMNS), "48;5;234", ""))
        assert changes.from_to(shown, wanted, (0, 0)) == f"\x1b[H\x1b[0;48;5;234mabc{blank}\x1b[H"


def test_cells_that_nobody_drew_stay_as_they_are() -> None:
    _, changes, _, wanted = shown_and(written(3, 1, "abc", "", ""))
    assert changes.from_to(Picture(COLUMNS, ROWS), wanted, (0, 0)) == "\x1b[2;4Habc\x1b[H"


def test_half_of_a_wide_sign_never_stays() -> None:
    drawer, changes, shown, wanted = shown_and(written(0, 0, "世界", "", ""))
    terminal = Emulator(COLUMNS, ROWS)
    terminal.feed(Changes().from_to(Picture(COLUMNS, ROWS), wanted, (0, 0)))
    drawer.draw(wanted, written(1, 0, "ab", "", ""))
    terminal.feed(changes.from_to(shown, wanted, (0, 0)))
    assert terminal.lines()[0] == " ab"


def test_a_mark_alone_halves_no_wide_sign() -> None:
    drawer, picture = Drawer(Pens()), Picture(COLUMNS, ROWS)
    drawer.draw(picture, "\x1b[1;1H世a\x1b[1;2H🏽")
    assert picture.texts[0][:3] == ["世", "", "a"]


def test_what_is_no_drawing_is_given_back() -> None:
    drawer, picture = Drawer(Pens()), Picture(COLUMNS, ROWS)
    assert drawer.draw(picture, "\x1b[1;1Hab\x1b[2Kcd") == "\x1b[2Kcd"
    assert "".join(picture.texts[0][:2]) == "ab"


def test_text_beyond_the_window_is_dropped() -> None:
    drawer, picture = Drawer(Pens()), Picture(4, 1)
    drawer.draw(picture, "\x1b[1;3Habcdef\x1b[9;1Hxyz\x1b[1;1H世界世")
    assert "".join(picture.texts[0]) == "世界"
    drawer.draw(picture, "\x1b[1;4H世")
    assert picture.texts[0] == ["世", "", " ", " "]


ACCOUNTS = (
    "Acme production", "Batches by night", "Customer data", "Dashboards", "Exports", "Finance", "Grants", "Helpdesk",
)  # fmt: skip
MARGINS = re.compile(r"\x1b\[\d+;\d+r")


def listed(first: int, at: int) -> str:
    """A list from this number on, with the cursor on one of its rows, under a title that stays."""
    rows = [written(0, 0, "Accounts".ljust(COLUMNS), "1", "")]
    for row in range(1, ROWS - 1):
        number = first + row - 1
        text = f"{'>' if number == at else ' '} {ACCOUNTS[number]}".ljust(COLUMNS)
        rows.append(written(0, row, text, "48;5;234", ""))
    rows.append(written(0, ROWS - 1, "q Quit".ljust(COLUMNS), "", ""))
    return "".join(rows)


@pytest.mark.parametrize(("first", "at"), [(2, 6), (0, 0)])
def test_a_list_that_moves_by_one_row_costs_that_row(first: int, at: int) -> None:
    drawer, changes = Drawer(Pens()), Changes(erases=True, scrolls=True)
    wanted, shown, terminal = Picture(COLUMNS, ROWS), Picture(COLUMNS, ROWS), Emulator(COLUMNS, ROWS)
    drawer.draw(wanted, listed(1, at=5 if first == 2 else 1))
    terminal.feed(changes.from_to(shown, wanted, (0, 0)))
    drawer.draw(wanted, listed(first, at))
    text = changes.from_to(shown, wanted, (0, 0))
    terminal.feed(text)
    assert terminal.lines() == ["".join(row).rstrip() for row in wanted.texts]
    assert sum(name in text for name in ACCOUNTS) == 1
    assert MARGINS.findall(text) == [f"\x1b[2;{ROWS - 1}r"]


def test_a_terminal_that_moves_no_rows_gets_them_written() -> None:
    drawer, changes, shown, wanted = shown_and(listed(1, at=5))
    drawer.draw(wanted, listed(2, at=6))
    assert not MARGINS.search(changes.from_to(shown, wanted, (0, 0)))
