#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job while what it stands on gives way: files that cannot be opened, a disk that takes no more, a
network that comes and goes, a bus and a keyring that end. Nothing that was known may be lost."""

import contextlib
import os
import resource
import signal
import sqlite3
import sys
import threading
import time
import urllib.parse

# See test_main_job.py.
DEBUG = {name: os.environ.pop(name) for name in ("G_DEBUG", "G_ENABLE_DIAGNOSTIC") if name in os.environ}

for folder in ("tests/cli", "build-aux"):
    sys.path.insert(0, os.path.join(os.environ["RUSHES_SOURCE"], folder))

import window_driver as driver  # noqa: E402
from desktop_keyring import Bus, Keyring  # noqa: E402
from gateway import Answer, FaultServer  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402
from keyboard import Keyboard  # noqa: E402
from tap import case, contains, equal, run, true  # noqa: E402
from window import LABELS, PATIENCE, Home, Window  # noqa: E402

KEY = "canary-key-0123456789abcdef"
OTHER_KEY = "canary-key-of-the-second-try"
N_TASKS = 20
IDS = [str(306792606023800 + i) for i in range(N_TASKS)]
N_OPEN_FILES = 64
N_FLAPS = 10

with open(os.path.join(os.environ["RUSHES_SOURCE"], "src/demo/videos/dunes.mp4"), "rb") as source:
    VIDEO = source.read()


class Service(FaultServer):
    """Every task has finished, and all have the same video."""

    def __init__(self):
        self.n_questions = 0
        self.keys = []
        super().__init__(self._answer)

    def _answer(self, path, headers):
        address = urllib.parse.urlsplit(path)
        if address.path.startswith("/video"):
            return self.send_video(path)
        self.n_questions += 1
        self.keys.append(headers.get("authorization"))
        task_id = urllib.parse.parse_qs(address.query).get("task_id", ["0"])[0]
        now = int(time.time())
        link = f"{self.base_url}/video-{task_id}.mp4?Expires={now + 32400}&Signature=abc"
        return Answer({"code": "success", "data": {
            "task_id": task_id, "status": "SUCCESS", "progress": "100%", "submit_time": now - 90,
            "finish_time": now - 5,
            "data": {"file": {"file_id": 7, "filename": "output.mp4", "download_url": link}, "status": "Success",
                     "video_width": 1366, "video_height": 768}}})

    def send_video(self, path):
        return Answer(VIDEO, content_type="video/mp4")


class FlappingService(Service):
    """Goes down with its first questions and then with the videos, in their midst, ten times in all."""

    def __init__(self):
        self.n_flaps = 0
        self._broken = set()
        self._flap_lock = threading.Lock()
        super().__init__()

    def _begin_flap(self):
        with self._flap_lock:
            if self.n_flaps == N_FLAPS or self._is_down:
                return
            self.n_flaps += 1
            self.go_down(listening=self.n_flaps % 2 == 0)
            # As short as a change of networks: whoever tries again at once is caught by it.
            threading.Timer(0.3, self.come_up).start()

    def _answer(self, path, headers):
        answer = super()._answer(path, headers)
        if self.n_questions == 3 and self.n_flaps == 0:
            self._begin_flap()
        return answer

    def send_video(self, path):
        task_id = path.partition("?")[0]
        # Each of them once: whoever fails again and again waits longer and longer, as it should.
        if task_id not in self._broken and self.n_flaps < N_FLAPS:
            self._broken.add(task_id)
            threading.Timer(0.01, self._begin_flap).start()
            return Answer(VIDEO[:len(VIDEO) // 2], content_type="video/mp4", length=len(VIDEO))
        return super().send_video(path)


def account_of(service):
    return {"RUSHES_BASE_URL": service.base_url, "RUSHES_API_KEY": KEY}


def track(window, text):
    window.press("Track Tasks")
    driver.enter(window.find(driver.TEXTS, "Task IDs"), text)
    window.press("Track")


def read_library(home):
    """The ids that are on disk."""
    path = os.path.join(home.path, "data", "rushes", "library.db")
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as library:
        equal(library.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "what SQLite says of the library")
        return sorted(row[0] for row in library.execute("SELECT task_id FROM tasks"))


def list_files(folder):
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def await_kept(home, n_videos, seconds=PATIENCE):
    folder = os.path.join(home.path, "data", "rushes", "videos")
    driver.wait_for(f"{n_videos} kept videos", lambda: len(list_whole(folder)) == n_videos, seconds)
    return [os.path.join(folder, name) for name in list_files(folder)]


def list_whole(folder):
    return [name for name in list_files(folder) if name.endswith(".mp4")]


def check_videos(paths, number):
    equal(len(paths), number, "number of videos")
    for path in paths:
        with open(path, "rb") as file:
            true(file.read() == VIDEO, f"{path} is whole")


def check_next_start(home, ids, **variables):
    """All is there again, and the next end is a good one."""
    equal(read_library(home), sorted(ids), "what is on disk")
    with Window(home, **variables, **DEBUG) as window:
        driver.wait_for("the list", window.rows, PATIENCE)
        equal(window.end(), 0, "exit status")
    equal(read_library(home), sorted(ids), "what is on disk after the next start")


def few_files():
    resource.setrlimit(resource.RLIMIT_NOFILE, (N_OPEN_FILES, N_OPEN_FILES))


@case
def few_open_files():
    """With 64 of them for everything, all is kept and saved."""
    with Home() as home, Service() as service:
        with Window(home, prepare=few_files, **account_of(service), **DEBUG) as window:
            track(window, "\n".join(IDS))
            check_videos(await_kept(home, N_TASKS), N_TASKS)
            window.open_menu("Main Menu")
            window.choose("Save All…")
            driver.activate(window.find(driver.BUTTONS, "Select"))
            driver.wait_for("saved videos", lambda: len(list_whole(home.path)) == N_TASKS, PATIENCE)
            # Not as its user ends it, whom it would ask while the last one is being noted.
            window.process.terminate()
            equal(window.process.wait(PATIENCE), 0, "exit status")
        check_videos([os.path.join(home.path, name) for name in list_whole(home.path)], N_TASKS)
        check_next_start(home, IDS, **account_of(service))


def survive_full_disk():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def find_label(window, words):
    return next((label for label in driver.find_all(window.app, LABELS) if words in label.get_name()), None)


@case
def no_room_for_the_list():
    """A task that cannot be written down is not taken: the text stays in the form, and goes in when there is room."""
    with Home() as home, Service() as service:
        with Window(home, prepare=survive_full_disk, **account_of(service), **DEBUG) as window:
            track(window, IDS[0])
            window.find_row(IDS[0], "Kept")
            _, hard = resource.prlimit(window.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(window.process.pid, resource.RLIMIT_FSIZE, (1, hard))
            track(window, "\n".join(IDS[1:3]))
            driver.wait_for("words for it", lambda: find_label(window, "disk"), PATIENCE)
            contains(driver.text_of(window.find(driver.TEXTS, "Task IDs")), IDS[2], "the form")
            equal(read_library(home), IDS[:1], "what is on disk")

            resource.prlimit(window.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
            window.press("Track")
            window.find_row(IDS[2], "Kept")
            equal(window.end(), 0, "exit status")
        check_next_start(home, IDS[:3], **account_of(service))


@case
def network_comes_and_goes():
    """All is kept in the end, and nobody is run down meanwhile."""
    with Home() as home, FlappingService() as service:
        with Window(home, **account_of(service), **DEBUG) as window:
            track(window, "\n".join(IDS))
            try:
                check_videos(await_kept(home, N_TASKS, 3 * PATIENCE), N_TASKS)
            except Exception:
                for name in [*window.rows(), *list_files(os.path.join(home.path, "data", "rushes", "videos"))]:
                    print(f"# {name}")
                raise
            equal(window.end(), 0, "exit status")
        print(f"# {service.n_flaps} flaps, {service.n_questions} questions, {len(service.requests)} requests, "
              f"{service.n_connections} connections and {service.n_refused} in vain")
        equal(service.n_flaps, N_FLAPS, "number of flaps")
        # Each once, and each whose connection broke once more.
        true(service.n_questions <= 3 * N_TASKS, f"{service.n_questions} questions")
        true(len(service.requests) <= 5 * N_TASKS, f"{len(service.requests)} requests")
        # Three transfers and a few questions are all that is under way when the network goes.
        true(service.n_refused <= 20 * N_FLAPS, f"{service.n_refused} connections in vain")
        check_next_start(home, IDS, **account_of(service))


def accessibility_address():
    """The program finds its screen reader also where its own bus knows none."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    return bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, GLib.VariantType("(s)"),
                         Gio.DBusCallFlags.NONE, 30_000, None).unpack()[0]


def on_bus(bus):
    return {"DBUS_SESSION_BUS_ADDRESS": bus.address, "AT_SPI_BUS_ADDRESS": accessibility_address()}


@case
def bus_ends():
    """The session is over, or its bus broke down: the program may end, but well, and with all written down."""
    with Home() as home, Service() as service:
        with Bus(home) as bus:
            with Window(home, **account_of(service), **on_bus(bus), **DEBUG) as window:
                track(window, "\n".join(IDS))
                window.find_row("Kept")
                bus.close()
                equal(window.process.wait(PATIENCE), 0, "exit status")
        check_next_start(home, IDS, **account_of(service))


def show_account(window, keyboard):
    keyboard.press("Control_L", "comma")
    return window.find(driver.TEXTS, "New Key")


def close_account(window, keyboard):
    def is_closed():
        # The entry takes the first one: it drops what was typed.
        keyboard.press("Escape")
        return not driver.find_all(window.app, driver.TEXTS, "New Key")
    driver.wait_for("the preferences to close", is_closed, PATIENCE)


@case
def keyring_goes_away():
    """What is entered then is kept for the session, and that is said."""
    with Home() as home, Service() as service, Keyring(home) as keyring:
        keyboard = Keyboard()
        with Window(home, **on_bus(keyring), **DEBUG) as window:
            driver.enter(window.find(driver.TEXTS, "Service Address"), service.base_url)
            driver.enter(window.find(driver.TEXTS, "Key"), KEY)
            window.press("Start")
            window.find(driver.BUTTONS, "Track Tasks…")
            track(window, IDS[0])
            window.find_row(IDS[0], "Kept")
            keyring.go_away()

            driver.enter(show_account(window, keyboard), OTHER_KEY)
            window.press("Apply")
            driver.wait_for("words for it", lambda: find_label(window, "for this session only"), PATIENCE)
            close_account(window, keyboard)
            track(window, IDS[1])
            window.find_row(IDS[1], "Kept")
            equal(service.keys[0], f"Bearer {KEY}", "the first key")
            equal(service.keys[-1], f"Bearer {OTHER_KEY}", "the key that was entered later")
        equal(read_library(home), IDS[:2], "what is on disk")


run("/e2e/adversity")
