"""Browser sign-ins whose callback is free on this machine."""

from __future__ import annotations

from sftui.account import Account
from sftui.demo.server import DemoSalesforce
from tests.support.keeping import draft
from tests.support.ports import free_port


def web_draft(demo: DemoSalesforce) -> Account:
    """A draft of the web method on a callback port that is free right now; the demo's app knows the callback."""
    wanted = draft(demo, "web", redirect_uri=f"http://localhost:{free_port()}/OauthRedirect")
    demo.add_callback(wanted.client_id, wanted.redirect_uri)
    return wanted
