"""The `[mail]` section of secrets.toml: the server that mails are handed to, and who sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from lib.mail.wishes import is_plain
from lib.workbook.base import WorkbookError

PORT, PORT_OF_TLS = 587, 465
_HELP = "see .streamlit/secrets.example.toml and docs/mail.md"
_TEXTS = ("host", "user", "password", "sender", "authority")


@dataclass(frozen=True)
class MailSettings:
    """`sender`: an address, `name` the words before it. `authority`: a file with the certificate of an authority of
    your own, "" for those that the system knows. Without `user`, no sign-in."""

    host: str
    sender: str
    name: str = ""
    port: int = PORT
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""

    @property
    def is_wrapped(self) -> bool:
        """Whether TLS begins with the first byte (port 465), not after STARTTLS."""
        return self.port == PORT_OF_TLS

    @property
    def domain(self) -> str:
        """The part of the sender behind the @."""
        return self.sender.rpartition("@")[2]


def mail_settings(secrets: Mapping[str, Any]) -> MailSettings:
    """The settings from the tables of secrets.toml. Raises WorkbookError that names what is missing or wrong."""
    section = secrets.get("mail")
    if section is None:
        raise WorkbookError(
            f"secrets.toml has no [mail] section with host, port, user, password and sender: {_HELP}"
        )
    if not isinstance(section, Mapping):
        raise WorkbookError(f"[mail] in secrets.toml must be a table: {_HELP}")
    for name in _TEXTS:
        if not isinstance(section.get(name, ""), str):
            raise WorkbookError(f"{name} under [mail] in secrets.toml must be text in quotes")
    texts = {name: section.get(name, "").strip() for name in _TEXTS}
    lacking = [name for name in ("host", "sender") if not texts[name]]
    if lacking:
        raise WorkbookError(f"[mail] in secrets.toml lacks {' and '.join(lacking)}: {_HELP}")
    port = section.get("port", PORT)
    if isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 65_536:
        raise WorkbookError(
            f"port under [mail] in secrets.toml is {port!r}; expected a number such as {PORT}"
        )
    if bool(texts["user"]) != bool(texts["password"]):
        raise WorkbookError("[mail] in secrets.toml has only one of user and password")
    name, sender = parseaddr(texts["sender"])
    if not is_plain(sender) or "\n" in texts["sender"]:
        raise WorkbookError(
            f"sender under [mail] in secrets.toml is {texts['sender']!r}; expected an address such as "
            "Pharos <pharos@example.org>"
        )
    if texts["authority"] and not Path(texts["authority"]).is_file():
        raise WorkbookError(f"authority under [mail] in secrets.toml: there is no file {texts['authority']}")
    return MailSettings(
        texts["host"], sender, name, port, texts["user"], section.get("password", ""), texts["authority"]
    )
