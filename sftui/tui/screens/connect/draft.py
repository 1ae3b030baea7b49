"""The draft being filled: everything a person typed, for every method, and where the rest comes from.

Plain frozen data that survives going back, a failure, a resize and a lock. Secrets of saved accounts are
never copied into it: it only remembers which account they come from, so that locking the file takes them
away and unlocking brings them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sftui.account import NO_SECRET, SECRET_FIELDS, Account, Secret
from sftui.salesforce import methods
from sftui.salesforce.methods import Field, Method, method_of
from sftui.tui.screens.connect import login_choice
from sftui.tui.screens.connect.login_choice import Choice

LOGIN = "login_url"
MADE_FOR_YOU = ("refresh_token",)
"""What a browser sign-in brings by itself, for the method ``tokens``."""
_KEPT_AS_TYPED = {"password", "private_key"}
"""Blanks at the ends may belong to a password; a PEM block ends with a line break."""


class Source(StrEnum):
    """Where the value of a field comes from."""

    NOTHING = "nothing"
    DEFAULT = "default"
    TYPED = "typed"
    SAVED = "saved"
    """From the saved account that is being edited."""
    BORROWED = "borrowed"
    """From another saved account, by the person's choice."""


@dataclass(frozen=True, slots=True)
class Value:
    """One field's value, and where it comes from."""

    text: Secret
    source: Source
    lender: str = ""
    """The name of the account it is borrowed from."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The saved accounts that a draft may draw on: the one being edited, and those it borrows from."""

    by_id: Mapping[str, Account] = field(default_factory=dict)

    def get(self, account_id: str) -> Account | None:
        return self.by_id.get(account_id) if account_id else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed so far. ``base`` carries the rest of an account and no secret."""

    base: Account = field(default_factory=Account)
    typed: Mapping[str, Secret] = field(default_factory=dict)
    """Field name -> what was typed, secret or not, so that no trace shows it."""
    borrowed: Mapping[str, str] = field(default_factory=dict)
    """Field name -> id of the account it is taken from."""
    choice: Choice = Choice.PRODUCTION
    own_address: str = ""
    """The free text of the My Domain choice, kept when another choice is made."""
    touched: bool = False
    """Something was typed or chosen that would be lost by leaving."""

    @property
    def method(self) -> Method | None:
        return method_of(self.base.method)

    @property
    def account_id(self) -> str:
        """The saved account being edited or reconnected; "" for a new one."""
        return self.base.id


def start(account: Account | None, *, copy_of: str = "") -> Draft:
    """The draft to begin with: empty, or filled from an account.

    ``copy_of`` is the id of the saved account that an unsaved one duplicates: its secrets are borrowed from
    there. Other secrets of an unsaved account count as typed.
    """
    if account is None:
        return Draft()
    choice, own = login_choice.choice_of(account.login_url) if account.login_url else (Choice.PRODUCTION, "")
    held = {name: getattr(account, name) for name in SECRET_FIELDS if getattr(account, name)}
    return Draft(
        base=without_secrets(account),
        typed={} if account.id or copy_of else held,
        borrowed=dict.fromkeys(held, copy_of) if copy_of and not account.id else {},
        choice=choice,
        own_address=own,
    )


def without_secrets(account: Account) -> Account:
    return account.with_changes(**dict.fromkeys(SECRET_FIELDS, NO_SECRET), unknown_secret={})


def choose_method(draft: Draft, method_id: str) -> Draft:
    return replace(draft, base=draft.base.with_changes(method=method_id))


def type_in(draft: Draft, name: str, text: str) -> Draft:
    """What the person typed replaces whatever the field had; an empty text empties it."""
    if name == LOGIN:
        return replace(draft, own_address=text, choice=Choice.OWN, touched=True)
    return replace(
        draft,
        typed={**draft.typed, name: Secret(text)},
        borrowed={key: lender for key, lender in draft.borrowed.items() if key != name},
        base=_without_certificate(draft.base) if name == "private_key" else draft.base,
        touched=True,
    )


def untype(draft: Draft, name: str) -> Draft:
    """Take back what was typed: the field has again what was saved, or its default."""
    typed = {key: text for key, text in draft.typed.items() if key != name}
    return replace(draft, typed=typed)


def choose_login(draft: Draft, choice: Choice) -> Draft:
    return replace(draft, choice=choice, touched=True)


def borrow_app(draft: Draft, lender: Account) -> Draft:
    """Take consumer key and secret from a saved account."""
    names = [name for name in ("client_id", "client_secret") if getattr(lender, name)]
    typed = {key: text for key, text in draft.typed.items() if key not in {"client_id", "client_secret"}}
    return replace(draft, typed=typed, borrowed=dict.fromkeys(names, lender.id), touched=True)


def take_made_key(draft: Draft, private_key: Secret, certificate: str) -> Draft:
    """A key that was made here, with its certificate."""
    filled = type_in(draft, "private_key", private_key.reveal())
    return replace(filled, base=filled.base.with_changes(certificate=certificate))


def fill(draft: Draft, recognised: Account) -> Draft:
    """Take over every field that a pasted text held; what it did not hold stays as it is."""
    filled = draft
    for name in _all_names():
        text = methods.value_of(recognised, name)
        if text and name == LOGIN:
            choice, own = login_choice.choice_of(text)
            filled = replace(filled, choice=choice, own_address=own or filled.own_address)
        elif text:
            filled = type_in(filled, name, text)
    if recognised.method:
        filled = choose_method(filled, recognised.method)
    return replace(filled, touched=True)


def trust(draft: Draft, host: str) -> Draft:
    """Remember the person's yes to a host that is not Salesforce's."""
    return replace(draft, base=draft.base.with_changes(trusted_host=host))


def value(draft: Draft, each: Field, saved: Saved) -> Value:
    """What this field holds now, by whatever way it came there."""
    name = each.name
    if name == LOGIN:
        return _login_value(draft, each)
    if name in draft.typed:
        return Value(draft.typed[name], Source.TYPED)
    if (lender := saved.get(draft.borrowed.get(name, ""))) is not None:
        return Value(Secret(methods.value_of(lender, name)), Source.BORROWED, lender.name)
    mine = saved.get(draft.account_id) or draft.base
    if text := methods.value_of(mine, name):
        return Value(Secret(text), Source.SAVED)
    if each.default and not draft.account_id:
        return Value(Secret(each.default), Source.DEFAULT)
    return Value(NO_SECRET, Source.NOTHING)


def problems(draft: Draft, saved: Saved, *, made_for_you: bool = False) -> dict[str, str]:
    """What keeps the draft from being sent: field name -> sentence, in the order of the form."""
    found = methods.problems(account(draft, saved))
    left_out = set(MADE_FOR_YOU) if made_for_you else set()
    return {name: problem for name, problem in found.items() if name not in left_out}


def account(draft: Draft, saved: Saved) -> Account:
    """The draft as the keeper wants it: every field of its method, and nothing of the methods not chosen.

    By another method than the saved one nobody has connected yet, so its user goes, and a refusal is explained as
    that of a new account. The org stays: it is the account's whatever its method. Whom the account stands for is
    not lost by that; the keeper compares who answers with what is saved.
    """
    method = draft.method
    if method is None:
        return draft.base
    mine = saved.get(draft.account_id) or draft.base
    names = {each.name for each in method.fields}
    changes: dict[str, object] = {"method": method.id, "trusted_host": draft.base.trusted_host}
    if mine.method != method.id:
        changes |= {name: NO_SECRET for name in SECRET_FIELDS if name not in names}
        changes["user_id"] = ""
    for each in method.fields:
        text = _sent(each.name, value(draft, each, saved).text.reveal())
        changes[each.name] = Secret(text) if each.name in SECRET_FIELDS else text
    if "private_key" in draft.typed or "private_key" not in names:
        changes["certificate"] = draft.base.certificate if "private_key" in names else ""
    if can_make_tokens(method):
        changes["redirect_uri"] = mine.redirect_uri or methods.DEFAULT_CALLBACK
        changes["scope"] = mine.scope or methods.DEFAULT_SCOPE
    return mine.with_changes(**changes)


def can_make_tokens(method: Method) -> bool:
    """Whether the form asks for tokens that a browser sign-in could bring instead."""
    return {each.name for each in method.fields}.issuperset(MADE_FOR_YOU)


def _login_value(draft: Draft, each: Field) -> Value:
    if each.my_domain_only:
        return Value(Secret(draft.own_address), Source.TYPED if draft.own_address else Source.NOTHING)
    text = login_choice.text_of(draft.choice, draft.own_address)
    return Value(Secret(text), Source.TYPED if text else Source.NOTHING)


def _sent(name: str, text: str) -> str:
    if name == LOGIN:
        return login_choice.read(text).origin or text
    return text if name in _KEPT_AS_TYPED else text.strip()


def _without_certificate(base: Account) -> Account:
    return base.with_changes(certificate="")


def _all_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name for method in methods.METHODS for each in method.fields))
