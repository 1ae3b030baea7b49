"""Rename, delete, copy a token: small errands with one account."""

from __future__ import annotations

import asyncio
import os
import shlex
from typing import TYPE_CHECKING

from sftui.account import Problem
from sftui.errors import InvalidFields
from sftui.foreign import clean
from sftui.keeper.ending import Removed
from sftui.tui import clipboard
from sftui.tui.errands.doing import doing
from sftui.tui.screens.delete import DeleteDialog, Ending
from sftui.tui.screens.login_page import LoginPageDialog
from sftui.tui.screens.rename import RenameDialog
from sftui.tui.widgets.shared_access import duplicate_notice

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp


async def rename(app: SftuiApp, account_id: str) -> None:
    """Ask until the name fits, or the person leaves it."""
    entry = app.ledger.entry(account_id)
    if entry is None:
        return
    typed, problem = entry.account.name, ""
    while True:
        name = await app.push_screen_wait(RenameDialog(typed, problem))
        if name is None or name == entry.account.name:
            return
        try:
            await asyncio.wrap_future(app.keeper.rename(account_id, name))
            return
        except InvalidFields as error:
            typed, problem = name, error.problems.get("name", error.message)


async def delete(app: SftuiApp, account_id: str) -> None:
    """Ask what shall end, do it, and say what was ended and what still works."""
    entry = app.ledger.entry(account_id)
    if entry is None:
        return
    ending = await app.push_screen_wait(DeleteDialog(entry, duplicate_notice(entry, app.snapshot.entries)))
    if ending is None:
        return
    keeper, name = app.keeper, clean(entry.account.name)
    keep = ending is Ending.ACCOUNT
    with doing(app, lambda: f"removing “{name}”" if keep else f"ending the access of “{name}”"):
        removed = await asyncio.wrap_future(
            keeper.revoke(account_id)
            if ending is Ending.ACCESS
            else keeper.remove(account_id, keep_access=keep)
        )
    app.notify(said_of(removed, ending), markup=False, timeout=10)


def said_of(removed: Removed, ending: Ending) -> str:
    """What was ended, in sentences."""
    name = f"“{clean(removed.name)}”"
    sentences = [f"{name} is kept." if ending is Ending.ACCESS else f"{name} is removed."]
    if removed.revoked:
        sentences.append(f"Ended at Salesforce: {', '.join(removed.revoked)}.")
    elif ending is Ending.ACCOUNT:
        sentences.append("Its access at Salesforce goes on.")
    elif removed.not_revoked is None:
        sentences.append("sftui held no session of it that could be ended.")
    if removed.not_revoked:
        sentences.append(f"Not ended at Salesforce: {why_not(removed.not_revoked)}")
    if removed.still_works:
        sentences.append(removed.still_works)
    return " ".join(sentences)


def why_not(problem: Problem) -> str:
    """What happened, its likely cause and what to do, in one line."""
    return " ".join(clean(text, 300) for text in (problem.message, problem.cause, problem.do) if text)


async def copy_token(app: SftuiApp, account_id: str) -> None:
    """Send a working access token to the terminal's clipboard; it is never shown."""
    entry = app.ledger.entry(account_id)
    if entry is None:
        return
    job = app.keeper.token(account_id, tested=True)
    with doing(app, lambda: "getting an access token", stop=job.cancel):
        token = await asyncio.wrap_future(job)
    said = clipboard.send(app, token.access_token.reveal(), os.environ)
    name = clean(entry.account.name)
    sent = f"An access token of “{name}” was sent to the terminal's clipboard. Nothing there?"
    words = said if said == clipboard.NO_WAY else sent
    app.notify(f"{words} Take it with: sftui token {shlex.quote(name)}", markup=False)


def show_login_page(app: SftuiApp, account_id: str) -> None:
    """The address of the org's login page."""
    entry = app.ledger.entry(account_id)
    if entry is not None:
        app.push_screen(LoginPageDialog(entry))
