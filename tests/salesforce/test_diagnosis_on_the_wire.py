"""Every row that a token request can be answered with, sent by the demo org and read from the wire."""

from __future__ import annotations

import httpx
import pytest

from sftui.demo.server import DemoSalesforce
from sftui.errors import Cause, RefusedError
from sftui.salesforce.diagnosis import Step
from sftui.salesforce.exchange import token_for
from sftui.salesforce.methods import method_of
from tests.salesforce.drafts import draft_of
from tests.salesforce.fact_sheet import ASKED, saved
from tests.support.exit_codes import exit_code_of

ROWS = [
    (account.method, account.user_id, error, said, status, first)
    for _, step, account, error, said, status, first in ASKED
    if step in {Step.TOKEN, Step.REFRESH} and error
]


@pytest.mark.parametrize(
    ("method", "user_id", "error", "said", "status", "first"),
    ROWS,
    ids=[f"{method}-{error}-{said}" for method, _, error, said, _, _ in ROWS],
)
async def test_an_answer_of_the_demo_org_leads_to_its_cause(
    demo: DemoSalesforce,
    client: httpx.AsyncClient,
    method: str,
    user_id: str,
    error: str,
    said: str,
    status: int,
    first: Cause,
) -> None:
    refreshed = method_of(method)
    assert refreshed is not None
    draft = draft_of(demo, "tokens" if refreshed.renews_with_refresh_token else method, user_id=user_id)
    demo.switch(fault="oauth-error", fault_error=error, fault_text=said, fault_status=status)

    with pytest.raises(RefusedError) as caught:
        await token_for(draft, client)

    assert caught.value.exit_code == exit_code_of(error, said)
    assert (caught.value.error, caught.value.said) == (error, said)
    if error == "invalid_grant" and said == "expired authorization code":
        assert caught.value.cause.startswith("The signed request"), "both clocks are this machine's"
    else:
        assert caught.value.cause == first.what
    assert caught.value.do


def test_the_rows_are_those_of_the_table() -> None:
    assert len(ROWS) > 30
    assert saved("web").user_id in {row[1] for row in ROWS}
