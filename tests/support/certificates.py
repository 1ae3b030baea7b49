"""Certificates for a key that is there already, to end whenever a test wants."""

from __future__ import annotations

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509.oid import NameOID

from sftui.account import Secret
from sftui.moments import utc_now


def certificate_for(private_key: Secret, *, days: int) -> str:
    """A self-signed certificate, as PEM, that ends in ``days`` from now."""
    key = serialization.load_pem_private_key(private_key.reveal().encode("ascii"), None)
    assert isinstance(key, RSAPrivateKey)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nightly export")])
    end = utc_now() + dt.timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(utc_now(), end) - dt.timedelta(days=800))
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode("ascii")
