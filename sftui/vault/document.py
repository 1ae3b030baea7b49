"""The inner document: ``schema = 1`` and one ``[[account]]`` table each (account-file.md §3).

Fields that hold nothing are not written. What a later version added is kept and written back: on the
account, in its ``[account.secret]``, and at the top.
"""

from __future__ import annotations

import operator
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sftui.account import NO_SECRET, SECRET_FIELDS, Account, Environment, Secret
from sftui.errors import FileDamaged, InvalidFields
from sftui.foreign import clean
from sftui.vault.complaints import damaged, too_new
from sftui.vault.fields import STORED_SECRETS, TEXT_FIELDS
from sftui.vault.header import HIGHEST_VERSION
from sftui.vault.plain_form import read_plain
from sftui.vault.toml import render_key, render_text, render_value

SCHEMA = 1
_TEXT_NAMES = frozenset(TEXT_FIELDS)
_texts_of = operator.attrgetter(*TEXT_FIELDS)
_WRITTEN = frozenset({*TEXT_FIELDS, "rev", "company_names", "secret"})
_ACCOUNT = "\n[[account]]\n"
_HEADING = re.compile(re.escape(_ACCOUNT))
_ENVIRONMENTS = tuple(each.value for each in Environment)
_ID = re.compile(r"[0-9a-f]{32}")
_NO_KEYS: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Document:
    """The accounts in their order, and the top-level keys that a later version wrote."""

    accounts: tuple[Account, ...] = ()
    unknown: Mapping[str, object] = field(default_factory=dict)
    texts: Mapping[str, tuple[Account, str]] = field(default_factory=dict, repr=False, compare=False)
    """By id: accounts that were rendered before, and their text; rendering is what a save spends its time on."""


NOTHING = Document()


def rendered(document: Document) -> Document:
    """The same document with the text of every account; unchanged ones keep the text that they had."""
    texts: dict[str, tuple[Account, str]] = {}
    for account in document.accounts:
        before = document.texts.get(account.id)
        if before is None or before[0] is not account:
            before = (account, render_account(account))
        texts[account.id] = before
    return replace(document, texts=texts)


def render(document: Document) -> str:
    """The TOML text. Call :func:`check` first."""
    head = [f"schema = {SCHEMA}\n"]
    head += [f"{render_key(key)} = {render_value(value)}\n" for key, value in document.unknown.items()]
    texts = rendered(document).texts
    return "".join(head) + "".join(texts[account.id][1] for account in document.accounts)


def render_account(account: Account, secrets: Sequence[str] = STORED_SECRETS) -> str:
    """One ``[[account]]`` table, a TOML document by itself."""
    lines = [_ACCOUNT, f"rev = {account.rev}\n"]
    texts = zip(TEXT_FIELDS, _texts_of(account), strict=True)
    lines += [f"{name} = {render_text(text)}\n" for name, text in texts if text]
    if account.environment is not Environment.UNKNOWN:
        lines.append(f"environment = '{account.environment.value}'\n")
    if account.company_names != ("*",):
        lines.append(f"company_names = {render_value(account.company_names)}\n")
    for key, value in account.unknown.items():
        if key not in _WRITTEN and (key != "environment" or account.environment is Environment.UNKNOWN):
            lines.append(f"{render_key(key)} = {render_value(value)}\n")
    lines.append("[account.secret]\n")
    hidden = ((name, getattr(account, name)) for name in secrets)
    lines += [f"{name} = {render_text(secret.reveal())}\n" for name, secret in hidden if secret]
    lines += [f"{render_key(key)} = {render_value(value)}\n" for key, value in account.unknown_secret.items()]
    return "".join(lines)


def parse(text: str, before: Document = NOTHING) -> Document:
    """The document of a text that was authenticated already; accounts of ``before`` are known by their text.

    Raises :class:`FileTooNew` for a later schema, :class:`FileDamaged` naming the field for anything else.
    """
    pieces = _in_pieces(text, before)
    found = _toml(text if pieces is None else pieces.head)
    schema = found.pop("schema", None)
    if type(schema) is int and SCHEMA < schema <= HIGHEST_VERSION:
        raise too_new("schema", schema, SCHEMA)
    if type(schema) is not int or schema != SCHEMA:
        raise damaged("schema", f"is not {SCHEMA}")
    accounts = _accounts_from(found.pop("account", [])) if pieces is None else pieces.accounts
    texts = before.texts if pieces is None else pieces.texts
    if len({account.id for account in accounts}) < len(accounts):
        raise damaged("account", "holds two accounts with one id")
    return Document(accounts, found, texts)


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError, OverflowError):
        raise damaged("the decrypted document", "is not TOML") from None


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A text that was cut at its ``[[account]]`` lines into documents of their own."""

    head: str
    accounts: tuple[Account, ...]
    texts: Mapping[str, tuple[Account, str]]
    """Those that stand as they would be written: what was read need not be rendered at the first save."""


def _in_pieces(text: str, before: Document) -> _Pieces | None:
    """Parse only the pieces that were not seen before; ``None`` when the text must be read whole.

    A line ``[[account]]`` inside a value leaves a piece that is no TOML by itself, so it is noticed.
    """
    known = {each: account for account, each in before.texts.values()}
    starts = [found.start() for found in _HEADING.finditer(text)]
    ends = [*starts, len(text)]
    head = text[: ends[0]]
    accounts: list[Account] = []
    texts: dict[str, tuple[Account, str]] = {}
    try:
        if "account" in _toml(head):
            return None
        for place, start in enumerate(starts, 1):
            piece = text[start : ends[place]]
            account = known.get(piece) or read_plain(piece)
            if account is not None:
                texts[account.id] = (account, piece)
            else:
                alone = _toml(piece)
                if alone.keys() != {"account"}:
                    return None
                (values,) = alone["account"]
                account = _account_from(values, f"account[{place}]")
            accounts.append(account)
    except (FileDamaged, ValueError):
        return None
    return _Pieces(head, tuple(accounts), texts)


def _accounts_from(tables: object) -> tuple[Account, ...]:
    if type(tables) is not list:
        raise damaged("account", "is not a list of tables")
    return tuple(_account_from(each, f"account[{place}]") for place, each in enumerate(tables, 1))


def render_draft(draft: Account) -> str:
    """A form that waits for its sign-in: it has no id yet, and may hold an access token."""
    return render_account(draft, SECRET_FIELDS)


def parse_draft(text: str) -> Account:
    """The other way; ``ValueError`` or :class:`FileDamaged` when it is none."""
    (values,) = tomllib.loads(text)["account"]
    return _account_from(values, "draft", SECRET_FIELDS, draft=True)


def _account_from(
    found: object, where: str, secrets: Sequence[str] = STORED_SECRETS, *, draft: bool = False
) -> Account:
    if type(found) is not dict:
        raise damaged(where, "is not a table")
    values: dict[str, Any] = dict(found)
    known: dict[str, Any] = {name: values.pop(name) for name in _TEXT_NAMES & values.keys()}
    for name, value in known.items():
        if type(value) is not str:
            raise damaged(f"{where}.{name}", "is not a text")
    if not _ID.fullmatch(known.get("id", "")) and not (draft and "id" not in known):
        raise damaged(f"{where}.id", "is not 32 hexadecimal digits")
    rev = values.pop("rev", 0)
    if type(rev) is not int or rev < 0:
        raise damaged(f"{where}.rev", "is not a whole number")
    known["rev"] = rev
    if "company_names" in values:
        known["company_names"] = _texts(values.pop("company_names"), f"{where}.company_names")
    if values.get("environment") in _ENVIRONMENTS:
        known["environment"] = Environment(values.pop("environment"))
    secret = values.pop("secret", _NO_KEYS)
    if not isinstance(secret, dict):
        raise damaged(f"{where}.secret", "is not a table")
    for name in secrets:
        if name in secret:
            known[name] = Secret(_text(secret[name], f"{where}.secret.{name}"))
    rest = {key: value for key, value in secret.items() if key not in secrets}
    return Account(**known, unknown=values, unknown_secret=rest)


def _text(value: object, where: str) -> str:
    if type(value) is not str:
        raise damaged(where, "is not a text")
    return value


def _texts(value: object, where: str) -> tuple[str, ...]:
    if type(value) is not list:
        raise damaged(where, "is not a list of texts")
    return tuple(_text(each, where) for each in value)


def same_name(name: str) -> str:
    """What two names have in common when a person cannot tell them apart."""
    return unicodedata.normalize("NFC", name).strip()


def check(accounts: Sequence[Account], changed: Iterable[Account]) -> None:
    """Refuse what must not be sealed, with :class:`InvalidFields` that names the field.

    Names and ids are compared across all ``accounts``; values are looked at in those that ``changed``.
    """
    ids = Counter(account.id for account in accounts)
    names = Counter(same_name(account.name) for account in accounts)
    for account in changed:
        if not _ID.fullmatch(account.id) or ids[account.id] > 1:
            raise InvalidFields({"id": "An id is 32 hexadecimal digits, and no two accounts share one."})
        if not account.name.strip():
            raise InvalidFields({"name": "An account needs a name."})
        if names[same_name(account.name)] > 1:
            shown = clean(account.name, 80)
            raise InvalidFields({"name": f"There is an account “{shown}” already. Choose another name."})
        _check_values(account)


def _check_values(account: Account) -> None:
    for name in TEXT_FIELDS:
        _check_text(name, getattr(account, name))
    for name in STORED_SECRETS:
        _check_text(name, getattr(account, name).reveal())
    for each in account.company_names:
        _check_text("company_names", each)
    for rest in (account.unknown, account.unknown_secret):
        for key, value in rest.items():
            _check_text(clean(key, 40), f"{render_key(key)} = {render_value(value)}")


def _check_text(name: str, value: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidFields(
            {
                name: "It holds half a character (a lone surrogate), which no file can keep."
                " Delete it and type or paste it again."
            }
        ) from None


def without_access_token(account: Account) -> Account:
    """The account as it is stored."""
    return account.with_changes(access_token=NO_SECRET) if account.access_token else account
