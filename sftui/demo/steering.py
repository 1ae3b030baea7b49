"""What tests and the control surface can do to the demo org and learn from it."""

from __future__ import annotations

from dataclasses import fields, replace

from sftui.demo.apps import App
from sftui.demo.changes import checked
from sftui.demo.der import certificate_key
from sftui.demo.device_page import waiting_device
from sftui.demo.gate import wait_for_held
from sftui.demo.ids import record_id
from sftui.demo.orgs import LoginRecord, Org
from sftui.demo.passwords import change_password, reset_security_token
from sftui.demo.people import Attempt, Mail, Person
from sftui.demo.sessions import end_approval, end_sessions, live_approvals
from sftui.demo.switches import Switches
from sftui.demo.tables import people_of
from sftui.demo.tokens import Approval
from sftui.demo.world import Seen, World

_CERTIFICATE_LIMIT = 4096
_SMALLEST_KEY = 2048
_PERSON_FIXED = frozenset({"id", "org", "username"})
_APP_FIXED = frozenset({"client_id", "certificate"})


class Steering:
    """Methods by the words of Salesforce Setup. Each raises KeyError or ValueError for what is not there."""

    def __init__(self, world: World) -> None:
        self.world = world

    # --- finding

    def org(self, my_domain: str) -> Org:
        """An org by its My Domain name, such as ``acme--uat``."""
        return self.world.orgs[my_domain]

    def person(self, username: str) -> Person:
        return self.world.people[username.lower()]

    def app(self, name_or_key: str) -> App:
        """An app by its name or consumer key."""
        for app in self.world.apps.values():
            if name_or_key in {app.name, app.client_id}:
                return app
        raise KeyError(name_or_key)

    # --- switching

    def switch(self, *, org: str | None = None, **changes: object) -> None:
        """Set fields of ``Switches`` on one org, or on all."""
        with self.world.lock:
            for one in [self.org(org)] if org else list(self.world.orgs.values()):
                one.switches = replace(one.switches, **checked(one.switches, changes))  # type: ignore[arg-type]  # checked() gives the right types
                one.fault_hits = 0
            self.world.moved.notify_all()

    def reset_switches(self) -> None:
        """Back to orgs where everything works. Apps and people stay as they are."""
        self.switch(**{one.name: getattr(Switches(), one.name) for one in fields(Switches)})

    def wait_until_held(self, count: int, path: str = "") -> None:
        """Until so many requests wait that the switch ``hold`` names and whose path begins so.

        Raises TimeoutError when they don't come.
        """
        wait_for_held(self.world, count, path)

    def let_go(self) -> None:
        """All that waits is answered, and nothing more is held up; other switches stay."""
        with self.world.lock:
            for org in self.world.orgs.values():
                org.switches = replace(org.switches, hold="")
            self.world.moved.notify_all()

    def set_app(self, name_or_key: str, **changes: object) -> None:
        """Set fields of an app, such as ``rotation=True`` or ``blocked=True``."""
        with self.world.lock:
            app = self.app(name_or_key)
            for name, value in checked(app, changes, fixed=_APP_FIXED).items():
                setattr(app, name, value)

    def app_not_ready(self, name_or_key: str, seconds: float) -> None:
        """A fresh app: its key is unknown for this long."""
        self.set_app(name_or_key, ready_at=self.world.now() + seconds)

    def add_callback(self, name_or_key: str, address: str) -> None:
        with self.world.lock:
            app = self.app(name_or_key)
            app.callbacks = (*app.callbacks, address)

    def upload_certificate(self, name_or_key: str, pem: str) -> None:
        """Put a certificate on an app. Raises ValueError for a bad, too long or too weak one."""
        if len(pem.encode()) > _CERTIFICATE_LIMIT:
            raise ValueError("the certificate file is too large")
        if certificate_key(pem).n.bit_length() < _SMALLEST_KEY:
            raise ValueError("the key is too short")
        with self.world.lock:
            self.app(name_or_key).certificate = pem

    # --- people

    def set_person(self, username: str, **changes: object) -> None:
        """Set fields of a person, such as ``frozen=True`` or ``login_rule="Restricted IP"``."""
        with self.world.lock:
            person = self.person(username)
            for name, value in checked(person, changes, fixed=_PERSON_FIXED).items():
                setattr(person, name, value)

    def change_password(self, username: str, password: str | None = None) -> str:
        """Change a password (a made-up one without ``password``); returns the new security token."""
        with self.world.lock:
            new = password if password is not None else f"Fresh-{self.world.fountain.text(10)}-1"
            return change_password(self.world, self.person(username), new)

    def reset_security_token(self, username: str) -> str:
        """A new security token, by mail too; returns it."""
        with self.world.lock:
            return reset_security_token(self.world, self.person(username))

    def lock(self, username: str, seconds: float = 900.0) -> None:
        with self.world.lock:
            self.person(username).locked_until = self.world.now() + seconds

    def unlock(self, username: str) -> None:
        with self.world.lock:
            person = self.person(username)
            person.locked_until, person.refusals = 0.0, 0

    def is_locked(self, username: str) -> bool:
        return self.world.now() < self.person(username).locked_until

    # --- tokens

    def end_access_token(self, access_token: str) -> None:
        """As *Session Management* does: the refresh token still works."""
        with self.world.lock:
            self.world.sessions[access_token].ended = True

    def end_sessions(self, username: str) -> int:
        """End all access tokens of a person; returns how many were alive."""
        with self.world.lock:
            return end_sessions(self.world, self.person(username))

    def approvals(self, username: str, app: str | None = None) -> list[Approval]:
        """Living approvals of a person, oldest first."""
        with self.world.lock:
            return live_approvals(self.world, self.person(username), self.app(app) if app else None)

    def revoke_approvals(self, username: str, app: str | None = None) -> int:
        """As a person does in *OAuth Connected Apps*: refresh tokens and their sessions end."""
        with self.world.lock:
            living = self.approvals(username, app)
            for approval in living:
                end_approval(self.world, approval, "revoked")
            return len(living)

    def contain(self, username: str) -> None:
        """Automated containment: the user is frozen, all refresh tokens are revoked."""
        with self.world.lock:
            self.revoke_approvals(username)
            self.set_person(username, frozen=True)

    def approve_device(self, user_code: str, username: str, *, approve: bool = True) -> None:
        """A person's answer at the device page, without the pages. Raises KeyError for an unknown code."""
        with self.world.lock:
            login = waiting_device(self.world, user_code)
            if login is None:
                raise KeyError(user_code)
            login.state = "approved" if approve else "denied"
            login.person = self.person(username) if approve else None

    # --- orgs and time

    def refresh_sandbox(self, my_domain: str) -> str:
        """The same name with a new org: new ids, every session and refresh token dead. Returns its id."""
        with self.world.lock:
            org = self.org(my_domain)
            for person in people_of(self.world, org):
                end_sessions(self.world, person)
                for approval in live_approvals(self.world, person):
                    end_approval(self.world, approval, "sandbox refreshed")
                person.id = record_id(self.world.fountain, "005")
            org.id = record_id(self.world.fountain, "00D")
            org.logins.clear()
            return org.id

    def advance(self, seconds: float) -> None:
        """Move the demo's time; negative goes back."""
        with self.world.lock:
            self.world.shift += seconds

    # --- learning

    def attempts(self, username: str | None = None) -> list[Attempt]:
        """Every password that was sent, oldest first; known by digest only."""
        with self.world.lock:
            return [
                one for one in self.world.attempts if username is None or one.username == username.lower()
            ]

    def refused_twice(self, username: str | None = None) -> bool:
        """Whether a password that had been refused was sent once more through the password flow."""
        refused: set[tuple[str, str]] = set()
        for attempt in self.attempts(username):
            if attempt.flow != "password":
                continue
            if (attempt.username, attempt.digest) in refused and attempt.refused:
                return True
            if attempt.refused:
                refused.add((attempt.username, attempt.digest))
        return False

    def mailbox(self, username: str | None = None) -> list[Mail]:
        with self.world.lock:
            return [
                mail for mail in self.world.mailbox if username is None or mail.username == username.lower()
            ]

    def login_history(self, username: str) -> list[LoginRecord]:
        """Oldest first."""
        with self.world.lock:
            person = self.person(username)
            return [one for one in person.org.logins if one.user_id == person.id]

    def requests(self, path: str | None = None) -> list[Seen]:
        """The requests that came in, oldest first, without control calls."""
        with self.world.lock:
            return [one for one in self.world.seen if path is None or one.path == path]
