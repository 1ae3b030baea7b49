"""The error rows of the fact sheet that connecting can meet, and how the demo org is made to answer each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from sftui.account import Account
from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError
from sftui.salesforce.diagnosis import Step, refusal
from sftui.salesforce.drafts import draft_from
from sftui.salesforce.rest import is_not_permitted
from tests.salesforce.test_diagnosis import ASKED


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of Salesforce. ``method`` is the one that is connected to meet it."""

    section: str
    step: Step
    method: str
    error: str
    said: str
    status: int

    def __str__(self) -> str:
        return f"{self.section}-{self.step}-{self.method}-{self.error or self.status}-{self.said}"

    def arm(self, demo: DemoSalesforce) -> None:
        """From now on the demo answers so; a browser's answer is written by :meth:`redirect` instead."""
        if self.step is Step.AUTHORIZE:
            return
        if self.step is Step.REST:
            where, fault = "/services/data", "rest-error"
        else:
            where, fault = "/services/oauth2/token", "oauth-error"
        demo.switch(
            fault=fault,
            fault_on=where,
            fault_error=self.error,
            fault_text=self.said,
            fault_status=self.status,
        )

    def redirect(self, link: str) -> str:
        """Where the browser is sent when Salesforce says no to this sign-in."""
        asked = parse_qs(urlsplit(link).query)
        said = {"error_description": self.said} if self.said else {}
        answer = {"error": self.error, **said, "state": asked["state"][0]}
        return f"{asked['redirect_uri'][0]}?{urlencode(answer)}"

    def expected(self, values: Mapping[str, str]) -> RefusedError:
        """What the diagnosis makes of it for a draft of these values; its own tests hold that to the fact sheet."""
        return refusal(
            self.step,
            draft_from(values),
            error=self.error,
            said=self.said,
            status=0 if self.step is Step.AUTHORIZE else self.status,
            clock_ahead=0.0,
        )


def rows(*steps: Step) -> list[Row]:
    """Those of these steps that connecting shows.

    What is only kept from the user is no failure of connecting, and a bare status is no answer of the token service.
    """
    found = [
        Row(section, step, _method(step, account), error, said, status)
        for section, step, account, error, said, status, _ in ASKED
        if step in steps and (error or said or step is Step.REST)
    ]
    return [row for row in found if not (row.step is Step.REST and is_not_permitted(row.expected({})))]


def _method(step: Step, account: Account) -> str:
    """A refresh token is used at once by the method that is given one."""
    refreshed = step in {Step.REFRESH, Step.REST} and account.method == "web"
    return "tokens" if refreshed else account.method
