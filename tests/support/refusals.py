"""The error rows of the fact sheet, and how the demo org is made to answer each."""

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
from tests.salesforce.fact_sheet import ASKED


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of Salesforce. ``method`` is the one whose account meets it."""

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
        where, fault = _ANSWERED.get(self.step, ("/services/oauth2/token", "oauth-error"))
        word = self.error or self.said if self.step is Step.IDENTITY else self.error
        demo.switch(
            fault=fault,
            fault_on=where,
            fault_error=word,
            fault_text=self.said,
            fault_status=self.status,
        )

    def redirect(self, link: str) -> str:
        """Where the browser is sent when Salesforce says no to this sign-in."""
        asked = parse_qs(urlsplit(link).query)
        said = {"error_description": self.said} if self.said else {}
        answer = {"error": self.error, **said, "state": asked["state"][0]}
        return f"{asked['redirect_uri'][0]}?{urlencode(answer)}"

    def expected(self, values: Mapping[str, str], **saved: object) -> RefusedError:
        """What the diagnosis makes of it for a draft of these values; its own tests hold that to the fact sheet.

        ``saved`` is what is known of an account that connected once.
        """
        return refusal(
            self.step,
            draft_from(values).with_changes(**saved),
            error=self.error,
            said=self.said,
            status=0 if self.step is Step.AUTHORIZE else self.status,
            clock_ahead=0.0,
        )

    @property
    def is_kept_from_the_user(self) -> bool:
        """Whether it says only that this user may not see something: then the connection itself is good."""
        return self.step is Step.REST and is_not_permitted(self.expected({}))


_ANSWERED = {
    Step.REST: ("/services/data", "rest-error"),
    Step.IDENTITY: (
        "/id/ /services/oauth2/userinfo /services/data/v68.0/sobjects/User",
        "identity-error",
    ),
    Step.REVOKE: ("/services/oauth2/revoke", "oauth-error"),
}
"""Where the demo answers so, and in which form; all else is the token service."""


def rows(*steps: Step) -> list[Row]:
    """All of these steps. A bare status is no answer of the token service, which always says a word."""
    return [
        Row(section, step, _method(step, account), error, said, status)
        for section, step, account, error, said, status, _ in ASKED
        if step in steps and (error or said or step is Step.REST)
    ]


def failing(*steps: Step) -> list[Row]:
    """Those that are a failure of the connection: not what is only kept from the user."""
    return [row for row in rows(*steps) if not row.is_kept_from_the_user]


def _method(step: Step, account: Account) -> str:
    """A refresh token is used at once by the method that is given one."""
    given = step in {Step.REFRESH, Step.REST, Step.IDENTITY, Step.REVOKE} and account.method == "web"
    return "tokens" if given else account.method
