"""Whether a renewal was answered for whom the account stands for: the token's own reply says so, at no further cost.

A refreshed sandbox takes the same password, certificate or secret, and is another org inside.
"""

from __future__ import annotations

from dataclasses import replace

from sftui.account import Account, Identity, Token
from sftui.errors import Cause, RefusedError
from sftui.foreign import clean
from sftui.keeper import guards
from sftui.keeper.events import Doubt
from sftui.salesforce.refusals.shapes import Action

_SAID = {
    Doubt.REFRESHED_SANDBOX: "The sandbox of “{name}” has a new org id: {answered} instead of {expected}.",
    Doubt.ANOTHER_ORG: "Another org answered than the one “{name}” stands for: {answered} instead of {expected}.",
    Doubt.ANOTHER_PERSON: (
        "Another user answered than the one “{name}” stands for: {answered} instead of {expected}."
    ),
}
_CAUSES = {
    Doubt.REFRESHED_SANDBOX: "The sandbox was refreshed: same name, but a new org inside.",
    Doubt.ANOTHER_ORG: "What is stored with the account belongs to another org now.",
    Doubt.ANOTHER_PERSON: "What is stored with the account belongs to another user now, such as a new run-as user.",
}
_DO = "Reconnect it: then you decide whether the account stands for who answered, or nothing changes."


class AnotherAnsweredError(RefusedError):
    """Salesforce took the credentials, but for somebody else; ``token`` is for the person to decide about."""

    code = guards.ANOTHER_ANSWERED

    def __init__(self, message: str, cause: Cause, token: Token) -> None:
        super().__init__(message, cause, error=guards.ANOTHER_ANSWERED)
        self.token = token


def refusal_of(account: Account, doubt: Doubt, answered: Identity, token: Token) -> AnotherAnsweredError:
    """Why the account is not connected although its credentials were taken."""
    ids = (account.user_id, answered.user_id)
    if doubt is not Doubt.ANOTHER_PERSON:
        ids = (account.org_id, answered.org_id)
    said = _SAID[doubt].format(name=clean(account.name), expected=ids[0], answered=ids[1])
    return AnotherAnsweredError(said, Cause(_CAUSES[doubt], _DO, action=Action.RECONNECT), token)


def doubt_about(account: Account, token: Token) -> AnotherAnsweredError | None:
    """The error when the ids in the token's reply are not those that are saved; None when nothing tells so."""
    from sftui.salesforce.org import identity_in

    # what was sent is what is saved, so only the ids can tell
    answered = replace(identity_in(token), username=account.username, environment=account.environment)
    doubt = guards.doubt_about(account, answered)
    return refusal_of(account, doubt, answered, token) if doubt is not None else None
