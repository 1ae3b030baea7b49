"""What changing a password or resetting a security token sets off (salesforce-oauth.md §12.1, §12.2)."""

from __future__ import annotations

from sftui.demo.people import Mail, Person
from sftui.demo.sessions import end_approval, end_sessions, live_approvals
from sftui.demo.world import World

TOKEN_LENGTH = 24


def change_password(world: World, person: Person, password: str) -> str:
    """Set the password; the security token changes with it and is returned.

    The mail with the new token is sent only to somebody who has reset the token by hand before, and
    never where trusted addresses make it needless. The change also unlocks the user.
    """
    person.password = password
    person.security_token = world.fountain.text(TOKEN_LENGTH)
    person.password_expired = False
    person.refusals, person.locked_until = 0, 0.0
    person.changed_at = world.now()
    if person.token_reset_by_hand:
        mail_token(world, person)
    switches = person.org.switches
    if switches.sessions_end_on_password_change:
        end_sessions(world, person)
    if switches.refresh_dies_on_password_change:
        for approval in live_approvals(world, person):
            end_approval(world, approval, "password")
    return person.security_token


def reset_security_token(world: World, person: Person) -> str:
    """*Reset My Security Token*: a new token by mail; password and refresh tokens stay."""
    person.security_token = world.fountain.text(TOKEN_LENGTH)
    person.token_reset_by_hand = True
    mail_token(world, person)
    return person.security_token


def mail_token(world: World, person: Person) -> None:
    if person.org.switches.trusted_ip:
        return
    mail = Mail(
        time=world.now(),
        username=person.username,
        to=person.email,
        subject="Your new Salesforce security token",
        body=f"Username: {person.username}\nSecurity token (case-sensitive): {person.security_token}",
    )
    world.mailbox.append(mail)
