"""Causes that lie with the app: its key, its secret, its switches and policies.

Facts: salesforce-oauth.md §3, §4.2, §4.4, §6 to §9 and §13.
"""

from __future__ import annotations

from sftui.salesforce import setup_pages as pages
from sftui.salesforce.refusals.shapes import Action, because

APP_FRESH = because(
    "The app is new, and Salesforce has not spread it yet.",
    "Wait. A new or changed app is usually known after 2 to 10 minutes.",
    guide="new-app-wait",
    action=Action.WAIT_AND_RETRY,
)
CLIENT_ID_WRONG = because(
    "The client ID (consumer key) was not copied whole, or is not an app's.",
    "Copy the consumer key again from the app and paste it.",
    field="client_id",
    guide="client-id",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.EDIT_FIELD,
)
APP_GONE = because(
    "The app was deleted, or its key was replaced.",
    "Ask whoever looks after the app. A new key goes into the client ID; people sign in once more.",
    field="client_id",
    guide="rotate-secret",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.EDIT_FIELD,
)
APP_OF_ANOTHER_ORG = because(
    "The app belongs to another org, and is not installed in this one.",
    "Use a key that was made in this org, or let an administrator install the app's package here.",
    field="client_id",
    guide="app-approval",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.EDIT_FIELD,
)
APP_NOT_INSTALLED = because(
    "The app is not installed in this org, and since September 2025 Salesforce blocks such apps.",
    "Ask an administrator: Connected Apps OAuth Usage, Install beside the app; or to give you the permission "
    "Approve Uninstalled Connected Apps.",
    guide="app-approval",
    page=pages.APPS_USAGE,
    action=Action.OPEN_GUIDE,
)
APP_BLOCKED = because(
    "An administrator blocked the app in this org.",
    "Ask an administrator: Connected Apps OAuth Usage, Unblock beside the app, or Install it there.",
    guide="app-approval",
    page=pages.APPS_USAGE,
    action=Action.OPEN_GUIDE,
)
API_ACCESS_CONTROL = because(
    "The org lets in only apps that are on its list (API Access Control).",
    "Ask an administrator to install the app and allow it for this user.",
    guide="app-approval",
    page=pages.APPS_USAGE,
    action=Action.OPEN_GUIDE,
)
GENERIC_HOST_FOR_ECA = because(
    "An External Client App is known only to its own org, and this is a login page for all orgs.",
    "Log in at the My Domain of the org that the app was made in.",
    field="login_url",
    guide="my-domain",
    page=pages.MY_DOMAIN,
    action=Action.EDIT_FIELD,
)
ECA_WITH_PASSWORD = because(
    "The client ID is from an External Client App, which never takes passwords.",
    "Use another method with the same app, or the client ID of an older connected app.",
    field="client_id",
    guide="choose-a-method",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.CHANGE_METHOD,
)
SECRET_WRONG = because(
    "The client secret (consumer secret) does not belong to this client ID.",
    "Copy key and secret again, both from the same app.",
    field="client_secret",
    guide="client-secret",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.EDIT_FIELD,
)
SECRET_ROTATED = because(
    "The client secret was replaced by a new one.",
    "Enter the new secret. Nobody has to sign in again for that.",
    field="client_secret",
    guide="rotate-secret",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.EDIT_FIELD,
)
SECRET_NEEDED = because(
    "The app wants its secret, and none is given here.",
    "Enter the client secret, or let the app do without: switch off both Require Secret boxes.",
    field="client_secret",
    guide="client-secret",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.EDIT_FIELD,
)
SCOPE_NOT_ALLOWED = because(
    "The app does not have a scope that was asked for.",
    "Add the scope to the app, or ask for less: api refresh_token is enough.",
    field="scope",
    guide="scopes",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.EDIT_FIELD,
)
NO_API_SCOPE = because(
    "The app lacks the scope “Manage user data via APIs (api)”.",
    "Add it to the app, save, and connect again. Full access alone is not enough.",
    guide="scopes",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
NOT_PRE_AUTHORISED = because(
    "Nobody has allowed this user to use the app yet.",
    "On the app's policies choose “Admin approved users are pre-authorized” and add the user's profile or "
    "permission set there.",
    guide="app-approval",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
EARLIER_APPROVAL_WITHOUT_REFRESH = because(
    "The user allowed the app once, but without the scope refresh_token.",
    "Give the app the scopes api and refresh_token, then pre-authorise the user, or approve once more.",
    guide="scopes",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
NOT_ADMIN_APPROVED = because(
    "The app is for approved users, and this user's profile or permission set is not on it.",
    "Add it on the app's policy page; inside the permission set editor is the wrong place.",
    guide="app-approval",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
RUN_AS_NOT_APPROVED = because(
    "The run-as user is not approved to use the app.",
    "On the app's policy page add a permission set that the run-as user has.",
    guide="eca-client-credentials",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
NO_RUN_AS = because(
    "The app has no run-as user, or an e-mail address stands there instead of a username.",
    "On the app's Policies tab switch on the client credentials flow and enter Run As (Username).",
    guide="eca-client-credentials",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
RUN_AS_CLEARED = because(
    "The flow was switched off and on again, which can clear the run-as user.",
    "Open the app's Policies tab, Edit, and enter Run As (Username) again.",
    guide="eca-client-credentials",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
CLIENT_CREDENTIALS_OFF = because(
    "The client credentials flow is switched off in the app.",
    "Switch it on twice: on the app's Settings tab and on its Policies tab.",
    guide="eca-client-credentials",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
NO_CLIENT_CREDENTIALS_SCOPE = because(
    "The app has no scope that this flow can use; full access alone does not count.",
    "Add “Manage user data via APIs (api)” to the app and save. Salesforce is stricter since Winter '26.",
    guide="scopes",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
APP_IP_POLICY = because(
    "The app may be used only from certain networks.",
    "Ask an administrator: app policies, IP Relaxation, “Relax IP restrictions”; or to add this network.",
    guide="ip-restrictions",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
REFRESH_IP_LIST = because(
    "The app renews tokens only from the addresses on its list.",
    "Ask whoever looks after the app to add this network to its refresh token allow list.",
    guide="refresh-token-policy",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
