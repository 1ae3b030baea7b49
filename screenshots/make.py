"""Make every picture of ``screenshots/`` anew from the real program: ``python screenshots/make.py``.

``--into FOLDER`` writes them elsewhere; the test that looks for stale pictures does.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "TZ": "UTC"}
"""All that the program sees of the environment, besides PATH: no SSH, no proxy, no taste of this terminal."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--into", type=Path, default=HERE, metavar="FOLDER")
    folder: Path = parser.parse_args().into
    calm_environment()
    sys.path.insert(0, str(HERE.parent))
    from screenshots.scenes import take_all

    with tempfile.TemporaryDirectory(prefix="sftui-pictures-") as run:
        pictures = asyncio.run(take_all(Path(run)))
    for old in folder.glob("*.svg"):
        if old.name not in pictures:
            old.unlink()
    for name, svg in pictures.items():
        (folder / name).write_text(svg, encoding="utf-8")
    print(f"{len(pictures)} pictures in {folder}")
    return 0


def calm_environment() -> None:
    """Before anything is imported: some of it is read on import."""
    path = os.environ.get("PATH", "")
    os.environ.clear()
    os.environ.update(ENVIRONMENT, PATH=path)
    time.tzset()


if __name__ == "__main__":
    sys.exit(main())
