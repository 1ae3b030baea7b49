"""The objects that can be queried, as rows that a given session may see (salesforce-oauth.md §11.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sftui.demo.ids import long_id
from sftui.demo.orgs import Licence, Org
from sftui.demo.people import Person
from sftui.demo.tokens import Session
from sftui.demo.world import World

Row = dict[str, object]


@dataclass(frozen=True)
class Table:
    """``fields`` may be selected; ``unfilterable`` may not stand in a WHERE."""

    name: str
    fields: tuple[str, ...]
    rows: Callable[[World, Session], list[Row]]
    unfilterable: frozenset[str] = frozenset()


def salesforce_time(seconds: float) -> str:
    """Such as ``2026-11-22T07:33:00.000+0000``."""
    moment = datetime.fromtimestamp(int(seconds), UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def record_url(table: str, record_id: str) -> str:
    return f"/services/data/v68.0/sobjects/{table}/{record_id}"


def _organization(_world: World, session: Session) -> list[Row]:
    org = session.person.org
    row: Row = {
        "Id": org.id,
        "Name": org.shown_name,
        "InstanceName": org.instance_name,
        "IsSandbox": org.is_sandbox,
        "TrialExpirationDate": org.trial_ends,
        "NamespacePrefix": org.namespace,
        "OrganizationType": org.edition,
    }
    return [row]


def _licence_row(licence: Licence, prefix: str) -> Row:
    letters = "".join(sign for sign in licence.name if sign.isalnum())
    return {
        "Id": long_id(f"{prefix}5g{letters.ljust(10, '0')[:10]}"),
        "Name": licence.label,
        "DeveloperName": licence.name,
        "MasterLabel": licence.label,
        "Status": licence.status,
        "TotalLicenses": licence.total,
        "UsedLicenses": licence.used,
        "ExpirationDate": licence.expires,
    }


def _user_licences(_world: World, session: Session) -> list[Row]:
    return [_licence_row(licence, "100") for licence in session.person.org.user_licences]


def _permission_set_licences(_world: World, session: Session) -> list[Row]:
    return [_licence_row(licence, "0PL") for licence in session.person.org.permission_set_licences]


def user_row(person: Person) -> Row:
    return {
        "Id": person.id,
        "Username": person.username,
        "Name": person.name,
        "FirstName": person.first_name,
        "LastName": person.last_name,
        "Email": person.email,
        "CompanyName": person.company,
        "IsActive": person.active,
        "UserType": "Standard",
        "Profile": {"Name": person.profile, "UserLicense": {"Name": person.licence}},
    }


def people_of(world: World, org: Org) -> list[Person]:
    return [person for person in world.people.values() if person.org is org]


def _users(world: World, session: Session) -> list[Row]:
    return [user_row(person) for person in people_of(world, session.person.org)]


def _login_history(_world: World, session: Session) -> list[Row]:
    """Own rows are visible to everyone, others need Manage Users. The newest of one second comes first."""
    person = session.person
    return [
        {
            "Id": record.id,
            "UserId": record.user_id,
            "LoginTime": salesforce_time(record.time),
            "Status": record.status,
            "LoginType": record.login_type,
            "LoginSubType": record.login_subtype,
            "Application": record.application,
            "SourceIp": record.source_ip,
            "LoginUrl": record.login_url,
            "Browser": "Unknown",
            "Platform": "Unknown",
        }
        for record in reversed(person.org.logins)
        if person.manage_users or record.user_id == person.id
    ]


def _oauth_tokens(world: World, session: Session) -> list[Row]:
    me = session.person
    return [
        {
            "Id": long_id(f"0CQ5g{index:010d}"),
            "AppName": approval.app.name,
            "UseCount": approval.uses,
            "LastUsedDate": salesforce_time(approval.used),
            "CreatedDate": salesforce_time(approval.created),
            "UserId": approval.person.id,
            "AppMenuItemId": _menu_item(approval.app.client_id)
            if approval.app.installed_in_org(me.org.my_domain)
            else None,
        }
        for index, approval in enumerate(world.approvals)
        if not approval.ended and approval.person.org is me.org and (me.manage_users or approval.person is me)
    ]


def _menu_item(client_id: str) -> str:
    letters = "".join(sign for sign in client_id[5:] if sign.isalnum())
    return long_id(f"0DS5g{letters[:10]}")


_LICENCE_FIELDS = ("Id", "Name", "MasterLabel", "Status", "TotalLicenses", "UsedLicenses")
_PSL_FIELDS = ("Id", "DeveloperName", *_LICENCE_FIELDS[2:], "ExpirationDate")
_ORG_FIELDS = (
    "Id",
    "Name",
    "InstanceName",
    "IsSandbox",
    "TrialExpirationDate",
    "NamespacePrefix",
    "OrganizationType",
)
_USER_FIELDS = (
    "Id",
    "Username",
    "Name",
    "FirstName",
    "LastName",
    "Email",
    "CompanyName",
    "IsActive",
    "UserType",
    "Profile.Name",
    "Profile.UserLicense.Name",
)
_LOGIN_FIELDS = (
    "Id",
    "UserId",
    "LoginTime",
    "Status",
    "LoginType",
    "LoginSubType",
    "Application",
    "SourceIp",
    "LoginUrl",
    "Browser",
    "Platform",
)
_TOKEN_FIELDS = ("Id", "AppName", "UseCount", "LastUsedDate", "CreatedDate", "UserId", "AppMenuItemId")

TABLES: dict[str, Table] = {
    table.name.lower(): table
    for table in (
        Table("Organization", _ORG_FIELDS, _organization),
        Table("UserLicense", _LICENCE_FIELDS, _user_licences),
        Table("PermissionSetLicense", _PSL_FIELDS, _permission_set_licences),
        Table("User", _USER_FIELDS, _users),
        Table(
            "LoginHistory",
            _LOGIN_FIELDS,
            _login_history,
            frozenset({"status", "loginsubtype", "application", "browser", "platform"}),
        ),
        Table("OauthToken", _TOKEN_FIELDS, _oauth_tokens),
    )
}
