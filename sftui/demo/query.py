"""``/query``: runs a query over the tables and hands its rows out in batches."""

from __future__ import annotations

import re
from datetime import datetime

from sftui.demo.refusals import RestRefusal
from sftui.demo.soql import Condition, Query, Value, malformed, parse
from sftui.demo.tables import TABLES, Row, Table, record_url
from sftui.demo.tokens import Session
from sftui.demo.world import World

_BATCH = 2000
_SMALLEST_BATCH = 200


def run_query(world: World, session: Session, text: str, version: str, options: str) -> dict[str, object]:
    """The first batch of a query. Raises RestRefusal."""
    query = parse(text)
    table = TABLES.get(query.table.lower())
    if table is None:
        raise RestRefusal(400, "INVALID_TYPE", f"sObject type '{query.table}' is not supported.")
    names = {field.lower(): field for field in table.fields}
    counting = [field.lower() for field in query.fields] == ["count()"]
    fields = [] if counting else [_known(names, table, field) for field in query.fields]
    rows = _selected(query, table, names, table.rows(world, session))
    if counting:
        return {"totalSize": len(rows), "done": True, "records": []}
    records = [_record(table, fields, row) for row in rows]
    cursor = f"01g{session.person.org.id[3:5]}{world.fountain.text(10)}"
    world.cursors[cursor] = records
    return next_batch(world, f"{cursor}-0", version, options)


def next_batch(world: World, locator: str, version: str, options: str) -> dict[str, object]:
    """The batch that a ``nextRecordsUrl`` names. Raises RestRefusal."""
    cursor, _, offset = locator.rpartition("-")
    records = world.cursors.get(cursor)
    if records is None or not offset.isdigit():
        raise RestRefusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    start = int(offset)
    size = _batch_size(options)
    reply: dict[str, object] = {"totalSize": len(records), "done": start + size >= len(records)}
    if reply["done"]:
        del world.cursors[cursor]
    else:
        reply["nextRecordsUrl"] = f"/services/data/v{version}/query/{cursor}-{start + size}"
    reply["records"] = records[start : start + size]
    return reply


def _batch_size(options: str) -> int:
    found = re.search(r"batchSize\s*=\s*(\d+)", options, re.IGNORECASE)
    return min(_BATCH, max(_SMALLEST_BATCH, int(found[1]))) if found else _BATCH


def _known(names: dict[str, str], table: Table, field: str) -> str:
    if field.lower() in names:
        return names[field.lower()]
    raise RestRefusal(400, "INVALID_FIELD", f"No such column '{field}' on entity '{table.name}'.")


def _selected(query: Query, table: Table, names: dict[str, str], rows: list[Row]) -> list[Row]:
    for condition in query.conditions:
        name = _known(names, table, condition.field)
        if name.lower() in table.unfilterable:
            raise RestRefusal(400, "INVALID_FIELD", f"field '{name}' can not be filtered in a query call")
        rows = [row for row in rows if _fits(condition, field_of(row, name))]
    for field, downwards in reversed(query.order):
        name = _known(names, table, field)
        rows = sorted(rows, key=lambda row, name=name: _order_key(field_of(row, name)), reverse=downwards)  # type: ignore[misc]  # mypy cannot type a lambda default
    return rows if query.limit is None else rows[: query.limit]


def field_of(row: Row, path: str) -> object:
    """A field of a row; a path such as ``Profile.UserLicense.Name`` walks into relations."""
    value: object = row
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _order_key(value: object) -> tuple[bool, bool, float, str]:
    number = float(value) if isinstance(value, (int, float)) else 0.0
    return value is not None, isinstance(value, str), number, str(value).lower()


def _fits(condition: Condition, value: object) -> bool:
    match condition.operator:
        case "=":
            return _equal(value, condition.values[0])
        case "!=" | "<>":
            return not _equal(value, condition.values[0])
        case "in":
            return any(_equal(value, wanted) for wanted in condition.values)
        case "like":
            return _like(value, condition.values[0])
        case _:
            return _compared(condition.operator, value, condition.values[0])


def _equal(value: object, wanted: Value) -> bool:
    """Text is compared without regard to case; ids are equal in 15 and 18 characters."""
    if not isinstance(value, str) or not isinstance(wanted, str):
        return value == wanted
    if len(wanted) == 15 and len(value) == 18 and value.startswith(wanted):
        return True
    return value.lower() == wanted.lower()


def _like(value: object, wanted: Value) -> bool:
    pattern = re.escape(str(wanted)).replace("%", ".*").replace("_", ".")
    return isinstance(value, str) and re.fullmatch(pattern, value, re.IGNORECASE | re.DOTALL) is not None


def _compared(operator: str, value: object, wanted: Value) -> bool:
    left, right = _comparable(value), _comparable(wanted)
    if left is None or right is None:
        return False
    match operator:
        case "<":
            return left < right
        case ">":
            return left > right
        case "<=":
            return left <= right
        case _:
            return left >= right


def _comparable(value: object) -> float | None:
    """Numbers as they are, points in time as seconds since 1970."""
    if isinstance(value, (int, float)):
        return float(value)
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value)).timestamp()
    except ValueError as error:
        raise malformed(f"value of filter criterion must be of type dateTime: {value}") from error


def _record(table: Table, fields: list[str], row: Row) -> Row:
    attributes: Row = {"type": table.name, "url": record_url(table.name, str(row["Id"]))}
    record: Row = {"attributes": attributes}
    for path in fields:
        *relations, last = path.split(".")
        place = record
        for relation in relations:
            inner = place.setdefault(relation, {"attributes": {"type": relation}})
            if isinstance(inner, dict):
                place = inner
        place[last] = field_of(row, path)
    return record
