"""What went wrong on the way to Salesforce, in words: name, route, proxy, TLS, time.

Each function turns one kind of failure into an UnreachableError with its likely causes in order.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

from sftui.errors import Cause, InvalidFields, UnreachableError
from sftui.foreign import clean
from sftui.salesforce import tls_failures
from sftui.salesforce.hosts import shown_host
from sftui.salesforce.login_url import HostKind, read_login_url
from sftui.salesforce.proxy import ProxySetting

_NO_SUCH_NAME = {
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY") if hasattr(socket, name)
}
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.ENETDOWN, errno.EHOSTDOWN}
_FORBIDDEN = {errno.EACCES, errno.EPERM}


def is_lasting(error: BaseException) -> bool:
    """Whether trying again at once can't help: no such name, a certificate not believed, a proxy's no."""
    import httpx

    for each in _chain(error):
        if isinstance(each, ssl.SSLCertVerificationError | httpx.ProxyError | httpx.UnsupportedProtocol):
            return True
        if isinstance(each, socket.gaierror) and each.errno in _NO_SUCH_NAME:
            return True
    return False


def of_look_up(error: BaseException, url: str, proxy: ProxySetting | None) -> UnreachableError:
    """The name was not found, or the name service did not answer."""
    if isinstance(error, TimeoutError):
        return UnreachableError(
            f"The name service gave no answer about {_asked_host(url, proxy)}.",
            Cause("This machine's name service (DNS) does not answer.", "Check the network, then try again."),
            *_hints_without_proxy(proxy),
        )
    name_error = error if isinstance(error, socket.gaierror) else None
    return _of_name(name_error, url, proxy)


def of_deadline(url: str, proxy: ProxySetting | None, *, answered: bool, seconds: float) -> UnreachableError:
    """The call as a whole took too long."""
    host = shown_host(url)
    if answered:
        return UnreachableError(
            f"The reply of {host} did not end within {seconds:.0f} seconds; it was cut off.",
            Cause(
                "The line is very slow, or what answers there is not Salesforce.",
                "Try again; check the login URL.",
            ),
        )
    return _timed_out(host, proxy)


async def of_transport(error: Exception, url: str, proxy: ProxySetting | None) -> UnreachableError:
    """Any failure below HTTP. For a certificate that is not believed, it asks the server who signed it."""
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return _timed_out(shown_host(url), proxy)
    chain = tuple(_chain(error))
    for each in chain:
        if isinstance(each, ssl.SSLCertVerificationError):
            from sftui.salesforce.tls import seen_certificate

            return tls_failures.of_certificate(each, url, await seen_certificate(url))
        if isinstance(each, socket.gaierror):
            return _of_name(each, url, proxy)
    for each in chain:
        if isinstance(each, ssl.SSLError):
            return tls_failures.of_tls(each, url, proxy)
        if isinstance(each, httpx.ProxyError):
            return _of_proxy(each, url, proxy)
        if isinstance(each, OSError) and each.errno is not None:
            return _of_system(each.errno, url, proxy)
    return _broken_off(error, url)


def _of_name(error: socket.gaierror | None, url: str, proxy: ProxySetting | None) -> UnreachableError:
    host = _asked_host(url, proxy)
    if error is not None and error.errno not in _NO_SUCH_NAME:
        return UnreachableError(
            f"The name {host} could not be looked up.",
            Cause("This machine's name service (DNS) does not answer.", "Check the network, then try again."),
            *_hints_without_proxy(proxy),
        )
    if proxy is not None:
        return UnreachableError(
            f"There is no host named {host}, which {proxy.variable} names as the proxy.",
            Cause(
                "The proxy's name is wrong, or known on another network only.",
                f"Correct {proxy.variable}, or unset it.",
                guide="proxy",
            ),
        )
    misspelt = _misspelt(url)
    return UnreachableError(
        f"There is no host named {host}." if misspelt else f"The name {host} could not be looked up.",
        *misspelt,
        Cause("This machine has no connection to the internet.", "Check the network, then try again."),
        *_hints_without_proxy(proxy),
    )


def _misspelt(url: str) -> tuple[Cause, ...]:
    """The hosts of Production and Sandbox are chosen, not typed, and are always there."""
    kind = _kind(url)
    if kind in (HostKind.PRODUCTION, HostKind.SANDBOX):
        return ()
    if kind is HostKind.MY_DOMAIN:
        return (
            Cause(
                "The My Domain is misspelt, or was renamed.",
                "Look at the address in a browser that is logged in to the org: its first part is the My Domain.",
                field="login_url",
                guide="my-domain",
            ),
        )
    return (Cause("The name is misspelt.", "Check the login URL.", field="login_url", guide="login-url"),)


def _of_system(number: int, url: str, proxy: ProxySetting | None) -> UnreachableError:
    host = _asked_host(url, proxy)
    if number == errno.ECONNREFUSED:
        if proxy is not None:
            return UnreachableError(
                f"The proxy {proxy.shown} refused the connection.",
                Cause(
                    "No proxy runs there.",
                    f"Correct {proxy.variable} in the environment, or unset it.",
                    guide="proxy",
                ),
            )
        return UnreachableError(
            f"{host} refused the connection.",
            Cause(
                "Nothing answers on this port there.", "Check the login URL and its port.", field="login_url"
            ),
            Cause("A firewall refuses it.", "Ask whether https to this host is allowed from here."),
        )
    if number in _NO_ROUTE:
        return UnreachableError(
            f"There is no way to {host} from here.",
            Cause("This machine has no connection to the internet.", "Check the network, then try again."),
            *_hints_without_proxy(proxy),
        )
    if number == errno.ETIMEDOUT:
        return _timed_out(host, proxy)
    if number in _FORBIDDEN:
        return UnreachableError(
            f"This machine does not allow a connection to {host}.",
            Cause("A local firewall or sandbox forbids it.", "Ask who looks after this machine."),
        )
    return _broken_off(None, url)


def _of_proxy(error: Exception, url: str, proxy: ProxySetting | None) -> UnreachableError:
    shown = proxy.shown if proxy else "The proxy"
    variable = proxy.variable if proxy else "HTTPS_PROXY"
    said = clean(str(error), 120)
    if said.startswith("407"):
        return UnreachableError(
            f"The proxy {shown} wants a username and password.",
            Cause(
                "None were given, or they are wrong.",
                f"Write them into {variable}: http://user:password@{shown}. A @ in them is %40.",
                guide="proxy",
            ),
        )
    return UnreachableError(
        f"The proxy {shown} did not let the connection to {shown_host(url)} through: {said}.",
        Cause(
            "The proxy forbids this host, or can't reach it.",
            "Ask the proxy's administrator to allow it.",
            guide="proxy",
        ),
        Cause(
            "It is not the right proxy.", f"Correct {variable}, or name the host in NO_PROXY.", guide="proxy"
        ),
    )


def _timed_out(host: str, proxy: ProxySetting | None) -> UnreachableError:
    if proxy is not None:
        return UnreachableError(
            f"No answer from {host} through the proxy {proxy.shown} in time.",
            Cause(
                "The proxy is overloaded or blocks silently.",
                f"Check {proxy.variable}; ask the proxy's administrator.",
                guide="proxy",
            ),
            Cause("Salesforce is slow at the moment.", "Try again in a minute."),
        )
    return UnreachableError(
        f"{host} did not answer in time.",
        Cause(
            "A firewall drops the connection without a word.",
            "Ask whether https to this host is allowed from here.",
        ),
        Cause("Salesforce or the line is slow at the moment.", "Try again in a minute."),
        *_hints_without_proxy(proxy),
    )


def _broken_off(error: Exception | None, url: str) -> UnreachableError:
    host = shown_host(url)
    middle = error is not None and "message body" in str(error)
    message = (
        f"The reply of {host} broke off in the middle."
        if middle
        else f"{host} closed the connection without an answer."
    )
    return UnreachableError(
        message,
        Cause("The line was interrupted, or something between closed it.", "Try again."),
        Cause(
            "What answers on this port does not speak https.",
            "Check the login URL and its port.",
            field="login_url",
        ),
    )


def _hints_without_proxy(proxy: ProxySetting | None) -> tuple[Cause, ...]:
    if proxy is not None:
        return ()
    return (Cause("This network needs a proxy.", "Name it: HTTPS_PROXY=http://host:port", guide="proxy"),)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it came from, and what a group of errors holds, outermost first."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting.extend(each.exceptions)
        waiting.extend(e for e in (each.__cause__, each.__context__) if e is not None)


def _asked_host(url: str, proxy: ProxySetting | None) -> str:
    """The host that this machine itself talks to."""
    return proxy.host if proxy else shown_host(url)


def _kind(url: str) -> HostKind:
    try:
        return read_login_url(url).kind
    except InvalidFields:
        return HostKind.OTHER
