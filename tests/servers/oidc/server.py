"""A running provider, in a thread on a free loopback port."""

from __future__ import annotations

import json
import threading
import time

import uvicorn

from .app import application
from .provider import Provider


class OidcServer:
    """`provider` can be changed while the server runs."""

    def __init__(self, port: int = 0) -> None:
        self.provider = Provider()
        config = uvicorn.Config(
            application(self.provider),
            "127.0.0.1",
            port,
            log_level="error",
            lifespan="off",
            ws="none",
            access_log=False,
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._uvicorn.run, name="oidc-server", daemon=True)

    def start(self) -> OidcServer:
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._uvicorn.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError("the OpenID Connect test server did not start")
            time.sleep(0.005)
        port = self._uvicorn.servers[0].sockets[0].getsockname()[1]
        self.provider.issuer = f"http://127.0.0.1:{port}"
        return self

    def stop(self) -> None:
        self._uvicorn.should_exit = True
        self._uvicorn.force_exit = True
        self._thread.join(10)

    def serve(self) -> None:
        """Run until interrupted."""
        while self._thread.is_alive():
            self._thread.join(0.5)

    def auth_section(self, cookie_secret: str, port: str = "{port}") -> str:
        """`[auth]` for secrets.toml; Streamlit replaces `{port}` with its own port."""
        client = self.provider
        values = {
            "redirect_uri": f"http://127.0.0.1:{port}/oauth2callback",
            "cookie_secret": cookie_secret,
            "client_id": client.client_id,
            "client_secret": client.client_secret,
            "server_metadata_url": f"{client.issuer}/.well-known/openid-configuration",
        }
        return "[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
