"""Real TLS on loopback: an own authority is believed through SSL_CERT_FILE, every fault is explained."""

from __future__ import annotations

import datetime as dt
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from sftui.demo.server import DemoSalesforce
from sftui.errors import UnreachableError
from sftui.salesforce import exchange, org
from sftui.salesforce.http import get_json, new_client
from sftui.salesforce.tls import read_certificate
from tests.salesforce.drafts import draft_of, password_draft
from tests.salesforce.wire import reply, says, served


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Acme Proxy Authority")


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "acme-ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return file


def server_side(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


@pytest.fixture
def secure_demo(authority: trustme.CA) -> Iterator[DemoSalesforce]:
    with DemoSalesforce(seed="tls", tls=server_side(authority.issue_cert("localhost", "127.0.0.1"))) as sf:
        yield sf


def rehash(certificate: Path) -> None:
    """Give the file the name that OpenSSL looks for, as ``openssl rehash`` would link it."""
    command = ["openssl", "x509", "-noout", "-hash", "-in", str(certificate)]
    name = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    certificate.rename(certificate.with_name(f"{name}.0"))


async def failure(url: str) -> UnreachableError:
    async with new_client() as client:
        with pytest.raises(UnreachableError) as caught:
            await exchange.token_for(password_draft(url), client)
    return caught.value


def told(error: UnreachableError) -> str:
    return " ".join((error.message, *(f"{each.what} {each.do}" for each in error.causes)))


async def test_a_whole_connection_through_an_own_authority(
    secure_demo: DemoSalesforce, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    draft = draft_of(secure_demo, "password")
    assert draft.login_url.startswith("https://")
    async with new_client() as client:
        token = await exchange.token_for(draft, client)
        identity = await org.identity(token, draft, client)
    assert identity.username == "ada@acme.com"


async def test_a_folder_of_plain_certificates(
    secure_demo: DemoSalesforce, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ca_file.parent / "notes.txt").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_DIR", str(ca_file.parent))
    async with new_client() as client:
        assert (await get_json(client, f"{secure_demo.login_url}/services/data")).status == 200


async def test_a_folder_as_openssl_makes_it(
    secure_demo: DemoSalesforce, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehash(ca_file)
    monkeypatch.setenv("SSL_CERT_DIR", str(ca_file.parent))
    async with new_client() as client:
        assert (await get_json(client, f"{secure_demo.login_url}/services/data")).status == 200


async def test_file_and_folder_count_together(
    secure_demo: DemoSalesforce, ca_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    (tmp_path / "folder").mkdir()
    shutil.move(ca_file, tmp_path / "folder" / "acme.crt")
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "folder"))
    async with new_client() as client:
        assert (await get_json(client, f"{secure_demo.login_url}/services/data")).status == 200


async def test_an_unknown_signer_is_named_with_the_variable_to_set(secure_demo: DemoSalesforce) -> None:
    error = await failure(secure_demo.login_url)
    assert "signed by Acme Proxy Authority" in error.message
    assert "SSL_CERT_FILE" in error.do
    assert error.exit_code == 6
    assert not secure_demo.attempts(), "nothing was sent"


async def test_a_variable_without_the_signer_is_named(
    secure_demo: DemoSalesforce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    error = await failure(secure_demo.login_url)
    assert "SSL_CERT_FILE replaces the usual authorities" in error.cause
    assert "signed by Acme Proxy Authority" in error.message


async def test_a_certificate_for_another_host(
    authority: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    async with served(says(reply("{}")), server_side(authority.issue_cert("other.example"))) as server:
        error = await failure(f"https://127.0.0.1:{server.port}")
    assert "is for another host. It is made for other.example." in error.message


async def test_an_expired_certificate(
    authority: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    old = authority.issue_cert("127.0.0.1", not_after=dt.datetime(2020, 3, 5, tzinfo=dt.UTC))
    async with served(says(reply("{}")), server_side(old)) as server:
        error = await failure(f"https://127.0.0.1:{server.port}")
    assert "expired on 5 March 2020" in error.message
    assert "clock is wrong" in told(error)


async def test_a_certificate_that_is_not_valid_yet_points_to_the_clock(
    authority: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    begins = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    soon = authority.issue_cert("127.0.0.1", not_before=begins, not_after=begins + dt.timedelta(days=90))
    async with served(says(reply("{}")), server_side(soon)) as server:
        error = await failure(f"https://127.0.0.1:{server.port}")
    assert "not valid at this machine's time" in error.message
    assert "clock is wrong" in error.cause


async def test_a_port_that_speaks_plain_http() -> None:
    async with served(says(reply("{}"))) as server:
        error = await failure(f"https://127.0.0.1:{server.port}")
    assert "does not speak https" in told(error)


async def test_a_server_that_offers_only_old_encryption(
    authority: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    context = server_side(authority.issue_cert("127.0.0.1"))
    context.set_ciphers("AES128-SHA256")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    async with served(says(reply("{}")), context) as server:
        error = await failure(f"https://127.0.0.1:{server.port}")
    assert "No encrypted connection" in error.message


@pytest.mark.parametrize(
    ("variable", "name", "content", "says_why"),
    [
        ("SSL_CERT_FILE", "missing.pem", None, "nothing of this name"),
        ("SSL_CERT_FILE", "empty.pem", "", "no certificate in PEM form"),
        ("SSL_CERT_FILE", "text.pem", "hello", "no certificate in PEM form"),
        ("SSL_CERT_DIR", "missing", None, "nothing of this name"),
    ],
)
async def test_a_variable_that_names_nothing_usable(
    variable: str,
    name: str,
    content: str | None,
    says_why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    monkeypatch.setenv(variable, str(tmp_path / name))
    with pytest.raises(UnreachableError, match=f"{variable} names") as caught:
        async with new_client():
            pytest.fail("the client must not be made")
    assert says_why in caught.value.cause
    assert variable in caught.value.do


def test_reading_what_is_no_certificate() -> None:
    with pytest.raises(ValueError, match="error parsing"):
        read_certificate(b"no certificate")
