"""Where credentials and tokens may go: Salesforce's hosts, this machine, and one a person said yes to."""

from __future__ import annotations

from sftui.account import Account
from sftui.errors import Cause, InvalidFields, UntrustedHost
from sftui.salesforce.login_url import HostKind, LoginUrl, read_login_url


def login_host(account: Account) -> LoginUrl:
    """The account's login URL, read and trusted: credentials may be sent there.

    Raises InvalidFields, or UntrustedHost before anything is sent.
    """
    url = read_login_url(account.login_url)
    if not url.trusted and url.host != account.trusted_host.lower():
        raise UntrustedHost(
            url.host,
            f"{url.host} is not known to be Salesforce's. Nothing was sent.",
            Cause(
                "The login URL leads to a host outside Salesforce's domains.",
                "Check its spelling. Allow this host only if your administrator named it to you.",
                field="login_url",
                guide="login-url",
            ),
        )
    return url


def host_in_reply(text: object, account: Account) -> LoginUrl:
    """An address that a reply of Salesforce names, trusted: the token may be sent there.

    This machine is trusted only when the account logs in here too. Raises UntrustedHost.
    """
    shown = text if isinstance(text, str) else ""
    try:
        url = read_login_url(shown)
    except InvalidFields:
        url = None
    if url is not None and url.kind is HostKind.LOOPBACK:
        trusted = _logs_in_here(account)
    else:
        trusted = url is not None and url.trusted
    if url is None or not (trusted or url.host == account.trusted_host.lower()):
        host = url.host if url is not None else "an unreadable address"
        raise UntrustedHost(
            host,
            f"The reply sends the token to {host}, which is not known to be Salesforce's. It was not sent.",
            Cause(
                "The login host is not Salesforce, or something between changed its reply.",
                "Check the login URL. Allow this host only if your administrator named it to you.",
                field="login_url",
                guide="login-url",
            ),
        )
    return url


def _logs_in_here(account: Account) -> bool:
    try:
        return read_login_url(account.login_url).kind is HostKind.LOOPBACK
    except InvalidFields:
        return False
