"""The orgs, people and apps that every demo starts with. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass

from sftui.demo.apps import App
from sftui.demo.demo_keys import demo_certificate
from sftui.demo.ids import HEX_ALPHABET, TOKEN_ALPHABET, Fountain, long_id, record_id
from sftui.demo.orgs import Licence, LoginRecord, Org
from sftui.demo.passwords import TOKEN_LENGTH
from sftui.demo.people import Person
from sftui.demo.world import World

LOCAL_CALLBACK = "http://localhost:1717/OauthRedirect"
CLASSIC_APP = "Acme Integration"  # connected app, every flow, people allow it themselves
PIPELINE_APP = "Acme Pipeline"  # connected app for JWT, approved by an administrator for all but Lee
TERMINAL_APP = "Acme Terminal"  # External Client App of the production org
UAT_APP = "Acme UAT Terminal"  # External Client App of the sandbox
PUBLIC_APP = "Acme Public Client"  # External Client App without a secret
AWKWARD_PASSWORD = "Pa55 wörd&+%=\"'#"

_ADMIN, _PLATFORM = "System Administrator", "Salesforce Platform"
_PASSWORD_LOGIN = "OAuth Username-Password"

_USER_LICENCES = (
    Licence("SFDC", "Salesforce", 120, 97),
    Licence("AUL", "Salesforce Platform", 40, 31),
    Licence("SIP", "Salesforce Integration", 5, 2),
    Licence("CSN_Only", "Chatter Free", 5000, 214),
    Licence("Identity", "Identity", 10, 0),
    Licence("XOrg", "XOrg Proxy User", 3, 0, status="Disabled"),
)
_PERMISSION_SET_LICENCES = (
    Licence("SalesConsoleUser", "Sales Console User", 60, 44, expires="2027-06-30"),
    Licence("CRMUser", "CRM User", 120, 97),
    Licence("EinsteinAnalyticsPlus", "CRM Analytics Plus", 10, 4, expires="2027-01-31"),
    Licence("SalesforceAPIIntegration", "Salesforce API Integration", 5, 2),
)


@dataclass(frozen=True)
class Seed:
    """One person as they are at the start."""

    username: str
    first: str
    last: str
    password: str
    company: str = "Acme"
    licence: str = "Salesforce"
    profile: str = "Standard User"
    admin: bool = False
    api_only: bool = False
    active: bool = True


_PRODUCTION = (
    Seed("ada@acme.com", "Ada", "Lovelace", "Analytical-Engine-1843", profile=_ADMIN, admin=True),
    Seed("lee@acme.com", "Lee", "Wong", "Harbour-Light-77"),
    Seed("joerg@acme.com", "Jörg", "Müller", AWKWARD_PASSWORD, company="Acme Europe"),
    Seed(
        "integration@acme.com",
        "Integration",
        "User",
        "Quiet-Robot-2026",
        licence="Salesforce Integration",
        profile="Minimum Access - API Only Integrations",
        api_only=True,
    ),
    Seed("grace@acme.com", "Grace", "Hopper", "Nanosecond-11.8", profile="Sales Manager"),
    Seed("omar@acme.com", "Omar", "Haddad", "Paper-Boat-19", company="Acme Europe"),
    Seed("mei@acme.com", "Mei", "Tanaka", "Green-Field-64", company="Acme Asia", licence=_PLATFORM),
    Seed("sam@partner.example", "Sam", "Okafor", "Open-Door-2031", company="Partner Ltd"),
    Seed("old@acme.com", "Former", "Colleague", "Left-Long-Ago-1", active=False),
)
_SANDBOX = (
    Seed("ada@acme.com.uat", "Ada", "Lovelace", "Difference-Engine-1822", profile=_ADMIN, admin=True),
    Seed("lee@acme.com.uat", "Lee", "Wong", "Harbour-Light-77"),
    Seed(
        "integration@acme.com.uat",
        "Integration",
        "User",
        "Quiet-Robot-2026",
        licence="Salesforce Integration",
        api_only=True,
    ),
)


def fixed_key(name: str) -> tuple[str, str]:
    """Consumer key and secret of a seeded app: the same in every run."""
    fountain = Fountain(f"sftui demo app: {name}")
    return "3MVG9" + fountain.text(80, TOKEN_ALPHABET), fountain.text(64, HEX_ALPHABET)


def plant_org(world: World, org: Org) -> Org:
    """Take an org into the world, with licences."""
    org.user_licences, org.permission_set_licences = _USER_LICENCES, _PERMISSION_SET_LICENCES
    world.orgs[org.my_domain] = org
    return org


def new_org_id(my_domain: str) -> str:
    return long_id("00D5g0000" + Fountain(f"sftui demo org: {my_domain}").text(6))


def plant_person(world: World, org: Org, seed: Seed) -> Person:
    fountain = Fountain(f"sftui demo person: {seed.username}")
    person = Person(
        username=seed.username,
        id=record_id(fountain, "005"),
        org=org,
        first_name=seed.first,
        last_name=seed.last,
        email=f"{seed.first.lower()}.{seed.last.lower()}@mail.example".replace("ö", "oe").replace("ü", "ue"),
        password=seed.password,
        security_token=fountain.text(TOKEN_LENGTH),
        company=seed.company,
        licence=seed.licence,
        profile=seed.profile,
        manage_users=seed.admin,
        approve_uninstalled_apps=seed.admin,
        api_only=seed.api_only,
        active=seed.active,
    )
    world.people[person.username.lower()] = person
    return person


def numbered_seed(org: Org, number: int) -> Seed:
    """One of many people of an added org."""
    username = f"user{number}@{org.my_domain}.example"
    return Seed(username, "User", str(number), f"Demo-Password-{number}")


def plant_app(world: World, app: App) -> App:
    world.apps[app.client_id] = app
    return app


def plant_acme(world: World, production: Org, sandbox: Org) -> None:
    """Fill the two orgs; their addresses must be known already."""
    plant_org(world, production)
    plant_org(world, sandbox)
    for seed in _PRODUCTION:
        plant_person(world, production, seed)
    for seed in _SANDBOX:
        plant_person(world, sandbox, seed)
    _plant_apps(world, production, sandbox)
    _plant_history(world, production)


def _plant_apps(world: World, production: Org, sandbox: Org) -> None:
    success = "/services/oauth2/success"
    real = tuple(f"https://{host}.salesforce.com{success}" for host in ("login", "test"))
    hosts = (world.login_url, world.test_url, production.url, sandbox.url)
    callbacks = (LOCAL_CALLBACK, *real, *(host + success for host in hosts))
    acme, uat = production.my_domain, sandbox.my_domain

    def app(name: str, *homes: str, external: bool = True) -> App:
        client_id, client_secret = fixed_key(name)
        made = App(name, client_id, client_secret, external, set(homes), callbacks)
        made.run_as = {"integration@acme.com", "integration@acme.com.uat"}
        made.certificate = demo_certificate()
        made.require_pkce = external
        return plant_app(world, made)

    app(CLASSIC_APP, acme, uat, external=False)
    app(TERMINAL_APP, acme)
    app(UAT_APP, uat)
    pipeline = app(PIPELINE_APP, acme, uat, external=False)
    pipeline.admin_approved = True
    pipeline.approved = {username for username in world.people if not username.startswith("lee@")}
    public = app(PUBLIC_APP, acme)
    public.flows = frozenset({"web", "refresh", "device"})
    public.secret_for_web = public.secret_for_refresh = False
    public.certificate, public.run_as = "", set()


def _plant_history(world: World, org: Org) -> None:
    """A few logins of the last days, so that no list starts empty."""
    now, hour = world.now(), 3600.0
    past = (
        ("ada@acme.com", 2 * hour, "Success", "OAuth Refresh Token", CLASSIC_APP),
        ("ada@acme.com", 26 * hour, "Success", "UI", "Browser"),
        ("ada@acme.com", 27 * hour, "Invalid Password", "UI", "Browser"),
        ("lee@acme.com", 5 * hour, "Failed: API security token required", _PASSWORD_LOGIN, CLASSIC_APP),
        ("lee@acme.com", 29 * hour, "Success", _PASSWORD_LOGIN, CLASSIC_APP),
        ("integration@acme.com", 1 * hour, "Success", "OAuth Client Credentials", TERMINAL_APP),
    )
    fountain = Fountain("sftui demo history")
    for username, ago, status, subtype, application in sorted(past, key=lambda row: -row[1]):
        in_browser = subtype == "UI"
        org.logins.append(
            LoginRecord(
                id=record_id(fountain, "0Ya"),
                user_id=world.people[username].id,
                time=now - ago,
                status=status,
                login_type="Application" if in_browser else "Remote Access 2.0",
                login_subtype="" if in_browser else subtype,
                application=application,
                source_ip="203.0.113.24",
                login_url=org.url.partition("//")[2],
            )
        )
