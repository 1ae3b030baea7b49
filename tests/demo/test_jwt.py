"""JWT bearer: signature, audience, times and approvals are all looked at."""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sftui.demo.credentials import token_credentials
from sftui.demo.demo_keys import demo_certificate, demo_private_key
from sftui.demo.der import certificate_key, private_key
from sftui.demo.rs256 import sign, verify
from sftui.demo.server import DemoSalesforce
from tests.demo.wire import CLASSIC, PIPELINE, TERMINAL, Answer, get, token

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
INVALID = ("invalid_grant", "invalid assertion")
EXPIRED = ("invalid_grant", "expired authorization code")
NOT_APPROVED = ("invalid_grant", "user hasn't approved this consumer")


def claims(sf: DemoSalesforce, app: str = PIPELINE, **changes: object) -> dict[str, object]:
    right: dict[str, object] = {
        "iss": sf.app(app).client_id,
        "sub": "ada@acme.com",
        "aud": "https://login.salesforce.com",
        "exp": int(sf.world.now()) + 180,
    }
    return {name: value for name, value in {**right, **changes}.items() if value is not None}


def send(url: str, told: dict[str, object], key: str = "", algorithm: str = "RS256") -> Answer:
    """PyJWT insists on some types of claims; the demo is to see the odd ones too."""
    text = json.dumps(told).encode()
    assertion = jwt.api_jws.encode(text, key or demo_private_key(), algorithm=algorithm)
    return token(url, grant_type=GRANT, assertion=assertion)


def new_pair(bits: int = 2048) -> tuple[str, str]:
    """A private key and its self-signed certificate, both PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return pem.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


def test_session_without_refresh_token(sf: DemoSalesforce) -> None:
    answer = send(sf.login_url, claims(sf))
    assert answer.status == 200
    assert "refresh_token" not in answer.json
    access = answer.json["access_token"]
    assert get(f"{sf.my_domain_url}/services/data/v68.0/limits", access).status == 200
    assert sf.attempts() == []


@pytest.mark.parametrize(
    ("host", "audience", "good"),
    [
        ("login_url", "https://login.salesforce.com", True),
        ("login_url", "{login}", True),
        ("login_url", "https://test.salesforce.com", False),
        ("login_url", "{my_domain}", False),
        ("my_domain_url", "https://login.salesforce.com", True),
        ("my_domain_url", "{my_domain}", True),
        ("my_domain_url", "{my_domain}/", False),
        ("my_domain_url", "https://test.salesforce.com", False),
        ("my_domain_url", None, False),
    ],
)
def test_audience(sf: DemoSalesforce, host: str, audience: str | None, good: bool) -> None:
    wanted = audience.format(login=sf.login_url, my_domain=sf.my_domain_url) if audience else None
    answer = send(getattr(sf, host), claims(sf, aud=wanted))
    assert answer.status == (200 if good else 400)
    if not good:
        assert answer.refusal == ("invalid_grant", "audience is invalid")


def test_audience_of_a_sandbox(sf: DemoSalesforce) -> None:
    told = claims(sf, sub="ada@acme.com.uat", aud="https://test.salesforce.com")
    assert send(sf.test_url, told).json["instance_url"] == sf.sandbox_url
    assert send(sf.sandbox_url, told).status == 200
    assert send(sf.sandbox_url, {**told, "aud": sf.sandbox_url}).status == 200
    assert send(sf.sandbox_url, {**told, "aud": "https://login.salesforce.com"}).status == 400


def test_my_domain_may_be_no_audience(sf: DemoSalesforce) -> None:
    sf.switch(my_domain_audience=False)
    told = claims(sf, aud=sf.my_domain_url)
    assert send(sf.my_domain_url, told).refusal == ("invalid_grant", "audience is invalid")


@pytest.mark.parametrize("form", [int, str, float])
def test_expiry_may_be_number_or_text_and_far_away(sf: DemoSalesforce, form: type) -> None:
    now = sf.world.now()
    assert send(sf.login_url, claims(sf, exp=form(int(now) + 60))).status == 200
    assert send(sf.login_url, claims(sf, exp=form(int(now) * 1000))).status == 200
    assert send(sf.login_url, claims(sf, exp=form(int(now) - 1))).refusal == EXPIRED


def test_odd_expiry(sf: DemoSalesforce) -> None:
    assert send(sf.login_url, claims(sf, exp=None)).refusal == EXPIRED
    assert send(sf.login_url, claims(sf, exp="soon")).refusal == INVALID
    assert send(sf.login_url, claims(sf, exp=10**400)).refusal == INVALID


def test_clock_of_the_org_decides_and_shows_in_the_date(sf: DemoSalesforce) -> None:
    from email.utils import parsedate_to_datetime

    sf.switch(clock_offset=3600.0)
    answer = send(sf.login_url, claims(sf))
    assert answer.refusal == EXPIRED
    assert abs(parsedate_to_datetime(answer.headers["Date"]).timestamp() - sf.world.now() - 3600) < 60
    sf.switch(clock_offset=-3600.0)
    assert send(sf.login_url, claims(sf)).status == 200


def test_signature_must_fit_the_uploaded_certificate(sf: DemoSalesforce) -> None:
    key, certificate = new_pair()
    assert send(sf.login_url, claims(sf), key).refusal == INVALID
    sf.upload_certificate(PIPELINE, certificate)
    assert send(sf.login_url, claims(sf), key).status == 200
    assert send(sf.login_url, claims(sf)).refusal == INVALID


def test_large_key(sf: DemoSalesforce) -> None:
    key, certificate = new_pair(4096)
    sf.upload_certificate(PIPELINE, certificate)
    assert send(sf.login_url, claims(sf), key).status == 200


def test_signature_is_one_number_only(sf: DemoSalesforce) -> None:
    key = certificate_key(demo_certificate())
    good = sign(private_key(demo_private_key()), b"text")
    assert verify(key, b"text", good)
    assert not verify(key, b"other", good)
    number = int.from_bytes(good, "big")
    longer = (number + key.n).to_bytes(257, "big")
    assert not verify(key, b"text", longer)
    assert not verify(key, b"text", b"\x00" + good)
    assert not verify(key, b"text", b"")


def test_certificates_that_are_not_taken(sf: DemoSalesforce) -> None:
    for bad in ("", "no certificate", demo_private_key(), demo_certificate() + "x" * 4096, new_pair(1024)[1]):
        with pytest.raises(ValueError, match=r"\w"):
            sf.upload_certificate(PIPELINE, bad)
    cut = demo_certificate().splitlines()
    with pytest.raises(ValueError, match="DER"):
        sf.upload_certificate(PIPELINE, "\n".join([cut[0], *cut[1:4], cut[-1]]))


def test_certificate_made_by_openssl(sf: DemoSalesforce, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    line = f"openssl req -x509 -sha256 -nodes -days 30 -newkey rsa:2048 -subj /CN=x -keyout {key} -out {certificate}"
    try:
        subprocess.run(line.split(), check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl on this machine")
    sf.upload_certificate(PIPELINE, certificate.read_text())
    assert send(sf.login_url, claims(sf), key.read_text()).status == 200


@pytest.mark.parametrize("algorithm", ["RS512", "RS384", "PS256"])
def test_only_rs256(sf: DemoSalesforce, algorithm: str) -> None:
    assert send(sf.login_url, claims(sf), algorithm=algorithm).refusal == INVALID


def test_unsigned_and_broken_assertions(sf: DemoSalesforce) -> None:
    encode = base64.urlsafe_b64encode
    head = encode(b'{"alg":"none"}').decode().rstrip("=")
    body = encode(json.dumps(claims(sf)).encode()).decode().rstrip("=")
    for assertion in (f"{head}.{body}.", f"{head}.{body}", "", "a.b.c", "é.é.é", f"{head}.{body}.AA.AA"):
        assert token(sf.login_url, grant_type=GRANT, assertion=assertion).refusal == INVALID


def test_unknown_issuer_and_app_without_certificate(sf: DemoSalesforce) -> None:
    unknown = ("invalid_client_id", "client identifier invalid")
    assert send(sf.login_url, claims(sf, iss="3MVG9nobody")).refusal == unknown
    assert send(sf.login_url, claims(sf, iss=None)).refusal == unknown
    sf.set_app(PIPELINE, flows={"web"})
    assert send(sf.login_url, claims(sf)).refusal == ("invalid_client", "invalid client credentials")


def test_external_client_app_only_at_its_my_domain(sf: DemoSalesforce) -> None:
    sf.set_app(TERMINAL, admin_approved=True, approved={"ada@acme.com"})
    not_there = ("app_not_found", "External client app is not installed in this org")
    assert send(sf.login_url, claims(sf, TERMINAL)).refusal == not_there
    assert send(sf.sandbox_url, claims(sf, TERMINAL)).refusal == not_there
    assert send(sf.my_domain_url, claims(sf, TERMINAL)).status == 200


def test_approval_by_administrator(sf: DemoSalesforce) -> None:
    refusal = ("invalid_app_access", "user is not admin approved to access this app")
    assert send(sf.login_url, claims(sf, sub="lee@acme.com")).refusal == refusal


def test_earlier_approval_must_have_had_a_refresh_token(sf: DemoSalesforce) -> None:
    assert send(sf.login_url, claims(sf, CLASSIC)).refusal == NOT_APPROVED
    sf.set_app(CLASSIC, scopes=("api", "id"))
    token_credentials(sf, sf.person("ada@acme.com"))
    assert send(sf.login_url, claims(sf, CLASSIC)).refusal == NOT_APPROVED
    sf.set_app(CLASSIC, scopes=("api", "refresh_token"))
    token_credentials(sf, sf.person("ada@acme.com"))
    assert send(sf.login_url, claims(sf, CLASSIC)).status == 200
    sf.revoke_approvals("ada@acme.com")
    assert send(sf.login_url, claims(sf, CLASSIC)).refusal == NOT_APPROVED


@pytest.mark.parametrize(
    "subject", ["nobody@acme.com", "ada.lovelace@mail.example", "ada@acme.com.uat", None]
)
def test_unknown_user(sf: DemoSalesforce, subject: str | None) -> None:
    assert send(sf.login_url, claims(sf, sub=subject)).refusal == ("invalid_grant", "user not found")


def test_state_of_person_app_and_org(sf: DemoSalesforce) -> None:
    sf.set_app(PIPELINE, ip_restricted=True)
    assert send(sf.login_url, claims(sf)).refusal == ("invalid_grant", "ip restricted")
    sf.set_person("ada@acme.com", frozen=True)
    assert send(sf.login_url, claims(sf)).refusal[0] == "inactive_user"
    assert [row.status for row in sf.login_history("ada@acme.com")][-2:] == [
        "Failed: IP Address Not Allowed",
        "User is Frozen",
    ]
    sf.switch(inactive=True)
    assert send(sf.login_url, claims(sf)).refusal[0] == "inactive_org"
    sf.set_app(PIPELINE, blocked=True)
    assert send(sf.login_url, claims(sf)).refusal[0] == "OAUTH_APP_BLOCKED"


def test_one_use_of_a_named_assertion(sf: DemoSalesforce) -> None:
    assert send(sf.login_url, claims(sf, jti="a")).status == 200
    assert send(sf.login_url, claims(sf, jti="a")).refusal == INVALID
    assert send(sf.login_url, claims(sf, jti="b")).status == 200


def test_password_change_does_not_matter(sf: DemoSalesforce) -> None:
    sf.change_password("ada@acme.com")
    assert send(sf.login_url, claims(sf)).status == 200


def test_grant_name_encoded_twice(sf: DemoSalesforce) -> None:
    answer = token(sf.login_url, grant_type=GRANT.replace(":", "%3A"), assertion="x")
    assert answer.refusal == ("unsupported_grant_type", "grant type not supported")


def test_the_demo_key_needs_no_library() -> None:
    code = (
        "import sys, sftui.demo.server, sftui.demo.credentials\n"
        "print([name for name in sys.modules if name.startswith(('crypto', 'httpx', 'jwt', 'rich'))])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "[]"
