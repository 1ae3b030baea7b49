"""Causes that lie with one sign-in: its callback, code, refresh token, signed request or device code.

Facts: salesforce-oauth.md §4, §6, §7 and §9.
"""

from __future__ import annotations

from sftui.salesforce import setup_pages as pages
from sftui.salesforce.refusals.shapes import Action, because

CALLBACK_DIFFERS = because(
    "The callback URL here is not, letter by letter, one of those in the app.",
    "Copy it exactly into the app, or the app's into the field here; slash, port and capitals count.",
    field="redirect_uri",
    guide="callback-url",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.EDIT_FIELD,
)
CALLBACK_FRESH = because(
    "The callback URL was added to the app a moment ago.",
    "Wait up to 10 minutes, then sign in again.",
    field="redirect_uri",
    guide="new-app-wait",
    action=Action.SIGN_IN_AGAIN,
)
CALLBACK_CHANGED_MIDWAY = because(
    "The callback URL of the sign-in and the one sent with its code differ.",
    "Start the sign-in again without changing the callback in between.",
    field="redirect_uri",
    guide="callback-url",
    action=Action.SIGN_IN_AGAIN,
)
REFRESH_TOKEN_ENDED = because(
    "The refresh token was revoked, or has ended by the app's policy.",
    "Sign in again. If it happens often, look at the app's refresh token policy.",
    field="refresh_token",
    guide="refresh-token-policy",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.SIGN_IN_AGAIN,
)
REFRESH_TOKEN_ROTATED = because(
    "The app gives a new refresh token each time, and another tool used this one first.",
    "Sign in again, and let every tool have a sign-in of its own.",
    field="refresh_token",
    guide="refresh-token-policy",
    action=Action.SIGN_IN_AGAIN,
)
SIXTH_APPROVAL = because(
    "The user approved the app a sixth time somewhere: Salesforce keeps five and ends the oldest.",
    "Sign in again. Revoke sign-ins that nobody needs, so that it does not happen again.",
    field="refresh_token",
    guide="five-approvals",
    page=pages.OWN_CONNECTIONS,
    action=Action.SIGN_IN_AGAIN,
)
SANDBOX_REFRESHED = because(
    "The sandbox was refreshed, and every sign-in ended with that.",
    "Sign in again. An app that was made in the sandbox is gone too: make it anew and enter its client ID.",
    field="refresh_token",
    guide="refresh-token",
    action=Action.SIGN_IN_AGAIN,
)
ENDED_WITH_THE_PASSWORD = because(
    "The password was changed, and the sign-ins ended with it.",
    "Sign in again, with the new password. Salesforce does not promise that sign-ins outlive a password.",
    field="refresh_token",
    guide="password-change",
    action=Action.SIGN_IN_AGAIN,
)
REFRESH_TOKEN_OF_ANOTHER_APP = because(
    "The refresh token was made with another app or another org.",
    "Enter the client ID that the tokens were made with, or sign in again with this one.",
    field="client_id",
    guide="refresh-token",
    action=Action.EDIT_FIELD,
)
PKCE_MISSING = because(
    "The app insists on PKCE, and the request came without it.",
    "Start the sign-in from sftui, which always sends it; an address from another tool does not.",
    guide="browser-sign-in",
    action=Action.SIGN_IN_AGAIN,
)
PKCE_MISMATCH = because(
    "The answer belongs to another sign-in than the one that waits here.",
    "Start again, and use the newest link only.",
    guide="browser-sign-in",
    action=Action.SIGN_IN_AGAIN,
)
PERSON_DENIED = because(
    "Deny was chosen on the Salesforce page.",
    "Sign in again and choose Allow.",
    guide="browser-sign-in",
    action=Action.SIGN_IN_AGAIN,
)
CODE_OLD = because(
    "The code is used up: it works once, and only for a few minutes.",
    "Sign in again and bring back the new answer.",
    guide="browser-sign-in",
    action=Action.SIGN_IN_AGAIN,
)
CODE_DAMAGED = because(
    "The code was changed on its way, for example cut or decoded twice.",
    "Sign in again and paste the whole address from the browser.",
    guide="browser-sign-in",
    action=Action.SIGN_IN_AGAIN,
)
CLOCK = because(
    "This machine's clock may be wrong: a signed request is good for a few minutes only.",
    "Set the clock (date and time zone), then try again.",
    guide="private-key",
)
ASSERTION_OLD = because(
    "The signed request took too long on its way.",
    "Try again. If it happens again, compare this machine's clock with the time of day.",
    guide="private-key",
)
CERTIFICATE_DIFFERS = because(
    "The private key here does not fit the certificate in the app.",
    "Upload the certificate that was made with this key; an app page that failed to save drops the file.",
    field="private_key",
    guide="certificate",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.EDIT_FIELD,
)
CERTIFICATE_MISSING = because(
    "The app has no certificate, or the client ID is another app's.",
    "Upload the certificate to the app (Enable JWT Bearer Flow, or Use digital signatures), and check the "
    "client ID.",
    field="client_id",
    guide="certificate",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.EDIT_FIELD,
)
AUDIENCE_WRONG = because(
    "The audience does not fit the org: it names Production for a sandbox, or the reverse.",
    "Leave the audience empty so that it is found, and check the login URL.",
    field="audience",
    guide="audience",
    action=Action.EDIT_FIELD,
)
DEVICE_FLOW_OFF = because(
    "The device flow is not switched on in the app.",
    "Switch on Enable Device Flow in the app's OAuth settings, or use the method “website”.",
    guide="eca-device",
    page=pages.EXTERNAL_CLIENT_APPS,
    action=Action.OPEN_GUIDE,
)
DEVICE_FLOW_BLOCKED = because(
    "Since September 2025 the device flow works only with an app that is installed in this org.",
    "Use a key made in this org, or the method “website”, which does the same over SSH.",
    guide="eca-device",
    page=pages.APPS_USAGE,
    action=Action.CHANGE_METHOD,
)
DEVICE_CODE_OVER = because(
    "The code was used already, or its ten minutes are over.",
    "Start again for a new code.",
    guide="eca-device",
    action=Action.SIGN_IN_AGAIN,
)
DEVICE_TWO_AT_ONCE = because(
    "Two device sign-ins ran at the same time.",
    "Let one end first, then start again.",
    guide="eca-device",
    action=Action.SIGN_IN_AGAIN,
)
DEVICE_CODE_UNKNOWN = because(
    "Salesforce does not know the device code.",
    "Start again for a new code.",
    guide="eca-device",
    action=Action.SIGN_IN_AGAIN,
)
DEVICE_WAITING = because(
    "Nobody has entered the code yet.",
    "Open the link on any device, enter the code and choose Allow.",
    guide="eca-device",
)
DEVICE_TOO_FAST = because(
    "Salesforce was asked too often.",
    "Nothing: sftui asks more slowly from now on.",
    guide="eca-device",
)
TOKEN_GONE_ALREADY = because(
    "The token had ended already, so there is nothing left to revoke.",
    "Nothing. To be sure, look at the sessions and connections of the user.",
    guide="sessions",
)
BROWSER_ELSEWHERE = because(
    "Salesforce said yes, but the browser runs on another machine than sftui.",
    "Copy the whole address from the browser and paste it here: the answer is in it.",
    guide="browser-sign-in",
)
