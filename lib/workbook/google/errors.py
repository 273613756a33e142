"""Google's errors as one line that says what to do.

No key, token or HTML page gets into a message: only the text in this module, the account's email, an API's name and
activation link if they are Google's own, and the short message of a 400.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import requests
from google.auth import exceptions as google_auth

from lib.workbook.base import WorkbookError

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
SHORTCUT = "application/vnd.google-apps.shortcut"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SOME_ACCOUNT = "the Google account that Pharos signs in with"
TRANSIENT = frozenset((429, 500, 502, 503, 504))
"""HTTP statuses of errors that may be gone a moment later."""

_RATE_REASONS = frozenset(("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"))
_CONSOLES = ("https://console.developers.google.com/", "https://console.cloud.google.com/")
_SAVE_AS_SHEET = (
    "is an Excel file on Google Drive: open it with Google Sheets, choose File > Save as Google Sheets, and use the "
    "address of the new spreadsheet"
)


class GoogleError(WorkbookError):
    """A call to Google that failed.

    `status` is the HTTP status, 0 without an answer; `transient` means that the same call may work a moment later,
    `not_done` that Google did none of it; `google_message` is Google's own short message, "" if there was none.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        transient: bool = False,
        not_done: bool = False,
        google_message: str = "",
    ) -> None:
        super().__init__(message)
        self.status, self.transient, self.not_done, self.google_message = (
            status,
            transient,
            not_done,
            google_message,
        )


def of_answer(response: requests.Response, account: str) -> GoogleError:
    """The error in an answer that is not a success; `account` is the email that a spreadsheet must be shared with."""
    error = _error(response)
    reasons = _reasons(error)
    google_message = " ".join(str(error.get("message", "")).split())[:200]
    is_drive = "/drive/" in response.url
    status = response.status_code
    is_rate = status == 429 or bool(reasons & _RATE_REASONS)
    return GoogleError(
        "Google's limit on calls per minute is used up: wait a minute; Pharos then continues by itself"
        if is_rate
        else _advice(status, google_message, reasons, error, is_drive, account),
        status=status,
        transient=is_rate or status in TRANSIENT,
        google_message=google_message,
    )


def of_exception(error: Exception, account: str, seconds: float) -> GoogleError:
    """The error of a call without an answer: no network, a timeout after `seconds`, or no access token."""
    match error:
        case google_auth.RefreshError():
            return _no_token(error, account)
        case google_auth.TransportError():
            inner = error.args[0] if error.args and isinstance(error.args[0], Exception) else None
            cause = of_exception(inner, account, seconds) if inner else None
            return GoogleError(str(cause or _NO_NETWORK), transient=True, not_done=True)
        case requests.exceptions.SSLError():
            return GoogleError(
                "the connection to Google is not trusted: if there is a proxy in between, name its certificate in "
                "REQUESTS_CA_BUNDLE",
                transient=True,
            )
        case requests.exceptions.ConnectTimeout():
            return GoogleError(_NO_NETWORK, transient=True)
        case requests.exceptions.Timeout():
            return GoogleError(
                f"Google did not answer within {seconds:g} seconds: try again, or spread a very large log over "
                "several spreadsheets",
                transient=True,
            )
        case _:
            return GoogleError(_NO_NETWORK, transient=True)


_NO_NETWORK = "Google cannot be reached: check this computer's network, proxy and firewall"


def not_json(status: int) -> GoogleError:
    """The error for a success whose body is not JSON, such as the sign-in page of a proxy or a hotel."""
    return GoogleError(
        "something other than Google answered: there may be a proxy or a sign-in page in between",
        status=status,
    )


def wrong_kind(mime_type: str) -> str | None:
    """Why a Drive file of this type is no spreadsheet and what to do, as the end of a sentence; None if it is one."""
    if mime_type in ("", SPREADSHEET):
        return None
    if "spreadsheetml" in mime_type or "ms-excel" in mime_type:
        return _SAVE_AS_SHEET
    if mime_type == FOLDER:
        return "is a Google Drive folder: enter it as the folder to read every spreadsheet in it"
    if mime_type == SHORTCUT:
        return "is a shortcut, which Pharos does not follow: move the spreadsheet itself here"
    return "is not a spreadsheet: copy the address of a Google spreadsheet"


def _advice(
    status: int,
    google_message: str,
    reasons: set[str],
    error: Mapping[str, Any],
    is_drive: bool,
    account: str,
) -> str:
    share = (
        f"open the spreadsheet, choose Share, and add {account} as Viewer (as Editor to edit it from Pharos)"
    )
    match status:
        case 400 if "not supported for this document" in google_message:
            return _SAVE_AS_SHEET
        case 400 if google_message.startswith("Unable to parse range"):
            return "a tab was renamed or deleted while it was being read: try again"
        case 401:
            return f"Google no longer accepts the credential of {account}: sign in again or create a new key"
        case 403 if reasons & {"SERVICE_DISABLED", "accessNotConfigured"}:
            name = "Google Drive API" if is_drive else "Google Sheets API"
            link = _activation_link(error)
            where = f" at {link}" if link else " in the Google Cloud console (APIs & Services > Library)"
            return (
                f"the {name} is not enabled in the credential's project: enable it{where} and wait a minute"
            )
        case 403 if reasons & {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"}:
            return "the credential does not give access to both spreadsheets and Drive: sign in again and allow both"
        case 403:
            return f"is not shared with {account}: {share}"
        case 404 if is_drive:
            return (
                f"is not shared with {account}, or its address is wrong: {share}, or copy the address again"
            )
        case 404:
            return "there is no such spreadsheet: copy its address again from the browser's address bar"
        case _ if status >= 500:
            return f"Google is having trouble ({status}): Pharos keeps trying; you do not need to do anything"
        case _:
            detail = f": {google_message}" if google_message else ""
            return f"Google refused the call ({status}{detail}): report this error"


def _no_token(error: google_auth.RefreshError, account: str) -> GoogleError:
    """The error for a refused access token. Only the kind of the answer is used; its text is never repeated."""
    text = str(error.args[0]) if error.args else ""
    if getattr(error, "retryable", False):
        return GoogleError(
            "Google is having trouble signing Pharos in: Pharos keeps trying", transient=True, not_done=True
        )
    if account == SOME_ACCOUNT:
        return GoogleError("the Google sign-in has expired or was revoked: sign in to Google again")
    if "reasonable timeframe" in text or "iat and exp" in text:
        return GoogleError(f"Google refused to sign {account} in: correct this computer's clock")
    if "invalid_grant" in text or "invalid_client" in text:
        return GoogleError(
            f"Google refused the key of {account}: it was deleted or disabled, or this computer's clock is wrong; "
            "create a new key for the service account"
        )
    return GoogleError(f"Google refused to sign {account} in: create a new key for the service account")


def _error(response: requests.Response) -> Mapping[str, Any]:
    """The `error` of a JSON answer; empty for HTML pages and anything else."""
    try:
        error = orjson.loads(response.content)["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, Mapping) else {}


def _parts(error: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    parts = error.get(name)
    return [part for part in parts if isinstance(part, Mapping)] if isinstance(parts, list) else []


def _reasons(error: Mapping[str, Any]) -> set[str]:
    return {str(part.get("reason")) for part in (*_parts(error, "details"), *_parts(error, "errors"))}


def _activation_link(error: Mapping[str, Any]) -> str | None:
    """The link to enable an API, None unless it is Google's own."""
    for part in _parts(error, "details"):
        metadata = part.get("metadata")
        link = metadata.get("activationUrl") if isinstance(metadata, Mapping) else None
        if isinstance(link, str) and link.startswith(_CONSOLES) and len(link) < 300 and " " not in link:
            return link
    return None
