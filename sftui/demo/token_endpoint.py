"""``POST /services/oauth2/token``: finds the grant and answers for it (salesforce-oauth.md §2)."""

from __future__ import annotations

from collections.abc import Callable

from sftui.demo.clients import Call, read_call
from sftui.demo.forms import form_of
from sftui.demo.grants.authorization_code import authorization_code_grant
from sftui.demo.grants.client_credentials import client_credentials_grant
from sftui.demo.grants.device import device_grant, start_device
from sftui.demo.grants.jwt_bearer import jwt_bearer_grant
from sftui.demo.grants.password import password_grant
from sftui.demo.grants.refresh import refresh_grant
from sftui.demo.messages import Reply, Request
from sftui.demo.refusals import OAuthRefusal
from sftui.demo.token_replies import reply_or_refusal
from sftui.demo.world import World

GRANTS: dict[str, Callable[[Call], dict[str, object]]] = {
    "authorization_code": authorization_code_grant,
    "password": password_grant,
    "refresh_token": refresh_grant,
    "urn:ietf:params:oauth:grant-type:jwt-bearer": jwt_bearer_grant,
    "client_credentials": client_credentials_grant,
    "device": device_grant,
}


def token(world: World, request: Request) -> Reply:
    return reply_or_refusal(world, request, _fields)


def _fields(world: World, request: Request) -> dict[str, object]:
    if request.method != "POST":
        raise OAuthRefusal("invalid_request", "must use HTTP POST")
    form = form_of(request, multipart=True)
    call = read_call(world, request, form)
    if form.get("response_type") == "device_code":
        return start_device(call)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    grant = GRANTS.get(form.get("grant_type", "")) if kind != "multipart/form-data" else None
    if grant is None:
        raise OAuthRefusal("unsupported_grant_type", "grant type not supported")
    return grant(call)
