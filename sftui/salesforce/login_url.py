"""What a person types or pastes -> the https origin to talk to (salesforce-oauth.md §1).

A bare name, a host, a Lightning or Setup address, a site: all become the one address that serves tokens, or
an error that says what to type. Nothing here asks the network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from sftui.account import Environment
from sftui.errors import InvalidFields
from sftui.salesforce.address import SAY, Address, read_address, refuse, unwrapped
from sftui.salesforce.hosts import PRODUCTION_LOGIN, SANDBOX_LOGIN, is_loopback, is_salesforce

LONGEST = 16_000
"""Characters: a Lightning address can carry a long encoded state; more than this is no address."""


class HostKind(StrEnum):
    """What the address is, after it was read."""

    PRODUCTION = "production login"
    SANDBOX = "sandbox login"
    MY_DOMAIN = "My Domain"
    SITE = "Experience Cloud site"
    INSTANCE = "instance host"
    LOOPBACK = "this machine"
    OTHER = "other host"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginUrl:
    """An address that tokens can be asked from."""

    origin: str
    """Scheme and host, without a trailing slash; a site keeps its path."""
    host: str
    """Lower case, without port and brackets."""
    kind: HostKind
    environment: Environment = Environment.UNKNOWN
    """As far as the name tells."""
    my_domain: str = ""
    """The org's own name, such as ``acme``; "" where the host has none."""
    sandbox_name: str = ""
    read_from: str = ""
    """What the pasted address was, in words, when it was turned into another host; else ""."""
    trusted: bool = False
    """Salesforce's own, or this machine. Anything else needs a person's yes, by name."""

    @property
    def is_generic(self) -> bool:
        """One of the login hosts that all orgs share."""
        return self.kind in {HostKind.PRODUCTION, HostKind.SANDBOX}


_WORDS = {
    "login": PRODUCTION_LOGIN,
    "production": PRODUCTION_LOGIN,
    "test": SANDBOX_LOGIN,
    "sandbox": SANDBOX_LOGIN,
}
"""Words that people put where a host belongs."""

_TURNED = (
    # pasted suffix, the API host's suffix, what it is
    (".lightning.force.com", ".my.salesforce.com", "a Lightning page"),
    (".my.salesforce-setup.com", ".my.salesforce.com", "a Setup page"),
    (".lightning.crmforce.mil", ".my.salesforce.mil", "a Lightning page"),
    (".lightning.sfcrmapps.cn", ".my.sfcrmproducts.cn", "a Lightning page"),
    (".my-lightning.com", ".my-salesforce.com", "a Lightning page"),
    (".file.force.com", ".my.salesforce.com", "a file's address"),
)
_VISUALFORCE = ".vf.force.com"
"""Its host carries one more ``--part``, the package."""
_MY_DOMAIN_SUFFIXES = (
    ".my.salesforce.com",
    ".my.salesforce.mil",
    ".my.sfcrmproducts.cn",
    ".my-salesforce.com",
    ".cloudforce.com",
)
_SITE_SUFFIXES = (".my.site.com", ".salesforce-sites.com", ".force.com")

_PARTITIONS = {
    "sandbox": Environment.SANDBOX,
    "develop": Environment.DEVELOPER,
    "trailblaze": Environment.DEVELOPER,
    "scratch": Environment.SCRATCH,
}
_OLD_SANDBOX_PARTITION = re.compile(r"cs\d{1,4}")
_INSTANCE = re.compile(r"([a-z]{2,4}\d{1,4}[a-z]?)(?:-api)?\.salesforce\.com")
_NOT_LOGIN_HOSTS = {
    "salesforce.com",
    "www.salesforce.com",
    "my.salesforce.com",
    "help.salesforce.com",
    "developer.salesforce.com",
    "trailhead.salesforce.com",
    "appexchange.salesforce.com",
    "status.salesforce.com",
    "trust.salesforce.com",
    "admin.salesforce.com",
    "force.com",
    "lightning.force.com",
    "my.site.com",
    "my.salesforce-setup.com",
}
"""Salesforce's websites, and domains whose first part is missing."""

_BARE_NAME = re.compile(r"[a-z][a-z0-9-]{0,78}[a-z0-9]|[a-z]")
_PAGES = frozenset({"s", "login", "services", "secur", "setup", "lightning", "one", "idp", "_ui", "home"})
"""Where the path of a site ends and that of one of its pages begins."""


def read_login_url(text: str) -> LoginUrl:
    """The address that tokens are asked from, for whatever a person typed or pasted.

    Raises InvalidFields for ``login_url``, with a sentence that says what to type. A host that is not
    Salesforce's is no error here: it comes back with ``trusted`` false.
    """
    pasted = unwrapped(text)
    if not pasted:
        refuse(SAY)
    if len(pasted) > LONGEST:
        refuse(f"This is too long to be an address. {SAY}")
    word = pasted.lower()
    if word in _WORDS:
        return _at_salesforce(_WORDS[word], "")
    if _BARE_NAME.fullmatch(word) and word != "localhost":
        return _my_domain(_host_of_bare_name(word), read_from="")
    address = read_address(pasted)
    if address.scheme == "http" and not is_loopback(address.host):
        refuse(f"Salesforce is reached by https only. Type https://{address.host} instead.")
    if is_loopback(address.host) or not is_salesforce(address.host):
        return _elsewhere(address)
    if address.port not in {None, 443}:
        refuse(f"Salesforce answers on the ordinary https port only. Leave out “:{address.port}”.")
    return _at_salesforce(address.host, address.path)


def _elsewhere(address: Address) -> LoginUrl:
    """This machine, or a host that is not Salesforce's; the latter may be a site with its own domain."""
    local = is_loopback(address.host)
    shown = f"[{address.host}]" if ":" in address.host else address.host
    usual = 443 if address.scheme == "https" else 80
    netloc = shown if address.port in {None, usual} else f"{shown}:{address.port}"
    return LoginUrl(
        origin=f"{address.scheme}://{netloc}{'' if local else _site_path(address.path)}",
        host=address.host,
        kind=HostKind.LOOPBACK if local else HostKind.OTHER,
        trusted=local,
    )


def _at_salesforce(host: str, path: str) -> LoginUrl:
    if host in _NOT_LOGIN_HOSTS or f".{host}" in _MY_DOMAIN_SUFFIXES:
        refuse(f"{host} is not where an org is reached. {SAY}")
    if host.endswith(_VISUALFORCE):
        return _my_domain(_host_of_visualforce(host), read_from="a Visualforce page")
    for suffix, becomes, what in _TURNED:
        if host.endswith(suffix):
            name = host.removesuffix(suffix)
            if _INSTANCE.fullmatch(f"{name}.salesforce.com"):
                return _instance(f"{name}.salesforce.com", read_from=what)
            return _my_domain(name + becomes, read_from=what)
    if host.endswith(_MY_DOMAIN_SUFFIXES):
        return _my_domain(host, read_from="")
    if host.endswith(_SITE_SUFFIXES):
        return _site(host, path)
    if _INSTANCE.fullmatch(host):
        return _instance(host, read_from="")
    return _generic_or_unknown(host)


def _generic_or_unknown(host: str) -> LoginUrl:
    first, _, domain = host.partition(".")
    url = LoginUrl(origin=f"https://{host}", host=host, kind=HostKind.OTHER, trusted=True)
    if domain not in {"salesforce.com", "salesforce.mil"}:
        return url
    if first not in {"login", "test"}:
        refuse(f"{host} is not where an org is reached. Did you mean {first}.my.{domain}?")
    if first == "login":
        return replace(url, kind=HostKind.PRODUCTION, environment=Environment.PRODUCTION)
    return replace(url, kind=HostKind.SANDBOX, environment=Environment.SANDBOX)


def _my_domain(host: str, *, read_from: str) -> LoginUrl:
    suffix = next(each for each in _MY_DOMAIN_SUFFIXES if host.endswith(each))
    label, _, partition = host.removesuffix(suffix).partition(".")
    my_domain, _, sandbox = label.partition("--")
    if not label or not my_domain or "." in partition:
        refuse(f"{host} is not a My Domain. {SAY}")
    if partition in _PARTITIONS:
        environment = _PARTITIONS[partition]
    elif _OLD_SANDBOX_PARTITION.fullmatch(partition) or (sandbox and not partition):
        environment = Environment.SANDBOX
    elif partition:
        environment = Environment.UNKNOWN
    elif label.endswith("-dev-ed"):
        environment = Environment.DEVELOPER
    else:
        environment = Environment.PRODUCTION
    return LoginUrl(
        origin=f"https://{host}",
        host=host,
        kind=HostKind.MY_DOMAIN,
        environment=environment,
        my_domain=my_domain,
        sandbox_name=sandbox if environment is Environment.SANDBOX else "",
        read_from=read_from,
        trusted=True,
    )


def _site(host: str, path: str) -> LoginUrl:
    label, _, partition = host.partition(".")
    my_domain, _, sandbox = label.partition("--")
    otherwise = Environment.SANDBOX if sandbox else Environment.PRODUCTION
    return LoginUrl(
        origin=f"https://{host}{_site_path(path)}",
        host=host,
        kind=HostKind.SITE,
        environment=_PARTITIONS.get(partition.partition(".")[0], otherwise),
        my_domain=my_domain,
        sandbox_name=sandbox,
        trusted=True,
    )


def _instance(host: str, *, read_from: str) -> LoginUrl:
    found = _INSTANCE.fullmatch(host)
    name = found[1] if found else host
    return LoginUrl(
        origin=f"https://{name}.salesforce.com",
        host=f"{name}.salesforce.com",
        kind=HostKind.INSTANCE,
        environment=Environment.SANDBOX if re.fullmatch(r"cs\d+", name) else Environment.PRODUCTION,
        read_from=read_from,
        trusted=True,
    )


def _host_of_bare_name(name: str) -> str:
    """``acme`` -> the host it stands for; ``acme--uat`` is a sandbox, ``…-dev-ed`` a Developer Edition."""
    my_domain, dashes, sandbox = name.partition("--")
    if dashes and not (my_domain and sandbox):
        refuse(f"A sandbox is written acme--uat, with both names. {SAY}")
    if dashes:
        return f"{name}.sandbox.my.salesforce.com"
    if name.endswith("-dev-ed"):
        return f"{name}.develop.my.salesforce.com"
    return f"{name}.my.salesforce.com"


def _host_of_visualforce(host: str) -> str:
    """``acme--c.vf.force.com`` and ``acme--uat--c.sandbox.vf.force.com`` without the package."""
    label, _, partition = host.removesuffix(_VISUALFORCE).partition(".")
    return ".".join(filter(None, (label.rpartition("--")[0] or label, partition, "my.salesforce.com")))


def _site_path(path: str) -> str:
    """The part of the path that belongs to the site, not to one of its pages."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment.lower() in _PAGES:
            break
        if segment:
            kept.append(segment)
    return "".join(f"/{segment}" for segment in kept)


_LIGHTNING = {
    ".my.salesforce.com": ".lightning.force.com",
    ".my.salesforce.mil": ".lightning.crmforce.mil",
    ".my.sfcrmproducts.cn": ".lightning.sfcrmapps.cn",
    ".my-salesforce.com": ".my-lightning.com",
}


def setup_link(instance_url: str, path: str) -> str:
    """The address of a Setup page in this org; "" when the org's address or the path is not known.

    Setup pages of a My Domain live on its ``salesforce-setup.com`` host; personal settings, and Setup in
    the military and Chinese domains, on its Lightning host. An Experience Cloud site has no Setup, and which org
    is behind it cannot be told from its address. Any other host redirects by itself (§14).
    """
    if not path.startswith("/") or not instance_url:
        return ""
    try:
        org = read_login_url(instance_url)
    except InvalidFields:
        return ""
    if org.is_generic or org.kind is HostKind.SITE or not org.trusted:
        return ""
    if org.kind is HostKind.MY_DOMAIN:
        if org.host.endswith(".my.salesforce.com") and path.startswith("/lightning/setup/"):
            return f"https://{org.host.removesuffix('.salesforce.com')}.salesforce-setup.com{path}"
        for api, lightning in _LIGHTNING.items():
            if org.host.endswith(api):
                return f"https://{org.host.removesuffix(api)}{lightning}{path}"
    return f"{org.origin}{path}"
