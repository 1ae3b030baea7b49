"""The tunnel coach's exact words."""

from __future__ import annotations

import getpass

import pytest

from sftui.salesforce.tunnel import callback_port, tunnel_for

SSH = {"SSH_CONNECTION": "198.51.100.7 50022 192.0.2.10 22", "USER": "ada"}


def test_the_line_for_another_terminal_and_the_way_in_place() -> None:
    tunnel = tunnel_for("http://localhost:1717/OauthRedirect", SSH)
    assert tunnel is not None
    assert tunnel.new_connection == "ssh -N -L 1717:localhost:1717 ada@192.0.2.10"
    assert tunnel.in_place == "-L 1717:localhost:1717"


def test_another_ssh_port_is_named() -> None:
    tunnel = tunnel_for(
        "http://localhost:1717/x", {**SSH, "SSH_CONNECTION": "198.51.100.7 50022 2001:db8::10 2222"}
    )
    assert tunnel is not None
    assert tunnel.new_connection == "ssh -N -L 1717:localhost:1717 -p 2222 ada@2001:db8::10"


def test_a_name_with_a_blank_stays_one_word() -> None:
    tunnel = tunnel_for("http://localhost:1717/x", {**SSH, "USER": "ada lovelace"})
    assert tunnel is not None
    assert tunnel.new_connection.endswith("'ada lovelace@192.0.2.10'")


@pytest.mark.parametrize(
    ("callback", "environ"),
    [
        ("http://localhost:1717/x", {}),
        ("https://login.salesforce.com/services/oauth2/success", SSH),
        ("http://[broken", SSH),
    ],
)
def test_no_tunnel_where_none_helps(callback: str, environ: dict[str, str]) -> None:
    assert tunnel_for(callback, environ) is None


def test_a_session_without_addresses_still_gets_a_line() -> None:
    tunnel = tunnel_for("http://localhost:1717/x", {"SSH_TTY": "/dev/pts/3", "USER": "ada"})
    assert tunnel is not None
    assert tunnel.new_connection.startswith("ssh -N -L 1717:localhost:1717 ada@")


@pytest.mark.parametrize(
    ("callback", "port"),
    [
        ("http://localhost/x", 80),
        ("https://localhost/x", 443),
        ("http://127.0.0.1:9/", 9),
        ("http://acme.example:1717/", 0),
        ("", 0),
    ],
)
def test_the_port_that_the_browser_knocks_at(callback: str, port: int) -> None:
    assert callback_port(callback) == port


def test_a_user_that_the_system_does_not_list_still_gets_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr(getpass, "getuser", nobody)
    tunnel = tunnel_for("http://localhost:1717/x", {"SSH_CONNECTION": SSH["SSH_CONNECTION"]})
    assert tunnel is not None
    assert tunnel.new_connection == "ssh -N -L 1717:localhost:1717 you@192.0.2.10"


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("10.0.3.7", True),
        ("192.168.1.20", True),
        ("fe80::1%eth0", True),
        ("fd00::7", True),
        ("127.0.0.1", False),
        ("8.8.4.4", False),
        ("2a00:1450::200e", False),
        ("host.example", False),
    ],
)
def test_an_address_of_an_inner_network_may_be_another_one_from_home(address: str, inside: bool) -> None:
    environ = {**SSH, "SSH_CONNECTION": f"198.51.100.7 50022 {address} 22"}
    tunnel = tunnel_for("http://localhost:1717/x", environ)
    assert tunnel is not None
    assert tunnel.names_inside is inside


@pytest.mark.parametrize(
    ("callback", "forward"),
    [
        ("http://localhost:1717/x", "-L 1717:localhost:1717"),
        ("http://127.0.0.1:1717/x", "-L 1717:127.0.0.1:1717"),
        ("http://[::1]:1717/x", "-L '1717:[::1]:1717'"),
    ],
)
def test_the_tunnel_ends_at_the_address_that_is_listened_on(callback: str, forward: str) -> None:
    """``localhost`` may be another address than the one that the callback names."""
    tunnel = tunnel_for(callback, SSH)
    assert tunnel is not None
    assert tunnel.new_connection.startswith(f"ssh -N {forward} ")
    assert tunnel.in_place == forward.replace("'", "")
