#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A monkey at the real window: it clicks, types, pastes, tracks, saves, resizes, pulls the network, closes and kills
the program, by chance. After each act the program must be there and answer, must not have grumbled, must know every
task that was added, and must not have left anything but whole videos in the user's folder.

The seed is told first: with the same one it does the same things, as far as the machine is as quick."""

import argparse
import fcntl
import os
import random
import re
import shutil
import socket
import sqlite3
import struct
import sys
import time
import urllib.parse

# What grumbles is read in the log; here it shall go on, so that the act is known.
for name in ("G_DEBUG", "G_ENABLE_DIAGNOSTIC", "MALLOC_CHECK_"):
    os.environ.pop(name, None)
# Leaks are what the tests look for, which end tidily.
os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"

for folder in ("tests/cli", "build-aux"):
    sys.path.insert(0, os.path.join(os.environ["RUSHES_SOURCE"], folder))

import window_driver as driver  # noqa: E402
from gateway import Answer, FaultServer  # noqa: E402
from gi.repository import Atspi, GLib  # noqa: E402
from keyboard import Keyboard  # noqa: E402
import window  # noqa: E402
from window import Home, Window  # noqa: E402

KEY = "canary-key-0123456789abcdef"

#: With sanitizers, on a machine that has other work, a start alone takes more than a minute.
PATIENCE = window.PATIENCE = 300

#: What is a finding wherever it stands; warnings count if they are the program's own.
GRUMBLES = re.compile(r"CRITICAL|ERROR: (?:Address|Leak)Sanitizer|runtime error:|\(rushes[^)]*\): rushes[a-z-]*-WARNING"
                      r"|GLib(?:-GObject|-GIO)?-WARNING|Gtk-WARNING|Adwaita-WARNING")

GARBAGE = ("", "\n\n\n", "no id at all", "{\"task_id\": ", "'; DROP TABLE tasks; --", "../../etc/passwd", "%s%n%s",
           "\u202egnp.exe\u202c", "A" * 5000, "🎬" * 300, "e\u0301\u0327" * 200, "海螺\t任务,,,;;|", "<b>&amp;</b>",
           "curl https://127.0.0.1/x -H 'Authorization: Bearer sk-0'", "-1", "0" * 400, "\u0007\u001b[31m")

KEYS = [("Escape",), ("Tab",), ("Shift_L", "Tab"), ("Return",), ("space",), ("Home",), ("End",), ("Up",), ("Down",),
        ("Page_Down",), ("Page_Up",), ("F1",), ("F2",), ("F5",), ("F9",), ("F10",), ("Shift_L", "F10"), ("Delete",),
        ("Menu",), ("Control_L", "a"), ("Control_L", "c"), ("Control_L", "f"), ("Control_L", "n"), ("Control_L", "s"),
        ("Control_L", "v"), ("Control_L", "z"), ("Control_L", "1"), ("Control_L", "2"), ("Control_L", "comma"),
        ("Control_L", "w"), ("Control_L", "Return"), ("Control_L", "Shift_L", "slash"), ("Alt_L", "Left")]

SIZES = ((1200, 850), (1000, 700), (720, 600), (360, 640), (360, 294), (640, 360), (1280, 400))

CLICKABLE = driver.BUTTONS + ("check box", "radio button", "switch", "combo box", "menu item", "check menu item",
                              "radio menu item", "link", "page tab", "list item")


class Finding(Exception):
    """The monkey has broken something."""


class Service:
    """Knows every id, and what becomes of it by its last digit; can go away and come back."""

    def __init__(self):
        with open(os.path.join(os.environ["RUSHES_SOURCE"], "src/demo/videos/dunes.mp4"), "rb") as file:
            self.video = file.read()
        self._first_asked = {}
        self.server = FaultServer(self._answer)
        self.is_up = True

    def _answer(self, path, headers):
        address = urllib.parse.urlsplit(path)
        if address.path == "/video.mp4":
            return Answer(self.video, content_type="video/mp4")
        task_id = urllib.parse.parse_qs(address.query).get("task_id", ["0"])[0]
        now = int(time.time())
        begun = self._first_asked.setdefault(task_id, now)
        task = {"task_id": task_id, "action": "video_generation", "status": "IN_PROGRESS", "progress": "30%",
                "submit_time": begun, "fail_reason": ""}
        kind = int(task_id[-1])
        if kind == 0:
            task.update(status="FAILURE", finish_time=begun, fail_reason="The prompt was refused")
        elif kind == 1:
            return Answer(b"\xff\xfe<html>" + GARBAGE[7].encode(), status=502, content_type="text/html")
        elif kind < 8 and now - begun >= kind:
            file = {"file_id": 7, "filename": f"{task_id}.mp4",
                    "download_url": f"http://{headers['host']}/video.mp4?Expires=4102444800&Signature=s{kind}"}
            task.update(status="SUCCESS", progress="100%", finish_time=begun + kind,
                        data={"file": file, "video_width": 1366, "video_height": 768, "status": "Success"})
        return Answer({"code": "success", "message": "", "data": task})

    @staticmethod
    def ends(task_id):
        return int(task_id[-1]) not in (1, 8, 9)

    def turn(self, is_up, listening=True):
        if is_up != self.is_up:
            self.server.come_up() if is_up else self.server.go_down(listening)
            self.is_up = is_up


class Monkey:
    def __init__(self, seed, stall, log_path):
        self.chance = random.Random(seed)
        self.stall = stall
        self.service = Service()
        self.home = Home()
        self.keyboard = Keyboard()
        self.added = set()
        self.removed = set()
        self.n_acts = {}
        self.longest = 0.0
        self.window = None
        self._n_read = 0
        self._log_path = log_path
        self._log = open(log_path, "wb")
        self._acts = [(self.click, 30), (self.press_keys, 25), (self.type_garbage, 10), (self.track, 8),
                      (self.paste_garbage_ids, 4), (self.resize, 6), (self.go_back, 8), (self.turn_network, 4),
                      (self.close_and_reopen, 2), (self.kill_and_reopen, 1), (self.wait_a_little, 4),
                      (self.save_all, 3)]

    # The program

    def open(self):
        looks = {"ADW_DEBUG_COLOR_SCHEME": self.chance.choice(("prefer-light", "prefer-dark")),
                 "ADW_DEBUG_HIGH_CONTRAST": self.chance.choice(("0", "1"))}
        self.window = Window(self.home, output=self._log, RUSHES_BASE_URL=self.service.server.base_url,
                             RUSHES_API_KEY=KEY, **looks)

    def is_gone(self):
        return self.window.process.poll() is not None

    def _expect_end(self):
        status = self.window.process.wait(PATIENCE)
        self.window.pulse.stop()
        if status != 0:
            raise Finding(f"it ended with {status}")

    def end(self):
        """Ends it as its user does; it may have been about to, by an act."""
        try:
            status = self.window.end()
        except GLib.Error:
            self._expect_end()
            return
        if status != 0:
            raise Finding(f"it ended with {status}")

    def reopen_if_closed(self):
        """Some acts close the window: then it ends, or lives on without one."""
        if not self.is_gone() and not list(self.keyboard._shown()):
            time.sleep(1)
            if not self.is_gone() and not list(self.keyboard._shown()):
                self.end()
        if self.is_gone():
            self._expect_end()
            self.open()

    # The acts

    def _usable(self, roles):
        return driver.find_all(self.window.app, roles)

    def click(self):
        found = self._usable(CLICKABLE)
        if not found:
            return "nothing to click"
        target = self.chance.choice(found)
        name = f"{target.get_role_name()} “{target.get_name()}”"
        for accessible in driver.walk(target):
            actions = accessible.get_action_iface()
            # GTK 4.8 follows the link of a label that has none, and falls.
            choice = [index for index in range(actions.get_n_actions() if actions else 0)
                      if not actions.get_action_name(index).startswith("link.")]
            if choice:
                try:
                    actions.do_action(self.chance.choice(choice))
                except GLib.Error as error:
                    return f"{name}, and no answer: {error.message}"
                return name
        return f"{name}, which does nothing"

    def press_keys(self):
        keys = self.chance.choice(KEYS)
        self.keyboard.press(*keys)
        return "+".join(keys)

    def type_garbage(self):
        found = [entry for entry in self._usable(driver.TEXTS) if driver.has_state(entry, Atspi.StateType.EDITABLE)]
        text = self.chance.choice(GARBAGE)
        if not found:
            return "no entry"
        entry = self.chance.choice(found)
        if "ey" in entry.get_name() or "ddress" in entry.get_name():
            return "not into an account"
        entry.get_editable_text_iface().set_text_contents(text)
        return f"{text[:30]!r} into “{entry.get_name()}”"

    def _open_form(self):
        self.go_back()
        self.go_back()
        self.keyboard.press("Control_L", "n")
        return driver.find(self.window.app, driver.TEXTS, "Task IDs", 5)

    def _track(self, ids, lines):
        try:
            driver.enter(self._open_form(), "\n".join(lines))
            driver.activate(self.window.find(driver.BUTTONS, "Track", 5))
        except driver.Missing:
            return "the form is not to be had now"
        # Only what has reached the disk is promised.
        deadline = time.monotonic() + PATIENCE
        while not ids <= self._read_ids()[0]:
            if time.monotonic() > deadline:
                raise Finding(f"added, but not on disk: {ids - self._read_ids()[0]}")
            time.sleep(0.1)
        self.added |= ids
        self.removed -= ids
        return f"{len(ids)} tasks"

    def _make_ids(self, count):
        return {str(self.chance.randrange(10**14, 10**15)) for _ in range(count)}

    def track(self):
        ids = self._make_ids(self.chance.choice((1, 1, 2, 5, 40)))
        return self._track(ids, sorted(ids))

    def paste_garbage_ids(self):
        ids = self._make_ids(3)
        noise = [text for text in self.chance.sample(GARBAGE, 4) if not re.search(r"[\d{<'\"]", text)]
        lines = sorted(ids) + [text[:200] for text in noise]
        self.chance.shuffle(lines)
        return self._track(ids, lines)

    def resize(self):
        width, height = self.chance.choice(SIZES)
        self.keyboard.resize(width, height)
        return f"{width}×{height}"

    def go_back(self):
        self.keyboard.press("Escape")
        return "Escape"

    def turn_network(self):
        listening = self.chance.random() < 0.5
        self.service.turn(not self.service.is_up, listening)
        return "up" if self.service.is_up else f"down, {'resetting' if listening else 'nobody listens'}"

    def _let_removals_show(self):
        """They are purged at an end or a start: until then the library says what was removed."""
        time.sleep(1)
        self.check()

    def close_and_reopen(self):
        self._let_removals_show()
        self.end()
        self.open()
        return "ended well"

    def kill_and_reopen(self):
        self._let_removals_show()
        self.window.pulse.stop()
        self.window.kill()
        self.open()
        return "killed"

    def wait_a_little(self):
        time.sleep(self.chance.choice((0.5, 1, 3)))
        return "waited"

    def save_all(self):
        self.go_back()
        self.keyboard.press("Control_L", "a")
        self.keyboard.press("Control_L", "s")
        try:
            driver.activate(driver.find(self.window.app, driver.BUTTONS, "Select", 2))
        except driver.Missing:
            return "nothing to save"
        return "into the folder"

    # What must be true after each

    def _read_library(self):
        """The lines of all tasks: id, when it was removed, phase."""
        path = os.path.join(self.home.path, "data/rushes/library.db")
        try:
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=PATIENCE)
            try:
                return connection.execute("SELECT task_id, removed_at, phase FROM tasks").fetchall()
            finally:
                connection.close()
        except sqlite3.OperationalError:
            return []  # not made yet

    def _read_ids(self):
        """Those that are there, and those of them that wait to be purged."""
        rows = self._read_library()
        return {row[0] for row in rows}, {row[0] for row in rows if row[1] is not None}

    def check(self):
        grumble = self._read_log()
        if grumble:
            raise Finding(f"the log says: {grumble}")
        if self.is_gone() and self.window.process.returncode != 0:
            raise Finding(f"it ended with {self.window.process.returncode}")
        self.longest = max(self.longest, self.window.pulse.longest)
        if self.window.pulse.longest > self.stall:
            raise Finding(f"it did not answer for {self.window.pulse.longest:.1f} s")
        ids, removed = self._read_ids()
        self.removed = (self.removed | removed) - (ids - removed)
        lost = self.added - ids - self.removed
        if lost:
            raise Finding(f"lost: {sorted(lost)}")
        self._check_folders()

    def _check_folders(self):
        for folder in (self.home.path, self.home.videos):
            for name in os.listdir(folder):
                path = os.path.join(folder, name)
                if os.path.isfile(path) and os.path.getsize(path) != len(self.service.video):
                    raise Finding(f"not a whole video: {path}")

    def _read_log(self):
        with open(self._log_path, "rb") as file:
            file.seek(self._n_read)
            text = file.read()
        self._n_read += len(text)
        return next((line for line in text.decode(errors="replace").splitlines() if GRUMBLES.search(line)), None)

    def act(self):
        function = self.chance.choices([act for act, _ in self._acts], [weight for _, weight in self._acts])[0]
        try:
            told = function()
        except (GLib.Error, driver.Missing) as error:
            # A widget that went away while it was looked at.
            told = f"in vain: {error}"
        self.n_acts[function.__name__] = self.n_acts.get(function.__name__, 0) + 1
        return f"{function.__name__}: {told}"

    def settle(self):
        """At the end, with the network up, the end of whatever was added and not removed is noticed."""
        self.service.turn(True)
        if not self.is_gone():
            self.end()
        self.open()
        self.check()
        deadline = time.monotonic() + PATIENCE
        while True:
            waiting = [row[0] for row in self._read_library() if row[0] in self.added and row[1] is None
                       and Service.ends(row[0]) and row[2] not in ("finished", "failed")]
            if not waiting:
                break
            if time.monotonic() > deadline:
                raise Finding(f"their end was not noticed: {waiting}")
            time.sleep(0.2)
        self.check()
        self.end()
        grumble = self._read_log()
        if grumble:
            raise Finding(f"the log says: {grumble}")


SIOCSIFFLAGS = 0x8914
IFF_UP = 1


def have_only_loopback():
    """A click may open an account form, and the form names a real service: nothing may leave this machine."""
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--stall", type=float, default=30, help="seconds that the window may not answer")
    parser.add_argument("--log", default=None, help="where the program's words are kept when it found something")
    options = parser.parse_args()
    if not have_only_loopback():
        print("monkey: there is a network here; run it by build-aux/torture monkey", file=sys.stderr)
        return 77

    seed = random.randrange(10**6) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)

    log_path = os.path.abspath(options.log or f"monkey-{seed}.log")
    monkey = Monkey(seed, options.stall, log_path)
    ends_at = time.monotonic() + options.minutes * 60
    done = []
    try:
        monkey.open()
        while time.monotonic() < ends_at:
            done.append(monkey.act())
            monkey.check()
            monkey.reopen_if_closed()
        monkey.settle()
    except Exception as error:
        print(f"FOUND after {len(done)} acts: {error}")
        print("\n".join(f"  {line}" for line in done[-25:]))
        print(f"  what it said: {log_path}")
        return 1
    finally:
        if monkey.window is not None:
            monkey.window.__exit__()
        print(f"{len(done)} acts, {len(monkey.added)} tasks added, {len(monkey.removed)} removed, "
              f"longest without an answer {monkey.longest * 1000:.0f} ms")
        print(", ".join(f"{name} {count}" for name, count in sorted(monkey.n_acts.items())))
        shutil.rmtree(monkey.home.path, ignore_errors=True)
    os.remove(log_path)
    return 0


sys.exit(main())
