"""The person's part of a browser or device sign-in, over stderr and the terminal.

The link stands on one unbroken line, and an answer may be pasted while the listener is up as well.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future

from sftui.account import Account
from sftui.cli.approvals import make_room
from sftui.cli.call import Call
from sftui.cli.terminal import Terminal, columns_of
from sftui.cli.voice import shown
from sftui.cli.waiting import stages, wait
from sftui.errors import Cause, Interrupted, InvalidFields, PersonNeeded, SftuiError
from sftui.keeper.events import Connected, Light, Undecided
from sftui.keeper.keeper import Keeper
from sftui.keeper.pending import Waiting

LISTENER_WITHIN = 3.0
"""Seconds until the link is shown even if the listener has not said yet how it fares."""


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
    make_room(call, keeper, terminal, draft)
    waiting = wait(keeper.begin_sign_in(draft))
    listening = threading.Event()
    lights: list[Light] = []

    def light(seen: Light) -> None:
        call.voice.say(seen.words)
        lights.append(seen)
        listening.set()

    job = keeper.finish_sign_in(waiting.id, stages(call), light)
    job.add_done_callback(lambda _: listening.set())
    try:
        if not waiting.user_code:
            listening.wait(LISTENER_WITHIN)  # a quick browser must find the listener there
        is_listening = bool(lights) and lights[-1].listens
        _explain(call, terminal, waiting, _tunnel_words(call, waiting) if is_listening else [])
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


def _explain(call: Call, terminal: Terminal | None, waiting: Waiting, tunnel: list[str]) -> None:
    lines = (
        _device_words(waiting)
        if waiting.user_code
        else _browser_words(waiting, tunnel, can_paste=terminal is not None)
    )
    text = "\n".join(lines)
    call.voice.say(text)
    if terminal is not None and columns_of(call.voice.err) is None:
        terminal.say(text)


def _tunnel_words(call: Call, waiting: Waiting) -> list[str]:
    """Over SSH, the line that lets a browser at home bring the answer by itself."""
    from sftui.salesforce.tunnel import tunnel_for

    tunnel = tunnel_for(waiting.callback, call.environment)
    if tunnel is None:
        return []
    name = ", naming this host as you usually do" if tunnel.names_inside else ""
    return [
        f"Or the answer comes through a tunnel. In another terminal at home{name}:",
        f"  {tunnel.new_connection}",
    ]


def _browser_words(waiting: Waiting, tunnel: list[str], *, can_paste: bool) -> list[str]:
    lines = ["Open this link in a browser, on any machine, and sign in:", "", waiting.link, ""]
    if can_paste:
        lines += [
            "Afterwards the browser goes to an address that begins with your callback. If it shows an error there,",
            "copy the whole address, paste it here and press Enter. A page of Salesforce counts as well.",
        ]
    return [*lines, *tunnel, f"Waiting until {_clock(waiting)}. Ctrl+C stops."]


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
