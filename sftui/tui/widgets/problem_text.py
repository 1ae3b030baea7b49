"""An error of ours in words: what happened, then each likely cause with what to do."""

from __future__ import annotations

from textual.content import Content

from sftui.errors import SftuiError
from sftui.foreign import clean_lines
from sftui.salesforce.setup_pages import where_to_look


def problem_text(error: SftuiError) -> Content:
    """Several lines; the causes in the order of likelihood."""
    lines = [Content.styled(clean_lines(error.message), "$error")]
    for cause in error.causes:
        lines += [
            Content(""),
            Content(clean_lines(f"{cause.what} {cause.testimony}".rstrip())),
            Content.styled(clean_lines(cause.do), "$muted"),
        ]
        if cause.quick_find:
            lines.append(Content.styled(f"In Salesforce: {where_to_look(cause.quick_find)}", "$muted"))
    return Content("\n").join(lines)
