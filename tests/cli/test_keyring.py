#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""rushes-cli with the key that the window has put into the desktop's keyring: on a bus of its own."""

from desktop_keyring import Keyring
from gateway import Answer, FaultServer
from program import KEY, OFFICIAL_ID, Home, read_fixture, write_library
from tap import case, equal, lacks, run, true


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
