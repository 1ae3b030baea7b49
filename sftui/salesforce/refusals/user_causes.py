"""Causes that lie with the user, the password, or the place the user logs in from.

Facts: salesforce-oauth.md §5, §11.3, §12 and §13.
"""

from __future__ import annotations

from sftui.salesforce import setup_pages as pages
from sftui.salesforce.refusals.shapes import Action, because

PASSWORD_CHANGED = because(
    "The password changed, and the security token with it.",
    "Enter the new password and the new security token. Salesforce usually mails the token after the change.",
    field="password",
    guide="password-change",
    page=pages.RESET_TOKEN,
    action=Action.RECONNECT,
)
PASSWORD_WRONG = because(
    "The password is not the right one.",
    "Enter it again, without the security token. It is the password of the Salesforce website.",
    field="password",
    guide="password",
    action=Action.EDIT_FIELD,
)
TOKEN_MISSING = because(
    "Salesforce wants the security token behind the password.",
    "Enter the security token that Salesforce mailed to the user, or reset it to get a new one.",
    field="security_token",
    guide="security-token",
    page=pages.RESET_TOKEN,
    action=Action.EDIT_FIELD,
)
TOKEN_OLD = because(
    "The security token is an old one, or was copied in part.",
    "Paste the one of the newest mail. A reset makes a new one, and stops every tool that uses the old one. "
    "Behind login IP ranges or in a trusted network none is needed: leave it empty.",
    field="security_token",
    guide="security-token",
    page=pages.RESET_TOKEN,
    action=Action.EDIT_FIELD,
)
TOKEN_NOT_TAKEN = because(
    "Salesforce wants the security token, and the one that was sent is not the right one: it is old, or was cut.",
    "Look for the newest mail with a security token and paste it. A reset makes a new one, "
    "and stops every other tool that uses the old one.",
    field="security_token",
    guide="security-token",
    page=pages.RESET_TOKEN,
    action=Action.EDIT_FIELD,
)
TOKEN_TWICE = because(
    "The security token seems to stand at the end of the password as well.",
    "Keep only the password in its field. The two are joined when they are sent.",
    field="password",
    guide="security-token",
    action=Action.EDIT_FIELD,
)
USERNAME_IS_EMAIL = because(
    "The username may be your e-mail address, which is often not the same.",
    "Look it up in the column Username of Setup, Users, or ask an administrator for it.",
    field="username",
    guide="username",
    page=pages.USERS,
    action=Action.EDIT_FIELD,
)
USERNAME_WRONG = because(
    "The username is not one of this org.",
    "Check its spelling. It is not the e-mail address, and in a sandbox it usually ends with the "
    "sandbox's name.",
    field="username",
    guide="username",
    page=pages.USERS,
    action=Action.EDIT_FIELD,
)
USER_OF_A_SANDBOX = because(
    "The user belongs to a sandbox, but you log in at Production.",
    "Log in at the sandbox: at its My Domain, or at https://test.salesforce.com.",
    field="login_url",
    guide="login-url",
    action=Action.LOG_IN_AT_SANDBOX,
)
USER_OF_PRODUCTION = because(
    "You log in at a sandbox, but the username has no sandbox's name at its end.",
    "Log in at Production, or add the ending to the username, such as ada@acme.com.uat.",
    field="login_url",
    guide="login-url",
    action=Action.LOG_IN_AT_PRODUCTION,
)
USER_LOCKED = because(
    "The user is locked for a while, after several refusals.",
    "Wait, usually 15 minutes, or ask an administrator: Users, the user, Unlock. Then try once.",
    guide="lockout",
    page=pages.USERS,
    action=Action.OPEN_GUIDE,
)
USER_INACTIVE = because(
    "The user was deactivated or frozen.",
    "Ask an administrator to look at the user: Active must be ticked, and the user not frozen.",
    guide="integration-user",
    page=pages.USERS,
    action=Action.OPEN_GUIDE,
)
USER_FROZEN = because(
    "The user is frozen.",
    "Ask an administrator to unfreeze the user. If a VPN or proxy was the reason, leave it first.",
    guide="ip-restrictions",
    page=pages.USERS,
    action=Action.OPEN_GUIDE,
)
CONTAINMENT = because(
    "Traffic from an anonymising VPN or proxy: since 2026 Salesforce freezes the user and ends all sign-ins.",
    "Leave the VPN or proxy, ask an administrator to unfreeze the user, then sign in again. "
    "Administrators got a mail about it.",
    guide="ip-restrictions",
    page=pages.USERS,
    action=Action.OPEN_GUIDE,
)
PASSWORD_EXPIRED = because(
    "The password has expired.",
    "Sign in at the Salesforce website, set a new password, then enter it here with the new security token.",
    field="password",
    guide="password-change",
    page=pages.CHANGE_PASSWORD,
    action=Action.RECONNECT,
)
ADDRESS_OR_HOURS = because(
    "The user may not log in from this network, or not at this hour.",
    "Ask an administrator to look at Login IP Ranges and Login Hours in the user's profile.",
    guide="ip-restrictions",
    page=pages.LOGIN_HISTORY,
    action=Action.OPEN_GUIDE,
)
NETWORK_NOT_ALLOWED = because(
    "The user may not log in from this network.",
    "Ask an administrator to add this network to the profile's Login IP Ranges, or work from an allowed one.",
    guide="ip-restrictions",
    action=Action.OPEN_GUIDE,
)
HOURS_NOT_ALLOWED = because(
    "The user may not log in at this hour.",
    "Try within the Login Hours of the user's profile, or ask an administrator to widen them.",
    guide="ip-restrictions",
    action=Action.OPEN_GUIDE,
)
COUNTRY_NOT_ALLOWED = because(
    "The user may not log in from this country.",
    "Ask an administrator which countries are allowed.",
    guide="ip-restrictions",
    action=Action.OPEN_GUIDE,
)
DEVICE_ACTIVATION = because(
    "Salesforce does not know this machine's network and wants it confirmed first.",
    "Ask an administrator to trust this network, or to relax IP restrictions for the app; "
    "or use a method that sends no password.",
    guide="ip-restrictions",
    page=pages.NETWORK_ACCESS,
    action=Action.OPEN_GUIDE,
)
SECOND_FACTOR = because(
    "Salesforce asks this user for a second factor, which a password sign-in cannot give.",
    "Use the method “website”, where the second factor is asked in the browser.",
    guide="choose-a-method",
    action=Action.CHANGE_METHOD,
)
TOO_MANY_LOGINS = because(
    "This user logged in more than 3,600 times within an hour.",
    "Wait an hour. Something signs in again and again: it should keep its access token and reuse it.",
    guide="login-history",
    page=pages.LOGIN_HISTORY,
    action=Action.OPEN_GUIDE,
)
USER_WITHOUT_API = because(
    "The user may not use the API.",
    "Ask an administrator to give the user the permission API Enabled, in the profile or a permission set.",
    guide="integration-user",
    page=pages.PERMISSION_SETS,
    action=Action.OPEN_GUIDE,
)
RECORD_HIDDEN = because(
    "The user may not see this record, object or field.",
    "Use another user, or ask an administrator for a permission set that opens it.",
    guide="integration-user",
    page=pages.PERMISSION_SETS,
    action=Action.OPEN_GUIDE,
)
NO_LONGER_THERE = because(
    "The user no longer exists in this org.",
    "Check the user with an administrator, then connect again with one that exists.",
    field="username",
    guide="username",
    page=pages.USERS,
    action=Action.EDIT_FIELD,
)
