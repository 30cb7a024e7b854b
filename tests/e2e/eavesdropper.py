# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a program lets out: its log, both buses, its command lines, its files, what it shows."""

import os
import subprocess
import threading
import time

from gi.repository import Gio, GLib

import window_driver as driver

#: Seconds until a monitor of a bus has begun to hear.
PATIENCE = 20


def _find_accessibility_bus():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    return bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None,
                         GLib.VariantType("(s)"), Gio.DBusCallFlags.NONE, 30_000, None).unpack()[0]


class BusMonitor:
    """All that goes over a message bus, as dbus-monitor writes it."""

    def __init__(self, path, address=None):
        self.path = path
        where = ["--address", address] if address else ["--session"]
        with open(path, "wb") as file:
            self._process = subprocess.Popen(["dbus-monitor", *where], stdout=file, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        # It says first that it has got its own name, and lost it again.
        while os.path.getsize(path) == 0:
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError("dbus-monitor does not hear anything")
            time.sleep(0.02)

    def stop(self):
        self._process.terminate()
        self._process.wait(PATIENCE)


class ProcessWatch(threading.Thread):
    """The command lines of a process and all that it starts, and the environment of those."""

    def __init__(self, process_id):
        super().__init__(daemon=True)
        self.command_lines = set()
        self.environments = {}
        self._process_id = process_id
        self._end = threading.Event()

    @staticmethod
    def _read(process_id, name):
        try:
            with open(f"/proc/{process_id}/{name}", "rb") as file:
                return file.read()
        except OSError:
            return b""

    def _children(self, process_id):
        try:
            tasks = os.listdir(f"/proc/{process_id}/task")
        except OSError:
            return
        for task in tasks:
            for child in self._read(process_id, f"task/{task}/children").split():
                yield int(child)
                yield from self._children(int(child))

    def run(self):
        while not self._end.wait(0.01):
            self.command_lines.add(self._read(self._process_id, "cmdline"))
            for child in self._children(self._process_id):
                command_line = self._read(child, "cmdline")
                self.command_lines.add(command_line)
                program = os.path.basename(command_line.split(b"\0")[0]).decode()
                if program == "rushes-media-helper":
                    self.environments[program] = self._read(child, "environ")

    def stop(self):
        self._end.set()
        self.join(PATIENCE)


class Eavesdropper:
    """Hears everything from before the start of a program to after its end."""

    def __init__(self, folder):
        self._folder = folder
        self.log = os.path.join(folder, "log")
        self._session = BusMonitor(os.path.join(folder, "session-bus"))
        self._accessibility = BusMonitor(os.path.join(folder, "accessibility-bus"), _find_accessibility_bus())
        self._watch = None
        self._shown = set()

    def watch(self, process):
        self._watch = ProcessWatch(process.pid)
        self._watch.start()

    def look(self, app):
        """Notes all that the windows of the application say now."""
        for accessible in driver.walk(app):
            for text in (accessible.get_name(), accessible.get_description()):
                if text:
                    self._shown.add(text)
            if accessible.get_role_name() in driver.TEXTS and accessible.get_text_iface():
                self._shown.add(driver.text_of(accessible) or "")

    def stop(self):
        self._watch.stop()
        self._session.stop()
        self._accessibility.stop()

    def heard(self):
        """Where something was said, and what."""
        for name in ("log", "session-bus", "accessibility-bus"):
            with open(os.path.join(self._folder, name), "rb") as file:
                yield name, file.read()
        yield "shown", "\n".join(sorted(self._shown)).encode()
        yield "command lines", b"\n".join(sorted(self._watch.command_lines))
        for program, environment in self._watch.environments.items():
            yield f"environment of {program}", environment


def read_files(folder):
    """Every file below the folder: its path, and its name, content and attributes in one."""
    for top, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(top, name)
            pieces = [name.encode(errors="surrogateescape")]
            if os.path.islink(path):
                pieces.append(os.readlink(path).encode())
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    pieces.append(file.read())
            try:
                for attribute in os.listxattr(path, follow_symlinks=False):
                    pieces.append(attribute.encode() + os.getxattr(path, attribute, follow_symlinks=False))
            except OSError:
                pass  # not every file system has any
            yield path, b"\n".join(pieces)
