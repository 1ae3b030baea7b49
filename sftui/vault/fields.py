"""Which fields of an account the file holds: a field that is added to the class is stored by itself."""

from __future__ import annotations

import dataclasses

from sftui.account import SECRET_FIELDS, Account

STORED_SECRETS = tuple(name for name in SECRET_FIELDS if name != "access_token")
"""An access token is expendable and lies with the sessions."""

_NOT_TEXT = {"rev", "company_names", "environment", "unknown", "unknown_secret", *SECRET_FIELDS}
TEXT_FIELDS = tuple(each.name for each in dataclasses.fields(Account) if each.name not in _NOT_TEXT)
"""The fields that hold plain text, in the order of the class, which is the order in the file."""
