"""A pasted PEM block made whole again, or a sentence that says what was pasted instead.

Terminals, mails and JSON files cut, indent and join lines; the Base64 between the dashes survives all of it.
"""

from __future__ import annotations

import re

from sftui.account import Secret
from sftui.errors import InvalidFields

TOO_LARGE = "This file is too large to be a private key."
LONGEST = 100_000
"""Characters: a key with its certificate chain has a few thousand."""

_BLOCK = re.compile(
    r"-----\s{0,8}BEGIN ([A-Z0-9 ]{1,40}?)\s{0,8}-----((?:[^-]|-(?!----))*)-----\s{0,8}END \1\s{0,8}-----"
)
"""A body holds no five dashes; saying so keeps the search quick in a long text that is no key."""
_KEYS = ("PRIVATE KEY", "RSA PRIVATE KEY")
_LOCKED = "This key is locked by a passphrase. Unlock a copy first: openssl pkey -in key.pem -out plain.pem"
_INSTEAD = {
    "ENCRYPTED PRIVATE KEY": _LOCKED,
    "PUBLIC KEY": "This is a public key. The private one begins with -----BEGIN PRIVATE KEY-----.",
    "RSA PUBLIC KEY": "This is a public key. The private one begins with -----BEGIN PRIVATE KEY-----.",
    "CERTIFICATE": "This is the certificate, which belongs in Salesforce. Here goes the private key.",
    "CERTIFICATE REQUEST": "This is a request for a certificate. Here goes the private key.",
    "EC PRIVATE KEY": "This is an EC key. Salesforce wants an RSA key for this method.",
    "DSA PRIVATE KEY": "This is a DSA key. Salesforce wants an RSA key for this method.",
    "OPENSSH PRIVATE KEY": (
        "This is a key for ssh. Turn a copy of it into a PEM key: ssh-keygen -p -m PEM -f copy-of-the-key"
    ),
}
_NO_KEY = "Paste the whole key, from -----BEGIN … to … END PRIVATE KEY-----."


def private_key_block(text: str) -> Secret:
    """The private key in what was pasted, as clean PEM. Raises InvalidFields for ``private_key``."""
    blocks = _blocks(text)
    for label in _KEYS:
        if label in blocks:
            if "ENCRYPTED" in blocks[label]:
                raise InvalidFields({"private_key": _LOCKED})
            return Secret(_written(label, blocks[label]))
    if "PuTTY-User-Key-File" in text:
        raise InvalidFields(
            {"private_key": "This is a PuTTY key. Export it as an OpenSSL key in PEM form first (PuTTYgen)."}
        )
    problem = next((_INSTEAD[label] for label in blocks if label in _INSTEAD), _NO_KEY)
    raise InvalidFields({"private_key": problem})


def certificate_block(text: str) -> str:
    """The first certificate in what was pasted, as clean PEM; "" when there is none."""
    body = _blocks(text).get("CERTIFICATE")
    return _written("CERTIFICATE", body) if body else ""


def _blocks(text: str) -> dict[str, str]:
    """Label -> body of each block; ``\\n`` written out as two characters counts as a line break."""
    plain = text[:LONGEST].replace("\\r", "").replace("\\n", "\n")
    found: dict[str, str] = {}
    for match in _BLOCK.finditer(plain):
        found.setdefault(match[1], match[2])
    return found


def _written(label: str, body: str) -> str:
    """PEM with lines of 64; only the characters of Base64 are kept of the body."""
    base64 = re.sub(r"[^A-Za-z0-9+/=]", "", body)
    lines = (base64[at : at + 64] for at in range(0, len(base64), 64))
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))
