from __future__ import annotations

import asyncio

import httpx
import pytest

from sftui.account import Secret
from sftui.demo.server import DemoSalesforce
from sftui.errors import RefusedError, UnreachableError, UntrustedHost
from sftui.salesforce.device import DeviceCode, poll_device, start_device
from tests.salesforce.drafts import draft_of, password_draft, recorded_sleep

DRAFT = password_draft(method="device")
CODE = DeviceCode(
    device_code=Secret("M3NzcWc0"),
    user_code="A1B2C3D4",
    verification_url="https://login.salesforce.com/setup/connect",
    link="https://login.salesforce.com/setup/connect?user_code=A1B2C3D4",
    interval=5,
    expires_at=600.0,
)
GOOD = httpx.Response(200, json={"access_token": "00D!x", "instance_url": "https://acme.my.salesforce.com"})


def no(error: str) -> httpx.Response:
    return httpx.Response(400, json={"error": error, "error_description": error.replace("_", " ")})


class Polls:
    """Answers in turn, the last one for good; time passes with each sleep."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.forms: list[str] = []
        self.slept: list[float] = []
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.forms.append(request.read().decode())
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def poll(self) -> object:
        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)

        return await poll_device(DRAFT, CODE, self.client, now=lambda: sum(self.slept), sleep=sleep)


async def test_from_the_code_to_the_token(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    draft = draft_of(demo, "device")
    code = await start_device(draft, client, now=lambda: 1000.0)
    assert len(code.user_code) == 8
    assert code.link == f"{code.verification_url}?user_code={code.user_code}"
    assert (code.interval, code.expires_at) == (5, 1600.0)
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        demo.advance(seconds)
        if len(waited) == 2:
            demo.approve_device(code.user_code, "ada@acme.com")

    token = await poll_device(draft, code, client, now=lambda: 1000.0 + sum(waited), sleep=sleep)
    assert token.refresh_token
    assert waited == [5, 5]


async def test_polling_too_fast_slows_down(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    draft = draft_of(demo, "device")
    demo.switch(device_interval=8)
    code = await start_device(draft, client)
    hasty = DeviceCode(
        device_code=code.device_code,
        user_code=code.user_code,
        verification_url=code.verification_url,
        link=code.link,
        interval=2,
        expires_at=code.expires_at,
    )
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        demo.advance(seconds)
        if len(waited) == 4:
            demo.approve_device(code.user_code, "ada@acme.com")

    await poll_device(draft, hasty, client, now=lambda: sum(waited), sleep=sleep)
    assert waited == [2, 2, 7, 12]


async def test_the_person_said_no(demo: DemoSalesforce, client: httpx.AsyncClient) -> None:
    draft = draft_of(demo, "device")
    code = await start_device(draft, client)
    demo.approve_device(code.user_code, "ada@acme.com", approve=False)
    _, sleep = recorded_sleep()
    with pytest.raises(RefusedError) as caught:
        await poll_device(draft, code, client, sleep=sleep)
    assert caught.value.error == "access_denied"
    assert caught.value.causes


async def test_what_is_sent() -> None:
    polls = Polls(GOOD)
    await polls.poll()
    assert polls.forms == [
        "grant_type=device&code=M3NzcWc0&client_id=3MVG9invented&client_secret=secret-of-the-app"
    ]


async def test_the_codes_own_end() -> None:
    polls = Polls(no("authorization_pending"))
    with pytest.raises(RefusedError) as caught:
        await polls.poll()
    assert caught.value.error == "expired_token"
    assert caught.value.causes
    assert sum(polls.slept) == 600


@pytest.mark.parametrize(
    ("answers", "tries"),
    [
        ([no("authorization_pending"), no("authorization_pending"), GOOD], 3),
        ([no("slow_down"), GOOD], 2),
        ([no("server_error"), no("server_error"), GOOD], 3),
        ([httpx.ReadError("x"), httpx.ConnectError("x"), GOOD], 3),
        (
            [
                httpx.ReadError("x"),
                no("authorization_pending"),
                httpx.ReadError("x"),
                httpx.ReadError("x"),
                GOOD,
            ],
            5,
        ),
    ],
)
async def test_what_polling_outlives(answers: list[httpx.Response | Exception], tries: int) -> None:
    polls = Polls(*answers)
    assert await polls.poll()
    assert len(polls.forms) == tries


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        (no("access_denied"), 1),
        (no("invalid_grant"), 1),
        (no("invalid_request"), 1),
        (no("expired_token"), 1),
        (no("OAUTH_APP_BLOCKED"), 1),
        (no("server_error"), 3),
    ],
)
async def test_what_ends_it(answer: httpx.Response, tries: int) -> None:
    polls = Polls(answer)
    with pytest.raises(RefusedError):
        await polls.poll()
    assert len(polls.forms) == tries


async def test_a_network_that_stays_away_ends_it() -> None:
    polls = Polls(httpx.ConnectError("x"))
    with pytest.raises(UnreachableError):
        await polls.poll()
    assert len(polls.forms) == 3


async def test_cancelling() -> None:
    polls = Polls(no("authorization_pending"))
    asked = asyncio.Event()

    async def wait(_: float) -> None:
        asked.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(poll_device(DRAFT, CODE, polls.client, now=lambda: 0.0, sleep=wait))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not polls.forms


async def start(**body: object) -> DeviceCode:
    usual = {
        "device_code": "M3NzcWc0",
        "user_code": "A1B2C3D4",
        "verification_uri": "https://acme.my.salesforce.com/setup/connect",
        "interval": 5,
    }
    return await start_device(DRAFT, Polls(httpx.Response(200, json=usual | body)).client, now=lambda: 0.0)


@pytest.mark.parametrize(
    ("body", "interval", "expires_at"),
    [
        ({}, 5, 600.0),
        ({"interval": None}, 5, 600.0),
        ({"interval": "7", "expires_in": "300"}, 7, 300.0),
        ({"interval": 0, "expires_in": -1}, 5, 600.0),
        ({"interval": 10**9, "expires_in": 10**9}, 60, 3600.0),
        ({"interval": True, "expires_in": "soon"}, 5, 600.0),
    ],
)
async def test_odd_times(body: dict[str, object], interval: int, expires_at: float) -> None:
    code = await start(**body)
    assert (code.interval, code.expires_at) == (interval, expires_at)


async def test_a_link_elsewhere_is_questioned() -> None:
    with pytest.raises(UntrustedHost):
        await start(verification_uri="https://salesforce-device.example/setup/connect")


@pytest.mark.parametrize(
    "body",
    [
        {"device_code": ""},
        {"user_code": None},
        {"verification_uri": None},
        {"verification_uri": "https://acme.my.salesforce.com/x y"},
        {"verification_uri": 7},
    ],
)
async def test_a_reply_without_its_parts_is_not_salesforces(body: dict[str, object]) -> None:
    with pytest.raises(UnreachableError):
        await start(**body)


async def test_the_code_is_a_secret() -> None:
    assert "M3NzcWc0" not in repr(await start())
