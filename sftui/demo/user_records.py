"""``sobjects/User/{id}`` and the password state below it (salesforce-oauth.md §11.3, §12.5)."""

from __future__ import annotations

from sftui.demo.forms import json_object
from sftui.demo.ids import same_record
from sftui.demo.messages import Reply, Request, json_reply
from sftui.demo.passwords import change_password
from sftui.demo.people import Person
from sftui.demo.refusals import RestRefusal
from sftui.demo.tables import people_of, record_url, user_row
from sftui.demo.tokens import Session
from sftui.demo.world import World


def _find(world: World, session: Session, user_id: str) -> Person:
    for person in people_of(world, session.person.org):
        if same_record(person.id, user_id):
            return person
    raise RestRefusal(404, "NOT_FOUND", "The requested resource does not exist")


def user_record(world: World, session: Session, _method: str, user_id: str) -> Reply:
    """The fields of a user; relations are left out, as REST does."""
    person = _find(world, session, user_id)
    row = {name: value for name, value in user_row(person).items() if not isinstance(value, dict)}
    return json_reply({"attributes": {"type": "User", "url": record_url("User", person.id)}, **row})


def user_password(world: World, session: Session, request: Request, user_id: str) -> Reply:
    """Reading tells ``isExpired``; setting and resetting change the password and the security token."""
    person = _find(world, session, user_id)
    if person is not session.person and not session.person.manage_users:
        raise RestRefusal(403, "INSUFFICIENT_ACCESS", "You do not have permission to view this record.")
    if request.method == "GET":
        return json_reply({"isExpired": person.password_expired})
    if request.method == "DELETE":
        temporary = world.fountain.text(10)
        change_password(world, person, temporary)
        return json_reply({"NewPassword": temporary})
    wanted = (json_object(request) or {}).get("NewPassword")
    if not isinstance(wanted, str) or wanted.isalpha() or wanted.isdigit() or len(wanted) < 8:
        raise RestRefusal(400, "INVALID_NEW_PASSWORD", "Your password must have a mix of letters and numbers")
    change_password(world, person, wanted)
    return Reply(204)
