"""What all tests share: property tests judge results, never the time that a busy machine needs for them."""

from __future__ import annotations

import hypothesis

hypothesis.settings.register_profile("sftui", deadline=None)
hypothesis.settings.load_profile("sftui")
