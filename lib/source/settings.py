"""Which workbook to show, from the environment and secrets.toml. Does not use Streamlit and opens no workbook."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lib.workbook.base import WorkbookError
from lib.workbook.common.database_url import is_database

SECRETS_PATH = Path(".streamlit/secrets.toml")
LOCATIONS = ("path", "url", "urls", "folder", "database")


@dataclass(frozen=True)
class WorkbookSettings:
    """The `[workbook]` section: at most one of `path`, `urls` (a single `url` is a list of one), `folder`, `database`.

    `schema` and `prefix` say where in the database the tables are. Its URL may hold a password and is never shown.
    `service_account` has the credential's fields and is never shown. `keep_snapshot`: keep the last good state of
    Google spreadsheets on disk across restarts.
    """

    path: str = ""
    urls: tuple[str, ...] = ()
    folder: str = ""
    survey_url: str = ""
    survey_path: str = ""
    keep_snapshot: bool = True
    service_account: Mapping[str, Any] = field(default_factory=dict, repr=False)
    database: str = field(default="", repr=False)
    schema: str = ""
    prefix: str = ""

    @property
    def is_google(self) -> bool:
        return bool(self.urls or self.folder)

    @property
    def key(self) -> str:
        """Identifies the settings in caches; the only part of the credential it contains is the account's email, and of
        a database's URL a digest."""
        account = str(self.service_account.get("client_email", ""))
        where = (self.path, *self.urls, self.folder, self.survey_url, self.survey_path, account)
        if self.database:
            digest = hashlib.blake2s(self.database.encode(), digest_size=8).hexdigest()
            where = (*where, digest, self.schema, self.prefix)
        return "|".join(where)

    @property
    def is_empty(self) -> bool:
        """Whether no workbook is configured: then the demo program is shown."""
        return not (self.path or self.is_google or self.database)


def workbook_settings(
    secrets: Mapping[str, Any], environment: Mapping[str, str] = os.environ
) -> WorkbookSettings:
    """Settings from the tables of secrets.toml; PHAROS_WORKBOOK (a path or URL) in the environment overrides them.

    Raises WorkbookError naming the setting if two locations are given or a value has the wrong type.
    """
    section = secrets.get("workbook", {})
    if not isinstance(section, Mapping):
        raise WorkbookError("[workbook] in secrets.toml must be a table; see .streamlit/secrets.example.toml")
    named = environment.get("PHAROS_WORKBOOK", "").strip()
    given = [name for name in LOCATIONS if section.get(name)]
    if not named and len(given) > 1:
        raise WorkbookError(f"[workbook] in secrets.toml names {' and '.join(given)}; keep only one of them")
    account = section.get("service_account", {})
    common: dict[str, Any] = {
        "survey_url": _text(section, "survey_url"),
        "survey_path": _text(section, "survey_path"),
        "keep_snapshot": _truth(environment.get("PHAROS_KEEP_SNAPSHOT", section.get("keep_snapshot", True))),
        "service_account": account if isinstance(account, Mapping) else {},
        "schema": _text(section, "schema"),
        "prefix": _text(section, "prefix"),
    }
    if named:
        return named_workbook(named, **common)
    urls = section.get("urls") or ([section["url"]] if section.get("url") else [])
    if isinstance(urls, str) or not all(isinstance(url, str) for url in urls):
        raise WorkbookError(
            'urls under [workbook] in secrets.toml must be a list: urls = ["https://…", "https://…"]'
        )
    return WorkbookSettings(
        _text(section, "path"),
        tuple(urls),
        _text(section, "folder"),
        database=_text(section, "database"),
        **common,
    )


def named_workbook(name: str, **common: Any) -> WorkbookSettings:
    """Settings for one workbook named by path, by the address of a spreadsheet or by the URL of a database."""
    if is_database(name):
        return WorkbookSettings(database=name, **common)
    if name.startswith(("http://", "https://")):
        return WorkbookSettings(urls=(name,), **common)
    return WorkbookSettings(path=name, **common)


def store_url(secrets: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> str:
    """`url` under [store] in secrets.toml, or PHAROS_STORE: where servers keep together what outlives a request.

    "" if neither is set: the folder data/. Raises WorkbookError if the value is no text.
    """
    section = secrets.get("store", {})
    url = environment.get("PHAROS_STORE", "").strip() or (
        section.get("url", "") if isinstance(section, Mapping) else None
    )
    if not isinstance(url, str):
        raise WorkbookError('[store] in secrets.toml must be a table with url = "file:///FOLDER" or a bucket')
    return url.strip()


def secrets_file(path: Path = SECRETS_PATH) -> Mapping[str, Any]:
    """The tables of secrets.toml, for commands that run without Streamlit; empty if there is no such file.

    Raises WorkbookError if the file cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WorkbookError(
            f"{path} cannot be read: {type(error).__name__}; see .streamlit/secrets.example.toml"
        ) from None


def _text(section: Mapping[str, Any], name: str) -> str:
    value = section.get(name, "")
    if not isinstance(value, str):
        raise WorkbookError(f"{name} under [workbook] in secrets.toml must be text in quotes")
    return value.strip()


def _truth(value: object) -> bool:
    return value if isinstance(value, bool) else str(value).strip().lower() not in {"0", "false", "no", "off"}
