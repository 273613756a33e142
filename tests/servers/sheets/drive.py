"""Drive v3: files create, upload, get, list, update, copy, delete, and permissions.

Recorded: bodies of create, copy, list and delete (204, no body). Documented: q, paging, field masks, error reasons.
Left out: shared drives, revisions, changes, export.
"""

from __future__ import annotations

import base64
import email
from collections.abc import Mapping
from typing import Any

import orjson

from . import fields, search
from .errors import ApiError, bad_field
from .model import Spreadsheet, new_file_id
from .store import SPREADSHEET, DriveFile, Store
from .workbook import read_xlsx

Body = dict[str, Any]
DEFAULT = fields.parse("kind,id,name,mimeType")
FILE_FIELDS = dict.fromkeys(
    [
        "kind",
        "id",
        "name",
        "mimeType",
        "description",
        "starred",
        "trashed",
        "explicitlyTrashed",
        "parents",
        "properties",
        "appProperties",
        "spaces",
        "version",
        "webContentLink",
        "webViewLink",
        "iconLink",
        "hasThumbnail",
        "thumbnailLink",
        "viewedByMe",
        "viewedByMeTime",
        "createdTime",
        "modifiedTime",
        "modifiedByMeTime",
        "modifiedByMe",
        "sharedWithMeTime",
        "sharingUser",
        "owners",
        "teamDriveId",
        "driveId",
        "lastModifyingUser",
        "shared",
        "ownedByMe",
        "capabilities",
        "permissions",
        "permissionIds",
        "originalFilename",
        "fullFileExtension",
        "fileExtension",
        "md5Checksum",
        "sha1Checksum",
        "sha256Checksum",
        "size",
        "quotaBytesUsed",
        "headRevisionId",
        "exportLinks",
    ]
)


def masked(body: Body, query: Mapping[str, str], default: fields.Mask, known: Body) -> Body:
    """The body under the query's field mask. 400 `Invalid field selection x` (documented)."""
    if not query.get("fields"):
        return fields.select(body, default)
    try:
        mask = fields.parse(query["fields"])
        fields.check(mask, known)
    except ApiError as error:
        bad = query["fields"]
        if error.details and "path '" in str(error.details):
            bad = str(error.details).split("path '")[1].split("'")[0].split(".")[-1]
        raise parameter(f"Invalid field selection {bad}", "fields", "invalidParameter") from error
    return fields.select(body, mask)


def parameter(message: str, name: str, reason: str = "invalid") -> ApiError:
    error = bad_field(name, message, message)
    error.details, error.reason, error.location = None, reason, name
    return error


def file_json(store: Store, file: DriveFile, query: Mapping[str, str], who: str) -> Body:
    return masked(store.as_json(file, who), query, DEFAULT, FILE_FIELDS)


def create(store: Store, query: Mapping[str, str], body: Body, content: bytes, media: str, who: str) -> Body:
    """A new file. Excel content becomes a spreadsheet if the metadata asks for one, and stays Excel otherwise."""
    name = body.get("name") or "Untitled"
    mime_type = body.get("mimeType") or media or "application/octet-stream"
    for parent in body.get("parents") or []:
        if parent != "root":
            store.drive_file(parent, who, write=True)
    book = None
    if mime_type == SPREADSHEET and content:
        book = read_xlsx(content, new_file_id(), name)
    kept = b"" if mime_type == SPREADSHEET else content
    file = store.add(name, mime_type, body.get("parents"), kept, book)
    return file_json(store, file, query, who)


def split_related(content: bytes, content_type: str) -> tuple[Body, bytes, str]:
    """The metadata and media parts of a multipart/related upload."""
    message = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + content)
    parts = list(message.walk())[1:]
    if len(parts) != 2:
        raise ApiError(400, "Malformed multipart body.", reason="badContent")
    head, media = (bytes(part.get_payload(decode=True) or b"") for part in parts)  # type: ignore[arg-type]
    return orjson.loads(head), media, parts[1].get_content_type()


def download(file: DriveFile) -> bytes:
    """The content of a stored file; Google's own formats have none (documented)."""
    if file.mime_type.startswith("application/vnd.google-apps"):
        message = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
        raise ApiError(403, message, reason="fileNotDownloadable")
    return file.content


def list_files(store: Store, query: Mapping[str, str], who: str) -> Body:
    matches = search.compile_query(query.get("q", ""))
    found = [f for f in store.files.values() if f.role(who) and matches(store.as_json(f, who))]
    for order in reversed(query.get("orderBy", "modifiedTime desc").split(",")):
        name, _, direction = order.strip().partition(" ")
        key = {"name": "name", "createdTime": "createdTime", "folder": "mimeType"}.get(name, "modifiedTime")
        found.sort(key=lambda f: store.as_json(f, who)[key], reverse=direction == "desc")
    size = int(query.get("pageSize") or 100)
    if not 1 <= size <= 1000:
        raise parameter(f"Invalid value '{size}'. Values must be within the range: [1, 1000]", "pageSize")
    token = query.get("pageToken") or ""
    try:
        start = int(base64.urlsafe_b64decode(token or b"MA=="))
    except ValueError as error:
        raise parameter("Invalid Value", "pageToken") from error
    page = found[start : start + size]
    body: Body = {"kind": "drive#fileList"}
    if start + size < len(found):
        body["nextPageToken"] = base64.urlsafe_b64encode(str(start + size).encode()).decode()
    body |= {"incompleteSearch": False, "files": [store.as_json(f, who) for f in page]}
    default = {"kind": {}, "nextPageToken": {}, "incompleteSearch": {}, "files": DEFAULT}
    known = dict.fromkeys(("kind", "nextPageToken", "incompleteSearch")) | {"files": FILE_FIELDS}
    return masked(body, query, default, known)


def update(store: Store, file_id: str, query: Mapping[str, str], body: Body, who: str) -> Body:
    file = store.drive_file(file_id, who, write=True)
    if "name" in body:
        file.name = body["name"]
        if file_id in store.books:
            store.books[file_id].title = body["name"]
    file.trashed = body.get("trashed", file.trashed)
    gone = set((query.get("removeParents") or "").split(","))
    added = [p for p in (query.get("addParents") or "").split(",") if p]
    file.parents = [p for p in file.parents if p not in gone] + added
    file.touch()
    return file_json(store, file, query, who)


def copy(store: Store, file_id: str, query: Mapping[str, str], body: Body, who: str) -> Body:
    source = store.drive_file(file_id, who)
    name = body.get("name") or f"Copy of {store.as_json(source, who)['name']}"
    book = None
    if file_id in store.books:
        old, book = store.books[file_id], Spreadsheet(new_file_id(), name, empty=True)
        book.sheets = [sheet.snapshot() for sheet in old.sheets]
        book.locale, book.time_zone, book.tags = old.locale, old.time_zone, old.tags.copy()
    file = store.add(name, source.mime_type, body.get("parents"), source.content, book)
    return file_json(store, file, query, who)


def permissions(store: Store, file_id: str, who: str) -> Body:
    file = store.drive_file(file_id, who)
    roles = file.roles if file.roles is not None else {"anyone": "writer"}
    entries = [permission_json(who_else, role) for who_else, role in roles.items()]
    return {"kind": "drive#permissionList", "permissions": entries}


def permission_json(who: str, role: str) -> Body:
    if who == "anyone":
        return {"kind": "drive#permission", "id": "anyoneWithLink", "type": "anyone", "role": role}
    number = "".join(str(ord(c) % 10) for c in who)[:20]
    return {"kind": "drive#permission", "id": number, "type": "user", "role": role, "emailAddress": who}


def share(store: Store, file_id: str, body: Body, who: str) -> Body:
    file = store.drive_file(file_id, who, write=True)
    if not body.get("role") or not body.get("type"):
        raise ApiError(400, "The permission type field is required.", reason="required")
    target = "anyone" if body["type"] == "anyone" else body.get("emailAddress", "")
    if file.roles is not None:
        file.roles[target] = body["role"]
    file.touch()
    return {k: v for k, v in permission_json(target, body["role"]).items() if k != "emailAddress"}


def unshare(store: Store, file_id: str, permission_id: str, who: str) -> None:
    file = store.drive_file(file_id, who, write=True)
    for name in list(file.roles or {}):
        if permission_json(name, "")["id"] == permission_id and file.roles:
            del file.roles[name]
            return
    raise ApiError(404, f"Permission not found: {permission_id}.")
