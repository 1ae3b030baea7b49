"""The demo org as a server: ports, start and stop."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from sftui.demo.apps import App
from sftui.demo.browser import Browser
from sftui.demo.connection import Service, Trouble
from sftui.demo.control import CONTROL_PREFIX, answer_control
from sftui.demo.faults import next_trouble
from sftui.demo.gate import wait_at_gate
from sftui.demo.hosts import Host, HostKind
from sftui.demo.ids import Fountain
from sftui.demo.listener import LOOPBACK, Listener, bind
from sftui.demo.messages import Reply, Request
from sftui.demo.orgs import Org, OrgKind
from sftui.demo.people import Person
from sftui.demo.router import answer, note_request
from sftui.demo.seed import (
    CLASSIC_APP,
    PIPELINE_APP,
    new_org_id,
    numbered_seed,
    plant_acme,
    plant_org,
    plant_person,
)
from sftui.demo.steering import Steering
from sftui.demo.switches import Fault
from sftui.demo.world import World

PRODUCTION, SANDBOX = "acme", "acme--uat"
HIGHEST_PORT = 65535


class DemoSalesforce(Steering):
    """A small Salesforce on 127.0.0.1. Use it as a context manager, or call ``start`` and ``stop``.

    ``port`` fixes the port of the login host, the other hosts take the ports after it where they are
    free. ``seed`` makes ids and tokens the same in each run. ``now`` is the clock, in seconds since 1970.
    ``tls`` serves https with that context.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        seed: str | None = None,
        now: Callable[[], float] = time.time,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(World(clock=now, fountain=Fountain(seed)))
        self._port = port
        self._tls = tls
        self._held: dict[str, socket.socket] = {}
        self._listener: Listener | None = None

    def start(self) -> Self:
        """Take the ports and serve. Raises OSError when ``port`` is taken."""
        production = Org(PRODUCTION, new_org_id(PRODUCTION), "Acme", instance_name="USA1234S")
        sandbox = Org(SANDBOX, new_org_id(SANDBOX), "Acme", "sandbox", instance_name="USA88S")
        self.world.login_url = self._take_host("login", port=self._port, strict=True)
        self.world.test_url = self._take_host("test", port=self._next_port(1))
        production.url = self._take_host("my-domain", production, port=self._next_port(2))
        sandbox.url = self._take_host("my-domain", sandbox, port=self._next_port(3))
        production.setup_url = self._take_host("setup", production, port=self._next_port(4))
        plant_acme(self.world, production, sandbox)
        service = Service(self._answer, self._trouble, self._gate, self.world.time_at, self.world.stopping)
        self._listener = Listener(service, self._tls)
        for url in list(self._held):
            self.pick_up(url)
        return self

    def stop(self) -> None:
        """End every connection and give the ports back. A stopped demo does not start again."""
        listener, self._listener = self._listener, None
        with self.world.moved:
            self.world.stopping.set()
            self.world.moved.notify_all()
        if listener is not None:
            listener.stop()
        for sock in self._held.values():
            sock.close()
        self._held.clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # --- addresses

    @property
    def login_url(self) -> str:
        """The generic login host for production, as login.salesforce.com."""
        return self.world.login_url

    @property
    def test_url(self) -> str:
        """The generic login host for sandboxes, as test.salesforce.com."""
        return self.world.test_url

    @property
    def my_domain_url(self) -> str:
        """My Domain of the production org."""
        return self.org(PRODUCTION).url

    @property
    def sandbox_url(self) -> str:
        """My Domain of the sandbox org."""
        return self.org(SANDBOX).url

    @property
    def setup_url(self) -> str:
        """The Setup host of the production org, as acme.my.salesforce-setup.com."""
        return self.org(PRODUCTION).setup_url

    @property
    def browser(self) -> Browser:
        """A fresh browser with no cookies; it trusts the demo's own certificate blindly."""
        if self._tls is None:
            return Browser(self.login_url)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return Browser(self.login_url, context)

    # --- growing

    def add_org(
        self,
        my_domain: str,
        *,
        name: str | None = None,
        kind: OrgKind = "production",
        people: int = 1,
        dead: bool = False,
    ) -> Org:
        """One more org with its My Domain host, where the two connected apps are installed.

        Its people are ``user1@…`` upwards with ``Demo-Password-1`` upwards. A ``dead`` one has an address
        where connections are refused.
        """
        if my_domain in self.world.orgs:
            raise ValueError(f"there is an org {my_domain} already")
        org = Org(my_domain, new_org_id(my_domain), name or my_domain.title(), kind)
        if kind == "scratch":
            org.trial_ends = "2027-01-31T00:00:00.000+0000"
        if kind == "developer":
            org.edition = "Developer Edition"
        with self.world.lock:
            plant_org(self.world, org)
            org.url = self._take_host("my-domain", org)
            for app in (self.app(CLASSIC_APP), self.app(PIPELINE_APP)):
                app.installed_in.add(my_domain)
                app.run_as.add(f"user1@{my_domain}.example")
            self.add_people(org, people)
        if not dead:
            self.pick_up(org.url)
        return org

    def add_people(self, org: Org, count: int) -> list[Person]:
        """So many more people, approved for every app of the org."""
        with self.world.lock:
            first = sum(person.org is org for person in self.world.people.values()) + 1
            made = [
                plant_person(self.world, org, numbered_seed(org, number))
                for number in range(first, first + count)
            ]
            for app in self.world.apps.values():
                if app.installed_in_org(org.my_domain):
                    app.approved.update(person.username for person in made)
            return made

    def add_app(self, app: App) -> App:
        with self.world.lock:
            self.world.apps[app.client_id] = app
        return app

    def hang_up(self, url: str) -> None:
        """A host goes dead: its connections end, new ones are refused."""
        self._running().hang_up(self.world.hosts[url])

    def pick_up(self, url: str) -> None:
        """A host that was dead is there again, on its old port."""
        sock = self._held.pop(url, None) or bind(int(url.rpartition(":")[2]))
        self._running().listen(sock, self.world.hosts[url])

    # --- within

    def _running(self) -> Listener:
        if self._listener is None:
            raise RuntimeError("the demo is not running")
        return self._listener

    def _next_port(self, step: int) -> int:
        return self._port + step if 0 < self._port <= HIGHEST_PORT - step else 0

    def _take_host(
        self, kind: HostKind, org: Org | None = None, *, port: int = 0, strict: bool = False
    ) -> str:
        """Take a port (another one if it is busy, unless ``strict``) for a host that is dead as yet."""
        try:
            sock = bind(port)
        except OSError:
            if strict:
                raise
            sock = bind()
        scheme = "http" if self._tls is None else "https"
        url = f"{scheme}://{LOOPBACK}:{sock.getsockname()[1]}"
        self.world.hosts[url] = Host(kind, url, org)
        self._held[url] = sock
        return url

    def _answer(self, request: Request, fault: Fault) -> Reply:
        if request.path.startswith(CONTROL_PREFIX):
            return answer_control(self, request)
        return answer(self.world, request, fault)

    def _trouble(self, request: Request) -> Trouble:
        if request.path.startswith(CONTROL_PREFIX):
            return Trouble()
        note_request(self.world, request)
        return next_trouble(self.world, request.host, request.path)

    def _gate(self, request: Request) -> None:
        if not request.path.startswith(CONTROL_PREFIX):
            wait_at_gate(self.world, request)
