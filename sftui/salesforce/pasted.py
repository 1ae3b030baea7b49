"""Paste anything: from a text that somebody has at hand to a draft account, and what is still missing.

Which texts: a Coalesce JSON, a ``force://`` address or the CLI's JSON with one, a token reply, the address at the
end of a sign-in, the link that begins one, a curl command, ``.env`` lines, a private key, sftui's own settings,
and other tools' settings as far as their names are plain. Nothing is sent, run or opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sftui import foreign
from sftui.account import NO_SECRET, SECRET_FIELDS, Account, Secret
from sftui.errors import InvalidFields
from sftui.salesforce.methods import method_of
from sftui.salesforce.pasting.addresses import (
    from_force_address,
    from_sign_in_link,
    from_token_address,
    is_answer,
)
from sftui.salesforce.pasting.curl import from_curl
from sftui.salesforce.pasting.names import (
    Values,
    address_for,
    first_of_each,
    is_placeholder,
    method_for,
    missing_of,
    origin_of,
)
from sftui.salesforce.pasting.settings import (
    Pairs,
    from_assignments,
    from_json,
    from_labels,
    from_toml,
    holds_several,
    leaves,
)
from sftui.salesforce.pem import private_key_block
from sftui.salesforce.refusals.circumstances import seems_to_end_in_token

LARGEST = 256 * 1024
"""Bytes of a pasted text."""
MOST_BLOCKS = 20
"""PEM blocks: a key with its certificate chain has a handful."""
LONGEST_PLAIN = 2_000
"""Characters of a field that is not secret."""

_COALESCE = {"baseUrl", "username", "password", "securityToken", "clientId", "clientSecret"}
_ONE_FIELD_IS_ENOUGH = {"refresh_token", "access_token", "private_key", "client_id"}
CURL = "a curl command"
_LISTS = {
    "accounts:": "an accounts file of IBM App Connect",
    "salesforce:": "a Zato enmasse file",
}
_GLUED = {CURL, *_LISTS.values()}
"""Texts in which the security token stands behind the password (handoff-formats.md §0)."""
SEVERAL = "There are several accounts in it; only the first is taken."


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What was recognised."""

    what: str
    """In words that fit behind "This is": ``a Coalesce Catalog JSON``."""
    draft: Account
    """With the fields that were found, and the method they suit."""
    method: str = ""
    """The id of that method; "" for the answer to a sign-in."""
    missing: tuple[str, ...] = ()
    """Names of the fields that the method still needs, in the order of its form."""
    notes: tuple[str, ...] = ()
    answer: Secret = NO_SECRET
    """For the answer to a sign-in: the text, to be given to ``signin.read_answer``."""


@dataclass(frozen=True, slots=True)
class _Read:
    what: str
    values: Values
    notes: tuple[str, ...] = ()


def recognise(text: str) -> Pasted | None:
    """What this text is, or None. Never raises, whatever the text."""
    if len(text.encode("utf-8", "replace")) > LARGEST:
        return None
    plain = text.strip().strip("\ufeff\u200b").strip()
    if not plain:
        return None
    if is_answer(plain):
        return Pasted(what="the answer to a sign-in", draft=Account(), answer=Secret(plain))
    for reader in _READERS:
        read = reader(plain)
        if read is not None and (found := _pasted(read)) is not None:
            return found
    return None


def _pasted(read: _Read) -> Pasted | None:
    """The draft; None when nothing that says something was found."""
    values, gaps = {}, []
    for name, value in read.values.items():
        if is_placeholder(value):
            gaps.append(name)
        else:
            values[name] = value
    method = method_for(read.values)
    if not method or not _says_enough(values):
        return None
    values["login_url"] = origin_of(address) if (address := address_for(method, values)) else ""
    known = method_of(method)
    names = {field.name for field in known.fields} if known is not None else set()
    kept = {name: value for name, value in values.items() if name in names | {"username"} and value}
    fields: dict[str, object] = {
        name: Secret(value) if name in SECRET_FIELDS else foreign.clean(value, LONGEST_PLAIN)
        for name, value in kept.items()
    }
    notes = [*read.notes, *_notes(method, kept, gaps, glued=read.what in _GLUED)]
    return Pasted(
        what=read.what,
        draft=Account(method=method).with_changes(**fields),
        method=method,
        missing=missing_of(method, kept),
        notes=tuple(notes),
    )


def _says_enough(values: Values) -> bool:
    """One telling field, or two that together can be nothing else."""
    telling = {name for name, value in values.items() if value} - {"is_sandbox", "scope", "api_version"}
    return bool(telling & _ONE_FIELD_IS_ENOUGH) or len(telling) >= 2


def _notes(method: str, values: Values, gaps: list[str], *, glued: bool) -> list[str]:
    notes = []
    if gaps:
        known = method_of(method)
        labels = {field.name: field.label for field in known.fields} if known is not None else {}
        notes.append(f"No value, only a placeholder: {', '.join(labels.get(name, name) for name in gaps)}.")
    password = values.get("password", "")
    if method == "password" and password and not values.get("security_token"):
        tail = seems_to_end_in_token(password)
        if tail or glued:
            way = "seems to end" if tail else "of such a text often ends"
            notes.append(
                f"The password {way} with the security token. It is left as it is: if so, leave the field of the "
                "security token empty."
            )
    if method == "tokens" and not values.get("client_id"):
        notes.append("The client ID of the app that the tokens were made with is not in it.")
    if method == "jwt" and not values.get("private_key"):
        notes.append("The private key is not in it.")
    return notes


def _force(text: str) -> _Read | None:
    values = from_force_address(text)
    return _Read("a Salesforce CLI address (force://)", values) if values else None


def _token_address(text: str) -> _Read | None:
    values = from_token_address(text)
    return _Read("an address with tokens in it", values) if values else None


def _sign_in_link(text: str) -> _Read | None:
    values = from_sign_in_link(text)
    return _Read("a link to sign in at Salesforce", values) if values else None


def _curl(text: str) -> _Read | None:
    return _named(CURL, from_curl(text))


def _private_key(text: str) -> _Read | None:
    if not text.startswith("-----BEGIN") or text.count("-----BEGIN") > MOST_BLOCKS:
        return None
    try:
        return _Read("a private key", {"private_key": private_key_block(text).reveal()})
    except InvalidFields:
        return None


def _json(text: str) -> _Read | None:
    found = from_json(text)
    if found is None:
        return None
    first, several = found
    return _named(_what_json(first), list(leaves(first)), several=several)


def _what_json(found: dict[str, object]) -> str:
    names = set(found)
    if {"baseUrl", "clientId"} <= names <= _COALESCE:
        return "a Coalesce Catalog JSON"
    if "access_token" in names and {"instance_url", "id", "token_type"} & names:
        return "a token reply"
    if "method" in names:
        return "a list of sftui's settings"
    if "AuthParameters" in names:
        return "an AWS EventBridge connection"
    return "a list of settings in JSON"


def _toml(text: str) -> _Read | None:
    found = from_toml(text)
    if found is None:
        return None
    if any(name.isupper() for name in found):
        what = "a list of environment variables"
    else:
        what = "a list of sftui's settings" if "method" in found else "a list of settings in TOML"
    return _named(what, list(leaves(found)), several=holds_several(found))


def _assignments(text: str) -> _Read | None:
    return _named("a list of environment variables", from_assignments(text))


def _labels(text: str) -> _Read | None:
    pairs, several = from_labels(text)
    what = next((what for start, what in _LISTS.items() if text.startswith(start)), "a list of settings")
    return _named(what, pairs, several=several)


def _named(what: str, pairs: Pairs, *, several: bool = False) -> _Read | None:
    values = first_of_each(pairs)
    return _Read(what, values, (SEVERAL,) if several else ()) if values else None


_READERS: tuple[Callable[[str], _Read | None], ...] = (
    _force,
    _token_address,
    _sign_in_link,
    _curl,
    _private_key,
    _json,
    _toml,
    _assignments,
    _labels,
)
"""In this order: the texts that say best what they are come first."""
