"""The two themes of its own: calm, one soft blue accent, and a warm tint for production.

Colours of the terminal itself (Textual's ``ansi-dark`` and ``ansi-light``) can be chosen too; they cost the
fewest bytes on a slow line.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

from sftui.tui.wire.colours import FEW
from sftui.tui.wire.terminals import has_light_background

DARK = Theme(
    name="sftui-dark",
    primary="#7fb0ea",
    secondary="#7fb0ea",
    accent="#7fb0ea",
    foreground="#d9dde4",
    background="#15181d",
    surface="#1c2027",
    panel="#222731",
    success="#86b98a",
    warning="#d9b36c",
    error="#e88b8b",
    dark=True,
    variables={
        "production": "#e5a86a",
        "muted": "#9aa3b2",
        "faint": "#3a414d",
        "field": "#242a34",
        "field-focus": "#2d3643",
        "field-text-style": "none",
        "cursor-row": "#2b3749",
        "cursor-row-text-style": "not reverse",
        "selection-text-style": "none",
        "border": "#7fb0ea",
        "border-blurred": "#3a414d",
        "input-cursor-background": "#d9dde4",
        "input-cursor-foreground": "#15181d",
        "input-selection-background": "#7fb0ea 35%",
        "block-cursor-background": "#2b3749",
        "block-cursor-foreground": "#d9dde4",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#222731",
        "scrollbar": "#3a414d",
        "scrollbar-hover": "#566070",
        "scrollbar-active": "#7fb0ea",
        "scrollbar-background": "#15181d",
        "scrollbar-background-hover": "#15181d",
        "scrollbar-background-active": "#15181d",
        "scrollbar-corner-color": "#15181d",
    },
)

LIGHT = Theme(
    name="sftui-light",
    primary="#2560a3",
    secondary="#2560a3",
    accent="#2560a3",
    foreground="#23282f",
    background="#f8f8f6",
    surface="#f1f1ee",
    panel="#e9e9e5",
    success="#29692f",
    warning="#7d5400",
    error="#a83030",
    dark=False,
    variables={
        "production": "#944600",
        "muted": "#59616c",
        "faint": "#cfcfca",
        "field": "#ebebe7",
        "field-focus": "#d3e2f3",
        "field-text-style": "none",
        "cursor-row": "#d3e2f3",
        "cursor-row-text-style": "not reverse",
        "selection-text-style": "none",
        "border": "#2560a3",
        "border-blurred": "#cfcfca",
        "input-cursor-background": "#23282f",
        "input-cursor-foreground": "#f8f8f6",
        "input-selection-background": "#2560a3 25%",
        "block-cursor-background": "#d3e2f3",
        "block-cursor-foreground": "#23282f",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e9e9e5",
        "scrollbar": "#c4c4be",
        "scrollbar-hover": "#a9a9a2",
        "scrollbar-active": "#2560a3",
        "scrollbar-background": "#f8f8f6",
        "scrollbar-background-hover": "#f8f8f6",
        "scrollbar-background-active": "#f8f8f6",
        "scrollbar-corner-color": "#f8f8f6",
    },
)

THEMES: Mapping[str, str] = {
    "sftui-dark": "Dark",
    "sftui-light": "Light",
    "ansi-dark": "Terminal colours, dark",
    "ansi-light": "Terminal colours, light",
}
"""What can be chosen: name -> words."""

DEFAULT_THEME = "sftui-dark"

PLAIN = Theme(
    name="sftui-plain",
    ansi=True,
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    success="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    dark=True,
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "production": "ansi_default",
        "muted": "ansi_default",
        "faint": "ansi_default",
        "cursor-row": "ansi_default",
        "cursor-row-text-style": "reverse",
        "block-cursor-background": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-text-style": "reverse",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_default",
        "input-selection-foreground": "ansi_default",
    },
)
"""Without any colour, for ``NO_COLOR`` and terminals that have none: what is marked is in reverse."""


def usual_theme(environ: Mapping[str, str]) -> str:
    """What holds until the person chooses: as light or dark as the terminal, where that is known."""
    return LIGHT.name if has_light_background(environ) else DEFAULT_THEME


def shown_theme(chosen: str, colours: int) -> str:
    """The theme that this terminal can show: few colours are the terminal's own, so that they fit its background."""
    if not colours:
        return PLAIN.name
    if colours <= FEW:
        return {DARK.name: "ansi-dark", LIGHT.name: "ansi-light"}.get(chosen, chosen)
    return chosen


def own_variables(*, dark: bool) -> dict[str, str]:
    """The variables that our tcss uses beyond Textual's, for themes that don't define them."""
    return {
        "production": "ansi_yellow" if dark else "ansi_red",
        "muted": "ansi_default 60%",
        "faint": "ansi_bright_black",
        "field": "transparent",
        "field-focus": "transparent",
        "field-text-style": "underline",
        "cursor-row": "ansi_default",
        "selection-text-style": "reverse",
        "cursor-row-text-style": "reverse",  # the terminal's own colours, of which nothing is known
    }
