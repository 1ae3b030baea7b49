"""The recovery code: a key of 32 random bytes in a form that can be printed, read aloud and typed in.

52 symbols of Crockford's base32 carry the key, 4 more a checksum; 14 groups of four. The alphabet has no
I, L, O or U, so that ``O`` can be read as 0, and ``I`` and ``L`` as 1.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sftui.account import Secret
from sftui.errors import InvalidFields
from sftui.vault.keys import KEY_BYTES, HiddenBytes, RawKey

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {symbol: value for value, symbol in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_IGNORED = str.maketrans("", "", " \t\r\n-–—_.·")
_KEY_SYMBOLS = 52
_CHECK_SYMBOLS = 4
_GROUP = 4
_GROUPS_IN_LINE = 7
_NEARLY = 2
"""Letters and digits too few or too many with which a text is still taken for a code that was mistyped."""


def new_recovery_key() -> RawKey:
    return RawKey(HiddenBytes(secrets.token_bytes(KEY_BYTES)))


def show_recovery_code(key: RawKey) -> Secret:
    """Two lines of seven groups, for a person to write down or print; shown once."""
    octets = key.key.reveal()
    symbols = _symbols(int.from_bytes(octets) << 4, _KEY_SYMBOLS) + _checksum(octets)
    groups = [symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP)]
    lines = (groups[at : at + _GROUPS_IN_LINE] for at in range(0, len(groups), _GROUPS_IN_LINE))
    return Secret("\n".join("-".join(line) for line in lines))


def read_recovery_code(text: str) -> RawKey:
    """The key of a code as somebody typed it: any case, any grouping.

    Raises :class:`InvalidFields` that says what is wrong.
    """
    symbols = text.translate(_IGNORED).upper()
    if any(symbol not in _VALUES for symbol in symbols):
        raise InvalidFields({"recovery_code": "It holds a character that no recovery code has."})
    wanted = _KEY_SYMBOLS + _CHECK_SYMBOLS
    if len(symbols) != wanted:
        counted = "1 letter or digit" if len(symbols) == 1 else f"{len(symbols)} letters and digits"
        raise InvalidFields({"recovery_code": f"It has {counted} instead of {wanted}."})
    number = 0
    for symbol in symbols[:_KEY_SYMBOLS]:
        number = number << 5 | _VALUES[symbol]
    octets = (number >> 4).to_bytes(KEY_BYTES)
    check = "".join(_ALPHABET[_VALUES[symbol]] for symbol in symbols[_KEY_SYMBOLS:])
    if number & 0b1111 or not hmac.compare_digest(check, _checksum(octets)):
        raise InvalidFields({"recovery_code": "Its checksum is wrong: a letter or digit was mistyped."})
    return RawKey(HiddenBytes(octets))


def looks_like_recovery_code(text: str) -> bool:
    """Whether the text is a recovery code without a mistake; a passphrase practically never is."""
    try:
        read_recovery_code(text)
    except InvalidFields:
        return False
    return True


def mistake_in_code(text: str) -> str:
    """What is wrong with a text that was surely meant as a recovery code, in a sentence; "" for any other text."""
    symbols = text.translate(_IGNORED).upper()
    wanted = _KEY_SYMBOLS + _CHECK_SYMBOLS
    if abs(len(symbols) - wanted) > _NEARLY or any(symbol not in _VALUES for symbol in symbols):
        return ""
    if looks_like_recovery_code(text):
        return ""
    if len(symbols) != wanted:
        return (
            f"This looks like a recovery code, but has {len(symbols)} letters and digits instead of {wanted}."
        )
    return "This looks like a recovery code, but a letter or digit was mistyped."


def _checksum(octets: bytes) -> str:
    digest = hashlib.sha256(b"sftui/v1/recovery-code:" + octets).digest()
    return _symbols(int.from_bytes(digest[:3]) >> 4, _CHECK_SYMBOLS)


def _symbols(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> (5 * place) & 31] for place in reversed(range(count)))
