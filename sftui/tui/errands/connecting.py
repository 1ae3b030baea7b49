"""Opening the Connect dialog: for a new account, an edit, a reconnect, a duplicate, a sign-in that waits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sftui.account import Account
from sftui.errors import SftuiError
from sftui.keeper.events import Undecided
from sftui.keeper.pending import Waiting
from sftui.tui.errands import walking
from sftui.tui.errands.left import decision_of
from sftui.tui.screens.accounts import AccountsScreen
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.screens.waiting import Choice, WaitingDialog

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp


def new(app: SftuiApp, draft: Account | None = None) -> None:
    """Begin with the list of methods, or with a form that is filled in already."""
    _show(app, ConnectScreen(draft))


def fill_in(app: SftuiApp, draft: Account) -> None:
    """A form that is filled in: in the dialog that is open for a new account, else in one of its own."""
    if app.is_locked:
        app.notify("Open the account file first.", markup=False)
    elif isinstance(app.screen, ConnectScreen) and app.screen.takes_a_draft:
        app.screen.call_later(app.screen.take, draft)
    else:
        new(app, draft)


def edit(app: SftuiApp, account_id: str) -> None:
    """The account's own form."""
    entry = app.ledger.entry(account_id)
    if entry is not None:
        _show(app, ConnectScreen(entry.account))


def sign_in(app: SftuiApp, account_id: str) -> None:
    """A new sign-in for a saved account, begun at once."""
    entry = app.ledger.entry(account_id)
    if entry is not None:
        _show(app, ConnectScreen(entry.account, sign_in=True))


def show_failure(app: SftuiApp, account_id: str, error: SftuiError) -> None:
    """Why a saved account could not be connected, and what to do about it."""
    entry = app.ledger.entry(account_id)
    if entry is not None:
        _show(app, ConnectScreen(entry.account, failed=error))


async def duplicate(app: SftuiApp, account_id: str) -> None:
    draft = await asyncio.wrap_future(app.keeper.duplicate(account_id))
    _show(app, ConnectScreen(draft, copy_of=account_id))


def decide(app: SftuiApp, undecided: Undecided) -> None:
    """Somebody else answered than the account stands for: the person says what to do."""
    _show(app, ConnectScreen(undecided=undecided))


async def show_waiting(app: SftuiApp) -> None:
    """The same, because the person asked for it: says so when there are none."""
    if not await asyncio.wrap_future(app.keeper.waiting_sign_ins()):
        app.notify("No sign-in waits for you.", markup=False)
        return
    await offer_waiting(app)


async def offer_waiting(app: SftuiApp) -> None:
    """Offer the sign-ins that were begun before and still wait, until none is left or the person says later."""
    while True:
        shown = {
            screen.waiting.id
            for screen in app.screen_stack
            if isinstance(screen, ConnectScreen) and screen.waiting is not None
        }
        everyone = await asyncio.wrap_future(app.keeper.waiting_sign_ins())
        waiting = tuple(each for each in everyone if each.id not in shown)
        if not waiting:
            return
        chosen = await app.push_screen_wait(WaitingDialog(waiting, app.now()))
        if chosen is None:
            return
        sign_in, choice = chosen
        if choice is Choice.GO_ON:
            take_up(app, sign_in)
            return
        await asyncio.wrap_future(app.keeper.abandon_sign_in(sign_in.id))


def take_up(app: SftuiApp, waiting: Waiting) -> None:
    _show(app, ConnectScreen(waiting=waiting))


def _show(app: SftuiApp, screen: ConnectScreen) -> None:
    def select(account_id: str | None) -> None:
        accounts = app.screen_stack[0]
        if account_id and isinstance(accounts, AccountsScreen):
            accounts.select(account_id)

        if screen.undecided is not None:
            app.run_errand(walking.walk(app, (), left=(decision_of(screen.undecided),)), "asking")

    app.push_screen(screen, select)
