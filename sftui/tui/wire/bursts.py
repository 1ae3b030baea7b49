"""Whether a text that arrived at once, and unmarked, was pasted or typed ahead.

What people paste here can be recognised: keys, JSON, settings, addresses with a code, long lines that were broken.
Anything else may have been typed while the line was slow, or come from a script or a password manager: its Tabs and
Enters are keys.
"""

from __future__ import annotations

import re

_SHORT = 60
"""Characters up to which a likely beginning proves nothing."""
_LONG_LINE = 40
"""Characters from which a line is hardly typed ahead; terminals and mails break lines beyond that."""
_LONG = 200
"""Characters of one line that nobody types ahead."""
_MANY_LINES = 12
"""More than any form has fields."""
_HELD_KEYS = 8
"""So many different characters, or fewer, are keys that somebody holds down."""
_CERTAIN = re.compile(r'\s*(-----BEGIN |[{\[]\s*["{\[]|force://|curl |export \w+=)')
_LIKELY = re.compile(
    r"\A\s*([{\[]|[A-Za-z_]\w* ?= ?\S|[A-Za-z][\w ]{2,30}: ?(?!//)\S)"
    r"|\A[^\t]*[?&#](code|error|access_token)="  # an address that a browser ended at
)


def is_pasted(text: str) -> bool:
    """Whether this is a paste, or the beginning of one."""
    if len(text) < 2:
        return False
    if "\n" in text or _CERTAIN.match(text):  # the Enter key sends a return, never a line feed
        return True
    if len(text) > _SHORT and _LIKELY.search(text):
        return True
    lines = text.split("\r")
    if len(lines) == 1 or (len(lines) == 2 and not lines[1]):
        return len(text) >= _LONG and len(set(text)) > _HELD_KEYS
    return len(lines) > _MANY_LINES or ("\t" not in text and _was_broken(lines))


def is_key(text: str) -> bool:
    """Whether this, coming after a paste began, is a key beside it: Tab, or a control key."""
    return len(text) == 1 and text < " " and text not in "\r\n"


def _was_broken(lines: list[str]) -> bool:
    """One long line in pieces: the first are of one width, or the last was not sent off by Enter."""
    if len(lines[0]) < _LONG_LINE:
        return False
    return bool(lines[-1]) or len(lines[0]) == len(lines[1])
