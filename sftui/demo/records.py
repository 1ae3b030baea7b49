"""A handful of business records, so that REST calls with a body have something to write to."""

from __future__ import annotations

from sftui.demo.forms import json_object
from sftui.demo.ids import record_id as new_record_id
from sftui.demo.messages import Reply, Request, json_reply
from sftui.demo.refusals import RestRefusal
from sftui.demo.tables import record_url
from sftui.demo.tokens import Session
from sftui.demo.world import World

_PREFIXES = {"Account": "001", "Contact": "003", "Lead": "00Q"}


def _fields(request: Request) -> dict[str, object]:
    fields = json_object(request)
    if fields is None:
        raise RestRefusal(400, "JSON_PARSER_ERROR", "Unexpected character in the request body")
    return fields


def create_record(world: World, session: Session, request: Request, table: str) -> Reply:
    """201 with the new id."""
    fields = _fields(request)
    if not fields:
        raise RestRefusal(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Name]")
    new_id = new_record_id(world.fountain, _PREFIXES[table])
    session.person.org.records[new_id] = {**fields, "Id": new_id}
    return json_reply({"id": new_id, "success": True, "errors": []}, status=201)


def one_record(session: Session, request: Request, table: str, record_id: str) -> Reply:
    """Read, change or delete a record."""
    records = session.person.org.records
    record = records.get(record_id)
    if record is None or not record_id.startswith(_PREFIXES[table]):
        raise RestRefusal(404, "NOT_FOUND", "The requested resource does not exist")
    if request.method == "PATCH":
        record.update(_fields(request))
        return Reply(204)
    if request.method == "DELETE":
        del records[record_id]
        return Reply(204)
    attributes = {"type": table, "url": record_url(table, record_id)}
    return json_reply({"attributes": attributes, **record}, pretty=request.pretty)
