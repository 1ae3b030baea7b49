"""Why no encrypted connection came about, in words: who signed, what ran out, which variable to set."""

from __future__ import annotations

import os
import ssl
from datetime import datetime

from sftui.errors import Cause, UnreachableError
from sftui.moments import utc_now
from sftui.salesforce.hosts import shown_host
from sftui.salesforce.proxy import ProxySetting
from sftui.salesforce.tls import SeenCertificate

# OpenSSL's X509_V_ERR_* numbers
_NOT_YET_VALID = {9}
_EXPIRED = {10}
_WRONG_NAME = {62, 64}


def of_certificate(
    error: ssl.SSLCertVerificationError, url: str, seen: SeenCertificate | None
) -> UnreachableError:
    host = shown_host(url)
    if error.verify_code in _EXPIRED and (seen is None or seen.ends < utc_now()):
        when = f" on {_day(seen.ends)}" if seen else ""
        return UnreachableError(
            f"The certificate of {host} expired{when}.",
            Cause(
                "The server's certificate was not renewed.",
                "Tell who runs this host; Salesforce renews its own in time.",
            ),
            Cause(
                "This machine's clock is wrong.",
                _clock(),
            ),
        )
    if error.verify_code in _EXPIRED | _NOT_YET_VALID:
        return UnreachableError(
            f"The certificate of {host}, or of its signer, is not valid at this machine's time.",
            Cause(
                "This machine's clock is wrong.",
                _clock(),
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
        Cause(*_own_authority(), guide="proxy"),
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


def of_tls(error: ssl.SSLError, url: str, proxy: ProxySetting | None) -> UnreachableError:
    host = shown_host(url)
    reason = str(getattr(error, "reason", "") or "").upper()
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


def _clock() -> str:
    now = utc_now()
    return f"It shows {_day(now)}, {now:%H:%M} UTC. Set it right."


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
