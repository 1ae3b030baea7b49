"""The causes themselves: sentences with a remedy, all of them used; and the words of Login History that name one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sftui import guides
from sftui.errors import Cause
from sftui.salesforce import diagnosis
from sftui.salesforce.diagnosis import Action, refusal, true_cause
from sftui.salesforce.methods import METHODS, method_of
from sftui.salesforce.refusals import app_causes as app
from sftui.salesforce.refusals import flow_causes as flow
from sftui.salesforce.refusals import login_history
from sftui.salesforce.refusals import org_causes as org
from sftui.salesforce.refusals import user_causes as user
from sftui.salesforce.refusals.rows import ROWS
from sftui.salesforce.setup_pages import PAGES
from tests.salesforce.fact_sheet import ASKED

# The data itself


def all_causes() -> list[Cause]:
    modules = (app, flow, org, user, login_history)
    return [value for module in modules for value in vars(module).values() if isinstance(value, Cause)]


@pytest.mark.parametrize("cause", all_causes(), ids=lambda cause: cause.what)
def test_every_cause_is_a_sentence_with_a_remedy_and_a_guide_that_exists(cause: Cause) -> None:
    assert cause.what.endswith(".")
    assert cause.do.endswith((".", "uat."))
    assert len(cause.what) <= 110
    assert len(cause.do) <= 220
    names = {topic.name for topic in guides.topics()}
    assert cause.guide in names | {""}
    if cause.action == Action.EDIT_FIELD:
        assert cause.field
    if cause.action == Action.OPEN_GUIDE:
        assert cause.guide
    assert cause.action in set(Action)
    assert (cause.quick_find, cause.setup_path) in {(page.quick_find, page.path) for page in PAGES} | {
        ("", "")
    }
    fields = {field.name for method in METHODS for field in method.fields}
    assert cause.field in fields | {""}


def test_every_cause_is_used() -> None:
    used = {id(cause) for row in ROWS for cause in row.causes}
    used |= {id(cause) for _, cause in (*login_history._CAUSES, *login_history._WITH_A_TOKEN)}
    used |= {id(cause) for error in diagnosis.BROWSER_ERRORS for cause in error.causes}
    assert not [cause.what for cause in all_causes() if id(cause) not in used]


def test_a_cause_names_only_fields_of_the_method_and_the_place_of_its_kind_of_app() -> None:
    for _, step, account, error, said, status, _ in ASKED:
        method = method_of(account.method)
        assert method is not None
        refused = refusal(step, account, error=error, said=said, status=status)
        names = {field.name for field in method.fields}
        assert all(cause.field in names | {""} for cause in refused.causes)
        if method.sends_password:
            managers = [cause for cause in refused.causes if "External Client App M" in cause.quick_find]
            assert all(cause.action == Action.CHANGE_METHOD for cause in managers)


def test_the_browser_errors_cover_what_never_reaches_the_listener() -> None:
    shown = " ".join(error.shows for error in diagnosis.BROWSER_ERRORS)
    for words in (
        "redirect_uri_mismatch",
        "invalid_client_id",
        "OAUTH_APPROVAL_ERROR_GENERIC",
        "OAUTH_EC_APP_NOT_FOUND",
        "OAUTH_APP_BLOCKED",
        "missing required code challenge",
    ):
        assert words in shown
    assert all(error.causes for error in diagnosis.BROWSER_ERRORS)


# Login History

HISTORY = [
    ("Invalid Password", user.PASSWORD_WRONG),
    ("Failed: API security token required", user.TOKEN_MISSING),
    ("Failed: Password Expired", user.PASSWORD_EXPIRED),
    ("Password Lockout", user.USER_LOCKED),
    ("User is Frozen", user.USER_FROZEN),
    ("User is Inactive", user.USER_INACTIVE),
    ("Username-Password Flow Disabled", org.PASSWORD_FLOW_OFF),
    ("Restricted IP", user.NETWORK_NOT_ALLOWED),
    ("Restricted time", user.HOURS_NOT_ALLOWED),
    ("Restricted domain", org.MY_DOMAIN_REQUIRED),
    ("Restricted country", user.COUNTRY_NOT_ALLOWED),
    ("Failed: IP Address Not Allowed", app.APP_IP_POLICY),
    ("Login rate exceeded", user.TOO_MANY_LOGINS),
    ("Failed: Computer activation required", user.DEVICE_ACTIVATION),
    ("Failed: Computer activation pending", user.DEVICE_ACTIVATION),
    ("Multi-factor required", user.SECOND_FACTOR),
    ("Two-factor required", user.SECOND_FACTOR),
    ("Failed: OAuth API access disabled", login_history.API_DISABLED),
    ("Failed: User Not Approved", app.NOT_ADMIN_APPROVED),
    ("Failed: Consumer Deleted", app.APP_GONE),
    ("Package for this consumer is not installed in your organization", app.APP_NOT_INSTALLED),
    ("Failed: Invalid Callback URL", flow.CALLBACK_DIFFERS),
    ("Failed: Get Access Token Limit Exceeded", login_history.TOO_MANY_TOKENS),
    ("Failed: Signature Invalid", flow.CERTIFICATE_DIFFERS),
    ("Failed: Invalid Code Verifier", flow.PKCE_MISMATCH),
    ("Invalid Code Challenge", flow.PKCE_MISMATCH),
    ("Trial Expired", org.TRIAL_OVER),
    ("Organization locked", org.ORG_CLOSED),
    ("Organization is inactive", org.ORG_CLOSED),
    ("Organization is in maintenance", org.MAINTENANCE),
]


@pytest.mark.parametrize(("status", "cause"), HISTORY, ids=[status for status, _ in HISTORY])
def test_login_history_names_the_true_cause(status: str, cause: Cause) -> None:
    assert true_cause([status]) == cause
    assert true_cause(["Success", status.upper(), "Invalid Password"]) == cause


def test_login_history_without_a_failure_names_nothing() -> None:
    assert true_cause([]) is None
    assert true_cause(["Success", ""]) is None


def test_a_text_of_login_history_that_is_not_known_is_quoted() -> None:
    cause = true_cause(["Failed: \x1b[31mNew reason"])
    assert cause is not None
    assert "Failed: [31mNew reason" in cause.what


def test_causes_are_not_shared_by_accident() -> None:
    """Ranking finds a cause by its value, so two causes must not be equal."""
    causes = all_causes()
    assert len({replace(cause) for cause in causes}) == len({id(cause) for cause in causes})
