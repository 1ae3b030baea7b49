"""The fixed key pair of the demo. It is published with the program and protects nothing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def demo_private_key() -> str:
    """PKCS#8 PEM, RSA 2048."""
    return files("sftui.demo").joinpath("demo_only_private_key.pem").read_text("ascii")


@cache
def demo_certificate() -> str:
    """Self-signed X.509 PEM for the same key, valid until 2046."""
    return files("sftui.demo").joinpath("demo_only_certificate.crt").read_text("ascii")
