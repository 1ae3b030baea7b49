"""The quick way to read an account's table says what a TOML reader says, or nothing."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.account import Account, Secret
from sftui.vault.document import Document, parse, render, render_account
from sftui.vault.plain_form import read_plain

HEADING = "\n[[account]]\n"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def whole(table: str) -> object:
    """What ``tomllib`` makes of it; ``None`` when it refuses."""
    try:
        (found,) = tomllib.loads(HEADING + table)["account"]
    except (tomllib.TOMLDecodeError, KeyError, ValueError):
        return None
    return found


@given(TEXTS, TEXTS, TEXTS, st.integers(0, 10**17))
def test_any_text_is_read_as_tomllib_reads_it(name: str, username: str, secret: str, rev: int) -> None:
    account = Account(id="0" * 32, rev=rev, name=name, username=username, password=Secret(secret))
    table = render_account(account).removeprefix(HEADING)
    assert read_plain(table) in (None, whole(table))
    assert parse(render(Document((account,)))).accounts == (account,)


@given(st.text("abc_='\"[]\n\r\t\\ .rev0123456789secount", max_size=80))
def test_no_odd_table_is_read_otherwise_than_by_tomllib(lines: str) -> None:
    table = f"rev = 1\n{lines}\n[account.secret]\n"
    assert read_plain(table) in (None, whole(table))


def test_what_this_program_writes_is_in_the_plain_form() -> None:
    account = Account(id="0" * 32, name='Jörg & "Söhne" \\ 100 %', client_id="3MVG9", password=Secret("a\tb"))
    assert read_plain(render_account(account).removeprefix(HEADING)) is not None


@pytest.mark.parametrize(
    "lines",
    [
        "name = 'a'\nname = 'b'\n",
        "name = 'it''s'\n",
        "name = 'a' # a comment\n",
        'name = "a"\n',
        "name = '''a'''\n",
        "name = 'a'\r\n",
        "name = 1\n",
        "secret = 'a'\n",
        "rev = 'a'\n",
        "junk[account.secret]\n",
        "name = 'a\x00'\n",
        "name = 'a'",
    ],
)
def test_everything_else_is_left_to_tomllib(lines: str) -> None:
    assert read_plain(f"rev = 1\n{lines}[account.secret]\n") is None


@pytest.mark.parametrize("rev", ["01", "-1", "1_0", "0x1", "1.0", "9" * 19, ""])
def test_an_odd_rev_is_left_to_tomllib(rev: str) -> None:
    assert read_plain(f"rev = {rev}\n[account.secret]\n") is None
