"""What stands around the app: headers, own names, own pages, and a container that holds the app and nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
import streamlit as st
from starlette.datastructures import Headers

from lib.ui.entry import headers
from tests.browser.driving import Server

ROOT = Path(__file__).parents[1]

# A running server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("home"), cold=True)
    yield running
    running.stop()


def status_of(url: str, path: str, **said: str) -> tuple[int, Headers]:
    """Status and headers of an answer."""
    named = {name.replace("_", "-"): value for name, value in said.items()}
    try:
        with urlopen(Request(url + path, headers=named), timeout=10) as answer:
            return answer.status, Headers(dict(answer.headers))
    except HTTPError as error:
        return error.code, Headers(dict(error.headers))


def handshake(url: str, **said: str) -> int:
    """Status of the answer to a WebSocket's handshake: 101 where it opens."""
    place = urlsplit(url)
    sent = {
        "Host": place.netloc,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "cGhhcm9zIHRlc3RzIGl0IQ==",
        "Sec-WebSocket-Protocol": "streamlit",
    } | {name.replace("_", "-"): value for name, value in said.items()}
    lines = ["GET /_stcore/stream HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
    with socket.create_connection((place.hostname, place.port), timeout=10) as line:
        line.sendall("\r\n".join(lines).encode())
        return int(line.recv(200).split()[1])


@pytest.mark.parametrize(
    "path",
    ["/", "/overview", "/nothing/here", "/_stcore/health", "/app/static/pharos.svg", "/media/none.csv"],
)
def test_every_answer_carries_the_headers(server: Server, path: str) -> None:
    _, found = status_of(server.url, path)
    assert found["x-content-type-options"] == "nosniff"
    assert found["x-frame-options"] == "DENY"
    assert found["referrer-policy"] == "same-origin"
    assert found["cross-origin-opener-policy"] == found["cross-origin-resource-policy"] == "same-origin"
    policy = dict(part.strip().partition(" ")[::2] for part in found["content-security-policy"].split(";"))
    assert policy["frame-ancestors"] == "'none'"
    if path.startswith("/media/"):
        assert found["cache-control"] == "private, no-store"
        assert "sandbox" in policy
        assert policy["default-src"] == "'none'"
    else:
        assert re.fullmatch(r"'self'( 'sha256-[\w+/=]+')+", policy["script-src"])
        assert policy["connect-src"] == policy["default-src"] == "'self'"
        assert policy["object-src"] == policy["base-uri"] == policy["frame-src"] == "'none'"


def test_a_browser_keeps_icons_and_fonts_between_pages(server: Server) -> None:
    built = Path(st.__file__).parent / "static" / "static" / "media"
    icons = next(path.name for path in sorted(built.glob("*.woff2")))
    status, found = status_of(server.url, f"/static/media/{icons}")
    assert status == 200
    assert "immutable" in found["cache-control"]
    assert "sandbox" not in found["content-security-policy"], "the rule for uploads and downloads"
    status, found = status_of(server.url, "/app/static/source-sans-3-latin-wght-normal.woff2")
    assert status == 200
    assert found["cache-control"] == "public, max-age=604800"


@pytest.mark.parametrize(
    ("host", "status"), [("pharos.example", 421), ("127.0.0.1.example", 421), ("localhost", 200)]
)
def test_a_foreign_name_gets_no_page_and_no_websocket(server: Server, host: str, status: int) -> None:
    assert status_of(server.url, "/", Host=host)[0] == status
    assert status_of(server.url, "/_stcore/health", Host=host)[0] == 200
    assert handshake(server.url, Host=host, Origin=f"http://{host}") == (101 if status == 200 else 403)


def test_another_sites_page_opens_no_websocket(server: Server) -> None:
    assert handshake(server.url, Origin=server.url) == 101
    assert handshake(server.url) == 101, "no browser, and none of a browser's cookies"
    for origin in (
        "https://pharos.example",
        "http://localhost:1",
        "http://127.0.0.1:1",
        "null",
        "file://",
        "",
    ):
        assert handshake(server.url, Origin=origin) == 403, origin
    assert handshake(server.url, Origin="http://localhost:9000", X_Forwarded_Host="localhost:9000") == 101


def test_nobody_learns_what_the_server_does(server: Server) -> None:
    assert status_of(server.url, "/_stcore/metrics")[0] == 404
    assert status_of(server.url, "/_stcore/agent/interact")[0] >= 400
    for path in (
        "/app/static/../.streamlit/secrets.toml",
        "/app/static/%2e%2e/app.py",
        "/app/static/..%2fapp.py",
    ):
        assert status_of(server.url, path)[0] in (400, 404), path


# Whose name it is


OWN = (
    "127.0.0.1:8501 10.0.0.7 [::1]:8501 [2001:db8::1] localhost pharos pharos:80 a.localhost pharos.local "
    "host.docker.internal:8501 PHAROS.example.org pharos.example.org. a.b.example.net signed-in.example.com"
)
FOREIGN = (
    "evil.example evilexample.net example.net pharos.example.org.evil.example localhost.evil.example "
    "127.0.0.1.evil.example user@127.0.0.1 127.0.0.1/evil.example [::1 evil.example:80:80 ä.de"
)


@pytest.mark.parametrize("host", OWN.split())
def test_own_names(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    allow(monkeypatch, "pharos.example.org", "*.example.net")
    assert headers.is_own_host(host)


@pytest.mark.parametrize("host", ["", "a b", *FOREIGN.split()])
def test_foreign_names(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    allow(monkeypatch, "pharos.example.org", "*.example.net")
    assert not headers.is_own_host(host)


def test_a_star_allows_every_name(monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, "*")
    assert headers.is_own_host("any.example")


def test_a_page_behind_its_proxy_and_listed_origins_may_open_a_websocket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    allow(monkeypatch)
    for origin, ok in {
        "https://signed-in.example.com": True,
        "https://listed.example": True,
        "https://signed-in.example.com.evil.example": False,
    }.items():
        found = headers.refused(
            Headers({"host": "127.0.0.1:8501", "origin": origin}), "/_stcore/stream", is_websocket=True
        )
        assert (found is None) == ok, origin


def allow(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> None:
    options = {"server.allowedHosts": list(hosts), "server.corsAllowedOrigins": ["https://listed.example"]}
    monkeypatch.setattr(headers.st, "get_option", options.__getitem__)
    monkeypatch.setattr(headers, "_sign_in_host", lambda: "signed-in.example.com")


# The container


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, lines joined, in order."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def copied() -> dict[str, str]:
    """What the image takes from the project: path -> path below the image's working directory."""
    last = max(place for place, (word, _) in enumerate(instructions()) if word == "FROM")
    pairs = [rest.split() for word, rest in instructions()[last:] if word == "COPY" and "--from" not in rest]
    return dict(pairs)


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps `path` out: the last line that fits decides."""
    found = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.strip().lstrip("!")
        if not pattern or pattern.startswith("#"):
            continue
        fits = pattern == "*" or f"{path}/".startswith(f"{pattern}/")
        if pattern.startswith("**/"):
            fits = pattern.removeprefix("**/") in path.split("/")
        if fits:
            found = not line.startswith("!")
    return found


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    words = [word for word, _ in instructions()]
    bases = [rest for word, rest in instructions() if word == "FROM"]
    assert bases == ["${BASE} AS build", "${BASE}"]
    default = dict(rest.split("=", 1) for word, rest in instructions() if word == "ARG")["BASE"]
    assert re.fullmatch(r"python:3\.\d+-slim-\w+@sha256:[0-9a-f]{64}", default)
    user = next(rest for word, rest in instructions() if word == "USER")
    assert int(user.partition(":")[0]) > 0
    assert words.index("USER") > max(place for place, word in enumerate(words) if word in ("COPY", "RUN"))
    health = next(rest for word, rest in instructions() if word == "HEALTHCHECK")
    assert "/_stcore/health" in health
    command = json.loads(next(rest for word, rest in instructions() if word == "CMD"))
    assert command[:3] == ["streamlit", "run", "app.py"]
    assert "0.0.0.0" in command
    assert ("VOLUME", "/app/data") in instructions()


def test_no_layer_holds_a_secret() -> None:
    for word, rest in instructions():
        assert word != "ADD"
        assert word not in ("ENV", "ARG") or not re.search(
            "key|secret|token|password", rest, re.IGNORECASE
        ), rest
        assert word != "COPY" or rest.split()[0] not in (".", "./", ".streamlit", ".streamlit/"), rest


def test_requirements_are_exact_and_installed_from_their_file() -> None:
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        requirement = line.partition("#")[0].strip()
        assert not requirement or re.fullmatch(r"[\w.\-]+(\[[\w,]+\])?==[\w.]+", requirement), line
    assert any(
        word == "RUN" and "--require-hashes -r requirements.lock" in rest for word, rest in instructions()
    )


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_holds_what_is_required_and_a_hash_of_each_file(name: str) -> None:
    """Otherwise somebody changed the requirements and did not run `make lock`."""
    locked = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / f"{name}.lock").read_text(encoding="utf-8").strip()):
        found = re.match(r"([\w.\-]+)==([\w.+]+)", entry)
        assert found, entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]
        locked[found[1].lower()] = found[2]
    for line in (ROOT / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([\w.\-]+)(?:\[[\w,]+\])?==([\w.]+)", line):
            assert locked.get(found[1].lower()) == found[2], f"{line}: run make lock"


KEPT_OUT = (
    ".git/config .streamlit/secrets.toml .streamlit/secrets.example.toml secrets.toml key.json .env data/demo.xlsx "
    "data/snapshots/a.json my-circles.xlsx tests/access/test_redaction.py .venv/bin/python lib/ui/__pycache__/text.pyc"
)


@pytest.mark.parametrize("path", KEPT_OUT.split())
def test_what_the_image_must_not_hold_does_not_reach_the_build(path: str) -> None:
    assert ignored(path)


def test_what_the_image_copies_reaches_the_build() -> None:
    for path in (*copied(), "requirements.lock", "lib/ui/templates/style.css", ".streamlit/config.toml"):
        assert not ignored(path), path
        assert (ROOT / path).exists(), path


def test_the_copied_files_alone_start_and_write_to_data_only(tmp_path: Path) -> None:
    """As the container does it: those files, its command, and another user where this one may become another."""
    app, data = tmp_path / "app", tmp_path / "app" / "data"
    for source, target in copied().items():
        goal = app / target / Path(source).name if target.endswith("/") else app / target
        goal.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, goal, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, goal)
    data.mkdir()
    files = {path: path.stat().st_mtime_ns for path in app.rglob("*") if path.is_file()}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = json.loads(next(rest for word, rest in instructions() if word == "CMD"))
    url = f"http://127.0.0.1:{port}"
    user = somebody_else(app)
    if user is not None:
        os.chown(data, user, user)
    environment = {"HOME": str(data), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command[:-1], str(port)],
            cwd=app,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            **{} if user is None else {"user": user, "group": user, "extra_groups": []},
        )
    try:
        assert healthy(url, process), (tmp_path / "log").read_text()
        assert status_of(url, "/")[0] == 200
        assert handshake(url, Origin=url) == 101
    finally:
        process.terminate()
        process.wait(20)
    after = {
        path: path.stat().st_mtime_ns
        for path in app.rglob("*")
        if path.is_file() and data not in path.parents
    }
    assert after == files


def healthy(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            if status_of(url, "/_stcore/health")[0] == 200:
                return True
        time.sleep(0.1)
    return False


def somebody_else(app: Path) -> int | None:
    """A user without rights, where this one is root and both Python and the app lie where everybody may go."""
    if os.geteuid() != 0:
        return None
    folders = (*Path(sys.executable).resolve().parents, *Path(sys.prefix).parents, *app.parents)
    return 10001 if all(folder.stat().st_mode & stat.S_IXOTH for folder in folders) else None
