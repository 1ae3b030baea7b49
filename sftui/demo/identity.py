"""Who am I: the identity URL, userinfo and OpenID Connect discovery (salesforce-oauth.md §10)."""

from __future__ import annotations

from sftui.demo.id_tokens import key_set
from sftui.demo.ids import same_record
from sftui.demo.messages import PLAIN, Reply, Request, json_reply, redirect
from sftui.demo.people import Person
from sftui.demo.sessions import live_session
from sftui.demo.tables import salesforce_time
from sftui.demo.tokens import Session
from sftui.demo.world import World

_IDENTITY_SCOPES = {"id", "api", "full", "openid"}
_SCOPES = ("api", "email", "full", "id", "offline_access", "openid", "profile", "refresh_token", "web")
_LOCALE = {"language": "en_US", "locale": "en_GB"}


def _plain(status: int, text: str) -> Reply:
    return Reply(status, text.encode(), PLAIN)


def _urls(person: Person) -> dict[str, str]:
    base = person.org.url
    data = f"{base}/services/data/v{{version}}/"
    return {
        "enterprise": f"{base}/services/Soap/c/{{version}}/{person.org.id[:15]}",
        "metadata": f"{base}/services/Soap/m/{{version}}/{person.org.id[:15]}",
        "partner": f"{base}/services/Soap/u/{{version}}/{person.org.id[:15]}",
        "rest": data,
        "sobjects": f"{data}sobjects/",
        "search": f"{data}search/",
        "query": f"{data}query/",
        "recent": f"{data}recent/",
        "profile": f"{base}/{person.id}",
        "custom_domain": base,
    }


def _session(world: World, request: Request) -> Session | None:
    session = live_session(world, request.bearer)
    if session is None or not request.host.serves(session.person.org):
        return None
    return session if set(session.scope) & _IDENTITY_SCOPES else None


def userinfo(world: World, request: Request) -> Reply:
    """403 and plain text for a dead token, not 401 and not JSON."""
    session = _session(world, request)
    if session is None:
        return _plain(403, "Bad_OAuth_Token")
    person = session.person
    fields = {
        "sub": f"{world.generic_url(person.org)}/id/{person.org.id}/{person.id}",
        "user_id": person.id,
        "organization_id": person.org.id,
        "preferred_username": person.username,
        "nickname": person.first_name.lower(),
        "name": person.name,
        "email": person.email,
        "email_verified": True,
        "given_name": person.first_name,
        "family_name": person.last_name,
        "zoneinfo": "Europe/London",
        "active": person.active,
        "user_type": "STANDARD",
        "utcOffset": 0,
        "urls": _urls(person),
        **_LOCALE,
    }
    return json_reply(fields, pretty=request.pretty)


def identity(world: World, request: Request) -> Reply:
    """``/id/{org}/{user}``. May answer with a redirect to the org's own host, when switched so."""
    if "authorization" not in request.headers:
        return _plain(403, "Missing_OAuth_Token")
    session = _session(world, request)
    if session is None:
        return _plain(403, "Bad_OAuth_Token")
    _, _, org_id, user_id = request.path.split("/")
    org = session.person.org
    if not same_record(org_id, org.id):
        return _plain(403, "Wrong_Org")
    if org.switches.identity_redirect and request.host.url != org.url:
        base = org.url if org.switches.identity_redirect == "org" else org.switches.identity_redirect
        return redirect(base + request.path)
    people = (one for one in world.people.values() if one.org is org and same_record(one.id, user_id))
    person = next(people, None)
    if person is None:
        return _plain(404, "Bad_Id")
    return json_reply(_identity_fields(world, person), pretty=request.pretty)


def _identity_fields(world: World, person: Person) -> dict[str, object]:
    return {
        "id": f"{world.generic_url(person.org)}/id/{person.org.id}/{person.id}",
        "asserted_user": True,
        "user_id": person.id,
        "organization_id": person.org.id,
        "username": person.username,
        "nick_name": person.first_name.lower(),
        "display_name": person.name,
        "email": person.email,
        "email_verified": True,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "timezone": "Europe/London",
        "photos": {"picture": f"{person.org.url}/profilephoto/005/F"},
        "mobile_phone": None,
        "mobile_phone_verified": False,
        "status": {"created_date": None, "body": None},
        "urls": _urls(person),
        "active": person.active,
        "user_type": "STANDARD",
        "utcOffset": 0,
        "last_modified_date": salesforce_time(person.changed_at or world.now()),
        "is_app_installed": True,
        **_LOCALE,
    }


def discovery(_world: World, request: Request) -> Reply:
    """OpenID Connect discovery; the issuer follows the host that was asked."""
    base = request.host.url
    oauth = f"{base}/services/oauth2"
    fields = {
        "issuer": base,
        "authorization_endpoint": f"{oauth}/authorize",
        "token_endpoint": f"{oauth}/token",
        "revocation_endpoint": f"{oauth}/revoke",
        "userinfo_endpoint": f"{oauth}/userinfo",
        "introspection_endpoint": f"{oauth}/introspect",
        "jwks_uri": f"{base}/id/keys",
        "scopes_supported": list(_SCOPES),
        "response_types_supported": ["code", "device_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
    }
    return json_reply(fields, pretty=request.pretty)


def keys(_world: World, request: Request) -> Reply:
    return json_reply(key_set(), pretty=request.pretty)
