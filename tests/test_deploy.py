"""The files in deploy/ parse, and name the ports, paths, addresses and settings that the app really has."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typst

from lib import __version__
from lib.source.settings import store_url, workbook_settings
from lib.ui.entry import probes
from lib.workbook.common.store import LocalPlace, store_at
from tests.test_deployment import instructions

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
DOCS = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
PORT = int(next(rest for word, rest in instructions() if word == "EXPOSE"))
USER = int(next(rest for word, rest in instructions() if word == "USER").partition(":")[0])
DATA = next(rest for word, rest in instructions() if word == "VOLUME")
SECRETS = "/app/.streamlit/secrets.toml"


def parsed(path: Path) -> dict[str, Any]:
    """A YAML file, read by Typst, which is here for the briefs."""
    source = f'#metadata(yaml("{path.name}")) <read>'.encode()
    found = json.loads(typst.query(source, "<read>", field="value", one=True, root=str(path.parent)))
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return parsed(DEPLOY / "compose.yaml")


@pytest.fixture(scope="module")
def objects() -> dict[str, dict[str, Any]]:
    found = [parsed(path) for path in sorted(KUBERNETES.glob("*.yaml"))]
    return {each["kind"]: each for each in found}


def test_compose_runs_three_servers_as_the_image_expects_it(compose: dict[str, Any]) -> None:
    servers = [each for name, each in compose["services"].items() if name.startswith("pharos-")]
    assert len(servers) == 3
    for server in servers:
        targets = {volume.split(":")[1] for volume in server["volumes"]}
        assert targets == {DATA, SECRETS}
        assert server["read_only"]
        assert server["tmpfs"] == ["/tmp"]
        store = store_at(store_url({}, server["environment"]))
        assert isinstance(store, LocalPlace)
        assert store.path == Path(DATA)
        assert (DEPLOY / server["build"]).resolve() == ROOT
    for volume in (*compose["services"]["database"]["volumes"], "data:"):
        assert volume.partition(":")[0] in compose["volumes"]
    for file in (compose["secrets"]["database_password"]["file"], "./secrets/cert.pem", "./secrets/key.pem"):
        assert file.startswith("./secrets/")
        assert f"deploy/{file.removeprefix('./')}" in DOCS
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_proxy_names_the_servers_of_compose(compose: dict[str, Any]) -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    named = re.findall(r"listen 127.0.0.1:(\d+);.* proxy_pass http://([\w.-]+):(\d+);", text)
    assert [each[1:] for each in named] == [
        (name, str(PORT)) for name in compose["services"] if name.startswith("pharos-")
    ]
    inner = [each[0] for each in named]
    upstreams = dict(re.findall(r"^upstream (\w+) \{(.*?)^\}", text, re.MULTILINE | re.DOTALL))
    assert upstreams.keys() == {"pharos", *(f"pharos_{number}" for number, _ in enumerate(inner, 1))}
    for upstream in upstreams.values():
        assert sorted(re.findall(r"server 127.0.0.1:(\d+)", upstream)) == inner
    for number, own in enumerate(inner, 1):
        first = re.findall(r":(\d+) [^;]*10s;", upstreams[f"pharos_{number}"])
        assert first == [own], "the others only if it is gone"
        assert f" {number} pharos_{number};" in text
        assert f" ~:{own}$ {number};" in text
    assert text.count("{") == text.count("}")
    proxy = compose["services"]["proxy"]
    mounted = {volume.split(":")[1] for volume in proxy["volumes"]}
    assert set(re.findall(r"ssl_certificate(?:_key)?\s+(\S+);", text)) <= mounted
    assert {f"{port}:{port}" for port in re.findall(r"listen (\d+)\b(?!\.)", text)} == set(proxy["ports"])
    for name in (probes.METRICS, probes.READY):
        assert re.search(rf"location ~ \^/\([^)]*\b{name}\b", text), "these are for machines"
    in_docs = set(re.findall(r"^ +((?:proxy|limit|ssl|client)_\w+) ", DOCS, re.MULTILINE))
    assert in_docs <= set(re.findall(r"^ *((?:proxy|limit|ssl|client)_\w+) ", text, re.MULTILINE))


def pod(of: dict[str, Any]) -> dict[str, Any]:
    spec = of["spec"]["jobTemplate"]["spec"] if of["kind"] == "CronJob" else of["spec"]
    found: dict[str, Any] = spec["template"]["spec"]
    return found


@pytest.mark.parametrize("kind", ["Deployment", "CronJob"])
def test_pods_run_as_the_image_does(objects: dict[str, dict[str, Any]], kind: str) -> None:
    spec = pod(objects[kind])
    assert spec["securityContext"]["runAsUser"] == USER == spec["securityContext"]["fsGroup"]
    (container,) = spec["containers"]
    assert container["image"].endswith(f"/pharos:{__version__}")
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {DATA, SECRETS, "/tmp"}
    assert {mount["name"] for mount in container["volumeMounts"]} == {
        each["name"] for each in spec["volumes"]
    }
    volumes = {each["name"]: each for each in spec["volumes"]}
    claim = objects["PersistentVolumeClaim"]
    assert volumes["data"]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    secret = objects["Secret"]
    assert volumes["secrets"]["secret"] == {"secretName": secret["metadata"]["name"], "defaultMode": 0o440}
    keys = {mount["subPath"] for mount in container["volumeMounts"] if "subPath" in mount}
    keys |= {e["valueFrom"]["secretKeyRef"]["key"] for e in container.get("env", ()) if "valueFrom" in e}
    assert keys <= set(secret["stringData"])


def test_viewers_are_sent_to_servers_that_are_ready_and_stay_there(
    objects: dict[str, dict[str, Any]],
) -> None:
    deployment, service = objects["Deployment"], objects["Service"]
    (container,) = pod(deployment)["containers"]
    assert container["ports"] == [{"name": "http", "containerPort": PORT}]
    asked = {name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert {each["port"] for each in asked.values()} == {"http"}
    paths = {name: each["path"].strip("/") for name, each in asked.items()}
    assert paths == {"startup": probes.HEALTH, "liveness": probes.HEALTH, "readiness": probes.READY}
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"] == labels
    assert service["spec"]["sessionAffinity"] == "ClientIP"
    assert service["spec"]["ports"][0]["targetPort"] == "http"
    budget = objects["PodDisruptionBudget"]["spec"]
    assert budget["selector"]["matchLabels"] == labels
    assert 0 < budget["minAvailable"] < deployment["spec"]["replicas"]
    assert objects["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"] != labels


def test_the_example_of_a_secret_holds_settings_and_no_secret(objects: dict[str, dict[str, Any]]) -> None:
    content = objects["Secret"]["stringData"]
    settings = tomllib.loads(content["secrets.toml"])
    chosen = workbook_settings(settings, {})
    assert chosen.database == content["workbook"]
    example = (ROOT / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8")
    for value in (
        *settings["auth"].values(),
        *settings["access"]["administrators"],
        chosen.database.split("/")[2],
    ):
        assert value in example, value


def test_every_file_is_explained() -> None:
    for path in DEPLOY.rglob("*"):
        if path.is_file() and "secrets" not in path.relative_to(DEPLOY).parts:
            assert path.name in DOCS, path.name
