"""The exit code that design §5 gives each answer of Salesforce; what is not named here is a refusal, 4."""

from __future__ import annotations

REFUSED, OTHER, NOT_REACHED = 4, 1, 6

_BY_ERROR = {
    "rate_limit_exceeded": OTHER,
    "authorization_pending": OTHER,
    "slow_down": OTHER,
    "server_error": NOT_REACHED,
    "unknown_error": NOT_REACHED,
    "unsupported_token_type": OTHER,
    "invalid_token": OTHER,
    "REQUEST_LIMIT_EXCEEDED": OTHER,
    "INSUFFICIENT_ACCESS": OTHER,
    "MALFORMED_QUERY": OTHER,
    "INVALID_FIELD": OTHER,
    "INVALID_TYPE": OTHER,
    "NOT_FOUND": OTHER,
    "SERVER_UNAVAILABLE": NOT_REACHED,
}
_BY_STATUS = {410: OTHER, 503: NOT_REACHED}


def exit_code_of(error: str, said: str, status: int = 0) -> int:
    """Wrong credentials are 4; a limit or a missing right is 1; an org that is down is 6."""
    if said == "login rate exceeded":
        return OTHER
    return _BY_ERROR.get(error, _BY_STATUS.get(status, REFUSED) if not error else REFUSED)
