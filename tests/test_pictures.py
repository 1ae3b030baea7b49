"""The pictures of the README are of the program as it is: a stale one fails, and says what to run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PICTURES = Path(__file__).parent.parent / "screenshots"
COMMAND = "python screenshots/make.py"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    done = subprocess.run(
        [sys.executable, str(PICTURES / "make.py"), "--into", str(folder)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_each_scene_has_its_picture_and_no_other_lies_there(fresh: Path) -> None:
    made = {path.name for path in fresh.glob("*.svg")}
    assert made == {path.name for path in PICTURES.glob("*.svg")}, f"run: {COMMAND}"


@pytest.mark.parametrize("name", sorted(path.name for path in PICTURES.glob("*.svg")))
def test_no_picture_is_stale(fresh: Path, name: str) -> None:
    same = (fresh / name).read_bytes() == (PICTURES / name).read_bytes()
    assert same, f"{name} shows an older program; run: {COMMAND}"


def test_the_readme_shows_pictures_that_exist() -> None:
    readme = (PICTURES.parent / "README.md").read_text(encoding="utf-8")
    shown = {part.split(")")[0] for part in readme.split("](screenshots/")[1:]}
    assert shown
    assert {name for name in shown if not (PICTURES / name).is_file()} == set()


def test_pictures_name_no_outside_address() -> None:
    for path in PICTURES.glob("*.svg"):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        assert "url(http" not in text, path.name
        assert "fonts." not in text, path.name
