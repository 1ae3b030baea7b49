"""A sealed file and its data key, made once for each file of tests."""

from __future__ import annotations

import pytest

from sftui.vault import file
from sftui.vault.keys import HiddenBytes
from tests.vault.kit import LOW, OTHER, PASS, account


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, HiddenBytes]:
    """A small file with one account and two slots."""
    path = tmp_path_factory.mktemp("sealed") / "accounts.toml"
    file.create(path, {"main": PASS, "spare": OTHER}, cost=LOW)
    vault = file.edit(file.unlock(path, PASS), lambda accounts: (*accounts, account()))
    return path.read_bytes(), vault.data_key
