"""Where people are sent in Salesforce."""

from __future__ import annotations

import pytest

from sftui.salesforce.setup_pages import PAGES, SetupPage, where_to_look


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_the_words_lead_to_setup_or_to_ones_own_settings(page: SetupPage) -> None:
    place = "Your settings" if page.personal else "Setup"
    assert where_to_look(page.quick_find) == f"{place}, Quick Find: {page.quick_find}"
