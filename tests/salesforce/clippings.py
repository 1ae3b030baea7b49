"""What the tests of pasting share: the values that are pasted, some texts that hold them, and how they are read."""

from __future__ import annotations

import shlex
from collections.abc import Callable

from sftui.salesforce.methods import METHODS, value_of
from sftui.salesforce.pasted import Pasted, recognise

HOST = "https://acme-widgets.my.salesforce.com"
KEY = "3MVG9EXAMPLE.consumer_Key-0001"
SECRET = "EXAMPLE0SECRET0123456789ABCDEF"
USER = "ops@acme-widgets.example"
PASSWORD = "Tr1cky&+%\"'äk"
TOKEN = "k9ExampleToken7QzXvB2mN"
REFRESH = "5AepEXAMPLE.refresh_Token-0001"
ACCESS = "00D5g00000AbCdE!AQEXAMPLE.access_Token0001"
GLUED = f"{PASSWORD}{TOKEN}"
PEM = (
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nQUJDREVGRw==\n-----END PRIVATE KEY-----\n"
)
COALESCE = {
    "baseUrl": "acme-widgets.my.salesforce.com",
    "username": USER,
    "password": PASSWORD,
    "securityToken": TOKEN,
    "clientId": KEY,
    "clientSecret": SECRET,
}
PASSWORD_FIELDS = {
    "login_url": HOST,
    "username": USER,
    "password": PASSWORD,
    "security_token": TOKEN,
    "client_id": KEY,
    "client_secret": SECRET,
}


DIALECTS: dict[str, Callable[[str, str], str]] = {
    "shell": lambda name, value: f"export {name}={shlex.quote(value)}",
    "plain shell": lambda name, value: f"{name}={shlex.quote(value)}",
    "dotenv": lambda name, value: f"{name}='" + value.replace("\\", "\\\\").replace("'", "\\'") + "'",
    "docker": lambda name, value: f"{name}={value}",
    "powershell": lambda name, value: f"$env:{name} = '" + value.replace("'", "''") + "'",
    "cmd": lambda name, value: f'set "{name}={value}"',
}
"""How each kind of file writes a name and its value."""

IBM = f"""accounts:
  salesforce:
    - name: acme-prod
      endpoint:
        loginUrl: {HOST}
      credentials:
        authType: OAUTH2_PASSWORD
        username: {USER}
        password: '{GLUED.replace("'", "''")}'
        clientIdentity: {KEY}
        clientSecret: {SECRET}
      authType: OAUTH2_PASSWORD
    - name: acme-prod-rt
      endpoint:
        instanceUrlBasicOauth: https://other.my.salesforce.com
      credentials:
        clientIdentity: another
        refreshTokenBasicOauth: {REFRESH}
"""


def found(text: str) -> Pasted:
    pasted = recognise(text)
    assert pasted is not None
    return pasted


def values(pasted: Pasted) -> dict[str, str]:
    """Every field that was filled, as text."""
    names = {field.name for method in METHODS for field in method.fields}
    return {name: text for name in names if (text := value_of(pasted.draft, name))}
