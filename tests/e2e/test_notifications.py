#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that end while nobody looks: the window is closed, they are followed on, the desktop is told, and what its
notifications offer is done, also when the program no longer runs."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

# See test_main_job.py.
DEBUG = {name: os.environ.pop(name) for name in ("G_DEBUG", "G_ENABLE_DIAGNOSTIC") if name in os.environ}

for folder in ("tests/cli", "build-aux"):
    sys.path.insert(0, os.path.join(os.environ["RUSHES_SOURCE"], folder))

import window_driver as driver  # noqa: E402
from fake_desktop import FakeDesktop  # noqa: E402
from gateway import Answer, FaultServer  # noqa: E402
from installed_service import InstalledService, activate, await_end, find_process, is_running  # noqa: E402
from tap import case, contains, equal, lacks, run, true  # noqa: E402
from window import LABELS, PATIENCE, Home, Window  # noqa: E402

KEY = "canary-key-0123456789abcdef"
SIGNATURE = "canarySignature5DmRk6"
TASK = "306792606023824"
OTHER = "306792606023825"
BROKEN = "306792606023826"
#: It never ends.
LASTING = "306792606023827"
#: What has been going on for long is seldom asked about.
BEGAN = int(time.time())
LABEL = "<b>Dunes</b> & dusk"

with open(os.path.join(os.environ["RUSHES_SOURCE"], "src/demo/videos/dunes.mp4"), "rb") as source:
    VIDEO = source.read()

home = Home()
os.mkdir(os.path.join(home.path, "config"))
with open(os.path.join(home.path, "config", "user-dirs.dirs"), "w", encoding="utf-8") as file:
    file.write('XDG_VIDEOS_DIR="$HOME/Videos"\n')
desktop = FakeDesktop()
ended = threading.Event()


def answer(path, headers):
    address = urllib.parse.urlsplit(path)
    if address.path == "/video.mp4":
        return Answer(VIDEO, content_type="video/mp4")
    task_id = urllib.parse.parse_qs(address.query)["task_id"][0]
    task = {"task_id": task_id, "status": "IN_PROGRESS", "progress": "30%", "submit_time": BEGAN}
    if ended.is_set() and task_id == BROKEN:
        task.update(status="FAILURE", finish_time=int(time.time()), fail_reason="<b>no</b> such frame")
    elif ended.is_set() and task_id != LASTING:
        link = f"http://{headers['host']}/video.mp4?Expires=4102444800&Signature={SIGNATURE}%2B1"
        task.update(status="SUCCESS", finish_time=int(time.time()),
                    data={"file": {"file_id": 7, "filename": "output.mp4", "download_url": link}, "status": "Success",
                          "video_width": 1366, "video_height": 768})
    return Answer({"code": "success", "data": task})


server = FaultServer(answer)


def press(notification, label):
    activate(*desktop.buttons(notification)[label])


def find_notification(word):
    def get():
        return [name for name, content in list(desktop.shown.items()) if word in content["title"]]
    return driver.wait_for(f"a notification that says {word}", get, PATIENCE)[0]


def count_windows(process_id):
    return sum(len(list(driver.children(app))) for app in driver.children(driver.Atspi.get_desktop(0))
               if app.get_process_id() == process_id)


def find_videos():
    return sorted(name for name in os.listdir(home.videos) if name.endswith(".mp4"))


@case
def closed_window_is_followed_on():
    with Window(home, RUSHES_BASE_URL=server.base_url, RUSHES_API_KEY=KEY, **DEBUG) as window:
        window.press("Track Tasks")
        driver.enter(window.find(driver.TEXTS, "Task IDs"), f"{TASK} | {LABEL}\n{OTHER} | Moss\n{BROKEN} | Crowd\n")
        window.press("Track")
        for label in ("Dunes", "Moss", "Crowd"):
            window.find_row(label, "Running")

        window.press("Close")
        window.press("Go On")
        driver.wait_for("the window to go", lambda: count_windows(window.process.pid) == 0, PATIENCE)
        driver.wait_for("the portal to be told", lambda: desktop.statuses, PATIENCE)
        equal(desktop.reasons, ["Your video tasks are followed on."], "what the portal was asked")
        equal(desktop.statuses[0], "3 tasks in progress", "what it was told")
        equal(window.process.poll(), None, "exit status")

        ended.set()
        name = find_notification("Dunes")
        find_notification("“Moss” is finished")
        broken = find_notification("“Crowd” failed")
        lacks(desktop.shown[broken].get("body", ""), "<", "what is said of it")
        equal(sorted(desktop.buttons(broken)), ["Details"], "what can be done about it")
        equal(desktop.shown[name]["title"], f"“{LABEL}” is finished", "the title")
        # It is in the files, too, if it was kept as quickly.
        contains(desktop.shown[name]["body"], "Its video ", "the body")
        equal(sorted({*desktop.buttons(name), "Show in Files"}), ["Details", "Save", "Show in Files"],
              "what can be done")
        equal(count_windows(window.process.pid), 0, "number of windows")

        press(name, "Save")
        saved = find_notification("1 video saved")
        equal(len(find_videos()), 1, "number of videos")
        contains(desktop.shown[saved]["body"], "Videos", "where it is")
        press(saved, "Show in Files")
        driver.wait_for("the file manager", lambda: desktop.files, PATIENCE)
        contains(urllib.parse.unquote(desktop.files[0]), find_videos()[0], "what is shown")
        equal(count_windows(window.process.pid), 0, "number of windows")

        # The window is back, of the same process.
        press(name, "Details")
        driver.wait_for("the window", lambda: count_windows(window.process.pid) == 1, PATIENCE)
        window.find(driver.BUTTONS, "Play")
        for text in (str(desktop.shown), " ".join(desktop.statuses)):
            lacks(text, SIGNATURE, "what was told")
            lacks(text, KEY, "what was told")
        equal(window.end(), 0, "exit status")
    await_end()


@case
def closing_is_asked_about_once():
    desktop.statuses.clear()
    with Window(home, RUSHES_BASE_URL=server.base_url, RUSHES_API_KEY=KEY, **DEBUG) as window:
        def await_windows(count):
            driver.wait_for(f"{count} windows", lambda: count_windows(window.process.pid) == count, PATIENCE)

        window.press("Track Tasks")
        driver.enter(window.find(driver.TEXTS, "Task IDs"), f"{LASTING} | Tide\n")
        window.press("Track")
        window.find_row("Tide", "Running")
        window.press("Close")
        window.press("Go On")
        await_windows(0)

        # A second start has the window back, of the same process.
        equal(subprocess.run([os.environ["RUSHES"]], env=home.make_environment(**DEBUG), timeout=PATIENCE,
                             check=False).returncode, 0, "exit status of the second start")
        await_windows(1)
        window.find_row("Tide", "Running")
        window.press("Close")
        await_windows(0)
        equal(window.process.poll(), None, "exit status")
        equal(set(desktop.statuses), {"1 task in progress"}, "what the portal was told")

        # Quitting is quitting.
        equal(window.end(), 0, "exit status")
    await_end()


@case
def buttons_work_when_nothing_runs():
    service = InstalledService(home, RUSHES_BASE_URL=server.base_url, RUSHES_API_KEY=KEY, **DEBUG)
    try:
        desktop.shown.clear()
        for bad in ("", "306 nobody", "/etc/passwd", "\u202e<b>", "a" * 300):
            activate("save-task", bad)
        activate("save-task", f"{OTHER} environment")
        find_notification("1 video saved")
        equal(len(find_videos()), 2, "number of videos")
        # There is no more to do, and nobody looks.
        await_end()

        activate("show-task", f"{TASK} environment")
        process_id = find_process()
        app = driver.application(process_id, PATIENCE)
        driver.find(app, driver.BUTTONS, "Play", PATIENCE)
        true(any("Dunes" in label.get_name() for label in driver.find_all(app, ("heading", *LABELS))), "the task")
        os.kill(process_id, signal.SIGTERM)
        await_end()
        equal(len(find_videos()), 2, "number of videos")
    finally:
        service.close()


@case
def nothing_is_left_behind():
    server.close()
    desktop.close()
    true(not is_running(), "nothing runs")


try:
    run("/e2e/notifications")
finally:
    home.__exit__()
