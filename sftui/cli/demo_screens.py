"""The screens on the demo org, over a throw-away account file."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from sftui.cli.demo_accounts import plant
from sftui.cli.demo_commands import banner, commands
from sftui.cli.demo_given import given, spare_tokens
from sftui.cli.opening import running_keeper
from sftui.cli.voice import Voice
from sftui.cli.waiting import wait
from sftui.demo.demo_keys import demo_private_key
from sftui.demo.server import DemoSalesforce
from sftui.vault.places import find_places


def show_demo(demo: DemoSalesforce, folder: Path, voice: Voice, *, fresh: bool) -> int:
    """Run the screens until the person quits; ``fresh`` begins without an account file."""
    places = find_places(folder / "accounts.toml", {})
    key_file = folder / "private-key.pem"
    with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(demo_private_key())
    at_once = None if fresh else plant(places, demo)
    with running_keeper(places, voice) as keeper:
        snapshot = wait(keeper.unlock(at_once)) if at_once is not None else None
        from sftui.cli.demo_card import CredentialsCard, paragraphs
        from sftui.cli.demo_forms import form_commands
        from sftui.tui.app import SftuiApp
        from sftui.tui.errands import connecting

        tokens = spare_tokens(demo)
        app = SftuiApp(keeper, snapshot=snapshot, banner=banner(fresh=fresh))

        def show_card() -> None:
            app.push_screen(CredentialsCard(paragraphs(demo, given(demo, tokens), key_file)))

        app.extra_commands = (
            *commands(demo, keeper, show_card),
            *form_commands(partial(given, demo, tokens), partial(connecting.fill_in, app)),
        )
        app.run()
        return app.return_code or 0
