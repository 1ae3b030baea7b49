"""Just enough DER to read an RSA key out of a certificate or a PKCS#8 key."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

_INTEGER, _BIT_STRING, _OCTET_STRING, _SEQUENCE, _VERSION = 0x02, 0x03, 0x04, 0x30, 0xA0


@dataclass(frozen=True)
class PublicKey:
    """An RSA public key: modulus and exponent."""

    n: int
    e: int


@dataclass(frozen=True)
class PrivateKey:
    """An RSA private key as far as signing needs it."""

    n: int
    d: int


def pem_body(text: str, label: str) -> bytes:
    """The bytes between BEGIN and END of the first block with this label. Raises ValueError."""
    begin, end = f"-----BEGIN {label}-----", f"-----END {label}-----"
    _, found, rest = text.partition(begin)
    inner, closed, _ = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"no {label} in this text")
    try:
        return base64.b64decode("".join(inner.split()), validate=True)
    except binascii.Error as error:
        raise ValueError(f"the {label} is not base64") from error


def certificate_key(pem: str) -> PublicKey:
    """The RSA public key of an X.509 certificate in PEM. Raises ValueError."""
    (certificate,) = _items(pem_body(pem, "CERTIFICATE"), 1)
    body = _items(_expect(_items(_expect(certificate, _SEQUENCE), 3)[0], _SEQUENCE), 6)
    start = 1 if body[0][0] == _VERSION else 0
    key_info = _items(_expect(body[start + 5], _SEQUENCE), 2)
    bits = _expect(key_info[1], _BIT_STRING)
    (key,) = _items(bits[1:], 1)
    numbers = _items(_expect(key, _SEQUENCE), 2)
    return PublicKey(n=_number(numbers[0]), e=_number(numbers[1]))


def private_key(pem: str) -> PrivateKey:
    """The RSA private key of a PKCS#8 PEM. Raises ValueError."""
    (outer,) = _items(pem_body(pem, "PRIVATE KEY"), 1)
    wrapped = _expect(_items(_expect(outer, _SEQUENCE), 3)[2], _OCTET_STRING)
    (inner,) = _items(wrapped, 1)
    numbers = _items(_expect(inner, _SEQUENCE), 4)
    return PrivateKey(n=_number(numbers[1]), d=_number(numbers[3]))


def _items(data: bytes, at_least: int) -> list[tuple[int, bytes]]:
    """Tag and content of each element that stands in ``data`` one after the other."""
    found: list[tuple[int, bytes]] = []
    place = 0
    while place < len(data):
        if place + 2 > len(data):
            raise ValueError("DER ends too early")
        tag, length = data[place], data[place + 1]
        place += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[place : place + size], "big")
            place += size
        if place + length > len(data):
            raise ValueError("DER ends too early")
        found.append((tag, data[place : place + length]))
        place += length
    if len(found) < at_least:
        raise ValueError("DER holds less than expected")
    return found


def _expect(item: tuple[int, bytes], tag: int) -> bytes:
    if item[0] != tag:
        raise ValueError(f"DER tag {item[0]:#x} where {tag:#x} was expected")
    return item[1]


def _number(item: tuple[int, bytes]) -> int:
    return int.from_bytes(_expect(item, _INTEGER), "big")
