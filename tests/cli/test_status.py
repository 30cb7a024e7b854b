#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""rushes-cli status, as its callers meet it."""

import os
import pty
import subprocess
import threading
import time
import unicodedata

from gateway import Answer, DemoGateway, FaultServer, unused_url
from program import KEY, OFFICIAL_ID, Home, get_task_id, make_reply, read_fixture
from tap import case, contains, equal, lacks, run, true

KEYS = ["task_id", "state", "raw_status", "progress", "width", "height", "bytes", "submitted_at", "started_at",
        "finished_at", "expires_at", "filename", "file_id", "failure", "error"]
PROBLEM_KEYS = ["code", "side", "message", "hint", "request_id"]
SIDES = ["prompt", "key", "balance", "request", "service", "network"]


def serve(answer):
    return FaultServer(lambda path, headers: answer)


def check_nothing_leaked(result):
    for text in (result.stdout, result.stderr):
        lacks(text, KEY)
        lacks(text, "Signature=")


def check_error(result, status, side, code=None):
    """One row without any fact, that says what is wrong."""
    equal(result.status, status, "exit status")
    row = result.row
    equal(list(row), KEYS, "keys")
    for name in KEYS[1:-1]:
        equal(row[name], None, name)
    equal(list(row["error"]), PROBLEM_KEYS, "keys of the error")
    equal(row["error"]["side"], side, "side")
    true(row["error"]["message"] and row["error"]["hint"], "the error has words")
    true(isinstance(row["error"]["code"], str) and row["error"]["code"], "the error has a code")
    if code is not None:
        equal(row["error"]["code"], code, "code")
    check_nothing_leaked(result)
    return row["error"]


@case
def official_example():
    with Home() as home, serve(Answer(read_fixture("reply-official-example.json"))) as server:
        result = home.ask(server, "status", "--json", OFFICIAL_ID)
        equal(result.status, 0, "exit status")
        equal(list(result.row), KEYS, "keys")
        equal(result.row, {
            "task_id": OFFICIAL_ID,
            "state": "finished",
            "raw_status": "SUCCESS",
            "progress": 100,
            "width": 1366,
            "height": 768,
            "bytes": None,
            "submitted_at": "2025-08-29T07:44:32Z",
            "started_at": None,
            "finished_at": "2025-08-29T07:45:35Z",
            "expires_at": "2025-08-29T16:46:25Z",
            "filename": "output.mp4",
            "file_id": "306793063383292",
            "failure": None,
            "error": None,
        })
        check_nothing_leaked(result)
        path, headers = server.requests[0]
        equal(len(server.requests), 1, "number of questions")
        equal(path, f"/minimax/v1/query/video_generation?task_id={OFFICIAL_ID}")
        equal(headers["authorization"], f"Bearer {KEY}")
        equal(headers["accept"], "application/json")


@case
def links_only_when_asked_for():
    with Home() as home, serve(Answer(read_fixture("reply-official-example.json"))) as server:
        shown = home.ask(server, "status", "--json", "--show-links", OFFICIAL_ID)
        equal(list(shown.row), KEYS + ["download_url", "backup_download_url"], "keys")
        contains(shown.row["download_url"], "output.mp4?Expires=1756485985&OSSAccessKeyId=")
        contains(shown.row["download_url"], "inference_output%2Fvideo%2F2025-08-29%2F")
        contains(shown.row["backup_download_url"], "ouuhy8toH%2B58BJOIvnM57Iw5zyc%3D")
        for arguments in (["status", OFFICIAL_ID], ["status", "--json", OFFICIAL_ID]):
            check_nothing_leaked(home.ask(server, *arguments))


@case
def plain_lines():
    with Home() as home, serve(Answer(read_fixture("reply-official-example.json"))) as server:
        result = home.ask(server, "status", OFFICIAL_ID)
        equal(result.status, 0, "exit status")
        equal(result.stdout, f"{OFFICIAL_ID}\tFinished\t1366 × 768\t2025-08-29T07:44:32Z\t2025-08-29T07:45:35Z\t"
                             "link until 2025-08-29T16:46:25Z\n")
        equal(result.stderr, "", "standard error")


def measure(text):
    """As wide as a terminal shows it."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def ask_on_a_terminal(home, server, *ids, **variables):
    """Runs it where a person looks on; what comes out, line by line."""
    near, far = pty.openpty()
    try:
        environment = home.make_environment(RUSHES_BASE_URL=server.base_url, RUSHES_API_KEY=KEY, **variables)
        done = subprocess.run([os.environ["RUSHES_CLI"], "status", *ids], env=environment, stdin=subprocess.DEVNULL,
                              stdout=far, stderr=subprocess.PIPE, timeout=60)
        lines = os.read(near, 65536).decode().splitlines()
    finally:
        os.close(near)
        os.close(far)
    equal(len(lines), len(ids), f"lines, {done.stderr!r}")
    return lines


@case
def columns_align_on_a_terminal():
    ids = ["片段一", "306792606023824", "task_0123456789", "pre\u0301lude", "がﾊﾟ"]
    with Home() as home, FaultServer(lambda path, headers: Answer(make_reply(get_task_id(path)))) as server:
        lines = ask_on_a_terminal(home, server, *ids, TERM="dumb")
        columns = [[measure(line[:line.index(word)]) for word in ("Finished", "1366 × 768", "2025-08-29 07:44:32")]
                   for line in lines]
        equal(columns, [columns[0]] * len(ids), "columns")
        equal([line.split()[0] for line in lines], ids, "ids")


@case
def colours_on_a_terminal():
    """For a state at a glance, where a person looks on and has not refused them."""
    def answer(path, headers):
        status = {"1": "SUCCESS", "2": "FAILURE", "3": "PONDERING", "4": "IN_PROGRESS"}[get_task_id(path)]
        return Answer(make_reply(get_task_id(path), status))

    colours = {"1": "\x1b[32mFinished", "2": "\x1b[31mFailed", "3": "\x1b[33mUnknown (PONDERING)"}
    with Home() as home, FaultServer(answer) as server:
        lines = ask_on_a_terminal(home, server, *"1234", TERM="xterm", NO_COLOR=None)
        for line, begin in zip(lines, colours.values()):
            contains(line, begin, "the line")
            equal(line.count("\x1b"), 2, f"changes of colour in {line!r}")
            contains(line, "\x1b[0m", "the line")
        lacks(lines[3], "\x1b", "the line of a task that runs")
        equal(ask_on_a_terminal(home, server, "1", TERM="xterm", NO_COLOR="")[0].count("\x1b"), 2)
        for variables in ({"NO_COLOR": "1", "TERM": "xterm"}, {"TERM": "dumb"}, {"TERM": None}, {"TERM": ""}):
            lacks("".join(ask_on_a_terminal(home, server, *"123", **variables)), "\x1b", f"what is shown for {variables}")
        lacks(home.ask(server, "status", *"123", TERM="xterm", NO_COLOR=None).stdout, "\x1b", "what is piped")


@case
def base_url_is_forgiven():
    for tail in ("/", "/v1", "/v1/", "/minimax/v1"):
        with Home() as home, serve(Answer(read_fixture("reply-official-example.json"))) as server:
            result = home.run("status", "--json", OFFICIAL_ID, "--base-url", server.base_url + tail,
                              RUSHES_API_KEY=KEY)
            equal(result.status, 0, f"exit status for {tail}")
            equal(server.requests[0][0], f"/minimax/v1/query/video_generation?task_id={OFFICIAL_ID}")


@case
def opaque_ids():
    ids = ["sora-2:task_abc", "a/b+c d", "片段"]
    with Home() as home, FaultServer(lambda path, headers: Answer(make_reply(get_task_id(path)))) as server:
        result = home.ask(server, "status", "--json", *ids)
        equal(result.status, 0, "exit status")
        equal([row["task_id"] for row in result.rows], ids, "ids")


@case
def order_of_several():
    """The first answer comes last; the rows stand in the order given all the same."""
    ids = [f"task-{number}" for number in range(9)]
    release = threading.Event()
    in_flight = []
    most = []

    def answer(path, headers):
        task_id = get_task_id(path)
        in_flight.append(task_id)
        most.append(len(in_flight))
        if task_id == ids[0]:
            release.wait(20)
        if task_id == ids[-1]:
            release.set()
        reply = Answer(make_reply(task_id))
        in_flight.remove(task_id)
        return reply

    with Home() as home, FaultServer(answer) as server:
        result = home.ask(server, "status", "--json", *ids)
        equal([row["task_id"] for row in result.rows], ids, "order")
        equal(len(server.requests), len(ids), "each is asked once")
        true(max(most) <= 4, f"{max(most)} questions were in flight at once")


@case
def each_task_once():
    with Home() as home, FaultServer(lambda path, headers: Answer(make_reply(get_task_id(path)))) as server:
        result = home.ask(server, "status", "--json", "1", "2", " 1 ", "2")
        equal([row["task_id"] for row in result.rows], ["1", "2"], "rows")


@case
def standard_input():
    text = b"Take one | the opening\n306792606023824\n\n306792606023825, 306792606023826\n"
    with Home() as home, FaultServer(lambda path, headers: Answer(make_reply(get_task_id(path)))) as server:
        result = home.ask(server, "status", "--json", "-", stdin=text)
        equal(result.status, 0, "exit status")
        ids = [row["task_id"] for row in result.rows]
        for task_id in ("306792606023824", "306792606023825", "306792606023826"):
            true(task_id in ids, f"{task_id} is among {ids}")


@case
def empty_standard_input():
    with Home() as home, serve(Answer()) as server:
        result = home.ask(server, "status", "-")
        equal(result.status, 2, "exit status")
        equal(result.stdout, "")
        true(result.stderr, "there are words about it")


@case
def still_running():
    with Home() as home, FaultServer(
            lambda path, headers: Answer(make_reply(get_task_id(path), "IN_PROGRESS"))) as server:
        result = home.ask(server, "status", "--json", "1")
        equal(result.status, 0, "exit status")
        equal(result.row["state"], "running")
        equal(result.row["raw_status"], "IN_PROGRESS")
        equal(result.row["progress"], None, "an invented step is no progress")
        equal(result.row["finished_at"], None)


@case
def unknown_status():
    with Home() as home, FaultServer(
            lambda path, headers: Answer(make_reply(get_task_id(path), "PONDERING"))) as server:
        result = home.ask(server, "status", "--json", "1")
        equal(result.status, 0, "exit status")
        equal(result.row["state"], "unknown")
        equal(result.row["raw_status"], "PONDERING")


@case
def failed_task():
    with Home() as home, DemoGateway() as gateway:
        result = home.ask(gateway, "status", "--json", gateway.find("Crowd"), key=gateway.key)
        equal(result.status, 1, "exit status")
        row = result.row
        equal(row["state"], "failed")
        equal(row["progress"], None, "a failed task has no progress")
        equal(list(row["failure"]), PROBLEM_KEYS)
        equal(row["failure"]["code"], "1026")
        equal(row["failure"]["side"], "prompt")
        equal(row["error"], None)


@case
def refused_key():
    body = {"error": {"message": f"invalid token {KEY} (request id: 2025abc)", "type": "new_api_error"}}
    with Home() as home, serve(Answer(body, 401)) as server:
        check_error(home.ask(server, "status", "--json", "1"), 3, "key")
        result = home.ask(server, "status", "1")
        equal(result.status, 3, "exit status without JSON")
        check_nothing_leaked(result)


@case
def refused_key_ends_the_asking():
    with Home() as home, serve(Answer({"error": {"message": "no"}}, 401)) as server:
        ids = [f"task-{number}" for number in range(20)]
        result = home.ask(server, "status", "--json", *ids)
        equal(result.status, 3, "exit status")
        equal([row["error"]["side"] for row in result.rows], ["key"] * len(ids))
        true(len(server.requests) <= 8, f"{len(server.requests)} questions with a key that was refused")


@case
def refused_with_a_code():
    for code in (1004, 2049):
        body = {"base_resp": {"status_code": code, "status_msg": "login fail"}}
        with Home() as home, serve(Answer(body)) as server:
            check_error(home.ask(server, "status", "--json", "1"), 3, "key", str(code))


@case
def forbidden():
    with Home() as home, serve(Answer({"error": {"message": "IP not allowed"}}, 403)) as server:
        check_error(home.ask(server, "status", "--json", "1"), 3, "key")
    body = {"error": {"message": "insufficient balance", "code": "insufficient_user_quota"}}
    with Home() as home, serve(Answer(body, 403)) as server:
        check_error(home.ask(server, "status", "--json", "1"), 1, "balance")


@case
def unreachable():
    class Nobody:
        base_url = unused_url()

    with Home() as home:
        check_error(home.ask(Nobody, "status", "--json", "1"), 4, "network")
        result = home.ask(Nobody, "status", "1")
        equal(result.status, 4, "exit status without JSON")


@case
def not_the_service():
    page = b"<!doctype html><html><body>Dashboard</body></html>"
    with Home() as home, serve(Answer(page, content_type="text/html")) as server:
        check_error(home.ask(server, "status", "--json", "1"), 1, "request")


@case
def broken_replies():
    for body in (b"", b"{", b'{"code":"success"', b"[]", b"null", b'{"a":1}{"b":2}', b"\xff\xfe{}",
                 b'{"x":"' + b"y" * 2_000_000 + b'"}'):
        with Home() as home, serve(Answer(body)) as server:
            check_error(home.ask(server, "status", "--json", "1"), 1, "service")


@case
def another_task():
    with Home() as home, serve(Answer(make_reply("2"))) as server:
        check_error(home.ask(server, "status", "--json", "1"), 1, "service")


@case
def unknown_task():
    body = {"code": "task_not_exist", "message": "task_not_exist", "data": None}
    for status in (400, 404):
        with Home() as home, serve(Answer(body, status)) as server:
            check_error(home.ask(server, "status", "--json", "1"), 1, "request", "task_not_exist")


@case
def service_in_trouble():
    for status in (500, 502, 503, 429):
        with Home() as home, serve(Answer({"error": {"message": "busy"}}, status)) as server:
            check_error(home.ask(server, "status", "--json", "1"), 1, "service")
            equal(len(server.requests), 1, "status asks once")


@case
def redirects_are_not_followed():
    with Home() as home, serve(Answer(make_reply("1"))) as other:
        answer = Answer(b"", 302, headers={"Location": other.base_url + "/minimax/v1/query/video_generation"})
        with serve(answer) as server:
            result = home.ask(server, "status", "--json", "1")
            equal(result.status, 1, "exit status")
            equal(other.requests, [], "questions at the other place")


@case
def precedence():
    answers = {"refused": Answer({"error": {"message": "no"}}, 403), "broken": Answer(b"{"), "good": None}

    def answer(path, headers):
        task_id = get_task_id(path)
        return answers[task_id] or Answer(make_reply(task_id))

    with Home() as home, FaultServer(answer) as server:
        equal(home.ask(server, "status", "good").status, 0)
        equal(home.ask(server, "status", "good", "broken").status, 1)
        equal(home.ask(server, "status", "broken", "refused", "good").status, 3)


@case
def timeout_bounds_the_command():
    silence = threading.Event()

    def answer(path, headers):
        if get_task_id(path) == "silent":
            silence.wait(20)
        return Answer(make_reply(get_task_id(path)))

    with Home() as home, FaultServer(answer) as server:
        begin = time.monotonic()
        result = home.ask(server, "status", "--json", "--timeout", "1", "good", "silent")
        took = time.monotonic() - begin
        silence.set()
        equal(result.status, 4, "exit status")
        good, silent = result.rows
        equal(good["state"], "finished")
        equal(silent["error"]["side"], "network")
        equal(silent["error"]["code"], "timed-out")
        true(0.9 <= took < 10, f"it took {took:.1f} s")


@case
def timeout_bounds_standard_input():
    with Home() as home, serve(Answer()) as server:
        process = home.start("status", "-", "--timeout", "0.5", RUSHES_BASE_URL=server.base_url, RUSHES_API_KEY=KEY)
        try:
            equal(process.wait(20), 1, "exit status")
        finally:
            process.kill()
            process.communicate()


@case
def secrets_stay_secret():
    """A server that repeats key and link everywhere, and a program that logs all it can."""
    link = f"https://cdn.example.com/output.mp4?Expires=1756485985&Signature={KEY}"
    reply = make_reply("1", "FAILURE", link)
    reply["message"] = KEY
    reply["data"]["fail_reason"] = f"the key {KEY} got {link}"
    reply["data"]["data"]["file"]["filename"] = f"{KEY}.mp4"
    reply["data"]["data"]["base_resp"] = {"status_code": 1026, "status_msg": f"Authorization: Bearer {KEY}"}
    headers = {"X-Oneapi-Request-Id": KEY}
    for answer in (Answer(reply, headers=headers), Answer({"error": {"message": KEY, "code": KEY}}, 500),
                   Answer({"error": {"message": KEY}}, 401, headers=headers), Answer(KEY.encode())):
        with Home() as home, serve(answer) as server:
            for arguments in (["status", "--json", "1"], ["status", "1"]):
                result = home.ask(server, *arguments, G_MESSAGES_DEBUG="all")
                true(result.stdout, "there is a row")
                check_nothing_leaked(result)


@case
def logs_go_to_standard_error():
    with Home() as home, serve(Answer(read_fixture("reply-official-example.json"))) as server:
        result = home.ask(server, "status", "--json", OFFICIAL_ID, G_MESSAGES_DEBUG="all")
        equal(result.row["state"], "finished")


@case
def full_standard_output():
    with Home() as home, serve(Answer(read_fixture("reply-official-example.json"))) as server:
        environment = home.make_environment(RUSHES_BASE_URL=server.base_url, RUSHES_API_KEY=KEY)
        with open("/dev/full", "wb") as full:
            done = subprocess.run([os.environ["RUSHES_CLI"], "status", OFFICIAL_ID], env=environment,
                                  stdout=full, stderr=subprocess.PIPE, timeout=60)
        equal(done.returncode, 1, "exit status")
        true(done.stderr, "there are words about it")


@case
def demo():
    with Home() as home:
        result = home.run("--demo", "status", "--json")
        states = [row["state"] for row in result.rows]
        equal(result.status, 1, "one of the demo's tasks has failed")
        true("finished" in states and "failed" in states, f"states are {states}")
        equal(home.run("--demo", "status", result.rows[states.index("finished")]["task_id"]).status, 0)


run("/cli/status")
