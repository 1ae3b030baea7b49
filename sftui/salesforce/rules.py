"""The rules of the fields: from what was typed to what is wrong with it, in a sentence, or "".

Only what Salesforce would surely refuse is refused here; lengths and alphabets that it does not promise are
not checked (salesforce-oauth.md §5: the length of a security token varies).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sftui.errors import InvalidFields
from sftui.salesforce.hosts import THIS_MACHINE
from sftui.salesforce.login_url import LoginUrl, read_login_url

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NO_AUDIENCE = "An audience is an https address, such as https://login.salesforce.com."


def login_url(text: str) -> str:
    return _origin(text)[1]


def my_domain_url(text: str) -> str:
    """Client credentials are served by the org's own host only (salesforce-oauth.md §8)."""
    found, problem = _origin(text)
    if found is not None and found.is_generic:
        return "This method needs your org's own address. Type your My Domain, such as acme."
    return problem


def instance_url(text: str) -> str:
    """Tokens belong to one org, so a generic login host can't be where they came from."""
    found, problem = _origin(text)
    if found is not None and found.is_generic:
        return "Type the instance_url that came with the tokens, such as https://acme.my.salesforce.com."
    return problem


def username(text: str) -> str:
    if _blank_inside(text):
        return "A username has no blanks in it."
    before, at, after = text.strip().partition("@")
    if not (before and at and after):
        return "A Salesforce username looks like an e-mail address: ada@acme.com."
    return _encodable(text)


def password(text: str) -> str:
    if _CONTROL.search(text):
        return "There is a line break or control character in it; paste only the password."
    return _encodable(text)


def security_token(text: str) -> str:
    if _blank_inside(text):
        return "A security token is one word without blanks; paste it exactly as it was mailed."
    return _encodable(text)


def client_id(text: str) -> str:
    if _blank_inside(text):
        return "A consumer key is one long word without blanks; it may have been cut when it was copied."
    if "@" in text:
        return "This looks like a username. The consumer key often begins with 3MVG9."
    return _encodable(text)


def client_secret(text: str) -> str:
    if _blank_inside(text):
        return "A consumer secret is one word without blanks."
    return _encodable(text)


def one_word(text: str) -> str:
    if _blank_inside(text):
        return "A token is one word without blanks; paste it whole."
    if not text.isascii():
        return _encodable(text) or "A token has only plain letters, digits and signs; copy it again."
    return ""


def callback_url(text: str) -> str:
    """https, or http on localhost only (salesforce-oauth.md §4.2)."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        return "This is not an address. The usual one is http://localhost:1717/OauthRedirect."
    local = parts.hostname in THIS_MACHINE
    if parts.scheme == "http" and not local:
        return "Only localhost may be http; other callbacks need https."
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        return "Type the whole callback, such as http://localhost:1717/OauthRedirect."
    return _encodable(text)


def scope(text: str) -> str:
    if _CONTROL.search(text) or not re.fullmatch(r"[\w:./-]+( +[\w:./-]+)*", text.strip()):
        return "Scopes are short words with blanks between them, such as: api refresh_token"
    return ""


def private_key(text: str) -> str:
    if "PUBLIC KEY" in text:
        return "This is a public key. The private one begins with -----BEGIN PRIVATE KEY-----."
    if "BEGIN CERTIFICATE" in text and "PRIVATE KEY" not in text:
        return "This is the certificate, which belongs in Salesforce. Here goes the private key."
    if "PRIVATE KEY-----" not in text:
        return "Paste the whole key, from -----BEGIN … to … END PRIVATE KEY-----."
    if "ENCRYPTED" in text:
        return "This key is locked by a passphrase. Unlock it first: openssl pkey -in key.pem -out plain.pem"
    return _encodable(text)


def audience(text: str) -> str:
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return _NO_AUDIENCE
    if parts.scheme != "https" and parts.hostname not in THIS_MACHINE:
        return _NO_AUDIENCE
    return _encodable(text)


def api_version(text: str) -> str:
    if not re.fullmatch(r"v?\d{2,3}(\.0)?", text.strip()):
        return "A version looks like 68.0."
    return ""


def _origin(text: str) -> tuple[LoginUrl | None, str]:
    try:
        return read_login_url(text), ""
    except InvalidFields as error:
        return None, error.problems["login_url"]


def _blank_inside(text: str) -> bool:
    return bool(re.search(r"\s", text.strip())) or bool(_CONTROL.search(text.strip()))


def _encodable(text: str) -> str:
    """Half a character can't be stored or sent; a terminal that cuts a paste can produce one."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "One character in it arrived broken; paste it again."
    return ""
