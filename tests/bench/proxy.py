"""nginx as a process of one's own, with deploy/nginx.conf as it is, except for names, addresses and TLS."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 10


def configuration(folder: Path, port: int, servers: Sequence[str]) -> str:
    """The configuration with these servers ("127.0.0.1:8501"), on this port of this machine.

    Nothing is encrypted, and one address may hold as many connections as it likes: here all viewers have the same.
    """
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    shared, _, _ = text.partition("server {                                    # any other name")
    *_, server = re.split(r"^server \{", text, flags=re.MULTILINE)
    shared = re.sub(r"pharos-(\d):8501", lambda found: servers[int(found[1]) - 1], shared)
    assert all(address in shared for address in servers), shared
    for number, inner in enumerate(free_ports(len(servers)), 1):
        shared = shared.replace(f":859{number}", f":{inner}")
    server = re.sub(r"^ *(ssl_|http2|add_header Strict).*\n", "", server, flags=re.MULTILINE)
    server = server.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace(
        "server_name pharos.example.org;", "server_name 127.0.0.1;"
    )
    server = re.sub(r"limit_conn pharos_open \d+;", "limit_conn pharos_open 1000;", server)
    server = re.sub(r"limit_req zone=pharos_asked[^;]*;", "", server)
    shared = shared.replace("Secure; ", "")
    temporary = "\n".join(
        f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"worker_processes 1; pid {folder / 'pid'}; error_log {folder / 'error.log'}; daemon off;\n"
        f"events {{ worker_connections 4096; }}\nhttp {{ access_log off; {temporary}\n"
        f"{shared}\nserver {{{server}\n}}\n"
    )


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    with ExitStack() as around:
        probes = [around.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextmanager
def nginx(folder: Path, servers: Sequence[str]) -> Iterator[str]:
    """A running proxy; out: its URL. Raises RuntimeError if nginx is not installed or does not start."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise RuntimeError("no nginx found: apt-get install nginx-light")
    folder.mkdir(parents=True)
    (port,) = free_ports(1)
    (folder / "nginx.conf").write_text(configuration(folder, port, servers), encoding="utf-8")
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        for _ in range(START_SECONDS * 20):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                raise RuntimeError((folder / "error.log").read_text("utf-8"))
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
