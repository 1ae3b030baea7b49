"""Reading request bodies as strictly as Salesforce does (salesforce-oauth.md §2)."""

from __future__ import annotations

import base64
import json
from email import policy
from email.parser import BytesParser
from urllib.parse import parse_qsl, unquote

from sftui.demo.messages import FORM, Request, first_of_each


def form_of(request: Request, *, multipart: bool = False) -> dict[str, str]:
    """The parameters of a form body; empty for any other kind of body.

    Parameters in the address are not looked at: secrets would land in logs. Bytes that were not
    percent-encoded are taken one by one, so an unencoded umlaut does not survive, and an unencoded
    ``+`` becomes a space, as on any form endpoint.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == FORM:
        try:
            pairs = parse_qsl(
                request.body.decode("latin-1"), keep_blank_values=True, errors="strict", max_num_fields=200
            )
        except ValueError:
            return {}
        return first_of_each(pairs)
    if kind == "multipart/form-data" and multipart:
        return _multipart(request)
    return {}


def _multipart(request: Request) -> dict[str, str]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=policy.HTTP).parsebytes(head + request.body)
    fields: dict[str, str] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields.setdefault(name, content.decode("utf-8", "replace").removesuffix("\r\n"))
    return fields


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """Client id and secret of an ``Authorization: Basic`` header."""
    kind, _, encoded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except ValueError:
        return None
    client_id, colon, secret = text.partition(":")
    return (unquote(client_id), unquote(secret)) if colon else None


def json_object(request: Request) -> dict[str, object] | None:
    """The body as a JSON object, or None."""
    try:
        value = json.loads(request.body or b"{}")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
