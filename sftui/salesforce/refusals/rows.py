"""All rows together: those of one method before those that mean the same everywhere."""

from __future__ import annotations

from sftui.salesforce.refusals import (
    any_rows,
    api_rows,
    client_credentials_rows,
    device_rows,
    jwt_rows,
    password_rows,
    refresh_rows,
    sign_in_rows,
)

ROWS = (
    *sign_in_rows.ROWS,
    *password_rows.ROWS,
    *refresh_rows.ROWS,
    *jwt_rows.ROWS,
    *client_credentials_rows.ROWS,
    *device_rows.ROWS,
    *api_rows.ROWS,
    *any_rows.ROWS,
)
