"""A failure as plain text to hand to somebody who can help. No secret is in it.

Pure words; no screen here.
"""

from __future__ import annotations

from datetime import datetime

from sftui import __version__
from sftui.account import Account
from sftui.errors import RefusedError, SftuiError
from sftui.foreign import clean
from sftui.moments import stamp
from sftui.salesforce.methods import method_of
from sftui.salesforce.setup_pages import where_to_look
from sftui.tui.screens.connect.offers import short_key
from sftui.tui.screens.connect.remedies import Failure


def report(error: SftuiError, failure: Failure, draft: Account, when: datetime) -> str:
    """What was asked where, what came back, and the likely causes in order."""
    method = method_of(draft.method)
    lines = [
        f"sftui {__version__}: a connection to Salesforce failed",
        "",
        f"When:       {stamp(when)}",
        f"Method:     {method.tag if method else 'not chosen'}",
        f"Log in at:  {clean(draft.login_url)}",
    ]
    if draft.username:
        lines.append(f"Username:   {clean(draft.username)}")
    if draft.client_id:
        lines.append(f"Client ID:  {clean(short_key(draft.client_id))}")
    if draft.redirect_uri and method is not None and method.id in {"web", "tokens"}:
        lines.append(f"Callback:   {clean(draft.redirect_uri)}")
    lines += ["", error.message]
    if isinstance(error, RefusedError) and (error.error or error.status):
        words = ", ".join(
            word for word in (f"error {clean(error.error)}" if error.error else "", _status(error)) if word
        )
        lines.append(f"In its own words: {words}")
    lines += ["", failure.lead]
    for each in failure.remedies:
        lines += ["", f"{each.number}. {each.what}", f"   {each.do}"]
        if each.quick_find:
            lines.append(f"   {where_to_look(each.quick_find)}")
        if each.setup_link:
            lines.append(f"   {each.setup_link}")
    return "\n".join(lines) + "\n"


def _status(error: RefusedError) -> str:
    return f"HTTP status {error.status}" if error.status else ""
