from __future__ import annotations

import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from sftui.account import Environment
from sftui.errors import InvalidFields
from sftui.salesforce.hosts import is_loopback, is_salesforce
from sftui.salesforce.login_url import HostKind, read_login_url, setup_link

PRODUCTION, SANDBOX = Environment.PRODUCTION, Environment.SANDBOX
DEVELOPER, SCRATCH, UNKNOWN = Environment.DEVELOPER, Environment.SCRATCH, Environment.UNKNOWN


def problem_of(text: str) -> str:
    with pytest.raises(InvalidFields) as caught:
        read_login_url(text)
    return caught.value.problems["login_url"]


@pytest.mark.parametrize(
    ("pasted", "origin", "environment"),
    [
        # generic hosts
        ("login.salesforce.com", "https://login.salesforce.com", PRODUCTION),
        ("https://login.salesforce.com/", "https://login.salesforce.com", PRODUCTION),
        ("HTTPS://LOGIN.SALESFORCE.COM/?startURL=%2Fhome", "https://login.salesforce.com", PRODUCTION),
        ("https:login.salesforce.com", "https://login.salesforce.com", PRODUCTION),
        ("//login.salesforce.com", "https://login.salesforce.com", PRODUCTION),
        ("https://test.salesforce.com", "https://test.salesforce.com", SANDBOX),
        ("production", "https://login.salesforce.com", PRODUCTION),
        ("Sandbox", "https://test.salesforce.com", SANDBOX),
        # each kind of org in salesforce-oauth.md §1.2
        ("acme.my.salesforce.com", "https://acme.my.salesforce.com", PRODUCTION),
        ("acme--uat.sandbox.my.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com", SANDBOX),
        ("acme-dev-ed.develop.my.salesforce.com", "https://acme-dev-ed.develop.my.salesforce.com", DEVELOPER),
        (
            "orgfarm-0a1b2c-dev-ed.develop.my.salesforce.com",
            "https://orgfarm-0a1b2c-dev-ed.develop.my.salesforce.com",
            DEVELOPER,
        ),
        ("acme-dev-ed.my.salesforce.com", "https://acme-dev-ed.my.salesforce.com", DEVELOPER),
        (
            "brave-fox-1234-dev-ed.scratch.my.salesforce.com",
            "https://brave-fox-1234-dev-ed.scratch.my.salesforce.com",
            SCRATCH,
        ),
        (
            "acme-dev-ed.trailblaze.my.salesforce.com",
            "https://acme-dev-ed.trailblaze.my.salesforce.com",
            DEVELOPER,
        ),
        ("acme.demo.my.salesforce.com", "https://acme.demo.my.salesforce.com", UNKNOWN),
        ("acme--uat.cs12.my.salesforce.com", "https://acme--uat.cs12.my.salesforce.com", SANDBOX),
        ("na19.salesforce.com", "https://na19.salesforce.com", PRODUCTION),
        ("eu11.salesforce.com/home/home.jsp", "https://eu11.salesforce.com", PRODUCTION),
        ("CS19.salesforce.com", "https://cs19.salesforce.com", SANDBOX),
        ("na19.lightning.force.com", "https://na19.salesforce.com", PRODUCTION),
        ("acme.my.salesforce.mil", "https://acme.my.salesforce.mil", PRODUCTION),
        ("acme.my.sfcrmproducts.cn", "https://acme.my.sfcrmproducts.cn", PRODUCTION),
        ("acme.my-salesforce.com", "https://acme.my-salesforce.com", PRODUCTION),
        # what people paste, §1.3
        ("acme.lightning.force.com/lightning/page/home", "https://acme.my.salesforce.com", PRODUCTION),
        (
            "https://acme--uat.sandbox.lightning.force.com",
            "https://acme--uat.sandbox.my.salesforce.com",
            SANDBOX,
        ),
        (
            "https://acme.my.salesforce-setup.com/lightning/setup/OrgDomain/home?x=1#y",
            "https://acme.my.salesforce.com",
            PRODUCTION,
        ),
        ("acme.lightning.crmforce.mil", "https://acme.my.salesforce.mil", PRODUCTION),
        ("acme.lightning.sfcrmapps.cn/lightning", "https://acme.my.sfcrmproducts.cn", PRODUCTION),
        ("acme.my-lightning.com", "https://acme.my-salesforce.com", PRODUCTION),
        ("acme--c.vf.force.com/apex/Page", "https://acme.my.salesforce.com", PRODUCTION),
        ("acme--uat--c.sandbox.vf.force.com", "https://acme--uat.sandbox.my.salesforce.com", SANDBOX),
        ("Acme.My.Salesforce.com/", "https://acme.my.salesforce.com", PRODUCTION),
        ("https://acme.my.salesforce.com.", "https://acme.my.salesforce.com", PRODUCTION),
        ("https://acme.my.salesforce.com:443/", "https://acme.my.salesforce.com", PRODUCTION),
        ("  <https://acme.my.salesforce.com/> ", "https://acme.my.salesforce.com", PRODUCTION),
        ('"https://acme.my.sales\n    force.com/"', "https://acme.my.salesforce.com", PRODUCTION),
        # a bare name is the My Domain
        ("acme", "https://acme.my.salesforce.com", PRODUCTION),
        ("ACME--UAT", "https://acme--uat.sandbox.my.salesforce.com", SANDBOX),
        ("acme-dev-ed", "https://acme-dev-ed.develop.my.salesforce.com", DEVELOPER),
        # sites keep their path, without that of a page
        ("https://acme.my.site.com/customers/", "https://acme.my.site.com/customers", PRODUCTION),
        ("acme.my.site.com/customers/s/login/?a=b", "https://acme.my.site.com/customers", PRODUCTION),
        ("acme--uat.sandbox.my.site.com/x", "https://acme--uat.sandbox.my.site.com/x", SANDBOX),
        ("acme.my.site.com", "https://acme.my.site.com", PRODUCTION),
    ],
)
def test_what_people_paste_becomes_the_origin_that_serves_tokens(
    pasted: str, origin: str, environment: Environment
) -> None:
    url = read_login_url(pasted)
    assert (url.origin, url.environment) == (origin, environment)
    assert url.trusted


def test_the_parts_of_a_sandbox_address() -> None:
    url = read_login_url("https://acme--uat.sandbox.lightning.force.com/lightning/o/Account/list")
    assert (url.kind, url.host) == (HostKind.MY_DOMAIN, "acme--uat.sandbox.my.salesforce.com")
    assert (url.my_domain, url.sandbox_name, url.read_from) == ("acme", "uat", "a Lightning page")
    assert not url.is_generic


@pytest.mark.parametrize(
    ("pasted", "kind", "generic"),
    [
        ("login.salesforce.com", HostKind.PRODUCTION, True),
        ("test.salesforce.com", HostKind.SANDBOX, True),
        ("acme", HostKind.MY_DOMAIN, False),
        ("na19.salesforce.com", HostKind.INSTANCE, False),
        ("acme.my.site.com/x", HostKind.SITE, False),
        ("http://localhost:8080", HostKind.LOOPBACK, False),
        ("https://sso.acme.com", HostKind.OTHER, False),
    ],
)
def test_the_kind_of_host(pasted: str, kind: HostKind, generic: bool) -> None:
    url = read_login_url(pasted)
    assert (url.kind, url.is_generic) == (kind, generic)


@pytest.mark.parametrize(
    ("pasted", "origin"),
    [
        ("http://localhost:8080/services", "http://localhost:8080"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.9.8.7/", "http://127.9.8.7"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("localhost:8443", "https://localhost:8443"),
    ],
)
def test_only_this_machine_may_be_http(pasted: str, origin: str) -> None:
    url = read_login_url(pasted)
    assert (url.origin, url.kind, url.trusted) == (origin, HostKind.LOOPBACK, True)


@pytest.mark.parametrize(
    ("pasted", "origin"),
    [
        ("https://login.salesforce.com.evil.example/", "https://login.salesforce.com.evil.example"),
        ("notsalesforce.com", "https://notsalesforce.com"),
        ("acme.my.salesforce.com-login.example", "https://acme.my.salesforce.com-login.example"),
        ("evil.site.com", "https://evil.site.com"),
        ("xn--slesforce-s7a.com", "https://xn--slesforce-s7a.com"),
        ("https://192.0.2.7:8443", "https://192.0.2.7:8443"),
        ("https://localhost.evil.example", "https://localhost.evil.example"),
        ("https://customers.acme.com/portal/login", "https://customers.acme.com/portal"),
    ],
)
def test_a_foreign_host_is_no_error_but_not_trusted(pasted: str, origin: str) -> None:
    url = read_login_url(pasted)
    assert (url.origin, url.kind, url.trusted) == (origin, HostKind.OTHER, False)


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        ("", "Type your My Domain"),
        (" \n", "Type your My Domain"),
        ("http://acme.my.salesforce.com", "Type https://acme.my.salesforce.com instead"),
        ("https://login.salesforce.com@evil.example/x", "before an @"),
        ("https://user:pass@acme.my.salesforce.com", "before an @"),
        ("ada@acme.com", "username or an e-mail"),
        ("my.salesforce.com", "not where an org is reached"),
        (".my.salesforce.com", "no host name"),
        ("salesforce.com", "not where an org is reached"),
        ("https://help.salesforce.com/s/article", "not where an org is reached"),
        ("acme.salesforce.com", "Did you mean acme.my.salesforce.com?"),
        ("acme.my.salesforce.com:8443", "Leave out “:8443”"),
        ("acme.my.salesforce.com:99999", "number from 1 to 65535"),
        ("acme.my.salesforce.com:0", "number from 1 to 65535"),
        ("x.y.sandbox.my.salesforce.com", "not a My Domain"),
        ("login.s\u0430lesforce.com", "letters in it that may look like others"),
        ("https:\\\\login.salesforce.com", "no backslash"),
        ("https://evil.example\\@login.salesforce.com", "no backslash"),
        ("log in.salesforce.com", "no blanks"),
        ("ftp://acme.my.salesforce.com", "must begin with https://"),
        ("javascript:alert(1)", "must begin with https://"),
        ("force://PlatformCLI::5Aep@acme.my.salesforce.com", "paste box"),
        ("2130706433", "no host name"),
        ("https://127.1", "no host name"),
        ("https://0x7f.0x1", "no host name"),
        ("acme-", "no host name"),
        ("acme--", "no host name"),
        ("--uat.my.salesforce.com", "no host name"),
        ("https://", "no host name"),
        ("https://[::1", "can't be read"),
        ("acme_corp", "not a host name"),
        ("a" * 20_000, "too long"),
    ],
)
def test_what_can_not_be_an_address_says_what_to_type(pasted: str, says: str) -> None:
    assert says in problem_of(pasted)


def test_what_was_pasted_by_mistake_is_not_repeated_in_the_error() -> None:
    assert "5Aep861" not in problem_of("force://PlatformCLI::5Aep861secret@acme.my.salesforce.com")
    assert "hunter2" not in problem_of("https://ada:hunter2@acme.my.salesforce.com")


@given(st.text(max_size=200))
def test_any_text_gives_an_address_or_a_sentence(text: str) -> None:
    try:
        url = read_login_url(text)
    except InvalidFields as error:
        event("refused")
        problem = error.problems["login_url"]
    else:
        problem = ""
        parts = urlsplit(url.origin)
        assert parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url.host))
        assert parts.hostname == url.host
        assert parts.username is None
        assert not parts.query
        assert not parts.fragment
    assert not problem or problem.endswith((".", "?"))


_ODD = st.sampled_from(
    ["@", "\\", ".", "-", ":", "/", "#", "?", "%2e", "\u3002", "\t", "evil.example", "[", "]"]
)
_PIECES = st.lists(
    _ODD | st.sampled_from(["https://", "login", ".salesforce.com", "acme", ".my", "localhost", "127.0.0.1"]),
    max_size=8,
)


@given(_PIECES)
def test_only_hosts_of_salesforce_and_of_this_machine_are_trusted(pieces: list[str]) -> None:
    try:
        url = read_login_url("".join(pieces))
    except InvalidFields:
        return
    assert url.trusted == (is_salesforce(url.host) or is_loopback(url.host))
    import httpx

    assert httpx.URL(url.origin).host == url.host, "the client connects to the host that was judged"


_LABEL = st.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)


@given(_LABEL, st.sampled_from(["", "https://", "HTTPS://"]), st.sampled_from(["", "/", "/x/y?z=1#f", "."]))
def test_reading_its_own_result_changes_nothing(name: str, scheme: str, tail: str) -> None:
    try:
        url = read_login_url(f"{scheme}{name}.my.salesforce.com{tail}")
    except InvalidFields:
        assert name.startswith("--") or "--" in name
        return
    again = read_login_url(url.origin)
    assert (again.origin, again.kind, again.environment) == (url.origin, url.kind, url.environment)


@pytest.mark.parametrize(
    ("instance_url", "path", "link"),
    [
        (
            "https://acme.my.salesforce.com",
            "/lightning/setup/OrgDomain/home",
            "https://acme.my.salesforce-setup.com/lightning/setup/OrgDomain/home",
        ),
        (
            "https://acme--uat.sandbox.my.salesforce.com",
            "/lightning/setup/ManageUsers/home",
            "https://acme--uat.sandbox.my.salesforce-setup.com/lightning/setup/ManageUsers/home",
        ),
        (
            "https://acme.my.salesforce.com",
            "/lightning/settings/personal/ResetApiToken/home",
            "https://acme.lightning.force.com/lightning/settings/personal/ResetApiToken/home",
        ),
        (
            "https://acme.my.salesforce.mil",
            "/lightning/setup/OrgDomain/home",
            "https://acme.lightning.crmforce.mil/lightning/setup/OrgDomain/home",
        ),
        (
            "https://acme.my.sfcrmproducts.cn",
            "/lightning/setup/OrgDomain/home",
            "https://acme.lightning.sfcrmapps.cn/lightning/setup/OrgDomain/home",
        ),
        (
            "https://na19.salesforce.com",
            "/lightning/setup/OrgDomain/home",
            "https://na19.salesforce.com/lightning/setup/OrgDomain/home",
        ),
        ("http://127.0.0.1:8080", "/lightning/setup/x", "http://127.0.0.1:8080/lightning/setup/x"),
        ("https://login.salesforce.com", "/lightning/setup/OrgDomain/home", ""),
        ("https://evil.example", "/lightning/setup/OrgDomain/home", ""),
        ("", "/lightning/setup/OrgDomain/home", ""),
        ("https://acme.my.salesforce.com", "", ""),
        ("https://acme.my.salesforce.com", "@evil.example", ""),
        ("https://acme.my.site.com/customers", "/lightning/setup/OrgDomain/home", ""),
        ("https://acme--uat.sandbox.my.site.com", "/lightning/setup/OrgDomain/home", ""),
        ("https://acme.force.com", "/lightning/settings/personal/ResetApiToken/home", ""),
    ],
)
def test_setup_links(instance_url: str, path: str, link: str) -> None:
    assert setup_link(instance_url, path) == link


@pytest.mark.parametrize("module", ["login_url", "methods", "trust", "exchange", "org", "signin", "device"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = (
        f"import sys, sftui.salesforce.{module}; print({{'httpx', 'cryptography', 'jwt'}} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "set()"
