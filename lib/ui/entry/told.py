"""Which files the server told which sign-in of, and under which rights.

Streamlit gives a file to anyone who knows its address. Here an address is answered only for the sign-in that was told
it, and only while that sign-in has the rights under which it was told. Told means that the server put the address where
a file belongs, in a picture or a download button: an address in a text of the page counts for nothing.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.access.rights import Rights, Standing

MOST_FILES = 5_000
"""Files remembered for one sign-in; the oldest go first."""
MOST_SIGN_INS = 2_000
_MAY_NAME_FILES = re.compile(rb"/media/|/_stcore/upload_file/|\x62\x20[0-9a-f]{32}")
"""Finds messages worth a closer look. The last is a download that is made on a click: field 12 of a DownloadButton."""
_MEDIA, _UPLOAD = re.compile(r"/media/([0-9a-f]+)"), re.compile(r"/_stcore/upload_file/([^/]+/[^/]+)")

_lock = threading.Lock()
_told: OrderedDict[str, OrderedDict[str, Rights]] = OrderedDict()


def note(payload: bytes, key: str, rights: Rights) -> None:
    """Remember the files in a message that is sent to the sign-in `key`, whose page was drawn under `rights`."""
    if not _MAY_NAME_FILES.search(payload):
        return
    if found := list(_files(ForwardMsg.FromString(payload))):
        with _lock:
            _remember(found, key, rights)


def _remember(found: list[str], key: str, rights: Rights) -> None:
    files = _told.setdefault(key, OrderedDict())
    _told.move_to_end(key)
    for name in found:
        files[name] = rights
        files.move_to_end(name)
    while len(files) > MOST_FILES:
        files.popitem(last=False)
    while len(_told) > MOST_SIGN_INS:
        _told.popitem(last=False)


def _files(message: ForwardMsg) -> Iterator[str]:
    element: Element = message.delta.new_element
    yield from _names(
        element.download_button.url,
        *(picture.url for picture in element.imgs.imgs),
        message.backend_operation_response.deferred_file.url,
    )
    if element.download_button.deferred_file_id:
        yield element.download_button.deferred_file_id
    for file in message.file_urls_response.file_urls:
        if match := _UPLOAD.search(file.upload_url):
            yield match[1]


def _names(*addresses: str) -> list[str]:
    return [match[1] for address in addresses if (match := _MEDIA.search(address))]


def may(name: str, who: Standing | None) -> bool:
    """Whether someone may have the file of this name: a media file's or a deferred download's id without its ending, or
    session and file of an upload."""
    if who is None or who.rights is None:
        return False
    with _lock:
        files = _told.get(who.key)
        return files is not None and files.get(name) == who.rights
