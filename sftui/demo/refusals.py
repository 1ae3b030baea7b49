"""The ways in which the demo says no, raised where it is found out and answered at one place."""

from __future__ import annotations


class OAuthRefusal(Exception):
    """A token endpoint error: a JSON object with ``error`` and ``error_description``."""

    def __init__(self, error: str, description: str = "", *, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status


class RestRefusal(Exception):
    """A REST error: a JSON array of one object (salesforce-oauth.md §11.2)."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message


def authentication_failure(detail: str = "") -> OAuthRefusal:
    """One answer for many causes; the true one stands in LoginHistory alone (§5)."""
    return OAuthRefusal("invalid_grant", f"authentication failure{detail}")


def wrong_client(status: int = 400) -> OAuthRefusal:
    return OAuthRefusal("invalid_client", "invalid client credentials", status=status)


def unknown_client() -> OAuthRefusal:
    return OAuthRefusal("invalid_client_id", "client identifier invalid")


def app_blocked() -> OAuthRefusal:
    return OAuthRefusal("OAUTH_APP_BLOCKED", "this app is blocked by admin")


def app_elsewhere(error: str) -> OAuthRefusal:
    return OAuthRefusal(error, "External client app is not installed in this org")


def not_admin_approved() -> OAuthRefusal:
    return OAuthRefusal("invalid_app_access", "user is not admin approved to access this app")


def user_inactive() -> OAuthRefusal:
    return OAuthRefusal("inactive_user", "user is inactive")


def ip_restricted() -> OAuthRefusal:
    return OAuthRefusal("invalid_grant", "ip restricted")
