"""What all tests share: property tests judge results, never the time that a busy machine needs for them."""

from __future__ import annotations

import os
import signal

import hypothesis

_USUAL = hypothesis.settings.get_profile("ci" if os.environ.get("CI") else "default")
"""In CI the examples are the same in every run: what fails there, fails at home."""

hypothesis.settings.register_profile("sftui", parent=_USUAL, deadline=None)
hypothesis.settings.load_profile("sftui")

signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""A run under nohup or in the background ignores them, and so would every program that the tests start and end."""

os.environ.pop("COLORFGBG", None)
"""The developer's own terminal chooses no colours here."""
