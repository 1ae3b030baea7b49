"""From a draft to a saved, named, connected account.

What Salesforce answered is never lost: whatever it replaced (a password that works now, a rotated refresh token)
is durable in the account file before the access token is used.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from sftui.account import Account, Identity, Secret, Token
from sftui.errors import InvalidFields, RefusedError, SftuiError, UnreachableError
from sftui.keeper import approvals, guards, outcomes, right_person, turns
from sftui.keeper.desk import Desk
from sftui.keeper.events import Connected, OnStage, Stage, Undecided
from sftui.keeper.held import HeldAnswer, hold, keep_aside, new_id, waiting_with
from sftui.keeper.naming import propose, unique
from sftui.salesforce.login_url import read_login_url
from sftui.salesforce.methods import Method, method_of, problems

GIVEN_TOKEN_WITHIN = 5.0
"""Seconds for the test of an access token that somebody gave."""
READ_BEFORE_LEAVING = 2.0
"""Seconds that the end of the program waits to learn who answered."""


_SENT_AS_GIVEN = frozenset({"password", "private_key"})
"""Blanks at the ends may belong to a password; a PEM block ends with a line break."""


def prepared(draft: Account, *, still_to_come: frozenset[str] = frozenset()) -> Account:
    """The draft as it will be sent and stored: trimmed, the login URL an https origin, defaults filled in.

    ``still_to_come`` names fields that a sign-in will bring. Raises InvalidFields with every problem at once.
    """
    found = {name: problem for name, problem in problems(draft).items() if name not in still_to_come}
    if found:
        raise InvalidFields(found)
    method = _method(draft)
    changes: dict[str, object] = {"login_url": read_login_url(draft.login_url).origin}
    for each in method.fields:
        value = getattr(draft, each.name)
        if isinstance(value, Secret) and each.name not in _SENT_AS_GIVEN:
            changes[each.name] = Secret(value.reveal().strip())
        elif each.name != "login_url" and isinstance(value, str):
            changes[each.name] = value.strip() or each.default
    return draft.with_changes(**changes)


async def connect(
    desk: Desk, draft: Account, on_stage: OnStage, *, send_again: bool = False
) -> Connected | Undecided:
    """Connect a draft whose method needs no person. See :meth:`sftui.keeper.keeper.Keeper.connect`."""
    ready = prepared(draft)
    outcomes.refuse_a_second_try(desk, ready, send_again=send_again)
    await find_host(desk, ready, on_stage)
    return await desk.under_way.finish_if_leaving(_connect(desk, ready, on_stage, send_again=send_again))


async def _connect(
    desk: Desk, ready: Account, on_stage: OnStage, *, send_again: bool
) -> Connected | Undecided:
    """From sending on: when the program ends now, the answer is waited for and saved."""
    notice = await _test_given_token(desk, ready)
    answer = await _ask(desk, ready, on_stage, send_again=send_again)
    same_person = _method(ready).sends_password
    outcome = await take_in(desk, answer.draft, answer.token, on_stage, same_person=same_person)
    if isinstance(outcome, Undecided):
        return waiting_with(desk, outcome, answer.kept_aside) if answer.kept_aside else outcome
    return replace(outcome, notices=(*outcome.notices, notice)) if notice else outcome


async def _test_given_token(desk: Desk, draft: Account) -> str:
    """Whether an access token that came with a refresh token is good, before the latter takes its place; "" if it is.

    Nothing depends on it, so a slow or silent host is left to the next call.
    """
    from sftui.salesforce import org

    if not (draft.access_token and draft.refresh_token):
        return ""
    token = Token(access_token=draft.access_token, instance_url=draft.login_url)
    try:
        async with asyncio.timeout(GIVEN_TOKEN_WITHIN):
            await org.probe(token, draft, await desk.client())
    except TimeoutError:
        return ""
    except SftuiError as error:
        if type(error) is not RefusedError:
            return ""
        return f"The access token that was given does not serve: {error.message} The refresh token made a new one."
    return ""


async def find_host(desk: Desk, draft: Account, on_stage: OnStage) -> None:
    """Look the login host up; a failure is noted with a saved account. Raises UntrustedHost, UnreachableError."""
    from sftui.salesforce.http import look_up
    from sftui.salesforce.trust import login_host

    login_host(draft)
    on_stage(Stage.LOOKING_UP)
    try:
        await look_up(draft.login_url)
    except SftuiError as error:
        await outcomes.failed(desk, draft, error)
        raise


async def send(desk: Desk, draft: Account, *, accepted: frozenset[str] = frozenset()) -> Token:
    """Ask for a token. A failure is noted with a saved account, and for the guards.

    ``accepted`` are the accounts that the same password has just connected.
    """
    from sftui.salesforce import exchange

    try:
        token = await exchange.token_for(draft, await desk.client())
    except SftuiError as error:
        sent = guards.sends_password(draft)
        await outcomes.failed(desk, draft, error, password_sent=sent, accepted=accepted)
        raise
    desk.refused.forget(draft)
    return token


@dataclass(frozen=True, slots=True)
class _Answer:
    """The draft as it is known from now on, and its token."""

    draft: Account
    token: Token
    kept_aside: str = ""
    """The sign-in that it was kept with, when its refresh token took no saved one's place."""


async def _ask(desk: Desk, draft: Account, on_stage: OnStage, *, send_again: bool) -> _Answer:
    """What Salesforce answers.

    What must not be lost when the person stops waiting is heard out: whether a password was refused, and a refresh
    token that took the place of the one that was sent.
    """

    async def password(_: bool) -> Token:  # noqa: FBT001 - the shape of a turn's job
        # once more: the one that had the turn may have been refused, and gone before this one came to wait
        outcomes.refuse_a_second_try(desk, draft, send_again=send_again)
        on_stage(Stage.ASKING)
        return await send(desk, draft)

    if _method(draft).sends_password:
        return _Answer(draft, await turns.in_turn(desk, draft, password))
    on_stage(Stage.ASKING)
    if _method(draft).id == "tokens":
        return await desk.under_way.finish(_send_refresh_token(desk, draft))
    return _Answer(draft, await send(desk, draft))


async def _send_refresh_token(desk: Desk, draft: Account) -> _Answer:
    token = await send(desk, draft)
    if not token.refresh_token:
        return _Answer(draft, token)
    saved = desk.find(draft.id)
    if (
        saved is not None
        and saved.refresh_token != draft.refresh_token
        and right_person.doubt_about(saved, token) is not None
    ):  # what is saved may work still, and is not this one's
        return _Answer(draft, token, await keep_aside(desk, draft, token))
    kept = draft.with_changes(refresh_token=token.refresh_token, instance_url=token.instance_url)
    return _Answer(await desk.put(_unread(desk, kept)), token)


async def take_in(
    desk: Desk, draft: Account, token: Token, on_stage: OnStage, *, same_person: bool, approved: bool = False
) -> Connected | Undecided:
    """From Salesforce's answer to a saved account.

    ``same_person`` says that the answer can only be for the saved account's own user (its password or its own
    refresh token was sent), so that it is saved before anything else happens. ``approved`` says that a person has
    just allowed the app. Who answered is compared with who was expected, unless the person changed that.
    When the program ends meanwhile, what was answered is saved with what is known of it.
    """
    job = _take_in(desk, draft, token, on_stage, same_person=same_person, approved=approved)
    return await desk.under_way.finish_if_leaving(job)


async def _take_in(
    desk: Desk, draft: Account, token: Token, on_stage: OnStage, *, same_person: bool, approved: bool
) -> Connected | Undecided:
    expected = desk.find(draft.id)
    draft = draft.with_changes(
        refresh_token=token.refresh_token or draft.refresh_token,
        audience=token.audience or draft.audience,
        instance_url=token.instance_url,
        refused_at="",
    )
    if draft.id and same_person:
        draft = await desk.put(_unread(desk, draft))
    on_stage(Stage.READING)
    compare = expected is not None and not (
        same_person and guards.login_of(expected) != guards.login_of(draft)
    )
    identity = await _read_identity(desk, draft, token, needed=compare and not same_person)
    if expected is not None and compare:
        doubt = guards.doubt_about(expected, identity)
        if doubt is not None:
            if same_person:
                await _note_another(desk, draft, right_person.refusal_of(expected, doubt, identity, token))
            undecided = Undecided(
                id=new_id(),
                doubt=doubt,
                expected=expected,
                identity=identity,
                keeps_password=same_person and not guards.same_password(expected, draft),
            )
            return hold(desk, HeldAnswer(draft=draft, token=token, undecided=undecided, approved=approved))
    on_stage(Stage.SAVING)
    return await settle(desk, draft, token, identity, approved=approved)


async def _note_another(desk: Desk, account: Account, another: right_person.AnotherAnsweredError) -> None:
    """The account's own credentials answer for somebody else: an older failure says nothing of them any more."""
    desk.drop_session(account.id)
    if desk.health(account.id).last_error != another.problem():
        await outcomes.failed(desk, account, another)


async def settle(
    desk: Desk, draft: Account, token: Token, identity: Identity, *, approved: bool = False
) -> Connected:
    """Save the account with what is now known of it, then its session."""
    what = "reconnected" if desk.find(draft.id) is not None else "connected"
    account = await desk.put(_named(desk, with_identity(draft, identity), identity))
    desk.keep(account.id, token=token)
    await outcomes.succeeded(desk, account, what, approved=approved)
    others = approvals.duplicates(account, desk.accounts)
    notices = [approvals.duplicate_notice(account, others)] if others else []
    if account.certificate:
        from sftui.salesforce.certificate import ending_warning

        notices += filter(None, [ending_warning(account.certificate, desk.now())])
    return Connected(entry=desk.entry(account.id), identity=identity, notices=tuple(notices))


def with_identity(account: Account, identity: Identity) -> Account:
    """The account with who and where filled in; what could not be read stays as it was."""
    return account.with_changes(
        instance_url=identity.instance_url or account.instance_url,
        user_id=identity.user_id or account.user_id,
        org_id=identity.org_id or account.org_id,
        org_name=identity.org_name or account.org_name,
        environment=account.environment if identity == Identity() else identity.environment,
        username=account.username or identity.username,
        api_version=account.api_version or identity.api_version,
    )


def _unread(desk: Desk, account: Account) -> Account:
    """To be saved before it was read who answered: until then it stands for whom it stood for.

    Also when its method was changed, so that the answer, or that of a later test, is compared with somebody.
    """
    saved = desk.find(account.id)
    if saved is not None:
        account = account.with_changes(user_id=saved.user_id)
    return _named(desk, account, Identity())


def _named(desk: Desk, account: Account, identity: Identity) -> Account:
    taken = [other.name for other in desk.accounts if other.id != account.id]
    if account.name:
        return account if account.id else account.with_changes(name=unique(account.name, taken))
    return account.with_changes(name=propose(account, identity, taken))


async def _read_identity(desk: Desk, draft: Account, token: Token, *, needed: bool) -> Identity:
    """Who answered. When the program ends meanwhile it is not waited for: nothing is known then.

    With ``needed`` nothing can be saved without it; then the job ends, and a sign-in stays to be taken up again.
    """
    from sftui.salesforce import org

    reading = asyncio.ensure_future(org.identity(token, draft, await desk.client()))
    leaving = asyncio.ensure_future(desk.under_way.leaving.wait())
    try:
        await asyncio.wait({reading, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            await asyncio.wait({reading}, timeout=READ_BEFORE_LEAVING)
        if reading.done():
            return reading.result()
    except UnreachableError as error:
        await outcomes.failed(desk, draft, error)
        raise
    finally:
        leaving.cancel()
        reading.cancel()
    if needed:
        raise asyncio.CancelledError
    return Identity()


def _method(account: Account) -> Method:
    method = method_of(account.method)
    if method is None:
        raise InvalidFields(problems(account))
    return method
