"""Every failure an org can be switched to, as one frozen record.

Set them with ``DemoSalesforce.switch`` or ``POST /demo/switch``. What belongs to one app or one
person stands in ``apps.App`` and ``people.Person`` and is set with ``set_app`` and ``set_person``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Fault = Literal[
    "",
    "close",  # the connection ends before any reply; nothing was done
    "reset",  # the same, with a reset instead of an orderly end
    "lost-reply",  # the request is carried out, its reply never arrives
    "cut",  # the request is carried out, the reply ends in the middle of its body
    "silent",  # nothing is ever answered
    "drip",  # a reply that never ends, a few bytes at a time
    "gigabyte",  # a reply of 2**30 bytes, sent as fast as it is read
    "html-200",  # a page where JSON was expected
    "html-503",  # the maintenance page
    "server-error",  # 500 with a Salesforce fault page
    "not-json",  # 200, JSON content type, broken text
    "json-array",  # 200, valid JSON of the wrong shape
    "empty",  # 200 with no body
    "redirect",  # 302 to another host
    "oauth-error",  # the error object that ``fault_error``, ``fault_text`` and ``fault_status`` describe
    "rest-error",  # the same as the array that REST sends
    "identity-error",  # ``fault_error`` as a plain word, as the identity services say it; REST hides the user
]
FAULTS: tuple[str, ...] = get_args(Fault)


@dataclass(frozen=True)
class Switches:
    """How one org behaves. Times are in seconds. The defaults are an org where everything works."""

    # OAuth and OpenID Connect settings
    username_password_flow: bool = True
    require_pkce: bool = False
    code_lifetime: float = 900.0
    code_bound_to_host: bool = False
    approvals_limit: int = 5
    my_domain_required: bool = False
    my_domain_audience: bool = True
    device_interval: int = 5
    device_lifetime: float = 600.0
    device_says_expires_in: bool = False
    same_access_token: bool = False
    jwt_access_tokens: bool = False
    refresh_dies_on_password_change: bool = False
    sessions_end_on_password_change: bool = False

    # password policy and login rules
    lockout_after: int = 10
    lockout_seconds: float = 900.0
    trusted_ip: bool = False
    trusted_ip_refuses_token: bool = False
    login_rate_exceeded: bool = False
    session_timeout: float = 7200.0

    # the state of the org
    inactive: bool = False
    deleted: bool = False
    maintenance: bool = False
    api_enabled: bool = True
    api_currently_disabled: bool = False
    request_limit_exceeded: bool = False
    concurrent_limit_exceeded: bool = False

    # how replies look
    invalid_client_status: int = 400
    older_wording: bool = False
    vary: int | None = None
    foreign_text: bool = False
    foreign_instance_url: str = ""
    identity_redirect: str = ""
    clock_offset: float = 0.0

    # the network before it; for the generic hosts the first org of that environment decides.
    # ``fault_on`` is how the path begins, or several beginnings with blanks between ("" for every path);
    # ``fault_times`` 0 is for ever; ``hold`` is written like ``fault_on`` ("" holds nothing up), and what it names
    # waits unanswered until it is let go
    delay: float = 0.0
    hold: str = ""
    fault: Fault = ""
    fault_on: str = "/services/oauth2/token"
    fault_times: int = 0
    fault_error: str = "server_error"
    fault_text: str = ""
    fault_status: int = 400

    def __post_init__(self) -> None:
        if self.fault not in FAULTS:
            raise ValueError(f"unknown fault {self.fault!r}; one of {', '.join(FAULTS[1:])}")
