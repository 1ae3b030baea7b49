"""What all tests share: property tests judge results, never the time that a busy machine needs for them."""

from __future__ import annotations

import os

import hypothesis

_USUAL = hypothesis.settings.get_profile("ci" if os.environ.get("CI") else "default")
"""In CI the examples are the same in every run: what fails there, fails at home."""

hypothesis.settings.register_profile("sftui", parent=_USUAL, deadline=None)
hypothesis.settings.load_profile("sftui")

os.environ.pop("COLORFGBG", None)
"""The developer's own terminal chooses no colours here."""
