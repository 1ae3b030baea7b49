"""All state of the demo in one place. Whoever reads or changes it holds ``lock``."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sftui.demo.apps import App
from sftui.demo.hosts import Host
from sftui.demo.ids import Fountain, record_id
from sftui.demo.orgs import LoginRecord, Org
from sftui.demo.people import Attempt, Mail, Person
from sftui.demo.switches import Switches
from sftui.demo.tokens import Approval, Code, DeviceLogin, Errand, Session


@dataclass(frozen=True)
class Seen:
    """One request as it came in: parameter names, never their values."""

    time: float
    host_url: str
    method: str
    path: str
    grant: str
    parameters: tuple[str, ...]
    query_names: tuple[str, ...]
    content_type: str
    had_cookie: bool


@dataclass(eq=False)
class World:
    """``shift`` is how far the demo's time was moved by hand; ``hosts`` is keyed by address."""

    clock: Callable[[], float]
    fountain: Fountain
    lock: threading.RLock = field(default_factory=threading.RLock)
    stopping: threading.Event = field(default_factory=threading.Event)
    moved: threading.Condition = field(init=False)
    """Over ``lock``: told when a request comes to wait at the gate, and when it may go on."""
    held: list[str] = field(default_factory=list)
    """The paths of the requests that wait at the gate."""
    shift: float = 0.0
    login_url: str = ""
    test_url: str = ""
    hosts: dict[str, Host] = field(default_factory=dict)
    orgs: dict[str, Org] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    approvals: list[Approval] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    devices: dict[str, DeviceLogin] = field(default_factory=dict)
    errands: dict[str, Errand] = field(default_factory=dict)
    browser_sessions: dict[str, Person] = field(default_factory=dict)
    assertion_ids: set[tuple[str, str]] = field(default_factory=set)
    cursors: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    mailbox: list[Mail] = field(default_factory=list)
    seen: deque[Seen] = field(default_factory=lambda: deque(maxlen=20_000))

    def __post_init__(self) -> None:
        self.moved = threading.Condition(self.lock)

    def now(self) -> float:
        """Seconds since 1970 as true time goes; an org with a wrong clock adds its offset."""
        return self.clock() + self.shift

    def switches(self, host: Host) -> Switches:
        """The switches that rule a host; for a generic host those of the first org behind it."""
        return self.first_org(host).switches

    def first_org(self, host: Host) -> Org:
        if host.org is not None:
            return host.org
        return next(org for org in self.orgs.values() if host.serves(org))

    def time_at(self, host: Host) -> float:
        """What the clock of this host says."""
        return self.now() + self.switches(host).clock_offset

    def person_at(self, host: Host, username: str) -> Person | None:
        """The person of this username, if this host knows their org."""
        person = self.people.get(username.lower())
        return person if person is not None and host.serves(person.org) else None

    def generic_url(self, org: Org) -> str:
        """The generic login host for an org; identity addresses are made with it."""
        return self.test_url if org.is_sandbox else self.login_url

    def note_login(self, person: Person, host: Host, app_name: str, subtype: str, status: str) -> None:
        """Write one row of LoginHistory."""
        login_type = "Application" if subtype == "UI" else "Remote Access 2.0"
        row = LoginRecord(
            id=record_id(self.fountain, "0Ya"),
            user_id=person.id,
            time=self.now(),
            status=status,
            login_type=login_type,
            login_subtype="" if subtype == "UI" else subtype,
            application=app_name,
            source_ip="127.0.0.1",
            login_url=host.url.partition("//")[2],
        )
        person.org.logins.append(row)
