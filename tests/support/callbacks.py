"""Browser sign-ins whose callback is free on this machine."""

from __future__ import annotations

import socket

from sftui.account import Account
from sftui.demo.server import DemoSalesforce
from tests.support.keeping import draft


def web_draft(demo: DemoSalesforce) -> Account:
    """A draft of the web method on a callback port that is free right now; the demo's app knows the callback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wanted = draft(demo, "web", redirect_uri=f"http://localhost:{port}/OauthRedirect")
    demo.add_callback(wanted.client_id, wanted.redirect_uri)
    return wanted
