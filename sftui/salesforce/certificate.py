"""Private key, self-signed certificate, and the assertion that they sign (salesforce-oauth.md §7).

Only the certificate is uploaded to Salesforce; the private key stays in the account file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import TYPE_CHECKING

from sftui.account import Account, Secret
from sftui.errors import InvalidFields
from sftui.foreign import clean
from sftui.moments import utc_now
from sftui.salesforce.pem import certificate_block, private_key_block

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEY_SIZES = (2048, 4096)
SMALLEST_KEY = 2048
"""Bits that Salesforce surely takes (§17)."""
WARN_DAYS = 30
"""Days before its end when a certificate should be renewed."""
LONGEST_VALIDITY = 3650
"""Days."""
ASSERTION_LIFE = 180
"""Seconds (§7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """A new key, and the certificate to upload, both as PEM."""

    private_key: Secret
    certificate: str


def make_key_pair(
    common_name: str = "sftui", *, bits: int = 2048, days: int = 730, now: datetime | None = None
) -> KeyPair:
    """A new RSA key with its self-signed SHA-256 certificate. Takes seconds for 4096 bits: not on a loop.

    Raises InvalidFields for ``bits``, ``days`` or ``common_name``.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    name = _checked(common_name, bits, days)
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return KeyPair(
        private_key=Secret(pem.decode("ascii")),
        certificate=_self_signed(key, name, days, now or utc_now()),
    )


def read_private_key(text: str) -> Secret:
    """The pasted key as clean PEM, proved to be an RSA key. Raises InvalidFields for ``private_key``."""
    block = private_key_block(text)
    _key(block.reveal())
    return block


def end_of(pem: str) -> datetime | None:
    """When the certificate in this text ends, in UTC; None when there is none that can be read."""
    certificate = _certificate(pem)
    return None if certificate is None else certificate.not_valid_after_utc


def days_left(end: datetime, now: datetime) -> int:
    """Whole days until the end, negative after it."""
    return floor((end - now) / timedelta(days=1))


def in_days(left: int) -> str:
    """``today``, ``in 1 day``, ``in 20 days``."""
    return "today" if left == 0 else "in 1 day" if left == 1 else f"in {left} days"


def ending_warning(pem: str, now: datetime) -> str:
    """What to do about a certificate in its last thirty days, or after its end; "" before, and without one."""
    end = end_of(pem)
    if end is None or (left := days_left(end, now)) > WARN_DAYS:
        return ""
    if left < 0:
        return (
            f"The certificate of the key ended on {end:%Y-%m-%d}. Make a new one, and upload it to the app."
        )
    return (
        f"The certificate of the key ends on {end:%Y-%m-%d}, {in_days(left)}. Make a new one in time, and upload "
        "it to the app."
    )


def fits(private_key: Secret, pem: str) -> bool:
    """Whether the certificate was made for this key. False when one of them can't be read, or is of another kind."""
    from cryptography.exceptions import UnsupportedAlgorithm

    certificate = _certificate(pem)
    try:
        public = _key(private_key.reveal()).public_key()
        return certificate is not None and certificate.public_key() == public
    except (InvalidFields, UnsupportedAlgorithm, ValueError):
        return False


def assertion(account: Account, audience: str, now: float) -> str:
    """The signed JWT that asks for a token in the user's name. It is as good as a password for three minutes.

    ``now`` in seconds since 1970. Raises InvalidFields for ``private_key``.
    """
    import jwt

    claims = {
        "iss": account.client_id,
        "sub": account.username,
        "aud": audience,
        "exp": int(now) + ASSERTION_LIFE,
    }
    block = private_key_block(account.private_key.reveal())
    return jwt.encode(claims, _key(block.reveal()), algorithm="RS256")


def _checked(common_name: str, bits: int, days: int) -> str:
    name = clean(common_name, 64)
    problems = {}
    if not name:
        problems["common_name"] = "The certificate needs a name."
    if bits not in KEY_SIZES:
        problems["bits"] = "Choose 2048 or 4096 bits."
    if not 1 <= days <= LONGEST_VALIDITY:
        problems["days"] = f"Choose 1 to {LONGEST_VALIDITY} days."
    if problems:
        raise InvalidFields(problems)
    return name


def _self_signed(key: RSAPrivateKey, name: str, days: int, now: datetime) -> str:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.x509.oid import NameOID

    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # for a clock that is a little ahead of Salesforce's
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def _key(pem: str) -> RSAPrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        problem = "The key can't be read; a part of it may be missing. Paste it whole, or name its file."
        raise InvalidFields({"private_key": problem}) from error
    if not isinstance(key, RSAPrivateKey):
        raise InvalidFields(
            {"private_key": "Salesforce wants an RSA key for this method; this is another kind."}
        )
    if key.key_size < SMALLEST_KEY:
        problem = f"This key has {key.key_size} bits; Salesforce wants {SMALLEST_KEY} or more."
        raise InvalidFields({"private_key": problem})
    return key


def _certificate(pem: str) -> x509.Certificate | None:
    from cryptography.x509 import load_pem_x509_certificate

    try:
        return load_pem_x509_certificate(certificate_block(pem).encode())
    except ValueError:
        return None
