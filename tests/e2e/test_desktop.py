#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop asks of the program over the session's bus, which starts it where it does not run: its search,
links and files that are to be opened, and the actions of its entry."""

import os
import signal
import sys

# See test_main_job.py.
DEBUG = {name: os.environ.pop(name) for name in ("G_DEBUG", "G_ENABLE_DIAGNOSTIC") if name in os.environ}

for folder in ("tests/cli", "build-aux"):
    sys.path.insert(0, os.path.join(os.environ["RUSHES_SOURCE"], folder))

import window_driver as driver  # noqa: E402
from gi.repository import GLib  # noqa: E402
from gateway import DemoGateway  # noqa: E402
from installed_service import (NAME, PATH, InstalledService, activate, await_end, call,  # noqa: E402
                               find_process, is_running)
from tap import case, contains, equal, lacks, run, true  # noqa: E402
from window import LABELS, PATIENCE, Home, Window  # noqa: E402

KEY = "canary-key-0123456789abcdef"
SEARCH = "org.gnome.Shell.SearchProvider2"
NEW = "306792606099999"

home = Home()
gateway = DemoGateway(key=KEY)
dunes = gateway.find("Dunes")
failed = gateway.find("Crowd")


class Started:
    """The program that the bus has started; driven like a Window."""

    find, press, rows, find_row, read = Window.find, Window.press, Window.rows, Window.find_row, Window.read

    def __init__(self):
        self.process_id = find_process()
        self.app = driver.application(self.process_id, PATIENCE)

    def read_form(self):
        return driver.text_of(self.find(driver.TEXTS, "Task IDs"))

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if is_running():
            os.kill(self.process_id, signal.SIGTERM)
        await_end()


def search(*terms):
    return call(SEARCH, "GetInitialResultSet", GLib.Variant("(as)", (terms,)), f"{PATH}/SearchProvider")[0]


def refine(results, *terms):
    return call(SEARCH, "GetSubsearchResultSet", GLib.Variant("(asas)", (results, terms)),
                f"{PATH}/SearchProvider")[0]


def describe(*results):
    return call(SEARCH, "GetResultMetas", GLib.Variant("(as)", (results,)), f"{PATH}/SearchProvider")[0]


def open_uris(*uris):
    call("org.freedesktop.Application", "Open", GLib.Variant("(asa{sv})", (uris, {})))


def await_toast(window, words, bring):
    """It is gone after some seconds, and finding it may take longer than that: it is brought until it is found."""
    def get():
        bring()
        return driver.find_all(window.app, LABELS, words)
    driver.wait_for(words, get, PATIENCE)


@case
def tasks_are_there_to_be_found():
    with Window(home, RUSHES_BASE_URL=gateway.base_url, RUSHES_API_KEY=KEY, **DEBUG) as window:
        window.press("Track Tasks")
        driver.enter(window.find(driver.TEXTS, "Task IDs"), f"{dunes} | Dunes at dusk\n{failed} | Crowd\n")
        window.press("Track")
        window.find_row("Dunes", "Kept")
        window.find_row("Crowd", "Failed")
        # The picture of its row is made by another program.
        folder = os.path.join(home.path, "data", "rushes", "thumbnails")
        driver.wait_for("the picture of the row", lambda: os.path.isdir(folder) and [
            name for name in os.listdir(folder) if name.endswith(".json")], PATIENCE)
        equal(window.end(), 0, "exit status")


@case
def search_starts_the_program_without_a_window():
    true(not is_running(), "nothing runs")
    found = search("dunes")
    equal([target.split(" ")[0] for target in found], [dunes], "what is found")
    process_id = find_process()

    meta = describe(*found)[0]
    equal(meta["id"], found[0], "the id")
    equal(meta["name"], "Dunes at dusk", "the name")
    contains(meta["description"], "Kept", "the description")
    contains(meta["description"], "1366\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}768", "the description")
    contains(meta["description"], dunes, "the description")
    def get_picture():
        kind, where = describe(*found)[0]["icon"]
        return kind == "file" and GLib.filename_from_uri(where)[0]
    true(os.path.isfile(driver.wait_for("its picture", get_picture, PATIENCE)), "the picture is there")
    equal(describe(*search("crowd"))[0]["icon"][0], "themed", "the kind of icon without a picture")

    equal(len(search("du", "at")), 1, "found by two words")
    equal([target.split(" ")[0] for target in search(failed)], [failed], "found by its id")
    equal(refine(found, "dunes", "crowd"), [], "found by words of two tasks")
    equal(search("d"), [], "found by one letter")
    equal(describe("306 nobody", "\n", ""), [], "what is known of tasks that are none")

    desktop = driver.Atspi.get_desktop(0)
    windows = [window for app in driver.children(desktop) if app.get_process_id() == process_id
               for window in driver.children(app)]
    equal(len(windows), 0, "number of windows")
    with open(f"/proc/{process_id}/cmdline", "rb") as file:
        contains(file.read().decode(), "--gapplication-service", "how it was started")


@case
def result_opens_its_details():
    with_target = search("dunes")[0]
    call(SEARCH, "ActivateResult", GLib.Variant("(sasu)", (with_target, ["dunes"], 0)), f"{PATH}/SearchProvider")
    with Started() as window:
        driver.wait_for("the details of the task", lambda: "Dunes at dusk" in [
            label.get_name() for label in driver.find_all(window.app, ("heading", *LABELS))], PATIENCE)
        window.find(driver.BUTTONS, "Play")


@case
def unknown_result_is_told():
    def open_it():
        call(SEARCH, "ActivateResult", GLib.Variant("(sasu)", ("306 nobody", [], 0)), f"{PATH}/SearchProvider")
    open_it()
    with Started() as window:
        await_toast(window, "This task is not in the list any more", open_it)


@case
def search_goes_on_in_the_window():
    call(SEARCH, "LaunchSearch", GLib.Variant("(asu)", (["crowd"], 0)), f"{PATH}/SearchProvider")
    with Started() as window:
        window.find_row("Crowd")
        driver.wait_for("only what is found", lambda: len(window.rows()) == 1, PATIENCE)


@case
def link_fills_the_form_and_adds_nothing():
    open_uris(f"rushes:track?id={NEW}&label=Sent%20by%20a%20page&id={dunes}")
    with Started() as window:
        equal(window.read_form(), f"{NEW} | Sent by a page\n{dunes}\n", "the form")
        lacks("\n".join(window.rows()), NEW, "the list")
        # Another one is added to it.
        open_uris("RUSHES://track/?id=306790001122334", "rushes:remove?id=1")
        driver.wait_for("the second link", lambda: "306790001122334" in window.read_form(), PATIENCE)
        await_toast(window, "This link names no task", lambda: open_uris("rushes:remove?id=1"))
        window.press("Track")
        window.find_row("Sent by a page")


@case
def file_fills_the_form():
    path = os.path.join(home.path, "more tasks.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("task_id,label\n306790001122335,Out of a table\n")
    open_uris(GLib.filename_to_uri(path))
    with Started() as window:
        contains(window.read_form(), "306790001122335", "the form")
        lacks("\n".join(window.rows()), "306790001122335", "the list")


@case
def command_line_takes_links_and_files():
    path = os.path.join(home.path, "tasks.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("306790001122336\n")
    with Window(home, "rushes:track?id=306790001122337", path, RUSHES_BASE_URL=gateway.base_url, RUSHES_API_KEY=KEY,
                **DEBUG) as window:
        def read():
            return driver.text_of(window.find(driver.TEXTS, "Task IDs"))
        driver.wait_for("both ids in the form", lambda: "306790001122336" in read() and "306790001122337" in read(),
                        PATIENCE)
        for task_id in ("306790001122336", "306790001122337"):
            lacks("\n".join(window.rows()), task_id, "the list")


@case
def action_of_the_entry_raises_the_window():
    activate("track-clipboard")
    with Started() as window:
        window.find(driver.BUTTONS, "Track Tasks")
        window.find_row("Crowd")


@case
def entry_starts_what_the_program_knows():
    """Desktops that start programs without the bus use the lines of the entry."""
    path = os.path.join(os.environ["GSETTINGS_SCHEMA_DIR"], f"{NAME}.desktop")
    entry = GLib.KeyFile()
    entry.load_from_file(path, GLib.KeyFileFlags.NONE)
    action = entry.get_string_list("Desktop Entry", "Actions")[0]
    arguments = entry.get_string(f"Desktop Action {action}", "Exec").split(" ")[1:]
    with Window(home, *arguments, RUSHES_BASE_URL=gateway.base_url, RUSHES_API_KEY=KEY, **DEBUG) as window:
        window.find_row("Crowd")
        names = call("org.gtk.Actions", "List", None)[0]
        true(action in names, f"{action} is an action")
        equal(window.end(), 0, "exit status")


service = InstalledService(home, RUSHES_BASE_URL=gateway.base_url, RUSHES_API_KEY=KEY, **DEBUG)
try:
    run("/e2e/desktop")
finally:
    service.close()
    gateway.close()
    home.__exit__()
