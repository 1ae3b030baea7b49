"""A paste into the form goes to a field, or is answered with a word."""

from __future__ import annotations

from sftui.account import Account
from sftui.keeper.keeper import Keeper
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.method_step import MethodStep
from sftui.tui.screens.connect.screen import ConnectScreen
from sftui.tui.widgets.doorway import Doorway
from sftui.tui.widgets.secret_block import LONGEST, SecretBlock
from tests.tui.connect.stage import choose, dialog_on, static_text


async def test_an_address_pasted_at_the_choices_is_the_orgs_own(keeper: Keeper) -> None:
    async with dialog_on(keeper) as stage:
        await choose(stage, "password")
        await stage.paste("https://acme.my.sales\nforce.com/home\n")
        await stage.until(
            lambda: "(•) My Domain" in stage.words() and "acme.my.salesforce.com" in stage.words()
        )
        assert stage.dialog.draft.own_address == "https://acme.my.salesforce.com/home"
        await stage.until(lambda: getattr(stage.app.focused, "value", "").startswith("https://acme.my"))


async def test_a_paste_that_no_field_takes_is_answered(keeper: Keeper) -> None:
    async with dialog_on(keeper, ConnectScreen(Account(method="jwt"))) as stage:
        await stage.step(FormStep)
        stage.app.screen.query_one("#key-file", Doorway).focus()
        await stage.pilot.pause()
        await stage.paste("-----BEGIN PRIVATE KEY-----\nabc")
        assert "Nothing was pasted" in static_text(stage, "#form-note")


async def test_too_much_for_the_box_is_refused_and_what_it_held_stays(keeper: Keeper) -> None:
    async with dialog_on(keeper) as stage:
        await stage.step(MethodStep)
        box = stage.app.screen.query_one(SecretBlock)
        await stage.paste("force://kept")
        await stage.until(lambda: box.value == "force://kept")
        await stage.paste("x" * (LONGEST + 1))
        assert static_text(stage, "#paste-said") == f"Too long: {LONGEST + 1:,} characters were pasted."
        box.focus()
        await stage.pilot.pause()
        await stage.paste("x" * (LONGEST + 1))
        assert box.value == "force://kept"
