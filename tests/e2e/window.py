# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window as a process, in folders of its own, driven as a screen reader would."""

import ctypes
import glob
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

import window_driver as driver  # noqa: E402

#: Seconds that any wait of these tests may take, the service's own pace included.
PATIENCE = 60 * driver.SLOWNESS

LIST_ITEMS = ("list item",)
LABELS = ("label", "static", "text")
MENU_ITEMS = ("menu item",)


def _find_mnemonic(label):
    """The key of an item of a menu, as the sources of the window have it."""
    folder = os.path.join(os.environ["RUSHES_SOURCE"], "src/ui")
    for path in sorted(glob.glob(os.path.join(folder, "*.ui")) + glob.glob(os.path.join(folder, "*.c"))):
        with open(path, encoding="utf-8") as file:
            for text in re.findall('(?=[">]([^"<>\n]*_[^"<>\n]*)["<])', file.read()):
                if text.replace("_", "", 1) == label:
                    return text[text.index("_") + 1].upper()
    return None


def _is_item(item, label):
    """By its name or, where GTK 4.18 leaves that to a label that it does not show, by its key."""
    if driver.is_named(item, label) or item.get_name():
        return driver.is_named(item, label)
    mnemonic = _find_mnemonic(label)
    return mnemonic is not None and item.get_action_iface().get_key_binding(0).split(";")[0] == mnemonic


PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _end_with_parent():
    """A test that breaks off takes its window along."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _do_nothing():
    pass


class Home:
    """A user's folders, empty at first and gone at the end."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="rushes-e2e-")
        self.videos = os.path.join(self.path, "Videos")
        os.mkdir(self.videos)

    def make_environment(self, **variables):
        environment = dict(os.environ)
        environment.update(
            HOME=self.path,
            XDG_DATA_HOME=os.path.join(self.path, "data"),
            XDG_CONFIG_HOME=os.path.join(self.path, "config"),
            XDG_CACHE_HOME=os.path.join(self.path, "cache"),
            XDG_STATE_HOME=os.path.join(self.path, "state"),
            **variables)
        return {name: value for name, value in environment.items() if value is not None}

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        shutil.rmtree(self.path, ignore_errors=True)


class Pulse(threading.Thread):
    """Asks the main loop of the program something small, again and again, and keeps the longest wait."""

    def __init__(self, bus_name):
        super().__init__(daemon=True)
        self.longest = 0.0
        self.answers = 0
        self._name = bus_name
        self._path = "/" + bus_name.replace(".", "/").replace("-", "_")
        self._end = threading.Event()

    def run(self):
        bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        while not self._end.wait(0.02):
            begin = time.monotonic()
            try:
                bus.call_sync(self._name, self._path, "org.gtk.Actions", "List", None, None,
                              Gio.DBusCallFlags.NO_AUTO_START, 30_000, None)
                self.answers += 1
            except GLib.Error:
                continue
            self.longest = max(self.longest, time.monotonic() - begin)

    def stop(self):
        self._end.set()
        self.join(60)


class Window:
    """`rushes`, running."""

    def __init__(self, home, *arguments, output=None, prepare=_do_nothing, **variables):
        """prepare() is called in the new process, before the program is."""
        self._name = os.environ["RUSHES_APPLICATION_ID"]

        def begin():
            _end_with_parent()
            prepare()
        self.process = subprocess.Popen([os.environ["RUSHES"], *arguments], cwd=home.path, stdout=output,
                                        stderr=output, env=home.make_environment(**variables),
                                        preexec_fn=begin)
        try:
            self.app = driver.application(self.process.pid, PATIENCE)
        except BaseException:
            self.kill()
            raise
        self.pulse = Pulse(self._name)
        self.pulse.start()

    def find(self, roles, name=None, timeout=PATIENCE):
        return driver.find(self.app, roles, name, timeout)

    def press(self, name):
        driver.activate(self.find(driver.BUTTONS, name))

    def open_menu(self, name):
        """Opens the menu of a button; GTK 4.8 has its action on the toggle inside."""
        for accessible in driver.walk(self.find(driver.BUTTONS, name)):
            actions = accessible.get_action_iface()
            if actions and actions.get_n_actions() > 0:
                actions.do_action(0)
                return
        raise driver.Missing(f"{name}: cannot be opened")

    def find_item(self, label):
        """An item of the menu that is open."""
        def get():
            return [item for item in driver.find_all(self.app, MENU_ITEMS) if _is_item(item, label)]
        return driver.wait_for(label, get, PATIENCE)[0]

    def choose(self, label):
        """Activates an item of the menu that is open."""
        driver.activate(self.find_item(label))

    def await_no_menu(self):
        """An open menu takes the keys, and a menu that was told to close is open for another moment."""
        driver.wait_for("the menu to close", lambda: not driver.find_all(self.app, MENU_ITEMS), PATIENCE)

    def rows(self):
        """What stands in the list now: the accessible of each row by its accessible name."""
        tasks = self.find(("list",), "Tasks")
        return {item.get_name(): item for item in driver.find_all(tasks, LIST_ITEMS)}

    def find_row(self, *words, timeout=PATIENCE):
        """The row whose accessible name holds all these words, once there is one."""
        def get():
            return [item for name, item in self.rows().items() if all(word in name for word in words)]
        return driver.wait_for(f"a row that says {', '.join(words)}", get, timeout)[0]

    def read(self, accessible):
        """All text that is below it, one piece a line."""
        return "\n".join(child.get_name() for child in driver.walk(accessible)
                         if child.get_role_name() in LABELS and child.get_name())

    def end(self):
        """Ends it as its user does; the exit status is 0 if it ended well."""
        self.pulse.stop()
        bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        bus.call_sync(self._name, self.pulse._path, "org.gtk.Actions", "Activate",
                      GLib.Variant("(sava{sv})", ("quit", [], {})), None,
                      Gio.DBusCallFlags.NO_AUTO_START, 30_000, None)
        return self.process.wait(PATIENCE)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.pulse.stop()
        if self.process.poll() is None:
            self.kill()
