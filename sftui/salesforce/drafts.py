"""From named values to a draft account: what ``--from`` files, pasted texts and forms have in common.

The names are those of the methods' fields (design §6). Whether a draft can be sent is not asked here: that is
``methods.problems``. So a pasted text may fill a part of the form and leave the rest to the person.
"""

from __future__ import annotations

from collections.abc import Mapping

from sftui.account import SECRET_FIELDS, Account, Secret
from sftui.errors import InvalidFields
from sftui.foreign import clean
from sftui.salesforce.methods import CHOOSE_ONE, METHODS, Method, method_of

OF_EVERY_METHOD = ("name", "method", "company_names")
BY_METHOD: Mapping[str, frozenset[str]] = {m.id: frozenset(f.name for f in m.fields) for m in METHODS}
SETTABLE = (*OF_EVERY_METHOD, *dict.fromkeys(f.name for m in METHODS for f in m.fields))
"""Every name that a person may give a value to."""
REPORTED = frozenset(
    {
        "id",
        "environment",
        "instance_url",
        "user_id",
        "org_id",
        "org_name",
        "status",
        "last_connected_at",
        "last_checked_at",
        "last_error",
    }
)
"""Names that ``show --json`` adds. They are no settings; what it printed may be given back all the same."""
LONGEST_VALUE = 1_000_000
"""Characters; the account file promises to keep this much (account-file.md §8, D22)."""


def draft_from(values: Mapping[str, object]) -> Account:
    """A draft with these values, and the method's usual callback and scope where none were given.

    The login URL has no silent default: a password must not go to a host that nobody named.
    Raises InvalidFields with every problem at once: unknown names and methods, wrong types, fields the method does
    not have.
    """
    given = {name: value for name, value in values.items() if value not in ("", None)}
    texts: dict[str, str] = {}
    problems: dict[str, str] = {}
    for name, value in given.items():
        if name in REPORTED or name == "company_names":
            continue
        if name not in SETTABLE:
            problems[clean(name, 40)] = f"There is no such field. The fields are: {', '.join(SETTABLE)}."
        elif (text := _text(name, value)) is None:
            problems[name] = "This must be a text."
        elif len(text) > LONGEST_VALUE:
            problems[name] = "This is too long."
        else:
            texts[name] = text
    method = method_of(texts.get("method", ""))
    if method is not None:
        problems |= _strangers(method, texts)
        texts = _completed(method, texts, given)
    elif texts.get("method"):
        problems = {"method": CHOOSE_ONE} | problems
    company_names = _company_names(given, problems)
    if problems:
        raise InvalidFields(problems)
    secrets = {name: Secret(text) for name, text in texts.items() if name in SECRET_FIELDS}
    return Account(company_names=company_names).with_changes(**(texts | secrets))


def _text(name: str, value: object) -> str | None:
    """``api_version`` may be a bare number, as people write it; everything else is a text."""
    if name == "api_version" and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{float(value):.1f}" if abs(value) < 1_000 else None
    return value if isinstance(value, str) else None


def _strangers(method: Method, texts: Mapping[str, str]) -> dict[str, str]:
    """Fields of other methods: kept silently they would be secrets that serve nothing."""
    own = BY_METHOD[method.id]
    return {
        name: f"The method “{method.id}” has no such field. It has: {', '.join(f.name for f in method.fields)}."
        for name in texts
        if name not in own and name not in OF_EVERY_METHOD and not _harmless(method, name)
    }


def _harmless(method: Method, name: str) -> bool:
    """What every saved account carries, and the refresh token that a finished sign-in left."""
    return name in {"username", "api_version", "audience"} or (
        name == "refresh_token" and method.renews_with_refresh_token
    )


def _completed(method: Method, texts: Mapping[str, str], given: Mapping[str, object]) -> dict[str, str]:
    defaults = {f.name: f.default for f in method.fields if f.default and f.name != "login_url"}
    instance_url = given.get("instance_url")
    if method.id == "tokens" and isinstance(instance_url, str):
        defaults["login_url"] = instance_url
    return defaults | dict(texts)


def _company_names(given: Mapping[str, object], problems: dict[str, str]) -> tuple[str, ...]:
    names = given.get("company_names", ["*"])
    if isinstance(names, list | tuple) and names and all(isinstance(name, str) for name in names):
        return tuple(names)
    problems["company_names"] = 'This must be a list of texts, such as ["*"].'
    return ("*",)
