"""Whose certificates are believed, and what a certificate that was not believed says.

httpx would take either SSL_CERT_FILE or SSL_CERT_DIR, fall back to its own list of authorities instead of the
system's, and fail with a bare file error when a variable names nothing. Here both variables count together,
the system's store comes before httpx's list, and each fault is named.
"""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sftui.errors import Cause, UnreachableError
from sftui.foreign import clean

if TYPE_CHECKING:
    from cryptography import x509

_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.\d+")
_SUFFIXES = {".pem", ".crt", ".cer"}


@dataclass(frozen=True, slots=True)
class SeenCertificate:
    """What a server showed of itself. Names are cleaned, times are UTC."""

    issuer: str
    names: tuple[str, ...]
    ends: datetime


def believed_authorities() -> ssl.SSLContext:
    """The TLS settings for all connections.

    SSL_CERT_FILE and SSL_CERT_DIR, when set, replace the system's authorities. Raises UnreachableError when
    one of them can't be used.
    """
    file, folders = os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", "")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not file and not folders:
        _load_usual(context)
    if file:
        _load_file(context, file)
    for folder in filter(None, folders.split(os.pathsep)):
        _load_folder(context, folder)
    return context


def _load_usual(context: ssl.SSLContext) -> None:
    """The system's store, where a company's own authority is; else the list that comes with httpx."""
    paths = ssl.get_default_verify_paths()
    context.load_default_certs()
    folder = Path(paths.capath) if paths.capath else None
    if not context.cert_store_stats()["x509_ca"] and not (folder and _has_hashed_names(folder)):
        import certifi

        context.load_verify_locations(certifi.where())


def _load_file(context: ssl.SSLContext, name: str) -> None:
    try:
        context.load_verify_locations(cafile=name)
    except (OSError, ssl.SSLError) as error:
        raise _unusable("SSL_CERT_FILE", name, error) from error


def _load_folder(context: ssl.SSLContext, name: str) -> None:
    """A folder as ``openssl rehash`` makes it, or one of plain PEM files."""
    folder = Path(name)
    try:
        if _has_hashed_names(folder):
            context.load_verify_locations(capath=name)
            return
        for each in sorted(folder.iterdir()):
            if each.suffix.lower() in _SUFFIXES:
                context.load_verify_locations(cafile=str(each))
    except (OSError, ssl.SSLError) as error:
        raise _unusable("SSL_CERT_DIR", name, error) from error


def _has_hashed_names(folder: Path) -> bool:
    return folder.is_dir() and any(_HASHED_NAME.fullmatch(each.name) for each in folder.iterdir())


def _unusable(variable: str, name: str, error: OSError) -> UnreachableError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        why = "There is nothing of this name."
    elif isinstance(error, PermissionError):
        why = "It may not be read by you."
    else:
        why = "There is no certificate in PEM form in it."
    return UnreachableError(
        f"{variable} names {clean(name)}, and that can't be used.",
        Cause(why, f"Correct {variable} in the environment, or unset it.", guide="proxy"),
    )


async def seen_certificate(url: str) -> SeenCertificate | None:
    """The certificate that the server of ``url`` shows, read without believing it; None when none came.

    Nothing is sent but an empty request: no credentials, no token.
    """
    import asyncio

    import httpx

    from sftui.salesforce.http import unbelieving_client

    try:
        async with asyncio.timeout(5), unbelieving_client() as client, client.stream("HEAD", url) as reply:
            stream = reply.extensions["network_stream"]
            shown = stream.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return read_certificate(shown)
    except (httpx.HTTPError, OSError, TimeoutError, ValueError, KeyError, AttributeError, UnreachableError):
        return None


def read_certificate(der: bytes) -> SeenCertificate:
    """Raises ValueError for anything but a certificate."""
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(der)
    try:
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(clean(str(each), 80) for each in named.get_values_for_type(x509.DNSName)[:5])
    except (x509.ExtensionNotFound, ValueError):
        names = ()
    return SeenCertificate(
        issuer=_shown_name(certificate.issuer),
        names=names or (_shown_name(certificate.subject),),
        ends=certificate.not_valid_after_utc,
    )


def _shown_name(name: x509.Name) -> str:
    """Organisation and common name, whichever are there."""
    from cryptography.x509.oid import NameOID

    wanted = (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    parts = [clean(str(each.value), 80) for oid in wanted for each in name.get_attributes_for_oid(oid)]
    return ", ".join(dict.fromkeys(filter(None, parts))) or clean(name.rfc4514_string(), 80)
