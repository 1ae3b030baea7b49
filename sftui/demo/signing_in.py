"""Checking a password as Salesforce does: lockout, security token, and causes kept in LoginHistory."""

from __future__ import annotations

from sftui.demo.hosts import Host
from sftui.demo.people import Attempt, Person, digest
from sftui.demo.world import World

SUCCESS = "Success"
INVALID_PASSWORD = "Invalid Password"
TOKEN_REQUIRED = "Failed: API security token required"
LOCKED = "Password Lockout"
UNKNOWN_USER = "no such user at this host"


def note_attempt(world: World, host: Host, username: str, sent: str, flow: str, cause: str) -> None:
    """Remember that a password was sent, by digest, whatever became of it."""
    world.attempts.append(
        Attempt(
            time=world.now(),
            username=username.lower(),
            host_url=host.url,
            flow=flow,
            digest=digest(sent),
            refused=cause != SUCCESS,
            cause=cause,
        )
    )


def verdict(world: World, host: Host, person: Person, sent: str, *, token_needed: bool) -> str:
    """The LoginHistory status of a login with this password, and what follows from it for the counter.

    Lockout comes first, so that the right password fails too while it lasts. Only a wrong password or
    token counts towards it; a success puts the counter back to zero (salesforce-oauth.md §12.3).
    """
    if world.now() < person.locked_until:
        return LOCKED
    status = _password_status(person, sent, token_needed=token_needed)
    if status != SUCCESS:
        _count_refusal(world, person)
        return status
    status = _rule_status(host, person)
    if status == SUCCESS:
        person.refusals = 0
    return status


def _password_status(person: Person, sent: str, *, token_needed: bool) -> str:
    switches = person.org.switches
    with_token = person.password + person.security_token
    if not token_needed:
        return SUCCESS if sent == person.password else INVALID_PASSWORD
    if switches.trusted_ip:
        right = {person.password} if switches.trusted_ip_refuses_token else {person.password, with_token}
        return SUCCESS if sent in right else INVALID_PASSWORD
    if sent == with_token:
        return SUCCESS
    return TOKEN_REQUIRED if sent.startswith(person.password) else INVALID_PASSWORD


def _rule_status(host: Host, person: Person) -> str:
    if not person.active:
        return "User is Inactive"
    if person.frozen:
        return "User is Frozen"
    if person.login_rule:
        return person.login_rule
    if person.org.switches.my_domain_required and host.org is None:
        return "Restricted domain"
    if person.password_expired:
        return "Password Expired"
    return SUCCESS


def _count_refusal(world: World, person: Person) -> None:
    """A lockout that is over leaves a clean counter behind."""
    limit = person.org.switches.lockout_after
    if person.locked_until:
        person.locked_until, person.refusals = 0.0, 0
    person.refusals += 1
    if limit and person.refusals >= limit:
        person.locked_until = world.now() + person.org.switches.lockout_seconds
