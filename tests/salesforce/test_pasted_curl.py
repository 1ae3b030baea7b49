"""A pasted curl command becomes the draft of the method that it calls."""

from __future__ import annotations

import base64
import json
import shlex
from urllib.parse import urlencode

import pytest

from sftui.account import Secret
from tests.salesforce.clippings import ACCESS, GLUED, HOST, KEY, PASSWORD, SECRET, USER, found, values


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
