"""From a passphrase or key to the keys that encrypt (account-file.md §2).

The cost of a passphrase is fixed and never calibrated by timing: a busy machine must not make a weak file.
It changes only by a parameter.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sftui.errors import Cause, LockedError
from sftui.vault.header import SALT_BYTES, Argon2id, Hkdf, Kdf, Scrypt
from sftui.vault.keys import HiddenBytes, Key, Passphrase

PASSPHRASE_SLOT = b"sftui/v1/slot/passphrase"
KEY_SLOT = b"sftui/v1/slot/key"
KEY_CHECK = b"sftui/v1/key-check:"
PAYLOAD = b"sftui/v1/payload:"
SESSIONS = b"sftui/v1/sessions:"
"""The ``info`` labels of HKDF. Those that end in a colon are followed by the file_id in ASCII."""

_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What trying one passphrase costs. The default is the second choice of RFC 9106 section 4."""

    memory_kib: int = 65_536
    iterations: int = 3
    lanes: int = 4
    scrypt_n: int = 65_536
    scrypt_r: int = 8
    scrypt_p: int = 2


DEFAULT_COST = Cost()


def new_kdf(key: Key, cost: Cost) -> Kdf:
    """A derivation with a fresh salt, fit for the kind of key."""
    salt = secrets.token_bytes(SALT_BYTES)
    if not isinstance(key, Passphrase):
        return Hkdf(salt)
    if argon2id_works():
        return Argon2id(salt, cost.memory_kib, cost.iterations, cost.lanes)
    return Scrypt(salt, cost.scrypt_n, cost.scrypt_r, cost.scrypt_p)


def slot_key(key: Key, kdf: Kdf) -> bytes:
    """The key that wraps the data key in one slot; :class:`LockedError` when it cannot be computed here."""
    if isinstance(key, Passphrase):
        return hkdf(_stretch(key, kdf), kdf.salt, PASSPHRASE_SLOT)
    return hkdf(key.key.reveal(), kdf.salt, KEY_SLOT)


def key_check(data_key: HiddenBytes, file_id: str) -> bytes:
    """Commits to the data key: no second key can open the same file to another document."""
    return hkdf(data_key.reveal(), b"", KEY_CHECK + file_id.encode("ascii"))


def payload_key(data_key: HiddenBytes, payload_salt: bytes, file_id: str) -> bytes:
    """A new key at every save, because the salt is new: that is what makes a fixed nonce safe."""
    return hkdf(data_key.reveal(), payload_salt, PAYLOAD + file_id.encode("ascii"))


def sessions_key(data_key: HiddenBytes, salt: bytes, file_id: str) -> bytes:
    return hkdf(data_key.reveal(), salt, SESSIONS + file_id.encode("ascii"))


def hkdf(material: bytes, salt: bytes, label: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869) to 32 bytes; an empty salt is the RFC's default of zeros."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=_LENGTH, salt=salt or None, info=label).derive(material)


def argon2id_works() -> bool:
    """Whether this ``cryptography`` was built with a library that knows Argon2id."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id as Function

    try:
        Function(salt=bytes(SALT_BYTES), length=_LENGTH, iterations=1, lanes=1, memory_cost=8)
    except UnsupportedAlgorithm:
        return False
    return True


def memory_needed_mib(kdf: Kdf) -> int:
    if isinstance(kdf, Argon2id):
        return kdf.memory_kib // 1024
    return kdf.n * kdf.r // 8192 if isinstance(kdf, Scrypt) else 0


def _stretch(passphrase: Passphrase, kdf: Kdf) -> bytes:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return _run(passphrase, kdf)
    except MemoryError:
        needed = memory_needed_mib(kdf)
        raise LockedError(
            f"There is not enough memory to check the passphrase: {needed} MiB are needed.",
            Cause(
                "The account file asks for that much so that guessing is slow.",
                "End other programs, or raise the memory limit (ulimit -v, container), and try again.",
            ),
        ) from None
    except UnsupportedAlgorithm:
        raise LockedError(
            "This Python's cryptography package cannot compute Argon2id, which the passphrase needs.",
            Cause(
                "It was built against an OpenSSL older than 3.2.",
                "Install the ready-made package: pip install --only-binary :all: --upgrade cryptography",
            ),
        ) from None


def _run(passphrase: Passphrase, kdf: Kdf) -> bytes:
    if isinstance(kdf, Argon2id):
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id as Argon2idFunction

        argon2id = Argon2idFunction(
            salt=kdf.salt,
            length=_LENGTH,
            iterations=kdf.iterations,
            lanes=kdf.lanes,
            memory_cost=kdf.memory_kib,
        )
        return argon2id.derive(passphrase.octets())
    if isinstance(kdf, Scrypt):
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt as ScryptFunction

        scrypt = ScryptFunction(salt=kdf.salt, length=_LENGTH, n=kdf.n, r=kdf.r, p=kdf.p)
        return scrypt.derive(passphrase.octets())
    raise TypeError("a passphrase is never derived without stretching")
