# SPDX-License-Identifier: GPL-3.0-or-later
"""The program on the session's bus, as an installed one: what it is asked there, and how the bus starts it."""

import os
import shlex
import stat

import window_driver as driver
from gi.repository import Gio, GLib
from window import PATIENCE

NAME = os.environ["RUSHES_APPLICATION_ID"]
PATH = "/" + NAME.replace(".", "/").replace("-", "_")

bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)


def call(interface, method, parameters, path=PATH, name=NAME):
    return bus.call_sync(name, path, interface, method, parameters, None, Gio.DBusCallFlags.NONE,
                         PATIENCE * 1000, None).unpack()


def _ask_bus(method, *arguments):
    return call("org.freedesktop.DBus", method, GLib.Variant(f"({'s' * len(arguments)})", arguments),
                "/org/freedesktop/DBus", "org.freedesktop.DBus")


def find_process():
    return _ask_bus("GetConnectionUnixProcessID", NAME)[0]


def is_running():
    return _ask_bus("NameHasOwner", NAME)[0]


def await_end():
    driver.wait_for("the program to leave the bus", lambda: not is_running(), PATIENCE)


def activate(action, target=None):
    """As the desktop does with an action of the entry, or when a button of a notification is pressed."""
    parameters = [GLib.Variant("s", target)] if target is not None else []
    call("org.freedesktop.Application", "ActivateAction",
         GLib.Variant("(sava{sv})", (action.removeprefix("app."), parameters, {})))


class InstalledService:
    """The bus knows how to start the program, with @variables in its environment."""

    def __init__(self, home, **variables):
        program = os.path.join(home.path, "start")
        with open(program, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n")
            file.writelines(f"export {name}={shlex.quote(value)}\n"
                            for name, value in home.make_environment(**variables).items() if name.isidentifier())
            file.write(f"exec {shlex.quote(os.environ['RUSHES'])} --gapplication-service\n")
        os.chmod(program, stat.S_IRWXU)
        folder = os.path.join(os.environ["XDG_RUNTIME_DIR"], "dbus-1", "services")
        os.makedirs(folder, exist_ok=True)
        self._file = os.path.join(folder, f"{NAME}.service")
        with open(self._file, "w", encoding="utf-8") as file:
            file.write(f"[D-BUS Service]\nName={NAME}\nExec={program}\n")
        _ask_bus("ReloadConfig")

    def close(self):
        os.remove(self._file)
        _ask_bus("ReloadConfig")
