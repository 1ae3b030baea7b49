"""Causes that lie with the org, the address, the API, or sftui itself.

Facts: salesforce-oauth.md §1, §5, §8, §10, §11 and §13.
"""

from __future__ import annotations

from sftui.salesforce import setup_pages as pages
from sftui.salesforce.refusals.shapes import Action, because

PASSWORD_FLOW_OFF = because(
    "The password method is switched off in this org, as it is in new orgs since Summer '23.",
    "An administrator can switch on “Allow OAuth Username-Password Flows”; another method is the better way.",
    guide="oauth-settings",
    page=pages.OAUTH_SETTINGS,
    action=Action.OPEN_GUIDE,
)
WRONG_HOST = because(
    "The login URL is another org's.",
    "Check the address: Production, a sandbox, or the org's own My Domain.",
    field="login_url",
    guide="login-url",
    page=pages.MY_DOMAIN,
    action=Action.EDIT_FIELD,
)
NOT_MY_DOMAIN = because(
    "This method is served only by the org's own address, its My Domain.",
    "Type the My Domain, such as acme.my.salesforce.com. The login page for all orgs does not do.",
    field="login_url",
    guide="my-domain",
    page=pages.MY_DOMAIN,
    action=Action.EDIT_FIELD,
)
MY_DOMAIN_REQUIRED = because(
    "The org lets people in only at its My Domain.",
    "Type the org's My Domain as the login URL.",
    field="login_url",
    guide="my-domain",
    page=pages.MY_DOMAIN,
    action=Action.EDIT_FIELD,
)
ORG_CLOSED = because(
    "The org is locked, suspended or closed, or its trial is over.",
    "Ask the org's administrator, or Salesforce, what happened to it.",
    guide="login-url",
    page=pages.COMPANY_INFORMATION,
)
ORG_GONE = because(
    "The org no longer exists: a scratch org ended, or a sandbox was refreshed or deleted.",
    "Connect to the org that took its place; its login URL and the app's client ID may be new.",
    field="login_url",
    guide="login-url",
    action=Action.EDIT_FIELD,
)
TRIAL_OVER = because(
    "The org's trial is over.",
    "Ask Salesforce to prolong it, or connect to another org.",
    guide="login-url",
)
MAINTENANCE = because(
    "Salesforce is being looked after at the moment.",
    "Try again in a few minutes. Salesforce's status page tells when it is over.",
)
FAULT_AT_SALESFORCE = because(
    "Something failed at Salesforce.",
    "Try again in a minute. If it stays, look at Salesforce's status page.",
)
SESSION_OVER = because(
    "The session is over: it ended by itself, or somebody ended it.",
    "Reconnect. Sessions end after a while without use, two hours unless the org says otherwise.",
    guide="sessions",
    page=pages.SESSION_SETTINGS,
    action=Action.RECONNECT,
)
ACCESS_TOKEN_OVER = because(
    "The access token is no longer good, or was not copied whole.",
    "Reconnect; if it was typed in, paste it again.",
    field="access_token",
    guide="access-token",
    action=Action.RECONNECT,
)
ACCESS_TOKEN_OF_ANOTHER_ORG = because(
    "The access token belongs to another org than the instance URL.",
    "Use the instance URL that came with the token.",
    field="login_url",
    guide="access-token",
    action=Action.EDIT_FIELD,
)
DAILY_LIMIT = because(
    "The org has used up its API requests for 24 hours.",
    "Wait: the count looks back 24 hours and falls by itself. An administrator can find out who uses them.",
    page=pages.COMPANY_INFORMATION,
)
LONG_CALLS = because(
    "Too many long API calls run in the org at the same time.",
    "Wait a few seconds and try again.",
)
EDITION_WITHOUT_API = because(
    "The org's edition has no API, or the user lacks the permission API Enabled.",
    "Ask an administrator which of the two it is; the permission is in the profile or a permission set.",
    guide="integration-user",
    page=pages.COMPANY_INFORMATION,
    action=Action.OPEN_GUIDE,
)
API_BLOCKED_AT_LOGIN = because(
    "The API was switched off for this session when it began.",
    "Ask an administrator whether API access is restricted in this org, then reconnect.",
    guide="app-approval",
    page=pages.APPS_USAGE,
    action=Action.RECONNECT,
)
VERSION_RETIRED = because(
    "Salesforce no longer serves this API version.",
    "Leave the API version empty, so that the newest is taken; 60.0 and later are safe.",
    field="api_version",
    guide="api-version",
    action=Action.EDIT_FIELD,
)
PATH_WRONG = because(
    "The API version or the path does not exist in this org.",
    "Check the path; leave the API version empty, so that the newest is taken.",
    field="api_version",
    guide="api-version",
    action=Action.EDIT_FIELD,
)
FIELD_HIDDEN = because(
    "The object or field does not exist in this org, or the user may not see it.",
    "Use a user with more rights, or ask an administrator for a permission set.",
    guide="integration-user",
    page=pages.PERMISSION_SETS,
    action=Action.OPEN_GUIDE,
)
NO_IDENTITY_SCOPE = because(
    "The token may not be used to read who you are.",
    "Add the scope id or api to the app, then connect again.",
    guide="scopes",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
NO_SITE = because(
    "The Experience Cloud site is not published, or the user is not a member of it.",
    "Publish the site and add the user's profile to its members.",
    field="login_url",
    guide="login-url",
    action=Action.OPEN_GUIDE,
)
PLAIN_HTTP = because(
    "The request was not sent over https.",
    "Use an https address as the login URL.",
    field="login_url",
    guide="login-url",
    action=Action.EDIT_FIELD,
)
OUR_FAULT = because(
    "sftui asked in a way that Salesforce does not take. You did nothing wrong.",
    "Please report it with the copied report; there are no secrets in it.",
)
OUR_FAULT_OR_TAMPERED = because(
    "Something between here and Salesforce changed the request, or sftui asked wrongly.",
    "Try without the proxy if there is one; otherwise please report it with the copied report.",
)
