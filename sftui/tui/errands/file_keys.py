"""What opens the account file: asking for it, and having the keeper change it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from sftui.errors import FileError, SftuiError, UsageError, WrongKey
from sftui.foreign import clean
from sftui.tui.screens.confirm import ConfirmDialog
from sftui.tui.screens.first_run import USUAL_KEY_FILE
from sftui.tui.screens.new_key import KeyFilePlaceDialog, NewPassphraseDialog
from sftui.tui.screens.recovery_code import RecoveryCodeScreen
from sftui.tui.screens.rotate import RotateScreen, Rotation
from sftui.vault.home import meant_path
from sftui.vault.recovery_code import new_recovery_key
from sftui.vault.slots import SlotInfo
from sftui.vault.typed_keys import new_passphrase
from sftui.vault.ways import KEY_FILE, MAIN, RECOVERY_CODE

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp


async def change_passphrase(app: SftuiApp) -> None:
    """Change the one that a person means, or add a first one."""
    slots = await asyncio.wrap_future(app.keeper.slots())
    passphrases = [slot for slot in slots if slot.type == "passphrase"]
    choice = await app.push_screen_wait(NewPassphraseDialog(passphrases))
    if choice is None:
        return
    new = new_passphrase(choice.passphrase)
    if choice.slot_id:
        changed = await asyncio.wrap_future(app.keeper.change_passphrase(new, choice.slot_id))
        label = next(clean(slot.label, 40) for slot in passphrases if slot.id == choice.slot_id)
        which = f"The passphrase “{label}”" if label and len(passphrases) > 1 else "The passphrase"
        app.notify(f"{which} is changed. Old backups still open with the old one.", markup=False)
    else:
        changed = await asyncio.wrap_future(app.keeper.add_slot(MAIN, new))
        app.notify("The passphrase opens the account file from now on.", markup=False)
    _tell(app, changed)


async def add_key_file(app: SftuiApp) -> None:
    """Ask where, until it can be made there or the person leaves it."""
    typed, problem = USUAL_KEY_FILE, ""
    while True:
        place = await app.push_screen_wait(KeyFilePlaceDialog(typed, problem))
        if place is None:
            return
        try:
            path = meant_path(place)
            changed = await asyncio.wrap_future(app.keeper.add_key_file(KEY_FILE, path))
        except SftuiError as error:
            typed, problem = place, f"{error.message} {error.do}"
            continue
        _tell(app, changed)
        app.notify(f"{path} opens the account file from now on.", markup=False)
        return


async def add_recovery_code(app: SftuiApp) -> None:
    key = new_recovery_key()
    if not await app.push_screen_wait(RecoveryCodeScreen(key)):
        return
    _tell(app, await asyncio.wrap_future(app.keeper.add_slot(RECOVERY_CODE, key)))
    app.notify("The recovery code opens the account file from now on.", markup=False)


async def remove_slot(app: SftuiApp, slot: SlotInfo) -> None:
    name = clean(slot.label, 40) or slot.type
    text = f"“{name}” will not open the account file any more. Backups made before still open with it."
    if await app.push_screen_wait(ConfirmDialog(f"Remove “{name}”?", text, "Remove it")):
        _tell(app, await asyncio.wrap_future(app.keeper.remove_slot(slot.id)))


async def rotate(app: SftuiApp, slots: tuple[SlotInfo, ...]) -> None:
    """Until it is done or the person leaves the form; what was typed there comes back until then."""
    choice: Rotation | None = None
    problem: SftuiError | None = None
    while True:
        choice = await app.push_screen_wait(RotateScreen(slots, before=choice, problem=problem))
        problem = None
        if choice is None:
            return
        if choice.drop and not await _gives_up(app, slots, choice.drop):
            continue
        try:
            changed = await asyncio.wrap_future(app.keeper.rotate(choice.keys, choice.drop))
        except (WrongKey, UsageError, FileError) as error:
            problem = error
            continue
        _tell(app, changed)
        app.notify("The account file and its backups have a new data key.", markup=False)
        return


async def _gives_up(app: SftuiApp, slots: tuple[SlotInfo, ...], drop: Collection[str]) -> bool:
    lost = ", ".join(clean(slot.label, 40) or slot.type for slot in slots if slot.id in drop)
    text = f"These will not open the account file any more: {lost}."
    yes: bool | None = await app.push_screen_wait(ConfirmDialog("Give these up?", text, "Give them up"))
    return bool(yes)


def _tell(app: SftuiApp, slots: tuple[SlotInfo, ...]) -> None:
    for screen in app.listening():
        screen.slots_changed(slots)
