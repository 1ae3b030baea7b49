"""Errors that Salesforce shows in the browser and that never reach sftui, which hears only silence.

Shown under the key "the browser shows an error" while a sign-in waits (salesforce-oauth.md §4.2, §4.4).
"""

from __future__ import annotations

from dataclasses import dataclass

from sftui.errors import Cause
from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import org_causes as org


@dataclass(frozen=True, slots=True)
class BrowserError:
    """What the page shows, in the words a person can look for, and why."""

    shows: str
    causes: tuple[Cause, ...]


BROWSER_ERRORS = (
    BrowserError(
        "redirect_uri_mismatch: redirect_uri must match configuration",
        (flow.CALLBACK_DIFFERS, flow.CALLBACK_FRESH),
    ),
    BrowserError(
        "invalid_client_id: client identifier invalid",
        (app.APP_FRESH, app.CLIENT_ID_WRONG, app.GENERIC_HOST_FOR_ECA, org.WRONG_HOST),
    ),
    BrowserError(
        "OAUTH_APPROVAL_ERROR_GENERIC, or “app must be installed into org” in the address",
        (app.APP_NOT_INSTALLED,),
    ),
    BrowserError(
        "OAUTH_APP_BLOCKED: this app is blocked by admin",
        (app.APP_BLOCKED, app.API_ACCESS_CONTROL),
    ),
    BrowserError(
        "OAUTH_EC_APP_NOT_FOUND: External client app is not installed in this org",
        (app.GENERIC_HOST_FOR_ECA, app.APP_OF_ANOTHER_ORG),
    ),
    BrowserError(
        "An empty page, or a file called “authorize” is saved (missing required code challenge)",
        (flow.PKCE_MISSING,),
    ),
    BrowserError(
        "“This site can't be reached” at an address that begins with localhost",
        (flow.BROWSER_ELSEWHERE,),
    ),
)
