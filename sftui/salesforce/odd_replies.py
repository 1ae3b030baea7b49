"""Replies that Salesforce's services would not give: pages, redirects, floods, broken text. In words."""

from __future__ import annotations

from sftui.errors import Cause, UnreachableError
from sftui.foreign import clean
from sftui.salesforce.hosts import host_of, shown_host


def too_large(url: str, limit: int) -> UnreachableError:
    """More bytes than any reply of Salesforce has."""
    return UnreachableError(
        f"The reply of {shown_host(url)} is larger than {limit // 1024 // 1024} MiB; the rest was not read.",
        Cause(
            "What answers there is not Salesforce's token service.", "Check the login URL.", field="login_url"
        ),
    )


def garbled(url: str) -> UnreachableError:
    """Packed bytes that can't be unpacked."""
    return UnreachableError(
        f"The reply of {shown_host(url)} arrived damaged.",
        Cause(
            "Something between here and Salesforce changes replies.", "Try again; check the proxy settings."
        ),
    )


def unreadable_address(url: str) -> UnreachableError:
    """An address that no request can be made to."""
    return UnreachableError(
        f"The address {clean(url.partition('?')[0], 120)} can't be read.",
        Cause(
            "It is misspelt, or a reply of the server named it so.", "Check the login URL.", field="login_url"
        ),
    )


def of_reply(url: str, *, status: int, content_type: str, text: str, location: str) -> UnreachableError:
    """A reply that Salesforce's service would not give: a page, a redirect, nothing, broken text."""
    host = shown_host(url)
    if status in range(300, 400) and location:
        return _redirected(host, location)
    is_page = "html" in content_type or text.lstrip()[:15].lower().startswith(("<!doctype", "<html"))
    if status == 429:
        return UnreachableError(
            f"{host} asks to wait: too many calls came from here.",
            Cause("A limit on calls in a short time was reached.", "Wait a minute, then try again."),
        )
    if status >= 500:
        return UnreachableError(
            f"{host} answered {status}" + (" with a web page." if is_page else "."),
            Cause(
                "Salesforce is in maintenance or has a fault.",
                "Try again in some minutes; status.salesforce.com tells about the instance.",
            ),
            Cause("A proxy between answers in its place.", "Check the proxy settings."),
        )
    if is_page:
        return UnreachableError(
            f"{host} answered with a web page where data was expected.",
            Cause(
                "This host is not where Salesforce gives tokens.",
                "Check the login URL: type your My Domain, such as acme.",
                field="login_url",
                guide="login-url",
            ),
            Cause(
                "The network asks for a sign-in first, as in a hotel.", "Open any page in a browser there."
            ),
            Cause(
                "A proxy between blocks the call and shows a page.",
                "Ask your network's administrator.",
                guide="proxy",
            ),
        )
    what = "nothing" if not text.strip() else "something that is not Salesforce's"
    return UnreachableError(
        f"{host} answered {status} with {what}.",
        Cause(
            "This host is not where Salesforce gives tokens.",
            "Check the login URL.",
            field="login_url",
            guide="login-url",
        ),
        Cause(
            "Something between here and Salesforce changes replies.",
            "Check the proxy settings.",
            guide="proxy",
        ),
    )


def _redirected(host: str, location: str) -> UnreachableError:
    target = clean(host_of(location), 120) or "another address"
    return UnreachableError(
        f"{host} sends this call on to {target}; it was not followed.",
        Cause(
            "The org's My Domain changed, or this host serves web pages only.",
            f"If {target} is your org, use it as the login URL.",
            field="login_url",
            guide="my-domain",
        ),
    )
