#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""rushes-cli with the key that the window has put into the desktop's keyring: on a bus of its own."""

import shutil
import subprocess

from gateway import Answer, FaultServer
from program import KEY, OFFICIAL_ID, Home, read_fixture, write_library
from tap import Skip, case, equal, lacks, run, true, wait_until

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


class Keyring:
    """GNOME's daemon with an empty keyring that is open."""

    def __init__(self, home):
        if Gio is None:
            raise Skip("the Python bindings of GIO are not installed")
        for program in ("dbus-daemon", "gnome-keyring-daemon"):
            if shutil.which(program) is None:
                raise Skip(f"{program} is not installed")
        self._home = home
        self._bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                                     stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                     env=home.make_environment())
        self.address = self._bus.stdout.readline().decode().strip()
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

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._connection.set_exit_on_close(False)
        self._daemon.terminate()
        self._daemon.wait(20)
        self._bus.terminate()
        self._bus.wait(20)
        self._bus.stdout.close()


def serve_example():
    return FaultServer(lambda path, headers: Answer(read_fixture("reply-official-example.json")))


@case
def key_of_the_window():
    with Home() as home, Keyring(home) as keyring, serve_example() as server:
        write_library(home, server.base_url).close()
        keyring.store("default", KEY)
        for arguments in ([], ["--account", "Studio"], ["--base-url", server.base_url + "/v1"]):
            result = home.run(*arguments, "status", "--json", OFFICIAL_ID, DBUS_SESSION_BUS_ADDRESS=keyring.address,
                              G_MESSAGES_DEBUG="all")
            equal(result.status, 0, f"exit status with {arguments}")
            equal(server.requests[-1][1]["authorization"], f"Bearer {KEY}")
            lacks(result.stdout + result.stderr, KEY)


@case
def key_stays_with_its_address():
    with Home() as home, Keyring(home) as keyring, serve_example() as server:
        write_library(home, "https://gateway.example.com").close()
        keyring.store("default", KEY)
        for variables in ({}, {"RUSHES_BASE_URL": server.base_url}):
            arguments = [] if variables else ["--base-url", server.base_url]
            result = home.run(*arguments, "status", OFFICIAL_ID, DBUS_SESSION_BUS_ADDRESS=keyring.address, **variables)
            equal(result.status, 2, "exit status")
        equal(server.requests, [], "questions")


@case
def nothing_stored():
    with Home() as home, Keyring(home) as keyring, serve_example() as server:
        write_library(home, server.base_url).close()
        result = home.run("status", OFFICIAL_ID, DBUS_SESSION_BUS_ADDRESS=keyring.address)
        equal(result.status, 2, "exit status")
        true("RUSHES_API_KEY" in result.stderr, "it says where a key may come from")


run("/cli/keyring")
