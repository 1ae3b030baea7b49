"""Changes that a person makes to saved accounts without connecting them."""

from __future__ import annotations

from sftui.account import Account
from sftui.keeper.desk import Desk
from sftui.keeper.events import Entry
from sftui.keeper.naming import all_unique, check_name, unique


async def save(desk: Desk, before: Account, after: Account) -> Entry:
    """Write only the fields that differ between ``before`` and ``after``, onto the newest document."""
    account = await desk.apply(before, after)
    return desk.entry(account.id)


async def save_all(desk: Desk, drafts: tuple[Account, ...]) -> tuple[Account, ...]:
    """Save drafts as they are, each under a name of its own; nothing is sent."""
    names = all_unique(
        [draft.name or draft.method for draft in drafts], [account.name for account in desk.accounts]
    )
    named = [draft.with_changes(id="", name=name) for draft, name in zip(drafts, names, strict=True)]
    return await desk.put_all(named)


async def rename(desk: Desk, account_id: str, name: str) -> Entry:
    """Rename an account. Raises InvalidFields when the name is empty, too long or taken."""
    before = desk.account(account_id)
    others = [other.name for other in desk.accounts if other.id != account_id]
    return await save(desk, before, before.with_changes(name=check_name(name, others)))


async def duplicate(desk: Desk, account_id: str) -> Account:
    """A draft with the same fields, without what belongs to the one connection."""
    account = desk.account(account_id)
    name = unique(f"{account.name} copy", [other.name for other in desk.accounts])
    return Account(
        name=name,
        method=account.method,
        login_url=account.login_url,
        username=account.username,
        client_id=account.client_id,
        client_secret=account.client_secret,
        redirect_uri=account.redirect_uri,
        scope=account.scope,
        audience=account.audience,
        api_version=account.api_version,
        company_names=account.company_names,
        trusted_host=account.trusted_host,
        password=account.password,
        security_token=account.security_token,
        private_key=account.private_key,
        certificate=account.certificate,
    )
