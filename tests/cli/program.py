# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs rushes-cli as a person would, in folders of its own."""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from urllib.parse import parse_qs, urlsplit

#: See tests/support/rushes-test-utils.h.
PATIENCE = 60 * int(os.environ.get("RUSHES_TEST_PATIENCE", "1"))

#: What must never come out again, whatever the program and the servers do.
KEY = "canary-key-0123456789abcdef"

FIXTURES = os.path.join(os.environ["G_TEST_SRCDIR"], "fixtures")
VIDEOS = os.path.join(os.environ["G_TEST_SRCDIR"], "..", "src", "demo", "videos")
OFFICIAL_ID = "306792606023824"


class Result:
    def __init__(self, process, stdout, stderr):
        self.status = process.returncode
        self.stdout = stdout.decode()
        self.stderr = stderr.decode()

    @property
    def rows(self):
        return [json.loads(line) for line in self.stdout.splitlines()]

    @property
    def row(self):
        rows = self.rows
        if len(rows) != 1:
            raise AssertionError(f"{len(rows)} rows: {self.stdout!r} {self.stderr!r}")
        return rows[0]


class Home:
    """A user's folders, empty at first and gone at the end."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="rushes-cli-")
        self.videos = os.path.join(self.path, "Videos")
        self.data = os.path.join(self.path, "data", "rushes")

    def make_environment(self, **variables):
        environment = dict(os.environ)
        for name in ("RUSHES_API_KEY", "RUSHES_BASE_URL", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            environment.pop(name, None)
        environment.update(
            HOME=self.path,
            XDG_DATA_HOME=os.path.join(self.path, "data"),
            XDG_CONFIG_HOME=os.path.join(self.path, "config"),
            XDG_CACHE_HOME=os.path.join(self.path, "cache"),
            XDG_STATE_HOME=os.path.join(self.path, "state"),
            XDG_RUNTIME_DIR=self.path,
            # No desktop: nobody's real keyring is asked.
            DBUS_SESSION_BUS_ADDRESS=f"unix:path={self.path}/no-bus",
            LC_ALL="C.UTF-8",
            TZ="UTC")
        environment.update(variables)
        return {name: value for name, value in environment.items() if value is not None}

    def start(self, *arguments, **variables):
        return subprocess.Popen(
            [os.environ["RUSHES_CLI"], *arguments], cwd=self.path, env=self.make_environment(**variables),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *arguments, stdin=b"", **variables):
        process = self.start(*arguments, **variables)
        try:
            stdout, stderr = process.communicate(stdin, PATIENCE)
        finally:
            process.kill()
            process.wait()
        return Result(process, stdout, stderr)

    def ask(self, server, *arguments, key=KEY, **more):
        """Runs it against a server, with the key in the environment."""
        return self.run(*arguments, RUSHES_BASE_URL=server.base_url, RUSHES_API_KEY=key, **more)

    def list_files(self):
        """Every file there is, but for the program's own settings."""
        found = []
        for folder, _, names in os.walk(self.path):
            found += [os.path.relpath(os.path.join(folder, name), self.path) for name in names]
        return sorted(found)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        shutil.rmtree(self.path, ignore_errors=True)


def write_library(home, base_url, name="Studio"):
    """What the window leaves behind when an account has been set up in it."""
    os.makedirs(home.data, mode=0o700)
    library = sqlite3.connect(os.path.join(home.data, "library.db"))
    library.execute("PRAGMA journal_mode = WAL")
    library.execute("CREATE TABLE accounts (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, "
                    "base_url TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT")
    library.execute("INSERT INTO accounts VALUES ('default', ?, ?, 1)", (name, base_url))
    library.commit()
    return library


def read_fixture(name):
    with open(os.path.join(FIXTURES, name), "rb") as file:
        return file.read()


def read_video(name):
    with open(os.path.join(VIDEOS, f"{name}.mp4"), "rb") as file:
        return file.read()


def get_task_id(path):
    return parse_qs(urlsplit(path).query).get("task_id", [None])[0]


def make_reply(task_id, status="SUCCESS", link=None, backup=None, **more):
    """A gateway's envelope about one task."""
    inner = {"task_id": task_id, "status": "Success" if status == "SUCCESS" else "Processing",
             "base_resp": {"status_code": 0, "status_msg": "success"}, "video_width": 1366, "video_height": 768}
    if link is not None:
        inner["file"] = {"bytes": 0, "file_id": 306793063383292, "filename": "output.mp4",
                         "download_url": link, "backup_download_url": backup or ""}
    data = {"task_id": task_id, "action": "video_generation", "status": status, "fail_reason": "",
            "submit_time": 1756453472, "start_time": 0,
            "finish_time": 1756453535 if status == "SUCCESS" else 0,
            "progress": "100%" if status == "SUCCESS" else "50%", "data": inner, **more}
    return {"code": "success", "message": "", "data": data}
