"""The six authorization methods as data: fields, labels, rules, and which guide goes with each.

One definition feeds the form, the ``--from`` file, validation, the stored fields and the hand-off tables:
adding a field is one edit here (and its name in ``sftui.account.Account``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sftui.account import Account, Secret
from sftui.salesforce import rules

DEFAULT_CALLBACK = "http://localhost:1717/OauthRedirect"
"""The callback that the Salesforce CLI made customary (salesforce-oauth.md §4.2)."""
DEFAULT_SCOPE = "api refresh_token"
"""Enough for every method here; ask for nothing more (salesforce-oauth.md §3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a method's form."""

    name: str
    """As in design §6."""
    label: str
    guide: str
    """The topic in ``sftui/guides`` that explains it."""
    check: Callable[[str], str]
    """From what was typed to what is wrong with it, in a sentence; "" when nothing is."""
    required: bool = True
    secret: bool = False
    hint: str = ""
    """A few words that stand beside the field."""
    default: str = ""
    lines: int = 1
    """How many lines the form shows; more than one takes a pasted block."""
    my_domain_only: bool = False
    """For ``login_url``: the generic hosts don't serve this method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way to let Salesforce know who is calling."""

    id: str
    name: str
    """As the "Connect to Salesforce" dialog says it."""
    short: str
    """The same in two or three words, for titles and facts."""
    tag: str
    """The short name known from integration products."""
    when: str
    """When to choose it, in a few words."""
    survives: str
    """What a password change does to it."""
    external_client_app: str
    """Whether an External Client App can do it (salesforce-oauth.md §3)."""
    guide: str
    fields: tuple[Field, ...]
    needs_person: bool = False
    """A browser sign-in by a person is part of connecting."""
    sends_password: bool = False
    """A refusal counts towards Salesforce's lockout, so nothing is ever retried by itself."""
    renews_with_refresh_token: bool = False


LOGIN_URL = Field(
    name="login_url",
    label="Log in at",
    guide="login-url",
    check=rules.login_url,
    default="https://login.salesforce.com",
)
MY_DOMAIN_URL = Field(
    name="login_url",
    label="My Domain",
    guide="my-domain",
    check=rules.my_domain_url,
    hint="acme or acme.my.salesforce.com",
    my_domain_only=True,
)
INSTANCE_URL = replace(MY_DOMAIN_URL, label="Instance URL", check=rules.instance_url)
USERNAME = Field(
    name="username",
    label="Username",
    guide="username",
    check=rules.username,
    hint="often not your e-mail address",
)
PASSWORD = Field(name="password", label="Password", guide="password", check=rules.password, secret=True)
SECURITY_TOKEN = Field(
    name="security_token",
    label="Security token",
    guide="security-token",
    check=rules.security_token,
    secret=True,
    required=False,
    hint="leave empty if none",
)
CLIENT_ID = Field(
    name="client_id",
    label="Client ID",
    guide="client-id",
    check=rules.client_id,
    hint="the app's consumer key",
)
CLIENT_SECRET = Field(
    name="client_secret",
    label="Client secret",
    guide="client-secret",
    check=rules.client_secret,
    secret=True,
    hint="the app's consumer secret",
)
OPTIONAL_CLIENT_SECRET = replace(CLIENT_SECRET, required=False, hint="empty for a public app")
CALLBACK = Field(
    name="redirect_uri",
    label="Callback URL",
    guide="callback-url",
    check=rules.callback_url,
    default=DEFAULT_CALLBACK,
    hint="exactly as in the app",
)
SCOPE = Field(
    name="scope",
    label="Scope",
    guide="scopes",
    check=rules.scope,
    required=False,
    default=DEFAULT_SCOPE,
)
ACCESS_TOKEN = Field(
    name="access_token",
    label="Access token",
    guide="access-token",
    check=rules.one_word,
    secret=True,
    required=False,
    hint="leave empty: made by itself",
)
REFRESH_TOKEN = Field(
    name="refresh_token",
    label="Refresh token",
    guide="refresh-token",
    check=rules.one_word,
    secret=True,
)
PRIVATE_KEY = Field(
    name="private_key",
    label="Private key",
    guide="private-key",
    check=rules.private_key,
    secret=True,
    lines=3,
    hint="paste the whole PEM block",
)
AUDIENCE = Field(
    name="audience",
    label="Audience",
    guide="audience",
    check=rules.audience,
    required=False,
    hint="leave empty: found by itself",
)
API_VERSION = Field(
    name="api_version",
    label="API version",
    guide="api-version",
    check=rules.api_version,
    required=False,
    hint="leave empty: the newest",
)

WEB = Method(
    id="web",
    name="Use the Salesforce website to sign in",
    short="Website sign-in",
    tag="OAUTH 2.0 AUTH CODE",
    when="A person signs in, in any browser on any machine.",
    survives="survives a password change",
    external_client_app="works with an External Client App",
    guide="eca-web",
    fields=(LOGIN_URL, CLIENT_ID, OPTIONAL_CLIENT_SECRET, CALLBACK, SCOPE),
    needs_person=True,
    renews_with_refresh_token=True,
)
PASSWORD_METHOD = Method(
    id="password",
    name="Provide a username, password and client credentials",
    short="Username and password",
    tag="OAUTH 2.0 PASSWORD",
    when="You have an older connected app and a stored password.",
    survives="asks again after a password change",
    external_client_app="not with an External Client App",
    guide="connected-app",
    fields=(LOGIN_URL, USERNAME, PASSWORD, SECURITY_TOKEN, CLIENT_ID, CLIENT_SECRET),
    sends_password=True,
)
TOKENS = Method(
    id="tokens",
    name="Provide credentials to use",
    short="Tokens at hand",
    tag="BASIC OAUTH",
    when="Somebody handed you an access token and a refresh token.",
    survives="survives a password change",
    external_client_app="works with an External Client App",
    guide="tokens",
    fields=(INSTANCE_URL, CLIENT_ID, OPTIONAL_CLIENT_SECRET, ACCESS_TOKEN, REFRESH_TOKEN),
    renews_with_refresh_token=True,
)
JWT = Method(
    id="jwt",
    name="Provide a private key",
    short="Private key",
    tag="BASIC JWT",
    when="Unattended work in the name of a user; no secret is ever sent.",
    survives="untouched by a password change",
    external_client_app="works with an External Client App",
    guide="eca-jwt",
    fields=(LOGIN_URL, USERNAME, CLIENT_ID, PRIVATE_KEY, AUDIENCE, API_VERSION),
)
CLIENT_CREDENTIALS = Method(
    id="client-credentials",
    name="Let the app itself sign in",
    short="The app itself",
    tag="CLIENT CREDENTIALS",
    when="Unattended work as one service user; the simplest to keep.",
    survives="untouched by a password change",
    external_client_app="works with an External Client App",
    guide="eca-client-credentials",
    fields=(MY_DOMAIN_URL, CLIENT_ID, CLIENT_SECRET),
)
DEVICE = Method(
    id="device",
    name="Enter a code on another device",
    short="Code on another device",
    tag="DEVICE FLOW",
    when="A browser elsewhere, and an app of your own org that still allows it.",
    survives="survives a password change",
    external_client_app="works with an External Client App",
    guide="eca-device",
    fields=(LOGIN_URL, CLIENT_ID, OPTIONAL_CLIENT_SECRET),
    needs_person=True,
    renews_with_refresh_token=True,
)

METHODS = (WEB, PASSWORD_METHOD, TOKENS, JWT, CLIENT_CREDENTIALS, DEVICE)
"""In the order of the dialog that integration products show."""


def method_of(method_id: str) -> Method | None:
    """The method with this id, or None."""
    return next((method for method in METHODS if method.id == method_id), None)


def best_first(*, over_ssh: bool) -> tuple[Method, ...]:
    """The methods with the one for this situation first (salesforce-oauth.md §15).

    Over SSH and at one's own desk the website sign-in is the best: no password is stored. Over SSH the device
    code comes last but one place earlier than at a desk, since it needs no callback.
    """
    if over_ssh:
        return (WEB, CLIENT_CREDENTIALS, JWT, PASSWORD_METHOD, DEVICE, TOKENS)
    return (WEB, CLIENT_CREDENTIALS, JWT, PASSWORD_METHOD, TOKENS, DEVICE)


def value_of(account: Account, name: str) -> str:
    """A field of the draft as text, secrets included: for checks and forms only."""
    value = getattr(account, name)
    return value.reveal() if isinstance(value, Secret) else str(value)


CHOOSE_ONE = f"Choose one of {', '.join(method.id for method in METHODS)}."
"""What is wrong with a method that is none."""


def problems(account: Account) -> dict[str, str]:
    """What keeps this draft from being sent: field name -> sentence. Empty when nothing does."""
    method = method_of(account.method)
    if method is None:
        return {"method": CHOOSE_ONE}
    found: dict[str, str] = {}
    for each in method.fields:
        text = value_of(account, each.name)
        if not text.strip():
            if each.required:
                found[each.name] = f"{each.label} is needed."
            continue
        if problem := each.check(text):
            found[each.name] = problem
    return found
