"""What a failure offers: numbered causes, what Enter does, and what is never done by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sftui.account import Account, Secret
from sftui.errors import Cause, PersonNeeded, RefusedError, SftuiError, UnreachableError
from sftui.salesforce import diagnosis
from sftui.salesforce.diagnosis import Step
from sftui.salesforce.refusals.user_causes import PASSWORD_WRONG, TOKEN_TWICE
from sftui.tui.screens.connect.login_choice import Choice
from sftui.tui.screens.connect.remedies import NO_SECOND_TRY, Kind, choose, failure
from sftui.tui.screens.connect.report import report

PASSWORD = Account(
    method="password",
    login_url="https://login.salesforce.com",
    username="ada@acme.com.uat",
    client_id="3MVG9" + "k" * 60,
    password=Secret("swordfish"),
    security_token=Secret("tokenword"),
    client_secret=Secret("appsecret"),
)
WEB = Account(
    method="web",
    login_url="https://acme.my.salesforce.com",
    client_id="3MVG9",
    redirect_uri="http://localhost:1717/OauthRedirect",
)
JWT = Account(method="jwt", login_url="https://acme.my.salesforce.com", username="ada@acme.com")


def refused(draft: Account, error: str, said: str, step: Step = Step.TOKEN) -> RefusedError:
    return diagnosis.refusal(step, draft, error=error, said=said, status=400)


def test_a_refused_password_offers_causes_and_never_a_second_try() -> None:
    shown = failure(refused(PASSWORD, "invalid_grant", "authentication failure"), PASSWORD)
    assert NO_SECOND_TRY in shown.notes
    assert shown.retry_after is None
    assert not {Kind.SEND, Kind.WAIT} & {each.kind for each in shown.remedies}
    assert [each.number for each in shown.remedies] == list(range(1, len(shown.remedies) + 1))
    assert len(shown.remedies) <= 9


def test_a_refused_password_keeps_no_place_for_once_more() -> None:
    error = refused(PASSWORD, "invalid_grant", "authentication failure")
    shown = failure(error, PASSWORD)
    assert [each.what for each in shown.remedies] == [cause.what for cause in error.causes]
    assert len(shown.remedies) == 9


def test_a_sandbox_user_at_production_is_taken_to_the_sandbox() -> None:
    shown = failure(refused(PASSWORD, "invalid_grant", "authentication failure"), PASSWORD)
    login = next(each for each in shown.remedies if each.kind is Kind.LOGIN)
    assert login.choice is Choice.SANDBOX
    assert login.label == "change to test"


def test_two_refusals_bring_the_lockout_warning() -> None:
    error = refused(PASSWORD, "invalid_grant", "authentication failure")
    assert len(failure(error, PASSWORD, refusals=1).notes) == 1
    assert "locks the user" in failure(error, PASSWORD, refusals=2).notes[1]


def test_a_fresh_app_waits_and_tries_by_itself_but_not_with_a_password() -> None:
    fresh = refused(JWT, "invalid_client_id", "client identifier invalid")
    assert failure(fresh, JWT).retry_after == 60
    same = refused(PASSWORD, "invalid_client_id", "client identifier invalid")
    assert failure(same, PASSWORD).retry_after is None
    pretended = RefusedError("no", Cause("new", "wait", action="wait-and-retry"), error="x")
    assert failure(pretended, PASSWORD).retry_after is None
    assert failure(pretended, PASSWORD).best.kind is not Kind.WAIT


def test_what_may_pass_by_itself_can_be_sent_again_by_a_key() -> None:
    error = UnreachableError("no answer", Cause("The network is down.", "Look at the network."))
    for draft in (JWT, PASSWORD):
        assert any(each.kind is Kind.SEND for each in failure(error, draft).remedies)


def test_a_browser_method_signs_in_again() -> None:
    error = refused(WEB, "access_denied", "end-user denied authorization", Step.AUTHORIZE)
    assert failure(error, WEB).best.kind is Kind.SIGN_IN


def test_a_person_is_needed_means_the_sign_in() -> None:
    error = PersonNeeded("a sign-in is needed")
    assert failure(error, WEB).best.kind is Kind.SIGN_IN


def test_a_field_that_the_form_lacks_is_no_way_back() -> None:
    error = RefusedError("no", Cause("the token ended", "sign in", field="refresh_token", guide="tokens"))
    assert failure(error, WEB).best.kind is Kind.GUIDE
    assert failure(error, WEB).best.field == ""


def test_an_error_without_causes_still_leads_somewhere() -> None:
    assert failure(SftuiError("odd"), JWT).best.kind is Kind.SEND
    assert failure(RefusedError("odd"), PASSWORD).best.field == "login_url"


def test_digits_choose() -> None:
    shown = failure(refused(PASSWORD, "invalid_grant", "authentication failure"), PASSWORD)
    assert choose(shown, 1) is shown.best
    assert choose(shown, len(shown.remedies) + 1) is None


def test_setup_links_are_those_of_the_org_once_it_is_known() -> None:
    error = RefusedError(
        "no", Cause("x", "y", guide="g", quick_find="Login History", setup_path="/lightning/setup/Org/home")
    )
    assert failure(error, WEB).best.setup_link == (
        "https://acme.my.salesforce-setup.com/lightning/setup/Org/home"
    )
    assert failure(error, PASSWORD).best.setup_link == ""


@pytest.mark.parametrize("draft", [PASSWORD, WEB, JWT])
def test_the_report_names_the_case_and_no_secret(draft: Account) -> None:
    error = refused(draft, "invalid_grant", "authentication failure [/x] swordfish")
    text = report(error, failure(error, draft), draft, datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
    assert "2026-11-22T09:30:00Z" in text
    assert draft.login_url in text
    assert "invalid_grant" in text
    for secret in ("tokenword", "appsecret", "k" * 60):
        assert secret not in text
    if draft is PASSWORD:
        assert "swordfish" not in text


def test_guesses_are_called_so_and_a_known_cause_names_who_told_it() -> None:
    error = refused(PASSWORD, "invalid_grant", "authentication failure")
    assert failure(error, PASSWORD).lead == "Likely causes, in this order:"
    error.causes = (replace(PASSWORD_WRONG, told_by="JWT ada"),)
    shown = failure(error, PASSWORD)
    assert shown.lead == "The true cause, by Login History, read through “JWT ada”:"
    assert shown.lead in report(error, shown, PASSWORD, datetime(2026, 11, 22, tzinfo=UTC))
    error.causes += (TOKEN_TWICE,)
    assert failure(error, PASSWORD).lead.endswith("with what may lie behind it:")
