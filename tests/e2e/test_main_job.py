#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in the real window: paste ids, watch them finish, save videos, find it all again."""

import datetime
import json
import os
import re
import sys
import urllib.request

# A warning is fatal for the program under test, not for the library that looks at it, which warns when a
# program comes up or goes away while it looks. So this stands before that library is loaded.
DEBUG = {name: os.environ.pop(name) for name in ("G_DEBUG", "G_ENABLE_DIAGNOSTIC") if name in os.environ}

for folder in ("tests/cli", "build-aux"):
    sys.path.insert(0, os.path.join(os.environ["RUSHES_SOURCE"], folder))

import window_driver as driver  # noqa: E402
from gateway import DemoGateway  # noqa: E402
from tap import case, contains, equal, lacks, run, true  # noqa: E402
from window import PATIENCE, Home, Window  # noqa: E402

KEY = "canary-key-0123456789abcdef"

#: Longer than any frame ever takes, shorter than anybody's "it hangs": also on a loaded machine.
LONGEST_PAUSE = 2.0 * driver.SLOWNESS

home = Home()
gateway = DemoGateway("--finish-after", "6", key=KEY)
finishing = gateway.find("take 2")
failed = gateway.find("Crowd")
running = gateway.find("Moss")
finished = gateway.find("Dunes")
kept_folder = os.path.join(home.path, "data", "rushes", "videos")
saved_path = os.path.join(home.videos, "my shot.mp4")


def open_window():
    return Window(home, RUSHES_BASE_URL=gateway.base_url, RUSHES_API_KEY=KEY, **DEBUG)


def read_file(path):
    with open(path, "rb") as file:
        return file.read()


def read_video(name):
    return read_file(os.path.join(os.environ["RUSHES_SOURCE"], "src/demo/videos", f"{name}.mp4"))


def ask_gateway(task_id):
    """What the gateway says of a task, for comparison."""
    request = urllib.request.Request(f"{gateway.base_url}/minimax/v1/query/video_generation?task_id={task_id}",
                                     headers={"Authorization": f"Bearer {KEY}"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
        return json.load(reply)["data"]


def format_clock(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%H:%M:%S")


def check_times(row, facts, task_id):
    """The row says briefly, and its description to the second, when it was submitted and when it finished."""
    truth = ask_gateway(task_id)
    for word, name in (("submitted", "submit_time"), ("finished", "finish_time")):
        true(re.search(rf"\b{word} \w", facts), f"the row says when it was {word}: {facts!r}")
        line = next(line for line in row.get_description().splitlines() if line.lower().startswith(word))
        contains(line, format_clock(truth[name]), "the description")


def check_answered(window):
    true(window.pulse.answers > 10, f"the window answered {window.pulse.answers} times")
    true(window.pulse.longest < LONGEST_PAUSE, f"the window did not answer for {window.pulse.longest:.2f} s")
    print(f"# longest pause of the main loop: {window.pulse.longest * 1000:.0f} ms")


def track(window, text):
    window.press("Track Tasks")
    driver.enter(window.find(driver.TEXTS, "Task IDs"), text)
    window.press("Track")


@case
def track_watch_and_save():
    with open_window() as window:
        track(window, f"{finishing}\n{failed} | Crowd\nand also {running}\n{finished}\n")

        for task_id in (finishing, "Crowd", running, finished):
            window.find_row(task_id)
        equal(len(window.rows()), 4, "number of rows")
        window.find_row("Crowd", "Failed")
        for name in ("Track Tasks", "Search", "Main Menu"):
            window.find(driver.BUTTONS, name)

        # What has finished is kept by itself, before anybody asks for it.
        window.find_row(finished, "Kept", "1366 × 768")
        row = window.find_row(finishing, "Kept", "1366 × 768")
        facts = window.read(row)
        contains(facts, "1366 × 768", "the row")
        check_times(row, facts, finishing)
        equal(len(os.listdir(kept_folder)), 2, "number of kept videos")

        driver.activate(driver.find(row, driver.BUTTONS, "Save Video…"))
        driver.save_into(window.app, saved_path)
        window.find_row(finishing, "Saved")
        equal(read_file(saved_path), read_video("harbour"), "the bytes")
        equal(os.listdir(home.videos), [os.path.basename(saved_path)], "what is in the folder")

        check_answered(window)
        equal(window.end(), 0, "exit status")


@case
def no_secret_is_left_on_disk():
    """Neither the key nor, once the video is saved, its signed link."""
    for folder, _, names in os.walk(home.path):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                content = file.read()
            for secret in (KEY, "Signature="):
                lacks(content, secret.encode(), path)


@case
def list_is_there_again():
    """With the gateway gone the list still says what was known, and where each video is now."""
    gateway.close()
    os.remove(saved_path)
    with open_window() as window:
        window.find_row("Crowd", "Failed")
        window.find_row(running, "Running")
        equal(len(window.rows()), 4, "number of rows")

        # The user's file is gone, our own copy is not.
        row = window.find_row(finishing, "Kept", "1366 × 768")
        contains(window.read(row), "the saved file was moved or deleted", "the row")
        driver.find(row, driver.BUTTONS, "Save Again…")
        check_answered(window)
        equal(window.end(), 0, "exit status")


@case
def all_are_saved_without_the_service():
    """Whatever is kept is copied: that takes no network."""
    with open_window() as window:
        window.find_row(finished, "Kept")
        window.open_menu("Main Menu")
        window.choose("Save All…")
        driver.activate(window.find(driver.BUTTONS, "Select"))
        # Not the words of it, which are gone after some seconds: finding them may take longer than that.
        window.find_row(finished, "Saved")
        window.find_row(finishing, "Saved")
        saved = [name for name in os.listdir(home.path) if name.endswith(".mp4")]
        equal(len(saved), 2, "number of saved videos")
        for task_id, video in ((finishing, "harbour"), (finished, "dunes")):
            name = next(name for name in saved if task_id in name)
            equal(read_file(os.path.join(home.path, name)), read_video(video), f"the bytes of {name}")
        check_answered(window)
        equal(window.end(), 0, "exit status")


try:
    run("/e2e/main-job")
finally:
    gateway.close()
    home.__exit__()
