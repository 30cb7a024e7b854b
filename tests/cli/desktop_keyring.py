# SPDX-License-Identifier: GPL-3.0-or-later
"""GNOME's keyring on a bus of its own."""

import os
import shutil
import subprocess

from tap import Skip, wait_until

try:
    import gi
    gi.require_version("Gio", "2.0")
    from gi.repository import Gio, GLib
except (ImportError, ValueError):
    Gio = None

SECRETS = "org.freedesktop.secrets"
SERVICE = "org.freedesktop.Secret.Service"
SERVICE_PATH = "/org/freedesktop/secrets"
COLLECTION_PATH = "/org/freedesktop/secrets/collection/login"


BUS = """
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Bus:
    """A session's bus that starts no service."""

    def __init__(self, home):
        if shutil.which("dbus-daemon") is None:
            raise Skip("dbus-daemon is not installed")
        path = os.path.join(home.path, "bus.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(BUS.format(folder=home.path))
        self._process = subprocess.Popen(["dbus-daemon", f"--config-file={path}", "--nofork", "--print-address"],
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                         env=home.make_environment())
        self.address = self._process.stdout.readline().decode().strip()

    def close(self):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(20)
            self._process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


class Keyring:
    """GNOME's daemon with an empty keyring that is open."""

    def __init__(self, home):
        if Gio is None:
            raise Skip("the Python bindings of GIO are not installed")
        if shutil.which("gnome-keyring-daemon") is None:
            raise Skip("gnome-keyring-daemon is not installed")
        self._home = home
        self._bus = Bus(home)
        self.address = self._bus.address
        self._daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets"], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            # What finds faults in our code is not for theirs.
            env=home.make_environment(DBUS_SESSION_BUS_ADDRESS=self.address, G_DEBUG=None, MALLOC_CHECK_=None,
                                      MALLOC_PERTURB_=None))
        self._daemon.stdin.write(b"password")
        self._daemon.stdin.close()
        self._connection = Gio.DBusConnection.new_for_address_sync(
            self.address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        wait_until(self._has_keyring, "the keyring to be there")

    def _call(self, path, interface, method, parameters):
        return self._connection.call_sync(SECRETS, path, interface, method, parameters, None,
                                          Gio.DBusCallFlags.NO_AUTO_START, 5000, None)

    def _has_keyring(self):
        try:
            self._call(COLLECTION_PATH, "org.freedesktop.DBus.Properties", "Get",
                       GLib.Variant("(ss)", ("org.freedesktop.Secret.Collection", "Locked")))
            return True
        except GLib.Error:
            return False

    def store(self, account_id, key):
        _, session = self._call(SERVICE_PATH, SERVICE, "OpenSession",
                                GLib.Variant("(sv)", ("plain", GLib.Variant("s", "")))).unpack()
        properties = {
            "org.freedesktop.Secret.Item.Label": GLib.Variant("s", "Rushes"),
            "org.freedesktop.Secret.Item.Attributes": GLib.Variant(
                "a{ss}", {"xdg:schema": "io.github.rushes_app.Rushes", "account-id": account_id}),
        }
        self._call(COLLECTION_PATH, "org.freedesktop.Secret.Collection", "CreateItem",
                   GLib.Variant("(a{sv}(oayays)b)",
                                (properties, (session, b"", key.encode(), "text/plain"), True)))

    def go_away(self):
        """The daemon alone; nothing on this bus starts another one."""
        self._daemon.kill()
        self._daemon.wait(20)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._connection.set_exit_on_close(False)
        self._daemon.terminate()
        self._daemon.wait(20)
        self._bus.close()
