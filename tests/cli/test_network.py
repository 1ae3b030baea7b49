"""The whole program in a company's network: an own authority through SSL_CERT_FILE, a proxy through HTTPS_PROXY."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from sftui.demo.credentials import credentials
from sftui.demo.server import DemoSalesforce
from tests.cli.person import PATIENCE, PROGRAM
from tests.salesforce.connect_proxy import proxy_to

pytestmark = pytest.mark.usefixtures("vault")

HOST = "acme.my.salesforce.com"
AUTHORITY = "Acme Network Authority"


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    return tmp_path / "acme-ca.pem"


@pytest.fixture
def secure_demo(ca_file: Path) -> Iterator[DemoSalesforce]:
    """A demo org whose certificates only that authority vouches for."""
    authority = trustme.CA(organization_name=AUTHORITY)
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1", HOST).configure_cert(context)
    with DemoSalesforce(seed="network", tls=context) as salesforce:
        yield salesforce


async def connect(values: dict[str, str], environment: dict[str, str]) -> tuple[int, dict[str, object]]:
    """Exit code and printed object of ``sftui connect --from - --json``."""
    process = await asyncio.create_subprocess_exec(
        *(*PROGRAM, "connect", "--from", "-", "--json", "--no-input"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    async with asyncio.timeout(PATIENCE):
        out, _ = await process.communicate(json.dumps(values).encode())
    assert process.returncode is not None
    return process.returncode, json.loads(out)


def problem_of(printed: dict[str, object]) -> dict[str, str]:
    error = printed["error"]
    assert isinstance(error, dict)
    assert set(error) == {"code", "message", "cause", "do"}
    return error


@pytest.mark.parametrize("method", ["password", "client-credentials", "jwt", "tokens"])
async def test_an_own_authority_is_believed(
    secure_demo: DemoSalesforce, environment: dict[str, str], ca_file: Path, method: str
) -> None:
    environment["SSL_CERT_FILE"] = str(ca_file)
    values = credentials(secure_demo)[method]
    assert values["login_url"].startswith("https://")
    code, printed = await connect(values, environment)
    assert code == 0, printed
    assert (printed["status"], printed["org_name"]) == ("connected", "Acme")


async def test_an_unknown_authority_is_named_with_the_variable_to_set(
    secure_demo: DemoSalesforce, environment: dict[str, str]
) -> None:
    code, printed = await connect(credentials(secure_demo)["password"], environment)
    assert code == 6
    problem = problem_of(printed)
    assert f"signed by {AUTHORITY}" in problem["message"]
    assert problem["cause"]
    assert "SSL_CERT_FILE" in problem["do"]
    assert not secure_demo.attempts(), "no password was sent"


async def test_a_variable_that_names_nothing_is_named_itself(
    secure_demo: DemoSalesforce, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["SSL_CERT_FILE"] = str(tmp_path / "missing.pem")
    code, printed = await connect(credentials(secure_demo)["password"], environment)
    assert code == 6
    assert "SSL_CERT_FILE" in problem_of(printed)["message"]


@pytest.fixture
def behind_proxy(secure_demo: DemoSalesforce, environment: dict[str, str], ca_file: Path) -> dict[str, str]:
    """Credentials at a name of Salesforce's that only the proxy can reach."""
    environment["SSL_CERT_FILE"] = str(ca_file)
    secure_demo.switch(foreign_instance_url=f"https://{HOST}")
    return credentials(secure_demo)["client-credentials"] | {"login_url": f"https://{HOST}"}


def port_of(demo: DemoSalesforce) -> int:
    port = urlsplit(demo.my_domain_url).port
    assert port is not None
    return port


async def test_everything_goes_through_the_proxy(
    secure_demo: DemoSalesforce, behind_proxy: dict[str, str], environment: dict[str, str]
) -> None:
    async with proxy_to(port_of(secure_demo), user="ada:p@ss word") as proxy:
        environment["HTTPS_PROXY"] = f"http://ada:p%40ss%20word@127.0.0.1:{proxy.port}"
        code, printed = await connect(behind_proxy, environment)
        assert code == 0, printed
        assert (printed["status"], printed["instance_url"]) == ("connected", f"https://{HOST}")
        assert f"{HOST}:443" in proxy.tunnels


async def test_a_proxy_that_wants_a_password_says_so_and_shows_none(
    secure_demo: DemoSalesforce, behind_proxy: dict[str, str], environment: dict[str, str]
) -> None:
    async with proxy_to(port_of(secure_demo), user="ada:right-secret") as proxy:
        environment["HTTPS_PROXY"] = f"http://ada:wrong-secret@127.0.0.1:{proxy.port}"
        code, printed = await connect(behind_proxy, environment)
    assert code == 6
    problem = problem_of(printed)
    assert problem["message"] == f"The proxy 127.0.0.1:{proxy.port} wants a username and password."
    assert "HTTPS_PROXY" in problem["do"]
    assert "wrong-secret" not in json.dumps(printed)


async def test_a_proxy_that_forbids_the_host(
    secure_demo: DemoSalesforce, behind_proxy: dict[str, str], environment: dict[str, str]
) -> None:
    async with proxy_to(port_of(secure_demo), answer="403 Forbidden by policy") as proxy:
        environment["HTTPS_PROXY"] = f"http://127.0.0.1:{proxy.port}"
        code, printed = await connect(behind_proxy, environment)
    assert code == 6
    problem = problem_of(printed)
    assert f"did not let the connection to {HOST} through" in problem["message"]
    assert problem["do"]
