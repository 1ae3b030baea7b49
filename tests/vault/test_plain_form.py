"""The quick way to read an account's table says what a TOML reader says, or nothing."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sftui.account import Account, Environment, Secret
from sftui.vault.document import Document, parse, render, render_account
from sftui.vault.fields import STORED_SECRETS, TEXT_FIELDS
from sftui.vault.plain_form import read_plain

HEADING = "\n[[account]]\n"
ID = f"id = '{'0' * 32}'\n"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n\tx==\n-----END PRIVATE KEY-----\n"


def whole(table: str) -> object:
    """What ``tomllib`` makes of it; ``None`` when it refuses."""
    try:
        (found,) = tomllib.loads(table)["account"]
    except (tomllib.TOMLDecodeError, KeyError, ValueError):
        return None
    return found


def values_of(account: Account) -> dict[str, Any]:
    """As ``tomllib`` would give them."""
    values: dict[str, Any] = {name: getattr(account, name) for name in ("rev", *TEXT_FIELDS)}
    values["environment"] = account.environment.value
    values["secret"] = {name: getattr(account, name).reveal() for name in STORED_SECRETS}
    return values


def assert_same(account: Account, found: object) -> None:
    """Whatever is not in the text has its default; an empty text is the default of all of them."""
    assert isinstance(found, dict)
    mine, secret = values_of(account), found.get("secret", {})
    assert found.keys() <= mine.keys()
    assert secret.keys() <= mine["secret"].keys()
    assert mine["secret"] == {name: secret.get(name, "") for name in STORED_SECRETS}
    environment = found.get("environment", "unknown")
    texts = {name: found.get(name, "") for name in TEXT_FIELDS}
    assert mine == {"rev": found["rev"], **texts, "environment": environment, "secret": mine["secret"]}


@given(TEXTS, TEXTS, TEXTS, TEXTS, st.integers(0, 10**17), st.sampled_from(Environment))
def test_any_text_is_read_as_tomllib_reads_it(
    name: str, username: str, certificate: str, secret: str, rev: int, environment: Environment
) -> None:
    account = Account(
        id="0" * 32,
        rev=rev,
        name=name,
        username=username,
        certificate=certificate,
        environment=environment,
        password=Secret(secret),
    )
    table = render_account(account)
    found = read_plain(table)
    if found is not None:
        assert_same(found, whole(table))
    assert parse(render(Document((account,)))).accounts == (account,)


@given(st.text("abc_='\"[]\n\r\t\\\\ .rev0123456789secountnam", max_size=80))
@example("name = ''\nname = ''\n")
@example("name = '''\na\n'''\n")
@example("name = ''''''\n")
def test_no_odd_table_is_read_otherwise_than_by_tomllib(lines: str) -> None:
    table = f"{HEADING}rev = 1\n{ID}{lines}[account.secret]\n{lines}"
    found = read_plain(table)
    if found is not None:
        assert_same(found, whole(table))


FILLED: dict[str, Any] = {name: f'{name} é \\ "x"' for name in TEXT_FIELDS if name != "id"}
FILLED |= {name: Secret(f"hidden {name}\t") for name in STORED_SECRETS}
FULL = Account(id="0" * 32, environment=Environment.SANDBOX, **FILLED)


@pytest.mark.parametrize(
    "account",
    [
        FULL,
        Account(id="0" * 32),
        FULL.with_changes(certificate=PEM, private_key=Secret(PEM)),
        FULL.with_changes(name="two\nlines", certificate="", password=Secret("\n")),
    ],
    ids=["every field", "no field", "keys", "lines"],
)
def test_what_this_program_writes_is_in_the_plain_form(account: Account) -> None:
    assert read_plain(render_account(account)) == account


@pytest.mark.parametrize(
    "lines",
    [
        "name = 'a'\nname = 'b'\n",
        "name = 'it''s'\n",
        "name = 'a' # a comment\n",
        'name = "a"\n',
        "name = '''a'''\n",
        "name = '''\na'b'''\n",
        "name = '''\na\r\nb'''\n",
        "name = '''\na\n",
        "name = 'a'\r\n",
        "name = 1\n",
        "secret = 'a'\n",
        "rev = 'a'\n",
        "junk[account.secret]\n",
        "name = 'a\x00'\n",
        "name = 'a",
        "name = 'a'",
        "later = 'a'\n",
        "environment = 'trial'\n",
        "company_names = ['a']\n",
        "method = 'web'\nname = 'in another order'\n",
    ],
)
def test_everything_else_is_left_to_tomllib(lines: str) -> None:
    assert read_plain(f"{HEADING}rev = 1\n{ID}[account.secret]\n") is not None
    assert read_plain(f"{HEADING}rev = 1\n{ID}{lines}[account.secret]\n") is None
    assert read_plain(f"{HEADING}rev = 1\n{ID}[account.secret]\n{lines}") is None


@pytest.mark.parametrize("rev", ["01", "-1", "1_0", "0x1", "1.0", "9" * 19, ""])
def test_an_odd_rev_is_left_to_tomllib(rev: str) -> None:
    assert read_plain(f"{HEADING}rev = {rev}\n{ID}[account.secret]\n") is None


@pytest.mark.parametrize("line", ["", "id = ''\n", f"id = '{'A' * 32}'\n", f"id = '{'0' * 33}'\n"])
def test_an_odd_id_is_left_to_who_can_say_what_is_wrong(line: str) -> None:
    assert read_plain(f"{HEADING}rev = 1\n{line}[account.secret]\n") is None
