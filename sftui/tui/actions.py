"""The one table of user actions. Key bindings, key line, palette and help are all made of it.

A screen or widget names the actions it offers by their ids::

    ACTIONS = ("accounts.new", "accounts.open")
    BINDINGS = bindings(*ACTIONS)

and has a method ``action_<run>`` for each. Rows stand in the order of the help.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType


class Place(StrEnum):
    """Where an action is at home: the headings of the help."""

    EVERYWHERE = "Everywhere"
    ACCOUNTS = "Accounts"
    ACCOUNT = "One account"
    FORMS = "Forms"
    CONNECT = "Connecting"
    FAILURE = "When it failed"
    GUIDES = "Guides"
    FILE = "The account file"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserAction:
    """One thing that a person can do, with the key that does it."""

    id: str
    keys: str
    """Textual's key names, with commas between them; the first that works right now is shown."""
    run: str
    """The method is ``action_<run>``; may carry arguments, as in ``move(1)``."""
    label: str
    """One or two words for the key line."""
    tooltip: str
    """A sentence for help and palette."""
    place: Place
    palette: str = ""
    """The palette's title; the label when empty."""
    in_palette: bool = True
    priority: bool = False
    """Works in dialogs and while typing as well."""


_E, _A, _O, _F = Place.EVERYWHERE, Place.ACCOUNTS, Place.ACCOUNT, Place.FORMS
_C, _X, _G, _V = Place.CONNECT, Place.FAILURE, Place.GUIDES, Place.FILE

TABLE: tuple[UserAction, ...] = (
    # Everywhere
    UserAction(id="help", keys="question_mark,f2", run="show_help", label="Help", place=_E,
               tooltip="All keys, with what they do", palette="Keys and help"),
    UserAction(id="palette", keys="ctrl+p", run="command_palette", label="Palette", place=_E, priority=True,
               tooltip="Find any action by its name", in_palette=False),
    UserAction(id="back", keys="escape", run="back", label="Back", place=_E,
               tooltip="Back to where you came from; what you typed is kept", in_palette=False),
    UserAction(id="cancel", keys="escape", run="cancel", label="Cancel", place=_E,
               tooltip="Leave things as they are", in_palette=False),
    UserAction(id="dialog.close", keys="enter,escape", run="close", label="Close", place=_E,
               tooltip="Close this message", in_palette=False),
    UserAction(id="dialog.yes", keys="enter", run="say_yes", label="Yes", place=_E,
               tooltip="Yes, do it", in_palette=False),
    UserAction(id="page.down", keys="pagedown,ctrl+f", run="page_down", label="Page down", place=_E,
               tooltip="One page down", in_palette=False),
    UserAction(id="page.up", keys="pageup,ctrl+b", run="page_up", label="Page up", place=_E,
               tooltip="One page up", in_palette=False),
    UserAction(id="page.top", keys="home", run="scroll_home", label="Top", place=_E,
               tooltip="To the top", in_palette=False),
    UserAction(id="page.end", keys="end", run="scroll_end", label="End", place=_E,
               tooltip="To the end", in_palette=False),
    UserAction(id="page.line-down", keys="down,j", run="scroll_down", label="Down", place=_E,
               tooltip="One line down", in_palette=False),
    UserAction(id="page.line-up", keys="up,k", run="scroll_up", label="Up", place=_E,
               tooltip="One line up", in_palette=False),
    UserAction(id="redraw", keys="f9", run="redraw", label="Draw anew", place=_E, priority=True,
               tooltip="Draw the whole screen anew, when something else wrote over it",
               palette="Draw the screen anew"),
    UserAction(id="lock", keys="ctrl+l", run="lock", label="Lock", place=_E, priority=True,
               tooltip="Lock the account file and clear it from memory", palette="Lock the account file"),
    UserAction(id="quit", keys="ctrl+q", run="quit", label="Quit", place=_E, priority=True,
               tooltip="Leave sftui; everything is saved already", palette="Quit"),
    # Accounts
    UserAction(id="accounts.new", keys="n", run="new_account", label="New", place=_A,
               tooltip="Connect a new account to Salesforce", palette="Connect to Salesforce"),
    UserAction(id="accounts.open", keys="enter", run="open_account", label="Open", place=_A,
               tooltip="Show everything about the selected account", palette="Open the selected account"),
    UserAction(id="accounts.reconnect", keys="r", run="reconnect", label="Reconnect", place=_A,
               tooltip="Connect the selected account again", palette="Reconnect the selected account"),
    UserAction(id="accounts.reconnect-needed", keys="R", run="reconnect_needed", label="Reconnect all",
               place=_A, tooltip="Reconnect every account that needs it",
               palette="Reconnect all that need it"),
    UserAction(id="reconnect.rest", keys="f4", run="leave_rest", label="Leave the rest", place=_A,
               tooltip="Leave this user and those that follow; a summary says what is left",
               palette="Leave the rest for later"),
    UserAction(id="accounts.test", keys="t", run="test", label="Test", place=_A,
               tooltip="Test the connection of the selected account", palette="Test the selected account"),
    UserAction(id="accounts.test-all", keys="T", run="test_all", label="Test all", place=_A,
               tooltip="Test all connections, side by side", palette="Test all accounts"),
    UserAction(id="accounts.copy-token", keys="c", run="copy_token", label="Copy token", place=_A,
               tooltip="Send a working access token to the terminal's clipboard",
               palette="Copy an access token"),
    UserAction(id="accounts.edit", keys="e", run="edit", label="Edit", place=_A,
               tooltip="Change the fields of the selected account and connect it anew",
               palette="Edit the selected account"),
    UserAction(id="accounts.duplicate", keys="D", run="duplicate", label="Duplicate", place=_A,
               tooltip="Connect a new account with the fields of the selected one",
               palette="Duplicate the selected account"),
    UserAction(id="accounts.rename", keys="m", run="rename", label="Rename", place=_A,
               tooltip="Give the selected account another name", palette="Rename the selected account"),
    UserAction(id="accounts.delete", keys="d", run="delete", label="Delete", place=_A,
               tooltip="Remove the selected account, and end its access at Salesforce",
               palette="Delete the selected account"),
    UserAction(id="accounts.login-page", keys="l", run="login_page", label="Login page", place=_A,
               tooltip="The address of the org's login page, as text and at the clipboard",
               palette="Login page of the selected account"),
    UserAction(id="accounts.filter", keys="slash", run="filter", label="Filter", place=_A,
               tooltip="Show only the accounts that contain every word you type",
               palette="Filter the accounts"),
    UserAction(id="accounts.clear-filter", keys="escape", run="clear_filter", label="Clear filter", place=_A,
               tooltip="Show all accounts again"),
    UserAction(id="accounts.sort", keys="o", run="next_order", label="Order", place=_A,
               tooltip="Sort by name, by state or by last use", palette="Sort the accounts"),
    UserAction(id="accounts.quit", keys="q", run="leave", label="Quit", place=_A,
               tooltip="Leave sftui; everything is saved already", in_palette=False),
    UserAction(id="list.down", keys="down,j", run="move(1)", label="Down", place=_A,
               tooltip="Next row", in_palette=False),
    UserAction(id="list.up", keys="up,k", run="move(-1)", label="Up", place=_A,
               tooltip="Previous row", in_palette=False),
    UserAction(id="list.page-down", keys="pagedown,ctrl+f", run="move_page(1)", label="Page down", place=_A,
               tooltip="One page down", in_palette=False),
    UserAction(id="list.page-up", keys="pageup,ctrl+b", run="move_page(-1)", label="Page up", place=_A,
               tooltip="One page up", in_palette=False),
    UserAction(id="list.first", keys="home", run="move_first", label="First", place=_A,
               tooltip="First row", in_palette=False),
    UserAction(id="list.last", keys="end,G", run="move_last", label="Last", place=_A,
               tooltip="Last row", in_palette=False),
    UserAction(id="filter.down", keys="down", run="move_row(1)", label="Down", place=_A,
               tooltip="Next row, while the filter is being typed", in_palette=False),
    UserAction(id="filter.up", keys="up", run="move_row(-1)", label="Up", place=_A,
               tooltip="Previous row, while the filter is being typed", in_palette=False),
    UserAction(id="accounts.stop", keys="escape", run="stop", label="Stop", place=_A,
               tooltip="Stop what runs in the background; the results so far stay",
               palette="Stop testing or reconnecting"),
    UserAction(id="accounts.waiting", keys="w", run="go_on_waiting", label="Waiting sign-ins", place=_A,
               tooltip="Sign-ins that were begun and still wait for you", palette="Waiting sign-ins"),
    # One account
    UserAction(id="account.down", keys="down,j", run="walk(1)", label="Down", place=_O,
               tooltip="Down: the next secret, or further down the page", in_palette=False),
    UserAction(id="account.up", keys="up,k", run="walk(-1)", label="Up", place=_O,
               tooltip="Up: the secret before, or further up the page", in_palette=False),
    UserAction(id="account.next-page", keys="right", run="turn_page(1)", label="Next page", place=_O,
               tooltip="The next page: the account, its limits, subscriptions, users, logins",
               palette="Next page of this account"),
    UserAction(id="account.previous-page", keys="left", run="turn_page(-1)", label="Page before", place=_O,
               tooltip="The page before", in_palette=False),
    UserAction(id="account.page", keys="1,2,3,4,5", run="choose_page", label="Page", place=_O,
               tooltip="The account, its limits, subscriptions, users, logins", in_palette=False),
    UserAction(id="records.stop", keys="escape", run="stop_reading", label="Stop", place=_O,
               tooltip="Stop reading this page", in_palette=False),
    UserAction(id="records.again", keys="f5", run="read_again", label="Read again", place=_O,
               tooltip="Read this page anew from Salesforce", palette="Read this page again"),
    # Forms
    UserAction(id="form.next", keys="enter", run="submit", label="Next", place=_F,
               tooltip="Go to the next field; in the last one, go on", in_palette=False),
    UserAction(id="form.tab", keys="tab", run="app.focus_next", label="Next", place=_F,
               tooltip="Next field; shift+tab goes back", in_palette=False),
    UserAction(id="form.reveal", keys="ctrl+r", run="reveal", label="Show", place=_F,
               tooltip="Show this secret for half a minute, or hide it again",
               palette="Show or hide this secret"),
    UserAction(id="menu.choose", keys="enter", run="select", label="Choose", place=_F,
               tooltip="Choose the marked line", in_palette=False),
    # Connecting
    UserAction(id="connect.send", keys="ctrl+s", run="send", label="Connect", place=_C,
               tooltip="Connect with what the form holds, from any field", palette="Connect now"),
    UserAction(id="connect.apps", keys="down", run="offer_apps", label="Known apps", place=_C,
               tooltip="Take consumer key and secret from a saved account",
               palette="Take the app of a saved account"),
    UserAction(id="connect.empty", keys="f4", run="empty_saved", label="Empty", place=_C,
               tooltip="Leave this field empty instead of keeping what is saved",
               palette="Empty this saved field"),
    UserAction(id="connect.request", keys="f3", run="request_sheet", label="Request sheet", place=_C,
               tooltip="A text for an administrator: what this method needs in Salesforce",
               palette="Request sheet for an administrator"),
    UserAction(id="connect.stop", keys="escape", run="stop", label="Stop", place=_C,
               tooltip="Stop; what you typed is kept", in_palette=False),
    UserAction(id="connect.take-link", keys="y", run="take_link", label="Copy link", place=_C,
               tooltip="Take the link away: by the clipboard, and with each further press by the next way",
               palette="Take the sign-in link away"),
    UserAction(id="connect.plain-line", keys="l", run="plain_line", label="Line", place=_C,
               tooltip="Show the link as one unbroken line, outside the full screen",
               palette="Show the sign-in link as one line"),
    UserAction(id="connect.qr", keys="k", run="show_qr", label="QR", place=_C,
               tooltip="Show the link as a QR code, for a phone",
               palette="Show the sign-in link as a QR code"),
    UserAction(id="connect.link-file", keys="f", run="link_to_file", label="File", place=_C,
               tooltip="Write the link to a file that only you can read",
               palette="Write the sign-in link to a file"),
    UserAction(id="connect.browser", keys="o", run="open_browser", label="Browser", place=_C,
               tooltip="Open the link in a browser on this machine",
               palette="Open the sign-in link in a browser"),
    UserAction(id="connect.browser-error", keys="b", run="browser_error", label="Browser error", place=_C,
               tooltip="What the errors mean that Salesforce shows in the browser",
               palette="The browser shows an error"),
    UserAction(id="connect.copy-text", keys="y", run="copy_text", label="Copy", place=_C,
               tooltip="Send the text to the terminal's clipboard", palette="Copy this text"),
    UserAction(id="connect.save-text", keys="f", run="save_text", label="Save to a file", place=_C,
               tooltip="Write the text to a file that only you can read", palette="Save this text to a file"),
    # When it failed
    UserAction(id="failure.choose", keys="1,2,3,4,5,6,7,8,9", run="choose_cause", label="Choose", place=_X,
               tooltip="Do what helps against the cause with this number", in_palette=False),
    UserAction(id="failure.history", keys="l", run="login_history", label="Login history", place=_X,
               tooltip="Where Salesforce keeps the true reason, and how to read it",
               palette="Guide to the login history"),
    UserAction(id="failure.report", keys="y", run="copy_report", label="Copy report", place=_X,
               tooltip="Send a report without secrets to the terminal's clipboard, and show it",
               palette="Copy a report of this failure"),
    UserAction(id="choice.next", keys="right,space,l", run="next_choice", label="Choose", place=_F,
               tooltip="The next choice", in_palette=False),
    UserAction(id="choice.previous", keys="left,h", run="previous_choice", label="Previous", place=_F,
               tooltip="The choice before", in_palette=False),
    UserAction(id="choice.done", keys="enter", run="submit", label="Next", place=_F,
               tooltip="Keep this and go to the next field", in_palette=False),
    UserAction(id="tick.turn", keys="space", run="turn", label="Tick", place=_F,
               tooltip="Tick, or take the tick away", in_palette=False),
    # Guides
    UserAction(id="guides", keys="g", run="open_guides", label="Guides", place=_G,
               tooltip="The guides: where everything is found in Salesforce, and what goes wrong with it",
               palette="Guides"),
    UserAction(id="guide", keys="f1", run="open_guide", label="Guide", place=_G,
               tooltip="The whole guide of what you are at", palette="Guide of this field"),
    UserAction(id="guides.search", keys="slash", run="search", label="Search", place=_G,
               tooltip="Find the guides that contain every word you type", palette="Search the guides"),
    UserAction(id="guides.list", keys="g", run="show_list", label="All guides", place=_G,
               tooltip="The list of all guides", palette="All guides"),
    # The account file
    UserAction(id="file.suggest", keys="ctrl+g", run="suggest", label="Suggest", place=_V,
               tooltip="Suggest a strong passphrase that can be read aloud", palette="Suggest a passphrase"),
    UserAction(id="file.key-file", keys="f3", run="use_key_file", label="Key file", place=_V,
               tooltip="Open with a key file instead of a passphrase", palette="Open with a key file"),
    UserAction(id="file.backups", keys="f4", run="show_backups", label="Backups", place=_V,
               tooltip="The backups beside the account file, to restore one", palette="Restore a backup"),
    UserAction(id="file.look-again", keys="f5", run="look_again", label="Look again", place=_V,
               tooltip="Look at the folder anew: a file may have been put back", palette="Look for the file again"),
    UserAction(id="door.open", keys="enter", run="take", label="Go there", place=_V,
               tooltip="Go where this line leads", in_palette=False),
    UserAction(id="file.next", keys="enter", run="go_on", label="Go on", place=_V,
               tooltip="Go on", in_palette=False),
    UserAction(id="file.without", keys="f4", run="go_without", label="Without", place=_V,
               tooltip="Go on without a recovery code; one can be made later in the settings",
               palette="Go on without a recovery code"),
    UserAction(id="settings", keys="s", run="open_settings", label="Settings", place=_V,
               tooltip="Theme, auto-lock, passphrase and keys", palette="Settings"),
)  # fmt: skip

_BY_ID = {action.id: action for action in TABLE}

_SHOWN = {
    "enter": "Enter",
    "escape": "Esc",
    "question_mark": "?",
    "slash": "/",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "space": "Space",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
}


def action_of(action_id: str) -> UserAction:
    """The row of the table; an unknown id is a ``KeyError``."""
    return _BY_ID[action_id]


def bindings(*action_ids: str) -> list[BindingType]:
    """The key bindings of these actions, for a ``BINDINGS``."""
    return [_binding(_BY_ID[action_id]) for action_id in action_ids]


def shown_key(key: str) -> str:
    """A key as people write it: ``Enter``, ``?``, ``ctrl+r``, ``F1``."""
    if key in _SHOWN:
        return _SHOWN[key]
    return key.upper() if key[:1] == "f" and key[1:].isdigit() else key


def _binding(action: UserAction) -> Binding:
    return Binding(
        action.keys,
        action.run,
        action.label,
        id=action.id,
        tooltip=action.tooltip,
        priority=action.priority,
        show=True,
    )
