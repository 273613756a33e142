"""Hands mails to an SMTP server: always over TLS with a certificate that fits, one answer for each mail."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from lib.mail.history import State
from lib.mail.settings import MailSettings
from lib.workbook.base import WorkbookError

TIMEOUT_SECONDS = 30.0
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a mail: sent; failed (not accepted now); refused (never to be); sending: the connection ended
    before the answer, so that nobody knows. `words`: the server's."""

    state: State
    words: str = ""


class Post(Protocol):
    """What hands a mail over."""

    def ready(self) -> None:
        """Connect, if there is no connection. Raises WorkbookError if that is not possible."""
        ...

    def send(self, content: bytes, email: str, began: Callable[[], None]) -> Answer:
        """Hand over one mail. `began` is called right before its content leaves."""
        ...


class Smtp:
    """A connection to the server of `[mail]`, made when it is needed and again if it was lost."""

    def __init__(self, settings: MailSettings, timeout: float = TIMEOUT_SECONDS) -> None:
        self._settings, self._timeout = settings, timeout
        self._server: smtplib.SMTP | None = None

    def ready(self) -> None:
        """Connect and sign in, unless the connection stands. Raises WorkbookError in one line."""
        if self._server is not None:
            try:
                if self._server.noop()[0] == 250:
                    return
            except (smtplib.SMTPException, OSError):
                pass
            self.close()
        host = f"the mail server {self._settings.host}:{self._settings.port}"
        try:
            self._server = self._connected()
        except ssl.SSLError as error:
            why = getattr(error, "verify_message", "") or error.reason or str(error)
            raise WorkbookError(
                f"{host} has no certificate that fits ({why}): nothing was sent to it"
            ) from None
        except smtplib.SMTPNotSupportedError as error:
            raise WorkbookError(f"{host}: {error}: nothing was sent to it") from None
        except smtplib.SMTPAuthenticationError as error:
            said = _said(error.smtp_code, error.smtp_error)
            raise WorkbookError(
                f"{host} does not accept user and password of [mail] in secrets.toml ({said})"
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise WorkbookError(f"{host} cannot be reached: {_one_line(error)}") from None

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        context = ssl.create_default_context(cafile=settings.authority or None)
        server: smtplib.SMTP
        if settings.is_wrapped:
            server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=self._timeout, context=context)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=self._timeout)
        try:
            if not settings.is_wrapped:
                server.starttls(context=context)
            server.ehlo()
            if settings.user:
                server.login(settings.user, settings.password)
        except BaseException:
            server.close()
            raise
        return server

    def send(self, content: bytes, email: str, began: Callable[[], None]) -> Answer:
        """Hand over one mail; see Post. Raises WorkbookError if the server refuses the sender: then nobody gets any."""
        assert self._server is not None
        has_begun = False
        try:
            code, said = self._server.mail(self._settings.sender)
            if code >= _PERMANENT:
                self._reset()
                raise WorkbookError(
                    f"{self._settings.host} does not accept mail from {self._settings.sender} ({_said(code, said)})"
                )
            if code < 400:
                code, said = self._server.rcpt(email)
            if code < 400:
                code, said = self._server.docmd("DATA")
            if code != 354:
                self._reset()
                return Answer(_state(code), _said(code, said))
            began()
            has_begun = True
            self._server.send(_stuffed(content))
            code, said = self._server.getreply()
            return Answer("sent" if code == 250 else _state(code), _said(code, said))
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Answer("sending" if has_begun else "failed", f"the connection ended: {_one_line(error)}")

    def _reset(self) -> None:
        """Make the connection fit for the next mail. If it is gone, the next one makes a new one."""
        try:
            assert self._server is not None
            self._server.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        """End the connection. That it was lost already is no error."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()


def _state(code: int) -> State:
    return "refused" if code >= _PERMANENT else "failed"


def _stuffed(content: bytes) -> bytes:
    """The content as the protocol asks for it: lines end with CRLF, a leading period is doubled, and one ends it."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    return re.sub(rb"(?m)^\.", b"..", lines).removesuffix(b"\r\n") + b"\r\n.\r\n"


def _said(code: int, said: object) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{code} {_one_line(words)}"


def _one_line(words: object) -> str:
    return " ".join(str(words).split())[:200]
