"""``python -m sftui`` and the ``sftui`` program."""

from __future__ import annotations

from sftui.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
