#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen as a screen reader finds it, and the main job with nothing but a keyboard."""

import os
import sys

# See test_main_job.py.
DEBUG = {name: os.environ.pop(name) for name in ("G_DEBUG", "G_ENABLE_DIAGNOSTIC") if name in os.environ}

for folder in ("tests/cli", "build-aux"):
    sys.path.insert(0, os.path.join(os.environ["RUSHES_SOURCE"], folder))

import window_driver as driver  # noqa: E402
from gateway import DemoGateway  # noqa: E402
from gi.repository import Atspi  # noqa: E402
from keyboard import Keyboard  # noqa: E402
from tap import case, equal, run, true  # noqa: E402
from window import LABELS, LIST_ITEMS, Home, Window  # noqa: E402

KEY = "canary-key-0123456789abcdef"

#: What a person acts on, or stops at with the Tab key.
CONTROLS = driver.BUTTONS + driver.TEXTS + (
    "check box", "radio button", "combo box", "spin button", "slider", "switch", "link", "menu item",
    "check menu item", "radio menu item", "list", "list item", "list box", "tool bar", "progress bar", "page tab")

#: What brings another page.
TABS = ("page tab", "radio button") + driver.BUTTONS

#: What no screen has as many of to stop at.
MANY_STOPS = 60

CONTROL = "Control_L"
SHIFT = "Shift_L"

gateway = DemoGateway(key=KEY)
dunes = gateway.find("Dunes")
crowd = gateway.find("Crowd")
silk = gateway.find("Silk")


def open_window(home, with_account=True):
    account = {"RUSHES_BASE_URL": gateway.base_url, "RUSHES_API_KEY": KEY} if with_account else {}
    return Window(home, **account, **DEBUG)


def describe(accessible):
    parent = accessible.get_parent()
    return f"{accessible.get_role_name()} below {parent.get_role_name()} “{parent.get_name()}”"


def is_control(accessible):
    # What cannot be used now is read out all the same, unless it is not on the screen.
    if (accessible.get_role_name() not in CONTROLS
            or not driver.has_state(accessible, Atspi.StateType.VISIBLE)):
        return False
    component = accessible.get_component_iface()
    if component and component.get_extents(Atspi.CoordType.WINDOW).width <= 0:
        return False
    # Nobody stops at a row that only holds labels: they are read.
    if accessible.get_role_name() in LIST_ITEMS and not driver.has_state(accessible, Atspi.StateType.FOCUSABLE):
        return False
    # A label that can be selected has the role of a text, and is what it says.
    return (accessible.get_role_name() not in driver.TEXTS
            or driver.has_state(accessible, Atspi.StateType.EDITABLE))


def is_labelled(accessible):
    return any(relation.get_relation_type() == Atspi.RelationType.LABELLED_BY
               for relation in accessible.get_relation_set())


def has_name(accessible):
    # GTK 4.18 does not show the label of an item of a menu.
    if accessible.get_role_name() == "menu item" and is_labelled(accessible):
        return True
    return bool(accessible.get_name()) or any(
        child.get_role_name() == "label" and child.get_name() for child in driver.children(accessible))


def walk(window, screen):
    """Fails on a control without a name, on whatever is on the screen now."""
    controls = [accessible for accessible in driver.walk(window.app) if is_control(accessible)]
    nameless = [describe(accessible) for accessible in controls if not has_name(accessible)]
    print(f"# {screen}: {len(controls)} controls, {len(nameless)} without a name")
    true(controls, f"{screen}: there are controls")
    equal(nameless, [], f"{screen}: controls without a name")


def count_windows(window):
    """Also of the dialogs that libadwaita 1.5 and later puts into the window."""
    windows = list(driver.children(window.app))
    panels = [panel for top in windows for panel in driver.children(top)]
    return len(windows) + sum(inner.get_role_name() == "dialog" for panel in panels
                              for inner in driver.children(panel))


def close(window, keyboard, n_windows):
    keyboard.press("Escape")
    driver.wait_for("the window to close", lambda: count_windows(window) == n_windows)


def wait_for_end_of_selection(window):
    driver.wait_for("the selection to end", lambda: not driver.find_all(window.app, ("check box",), "Select"))


def expand(window, keyboard, title):
    """Opens the row of that title, which hides others, and waits for what is inside."""
    def count_parts():
        return len(driver.find_all(whole, LABELS + LIST_ITEMS))
    # The row is made of an outer one and the one that takes the keys.
    whole, row = driver.wait_for(title, lambda: driver.find_all(window.app, LIST_ITEMS, title))
    n_parts = count_parts()
    for _ in range(MANY_STOPS):
        row.clear_cache()
        if driver.has_state(row, Atspi.StateType.FOCUSED):
            break
        keyboard.press("Tab")
    else:
        raise AssertionError(f"{title}: not reached with the Tab key")
    keyboard.press("Return")
    driver.wait_for("what is inside", lambda: count_parts() > n_parts)


@case
def welcome_is_named():
    with Home() as home, open_window(home, with_account=False) as window:
        keyboard = Keyboard()
        window.find(driver.TEXTS)
        walk(window, "welcome")
        expand(window, keyboard, "Network")
        walk(window, "welcome, network")
        equal(window.end(), 0, "exit status")


@case
def every_screen_is_named():
    with Home() as home, open_window(home) as window:
        keyboard = Keyboard()
        window.find(driver.BUTTONS, "Track Tasks…")
        walk(window, "empty list")

        window.press("Track Tasks")
        driver.enter(window.find(driver.TEXTS, "Task IDs"), f"{dunes}\nno id\n{crowd} | Crowd\n")
        walk(window, "track form")
        window.press("Track")
        window.find_row(dunes, "Kept")
        window.find_row("Crowd", "Failed")
        walk(window, "list")

        keyboard.press(CONTROL, "f")
        walk(window, "search")
        keyboard.press("Escape")

        window.press("Select Tasks")
        window.find(driver.BUTTONS, "Select All")
        walk(window, "selecting")
        window.press("Select All")
        window.find(LABELS, "2 selected")
        walk(window, "two selected")
        n_windows = count_windows(window)
        window.press("Label…")
        window.find(LABELS, "Label 2 Tasks")
        walk(window, "label for many")
        close(window, keyboard, n_windows)

        keyboard.press(CONTROL, "2")
        window.find(("table", "grid", "list", "list box"), "Tasks")
        walk(window, "contact sheet, selecting")
        window.press("Select Tasks")
        wait_for_end_of_selection(window)
        walk(window, "contact sheet")
        keyboard.press(CONTROL, "1")
        window.find_row(dunes, "Kept")

        keyboard.press("Home")
        keyboard.press("F2")
        window.find(LABELS, "Rename Task")
        walk(window, "rename")
        close(window, keyboard, n_windows)
        keyboard.press(SHIFT, "F10")
        window.find_item("Copy ID")
        walk(window, "menu of a task")
        keyboard.press("Escape")
        window.await_no_menu()

        window.open_menu("Main Menu")
        window.find_item("Preferences")
        walk(window, "main menu")
        keyboard.press("Escape")
        window.await_no_menu()

        keyboard.press(CONTROL, "comma")
        for page in ("Account", "Videos", "Desktop", "Storage"):
            driver.activate(window.find(TABS, page))
            walk(window, f"preferences, {page}")
        # What they cover does not hear of keys, also where they stand in the window.
        keyboard.press(CONTROL, "n")
        keyboard.press("Delete")
        close(window, keyboard, n_windows)
        equal(len(window.rows()), 2, "number of rows")

        keyboard.press(CONTROL, SHIFT, "slash")
        driver.wait_for("the shortcuts", lambda: count_windows(window) > n_windows)
        walk(window, "keyboard shortcuts")
        close(window, keyboard, n_windows)

        window.open_menu("Main Menu")
        window.choose("About Rushes")
        driver.wait_for("the about window", lambda: count_windows(window) > n_windows)
        walk(window, "about")
        close(window, keyboard, n_windows)
        equal(window.end(), 0, "exit status")


@case
def details_and_help_are_named():
    with Home() as home, open_window(home) as window:
        keyboard = Keyboard()
        window.press("Track Tasks")
        driver.enter(window.find(driver.TEXTS, "Task IDs"), f"{dunes}\n")
        window.press("Track")
        window.find_row(dunes, "Kept")
        n_windows = count_windows(window)
        keyboard.press("Home")
        keyboard.press("F9")
        window.find(driver.BUTTONS, "Close Details")
        walk(window, "details")
        for title in ("History", "Reply of the Service"):
            expand(window, keyboard, title)
        walk(window, "details, history and reply")
        keyboard.press("Escape")
        driver.wait_for("the details to close",
                        lambda: not driver.find_all(window.app, driver.BUTTONS, "Close Details"))

        keyboard.press("F1")
        driver.wait_for("the help", lambda: count_windows(window) > n_windows)
        for page in ("States", "Problems", "Files", "Scripts"):
            driver.activate(window.find(TABS, page))
            walk(window, f"help, {page}")
        close(window, keyboard, n_windows)
        equal(window.end(), 0, "exit status")


def find_saved(home, name):
    return [os.path.join(folder, name) for folder, _, names in os.walk(home.path) if name in names]


@case
def main_job_by_keyboard_alone():
    with Home() as home, open_window(home) as window:
        keyboard = Keyboard()
        window.find(driver.BUTTONS, "Track Tasks…")
        n_windows = count_windows(window)
        keyboard.press(CONTROL, "n")
        window.find(driver.TEXTS, "Task IDs")
        keyboard.type(f"{dunes}\n{crowd}\n")
        keyboard.press(CONTROL, "Return")
        window.find_row(dunes, "Kept")
        window.find_row(crowd, "Failed")
        driver.wait_for("the form to close", lambda: count_windows(window) == n_windows)

        # The focus is brought to the list when its first rows come.
        keyboard.press("Home")
        keyboard.press(CONTROL, "s")
        driver.wait_for("the file dialog", lambda: count_windows(window) > n_windows)
        window.find(driver.BUTTONS, "Save")
        keyboard.press(CONTROL, "a")
        keyboard.type("shot.mp4\n")
        window.find_row(dunes, "Saved")
        equal(len(find_saved(home, "shot.mp4")), 1, "number of saved files")
        driver.wait_for("the file dialog to close", lambda: count_windows(window) == n_windows)

        keyboard.press("F2")
        window.find(LABELS, "Rename Task")
        keyboard.type("dunes\n")
        window.find_row("dunes", "Saved")
        driver.wait_for("the dialog to close", lambda: count_windows(window) == n_windows)

        keyboard.press(CONTROL, "a")
        window.find(LABELS, "2 selected")
        keyboard.press("Delete")
        window.find(driver.BUTTONS, "Track Tasks…")
        keyboard.press(CONTROL, "z")
        window.find_row("dunes", "Saved")
        equal(len(window.rows()), 2, "number of rows")
        equal(window.end(), 0, "exit status")


@case
def selection_by_keyboard_alone():
    """Choosing by arrows, Enter and space, in the list and in the contact sheet; saving what was chosen."""
    with Home() as home, open_window(home) as window:
        keyboard = Keyboard()
        window.find(driver.BUTTONS, "Track Tasks…")
        n_windows = count_windows(window)
        keyboard.press(CONTROL, "n")
        window.find(driver.TEXTS, "Task IDs")
        keyboard.type(f"{dunes}\n{silk}\n{crowd}\n")
        keyboard.press(CONTROL, "Return")
        for task_id, state in ((dunes, "Kept"), (silk, "Kept"), (crowd, "Failed")):
            window.find_row(task_id, state)
        driver.wait_for("the form to close", lambda: count_windows(window) == n_windows)

        # The newest stands first, and has the focus.
        keyboard.press("Home")
        keyboard.press(CONTROL, "a")
        window.find(LABELS, "3 selected")
        keyboard.press("Return")
        window.find(LABELS, "2 selected")
        keyboard.press("Down")
        window.find(LABELS, "2 selected")
        keyboard.press("space")
        window.find(LABELS, "1 selected")
        keyboard.press(CONTROL, "2")
        keyboard.press("Left")
        keyboard.press("Left")
        keyboard.press("Return")
        window.find(LABELS, "2 selected")
        keyboard.press(CONTROL, "1")
        driver.wait_for("the focus to be in the list", lambda: [
            row for row in window.rows().values() if driver.has_state(row, Atspi.StateType.FOCUSED)])
        # A toast takes the key first: it goes, and what is below stays.
        driver.wait_for("the toast to go", lambda: not driver.find_all(window.app, LABELS, "3 tasks added"))
        keyboard.press("Escape")
        wait_for_end_of_selection(window)

        # What has no video stays out of it.
        keyboard.press(CONTROL, "a")
        window.find(LABELS, "3 selected")
        keyboard.press(CONTROL, "s")
        driver.wait_for("the folder dialog", lambda: count_windows(window) > n_windows)
        driver.activate(window.find(driver.BUTTONS, "Select"))
        window.find_row(dunes, "Saved")
        window.find_row(silk, "Saved")
        window.find_row(crowd, "Failed")
        saved = [name for name in os.listdir(home.path) if name.endswith(".mp4")]
        equal(len(saved), 2, "number of saved videos")
        true(all(any(task_id in name for name in saved) for task_id in (dunes, silk)), f"their names: {saved}")
        equal(window.end(), 0, "exit status")


try:
    run("/e2e/accessibility")
finally:
    gateway.close()
