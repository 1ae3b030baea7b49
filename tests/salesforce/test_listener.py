from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import pytest

from sftui.account import Account, Secret
from sftui.errors import SftuiError
from sftui.salesforce import listener
from sftui.salesforce.listener import Answers, Callback, callback_to_listen_on, listen
from sftui.salesforce.port_holder import port_holder
from sftui.salesforce.signin import SignIn, begin
from tests.salesforce.drafts import KEY
from tests.support.ports import free_port

CODE = "aPrxWvzaTb64..D2HyXkq0=="


@asynccontextmanager
async def waiting(
    host: str = "localhost", path: str = "/OauthRedirect"
) -> AsyncIterator[tuple[Answers, SignIn, int]]:
    port = free_port()
    draft = Account(
        method="web",
        login_url="https://acme.my.salesforce.com",
        client_id=KEY,
        redirect_uri=f"http://{host}:{port}{path}",
    )
    sign_in = begin(draft, now=0)
    async with listen(sign_in, draft) as answers:
        yield answers, sign_in, port


async def ask(
    port: int,
    target: str,
    *,
    method: str = "GET",
    host: str = "localhost",
    address: str = "127.0.0.1",
    more: str = "",
) -> tuple[int, str, str]:
    """Status, headers and body of one request."""
    raw = f"{method} {target} HTTP/1.1\r\nHost: {host}:{port}\r\n{more}\r\n".encode()
    head, _, body = (await raw_ask(port, raw, address)).decode().partition("\r\n\r\n")
    return int(head.split(" ")[1]), head, body


async def raw_ask(port: int, raw: bytes, address: str = "127.0.0.1") -> bytes:
    async with connected(port, address) as (reader, writer):
        writer.write(raw)
        await writer.drain()
        return await reader.read()


@asynccontextmanager
async def connected(
    port: int, address: str = "127.0.0.1"
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(address, port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_a_browser_brings_the_code() -> None:
    async with waiting() as (answers, sign_in, port):
        state = sign_in.state.reveal()
        status, head, body = await ask(
            port, f"/OauthRedirect?code=aPrxWvzaTb64..D2HyXkq0%3D%3D&state={state}"
        )
        answer = await answers.get()
    assert status == 200
    assert answer.code == Secret(CODE)
    assert answer.refused is None
    assert "Back at sftui" in body
    for secret in ("aPrx", state, sign_in.verifier.reveal(), KEY):
        assert secret not in head + body
    assert "Cache-Control: no-store" in head
    assert "Referrer-Policy: no-referrer" in head
    assert "history.replaceState" in body, "the code leaves the address bar"


async def test_the_page_allows_its_own_script_and_style_only() -> None:
    import base64
    import hashlib
    import re

    async with waiting() as (_, _, port):
        _, head, body = await ask(port, "/OauthRedirect")
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        text = re.search(f"<{tag}>(.*?)</{tag}>", body)
        assert text is not None
        digest = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in head
    assert "default-src 'none'" in head


async def test_both_addresses_of_localhost_are_ours() -> None:
    if not socket.has_ipv6 or not _has_ipv6_loopback():
        pytest.skip("no IPv6 on this machine")
    async with waiting() as (answers, sign_in, port):
        target = f"/OauthRedirect?code={CODE}&state={sign_in.state.reveal()}"
        assert (await ask(port, target, address="::1"))[0] == 200
        assert (await answers.get()).code == Secret(CODE)


async def test_it_listens_on_this_machine_only() -> None:
    async with waiting("127.0.0.1") as (_, _, port):
        assert _listening_addresses(port) == {"0100007F"}


async def test_salesforce_said_no() -> None:
    async with waiting() as (answers, sign_in, port):
        query = f"error=access_denied&error_description=end-user+denied+authorization&state={sign_in.state.reveal()}"
        status, _, body = await ask(port, f"/OauthRedirect?{query}")
        answer = await answers.get()
    assert status == 200
    assert "Salesforce said no" in body
    assert "denied" not in body
    assert answer.refused is not None
    assert answer.refused.error == "access_denied"


@pytest.mark.parametrize(
    "query", ["code=aPrxOther000&state=foreign", "code=aPrxOther000", "error=access_denied", "state=foreign"]
)
async def test_a_foreign_answer_is_refused_and_reported_and_the_own_one_still_taken(query: str) -> None:
    async with waiting() as (answers, sign_in, port):
        status, _, body = await ask(port, f"/OauthRedirect?{query}")
        stranger = await answers.get()
        await ask(port, f"/OauthRedirect?code={CODE}&state={sign_in.state.reveal()}")
        own = await answers.get()
    assert status == 400
    assert "belongs to another sign-in" in body
    assert "another sign-in" in stranger.warning
    assert not stranger.code
    assert own.code == Secret(CODE)


async def test_a_fault_of_the_program_is_told_and_the_next_answer_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def faulty(*_: object, **__: object) -> Secret:
        raise KeyError(CODE)

    async with waiting() as (answers, sign_in, port):
        query = f"/OauthRedirect?code={CODE}&state={sign_in.state.reveal()}"
        with monkeypatch.context() as patch:
            patch.setattr(listener, "code_in", faulty)
            await raw_ask(port, f"GET {query} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
            warning = (await answers.get()).warning
        assert "inside sftui (KeyError)" in warning
        assert CODE not in warning
        await ask(port, query)
        assert (await answers.get()).code == Secret(CODE)


async def test_a_second_answer_is_not_taken() -> None:
    async with waiting() as (answers, sign_in, port):
        target = f"/OauthRedirect?code={CODE}&state={sign_in.state.reveal()}"
        await ask(port, target)
        await answers.get()
        status, _, body = await ask(port, target)
        assert status == 200
        assert "answered already" in body
        assert answers._queue.empty()


@pytest.mark.parametrize(
    ("method", "target", "host", "status"),
    [
        ("GET", "/OauthRedirect/", "localhost", 404),
        ("GET", "/OauthRedirectX?code=1", "localhost", 404),
        ("GET", "/oauthredirect", "localhost", 404),
        ("GET", "/../etc/passwd", "localhost", 404),
        ("GET", "/favicon.ico", "localhost", 204),
        ("POST", "/OauthRedirect?code=1", "localhost", 405),
        ("HEAD", "/OauthRedirect?code=1", "localhost", 405),
        ("GET", "/OauthRedirect?code=1", "evil.example", 421),
        ("GET", "/OauthRedirect?code=1", "[", 421),
        ("GET", "http://evil.example/OauthRedirect", "localhost", 400),
    ],
)
async def test_everything_else_is_turned_away(method: str, target: str, host: str, status: int) -> None:
    async with waiting() as (answers, _, port):
        assert (await ask(port, target, method=method, host=host))[0] == status
        assert answers._queue.empty()


@pytest.mark.parametrize("target", ["/", "/OauthRedirect"])
async def test_a_browser_that_only_comes_by_shows_that_the_way_works(target: str) -> None:
    async with waiting() as (answers, sign_in, port):
        status, _, body = await ask(port, target)
        assert status == 404
        assert "sftui is here" in body
        await ask(port, target)
        assert (await answers.get()).is_knock
        assert answers._queue.empty(), "it is told once"
        assert (await ask(port, f"/OauthRedirect?code={CODE}&state={sign_in.state.reveal()}"))[0] == 200
        assert (await answers.get()).code == Secret(CODE)


async def test_the_private_network_question_of_a_browser() -> None:
    more = "Origin: https://acme.my.salesforce.com\r\nAccess-Control-Request-Private-Network: true\r\n"
    async with waiting() as (_, _, port):
        status, head, _ = await ask(port, "/OauthRedirect", method="OPTIONS", more=more)
    assert status == 204
    assert "Access-Control-Allow-Private-Network: true" in head
    assert "Access-Control-Allow-Origin: https://acme.my.salesforce.com" in head


@pytest.mark.parametrize(
    "raw", [b"\x16\x03\x01junk\r\n\r\n", b"GET\r\n\r\n", b"GET /OauthRedirect\r\n\r\n", b"\r\n\r\n"]
)
async def test_what_is_no_request(raw: bytes) -> None:
    async with waiting() as (answers, _, port):
        assert (await raw_ask(port, raw)).startswith(b"HTTP/1.1 400")
        assert answers._queue.empty()


async def test_a_request_without_end_is_cut_off() -> None:
    async with waiting() as (_, sign_in, port):
        async with connected(port) as (reader, writer):
            writer.write(b"GET /OauthRedirect?code=" + b"x" * 64 * 1024)
            assert await _ended(reader)
        assert (await ask(port, f"/OauthRedirect?code={CODE}&state={sign_in.state.reveal()}"))[0] == 200


async def test_a_silent_connection_is_closed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "REQUEST_DEADLINE", 0.05)
    async with waiting() as (_, _, port), connected(port) as (reader, _):
        assert await reader.read() == b""


async def test_many_silent_connections_do_not_pile_up() -> None:
    async with waiting() as (_, _, port), AsyncExitStack() as held:
        for _ in range(listener.MOST_CONNECTIONS):
            await held.enter_async_context(connected(port))
        late, _ = await held.enter_async_context(connected(port))
        assert await _ended(late)


async def test_the_port_is_free_again_and_open_connections_are_ended() -> None:
    async with AsyncExitStack() as held:
        async with waiting() as (_, _, port):
            reader, _ = await held.enter_async_context(connected(port))
        assert await _ended(reader)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_a_busy_port_is_named_with_its_holder(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    if family == socket.AF_INET6 and not _has_ipv6_loopback():
        pytest.skip("no IPv6 on this machine")
    with socket.socket(family) as holder:
        holder.bind((address, 0))
        holder.listen()
        port = holder.getsockname()[1]
        draft = Account(
            method="web", login_url="acme", client_id=KEY, redirect_uri=f"http://localhost:{port}/x"
        )
        with pytest.raises(
            SftuiError, match=f"Port {port} is taken by .* \\(process {os.getpid()}\\)"
        ) as caught:
            async with listen(begin(draft, now=0), draft):
                pytest.fail("the port is taken")
    assert "paste the address" in caught.value.do


async def test_a_callback_elsewhere_is_for_pasting() -> None:
    draft = Account(
        method="web",
        login_url="acme",
        client_id=KEY,
        redirect_uri="https://login.salesforce.com/services/oauth2/success",
    )
    with pytest.raises(SftuiError) as caught:
        async with listen(begin(draft, now=0), draft):
            pytest.fail("there is nothing to listen on")
    assert "Paste the address" in caught.value.do


@pytest.mark.parametrize(
    ("redirect_uri", "callback"),
    [
        ("http://localhost:1717/OauthRedirect", Callback("localhost", 1717, "/OauthRedirect")),
        ("http://127.0.0.1:8080", Callback("127.0.0.1", 8080, "/")),
        ("http://[::1]:8080/x", Callback("::1", 8080, "/x")),
        ("http://localhost/x", Callback("localhost", 80, "/x")),
        ("https://localhost:1717/x", None),
        ("https://login.salesforce.com/services/oauth2/success", None),
        ("http://acme.example:1717/x", None),
        ("http://localhost:port/x", None),
        ("sftui:callback", None),
    ],
)
def test_where_to_listen(redirect_uri: str, callback: Callback | None) -> None:
    assert callback_to_listen_on(redirect_uri) == callback


def test_a_holder_that_belongs_to_another_user(tmp_path: Path) -> None:
    line = (
        "   0: 0100007F:06B5 00000000:0000 0A 00000000:00000000 00:00000000 00000000  {}        0 77777 1\n"
    )
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "tcp").write_text("  sl  local_address ...\n" + line.format(54321))
    assert port_holder(1717, tmp_path) == "a program of another user (user id 54321)"
    assert port_holder(1718, tmp_path) == ""


def test_nobody_holds_a_free_port() -> None:
    assert port_holder(free_port()) == ""


async def _ended(reader: asyncio.StreamReader) -> bool:
    """Whether the other side closed the connection, without taking what it may have said before."""
    try:
        await reader.read()
        return reader.at_eof()
    except ConnectionError:
        return True


def _listening_addresses(port: int) -> set[str]:
    """The IPv4 addresses, in the kernel's spelling, on which anything listens on this port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[1].partition(":")[0] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"}


def _has_ipv6_loopback() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.parametrize("turns", range(8))
async def test_whoever_goes_away_early_leaves_no_port_taken(
    turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled after any number of steps: in front of the first address, between the two, and after both."""
    made: list[socket.socket] = []
    take = listener._sockets

    def taken(callback: Callback) -> list[socket.socket]:
        made.extend(take(callback))
        return list(made)

    monkeypatch.setattr(listener, "_sockets", taken)

    async def wait() -> None:
        async with waiting() as (answers, _, _):
            await answers.get()

    waits = asyncio.ensure_future(wait())
    for _ in range(turns):
        await asyncio.sleep(0)
    waits.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waits
    assert (made != []) is (turns > 0)
    assert [each.fileno() for each in made] == [-1] * len(made)
