"""Servers as processes on one store: a sign-out on one ends the sign-in on the other, and one is killed."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from lib.demo import make
from tests.browser.driving import Server
from tests.examples import thorough
from tests.servers import service_account
from tests.servers.sheets.server import SheetsServer
from tests.ui.entry.test_watch import HEADING, LEA, PAGE, SAM, SECRETS, WELCOME, opened, sign_out, tables
from tests.ui.entry.wire import Wire, cookie


@thorough
def test_servers_of_one_store_read_google_once_share_sign_outs_and_outlive_each_other(tmp_path: Path) -> None:
    make.write(tables(), tmp_path / "marked.xlsx")
    google = SheetsServer().start()
    running: list[Server] = []
    try:
        url = f"https://docs.google.com/spreadsheets/d/{google.load_xlsx(tmp_path / 'marked.xlsx', 'Marked')}/edit"
        account = (
            f'[workbook]\nurl = "{url}"\n[workbook.service_account]\ntype = "service_account"\n'
            f'client_email = "{service_account.EMAIL}"\n'
            f"private_key = {json.dumps(service_account.private_key())}\n"
            f'[store]\nurl = "{(tmp_path / "store").as_uri()}"\n'
        )
        env = {"PHAROS_SHEETS_ENDPOINT": google.url, "PHAROS_LOOK_EVERY": "0.5"}
        reads = []
        for name in ("one", "other"):
            running.append(Server(tmp_path / name, env=env, secrets=SECRETS + account))
            opened(running[-1], cookie(running[-1].url, SAM)).close()
            reads.append(sum(count for call, count in google.counts().items() if "batchGet" in call))
        assert reads[0] > 0
        assert reads[1] == reads[0], "the second server took what the first one had read"
        one, other = running
        with opened(other, cookie(other.url, LEA, nonce="lea's")) as idle:
            sign_out(one, cookie(one.url, LEA, nonce="lea's"))
            assert idle.hear(lambda _: idle.title == WELCOME, 20), idle.title
        assert Wire(one.url, cookie(one.url, LEA, nonce="lea's")).title == WELCOME
        os.kill(one.process, signal.SIGKILL)
        with opened(other, cookie(other.url, SAM), page=PAGE) as wire:
            assert wire.title == HEADING
        running.append(Server(tmp_path / "one again", env=env, secrets=SECRETS + account))
        again = Wire(running[-1].url, cookie(running[-1].url, LEA, nonce="lea's"))
        assert again.title == WELCOME, "a restart forgets no sign-out"
        again.close()
    finally:
        for server in running:
            server.stop()
        google.stop()
