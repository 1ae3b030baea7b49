"""Connecting by every method: waiting for the keeper, asking a person where one is needed.

The person's part of a browser or device sign-in goes over stderr and the terminal: the link on one unbroken
line, and the pasted answer while the listener is up as well.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import TypeVar

from sftui.account import Account
from sftui.cli.call import Call
from sftui.cli.guard import Ended
from sftui.cli.terminal import Terminal, columns_of
from sftui.cli.voice import shown
from sftui.errors import Cause, Interrupted, InvalidFields, PersonNeeded, SftuiError, UntrustedHost
from sftui.keeper.events import Connected, Decision, Doubt, OnStage, Stage, Undecided
from sftui.keeper.keeper import Keeper
from sftui.keeper.signing_in import Waiting
from sftui.salesforce.methods import method_of

T = TypeVar("T")

LISTENER_WITHIN = 3.0
"""Seconds until the link is shown even if the listener has not said yet how it fares."""


def wait(job: Future[T]) -> T:
    """The result of a job. A person's Ctrl+C, or a signal, cancels it cleanly first."""
    try:
        return job.result()
    except CancelledError:
        raise Interrupted("It was cancelled.") from None
    except (KeyboardInterrupt, Ended):
        job.cancel()
        raise


def stages(call: Call, name: str = "") -> OnStage:
    """Each stage on stderr as it begins."""
    before = f"{shown(name, 60)}: " if name else ""

    def tell(stage: Stage) -> None:
        call.voice.say(f"{before}{stage.value} …")

    return tell


def needs_sign_in(draft: Account) -> bool:
    """Whether only a browser, here or elsewhere, can connect this draft; ``tokens`` can be made by one."""
    method = method_of(draft.method)
    if method is None or draft.refresh_token or draft.access_token:
        return False
    return method.needs_person or method.id == "tokens"


def connect(call: Call, keeper: Keeper, draft: Account, *, sign_in_first: bool = False) -> Connected:
    """Connect a draft and save it, whatever its method needs. Raises what the keeper raises, and PersonNeeded."""

    def exchange(ready: Account) -> Connected | Undecided:
        if sign_in_first or needs_sign_in(ready):
            return sign_in(call, keeper, ready)
        return wait(keeper.connect(ready, stages(call)))

    return settle(call, keeper, with_trust(call, draft, exchange))


def with_trust(call: Call, draft: Account, exchange: Callable[[Account], T]) -> T:
    """Run the exchange; a login host that is not Salesforce's needs a person's yes to its name first."""
    try:
        return exchange(draft)
    except UntrustedHost as error:
        terminal = call.terminal()
        if terminal is None or not _is_login_host(draft, error.host):
            raise _how_to_trust(error) from None
        if not confirm_host(terminal, error.host):
            raise
        return exchange(draft.with_changes(trusted_host=error.host))


def confirm_host(terminal: Terminal, host: str) -> bool:
    return terminal.confirm(
        f"{shown(host)} is not known to be Salesforce's. Send your credentials to {shown(host)}?",
        default=False,
    )


def _is_login_host(draft: Account, host: str) -> bool:
    """A reply that names a foreign host comes after the credentials were used: that is not asked again."""
    from sftui.salesforce.login_url import read_login_url

    try:
        return read_login_url(draft.login_url).host == host and draft.trusted_host != host
    except InvalidFields:
        return False


def _how_to_trust(error: UntrustedHost) -> UntrustedHost:
    first = error.causes[0] if error.causes else Cause("", "")
    do = f"{first.do} Then add: --trust-host {shown(error.host)}".strip()
    return UntrustedHost(
        error.host, error.message, Cause(first.what, do, field=first.field, guide=first.guide)
    )


def sign_in(call: Call, keeper: Keeper, draft: Account) -> Connected | Undecided:
    """The person's part, by browser or by code. Raises PersonNeeded with ``--no-input``."""
    if call.arguments.no_input:
        raise PersonNeeded(
            "This method needs a person who signs in, and --no-input was given.",
            Cause(
                "A sign-in by browser or code cannot be done unattended.",
                "Run it without --no-input, or use a method that needs nobody: client-credentials or jwt.",
            ),
        )
    terminal = call.terminal()
    _warn_of_approvals(call, keeper, terminal, draft)
    waiting = wait(keeper.begin_sign_in(draft))
    listening = threading.Event()

    def light(words: str) -> None:
        call.voice.say(words)
        listening.set()

    job = keeper.finish_sign_in(waiting.id, stages(call), light)
    job.add_done_callback(lambda _: listening.set())
    try:
        if not waiting.user_code:
            listening.wait(LISTENER_WITHIN)  # a quick browser must find the listener there
        _explain(call, terminal, waiting)
        if terminal is not None and not waiting.user_code:
            _take_answers(call, keeper, terminal, waiting, job)
        return wait(job)
    except SftuiError:
        job.cancel()
        raise
    except KeyboardInterrupt:
        job.cancel()
        raise Interrupted(
            "Interrupted while waiting for the sign-in.",
            Cause("", f"It stays open until {_clock(waiting)}: open sftui to finish it, or run this again."),
        ) from None


def _warn_of_approvals(call: Call, keeper: Keeper, terminal: Terminal | None, draft: Account) -> None:
    """One approval too many ends the oldest: said before, and asked where somebody can answer."""
    warning = wait(keeper.approval_warning(draft))
    if not warning:
        return
    call.voice.say(warning)
    if terminal is not None and not terminal.confirm("Go on all the same?", default=True):
        raise Interrupted("The sign-in was not begun.")


def _take_answers(
    call: Call, keeper: Keeper, terminal: Terminal, waiting: Waiting, job: Future[Connected | Undecided]
) -> None:
    """What the person pastes, until an answer came by any way."""
    while (text := terminal.line_unless_done(job)) is not None:
        if not text.strip():
            continue
        try:
            wait(keeper.paste_answer(waiting.id, text))
        except InvalidFields as error:
            call.voice.say("; ".join(error.problems.values()))


def _explain(call: Call, terminal: Terminal | None, waiting: Waiting) -> None:
    lines = (
        _device_words(waiting)
        if waiting.user_code
        else _browser_words(waiting, can_paste=terminal is not None)
    )
    text = "\n".join(lines)
    call.voice.say(text)
    if terminal is not None and columns_of(call.voice.err) is None:
        terminal.say(text)


def _browser_words(waiting: Waiting, *, can_paste: bool) -> list[str]:
    lines = ["Open this link in a browser, on any machine, and sign in:", "", waiting.link, ""]
    if can_paste:
        lines += [
            "Afterwards the browser goes to an address that begins with your callback. If it shows an error there,",
            "copy the whole address, paste it here and press Enter. A page of Salesforce counts as well.",
        ]
    return [*lines, f"Waiting until {_clock(waiting)}. Ctrl+C stops."]


def _device_words(waiting: Waiting) -> list[str]:
    return [
        "Open this link in a browser, on any device, and sign in:",
        "",
        waiting.link,
        "",
        f"or open {shown(waiting.verification_url, 300)} and enter the code  {shown(waiting.user_code, 40)}",
        "",
        "Only ever enter a code that you asked for yourself, as you did now.",
        f"Waiting until {_clock(waiting)}. Ctrl+C stops.",
    ]


def _clock(waiting: Waiting) -> str:
    return waiting.expires_at.astimezone().strftime("%H:%M")


_DOUBTS = {
    Doubt.ANOTHER_PERSON: "Another user signed in",
    Doubt.ANOTHER_ORG: "Another org answered",
    Doubt.REFRESHED_SANDBOX: "The sandbox was refreshed: it has a new org id",
}


def settle(call: Call, keeper: Keeper, outcome: Connected | Undecided) -> Connected:
    """An answer for somebody else than the saved account stands for: the person decides, else it is undone."""
    if isinstance(outcome, Connected):
        for notice in outcome.notices:
            call.voice.say(notice)
        return outcome
    expected, found = outcome.expected, outcome.identity
    what = (
        f"{_DOUBTS[outcome.doubt]}: {shown(found.username) or 'unknown'} at {shown(found.org_name) or 'unknown'} "
        f"instead of {shown(expected.username) or 'unknown'} at {shown(expected.org_name) or 'unknown'}."
    )
    terminal = call.terminal()
    decision = _ask_decision(terminal, what, expected) if terminal is not None else Decision.DISCARD
    connected = wait(keeper.decide(outcome.id, decision))
    if connected is not None:
        return connected
    raise PersonNeeded(
        f"{what} The new tokens were thrown away; “{shown(expected.name)}” is as it was.",
        Cause(
            "The browser was signed in as somebody else.",
            "Sign out there, or use a private window, and try again.",
        ),
    )


def _ask_decision(terminal: Terminal, what: str, expected: Account) -> Decision:
    terminal.say(what)
    terminal.say(
        f"  b  keep both: a second account\n  r  replace “{shown(expected.name)}”\n  d  discard the new one"
    )
    while True:
        answer = terminal.ask("What shall be kept? [d]").strip().lower()
        found = {"b": Decision.KEEP_BOTH, "r": Decision.REPLACE, "d": Decision.DISCARD, "": Decision.DISCARD}
        if answer in found:
            return found[answer]
