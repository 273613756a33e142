"""The recipes of docs/mail.md: each runs the documented command at the same time of day, with the image's own user."""

from __future__ import annotations

import json
import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from lib.mail import command
from lib.mail.outbox import FOLDER

ROOT = Path(__file__).parents[2]
BLOCKS = [
    token.content
    for token in MarkdownIt().parse((ROOT / "docs" / "mail.md").read_text(encoding="utf-8"))
    if token.type == "code_block"
]
DAILY = "30 6 * * *"
"""06:30 every day."""


def block(start: str) -> str:
    (found,) = [content for content in BLOCKS if content.lstrip().startswith(start)]
    return found


CRON, SERVICE, TIMER = block(DAILY), block("[Unit]\nDescription=Updates"), block("[Unit]\nDescription=Mails")
GITHUB, KUBERNETES = block("name: Mail"), block("apiVersion: batch/v1")


def unit(text: str) -> ConfigParser:
    read = ConfigParser(interpolation=None, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string(text)
    return read


def container_command() -> list[str]:
    (found,) = re.findall(r"(?m)^\s*command: (\[.*\])$", KUBERNETES)
    return list(json.loads(found))


def commands() -> dict[str, list[str]]:
    (of_github,) = re.findall(r"(?m)^\s*- run: (python -m lib\.mail .*)$", GITHUB)
    return {
        "cron": shlex.split(CRON.strip().removeprefix(DAILY).partition("&&")[2]),
        "systemd": shlex.split(unit(SERVICE)["Service"]["ExecStart"]),
        "GitHub": shlex.split(of_github),
        "Kubernetes": container_command(),
    }


@pytest.mark.parametrize("where", ["cron", "systemd", "GitHub", "Kubernetes"])
def test_each_recipe_runs_the_documented_command(where: str) -> None:
    python, *words = commands()[where]
    assert python.endswith("python")
    assert words[:2] == ["-m", "lib.mail"]
    options = command._options(words[2:])
    assert options.send
    assert not options.again
    assert options.outbox == FOLDER


def test_all_run_at_the_same_time_and_never_twice_at_once() -> None:
    assert unit(TIMER)["Timer"]["OnCalendar"] == "*-*-* 06:30"
    assert f'- cron: "{DAILY}"' in GITHUB
    assert f'schedule: "{DAILY}"' in KUBERNETES
    assert "concurrencyPolicy: Forbid" in KUBERNETES
    assert re.search(r"(?m)^concurrency: \w+$", GITHUB)


def test_the_service_runs_where_it_may_write_and_the_timer_starts_it() -> None:
    service = unit(SERVICE)["Service"]
    folder = service["WorkingDirectory"]
    assert service["ExecStart"].startswith(f"{folder}/.venv/bin/python ")
    assert service["ReadWritePaths"] == folder
    assert f"cd {folder} &&" in CRON
    assert any("systemctl enable --now pharos-mail.timer" in content for content in BLOCKS)


def test_the_container_is_the_image_as_it_is_built() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (user,) = re.findall(r"runAsUser: (\d+)", KUBERNETES)
    assert f"USER {user}:" in dockerfile
    assert "WORKDIR /app\n" in dockerfile
    mounted = re.findall(r"(?m)^\s*- name: (\w+)\n\s*mountPath: (\S+)", KUBERNETES)
    volumes = KUBERNETES.partition("volumes:")[2]
    assert {name for name, _ in mounted} == set(re.findall(r"- name: (\w+)", volumes))
    assert f"/app/{FOLDER.parts[0]}" in {path for _, path in mounted}


@pytest.mark.parametrize("text", [GITHUB, KUBERNETES], ids=["GitHub", "Kubernetes"])
def test_yaml_is_indented_by_two_with_no_key_twice_in_one_place(text: str) -> None:
    above: list[tuple[int, set[str]]] = []
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(" "))
        assert "\t" not in line
        assert depth % 2 == 0, line
        is_item = line.lstrip().startswith("- ")
        depth += 2 * is_item
        above = [each for each in above if each[0] < depth or (each[0] == depth and not is_item)]
        if not above or above[-1][0] < depth:
            above.append((depth, set()))
        if key := re.match(r"\s*(?:- )?([\w-]+):(?: |$)", line):
            assert key[1] not in above[-1][1], line
            above[-1][1].add(key[1])
