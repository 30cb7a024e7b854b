#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes through a file dialog besides videos: a list goes out and comes in, a frame becomes a picture."""

import csv
import os
import shutil
import sys

# See test_main_job.py.
DEBUG = {name: os.environ.pop(name) for name in ("G_DEBUG", "G_ENABLE_DIAGNOSTIC") if name in os.environ}

for folder in ("tests/cli", "build-aux"):
    sys.path.insert(0, os.path.join(os.environ["RUSHES_SOURCE"], folder))

import window_driver as driver  # noqa: E402
from gateway import DemoGateway  # noqa: E402
from keyboard import Keyboard  # noqa: E402
from tap import case, equal, run  # noqa: E402
from window import LABELS, PATIENCE, Home, Window  # noqa: E402

KEY = "canary-key-0123456789abcdef"
PNG = b"\x89PNG\r\n\x1a\n"

home = Home()
gateway = DemoGateway(key=KEY)
dunes = gateway.find("Dunes")
crowd = gateway.find("Crowd")
list_path = os.path.join(home.path, "shots.csv")


def open_window(of=home):
    return Window(of, RUSHES_BASE_URL=gateway.base_url, RUSHES_API_KEY=KEY, **DEBUG)


def track(window, text):
    window.press("Track Tasks")
    driver.enter(window.find(driver.TEXTS, "Task IDs"), text)
    window.press("Track")


def await_file(path, is_whole):
    """What is in the file, once it is there; it must never be there in part."""
    def get():
        if not os.path.exists(path):
            return None
        with open(path, "rb") as file:
            content = file.read()
        if not is_whole(content):
            raise AssertionError(f"{path} is there, and not whole: {content!r}")
        return content
    return driver.wait_for(path, get, PATIENCE)


@case
def list_goes_out():
    with open_window() as window:
        track(window, f"{dunes} | Dunes at dusk\n{crowd}\n")
        window.find_row("Dunes at dusk", "Kept")
        window.find_row(crowd, "Failed")
        window.open_menu("Main Menu")
        window.choose("Export List…")
        driver.save_into(window.app, list_path)
        content = await_file(list_path, lambda content: content.endswith(b"\n") and crowd.encode() in content)
        rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
        equal({(row["task_id"], row["label"]) for row in rows}, {(dunes, "Dunes at dusk"), (crowd, "")}, "the list")
        equal(window.end(), 0, "exit status")


def import_list(other):
    with open_window(other) as window:
        keyboard = Keyboard()
        window.find(driver.BUTTONS, "Track Tasks…")
        window.open_menu("Main Menu")
        window.choose("Import List…")
        window.find(driver.BUTTONS, "Open")
        keyboard.press("Control_L", "l")
        keyboard.type("shots.csv\n")
        window.press("Track")
        window.find_row("Dunes at dusk", "Kept")
        window.find_row(crowd)
        equal(len(window.rows()), 2, "number of rows")
        equal(window.end(), 0, "exit status")


@case
def list_comes_in():
    with Home() as other:
        # The dialog begins in the home folder.
        shutil.copy(list_path, other.path)
        import_list(other)


@case
def frame_becomes_a_picture():
    picture = os.path.join(home.videos, "first.png")
    with open_window() as window:
        keyboard = Keyboard()
        window.find_row("Dunes at dusk", "Kept")
        keyboard.press("Home")
        keyboard.press("F9")
        window.find(driver.BUTTONS, "Close Details")
        window.open_menu("Save or Copy a Frame")
        window.choose("First Frame…")
        driver.save_into(window.app, picture)
        content = await_file(picture, lambda content: content.endswith(b"IEND\xaeB`\x82"))
        equal(content[:8], PNG, "the picture's signature")
        equal(tuple(int.from_bytes(content[at:at + 4], "big") for at in (16, 20)), (1366, 768), "its dimensions")
        window.find(LABELS, "Frame saved as “first.png”")
        equal(window.end(), 0, "exit status")


try:
    run("/e2e/files")
finally:
    gateway.close()
    home.__exit__()
