"""Paste anything: each kind of text becomes the right draft, and garbage becomes nothing at all."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sftui.account import SECRET_FIELDS, Account, Secret
from sftui.salesforce.methods import METHODS, method_of, value_of
from sftui.salesforce.pasted import LARGEST, SEVERAL, Pasted, recognise

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


def found(text: str) -> Pasted:
    pasted = recognise(text)
    assert pasted is not None
    return pasted


def values(pasted: Pasted) -> dict[str, str]:
    """Every field that was filled, as text."""
    names = {field.name for method in METHODS for field in method.fields}
    return {name: text for name in names if (text := value_of(pasted.draft, name))}


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


def test_a_coalesce_json_fills_the_password_form() -> None:
    pasted = found(json.dumps(COALESCE, indent=2))
    assert pasted.what == "a Coalesce Catalog JSON"
    assert pasted.method == pasted.draft.method == "password"
    assert values(pasted) == PASSWORD_FIELDS
    assert pasted.missing == ()
    assert pasted.notes == ()


def test_what_is_missing_is_named_in_the_order_of_the_form() -> None:
    pasted = found(json.dumps({"baseUrl": "acme", "clientId": KEY, "username": USER, "password": "", "x": 1}))
    assert pasted.method == "web"
    part = found(json.dumps({"username": USER, "password": "geheim"}))
    assert part.method == "password"
    assert part.missing == ("login_url", "client_id", "client_secret")


@pytest.mark.parametrize(
    "text",
    [
        f"force://{KEY}:{SECRET}:{REFRESH}@acme-widgets.my.salesforce.com",
        f"  force://{KEY}:{SECRET}:{REFRESH}@acme-widgets.my.salesforce.com\n",
        f"\ufeffforce://{KEY}:{SECRET}:{REFRESH[:10]}\n{REFRESH[10:]}@acme-widgets\n.my.salesforce.com",
        json.dumps(
            {
                "status": 0,
                "result": {"sfdxAuthUrl": f"force://{KEY}:{SECRET}:{REFRESH}@acme-widgets.my.salesforce.com"},
            }
        ),
        f"Sfdx Auth Url  force://{KEY}:{SECRET}:{REFRESH}@acme-widgets.my.salesforce.com and more",
    ],
)
def test_a_force_address_fills_the_tokens_form(text: str) -> None:
    pasted = found(text)
    assert pasted.what == "a Salesforce CLI address (force://)"
    assert values(pasted) == {
        "login_url": HOST,
        "client_id": KEY,
        "client_secret": SECRET,
        "refresh_token": REFRESH,
    }
    assert pasted.missing == ()


def test_a_force_address_of_the_clis_own_app_has_no_secret() -> None:
    pasted = found(f"force://PlatformCLI::{REFRESH}==@acme-widgets.my.salesforce.com")
    assert pasted.draft.client_id == "PlatformCLI"
    assert not pasted.draft.client_secret
    assert pasted.draft.refresh_token == Secret(f"{REFRESH}==")


@pytest.mark.parametrize(
    "text",
    [
        "force://id:token@acme.my.salesforce.com",
        f"force://{KEY}:{SECRET}:{REFRESH}@https://acme.my.salesforce.com",
        "FORCE://a:b:c@d",
        "force://",
    ],
)
def test_a_broken_force_address_is_nothing(text: str) -> None:
    assert recognise(text) is None


def test_what_the_cli_hides_is_a_gap_and_no_value() -> None:
    shown = {
        "status": 0,
        "result": {
            "accessToken": "[REDACTED] Use 'sf org auth show-access-token' to view",
            "sfdxAuthUrl": "[REDACTED] Use 'sf org auth ...' to view",
            "instanceUrl": HOST,
            "username": USER,
            "clientId": "PlatformCLI",
        },
    }
    pasted = found(json.dumps(shown))
    assert pasted.method == "tokens"
    assert pasted.missing == ("refresh_token",)
    assert values(pasted) == {"login_url": HOST, "username": USER, "client_id": "PlatformCLI"}
    assert "Access token" in pasted.notes[0]


def test_a_token_reply_fills_the_tokens_form() -> None:
    reply = {
        "access_token": ACCESS,
        "refresh_token": REFRESH,
        "instance_url": HOST,
        "id": "https://login.salesforce.com/id/00D5g000001AbCdEAK/0055g000002XyZaAAK",
        "token_type": "Bearer",
        "issued_at": "1795305600123",
        "scope": "api refresh_token",
    }
    pasted = found(json.dumps(reply))
    assert pasted.what == "a token reply"
    assert values(pasted) == {"login_url": HOST, "access_token": ACCESS, "refresh_token": REFRESH}
    assert pasted.missing == ("client_id",)
    assert "client ID" in pasted.notes[0]


def test_tokens_behind_an_address_are_read() -> None:
    query = urlencode({"access_token": ACCESS, "instance_url": HOST, "refresh_token": REFRESH})
    pasted = found(f"http://localhost:1717/OauthRedirect#{query}")
    assert pasted.draft.access_token == Secret(ACCESS)
    assert pasted.draft.login_url == HOST


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost:1717/OauthRedirect?code=aPrxABC%3D%3D&state=xyz",
        "https://login.salesforce.com/services/oauth2/success?code=aPrxABC%3D%3D",
        "https://acme.my.salesforce.com/services/oauth2/success?state=x&code=aPrx\nABC%3D%3D&sfdc_community_url=y",
        "?code=aPrxABC==&state=xyz",
        "code=aPrxABC%3D%3D&state=xyz",
        "http://localhost:1717/OauthRedirect?error=access_denied&error_description=end-user+denied+authorization",
    ],
)
def test_the_answer_to_a_sign_in_is_kept_for_its_reader(text: str) -> None:
    pasted = found(text)
    assert pasted.what == "the answer to a sign-in"
    assert pasted.answer == Secret(text)
    assert pasted.draft == Account()
    assert (pasted.method, pasted.missing) == ("", ())


def test_a_link_that_begins_a_sign_in_fills_the_website_form() -> None:
    query = urlencode(
        {
            "response_type": "code",
            "client_id": KEY,
            "redirect_uri": "http://localhost:1717/OauthRedirect",
            "scope": "api refresh_token",
            "code_challenge": "abc",
        }
    )
    pasted = found(f"{HOST}/services/oauth2/authorize?{query}")
    assert pasted.method == "web"
    assert values(pasted) == {
        "login_url": HOST,
        "client_id": KEY,
        "redirect_uri": "http://localhost:1717/OauthRedirect",
        "scope": "api refresh_token",
    }


# curl


def curl(*options: str, url: str = f"{HOST}/services/oauth2/token") -> str:
    return shlex.join(["curl", url, *options])


def test_a_curl_command_for_the_password_method() -> None:
    text = curl(
        *(
            word
            for name, value in {
                "grant_type": "password",
                "username": USER,
                "password": GLUED,
                "client_id": KEY,
                "client_secret": SECRET,
            }.items()
            for word in ("--data-urlencode", f"{name}={value}")
        )
    )
    pasted = found(text)
    assert pasted.what == "a curl command"
    assert values(pasted) == {
        "login_url": HOST,
        "username": USER,
        "password": GLUED,
        "client_id": KEY,
        "client_secret": SECRET,
    }
    assert "security token" in pasted.notes[0]
    assert pasted.missing == ()


@pytest.mark.parametrize(
    "text",
    [
        (
            f'curl -X POST {HOST}/services/oauth2/token \\\n  -d "grant_type=client_credentials" \\\n'
            f"  -d 'client_id={KEY}' -d client_secret={SECRET}"
        ),
        (
            f"curl --url={HOST}/services/oauth2/token --data "
            f"'grant_type=client_credentials&client_id={KEY}&client_secret={SECRET}'"
        ),
        (
            f"$ curl -s '{HOST}/services/oauth2/token?grant_type=client_credentials&client_id={KEY}' "
            f"-d client_secret={SECRET}"
        ),
        f"curl.exe ^\r\n {HOST}/services/oauth2/token ^\r\n -d grant_type=client_credentials ^\r\n -u {KEY}:{SECRET}",
        (
            f"curl {HOST}/services/oauth2/token -d grant_type=client_credentials -H "
            f"'Authorization: Basic {base64.b64encode(f'{KEY}:{SECRET}'.encode()).decode()}'"
        ),
        (
            f'url = "{HOST}/services/oauth2/token"\nsilent\ndata-urlencode = "grant_type=client_credentials"\n'
            f'data-urlencode = "client_id={KEY}"\ndata-urlencode = "client_secret={SECRET}"\n'
        ),
    ],
)
def test_curl_commands_for_client_credentials_in_many_spellings(text: str) -> None:
    pasted = found(text)
    assert pasted.method == "client-credentials"
    assert values(pasted) == {"login_url": HOST, "client_id": KEY, "client_secret": SECRET}


def test_form_encoding_in_a_curl_command_is_read_as_a_server_would() -> None:
    body = urlencode({"grant_type": "password", "username": USER, "password": PASSWORD})
    assert found(curl("-d", body)).draft.password == Secret(PASSWORD)


def test_a_curl_config_file_with_escapes() -> None:
    escaped = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
    text = (
        f'url = "{HOST}/services/oauth2/token"\ndata-urlencode = "grant_type=password"\n'
        f'data-urlencode = "username={USER}"\ndata-urlencode = "password={escaped}"\n'
    )
    assert found(text).draft.password == Secret(PASSWORD)


def test_a_curl_call_of_the_api_has_an_access_token() -> None:
    pasted = found(curl("-H", f"Authorization: Bearer {ACCESS}", url=f"{HOST}/services/data/v60.0/limits"))
    assert pasted.method == "tokens"
    assert values(pasted) == {"login_url": HOST, "access_token": ACCESS}


def test_a_curl_command_with_an_assertion_tells_who_it_is_for() -> None:
    claims = {"iss": KEY, "sub": USER, "aud": "https://login.salesforce.com", "exp": 1}
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    pasted = found(
        curl(
            "-d",
            urlencode(
                {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": f"e30.{part}.sig"}
            ),
        )
    )
    assert pasted.method == "jwt"
    assert values(pasted) == {
        "login_url": HOST,
        "client_id": KEY,
        "username": USER,
        "audience": "https://login.salesforce.com",
    }
    assert pasted.missing == ("private_key",)
    assert "private key" in pasted.notes[-1]


def test_a_curl_command_that_starts_a_device_sign_in() -> None:
    pasted = found(curl("-d", "response_type=device_code", "-d", f"client_id={KEY}"))
    assert pasted.method == "device"


def test_variables_and_gaps_are_named_and_not_taken() -> None:
    pasted = found(
        f'curl {HOST}/services/oauth2/token -d grant_type=password -d "username={USER}" '
        '-d "password=$SF_PASSWORD" -d client_id=YOUR_CLIENT_ID -d "client_secret=<your secret>"'
    )
    assert values(pasted) == {"login_url": HOST, "username": USER}
    assert pasted.missing == ("password", "client_id", "client_secret")
    for label in ("Password", "Client ID", "Client secret"):
        assert label in pasted.notes[0]


def test_a_password_that_begins_like_a_variable_is_kept() -> None:
    for password in ("$ecret1", "your-mum-1", "{curly}", "50%off%", "...dots"):
        pasted = found(json.dumps({**COALESCE, "password": password}))
        assert pasted.draft.password == Secret(password)


# Settings


DIALECTS: dict[str, Callable[[str, str], str]] = {
    "shell": lambda name, value: f"export {name}={shlex.quote(value)}",
    "plain shell": lambda name, value: f"{name}={shlex.quote(value)}",
    "dotenv": lambda name, value: f"{name}='" + value.replace("\\", "\\\\").replace("'", "\\'") + "'",
    "docker": lambda name, value: f"{name}={value}",
    "powershell": lambda name, value: f"$env:{name} = '" + value.replace("'", "''") + "'",
    "cmd": lambda name, value: f'set "{name}={value}"',
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("prefix", ["SF_", "SALESFORCE_", "CASTOR_SALESFORCE_"])
def test_environment_settings_in_all_dialects(dialect: str, prefix: str) -> None:
    write = DIALECTS[dialect]
    lines = {
        "USERNAME": USER,
        "PASSWORD": PASSWORD,
        "SECURITY_TOKEN": TOKEN,
        "CLIENT_ID": KEY,
        "CLIENT_SECRET": SECRET,
        "BASE_URL" if prefix.startswith("CASTOR") else "LOGIN_URL": HOST,
    }
    text = "# a comment\nPATH=/usr/bin\n" + "\n".join(write(prefix + k, v) for k, v in lines.items()) + "\n"
    pasted = found(text)
    assert pasted.what == "a list of environment variables"
    assert values(pasted) == PASSWORD_FIELDS


def test_other_names_of_environment_settings() -> None:
    text = f"SALESFORCE_CONSUMER_KEY={KEY}\nSALESFORCE_CONSUMER_SECRET={SECRET}\nSALESFORCE_DOMAIN=acme-widgets.my\n"
    assert values(found(text)) == {"login_url": HOST, "client_id": KEY, "client_secret": SECRET}
    assert found(text).method == "client-credentials"
    text = f"SALESFORCE_USERNAME={USER}\nSALESFORCE_PASSWORD=x'y\nSALESFORCE_TOKEN={TOKEN}\n"
    assert found(text).draft.security_token == Secret(TOKEN)
    assert found(text).draft.password == Secret("x'y")


def test_a_backslash_at_the_end_of_a_quoted_value_swallows_nothing() -> None:
    text = f"SF_USERNAME='{USER}'\nSF_PASSWORD='abc\\'\nSF_CLIENT_ID='{KEY}'\n"
    assert found(text).draft.password == Secret("abc\\")
    assert found(text).draft.client_id == KEY


def test_a_private_key_over_several_lines_of_an_environment_file() -> None:
    text = f"SF_USERNAME={USER}\nSF_PRIVATE_KEY='{PEM}'\nSF_CLIENT_ID={KEY}\n"
    pasted = found(text)
    assert pasted.method == "jwt"
    assert pasted.draft.private_key == Secret(PEM)
    assert pasted.draft.client_id == KEY


def test_a_private_key_alone() -> None:
    pasted = found(PEM)
    assert pasted.what == "a private key"
    assert pasted.method == "jwt"
    assert "PRIVATE KEY" in pasted.draft.private_key.reveal()
    assert pasted.missing == ("login_url", "username", "client_id")
    assert recognise(PEM.replace("PRIVATE KEY", "CERTIFICATE")) is None


@pytest.mark.parametrize("method", [method.id for method in METHODS])
def test_our_own_settings_in_json_and_toml(method: str) -> None:
    known = method_of(method)
    assert known is not None
    samples = {
        "login_url": HOST,
        "private_key": PEM,
        "redirect_uri": "http://localhost:1717/OauthRedirect",
        "scope": "api",
        "username": USER,
        "audience": "https://login.salesforce.com",
        "api_version": "60.0",
    }
    settings = {field.name: samples.get(field.name, f"sample-{field.name}") for field in known.fields}
    as_json = found(json.dumps({"method": method, "name": "Acme", **settings}))
    as_toml = found(
        "\n".join(f"{name} = {json.dumps(text)}" for name, text in {"method": method, **settings}.items())
    )
    assert values(as_json) == values(as_toml) == settings
    assert as_json.what == as_toml.what == "a list of sftui's settings"
    assert as_json.method == as_toml.method == method
    assert as_json.missing == ()


def test_settings_of_other_tools() -> None:
    dlt = (
        f'[sources.salesforce.credentials]\nconsumer_key = "{KEY}"\nconsumer_secret = "{SECRET}"\n'
        'domain = "acme-widgets.my"\n'
    )
    assert values(found(dlt)) == {"login_url": HOST, "client_id": KEY, "client_secret": SECRET}
    tap = {"client_id": KEY, "client_secret": SECRET, "refresh_token": REFRESH, "is_sandbox": True}
    assert values(found(json.dumps(tap)))["login_url"] == "https://test.salesforce.com"
    assert found(json.dumps(tap)).method == "tokens"
    bridge = {
        "Name": "sftui-acme",
        "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
        "AuthParameters": {
            "OAuthParameters": {
                "ClientParameters": {"ClientID": KEY, "ClientSecret": SECRET},
                "AuthorizationEndpoint": f"{HOST}/services/oauth2/token",
                "OAuthHttpParameters": {
                    "BodyParameters": [
                        {"Key": "grant_type", "Value": "client_credentials"},
                        {"Key": "a", "Value": "b"},
                    ]
                },
            }
        },
    }
    pasted = found(json.dumps(bridge))
    assert pasted.what == "an AWS EventBridge connection"
    assert values(pasted) == {"login_url": HOST, "client_id": KEY, "client_secret": SECRET}
    assert pasted.notes == ()


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


def test_an_accounts_file_gives_its_first_account_and_says_so() -> None:
    pasted = found(IBM)
    assert pasted.what == "an accounts file of IBM App Connect"
    assert pasted.method == "password"
    assert values(pasted) == {
        "login_url": HOST,
        "username": USER,
        "password": GLUED,
        "client_id": KEY,
        "client_secret": SECRET,
    }


def test_of_several_accounts_in_json_only_the_first_is_taken() -> None:
    other = {**COALESCE, "username": "other@acme.example", "extra": "x"}
    pasted = found(json.dumps({"orgs": [{"username": USER, "clientId": KEY}, other]}))
    assert SEVERAL in pasted.notes
    assert pasted.draft.username == USER
    assert not pasted.draft.password


def test_a_labelled_sheet() -> None:
    pasted = found(
        f"Client ID:      {KEY}\nClient secret:  {SECRET}\nRefresh token:  {REFRESH}\n"
        "Login URL:      https://login.salesforce.com\nCompany names:  *\n"
    )
    assert pasted.method == "tokens"
    assert values(pasted) == {
        "client_id": KEY,
        "client_secret": SECRET,
        "refresh_token": REFRESH,
        "login_url": "https://login.salesforce.com",
    }


def test_a_token_that_seems_glued_to_the_password_is_left_and_noted() -> None:
    glued = "geheimaB3dE6gH9jK2mN5pQ8sT1vW4"
    pasted = found(json.dumps({**COALESCE, "password": glued, "securityToken": ""}))
    assert pasted.draft.password == Secret(glued)
    assert not pasted.draft.security_token
    assert "seems to end with the security token" in pasted.notes[0]


def test_a_host_that_cannot_be_read_stays_as_it_was_typed() -> None:
    pasted = found(json.dumps({**COALESCE, "baseUrl": "http://evil.example/x"}))
    assert pasted.draft.login_url == "http://evil.example/x"
    other = found(json.dumps({**COALESCE, "baseUrl": "https://login.example.org/services/oauth2/token"}))
    assert other.draft.trusted_host == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "acme",
        "https://acme.my.salesforce.com",
        "Hello, how are you? Note: call me: soon.",
        "{}",
        "[]",
        "null",
        "[[[[[",
        '{"a": 1}',
        '{"method": "saml"}',
        "curl",
        "curl https://example.com",
        "SF_TARGET_ORG=acme",
        "scope=api",
        "[" * 100_000,
        '{"a":' * 50_000,
        "a=" + "[" * 5_000,
        "1" * 5_000,
        "'" * 10_000,
        "SF_PASSWORD='" * 3_000,
        "\x00\x1b[2J\u202e",
        "client_id",
    ],
)
def test_what_says_nothing_is_nothing(text: str) -> None:
    assert recognise(text) is None


def test_a_text_that_is_too_large_is_not_read() -> None:
    filled = json.dumps(COALESCE)
    assert recognise(filled + " " * (LARGEST - len(filled.encode()))) is not None
    assert recognise(filled + " " * LARGEST) is None
    assert recognise("é" * (LARGEST // 2 + 1)) is None


def test_no_secret_shows_in_a_repr() -> None:
    for text in (json.dumps(COALESCE), IBM, f"?code={SECRET}&state=x"):
        shown = repr(found(text))
        assert all(secret not in shown for secret in (PASSWORD, TOKEN, SECRET, GLUED))


def test_plain_fields_lose_control_characters() -> None:
    pasted = found(json.dumps({**COALESCE, "username": "a\x1b[2J\u202e@b.c", "clientId": "k\ney"}))
    assert pasted.draft.username == "a[2J@b.c"
    assert pasted.draft.client_id == "k ey"


words = st.sampled_from(
    [*COALESCE, "SF_PASSWORD", "export ", "=", ":", "'", '"', "\\", "\n", "&", "?code=", "force://", "@", "curl ",
     "-d ", "--data-urlencode ", "{", "}", "[", "]", "-----BEGIN PRIVATE KEY-----", "grant_type=password", "$env:",
     "https://acme.my.salesforce.com", "client_id", "\ud800", "\u202e", "#access_token="]
)  # fmt: skip


@given(st.text() | st.lists(words | st.text(max_size=8), max_size=30).map("".join))
def test_garbage_never_raises(text: str) -> None:
    pasted = recognise(text)
    if pasted is not None:
        assert pasted.what
        assert bool(pasted.answer) != bool(pasted.method)
        for name in ("login_url", "username", "client_id"):
            assert not any(ord(letter) < 32 for letter in value_of(pasted.draft, name))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*COALESCE, "result", "access_token", "method"]), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(json_values)
def test_json_of_any_shape_never_raises(value: object) -> None:
    pasted = recognise(json.dumps(value))
    assert pasted is None or pasted.method


@given(
    password=st.text(
        st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30
    ).filter(lambda text: text == text.strip()),
    dialect=st.sampled_from(["shell", "powershell"]),
)
def test_any_password_survives_the_quoting_of_a_shell(password: str, dialect: str) -> None:
    write = DIALECTS[dialect]
    text = "\n".join([write("SF_USERNAME", USER), write("SF_PASSWORD", password), write("SF_CLIENT_ID", KEY)])
    pasted = found(text)
    kept = pasted.draft.password.reveal()
    assert kept == password or "placeholder" in pasted.notes[0]


def test_every_field_that_can_be_found_is_a_field_of_the_draft() -> None:
    for name in values(found(json.dumps(COALESCE))):
        assert hasattr(Account(), name)
        assert isinstance(getattr(found(json.dumps(COALESCE)).draft, name), Secret) is (name in SECRET_FIELDS)


@pytest.mark.parametrize(
    "text",
    [
        "a." * 100_000 + "b = 1",
        "-----BEGIN PRIVATE KEY-----" * 9_000,
        "curl '" + "x " * 100_000,
        ("A='x\\'" + "y" * 120 + "\n") * 1_900,
    ],
    ids=["deep key", "many blocks", "endless command", "quotes that never close"],
)
def test_texts_made_to_keep_a_reader_busy_are_left(text: str) -> None:
    assert recognise(text) is None
