from __future__ import annotations

from collections.abc import Iterator

import pytest

from sftui.demo.server import DemoSalesforce


@pytest.fixture
def sf() -> Iterator[DemoSalesforce]:
    """A fresh demo org."""
    with DemoSalesforce() as demo:
        yield demo
