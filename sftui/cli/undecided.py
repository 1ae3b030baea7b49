"""Somebody else answered than the saved account stands for: a person decides, and without one nothing is ended."""

from __future__ import annotations

from sftui.account import Account
from sftui.cli.call import Call
from sftui.cli.terminal import Terminal
from sftui.cli.voice import shown
from sftui.cli.waiting import wait
from sftui.errors import Cause, RefusedError, SftuiError
from sftui.keeper.events import Connected, Decision, Doubt, Undecided
from sftui.keeper.guards import ANOTHER_ANSWERED
from sftui.keeper.keeper import Keeper
from sftui.salesforce.methods import method_of

_DOUBTS = {
    Doubt.ANOTHER_PERSON: "Another user signed in",
    Doubt.ANOTHER_ORG: "Another org answered",
    Doubt.REFRESHED_SANDBOX: "The sandbox was refreshed: it has a new org id",
}
_CHOICES = """\
  b  keep both: a second account
  r  replace “{name}”
  d  discard the new one, and end it at Salesforce
  l  leave it: nothing is changed or ended"""
_ANSWERS = {"b": Decision.KEEP_BOTH, "r": Decision.REPLACE, "d": Decision.DISCARD, "l": None, "": None}
_OTHER_BROWSER_USER = Cause(
    "The browser was signed in as somebody else.", "Sign out there, or use a private window, and try again."
)
_OTHERS_NOW = Cause(
    "The credentials are somebody else's, or the sandbox was refreshed.",
    "Run the same on a terminal, or press r in sftui, and choose what it shall stand for.",
)
_WAITS = "The new one waits for your decision: open sftui within 30 days. Or: {otherwise}"


class UndecidedError(RefusedError):
    """The answer was for somebody else, and nobody decided about it."""

    code = ANOTHER_ANSWERED


def decide(call: Call, keeper: Keeper, undecided: Undecided) -> Connected:
    """Do what the person says. Raises UndecidedError when nobody decides, and when it was thrown away says so."""
    expected, found = undecided.expected, undecided.identity
    what = (
        f"{_DOUBTS[undecided.doubt]}: {shown(found.username) or 'unknown'} at {shown(found.org_name) or 'unknown'} "
        f"instead of {shown(expected.username) or 'unknown'} at {shown(expected.org_name) or 'unknown'}."
    )
    terminal = call.terminal()
    decision = _ask(terminal, what, expected) if terminal is not None else None
    if decision is None:
        raise _left(what, undecided)
    connected = wait(keeper.decide(undecided.id, decision))
    if connected is not None:
        return connected
    stays = "the new password is kept with" if undecided.keeps_password else "nothing changed in"
    raise SftuiError(
        f"{what} The new tokens were thrown away; {stays} “{shown(expected.name)}”.", _cause(undecided)
    )


def _left(what: str, undecided: Undecided) -> UndecidedError:
    """Nothing that works is ended without a person's word, and what was saved on the way stays saved."""
    name = shown(undecided.expected.name)
    stays = "The new password is kept. " if undecided.keeps_password else ""
    message = f"{what} {stays}“{name}” still stands for the old one, and nothing was ended."
    cause = _cause(undecided)
    if undecided.waits:
        cause = Cause(cause.what, _WAITS.format(otherwise=cause.do))
    return UndecidedError(message, cause, error=ANOTHER_ANSWERED)


def _cause(undecided: Undecided) -> Cause:
    method = method_of(undecided.expected.method)
    by_browser = undecided.waits and method is not None and method.needs_person
    return _OTHER_BROWSER_USER if by_browser else _OTHERS_NOW


def _ask(terminal: Terminal, what: str, expected: Account) -> Decision | None:
    """None to leave it: an Enter by habit decides nothing."""
    terminal.say(what)
    terminal.say(_CHOICES.format(name=shown(expected.name)))
    while True:
        answer = terminal.ask("What shall be kept? [l]").strip().lower()
        if answer in _ANSWERS:
            return _ANSWERS[answer]
