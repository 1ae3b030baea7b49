"""What may open a file, told by its header alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sftui.vault import file
from sftui.vault.key_files import new_key
from sftui.vault.keys import Key
from sftui.vault.ways import Ways, ways_into
from tests.support.keeping import PASSPHRASE
from tests.vault.kit import LOW


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"main"}, Ways(key_file=False, recovery_code=False)),
        ({"main", "recovery code"}, Ways(key_file=False)),
        ({"main", "this computer"}, Ways(key_file=False, recovery_code=False)),
        ({"key file"}, Ways(passphrase=False, recovery_code=False)),
        ({"recovery code"}, Ways(passphrase=False, key_file=False)),
        ({"the one in the safe"}, Ways(passphrase=False)),
    ],
)
def test_the_labels_tell(tmp_path: Path, labels: set[str], expected: Ways) -> None:
    keys: dict[str, Key] = {label: PASSPHRASE if label == "main" else new_key() for label in labels}
    file.create(tmp_path / "accounts.toml", keys, cost=LOW)
    assert ways_into(tmp_path / "accounts.toml") == expected


def test_of_a_file_that_cannot_be_read_anything_may_be(tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_text("no account file")
    assert ways_into(tmp_path / "accounts.toml") == Ways()
