#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary key and a canary signature, through everything that the window does with a service that repeats both
wherever it can: afterwards neither is anywhere but in the requests for which they are."""

import os
import shutil
import stat
import sys
import tempfile
import urllib.parse

# See test_main_job.py.
DEBUG = {name: os.environ.pop(name) for name in ("G_DEBUG", "G_ENABLE_DIAGNOSTIC") if name in os.environ}

for folder in ("tests/cli", "build-aux"):
    sys.path.insert(0, os.path.join(os.environ["RUSHES_SOURCE"], folder))

import window_driver as driver  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402
from eavesdropper import Eavesdropper, read_files  # noqa: E402
from gateway import Answer, FaultServer  # noqa: E402
from tap import case, equal, lacks, run, true  # noqa: E402
from window import Home, Window  # noqa: E402

KEY = "canary-key/4+711=abcdef0123"
SIGNATURE = "canarySignature5DmRk6"
#: As they would look in a link, in JSON, turned around or cut: a piece of a secret is a secret.
FORMS = [form.encode() for form in (
    KEY, urllib.parse.quote(KEY, safe=""), KEY.replace("/", "\\/"), "711=abcdef", "711%3Dabcdef", "711%3dabcdef",
    SIGNATURE, "Signature5DmRk6")]
QUERY = f"?Expires=4102444800&OSSAccessKeyId=LTAIcanaryAccess&Signature={SIGNATURE}%2B1"
LINK = f"https://cdn.example/a%2Fb/output.mp4{QUERY}"

FINISHED, FAILED, STRANGE, PAGE, BROKEN, MOVED, ANGRY, LARGE = (f"30679260602382{n}" for n in range(8))
REFUSED = "306792606023829"

with open(os.path.join(os.environ["RUSHES_SOURCE"], "src/demo/videos/dunes.mp4"), "rb") as source:
    VIDEO = source.read()

#: All that a server can say in one breath: both secrets as they are and in disguise, markup, and what turns
#: text around.
NOISE = (f"<b>bad</b> key {KEY} of {LINK} \u202ecan\u200bary-key/4+711=abcdef0123\u202c "
         f"next=https%3A%2F%2Fcdn.example%2Fo.mp4%3FSignature%3D{SIGNATURE}")
HEADERS = {"X-Oneapi-Request-Id": f"req-{KEY}", "Trace-Id": SIGNATURE, "Set-Cookie": f"key={KEY}"}


def answer(path, headers):
    address = urllib.parse.urlsplit(path)
    if address.path == "/video.mp4":
        return Answer(VIDEO, content_type="video/mp4", headers=HEADERS)

    task_id = urllib.parse.parse_qs(address.query).get("task_id", [""])[0]
    task = {"task_id": task_id, "action": NOISE, "status": "IN_PROGRESS", "progress": "30%",
            "submit_time": 1756453472, "fail_reason": "", "properties": {"input": NOISE, "origin_model_name": NOISE}}
    if task_id == FINISHED:
        file = {"file_id": 7, "filename": f"{KEY}.mp4", "download_url": f"http://{headers['host']}/video.mp4{QUERY}",
                "backup_download_url": LINK}
        task.update(status="SUCCESS", finish_time=1756453535,
                    data={"file": file, "video_width": 1366, "video_height": 768, "status": "Success"})
    elif task_id == FAILED:
        task.update(status="FAILURE", fail_reason=NOISE, data={"base_resp": {"status_code": 1026, "status_msg": NOISE}})
    elif task_id == STRANGE:
        task.update(status=f"{KEY} \u202e<i>odd</i> {LINK}")
    elif task_id == PAGE:
        return Answer(f"<html>{NOISE}</html>".encode(), content_type="text/html", headers=HEADERS)
    elif task_id == BROKEN:
        return Answer(f'{{"code":"success","data":{{"status":"{KEY}'.encode(), headers=HEADERS)
    elif task_id == MOVED:
        return Answer({}, 302, headers={**HEADERS, "Location": f"https://{KEY}@elsewhere.example/{QUERY}"})
    elif task_id == ANGRY:
        return Answer({"error": {"message": NOISE, "code": KEY}}, 500, headers=HEADERS)
    elif task_id == LARGE:
        return Answer(b'"' + KEY.encode() * 100_000, headers=HEADERS)
    elif task_id == REFUSED:
        return Answer({"error": {"message": NOISE, "code": "invalid_api_key"}}, 401, headers=HEADERS)
    return Answer({"code": "success", "message": NOISE, "data": task}, headers=HEADERS)


def search(where, content):
    for form in FORMS:
        lacks(content, form, where)


def check_private(folder):
    """Nobody else may look into Rushes' own folders."""
    for top, _, names in os.walk(folder):
        equal(stat.S_IMODE(os.stat(top).st_mode), 0o700, f"mode of {top}")
        for name in names:
            mode = stat.S_IMODE(os.lstat(os.path.join(top, name)).st_mode)
            equal(mode & 0o077, 0, f"mode of {name} for others")


def look_by_search():
    """What the desktop's search is told of each task goes over the bus, where the ear listens."""
    path = "/" + os.environ["RUSHES_APPLICATION_ID"].replace(".", "/").replace("-", "_") + "/SearchProvider"
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)

    def ask(method, words):
        return call(bus, path, "org.gnome.Shell.SearchProvider2", method, GLib.Variant("(as)", (words,))).unpack()[0]
    # By the id, and by the prompt that repeats the key.
    found = ask("GetInitialResultSet", ["30679260602382"])
    equal(len(found), 8, "tasks that are found by their ids")
    true(len(ask("GetInitialResultSet", ["bad"])) > 0, "a task is found by its prompt")
    equal(len(ask("GetResultMetas", found)), 8, "tasks that are described")


def track(window, *ids):
    window.press("Track Tasks")
    driver.enter(window.find(driver.TEXTS, "Task IDs"), "\n".join(ids))
    window.press("Track")


@case
def canaries_are_nowhere():
    notes = tempfile.mkdtemp(prefix="rushes-notes-")
    ear = Eavesdropper(notes)
    with Home() as home, FaultServer(answer) as server, open(ear.log, "wb") as log:
        with Window(home, output=log, RUSHES_BASE_URL=server.base_url, RUSHES_API_KEY=KEY, G_MESSAGES_DEBUG="all",
                    **DEBUG) as window:
            ear.watch(window.process)
            track(window, FINISHED, FAILED, STRANGE)
            window.find_row(FINISHED, "Kept", "1366 × 768")
            window.find_row(FAILED, "Failed")
            window.find_row(STRANGE, "Unknown")
            # GTK 4.18 has no rows but those in view, where these do not all find room.
            track(window, PAGE, BROKEN, MOVED, ANGRY, LARGE)
            driver.wait_for("every task to be asked", lambda: len(
                {path for path, _ in server.requests if "task_id=" in path}) == 8)
            ear.look(window.app)

            row = window.find_row(FINISHED, "Kept")
            driver.activate(driver.find(row, driver.BUTTONS, "Save Video…"))
            driver.save_into(window.app, os.path.join(home.videos, "shot.mp4"))
            window.find_row(FINISHED, "Saved")
            ear.look(window.app)
            look_by_search()

            # The key itself is refused, with a reason that repeats it.
            track(window, REFUSED)
            driver.wait_for("the refused key to be told", lambda: [
                name for name in window.rows() if REFUSED in name] and any(
                    REFUSED in path for path, _ in server.requests))
            ear.look(window.app)
            # Whatever is started from here would inherit it.
            with open(f"/proc/{window.process.pid}/environ", "rb") as file:
                environment = file.read()
            true(server.base_url.encode() in environment, "the environment is there")
            search("environment", environment)
            equal(window.end(), 0, "exit status")
        ear.stop()

        # What went where it belongs: the search has something to find, and the service was asked.
        true(any(headers.get("authorization") == f"Bearer {KEY}" for _, headers in server.requests), "it was asked")
        true(any(SIGNATURE in path for path, _ in server.requests), "the video was fetched by its link")

        heard = dict(ear.heard())
        sizes = {where: len(content) for where, content in heard.items()}
        print(f"# searched: {sizes}")
        for where, what in (("log", BROKEN), ("accessibility-bus", FINISHED), ("shown", FINISHED),
                            ("session-bus", "org.gtk.Actions"), ("command lines", "rushes-media-helper")):
            true(what.encode() in heard[where], f"{where} tells of {what}")
        for where, content in heard.items():
            search(where, content)
        lacks(heard["shown"], "\u202e".encode(), "shown")

        n_files = 0
        for path, content in read_files(home.path):
            n_files += 1
            search(path, content)
        print(f"# searched: {n_files} files and folders")
        true(os.path.exists(os.path.join(home.videos, "shot.mp4")), "the video was saved")
        check_private(os.path.join(home.path, "data", "rushes"))
    shutil.rmtree(notes)


def make_parameters():
    """Of the types that actions take, and of others, with values that no row has."""
    yield []
    for kind, values in (("x", (-1, 0, 2**63 - 1, -2**63)), ("i", (7,)), ("b", (True,)),
                         ("s", ("", "/etc/passwd", "../../..", "file:///etc/passwd", "\u202e<b>")),
                         ("as", (["/etc/passwd"],)), ("a{sv}", ({},))):
        for value in values:
            yield [GLib.Variant(kind, value)]


def call(bus, path, interface, method, parameters, answer_type=None):
    return bus.call_sync(os.environ["RUSHES_APPLICATION_ID"], path, interface, method, parameters, answer_type,
                         Gio.DBusCallFlags.NO_AUTO_START, 30_000, None)


def name_ids(bus, path, *ids):
    """As a second start would, but without a program that reads a command line. Returns the exit status."""
    options = GLib.Variant("a{sv}", {"": GLib.Variant("as", ids)})
    return call(bus, path, "org.gtk.Application", "CommandLine",
                GLib.Variant("(oaaya{sv})", ("/nobody", [b"rushes\0"], {"options": options})),
                GLib.VariantType("(i)")).unpack()[0]


@case
def bus_is_no_back_door():
    """Whoever is on the bus can do what a person at the window can, and nothing that one cannot."""
    with Home() as home, FaultServer(answer) as server, Window(
            home, RUSHES_BASE_URL=server.base_url, RUSHES_API_KEY=KEY, **DEBUG) as window:
        window.find(driver.BUTTONS, "Track Tasks…")
        bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        path = "/" + os.environ["RUSHES_APPLICATION_ID"].replace(".", "/").replace("-", "_")

        for bad in ("30\x1b[31m6", "306\u202e042", "306 042", "a" * 192, "306\n042"):
            equal(name_ids(bus, path, FAILED, bad), 2, f"exit status for {bad!r}")
        equal(name_ids(bus, path, *[str(n) for n in range(10_001)]), 2, "exit status for too many")
        equal(name_ids(bus, path, FAILED, f" {STRANGE} ", ""), 0, "exit status for ids")
        window.find_row(FAILED, "Failed")
        window.find_row(STRANGE, "Unknown")

        n_actions = 0
        for group in (path, f"{path}/window/1"):
            names = call(bus, group, "org.gtk.Actions", "List", None, GLib.VariantType("(as)")).unpack()[0]
            # What acts on tasks is the window's, and stays there.
            if group != path:
                equal(sorted(names), [], "the window's actions on the bus")
            # These end or begin a process.
            for name in set(names) - {"quit", "demo"}:
                n_actions += 1
                for parameter in make_parameters():
                    try:
                        call(bus, group, "org.gtk.Actions", "Activate",
                             GLib.Variant("(sava{sv})", (name, parameter, {})))
                        call(bus, group, "org.gtk.Actions", "SetState",
                             GLib.Variant("(sva{sv})", (name, GLib.Variant("s", "\u202e"), {})))
                    except GLib.Error as error:
                        lacks(str(error), KEY, "the error")
        print(f"# activated: {n_actions} actions")
        true(n_actions > 3, "there are actions")
        equal(len(window.rows()), 2, "number of rows")
        equal(os.listdir(home.videos), [], "what is in the folder")
        equal(window.end(), 0, "exit status")


run("/e2e/secrets")
