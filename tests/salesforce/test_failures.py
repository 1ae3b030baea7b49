"""The words for a way that leads nowhere: each cause says what to do, and names guides that exist."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from pathlib import Path

import httpx
import pytest

import sftui.salesforce
from sftui import guides
from sftui.errors import UnreachableError
from sftui.salesforce import failures, odd_replies, tls_failures
from sftui.salesforce.proxy import ProxySetting

URL = "https://acme.my.salesforce.com/services/oauth2/token"
PROXY = ProxySetting("http://ada:hunter2@proxy.acme.com:3128", "http", "proxy.acme.com", 3128, "HTTPS_PROXY")


def caused_by(cause: Exception) -> httpx.ConnectError:
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = ExceptionGroup("several", [cause])
    return error


def of_code(number: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = number
    return error


@pytest.mark.parametrize("proxy", [None, PROXY])
@pytest.mark.parametrize(
    "cause",
    [
        OSError(errno.ECONNREFUSED, "x"),
        OSError(errno.ENETUNREACH, "x"),
        OSError(errno.EHOSTUNREACH, "x"),
        OSError(errno.ETIMEDOUT, "x"),
        OSError(errno.EACCES, "x"),
        OSError(errno.ECONNRESET, "x"),
        OSError(errno.EPIPE, "x"),
        socket.gaierror(socket.EAI_NONAME, "x"),
        socket.gaierror(socket.EAI_AGAIN, "x"),
        ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] x"),
        ssl.SSLEOFError(8, "EOF occurred in violation of protocol"),
        RuntimeError("x"),
    ],
    ids=repr,
)
async def test_every_failure_of_the_way_has_words(cause: Exception, proxy: ProxySetting | None) -> None:
    error = await failures.of_transport(caused_by(cause), URL, proxy)
    assert isinstance(error, UnreachableError)
    assert error.message.endswith(".")
    assert error.causes
    assert all(each.what and each.do for each in error.causes)
    assert "hunter2" not in f"{error.message}{error.causes}"
    assert "Errno" not in error.message


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (10, "expired"),
        (9, "not valid at this machine's time"),
        (62, "for another host"),
        (18, "not signed by an authority"),
        (19, "not signed by an authority"),
        (20, "not signed by an authority"),
        (99, "not signed by an authority"),
    ],
)
def test_a_certificate_that_nobody_could_look_at(number: int, says: str) -> None:
    error = tls_failures.of_certificate(of_code(number), URL, None)
    assert says in error.message
    assert error.causes


@pytest.mark.parametrize(
    ("status", "content_type", "text", "location", "says"),
    [
        (200, "text/html", "<html>", "", "web page where data was expected"),
        (200, "", "<!DOCTYPE html><title>Sign in to Wi-Fi</title>", "", "web page where data was expected"),
        (503, "text/html", "<html>", "", "answered 503 with a web page"),
        (502, "text/plain", "bad gateway", "", "answered 502."),
        (200, "application/json", "", "", "answered 200 with nothing"),
        (404, "text/plain", "not found", "", "answered 404 with something that is not Salesforce's"),
        (302, "", "", "https://new.my.salesforce.com/x", "on to new.my.salesforce.com"),
        (301, "", "", "/relative", "on to another address"),
        (429, "text/plain", "slow down", "", "asks to wait"),
    ],
)
def test_replies_that_are_none(status: int, content_type: str, text: str, location: str, says: str) -> None:
    error = odd_replies.of_reply(URL, status=status, content_type=content_type, text=text, location=location)
    assert says in error.message
    assert all(each.what and each.do for each in error.causes)


def test_a_lasting_failure_is_known_through_its_wrappings() -> None:
    assert failures.is_lasting(caused_by(of_code(20)))
    assert failures.is_lasting(caused_by(socket.gaierror(socket.EAI_NONAME, "x")))
    assert not failures.is_lasting(caused_by(socket.gaierror(socket.EAI_AGAIN, "x")))
    assert not failures.is_lasting(caused_by(OSError(errno.ECONNREFUSED, "x")))


def test_a_circle_of_causes_ends() -> None:
    first, second = httpx.ConnectError("x"), OSError("y")
    first.__cause__, second.__context__ = second, first
    assert not failures.is_lasting(first)


def test_every_guide_that_an_error_names_exists() -> None:
    folder = Path(sftui.salesforce.__path__[0])
    named = {
        topic
        for file in folder.rglob("*.py")
        for topic in re.findall(r'\bguide="([^"]+)"', file.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= {topic.name for topic in guides.topics()}
