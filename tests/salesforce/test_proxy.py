"""A real proxy on loopback through HTTPS_PROXY, and each way in which it fails."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from sftui.demo.server import DemoSalesforce
from sftui.errors import UnreachableError
from sftui.salesforce import exchange
from sftui.salesforce.http import get_json, look_up, new_client
from sftui.salesforce.proxy import proxy_for
from tests.salesforce.connect_proxy import proxy_to
from tests.salesforce.drafts import draft_of, password_draft
from tests.support.ports import free_port

HOST = "acme.my.salesforce.com"


@pytest.fixture
def secure_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoSalesforce]:
    """The demo under a name of Salesforce's, which only the proxy can reach."""
    authority = trustme.CA(organization_name="Acme Proxy Authority")
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(context)
    with DemoSalesforce(seed="proxy", tls=context) as sf:
        sf.switch(foreign_instance_url=f"https://{HOST}")
        yield sf


async def failure(url: str = f"https://{HOST}") -> UnreachableError:
    async with new_client() as client:
        with pytest.raises(UnreachableError) as caught:
            await exchange.token_for(password_draft(url), client)
    return caught.value


async def test_everything_goes_through_the_proxy(
    secure_demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = urlsplit(secure_demo.my_domain_url).port
    assert target is not None
    async with proxy_to(target, user="ada:p@ss word") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ada:p%40ss%20word@127.0.0.1:{proxy.port}")
        await look_up(f"https://{HOST}")
        draft = draft_of(secure_demo, "client-credentials", login_url=f"https://{HOST}")
        async with new_client() as client:
            token = await exchange.token_for(draft, client)
        assert token.instance_url == f"https://{HOST}"
        assert proxy.tunnels == [f"{HOST}:443"]


async def test_a_proxy_that_wants_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    async with proxy_to(1, user="ada:secret-of-the-proxy") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ada:wrong-secret@127.0.0.1:{proxy.port}")
        error = await failure()
    assert error.message == f"The proxy 127.0.0.1:{proxy.port} wants a username and password."
    assert "HTTPS_PROXY" in error.do
    assert "wrong-secret" not in f"{error.message}{error.causes}"


async def test_a_proxy_that_forbids_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    async with proxy_to(1, answer="403 Forbidden by policy") as proxy:
        monkeypatch.setenv("https_proxy", f"127.0.0.1:{proxy.port}")
        error = await failure()
    assert f"did not let the connection to {HOST} through: 403 Forbidden by policy" in error.message
    assert "https_proxy" in error.causes[1].do


async def test_a_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    error = await failure()
    assert error.message == f"The proxy 127.0.0.1:{port} refused the connection."
    assert "HTTPS_PROXY" in error.do


async def test_a_proxy_with_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy.invalid:3128")
    error = await failure()
    assert "proxy.invalid, which ALL_PROXY names as the proxy" in error.message
    with pytest.raises(UnreachableError, match=r"proxy\.invalid"):
        await look_up(f"https://{HOST}")


async def test_a_proxy_whose_tunnel_signs_by_itself_is_named(
    secure_demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    target = urlsplit(secure_demo.my_domain_url).port
    assert target is not None
    async with proxy_to(target) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        error = await failure()
    assert "signed by Acme Proxy Authority" in error.message
    assert "company proxy" in error.cause
    assert not secure_demo.attempts()


async def test_a_proxy_that_is_spoken_to_in_https_and_should_not_be(monkeypatch: pytest.MonkeyPatch) -> None:
    async with proxy_to(1) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{proxy.port}")
        error = await failure()
    assert error.message == f"The proxy 127.0.0.1:{proxy.port} does not speak https itself."
    assert "http:// in HTTPS_PROXY" in error.do


@pytest.mark.parametrize("setting", ["ftp://proxy:21", "http://", "http://proxy:port"])
async def test_a_setting_that_names_no_proxy(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", setting)
    error = await failure()
    assert error.message == "HTTPS_PROXY does not name a proxy that can be used."


async def test_a_socks_proxy_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("ALL_PROXY", "socks5h://127.0.0.1:1080")
    error = await failure()
    assert "SOCKS" in error.message
    assert "socksio" in error.do


async def test_plain_http_on_this_machine_goes_through_no_proxy(
    demo: DemoSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("ALL_PROXY", "http://proxy.invalid:3128")
    async with new_client() as client:
        assert (await get_json(client, f"{demo.login_url}/services/data")).status == 200


@pytest.mark.parametrize(
    ("exceptions", "host", "direct"),
    [
        ("", HOST, False),
        (HOST, HOST, True),
        ("salesforce.com", HOST, True),
        (".salesforce.com", HOST, True),
        ("example.com,.force.com", HOST, False),
        ("*", HOST, True),
        ("localhost", "localhost:8443", True),
    ],
)
def test_no_proxy(exceptions: str, host: str, direct: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:3128")
    monkeypatch.setenv("NO_PROXY", exceptions)
    assert (proxy_for(f"https://{host}/services") is None) == direct


def test_a_password_in_the_setting_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ada:hunter2@proxy.acme.com:3128")
    setting = proxy_for(f"https://{HOST}")
    assert setting is not None
    assert "hunter2" not in repr(setting)
    assert setting.shown == "proxy.acme.com:3128"
