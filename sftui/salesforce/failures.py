"""What went wrong on the way to Salesforce, in words: name, route, proxy, TLS, time, and odd replies.

Each function turns one kind of failure into an UnreachableError with its likely causes in order.
"""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sftui.errors import Cause, UnreachableError
from sftui.foreign import clean
from sftui.salesforce.login_url import HostKind, read_login_url
from sftui.salesforce.proxy import ProxySetting

if TYPE_CHECKING:
    from sftui.salesforce.tls import SeenCertificate

_NO_SUCH_NAME = {
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY") if hasattr(socket, name)
}
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.ENETDOWN, errno.EHOSTDOWN}
_FORBIDDEN = {errno.EACCES, errno.EPERM}

# OpenSSL's X509_V_ERR_* numbers
_NOT_YET_VALID = {9}
_EXPIRED = {10}
_WRONG_NAME = {62, 64}


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
    host = _host(url)
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

    chain = tuple(_chain(error))
    for each in chain:
        if isinstance(each, ssl.SSLCertVerificationError):
            from sftui.salesforce.tls import seen_certificate

            return _of_certificate(each, url, await seen_certificate(url))
        if isinstance(each, socket.gaierror):
            return _of_name(each, url, proxy)
    for each in chain:
        if isinstance(each, ssl.SSLError):
            return _of_tls(each, url, proxy)
        if isinstance(each, httpx.ProxyError):
            return _of_proxy(each, url, proxy)
        if isinstance(each, OSError) and each.errno is not None:
            return _of_system(each.errno, url, proxy)
    if isinstance(error, httpx.TimeoutException):
        return _timed_out(_host(url), proxy)
    return _broken_off(error, url)


def too_large(url: str, limit: int) -> UnreachableError:
    """More bytes than any reply of Salesforce has."""
    return UnreachableError(
        f"The reply of {_host(url)} is larger than {limit // 1024 // 1024} MiB; the rest was not read.",
        Cause(
            "What answers there is not Salesforce's token service.", "Check the login URL.", field="login_url"
        ),
    )


def garbled(url: str) -> UnreachableError:
    """Packed bytes that can't be unpacked."""
    return UnreachableError(
        f"The reply of {_host(url)} arrived damaged.",
        Cause(
            "Something between here and Salesforce changes replies.", "Try again; check the proxy settings."
        ),
    )


def unreadable_address(url: str) -> UnreachableError:
    """An address that no request can be made to."""
    return UnreachableError(
        f"The address {clean(url.partition('?')[0], 120)} can't be read.",
        Cause(
            "It is misspelt, or a reply of the server named it so.", "Check the login URL.", field="login_url"
        ),
    )


def of_reply(url: str, *, status: int, content_type: str, text: str, location: str) -> UnreachableError:
    """A reply that Salesforce's service would not give: a page, a redirect, nothing, broken text."""
    host = _host(url)
    if status in range(300, 400) and location:
        return _redirected(host, location)
    is_page = "html" in content_type or text.lstrip()[:15].lower().startswith(("<!doctype", "<html"))
    if status >= 500:
        return UnreachableError(
            f"{host} answered {status}" + (" with a web page." if is_page else "."),
            Cause(
                "Salesforce is in maintenance or has a fault.",
                "Try again in some minutes; status.salesforce.com tells about the instance.",
            ),
            Cause("A proxy between answers in its place.", "Check the proxy settings."),
        )
    if is_page:
        return UnreachableError(
            f"{host} answered with a web page where data was expected.",
            Cause(
                "This host is not where Salesforce gives tokens.",
                "Check the login URL: type your My Domain, such as acme.",
                field="login_url",
                guide="login-url",
            ),
            Cause(
                "The network asks for a sign-in first, as in a hotel.", "Open any page in a browser there."
            ),
            Cause(
                "A proxy between blocks the call and shows a page.",
                "Ask your network's administrator.",
                guide="proxy",
            ),
        )
    what = "nothing" if not text.strip() else "something that is not Salesforce's"
    return UnreachableError(
        f"{host} answered {status} with {what}.",
        Cause(
            "This host is not where Salesforce gives tokens.",
            "Check the login URL.",
            field="login_url",
            guide="login-url",
        ),
        Cause(
            "Something between here and Salesforce changes replies.",
            "Check the proxy settings.",
            guide="proxy",
        ),
    )


def _redirected(host: str, location: str) -> UnreachableError:
    target = clean(urlsplit(location).hostname or "", 120) or "another address"
    return UnreachableError(
        f"{host} sends this call on to {target}; it was not followed.",
        Cause(
            "The org's My Domain changed, or this host serves web pages only.",
            f"If {target} is your org, use it as the login URL.",
            field="login_url",
            guide="my-domain",
        ),
    )


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
    first = Cause("The name is misspelt.", "Check the login URL.", field="login_url", guide="login-url")
    if _kind(url) is HostKind.MY_DOMAIN:
        first = Cause(
            "The My Domain is misspelt, or was renamed.",
            "Look at the address in a browser that is logged in to the org: its first part is the My Domain.",
            field="login_url",
            guide="my-domain",
        )
    return UnreachableError(
        f"There is no host named {host}.",
        first,
        Cause("This machine has no connection to the internet.", "Check the network, then try again."),
        *_hints_without_proxy(proxy),
    )


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
        f"The proxy {shown} did not let the connection to {_host(url)} through: {said}.",
        Cause(
            "The proxy forbids this host, or can't reach it.",
            "Ask the proxy's administrator to allow it.",
            guide="proxy",
        ),
        Cause(
            "It is not the right proxy.", f"Correct {variable}, or name the host in NO_PROXY.", guide="proxy"
        ),
    )


def _of_certificate(
    error: ssl.SSLCertVerificationError, url: str, seen: SeenCertificate | None
) -> UnreachableError:
    host = _host(url)
    if error.verify_code in _EXPIRED and (seen is None or seen.ends < datetime.now(UTC)):
        when = f" on {seen.ends:%-d %B %Y}" if seen else ""
        return UnreachableError(
            f"The certificate of {host} expired{when}.",
            Cause(
                "The server's certificate was not renewed.",
                "Tell who runs this host; Salesforce renews its own in time.",
            ),
            Cause(
                "This machine's clock is wrong.",
                f"It shows {datetime.now(UTC):%-d %B %Y, %H:%M} UTC. Set it right.",
            ),
        )
    if error.verify_code in _EXPIRED | _NOT_YET_VALID:
        return UnreachableError(
            f"The certificate of {host}, or of its signer, is not valid at this machine's time.",
            Cause(
                "This machine's clock is wrong.",
                f"It shows {datetime.now(UTC):%-d %B %Y, %H:%M} UTC. Set it right.",
            ),
            Cause("A signer's certificate ran out.", "Tell who runs this host."),
        )
    if error.verify_code in _WRONG_NAME:
        names = f" It is made for {', '.join(seen.names)}." if seen else ""
        return UnreachableError(
            f"The certificate of {host} is for another host.{names}",
            Cause(
                "The login URL is misspelt, or an old form of it.",
                "Check the login URL.",
                field="login_url",
                guide="login-url",
            ),
            Cause(
                "Something between here and Salesforce answers in its place.",
                "Ask your network's administrator.",
            ),
        )
    signer = f" It is signed by {seen.issuer}." if seen and seen.issuer else ""
    return UnreachableError(
        f"The certificate of {host} is not signed by an authority that this machine believes.{signer}",
        Cause(*_own_authority(), guide="certificates"),
        Cause(
            "Somebody between here and Salesforce reads along.",
            "If nobody expects that signer, send nothing.",
        ),
    )


def _own_authority() -> tuple[str, str]:
    """Cause and remedy, as far as the environment tells."""
    named = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
    if named:
        return (
            f"{' and '.join(named)} replaces the usual authorities and does not contain this signer.",
            f"Add the signer's certificate (PEM) to what {named[0]} names, or unset it.",
        )
    return (
        "A company proxy signs with an authority of its own, and this machine does not know it.",
        "Get that authority's certificate as a PEM file and name it in SSL_CERT_FILE.",
    )


def _of_tls(error: ssl.SSLError, url: str, proxy: ProxySetting | None) -> UnreachableError:
    host = _host(url)
    reason = (error.reason or "").upper()
    if "WRONG_VERSION" in reason or "HTTP_REQUEST" in reason or "RECORD_LAYER" in reason:
        if proxy is not None and proxy.scheme == "https":
            return UnreachableError(
                f"The proxy {proxy.shown} does not speak https itself.",
                Cause(
                    "Most proxies are spoken to in plain http.",
                    f"Write http:// in {proxy.variable}.",
                    guide="proxy",
                ),
            )
        return UnreachableError(
            f"{host} does not speak https on this port.",
            Cause(
                "The port is that of a plain http service.",
                "Check the login URL and its port.",
                field="login_url",
            ),
        )
    return UnreachableError(
        f"No encrypted connection to {host} came about.",
        Cause(
            "Something between, such as a firewall, broke it off.",
            "Try from another network, or ask its administrator.",
        ),
        Cause(
            "The server offers only encryption that is no longer safe.",
            "Check the login URL.",
            field="login_url",
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
    host = _host(url)
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
    return proxy.host if proxy else _host(url)


def _host(url: str) -> str:
    parts = urlsplit(url)
    return clean(parts.hostname or "", 253) + (f":{parts.port}" if parts.port else "")


def _kind(url: str) -> HostKind:
    from sftui.errors import InvalidFields

    try:
        return read_login_url(url).kind
    except InvalidFields:
        return HostKind.OTHER
