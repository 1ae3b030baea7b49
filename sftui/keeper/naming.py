"""Names: proposed from the org, unique among the accounts, and found again by what a person types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sftui.account import Account, Environment, Identity
from sftui.errors import Cause, InvalidFields, NoSuchAccount
from sftui.foreign import clean
from sftui.salesforce.login_url import read_login_url
from sftui.vault.document import same_name

LONGEST_NAME = 80


def propose(account: Account, identity: Identity, taken: Iterable[str]) -> str:
    """A name for a new account, such as ``Acme production`` or ``Acme sandbox uat``."""
    org = clean(identity.org_name, 40) or _host_word(account) or "Salesforce"
    kind = identity.environment
    words = [org]
    if kind is not Environment.UNKNOWN and kind.value not in org.lower():
        words.append(kind.value)
    sandbox = _sandbox_name(identity.instance_url or account.instance_url)
    if sandbox and sandbox.lower() not in org.lower():
        words.append(sandbox)
    return unique(" ".join(words), taken)


def unique(name: str, taken: Iterable[str]) -> str:
    """``name``, or ``name 2``, ``name 3`` … when it is taken."""
    return all_unique([name], taken)[0]


def all_unique(names: Iterable[str], taken: Iterable[str]) -> list[str]:
    """The same for many, each different from the others as well."""
    used = {as_seen(each) for each in taken}
    following: dict[str, int] = {}
    found = []
    for name in names:
        candidate, number = name, following.get(name, 2)
        while as_seen(candidate) in used:
            candidate, number = f"{name} {number}", number + 1
        used.add(as_seen(candidate))
        following[name] = number
        found.append(candidate)
    return found


def check_name(name: str, others: Iterable[str]) -> str:
    """The name as it will be kept. Any characters may be in it, but something must be seen of it.

    Raises InvalidFields when it is empty, too long, broken or taken; one that only looks like another is taken.
    """
    kept = name.strip()
    if not clean(kept):
        raise InvalidFields({"name": "A name is needed."})
    if len(kept) > LONGEST_NAME:
        raise InvalidFields({"name": f"At most {LONGEST_NAME} characters, please."})
    try:
        kept.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidFields({"name": "One character arrived broken; type it again."}) from None
    if as_seen(kept) in {as_seen(other) for other in others}:
        raise InvalidFields({"name": f"Another account is called “{clean(kept)}” already."})
    return kept


def find(accounts: Iterable[Account], asked: str) -> Account:
    """The account that ``asked`` means: its name, exact or as it is shown, its id, or a part that fits only one.

    Raises NoSuchAccount, which lists the candidates when several fit.
    """
    everyone = tuple(accounts)
    for fits in (
        [a for a in everyone if asked in (a.name, a.id)],
        [a for a in everyone if a.name.casefold() == asked.casefold()],
        [a for a in everyone if as_seen(a.name) == as_seen(asked)],
        [a for a in everyone if asked.casefold() in a.name.casefold()],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise NoSuchAccount(
                f"“{clean(asked)}” fits several accounts: {_some(fits)}.",
                Cause("The name is a part of more than one.", "Give the whole name, in quotes."),
            )
    names = _some(everyone) or "none yet"
    raise NoSuchAccount(
        f"There is no account called “{clean(asked)}”.",
        Cause(f"The saved accounts are: {names}.", "See them all with: sftui list"),
    )


def _some(accounts: Sequence[Account]) -> str:
    """The names of the first six, and how many there are beside them."""
    names = [f"“{clean(each.name)}”" for each in accounts[:6]]
    more = len(accounts) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def as_seen(name: str) -> str:
    """What names are told apart by: marks that draw nothing, case and the spelling in Unicode are left out.

    Of the file's own rule, too: it refuses two names that it holds for the same.
    """
    return same_name(clean(name)).casefold()


def _host_word(account: Account) -> str:
    """``acme`` from ``https://acme.my.salesforce.com``; "" for a generic or unreadable host."""
    try:
        found = read_login_url(account.instance_url or account.login_url)
    except InvalidFields:
        return ""
    return "" if found.is_generic else (found.my_domain or found.host)


def _sandbox_name(instance_url: str) -> str:
    if not instance_url:
        return ""
    try:
        return read_login_url(instance_url).sandbox_name
    except InvalidFields:
        return ""
