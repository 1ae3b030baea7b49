"""Moments as others write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sftui.moments import moment_of, stamp


@pytest.mark.parametrize("text", ["2026-11-22T09:30:00Z", "2026-11-22T10:30:00+01:00", "2026-11-22T09:30:00"])
def test_every_moment_is_told_in_utc(text: str) -> None:
    moment = moment_of(text)
    assert moment == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert stamp(moment) == "2026-11-22T09:30:00Z"


@pytest.mark.parametrize("text", ["", "soon", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_what_is_no_moment_of_ours_is_none(text: str) -> None:
    assert moment_of(text) is None
