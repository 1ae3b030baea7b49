"""Which app is asking, and whether it may (salesforce-oauth.md §3, §4.4)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from sftui.demo.apps import App
from sftui.demo.forms import basic_credentials
from sftui.demo.hosts import Host
from sftui.demo.messages import Request
from sftui.demo.orgs import Org
from sftui.demo.people import Person
from sftui.demo.refusals import (
    OAuthRefusal,
    app_blocked,
    app_elsewhere,
    ip_restricted,
    not_admin_approved,
    unknown_client,
    user_inactive,
    wrong_client,
)
from sftui.demo.world import World


@dataclass(frozen=True)
class Call:
    """One call of the token endpoint, with the app's name and secret taken from body or header."""

    world: World
    host: Host
    form: Mapping[str, str]
    client_id: str
    client_secret: str | None


def read_call(world: World, request: Request, form: Mapping[str, str]) -> Call:
    """Basic credentials count where the body names no client."""
    client_id = form.get("client_id", "")
    secret = form.get("client_secret")
    basic = basic_credentials(request)
    if basic is not None and not client_id:
        client_id, secret = basic
    return Call(world, request.host, form, client_id, secret)


def find_app(world: World, host: Host, client_id: str, *, elsewhere: str = "") -> App:
    """The app of a consumer key, past its first minutes and not blocked.

    The key of a connected app is known everywhere, that of an External Client App only where the app is
    installed; ``elsewhere`` is the error for other places where a flow has one of its own.
    """
    app = world.apps.get(client_id)
    if app is None or world.now() < app.ready_at:
        raise unknown_client()
    if app.external and not is_installed(world, host, app):
        raise app_elsewhere(elsewhere) if elsewhere else unknown_client()
    if app.blocked:
        raise app_blocked()
    return app


def is_installed(world: World, host: Host, app: App) -> bool:
    """Whether any org behind this host has the app."""
    return any(host.serves(org) for name, org in world.orgs.items() if app.installed_in_org(name))


def check_secret(call: Call, app: App, *, needed: bool) -> None:
    """A secret that is sent must be right even where none is needed."""
    status = call.world.switches(call.host).invalid_client_status
    if call.client_secret is None or call.client_secret == "":
        if needed:
            raise wrong_client(status)
        return
    given = call.client_secret.encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(given, app.client_secret.encode()):
        raise wrong_client(status)


def check_org(org: Org) -> None:
    if org.switches.deleted:
        raise OAuthRefusal("invalid_grant", "Data Not Available")
    if org.switches.inactive:
        raise OAuthRefusal("inactive_org", "organization is inactive")


def check_person(person: Person) -> None:
    check_org(person.org)
    if not person.active or person.frozen:
        raise user_inactive()


def check_access(app: App, person: Person) -> None:
    """The app's own policies on who may use it and from where."""
    if app.admin_approved and person.username not in app.approved:
        raise not_admin_approved()
    if app.ip_restricted:
        raise ip_restricted()


def check_installed(app: App, person: Person) -> None:
    """Since September 2025 an app must be installed in the person's org (§13)."""
    if app.installed_in_org(person.org.my_domain):
        return
    if app.external:
        raise app_elsewhere("OAUTH_EC_APP_NOT_FOUND")
    if not person.approve_uninstalled_apps:
        raise OAuthRefusal("invalid_client", "app must be installed into org")


def allowed_scope(app: App, asked: str | None) -> tuple[str, ...]:
    """The scopes of a request; without a wish, all that the app has."""
    if not asked or not asked.strip():
        return app.scopes
    wanted = tuple(dict.fromkeys(asked.split()))
    known = set(app.scopes)
    if known & {"refresh_token", "offline_access"}:
        known |= {"refresh_token", "offline_access"}
    if "full" in known:
        known |= {"api", "web", "id", "profile", "email", "openid", "lightning"}
    if not set(wanted) <= known:
        raise OAuthRefusal("invalid_scope", "the requested scope is not allowed")
    return wanted


def carries_refresh(scope: tuple[str, ...]) -> bool:
    return bool({"refresh_token", "offline_access"} & set(scope))
