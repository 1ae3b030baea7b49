"""The colours of its own themes can be read, wherever they stand."""

from __future__ import annotations

from itertools import product

import pytest
from textual.color import Color
from textual.theme import Theme

from sftui.tui.themes import DARK, LIGHT, own_variables

ENOUGH = 4.5
"""What the accessibility guidelines ask for text (WCAG 2, contrast minimum)."""
VISIBLE = 1.1
"""For a ground that only helps: a sign or a cursor stands there as well."""
TEXTS = ("foreground", "muted", "accent", "success", "warning", "error", "production")
GROUNDS = ("background", "surface", "panel", "field", "field-focus", "cursor-row")


def colour(theme: Theme, name: str) -> Color:
    return Color.parse(theme.variables.get(name) or getattr(theme, name))


def luminance(colour: Color) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)


def contrast(one: Color, other: Color) -> float:
    """From 1 to 21, as the guidelines define it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("text", "ground"), list(product(TEXTS, GROUNDS)))
def test_text_can_be_read(theme: Theme, text: str, ground: str) -> None:
    assert contrast(colour(theme, text), colour(theme, ground)) >= ENOUGH


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("mark", ["cursor-row", "field", "field-focus"])
def test_rows_and_fields_stand_out(theme: Theme, mark: str) -> None:
    assert contrast(colour(theme, mark), colour(theme, "background")) >= VISIBLE


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_every_variable_of_the_style_sheets_is_chosen(theme: Theme) -> None:
    assert set(own_variables(dark=theme.dark)) <= set(theme.variables)
