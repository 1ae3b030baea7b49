"""The Setup pages that sftui sends people to: Quick Find words and paths (salesforce-oauth.md §14).

Paths drift and words seldom do, so whatever prints a path prints the words beside it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetupPage:
    """One page. ``path`` is "" where no path is known for certain."""

    title: str
    quick_find: str
    path: str
    personal: bool = False
    """In the person's own Settings (the picture at the top right), not in Setup."""


SETUP_HOME = SetupPage("Setup home", "", "/lightning/setup/SetupOneHome/home")
EXTERNAL_CLIENT_APPS = SetupPage(
    "External Client App Manager",
    "External Client App Manager",
    "/lightning/setup/ManageExternalClientApplication/home",
)
EXTERNAL_CLIENT_APP_SETTINGS = SetupPage(
    "External Client App settings",
    "External Client Apps",
    "/lightning/setup/ExternalClientApplicationSettings/home",
)
APP_MANAGER = SetupPage("App Manager", "App Manager", "/lightning/setup/NavigationMenus/home")
CONNECTED_APPS = SetupPage(
    "Manage Connected Apps", "Manage Connected Apps", "/lightning/setup/ConnectedApplication/home"
)
APPS_USAGE = SetupPage(
    "Connected Apps OAuth Usage",
    "Connected Apps OAuth Usage",
    "/lightning/setup/ConnectedAppsUsage/home",
)
OAUTH_SETTINGS = SetupPage(
    "OAuth and OpenID Connect Settings", "OAuth and OpenID", "/lightning/setup/OauthOidcSettings/home"
)
MY_DOMAIN = SetupPage("My Domain", "My Domain", "/lightning/setup/OrgDomain/home")
USERS = SetupPage("Users", "Users", "/lightning/setup/ManageUsers/home")
LOGIN_HISTORY = SetupPage("Login History", "Login History", "/lightning/setup/OrgLoginHistory/home")
SESSION_SETTINGS = SetupPage("Session Settings", "Session Settings", "/lightning/setup/SecuritySession/home")
PERMISSION_SETS = SetupPage("Permission Sets", "Permission Sets", "/lightning/setup/PermSets/home")
COMPANY_INFORMATION = SetupPage(
    "Company Information", "Company Information", "/lightning/setup/CompanyProfileInfo/home"
)
CERTIFICATES = SetupPage(
    "Certificate and Key Management",
    "Certificate",
    "/lightning/setup/CertificatesAndKeysManagement/home",
)
NETWORK_ACCESS = SetupPage("Network Access", "Network Access", "/lightning/setup/NetworkAccess/home")
PASSWORD_POLICIES = SetupPage(
    "Password Policies", "Password Policies", "/lightning/setup/SecurityPolicies/home"
)
SESSION_MANAGEMENT = SetupPage("Session Management", "Session Management", "")
RESET_TOKEN = SetupPage(
    "Reset My Security Token",
    "Reset",
    "/lightning/settings/personal/ResetApiToken/home",
    personal=True,
)
CHANGE_PASSWORD = SetupPage(
    "Change My Password",
    "Password",
    "/lightning/settings/personal/ChangePassword/home",
    personal=True,
)
OWN_CONNECTIONS = SetupPage("Advanced User Details", "Advanced User Details", "", personal=True)

PAGES = (
    SETUP_HOME,
    EXTERNAL_CLIENT_APPS,
    EXTERNAL_CLIENT_APP_SETTINGS,
    APP_MANAGER,
    CONNECTED_APPS,
    APPS_USAGE,
    OAUTH_SETTINGS,
    MY_DOMAIN,
    USERS,
    LOGIN_HISTORY,
    SESSION_SETTINGS,
    PERMISSION_SETS,
    COMPANY_INFORMATION,
    CERTIFICATES,
    NETWORK_ACCESS,
    PASSWORD_POLICIES,
    SESSION_MANAGEMENT,
    RESET_TOKEN,
    CHANGE_PASSWORD,
    OWN_CONNECTIONS,
)


def where_to_look(quick_find: str) -> str:
    """In which of the two places the Quick Find words are typed, and the words."""
    personal = any(page.personal and page.quick_find == quick_find for page in PAGES)
    return f"{'Your settings' if personal else 'Setup'}, Quick Find: {quick_find}"
