"""What may stand on the command line. Parsing and help load nothing heavy: a command's module is imported only
when that command was chosen.
"""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from sftui import __version__
from sftui.errors import Cause, UsageError
from sftui.foreign import clean

COMMANDS = (
    # name, module in sftui.cli.commands, help
    ("demo", "demo", "try everything on a built-in Salesforce; nothing leaves this machine"),
    ("init", "init", "make the account file"),
    ("connect", "connect", "connect an account and save it"),
    ("list", "list_accounts", "the saved accounts and their state"),
    ("show", "show", "one account"),
    ("check", "check", "test connections, side by side"),
    ("reconnect", "reconnect", "connect again, after a password change for example"),
    ("token", "token", "print a working access token, renewed when needed"),
    ("rename", "rename", "give an account another name"),
    ("remove", "remove", "end an account's access at Salesforce and remove it"),
    ("passphrase", "passphrase", "what opens the account file: change, add, remove"),
    ("lock", "lock", "lock every sftui that is open on this account file"),
    ("restore", "restore", "bring back a backup of the account file"),
)
DESCRIPTION = (
    "Get a Salesforce connection right once, keep it encrypted, and hand it to whatever needs it. "
    "Without a command, the screens open."
)
ENDING = (
    "Results go to stdout, progress and errors to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage or a person is "
    "needed, 3 account file locked, 4 refused by Salesforce, 5 account file damaged or not saved, "
    "6 Salesforce not reached, 7 no such account, 130 interrupted "
    "(SIGTERM 143, SIGHUP 129)."
)
SECRET_OPTIONS = (
    "--password",
    "--passphrase",
    "--security-token",
    "--client-secret",
    "--access-token",
    "--refresh-token",
    "--private-key",
    "--token",
    "--secret",
)
"""What people try, and what must not work: anybody on the machine can read another program's arguments."""


class Parser(argparse.ArgumentParser):
    """Errors in our own form instead of argparse's, without repeating values: one may be a secret."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("allow_abbrev", False)
        settings.setdefault("formatter_class", _Formatter)
        super().__init__(**settings)

    def error(self, message: str) -> NoReturn:
        raise UsageError(_sentence(message), Cause("", f"See how it goes: {self.prog} --help"))


class _Formatter(argparse.HelpFormatter):
    """Room for longer option names, so that fewer descriptions wrap."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)


class _CommandParser(Parser):
    """The options of one command, added when it is chosen."""

    module = ""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        command = import_module(f"sftui.cli.commands.{self.module}")
        if self.description is None:
            self.description = command.DESCRIPTION
            command.add_arguments(self)
            _add_global_options(self, default=argparse.SUPPRESS)
        return super().parse_known_args(args, namespace)


def parser() -> Parser:
    """The whole command line. The chosen command's module name stands in ``module``, "" for the screens."""
    whole = Parser(prog="sftui", description=DESCRIPTION, epilog=ENDING)
    whole.set_defaults(module="", verbose=False, json=False, no_input=False)
    whole.add_argument("--version", action="version", version=f"sftui {__version__}")
    _add_global_options(whole, default=None)
    commands = whole.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", parser_class=_CommandParser
    )
    for name, module, words in COMMANDS:
        each = commands.add_parser(name, help=words)
        each.module = module
        each.set_defaults(module=module)
    return whole


def read_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Raises UsageError; ``--help`` and ``--version`` print and raise SystemExit."""
    _refuse_secrets(argv)
    found, strangers = parser().parse_known_args(argv)
    if strangers:
        raise _unknown(strangers, found.command or "")
    return found


def asks_for(option: str, short: str, argv: Sequence[str]) -> bool:
    """Whether a switch stands on a command line that may not even be parsable."""
    words = _before_dashes(argv)
    return option in words or (bool(short) and short in words)


def _before_dashes(argv: Sequence[str]) -> Sequence[str]:
    """``--`` ends the options: what follows belongs to another program."""
    return argv[: argv.index("--")] if "--" in argv else argv


def _add_global_options(to: argparse.ArgumentParser, default: Any) -> None:
    switch = False if default is None else default
    group = to.add_argument_group("options of every command")
    group.add_argument(
        "--accounts", metavar="FILE", default=default, help="the account file (SFTUI_ACCOUNTS)"
    )
    group.add_argument(
        "--passphrase-fd",
        metavar="N",
        type=descriptor,
        default=default,
        help="read the passphrase from this open file descriptor",
    )
    group.add_argument(
        "--key-file", metavar="F", default=default, help="open the account file with this key file"
    )
    group.add_argument(
        "--password-command", metavar="C", default=default, help="run this to get the passphrase (no shell)"
    )
    group.add_argument("--no-input", action="store_true", default=switch, help="never ask; fail instead")
    group.add_argument(
        "--json", action="store_true", default=switch, help="results and errors as JSON on stdout"
    )
    group.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        default=switch,
        help="every likely cause, and where a fault happened",
    )


def descriptor(text: str) -> int:
    """An open file descriptor. The error does not repeat the text: it may be a secret in the wrong place."""
    if not text.isdecimal() or len(text) > 5 or int(text) > 65_535:
        raise argparse.ArgumentTypeError("a file descriptor is a number, such as 3")
    return int(text)


def add_send_again(to: argparse.ArgumentParser) -> None:
    """For the commands that send a password."""
    to.add_argument(
        "--send-again",
        action="store_true",
        help="send a password although it was refused before: once the user is unlocked, or a setting changed",
    )


def port(text: str) -> int:
    """A TCP port to listen on."""
    if not text.isdecimal() or len(text) > 5 or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _sentence(message: str) -> str:
    """argparse's words as one of our sentences, without the value that was typed."""
    if found := re.match(r"argument COMMAND: invalid choice: '(.*?)' \(", message):
        return _no_such_command(found[1])
    if found := re.match(r"argument (\S+): ignored explicit argument", message):
        return f"{found[1]} takes no value."
    words = message.replace("the following arguments are required: ", "Still needed: ")
    words = re.sub(r"^argument (?:-\w/)?(\S+?):", r"\1:", words)
    return clean(words[:1].upper() + words[1:], 300).rstrip(".") + "."


def _no_such_command(name: str) -> str:
    near = difflib.get_close_matches(name, [each for each, _, _ in COMMANDS], 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"There is no command “{clean(name, 40)}”.{hint}"


def _unknown(strangers: Sequence[str], command: str) -> UsageError:
    program = f"sftui {command}".rstrip()
    options = [each.partition("=")[0] for each in _before_dashes(strangers) if each.startswith("-")]
    if not options:
        return UsageError(
            "There is an argument too many.", Cause("", f"Quote names with blanks. See: {program} --help")
        )
    return UsageError(
        f"There is no option {clean(options[0], 40)} here.",
        Cause("", f"See which there are: {program} --help"),
    )


def _refuse_secrets(argv: Sequence[str]) -> None:
    """Before argparse could repeat what stands after such an option."""
    names = (word.partition("=")[0] for word in _before_dashes(argv))
    if (name := next((each for each in names if each in SECRET_OPTIONS), "")) != "":
        raise UsageError(
            f"There is no option {name}: a secret is never an argument.",
            Cause(
                "Others on this machine can read a program's arguments, and shells remember them.",
                "Let sftui ask for it, or put it in a file for --from.",
            ),
        )
