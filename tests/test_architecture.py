"""The walls of the house (design §1): imports go one way, and the lower floors load no screen."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "sftui"
SHARED = {"account", "errors", "foreign", "moments"}
MAY_IMPORT = {
    "account": set(),
    "errors": {"account"},
    "foreign": set(),
    "moments": set(),
    "salesforce": SHARED,
    "vault": SHARED,
    "guides": SHARED | {"salesforce"},
    "keeper": SHARED | {"salesforce", "vault"},
    "handoff": SHARED | {"salesforce", "vault"},
    "demo": set(),
    "tui": SHARED | {"salesforce", "vault", "guides", "keeper", "handoff"},
    "cli": SHARED | {"salesforce", "vault", "guides", "keeper", "handoff", "tui", "demo"},
    "__main__": {"cli"},
    "__init__": set(),
}
"""For each room, the rooms it may name besides its own."""

OPEN_SCREENS = {"demo_card", "demo_commands", "demo_forms", "demo_screens", "screens"}
"""The modules of the command line that open screens, and so the only ones that may name their room."""

LONGEST_FILE = 500


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; this house has one way of imports"
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "sftui" else []
            names = names or [node.module or ""]
        for name in names:
            parts = name.split(".")
            if parts[0] == "sftui" and len(parts) > 1 and parts[1] != "__version__":
                rooms.add(parts[1])
    return rooms


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_only_go_down(path: Path) -> None:
    room = room_of(path)
    forbidden = imported_rooms(path) - MAY_IMPORT[room] - {room}
    assert not forbidden, f"{name_of(path)} may not import {sorted(forbidden)}"


def test_only_what_opens_screens_names_their_room() -> None:
    named = {path.stem for path in modules() if room_of(path) == "cli" and "tui" in imported_rooms(path)}
    assert named <= OPEN_SCREENS


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_file_outgrows_one_purpose(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_lower_floors_load_no_screen() -> None:
    lower = [name_of(path) for path in modules() if room_of(path) not in {"tui", "cli", "__main__"}]
    script = (
        "import importlib, sys\n"
        f"for name in {lower!r}:\n"
        "    importlib.import_module(name)\n"
        "    for unwanted in ('textual', 'rich'):\n"
        "        assert unwanted not in sys.modules, f'{name} loads {unwanted}'\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_demo_needs_the_standard_library_only() -> None:
    demo = [name_of(path) for path in modules() if room_of(path) == "demo"]
    script = (
        "import importlib, sys\n"
        f"for name in {demo!r}: importlib.import_module(name)\n"
        "for unwanted in ('httpx', 'cryptography', 'jwt', 'sftui.account', 'sftui.salesforce'):\n"
        "    assert unwanted not in sys.modules, unwanted\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import sftui.salesforce.methods", ("httpx", "cryptography", "jwt")),
        ("import sftui.keeper.keeper", ("httpx", "jwt", "segno")),
        ("import sftui.__main__", ("textual", "httpx", "cryptography", "asyncio")),
    ],
)
def test_heavy_libraries_are_loaded_where_they_are_used(statement: str, unwanted: tuple[str, ...]) -> None:
    script = f"{statement}; import sys; print(*(set({unwanted!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
