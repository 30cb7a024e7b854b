#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""rushes-cli track where no Rushes runs: the tasks are written into its library, and nobody is asked."""

import fcntl
import os
import sqlite3
import struct

from gateway import Answer, FaultServer
from program import KEY, OFFICIAL_ID, Home, read_fixture
from tap import case, contains, equal, lacks, run, true

OTHER_ID = "306793118204466"


def read_tasks(home):
    """What the library holds: (account, id, label), in the order in which they were added."""
    library = sqlite3.connect(f"file:{os.path.join(home.data, 'library.db')}?mode=ro", uri=True)
    try:
        return library.execute("SELECT account_id, task_id, label FROM tasks WHERE removed_at IS NULL "
                               "ORDER BY number").fetchall()
    finally:
        library.close()


def change(home, statement, *values):
    library = sqlite3.connect(os.path.join(home.data, "library.db"))
    with library:
        library.execute(statement, values)
    library.close()


def get_ids(home):
    return [task_id for _, task_id, _ in read_tasks(home)]


@case
def written_into_a_new_library():
    with Home() as home:
        result = home.run("track", OFFICIAL_ID, OTHER_ID)
        equal((result.status, result.stderr), (0, ""))
        equal(result.stdout, f"{OFFICIAL_ID}\tAdded\n{OTHER_ID}\tAdded\n")
        equal(sorted(read_tasks(home)), sorted([("default", OFFICIAL_ID, None), ("default", OTHER_ID, None)]))
        for folder, mode in ((home.data, 0o700), (os.path.join(home.data, "library.db"), 0o600)):
            equal(os.stat(folder).st_mode & 0o777, mode, folder)


@case
def tracked_already():
    with Home() as home:
        home.run("track", OFFICIAL_ID)
        result = home.run("track", OTHER_ID, OFFICIAL_ID, OTHER_ID, "--json")
        equal(result.status, 0)
        equal(result.rows, [
            {"task_id": OTHER_ID, "label": None, "added": True, "handed_to": "library"},
            {"task_id": OFFICIAL_ID, "label": None, "added": False, "handed_to": "library"}])
        equal(sorted(get_ids(home)), sorted([OFFICIAL_ID, OTHER_ID]))


@case
def any_text():
    with Home() as home:
        text = f"{OFFICIAL_ID} | 沙丘\ncurl -H 'Authorization: Bearer {KEY}' 'https://a.example/q?task_id={OTHER_ID}'\n"
        result = home.run("track", "-", "--json", stdin=text.encode())
        equal([(row["task_id"], row["label"]) for row in result.rows], [(OFFICIAL_ID, "沙丘"), (OTHER_ID, None)])
        equal(sorted(label or "" for _, _, label in read_tasks(home)), ["", "沙丘"])
        lacks(result.stdout + result.stderr, KEY)


@case
def account_of_the_library_and_of_the_environment():
    """As the window would: the first account that is set up, or that of the environment; nobody is asked."""
    with Home() as home, FaultServer(lambda path, headers: Answer(read_fixture("reply-official-example.json"))) as server:
        home.run("track", "a1")
        change(home, "INSERT INTO accounts (id, name, base_url, created_at) VALUES ('studio', 'Studio', ?, 1)",
               "https://gateway.example.com")
        equal(home.run("track", "b1").status, 0)
        equal(home.ask(server, "track", "c1").status, 0)
        equal({task_id: account for account, task_id, _ in read_tasks(home)},
              {"a1": "default", "b1": "studio", "c1": "environment"})
        equal(server.requests, [], "questions")


@case
def wrong_usage():
    with Home() as home:
        for arguments in (["track"], ["track", ""], ["track", "two words"], ["track", "1", "a\u202eb"], ["track", KEY],
                          ["track", "sk-canary0123456789"], ["track", "x" * 192], ["track", "1", "--to", "x"],
                          ["track", "1", "--account", "x"], ["track", "1", "--base-url", "https://a.example"],
                          ["track", "1", "--demo"], ["track", "1", "--show-links"], ["track", "-", "-"]):
            result = home.run(*arguments, RUSHES_API_KEY=KEY)
            equal((result.status, result.stdout), (2, ""), f"{arguments}: what came of it")
            true(result.stderr.strip(), "there are words about it")
            lacks(result.stderr, KEY)
            lacks(result.stderr, "canary0123456789")
        equal(home.run("track", "-", stdin=b"nothing").status, 2)
        equal(home.list_files(), [], "files")


@case
def library_that_somebody_has():
    """Whoever has the lock is left alone, and so is the library."""
    with Home() as home:
        home.run("track", OFFICIAL_ID)
        with open(os.path.join(home.data, "library.lock"), "rb+") as lock:
            fcntl.fcntl(lock, fcntl.F_SETLK, struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
            result = home.run("track", OTHER_ID)
            equal((result.status, result.stdout), (1, ""))
            contains(result.stderr, "in use")
        equal(get_ids(home), [OFFICIAL_ID])


@case
def library_of_a_newer_program():
    with Home() as home:
        home.run("track", OFFICIAL_ID)
        change(home, "PRAGMA user_version = 9999")
        result = home.run("track", OTHER_ID)
        equal((result.status, result.stdout), (1, ""))
        contains(result.stderr, "newer")
        equal(get_ids(home), [OFFICIAL_ID])


@case
def folder_that_cannot_be_written():
    with Home() as home:
        os.makedirs(os.path.dirname(home.data))
        with open(home.data, "wb"):
            pass
        result = home.run("track", OFFICIAL_ID)
        equal((result.status, result.stdout), (1, ""))
        true(result.stderr.strip(), "there are words about it")


run("/cli/track")
