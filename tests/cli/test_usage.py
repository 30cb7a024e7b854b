#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How rushes-cli is called, and where its key comes from."""

import os
import subprocess

from gateway import Answer, FaultServer
from program import KEY, OFFICIAL_ID, Home, read_fixture, write_library
from tap import Skip, case, contains, equal, lacks, run, true


def serve_example():
    return FaultServer(lambda path, headers: Answer(read_fixture("reply-official-example.json")))


def check_usage_error(result):
    equal(result.status, 2, "exit status")
    equal(result.stdout, "", "standard output")
    true(result.stderr.strip(), "there are words about it")


@case
def no_gtk():
    linked = subprocess.run(["ldd", os.environ["RUSHES_CLI"]], stdout=subprocess.PIPE, check=True).stdout.decode()
    contains(linked, "libglib-2.0", "the list of libraries")
    for name in ("gtk", "adwaita", "libgdk", "libX11", "wayland-client", "gstreamer"):
        lacks(linked.lower(), name.lower(), "the list of libraries")


@case
def version():
    with Home() as home:
        result = home.run("--version")
        equal(result.status, 0)
        equal(result.stdout, f"rushes-cli {os.environ['RUSHES_VERSION']}\n")


COMMANDS = ("status", "save", "track", "parse")
OPTIONS = ("--base-url", "--key-file", "--account", "--demo", "--json", "--show-links", "--to", "--name", "--no-wait",
           "--timeout", "--help", "--version")


@case
def help_text():
    with Home() as home:
        for arguments in (["--help"], ["-h"]):
            result = home.run(*arguments)
            equal((result.status, result.stderr), (0, ""))
            for word in (*COMMANDS, *OPTIONS, "RUSHES_API_KEY", "Exit status"):
                contains(result.stdout, word, "the help")
            true(max(map(len, result.stdout.splitlines())) <= 100, "the help fits into a terminal")


@case
def help_of_a_command():
    """On either side of the command, and whatever else stands there."""
    with Home() as home:
        for command in COMMANDS:
            result = home.run(command, "--help")
            equal((result.status, result.stderr), (0, ""))
            contains(result.stdout.splitlines()[0], f"rushes-cli [OPTION…] {command} ", "the usage")
            equal(home.run("--help", command, "1").stdout, result.stdout)
        lacks(home.run("status", "--help").stdout, "--to", "the help of status")
        contains(home.run("save", "--help").stdout, "--to", "the help of save")
        lacks(home.run("track", "--help").stdout, "--account", "the help of track")
        equal(home.run("frobnicate", "--help").stdout, home.run("--help").stdout)


@case
def wrong_usage():
    with Home() as home:
        for arguments in ([], ["--json"], ["status"], ["save"], ["frobnicate", "1"], ["--frobnicate", "status", "1"],
                          ["status", "1", "--frobnicate"], ["status", "--to", "x", "1"], ["status", ""],
                          ["save", "1", "--timeout", "soon"], ["save", "1", "--name", "{nothing}"],
                          ["parse", "a", "b"], ["--base-url", "ftp://example.com", "status", "1"],
                          ["--base-url", "http://example.com", "status", "1"]):
            result = home.run(*arguments, RUSHES_API_KEY=KEY)
            check_usage_error(result)
            lacks(result.stderr, KEY)
        contains(home.run().stderr, "Usage:", "standard error")
        contains(home.run("status", "1", "--frobnicate").stderr, "--frobnicate", "standard error")


@case
def key_as_an_argument():
    with Home() as home, serve_example() as server:
        for arguments in (["status", "sk-canary0123456789"], ["--key", KEY, "status", "1"],
                          [f"--key={KEY}", "status", "1"], ["status", "1", f"--api-key={KEY}"],
                          ["status", "1", KEY], ["status", "Bearer " + KEY], [KEY, "status", "1"], [f"-k{KEY}"]):
            result = home.ask(server, *arguments)
            check_usage_error(result)
            lacks(result.stderr, KEY)
            lacks(result.stderr, "canary0123456789")
        equal(server.requests, [], "questions")


@case
def no_key():
    with Home() as home, serve_example() as server:
        for variables in ({}, {"RUSHES_API_KEY": ""}, {"RUSHES_API_KEY": "  "}):
            result = home.run("status", "1", RUSHES_BASE_URL=server.base_url, **variables)
            check_usage_error(result)
            contains(result.stderr, "RUSHES_API_KEY", "standard error")
        equal(server.requests, [], "questions")


@case
def key_file():
    with Home() as home, serve_example() as server:
        path = os.path.join(home.path, "key")
        for text in (f"{KEY}", f"{KEY}\n", f"  Bearer {KEY}  \r\n\r\n", f"{KEY}\nsecond line\n"):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            for variables in ({}, {"RUSHES_API_KEY": "of-the-environment"}):
                result = home.run("status", OFFICIAL_ID, "--key-file", path, "--base-url", server.base_url, **variables)
                equal(result.status, 0, "exit status")
                equal(server.requests[-1][1]["authorization"], f"Bearer {KEY}")


@case
def bad_key_file():
    with Home() as home, serve_example() as server:
        empty = os.path.join(home.path, "empty")
        with open(empty, "w", encoding="utf-8"):
            pass
        for path in (empty, os.path.join(home.path, "missing"), home.path, KEY, "/dev/zero"):
            result = home.run("status", "1", "--key-file", path, "--base-url", server.base_url)
            check_usage_error(result)
            lacks(result.stderr, KEY)
        equal(server.requests, [], "questions")


@case
def base_url_comes_from_the_option_first():
    with Home() as home, serve_example() as server, serve_example() as other:
        equal(home.ask(other, "--base-url", server.base_url, "status", OFFICIAL_ID).status, 0)
        equal((len(server.requests), len(other.requests)), (1, 0), "questions")


@case
def stored_account():
    """The address of an account that was set up in the window, also while the window is open."""
    with Home() as home, serve_example() as server:
        library = write_library(home, server.base_url)
        library.execute("BEGIN IMMEDIATE")
        before = home.list_files()
        result = home.run("--account", "Studio", "status", OFFICIAL_ID, RUSHES_API_KEY=KEY)
        equal((result.status, result.stderr), (0, ""))
        equal(len(server.requests), 1, "questions")
        equal(home.list_files(), before, "files")
        check_usage_error(home.run("--account", "Nobody", "status", OFFICIAL_ID, RUSHES_API_KEY=KEY))
        library.close()


@case
def keyring_that_does_not_answer():
    with Home() as home, serve_example() as server:
        write_library(home, server.base_url).close()
        result = home.run("status", OFFICIAL_ID)
        check_usage_error(result)
        contains(result.stderr, "keyring", "standard error")


@case
def damaged_library():
    with Home() as home, serve_example() as server:
        os.makedirs(home.data)
        with open(os.path.join(home.data, "library.db"), "wb") as file:
            file.write(b"no database" * 1000)
        equal(home.ask(server, "status", OFFICIAL_ID).status, 0, "exit status with a key")
        result = home.run("status", OFFICIAL_ID)
        check_usage_error(result)
        contains(result.stderr, "library", "standard error")


@case
def keyring_key_goes_to_its_own_address():
    """The key that was entered for one address is not told to another one."""
    with Home() as home, serve_example() as server:
        write_library(home, "https://gateway.example.com").close()
        result = home.run("--base-url", server.base_url, "status", OFFICIAL_ID)
        check_usage_error(result)
        lacks(result.stderr, "keyring does not answer", "standard error")
        equal(server.requests, [], "questions")


@case
def command_line_is_clean():
    """Others can read a command line: the key is not in it, nor in what a child gets."""
    if not os.path.exists("/proc/self/cmdline"):
        raise Skip("there is no /proc")
    with Home() as home:
        process = home.start("status", "-", RUSHES_BASE_URL="http://127.0.0.1:1", RUSHES_API_KEY=KEY)
        try:
            with open(f"/proc/{process.pid}/cmdline", "rb") as file:
                lacks(file.read(), KEY.encode())
        finally:
            process.kill()
            process.communicate()


@case
def parse():
    with Home() as home:
        text = b"306792606023824\n306792606023825 | Opening\n306792606023824\n"
        result = home.run("parse", "--json", stdin=text)
        equal(result.status, 0, "exit status")
        *items, last = result.rows
        equal([item["task_id"] for item in items], ["306792606023824", "306792606023825"])
        equal([list(item) for item in items], [["task_id", "label", "line"]] * 2, "keys")
        equal([item["label"] for item in items], [None, "Opening"])
        equal([item["line"] for item in items], [1, 2])
        equal(list(last), ["ignored"])
        equal(home.run("parse", "-", stdin=text).stdout, "306792606023824\n306792606023825\tOpening\n")

        path = os.path.join(home.path, "ids.txt")
        with open(path, "wb") as file:
            file.write(text)
        equal(home.run("parse", path, "--json").stdout, result.stdout)
        equal(home.run("parse", os.path.join(home.path, "missing")).status, 1)


@case
def parse_a_file_that_cannot_be_named():
    with Home() as home:
        result = home.run("parse", "视频.txt", stdin=b"306792606023824\n", G_FILENAME_ENCODING="ASCII")
        equal((result.status, result.stdout), (1, ""))
        contains(result.stderr, "视频.txt: ")


@case
def parse_anything():
    with Home() as home:
        text = ("Task ID,Title\r\n306792606023824,\"Dunes, at dusk\"\r\n3.06793E+14,Rain\r\n\r\n"
                "curl 'https://gate.example/minimax/v1/query/video_generation?task_id=306793118204466' \\\r\n"
                f"  -H 'Authorization: Bearer {KEY}'\r\n"
                "{\"task_id\": 115334141465231361}\r\nhello\r\n")
        for encoded in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
            result = home.run("parse", "--json", stdin=encoded)
            *items, last = result.rows
            equal(result.status, 0, "exit status")
            equal(items, [{"task_id": "306792606023824", "label": "Dunes, at dusk", "line": 2},
                          {"task_id": "306793118204466", "label": None, "line": 5},
                          {"task_id": "115334141465231361", "label": None, "line": 7}])
            equal([(sorted(piece), piece["line"]) for piece in last["ignored"]],
                  [(["line", "reason"], 3), (["line", "reason"], 8)])
            lacks(result.stdout + result.stderr, KEY)
        lacks(home.run("parse", stdin=text.encode()).stdout, KEY)


@case
def parse_too_much():
    with Home() as home:
        result = home.run("parse", "--json", stdin=b"x" * (10 * 1024 * 1024 + 1))
        equal((result.status, result.stdout), (1, ""))
        contains(result.stderr, "too long")


@case
def parse_nothing():
    with Home() as home:
        result = home.run("parse", "--json", stdin=b"")
        equal((result.status, result.rows), (0, [{"ignored": []}]))


run("/cli/usage")
