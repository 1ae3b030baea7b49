"""A network that answers as it is told and remembers what was sent."""

from __future__ import annotations

from urllib.parse import parse_qs

import httpx
import pytest

from sftui.account import Account
from sftui.errors import RefusedError
from sftui.salesforce.exchange import token_for

GOOD = {
    "access_token": "00D5g000001AbCd!AQEAQJk2",
    "instance_url": "https://acme.my.salesforce.com",
    "id": "https://login.salesforce.com/id/00D5g000001AbCdEAK/0055g000002XyZaAAK",
    "issued_at": "1795305600123",
    "token_type": "Bearer",
}


class Net:
    """Stands in for the network: answers by host, remembers what was sent."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers) or [httpx.Response(200, json=GOOD)]
        self.sent: list[tuple[str, dict[str, str]]] = []
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        form = {name: values[0] for name, values in parse_qs(request.read().decode()).items()}
        self.sent.append((str(request.url), form))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def no(error: str, said: str, status: int = 400, **headers: str) -> httpx.Response:
    return httpx.Response(status, json={"error": error, "error_description": said}, headers=headers)


async def refused(draft: Account, client: httpx.AsyncClient) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        await token_for(draft, client)
    assert caught.value.causes, "each refusal has a cause"
    return caught.value
