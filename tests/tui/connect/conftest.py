"""The dialog stands on the keeper and the demo org of the folder above."""

from __future__ import annotations

import pytest

from sftui.account import Account
from sftui.demo.server import DemoSalesforce
from tests.support.callbacks import web_draft


@pytest.fixture
def web(demo: DemoSalesforce) -> Account:
    return web_draft(demo)
