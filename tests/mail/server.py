"""A mail server on this machine: STARTTLS, sign-in, and answers that a test chooses."""

from __future__ import annotations

import email
import email.policy
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lib.mail.settings import MailSettings

logging.getLogger("mail.log").setLevel(logging.ERROR)  # what it says about itself is not the command's
USER, PASSWORD = "pharos", "a long password"
Answer = Callable[[str], str | None]
"""Recipient -> the server's answer; None for the usual one; "drop" to end the connection."""


@dataclass
class Server:
    """What the server took: one message per recipient, in order. `before`, `after`: its answers to a recipient and to
    the content of their mail."""

    settings: MailSettings
    before: Answer = lambda email: None
    after: Answer = lambda email: None
    taken: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        return [to for to, _ in self.taken]

    @property
    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(content, policy=email.policy.default) for _, content in self.taken]  # type: ignore[misc]


class _Handler:
    def __init__(self, server: Server) -> None:
        self.server = server

    async def handle_RCPT(self, smtp: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        said = self.server.before(address)
        if said == "drop":
            smtp.transport.abort()
            return "421 gone"
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, smtp: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        (to,) = envelope.rcpt_tos
        said = self.server.after(to)
        if said is None or said == "drop":
            self.server.taken.append((to, envelope.content))
        if said == "drop":
            smtp.transport.abort()
        return said or "250 OK"


class _AnyPort(Controller):
    """On a free port, which it learns before it is asked whether it answers."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@contextmanager
def running(folder: Path, *, name: str = "localhost", has_tls: bool = True) -> Iterator[Server]:
    """The server, with a certificate for `name`, on a port of its own."""
    certificate, key = made_certificate(folder, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Server(MailSettings("localhost", "pharos@x.org", "Pharos", 1, USER, PASSWORD, str(certificate)))
    expected = LoginPassword(USER.encode(), PASSWORD.encode())
    controller = _AnyPort(
        _Handler(server),
        hostname="127.0.0.1",
        port=0,
        tls_context=context if has_tls else None,
        require_starttls=has_tls,
        authenticator=lambda *seen: AuthResult(success=seen[-1] == expected, handled=False),
        auth_required=has_tls,
        auth_require_tls=has_tls,
    )
    controller.start()
    try:
        server.settings = replace(server.settings, port=controller.port)
        yield server
    finally:
        controller.stop()


def made_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, secret
