"""Which trouble a request meets, and the replies of faults that are about content."""

from __future__ import annotations

from sftui.demo.connection import Trouble
from sftui.demo.hosts import Host
from sftui.demo.messages import HTML, JSON, PLAIN, Reply, Request, html_reply, redirect
from sftui.demo.refusals import OAuthRefusal, RestRefusal
from sftui.demo.rest import rest_error
from sftui.demo.switches import Fault
from sftui.demo.token_replies import refusal_reply
from sftui.demo.world import World

_MAINTENANCE = (
    b"<html><head><title>Maintenance</title></head><body><h1>We are down for maintenance.</h1></body></html>"
)


def next_trouble(world: World, host: Host, path: str) -> Trouble:
    """The delay and fault for a request that just came in, no control call; counts towards ``fault_times``."""
    with world.lock:
        org = world.first_org(host)
        switches = org.switches
        if not switches.fault or not path.startswith(tuple(switches.fault_on.split()) or ""):
            return Trouble(switches.delay)
        org.fault_hits += 1
        if switches.fault_times and org.fault_hits > switches.fault_times:
            return Trouble(switches.delay)
        return Trouble(switches.delay, switches.fault)


def faulty_reply(world: World, request: Request, fault: Fault) -> Reply | None:
    """The reply in place of the true one; None for no fault and for faults of the wire."""
    host = request.host
    match fault:
        case "oauth-error":
            switches = world.switches(host)
            refusal = OAuthRefusal(switches.fault_error, switches.fault_text, status=switches.fault_status)
            return refusal_reply(world, host, refusal)
        case "rest-error":
            switches = world.switches(host)
            return rest_error(RestRefusal(switches.fault_status, switches.fault_error, switches.fault_text))
        case "identity-error":
            switches = world.switches(host)
            if request.path.startswith("/services/data"):
                return rest_error(RestRefusal(403, "INSUFFICIENT_ACCESS", "You do not have permission."))
            return Reply(switches.fault_status, switches.fault_error.encode(), PLAIN)
        case "html-200":
            return html_reply("Login | Salesforce", "<h1>Log in</h1>")
        case "html-503":
            return Reply(503, _MAINTENANCE, HTML)
        case "server-error":
            return Reply(500, b"<html><body>UNKNOWN_EXCEPTION: ErrorId 1234-5678</body></html>", HTML)
        case "not-json":
            return Reply(200, b'{"access_token": "00D', JSON)
        case "json-array":
            return Reply(200, b'["access_token", 5, null]', JSON)
        case "empty":
            return Reply(200, b"", JSON)
        case "redirect":
            return redirect("https://login.example.invalid/services/oauth2/token")
        case _:
            return None


def maintenance(request: Request) -> Reply:
    """A page from the login hosts, a JSON error from REST."""
    if request.path.startswith("/services/data"):
        return rest_error(RestRefusal(503, "SERVER_UNAVAILABLE", "The server is in maintenance"))
    return Reply(503, _MAINTENANCE, HTML, (("Retry-After", "120"),))
