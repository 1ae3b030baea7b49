"""Every answer of Salesforce that connecting can meet leads to the causes written for it, on the failure step."""

from __future__ import annotations

import pytest

from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from sftui.keeper.keeper import Keeper
from sftui.salesforce.diagnosis import Step
from sftui.salesforce.drafts import draft_from
from sftui.tui.screens.connect import draft as drafts
from sftui.tui.screens.connect.browser_step import BrowserStep
from sftui.tui.screens.connect.failure_step import FailureStep
from sftui.tui.screens.connect.form_step import FormStep
from sftui.tui.screens.connect.remedies import MOST_CAUSES, Failure
from tests.support.refusals import Row, failing
from tests.tui.connect.stage import Stage, dialog_on

STEPS = (Step.TOKEN, Step.REFRESH, Step.IDENTITY, Step.REST, Step.DEVICE, Step.AUTHORIZE, Step.CODE)
WIDE = (240, 40)
"""So wide that no cause is broken over lines."""


@pytest.mark.parametrize("step", STEPS)
async def test_each_cause_is_shown_in_its_order(keeper: Keeper, demo: DemoSalesforce, step: Step) -> None:
    async with dialog_on(keeper, size=WIDE) as stage:
        values: dict[str, str] = {}
        for number, row in enumerate(failing(step)):
            values = values_for(row, demo, number)
            failure = await meet(stage, demo, row, values)
            expected = row.expected(values)
            most = MOST_CAUSES if row.method == "password" else MOST_CAUSES - 1
            causes = [(cause.what, cause.do) for cause in expected.causes[:most]]
            assert failure.message == expected.message, row
            assert [(each.what, each.do) for each in failure.remedies][: len(causes)] == causes, row
            shown = stage.words()
            assert expected.message in shown, row
            assert all(f"{each.number} {each.what}" in shown for each in failure.remedies), row
            assert causes[0][1] in shown, row
        await stage.press("escape")
        await stage.step(FormStep)
        assert stage.dialog.account().client_id == values["client_id"]


def values_for(row: Row, demo: DemoSalesforce, number: int) -> dict[str, str]:
    """A refused password is not sent twice, so each row gets one of its own."""
    values = credentials(demo)[row.method]
    if row.method == "password" and row.step is Step.TOKEN:
        values["password"] += str(number)
    if row.method == "web":
        values["redirect_uri"] = f"{demo.login_url}/services/oauth2/success"
    return values


async def meet(stage: Stage, demo: DemoSalesforce, row: Row, values: dict[str, str]) -> Failure:
    """Send a filled form, and give Salesforce's answer; gives what the failure step shows."""
    demo.reset_switches()
    row.arm(demo)
    stage.dialog.draft = drafts.start(draft_from(values))
    before = stage.dialog.step
    stage.dialog.send()
    if row.method == "web":
        await stage.step(BrowserStep)
        assert isinstance(stage.dialog.step, BrowserStep)
        await stage.paste(await answer(demo, row, stage.dialog.step.link))
        await stage.press("enter")
    await stage.until(lambda: stage.dialog.step is not before, str(row))
    await stage.step(FailureStep)
    assert isinstance(stage.dialog.step, FailureStep)
    return stage.dialog.step.failure


async def answer(demo: DemoSalesforce, row: Row, link: str) -> str:
    """Where the browser ends, with its person saying yes unless Salesforce says no before."""
    import asyncio

    if row.step is Step.AUTHORIZE:
        return row.redirect(link)
    ada = demo.person("ada@acme.com")
    return await asyncio.to_thread(demo.browser.sign_in, link, ada.username, ada.password)
