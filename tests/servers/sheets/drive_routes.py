"""The methods of the Drive API."""

from __future__ import annotations

from typing import Any

from . import drive
from .calls import Body, Call, route
from .store import Store

FILES = r"/drive/v3/files"
ONE = FILES + r"/([^/]+)"


@route("files.list", "GET", FILES)
def files_list(store: Store, call: Call) -> Body:
    return drive.list_files(store, call.params, call.principal)


@route("files.create", "POST", FILES, True)
def files_create(store: Store, call: Call) -> Body:
    return drive.create(store, call.params, call.body(), b"", "", call.principal)


@route("files.upload", "POST", "/upload" + FILES, True)
def files_upload(store: Store, call: Call) -> Body:
    if call.params.get("uploadType") == "multipart":
        body, content, media = drive.split_related(call.raw_body, call.content_type)
    else:
        body, content, media = {}, call.raw_body, call.content_type
    return drive.create(store, call.params, body, content, media, call.principal)


@route("files.get", "GET", ONE)
def files_get(store: Store, call: Call) -> Any:
    file = store.drive_file(call.part(1), call.principal)
    if call.params.get("alt") == "media":
        return drive.download(file)
    return drive.file_json(store, file, call.params, call.principal)


@route("files.update", "PATCH", ONE, True)
def files_update(store: Store, call: Call) -> Body:
    return drive.update(store, call.part(1), call.params, call.body(), call.principal)


@route("files.delete", "DELETE", ONE, True)
def files_delete(store: Store, call: Call) -> None:
    store.drive_file(call.part(1), call.principal, write=True)
    store.remove(call.part(1))


@route("files.copy", "POST", ONE + "/copy", True)
def files_copy(store: Store, call: Call) -> Body:
    return drive.copy(store, call.part(1), call.params, call.body(), call.principal)


@route("comments.list", "GET", ONE + "/comments")
def comments_list(store: Store, call: Call) -> Body:
    """An empty list: nobody comments here, but gspread asks when it copies a file."""
    store.drive_file(call.part(1), call.principal)
    return {"comments": []}


@route("permissions.list", "GET", ONE + "/permissions")
def permissions_list(store: Store, call: Call) -> Body:
    return drive.permissions(store, call.part(1), call.principal)


@route("permissions.create", "POST", ONE + "/permissions", True)
def permissions_create(store: Store, call: Call) -> Body:
    return drive.share(store, call.part(1), call.body(), call.principal)


@route("permissions.delete", "DELETE", ONE + "/permissions/([^/]+)", True)
def permissions_delete(store: Store, call: Call) -> None:
    drive.unshare(store, call.part(1), call.part(2), call.principal)
