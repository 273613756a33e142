"""Errors in Google's two formats: google.rpc.Status for Sheets, the older `errors` list for Drive.

Recorded: 404, 429 with its ErrorInfo, 400 messages. Documented: Drive's reasons, 401, SERVICE_DISABLED details.
"""

from __future__ import annotations

from typing import Any, NoReturn

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
UNAVAILABLE = {
    500: "Internal error encountered.",
    502: "Bad Gateway",
    503: "The service is currently unavailable.",
    504: "Deadline expired before operation could complete.",
}
INVALID_CREDENTIALS = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)
TOO_LONG = "Your input contains more than the maximum of 50000 characters in a single cell."
TOO_MANY_CELLS = (
    "This action would increase the number of cells in the workbook above the limit of 10000000 cells."
)
NOT_A_SHEET = "This operation is not supported for this document"
PROJECT = "1071851248496"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"


class ApiError(Exception):
    """An answer that is not a success; `body` renders it in the Sheets or the Drive format."""

    def __init__(
        self,
        code: int,
        message: str,
        status: str | None = None,
        details: list[dict[str, Any]] | None = None,
        reason: str | None = None,
        headers: dict[str, str] | None = None,
        with_status: bool = False,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.details = code, message, details
        self.status = status or STATUS.get(code, "UNKNOWN")
        self.reason, self.headers = reason, headers or {}
        self.location: str | None = None
        self.with_status = with_status or code == 401 or bool(details)

    def prefixed(self, prefix: str) -> ApiError:
        """The same error with the part of a batch that it came from (recorded: `Invalid requests[0].x: ...`)."""
        return ApiError(
            self.code, f"{prefix}: {self.message}", self.status, self.details, self.reason, self.headers
        )

    def body(self, drive: bool = False) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if drive:
            item = {"message": self.message, **drive_item(self)}
            error = {"errors": [item], "code": self.code, "message": self.message}
            if self.with_status:
                error["status"] = self.status
        else:
            error["status"] = self.status
        if self.details:
            error["details"] = self.details
        return {"error": error}


def drive_item(error: ApiError) -> dict[str, str]:
    """The domain, reason and location of the one entry in a Drive error's `errors`."""
    if error.code == 404:
        return {"domain": "global", "reason": "notFound", "location": "fileId", "locationType": "parameter"}
    if error.code == 401:
        return {
            "message": "Invalid Credentials",
            "domain": "global",
            "reason": "authError",
            "location": "Authorization",
            "locationType": "header",
        }
    if error.code == 429:
        return {"domain": "usageLimits", "reason": "rateLimitExceeded"}
    if error.code >= 500:
        return {"domain": "global", "reason": "backendError" if error.code == 503 else "internalError"}
    if error.location:
        return {
            "domain": "global",
            "reason": error.reason or "invalid",
            "location": error.location,
            "locationType": "parameter",
        }
    domain = "usageLimits" if error.reason == "accessNotConfigured" else "global"
    return {"domain": domain, "reason": error.reason or {400: "badRequest"}.get(error.code, "forbidden")}


def invalid(message: str) -> NoReturn:
    raise ApiError(400, message)


def not_found(message: str = "Requested entity was not found.") -> NoReturn:
    raise ApiError(404, message)


def file_not_found(file_id: str) -> ApiError:
    return ApiError(404, f"File not found: {file_id}.")


def permission_denied() -> ApiError:
    return ApiError(403, "The caller does not have permission", reason="forbidden")


def unauthenticated() -> ApiError:
    challenge = 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
    return ApiError(401, INVALID_CREDENTIALS, headers={"WWW-Authenticate": challenge})


def unavailable(code: int) -> ApiError:
    return ApiError(code, UNAVAILABLE.get(code, "Unknown Error."), reason="backendError")


def bad_field(
    path: str, description: str, message: str = "Request contains an invalid argument."
) -> ApiError:
    """A 400 with field violations, as the transcoding layer in front of Sheets answers (documented)."""
    violation = {"field": path, "description": description} if path else {"description": description}
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    return ApiError(400, message, details=details, reason="badRequest")


def quota_exceeded(write: bool, limit: int = 60) -> ApiError:
    """429 for reads or writes per minute per user. Message and metadata recorded; Help link documented."""
    word, key = ("Write", "write") if write else ("Read", "read")
    message = (
        f"Quota exceeded for quota metric '{word} requests' and limit '{word} requests per minute per user' "
        f"of service 'sheets.googleapis.com' for consumer 'project_number:{PROJECT}'."
    )
    metadata = {
        "quota_metric": f"sheets.googleapis.com/{key}_requests",
        "quota_limit": f"{word}RequestsPerMinutePerUser",
        "quota_limit_value": str(limit),
        "quota_location": "global",
        "service": "sheets.googleapis.com",
        "consumer": f"projects/{PROJECT}",
    }
    link = {
        "description": "Request a higher quota limit.",
        "url": "https://cloud.google.com/docs/quotas/help/request_increase",
    }
    details: list[dict[str, Any]] = [
        {
            "@type": ERROR_INFO,
            "reason": "RATE_LIMIT_EXCEEDED",
            "domain": "googleapis.com",
            "metadata": metadata,
        },
        {"@type": "type.googleapis.com/google.rpc.Help", "links": [link]},
    ]
    return ApiError(429, message, details=details, reason="rateLimitExceeded")


def drive_rate_limit() -> ApiError:
    return ApiError(429, "Rate Limit Exceeded", reason="rateLimitExceeded")


def service_disabled(drive: bool = False) -> ApiError:
    """403 for an API that is not enabled in the caller's project (documented)."""
    name, service = ("Drive", "drive") if drive else ("Sheets", "sheets")
    url = (
        f"https://console.developers.google.com/apis/api/{service}.googleapis.com/overview?project={PROJECT}"
    )
    message = (
        f"Google {name} API has not been used in project {PROJECT} before or it is disabled. Enable it by "
        f"visiting {url} then retry. If you enabled this API recently, wait a few minutes for the action to "
        "propagate to our systems and retry."
    )
    link = {"description": "Google developers console API activation", "url": url}
    metadata = {
        "service": f"{service}.googleapis.com",
        "serviceTitle": f"Google {name} API",
        "containerInfo": PROJECT,
        "consumer": f"projects/{PROJECT}",
        "activationUrl": url,
    }
    details: list[dict[str, Any]] = [
        {"@type": ERROR_INFO, "reason": "SERVICE_DISABLED", "domain": "googleapis.com", "metadata": metadata},
        {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": message},
        {"@type": "type.googleapis.com/google.rpc.Help", "links": [link]},
    ]
    return ApiError(403, message, details=details, reason="accessNotConfigured")


def insufficient_scopes(service: str) -> ApiError:
    metadata = {"service": f"{service}.googleapis.com"}
    details = [
        {
            "@type": ERROR_INFO,
            "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            "domain": "googleapis.com",
            "metadata": metadata,
        }
    ]
    message = "Request had insufficient authentication scopes."
    return ApiError(403, message, details=details, reason="insufficientPermissions")
