"""Hostile and broken replies on a real socket: each ends in words, none in memory or for ever."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import socket
import struct

import httpx
import pytest

from sftui.account import Secret
from sftui.errors import InvalidFields, UnreachableError
from sftui.salesforce.http import Retry, get_json, look_up, post_form
from tests.salesforce.drafts import recorded_sleep
from tests.salesforce.wire import Server, reply, says, served
from tests.support.ports import free_port

FORM = {"grant_type": "password", "password": "Pa55 wörd&+%=\"'#"}


async def failure(client: httpx.AsyncClient, server: Server, *, deadline: float = 30) -> UnreachableError:
    with pytest.raises(UnreachableError) as caught:
        await post_form(client, server.url, FORM, deadline=deadline)
    assert "wörd" not in str(caught.value)
    return caught.value


async def test_a_form_goes_into_the_body_encoded_and_nowhere_else(client: httpx.AsyncClient) -> None:
    bodies: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        assert request.url.query == b""
        assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
        return httpx.Response(200, json={"a": 1})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as mock:
        came = await post_form(mock, "https://acme.my.salesforce.com/x", FORM)
    assert bodies == [b"grant_type=password&password=Pa55+w%C3%B6rd%26%2B%25%3D%22%27%23"]
    assert came.body == {"a": 1}


async def test_a_broken_character_is_a_problem_of_its_field(client: httpx.AsyncClient) -> None:
    with pytest.raises(InvalidFields) as caught:
        await post_form(client, "http://127.0.0.1:1/", {"username": "ada", "password": "caf\udce9"})
    assert list(caught.value.problems) == ["password"]


async def test_a_token_that_no_header_can_carry_is_a_problem_of_its_field(client: httpx.AsyncClient) -> None:
    with pytest.raises(InvalidFields) as caught:
        await get_json(client, "http://127.0.0.1:1/", token=Secret("00D!tokén"))
    assert list(caught.value.problems) == ["access_token"]
    assert "tokén" not in str(caught.value)


async def test_the_reply_as_plain_data(client: httpx.AsyncClient) -> None:
    more = "Date: Sun, 22 Nov 2026 08:00:00 GMT\r\nSet-Cookie: BrowserId=abc; path=/\r\n"
    async with served(
        says(reply('\ufeff{"a": [1]}', "400 Bad Request", "Application/JSON;charset=UTF-8", more))
    ) as server:
        came = await post_form(client, server.url, FORM)
    assert (came.status, came.body, came.content_type) == (400, {"a": [1]}, "application/json")
    assert came.date == 1795334400.0


async def test_cookies_are_ignored_and_redirects_not_followed(client: httpx.AsyncClient) -> None:
    answer = reply("", "302 Found", more="Location: https://evil.example/\r\nSet-Cookie: sid=abc; path=/\r\n")
    async with served(says(answer)) as server:
        came = await get_json(client, server.url)
        await get_json(client, server.url)
        assert (came.status, came.location) == (302, "https://evil.example/")
        assert not any(b"cookie" in head.lower() for head in server.heads)


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"a":', "[" * 100_000, "1" * 10_000, "\x00\xff", "<html>", "nul"],
    ids=["empty", "open", "half", "deep", "long number", "bytes", "page", "word"],
)
async def test_text_that_is_no_json_is_no_body(client: httpx.AsyncClient, text: str) -> None:
    async with served(says(reply(text))) as server:
        assert (await post_form(client, server.url, FORM)).body is None


async def test_a_gigabyte_is_cut_off(client: httpx.AsyncClient) -> None:
    written = 0

    async def flood(head: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
        for _ in range(1024):
            writer.write(b" " * 1024 * 1024)
            await writer.drain()
            written += 1

    async with served(flood) as server:
        error = await failure(client, server)
    assert "larger than 1 MiB" in error.message
    assert written < 64, "the connection was closed long before the gigabyte"


async def test_a_small_reply_that_unpacks_to_a_gigabyte_is_cut_off(client: httpx.AsyncClient) -> None:
    packed = gzip.compress(b" " * 64 * 1024 * 1024)
    async with served(says(reply(packed, more="Content-Encoding: gzip\r\n"))) as server:
        assert "larger than 1 MiB" in (await failure(client, server)).message


async def test_a_reply_that_a_proxy_packed_is_unpacked(client: httpx.AsyncClient) -> None:
    packed = gzip.compress(json.dumps({"a": 1}).encode())
    async with served(says(reply(packed, more="Content-Encoding: gzip\r\n"))) as server:
        assert (await post_form(client, server.url, FORM)).body == {"a": 1}


async def test_a_reply_packed_wrongly_is_named(client: httpx.AsyncClient) -> None:
    async with served(says(reply("not gzip", more="Content-Encoding: gzip\r\n"))) as server:
        assert "arrived damaged" in (await failure(client, server)).message


async def test_a_reply_that_never_ends_is_cut_off_by_the_deadline(client: httpx.AsyncClient) -> None:
    async def drip(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"1\r\n \r\n")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with served(drip) as server:
        error = await failure(client, server, deadline=0.2)
    assert "did not end within" in error.message


async def test_silence_is_named_as_such(client: httpx.AsyncClient) -> None:
    async def silence(head: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async with served(silence) as server:
        error = await failure(client, server, deadline=0.2)
    assert "did not answer in time" in error.message


async def test_endless_headers_end(client: httpx.AsyncClient) -> None:
    async def headers(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-More: " + b"x" * 60_000 + b"\r\n")
            await writer.drain()

    async with served(headers) as server:
        assert "closed the connection" in (await failure(client, server)).message


async def test_a_reply_that_breaks_off(client: httpx.AsyncClient) -> None:
    half = b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"access_token":"00D'
    async with served(says(half)) as server:
        error = await failure(client, server)
    assert "broke off in the middle" in error.message
    assert "00D" not in error.message


async def test_no_reply_at_all(client: httpx.AsyncClient) -> None:
    async with served(says(b"")) as server:
        assert "closed the connection without an answer" in (await failure(client, server)).message


async def test_a_reset(client: httpx.AsyncClient) -> None:
    async def reset(head: bytes, writer: asyncio.StreamWriter) -> None:
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async with served(reset) as server:
        assert "closed the connection without an answer" in (await failure(client, server)).message


async def test_something_that_does_not_speak_http(client: httpx.AsyncClient) -> None:
    async with served(says(b"SSH-2.0-OpenSSH_9.6\r\n")) as server:
        assert "closed the connection" in (await failure(client, server)).message


async def test_a_refused_connection(client: httpx.AsyncClient) -> None:
    error = await failure(client, Server(free_port()))
    assert "refused the connection" in error.message
    assert error.exit_code == 6
    assert error.causes[0].field == "login_url"


async def test_an_unknown_name() -> None:
    with pytest.raises(UnreachableError, match="There is no host named acme\\.invalid"):
        await look_up("https://acme.invalid")


async def test_a_known_name() -> None:
    await look_up("localhost")
    await look_up("http://127.0.0.1:9")


async def test_a_my_domain_that_is_not_there_points_to_the_my_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _raises(socket.gaierror(socket.EAI_NONAME, "no such name")))
    with pytest.raises(UnreachableError) as caught:
        await look_up("https://acmee.my.salesforce.com")
    assert "My Domain is misspelt" in caught.value.cause
    assert "browser" in caught.value.do


@pytest.mark.parametrize("host", ["login.salesforce.com", "test.salesforce.com"])
async def test_the_name_of_salesforce_itself_is_not_called_misspelt(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _raises(socket.gaierror(socket.EAI_NONAME, "no such name")))
    with pytest.raises(UnreachableError, match=f"The name {host} could not be") as caught:
        await look_up(f"https://{host}")
    assert "no connection to the internet" in caught.value.cause
    assert not any("misspelt" in cause.what for cause in caught.value.causes)


async def test_a_name_service_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _raises(socket.gaierror(socket.EAI_AGAIN, "try again")))
    with pytest.raises(UnreachableError, match="could not be looked up") as caught:
        await look_up("https://acme.my.salesforce.com")
    assert "name service (DNS)" in caught.value.cause


async def test_a_look_up_that_hangs_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    release = threading.Event()

    def hang(*args: object, **kwargs: object) -> object:
        release.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    try:
        with pytest.raises(UnreachableError, match="no answer about acme"):
            await look_up("https://acme.my.salesforce.com", deadline=0.05)
        assert all(each.daemon for each in threading.enumerate() if each.name == "look-up")
    finally:
        release.set()


@pytest.mark.parametrize(
    ("retry", "fault", "tries"),
    [
        (Retry.NEVER, httpx.ConnectError("x"), 1),
        (Retry.NEVER, httpx.ReadError("x"), 1),
        (Retry.UNSENT, httpx.ConnectError("x"), 3),
        (Retry.UNSENT, httpx.ConnectTimeout("x"), 3),
        (Retry.UNSENT, httpx.ReadError("x"), 1),
        (Retry.UNSENT, httpx.ReadTimeout("x"), 1),
        (Retry.ANY, httpx.ReadError("x"), 3),
        (Retry.ANY, httpx.RemoteProtocolError("x"), 3),
        (Retry.ANY, httpx.ProxyError("403 Forbidden"), 1),
    ],
)
async def test_what_is_tried_again(retry: Retry, fault: httpx.TransportError, tries: int) -> None:
    made = 0

    def fail(request: httpx.Request) -> httpx.Response:
        nonlocal made
        made += 1
        raise fault

    slept, sleep = recorded_sleep()
    async with httpx.AsyncClient(transport=httpx.MockTransport(fail)) as mock:
        with pytest.raises(UnreachableError):
            await post_form(mock, "https://acme.my.salesforce.com/x", FORM, retry=retry, sleep=sleep)
    assert made == tries
    assert len(slept) == tries - 1
    assert slept == sorted(slept), "each pause is longer than the one before"


async def test_a_second_try_can_succeed() -> None:
    made = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal made
        made += 1
        if made == 1:
            raise httpx.ConnectError("x")
        return httpx.Response(200, json={"a": 1})

    _, sleep = recorded_sleep()
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as mock:
        assert (await get_json(mock, "https://acme.my.salesforce.com/x", sleep=sleep)).body == {"a": 1}


async def test_an_error_status_is_an_answer_and_not_tried_again() -> None:
    made: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        made.append(request)
        return httpx.Response(503, text="maintenance")

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as mock:
        assert (await get_json(mock, "https://acme.my.salesforce.com/x")).status == 503
    assert len(made) == 1


async def test_an_address_that_can_not_be_asked(client: httpx.AsyncClient) -> None:
    with pytest.raises(UnreachableError, match="can't be read"):
        await get_json(client, "https://acme.my.salesforce.com:port/x")


async def test_the_log_stays_silent(client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with served(says(reply("{}"))) as server:
        await get_json(client, server.url, token=Secret("00D!secret"), params={"q": "SELECT"})
    assert not [each for each in caplog.records if each.name.startswith(("httpx", "httpcore"))]


async def test_cancelling_ends_the_call_at_once(client: httpx.AsyncClient) -> None:
    asked = asyncio.Event()

    async def silence(head: bytes, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.sleep(60)

    async with served(silence) as server:
        task = asyncio.create_task(post_form(client, server.url, FORM))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def _raises(error: Exception):  # type: ignore[no-untyped-def]  # stands in for any function
    def fail(*args: object, **kwargs: object) -> object:
        raise error

    return fail
