from __future__ import annotations

import datetime as dt
import ssl
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from sftui.account import Account, Secret
from sftui.demo.seed import PIPELINE_APP
from sftui.demo.server import DemoSalesforce
from sftui.errors import InvalidFields
from sftui.salesforce.certificate import (
    KeyPair,
    assertion,
    days_left,
    end_of,
    ending_warning,
    fits,
    make_key_pair,
    read_private_key,
)
from sftui.salesforce.exchange import token_for
from sftui.salesforce.http import new_client
from sftui.salesforce.pem import certificate_block
from tests.salesforce.drafts import draft_of

NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    return make_key_pair("Nightly export", days=365, now=NOW)


def problem_of(text: str) -> str:
    with pytest.raises(InvalidFields) as caught:
        read_private_key(text)
    return caught.value.problems["private_key"]


def test_what_is_made_is_as_salesforce_wants(pair: KeyPair, tmp_path: Path) -> None:
    (tmp_path / "made.crt").write_text(pair.certificate)
    command = ["openssl", "x509", "-in", str(tmp_path / "made.crt"), "-noout", "-text"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Signature Algorithm: sha256WithRSAEncryption" in said
    assert "Public-Key: (2048 bit)" in said
    assert "Subject: CN = Nightly export" in said.replace("CN=", "CN = ")
    assert len(pair.certificate) < 4096, "the upload limit"
    assert pair.private_key.reveal().startswith("-----BEGIN PRIVATE KEY-----\n")
    assert "PRIVATE" not in pair.certificate
    assert "PRIVATE" not in repr(pair)


def test_its_certificate_fits_the_key_and_tells_its_end(pair: KeyPair) -> None:
    assert end_of(pair.certificate) == NOW + dt.timedelta(days=365)
    made = x509.load_pem_x509_certificate(pair.certificate.encode())
    assert made.subject.rfc4514_string() == "CN=Nightly export"
    assert made.not_valid_before_utc < NOW
    assert fits(pair.private_key, pair.certificate)
    assert not fits(make_key_pair().private_key, pair.certificate)
    assert not fits(pair.private_key, "no certificate")
    assert not fits(Secret("no key"), pair.certificate)


@pytest.mark.parametrize(("later", "left"), [(0, 365), (335, 30), (364.5, 0), (365.5, -1), (400, -35)])
def test_days_left(later: float, left: int, pair: KeyPair) -> None:
    end = end_of(pair.certificate)
    assert end is not None
    assert days_left(end, NOW + dt.timedelta(days=later)) == left


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (0, ""),
        (333.5, ""),
        (335, "ends on 2027-11-22, in 30 days."),
        (364, "in 1 day."),
        (364.5, "today."),
        (365.5, "ended on"),
    ],
)
def test_thirty_days_before_its_end_a_certificate_is_warned_about(
    later: float, words: str, pair: KeyPair
) -> None:
    warning = ending_warning(pair.certificate, NOW + dt.timedelta(days=later))
    assert words in warning
    assert bool(warning) == bool(words)


@pytest.mark.parametrize(
    "text", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_no_certificate_has_no_end(text: str) -> None:
    assert end_of(text) is None
    assert ending_warning(text, NOW) == ""


def test_a_certificate_for_a_key_of_another_kind_does_not_fit(pair: KeyPair) -> None:
    """Nobody knows the algorithm that this one names."""
    der = x509.load_pem_x509_certificate(pair.certificate.encode()).public_bytes(serialization.Encoding.DER)
    odd = der.replace(bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d010163"))
    text = ssl.DER_cert_to_PEM_cert(odd)
    assert end_of(text) == NOW + dt.timedelta(days=365)
    assert not fits(pair.private_key, text)


def test_the_larger_size() -> None:
    made = make_key_pair(bits=4096)
    assert len(made.certificate) < 4096
    assert read_private_key(made.private_key.reveal()) == made.private_key


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        ({"bits": 1024}, "bits"),
        ({"days": 0}, "days"),
        ({"days": 9999}, "days"),
        ({"common_name": " \x1b"}, "common_name"),
    ],
)
def test_choices_that_can_not_be_made(choice: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        make_key_pair(**choice)  # type: ignore[arg-type]  # wrong on purpose
    assert list(caught.value.problems) == [field]


def test_every_way_in_which_a_key_is_pasted(pair: KeyPair) -> None:
    pem = pair.private_key.reveal()
    lines = pem.splitlines()
    forms = [
        pem,
        pem.replace("\n", "\r\n"),
        pem.replace("\n", "\n    "),
        pem.replace("\n", " "),
        pem.replace("\n", ""),
        pem.replace("\n", "\\n"),
        pem.replace("\n", "\\r\\n"),
        f'"{pem}"',
        "\n".join(f"> {line}" for line in lines),
        f"Here is the key:\n\n{pem}\nRegards",
        pair.certificate + pem,
        "\n\n".join(lines),
        "\ufeff" + pem,
    ]
    for form in forms:
        assert read_private_key(form).reveal() == pem, form[:80]


def test_the_older_form_of_a_key_is_read(pair: KeyPair) -> None:
    key = serialization.load_pem_private_key(pair.private_key.reveal().encode(), None)
    old = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    assert "BEGIN RSA PRIVATE KEY" in old
    assert read_private_key(old.replace("\n", " ")).reveal() == old
    assert fits(read_private_key(old), pair.certificate)


def test_the_certificate_in_a_paste_is_found(pair: KeyPair) -> None:
    assert certificate_block(f"x {pair.certificate} y {pair.private_key.reveal()}") == pair.certificate
    assert certificate_block(pair.private_key.reveal()) == ""


def test_what_was_pasted_instead_is_named(pair: KeyPair) -> None:
    key = rsa.generate_private_key(65537, 2048)
    locked = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"x")
    ).decode()
    old_locked = key.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, serialization.BestAvailableEncryption(b"x")
    ).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    ssh = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    curve = ec.generate_private_key(ec.SECP256R1())
    curve_old = curve.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    curve_new = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    signing = (
        dsa.generate_private_key(1024)
        .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        .decode()
    )
    small = rsa.generate_private_key(65537, 1024).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    assert "locked by a passphrase" in problem_of(locked)
    assert "locked by a passphrase" in problem_of(old_locked)
    assert "public key" in problem_of(public)
    assert "belongs in Salesforce" in problem_of(pair.certificate)
    assert "ssh-keygen" in problem_of(ssh)
    assert "RSA key" in problem_of(curve_old)
    assert "RSA key" in problem_of(curve_new)
    assert "RSA key" in problem_of(signing)
    assert "1024 bits" in problem_of(small.decode())
    assert "PuTTYgen" in problem_of("PuTTY-User-Key-File-3: ssh-rsa")


def test_a_key_that_lost_something(pair: KeyPair) -> None:
    pem = pair.private_key.reveal()
    assert "can't be read" in problem_of(pem.replace(pem[100:200], ""))
    assert "Paste the whole key" in problem_of(pem[:500])
    assert "Paste the whole key" in problem_of("")
    assert pem[100:140] not in problem_of(pem.replace(pem[200:300], ""))


def test_an_assertion_without_a_usable_key_is_a_problem_of_its_field() -> None:
    with pytest.raises(InvalidFields) as caught:
        assertion(Account(method="jwt", private_key=Secret("x")), "https://login.salesforce.com", 0)
    assert list(caught.value.problems) == ["private_key"]


async def test_the_demo_takes_what_was_made_here(pair: KeyPair, demo: DemoSalesforce) -> None:
    demo.upload_certificate(PIPELINE_APP, pair.certificate)
    async with new_client() as client:
        token = await token_for(draft_of(demo, "jwt", private_key=pair.private_key), client)
    assert token.access_token
