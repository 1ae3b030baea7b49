"""From a closed file to an open one: first run, unlock or recovery, and back again when it is locked."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from sftui.errors import FileError, InvalidFields, SftuiError
from sftui.keeper.events import Snapshot
from sftui.tui.screens.first_run import USUAL_KEY_FILE, FirstChoice, FirstRunScreen
from sftui.tui.screens.recovery import RecoveryScreen
from sftui.tui.screens.recovery_code import RecoveryCodeScreen
from sftui.tui.screens.unlock import Instead, UnlockScreen
from sftui.vault import key_files
from sftui.vault.advice import naming_a_backup
from sftui.vault.file import FileState, file_id_of
from sftui.vault.home import expanded, meant_path
from sftui.vault.keys import Key
from sftui.vault.new_key_place import check_new_key_place
from sftui.vault.recovery_code import new_recovery_key
from sftui.vault.typed_keys import new_passphrase
from sftui.vault.ways import KEY_FILE, MAIN, RECOVERY_CODE, ways_into

if TYPE_CHECKING:
    from sftui.tui.app import SftuiApp

LOAD_AFTER = 0.1
"""Seconds after which the unlock screen stands there and waits for a person, so that loading delays nothing."""


async def open_up(app: SftuiApp, reason: str = "") -> None:
    """Show one screen after the other until the file is open, or the person leaves."""
    problem: SftuiError | None = None
    while app.is_locked:
        try:
            state = await asyncio.to_thread(app.keeper.state)
        except FileError as error:
            state, problem = FileState.PRESENT, error
        if state is FileState.FIRST_RUN:
            if not await _first_run(app):
                return
            continue
        if state is FileState.NEEDS_RECOVERY:
            await app.push_screen_wait(RecoveryScreen())
            continue
        problem = problem or await asyncio.to_thread(_unreadable, app.keeper.places.accounts)
        ways = await asyncio.to_thread(ways_into, app.keeper.places.accounts)
        key_file = await asyncio.to_thread(_usual_key_file)
        app.set_timer(LOAD_AFTER, partial(app.run_worker, _load_connecting, group="loading", thread=True))
        answer = await app.push_screen_wait(
            UnlockScreen(reason=reason, problem=problem, ways=ways, key_file=key_file)
        )
        if isinstance(answer, Snapshot):
            app.opened(answer)
        elif answer is Instead.BACKUPS:
            await app.push_screen_wait(RecoveryScreen(can_leave=True))
        problem = None
    await after_opening(app)


def _unreadable(path: Path) -> FileError | None:
    """Why no passphrase would help, such as a newer format; said before anybody types one."""
    try:
        with naming_a_backup(path):
            file_id_of(path)
    except FileError as error:
        return error
    return None


def _usual_key_file() -> str:
    """The key file that the first run proposes, where it is there."""
    return USUAL_KEY_FILE if os.path.isfile(expanded(Path(USUAL_KEY_FILE))) else ""  # noqa: PTH113 - never raises


async def after_opening(app: SftuiApp) -> None:
    """What waits for the person since the last time. The screens for it load beside the list, which answers keys."""
    connecting = await asyncio.to_thread(_load_connecting)
    await connecting.offer_waiting(app)


def _load_connecting() -> ModuleType:
    """The screens for connecting, in a thread: while the passphrase is typed, or else beside the list."""
    return import_module("sftui.tui.errands.connecting")


async def lock(app: SftuiApp, reason: str) -> None:
    await asyncio.wrap_future(app.keeper.lock(reason))


async def _first_run(app: SftuiApp) -> bool:
    """Ask until a file is made; False when the person leaves by a door.

    What was typed comes back when making the file failed, and so does the recovery code: it stands on paper.
    """
    choice: FirstChoice | None = None
    problem: SftuiError | None = None
    code, is_noted = new_recovery_key(), False
    while app.is_locked:
        choice = await app.push_screen_wait(FirstRunScreen(app.doors, before=choice, problem=problem))
        if choice.door:
            app.exit(choice.door)
            return False
        try:
            await _check_place(choice)
            if choice.wants_recovery_code and not is_noted:
                is_noted = await app.push_screen_wait(RecoveryCodeScreen(code))
            app.opened(await _make(app, choice, code if choice.wants_recovery_code and is_noted else None))
        except SftuiError as error:
            problem = error
    return True


async def _check_place(choice: FirstChoice) -> None:
    """Raise InvalidFields for a key file that cannot be made there, before anybody writes a code down for it."""
    if not choice.key_file:
        return
    try:
        await asyncio.to_thread(check_new_key_place, meant_path(choice.key_file))
    except InvalidFields as error:
        raise InvalidFields({"key_file": " ".join(error.problems.values())}) from None
    except SftuiError as error:
        raise InvalidFields({"key_file": f"{error.message} {error.do}"}) from None


async def _make(app: SftuiApp, choice: FirstChoice, recovery: Key | None) -> Snapshot:
    """Make key file and account file; a key file whose account file could not be made goes again."""
    keys: dict[str, Key] = {}
    path = meant_path(choice.key_file) if choice.key_file else None
    if path is not None:
        new = await asyncio.to_thread(key_files.make_key_file, path)
        keys[KEY_FILE] = new.key
        for warning in new.warnings:
            app.warn(warning)
    elif choice.passphrase:
        keys[MAIN] = new_passphrase(choice.passphrase)
    else:
        raise InvalidFields({"passphrase": "A passphrase or a key file is needed."})
    if recovery is not None:
        keys[RECOVERY_CODE] = recovery
    try:
        return await asyncio.wrap_future(app.keeper.create(keys))
    except SftuiError:
        if path is not None:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        raise
