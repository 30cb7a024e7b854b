#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""rushes-cli save, as its callers meet it."""

import fcntl
import os
import pty
import re
import signal
import stat
import struct
import subprocess
import termios
import threading
import time

from gateway import Answer, DemoGateway, FaultServer, unused_url
from program import KEY, Home, get_task_id, make_reply, read_video
from tap import case, contains, equal, lacks, run, true, wait_until

KEYS = ["task_id", "state", "raw_status", "progress", "width", "height", "bytes", "submitted_at", "started_at",
        "finished_at", "expires_at", "filename", "file_id", "failure", "error", "path", "source", "resumed",
        "verified", "save_error"]
VIDEO = read_video("dunes")


def serve(answers=None, video=None):
    """A gateway and its CDN in one: /cdn/… is the video, everything else a question."""

    def answer(path, headers):
        if path.startswith("/cdn/"):
            return (video or serve_video)(path, headers)
        task_id = get_task_id(path)
        reply = (answers or {}).get(task_id)
        return reply(server) if reply else Answer(make_reply(task_id, link=make_link(server, task_id)))

    server = FaultServer(answer)
    return server


def serve_video(path, headers):
    return Answer(VIDEO, content_type="video/mp4")


def make_link(server, task_id, host="127.0.0.1"):
    return f"{server.base_url.replace('127.0.0.1', host)}/cdn/{task_id}.mp4?Expires=4102444800&Signature={KEY}%3D"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def check_nothing_left(home, *expected):
    """Only what is expected is in the user's folder, and a half of a video nowhere but among the parts."""
    files = [name for name in home.list_files() if not name.startswith("data/rushes/parts/")
             and (name.startswith("Videos") or name.endswith((".mp4", ".part")) or ".tmp" in name)]
    equal(files, sorted(f"Videos/{name}" for name in expected), "files")


def check_not_saved(row, side):
    equal(list(row), KEYS, "keys")
    equal(row["state"], "finished")
    for name in ("failure", "error", "path", "source", "resumed", "verified"):
        equal(row[name], None, name)
    equal(list(row["save_error"]), ["code", "side", "message", "hint", "request_id"])
    equal(row["save_error"]["side"], side, "side")
    true(row["save_error"]["message"] and row["save_error"]["hint"], "the error has words")


def check_nothing_leaked(result, key=KEY):
    for text in (result.stdout, result.stderr):
        lacks(text, key)
        lacks(text, "Signature=")


@case
def from_the_demo_gateway():
    with Home() as home, DemoGateway() as gateway:
        task_id = gateway.find("Dunes")
        result = home.ask(gateway, "save", "--json", "--to", home.videos, task_id, key=gateway.key)
        equal(result.status, 0, "exit status")
        row = result.row
        equal(list(row), KEYS, "keys")
        equal(row["state"], "finished")
        equal((row["width"], row["height"]), (1366, 768))
        equal(row["source"], "primary")
        equal(row["resumed"], 0)
        true(row["verified"] in ("crc64", "md5", "length", "structure"), f"verified is {row['verified']!r}")
        equal((row["failure"], row["error"], row["save_error"]), (None, None, None))
        equal(os.path.dirname(row["path"]), home.videos)
        name = os.path.basename(row["path"])
        contains(name, task_id, "the name")
        true(name.endswith(".mp4"), "the name ends in .mp4")
        equal(read(row["path"]), VIDEO, "the bytes")
        equal(stat.S_IMODE(os.stat(row["path"]).st_mode) & 0o600, 0o600, "mode")
        check_nothing_left(home, name)
        check_nothing_leaked(result, gateway.key)


@case
def every_video_of_the_demo():
    with Home() as home, DemoGateway() as gateway:
        ids = [gateway.find(words) for words in ("Dunes", "Silk", "Crowd", "Ink")]
        result = home.ask(gateway, "save", "--json", "--to", home.videos, *ids, key=gateway.key)
        equal(result.status, 1, "one of them has failed")
        equal([row["task_id"] for row in result.rows], ids, "order")
        for row, video in zip(result.rows, ("dunes", "silk", None, "ink")):
            if video is None:
                equal(row["state"], "failed")
                equal((row["path"], row["save_error"]), (None, None))
                true(row["failure"], "a failed task says why")
            else:
                equal(read(row["path"]), read_video(video), f"the bytes of {video}")


@case
def default_name_and_folder():
    with Home() as home, serve() as server:
        result = home.ask(server, "save", "--json", "42")
        equal(result.status, 0, result.stderr)
        equal(result.row["path"], os.path.join(os.path.realpath(home.path), "output-42.mp4"))
        equal(read(result.row["path"]), VIDEO)


@case
def plain_line():
    with Home() as home, serve() as server:
        result = home.ask(server, "save", "--to", home.videos, "42")
        equal(result.status, 0, result.stderr)
        equal(result.stderr, "", "no bar without a terminal")
        contains(result.stdout, "42\tSaved\t")
        contains(result.stdout, f"\t{home.videos}/output-42.mp4\n")


@case
def never_overwrites():
    with Home() as home, serve() as server:
        os.mkdir(home.videos)
        first = os.path.join(home.videos, "output-42.mp4")
        with open(first, "wb") as file:
            file.write(b"mine")
        os.symlink("/nowhere", os.path.join(home.videos, "output-42 (2).mp4"))
        result = home.ask(server, "save", "--json", "--to", home.videos, "42")
        equal(result.status, 0, result.stderr)
        equal(os.path.basename(result.row["path"]), "output-42 (3).mp4")
        equal(read(first), b"mine", "what was there")
        equal(read(result.row["path"]), VIDEO)


@case
def one_name_for_several():
    with Home() as home, serve() as server:
        result = home.ask(server, "save", "--json", "--to", home.videos, "--name", "clip", "1", "2", "3")
        equal(result.status, 0, result.stderr)
        names = sorted(os.path.basename(row["path"]) for row in result.rows)
        equal(names, ["clip (2).mp4", "clip (3).mp4", "clip.mp4"])
        check_nothing_left(home, *names)


@case
def name_template():
    with Home() as home, serve() as server:
        template = "{n} {id} {width}x{height} {date} {time} {account}"
        result = home.ask(server, "save", "--json", "--to", home.videos, "--name", template, "a/b", "7")
        equal(result.status, 0, result.stderr)
        equal([os.path.basename(row["path"]) for row in result.rows],
              ["1 a-b 1366x768 2025-08-29 07-45-35 Environment.mp4",
               "2 7 1366x768 2025-08-29 07-45-35 Environment.mp4"])


@case
def label_from_standard_input():
    with Home() as home, serve() as server:
        result = home.ask(server, "save", "--json", "--to", home.videos, "--name", "{label}", "-",
                          stdin="306792606023824 | 片段 1\n".encode())
        equal(result.status, 0, result.stderr)
        equal(os.path.basename(result.row["path"]), "片段 1.mp4")


@case
def folder_is_made():
    with Home() as home, serve() as server:
        deep = os.path.join(home.videos, "a", "b")
        equal(home.ask(server, "save", "--to", deep, "42").status, 0)
        equal(os.listdir(deep), ["output-42.mp4"])


@case
def hostile_file_name():
    reply = lambda server: Answer(with_file_name(make_reply("42", link=make_link(server, "42")), "../../../evil.sh"))
    with Home() as home, serve({"42": reply}) as server:
        result = home.ask(server, "save", "--json", "--to", home.videos, "42")
        equal(result.status, 0, result.stderr)
        equal(os.path.dirname(result.row["path"]), home.videos)
        check_nothing_left(home, "evil-42.mp4")


def with_file_name(reply, name):
    reply["data"]["data"]["file"]["filename"] = name
    return reply


@case
def folder_that_cannot_be_written():
    with Home() as home, serve({"43": lambda server: Answer(make_reply("43", "IN_PROGRESS"))}) as server:
        blocked = os.path.join(home.path, "file")
        with open(blocked, "wb"):
            pass
        for folder in (blocked, os.path.join(blocked, "below"), "/proc/rushes"):
            # The one that still runs is not waited for: there is nowhere to put it.
            result = home.ask(server, "save", "--json", "--to", folder, "42", "43")
            equal(result.status, 1, "exit status")
            check_not_saved(result.rows[0], "request")
            equal(result.rows[1]["state"], "running")
            true(result.rows[1]["save_error"], "the one that runs says why, too")
        equal([path for path, _ in server.requests if path.startswith("/cdn/")], [], "downloads")


@case
def no_wait():
    with Home() as home, serve({"2": lambda server: Answer(make_reply("2", "IN_PROGRESS"))}) as server:
        result = home.ask(server, "save", "--json", "--no-wait", "--to", home.videos, "1", "2")
        equal(result.status, 1, "exit status")
        equal(result.rows[0]["save_error"], None)
        row = result.rows[1]
        equal((row["state"], row["path"], row["error"]), ("running", None, None))
        equal(row["save_error"]["code"], "unfinished")
        check_nothing_left(home, "output-1.mp4")


@case
def waits_until_it_is_finished():
    questions = []

    def reply(server):
        questions.append(time.monotonic())
        if len(questions) == 1:
            # An older task is asked less often.
            return Answer(make_reply("1", "IN_PROGRESS", submit_time=int(time.time())))
        return Answer(make_reply("1", link=make_link(server, "1")))

    with Home() as home, serve({"1": reply}) as server:
        result = home.ask(server, "save", "--json", "--to", home.videos, "1")
        equal(result.status, 0, result.stderr)
        equal(read(result.row["path"]), VIDEO)
        equal(len(questions), 2, "number of questions")
        true(questions[1] - questions[0] >= 11, f"asked again after {questions[1] - questions[0]:.1f} s")


@case
def timeout():
    with Home() as home, serve({"1": lambda server: Answer(make_reply("1", "IN_PROGRESS"))}) as server:
        begin = time.monotonic()
        result = home.ask(server, "save", "--json", "--timeout", "1", "--to", home.videos, "1", "2")
        took = time.monotonic() - begin
        equal(result.status, 1, "exit status")
        running, saved = result.rows
        equal((running["state"], running["error"]), ("running", None))
        equal(running["save_error"]["code"], "timed-out")
        true(running["save_error"]["side"] in ("network", "service"), "side")
        equal(read(saved["path"]), VIDEO)
        true(0.9 <= took < 10, f"it took {took:.1f} s")


@case
def timeout_in_the_middle_of_a_download():
    with Home() as home, DemoGateway("--speed", "20000") as gateway:
        result = home.ask(gateway, "save", "--json", "--timeout", "2", "--to", home.videos, gateway.find("Dunes"),
                          key=gateway.key)
        equal(result.status, 1, "exit status")
        equal(result.row["save_error"]["code"], "timed-out")
        check_nothing_left(home)


@case
def timeout_while_it_is_tried_again():
    with Home() as home, serve(video=lambda path, headers: Answer(b"", 503)) as server:
        begin = time.monotonic()
        result = home.ask(server, "save", "--json", "--timeout", "1", "--to", home.videos, "1")
        took = time.monotonic() - begin
        equal(result.status, 1, "exit status")
        equal(result.row["save_error"]["code"], "timed-out")
        true(0.9 <= took < 10, f"it took {took:.1f} s")
        check_nothing_left(home)


@case
def somebody_else_fetches_it():
    """The window, say: the part is locked, and nothing is fetched twice."""
    with Home() as home, DemoGateway("--speed", "20000") as gateway:
        ask = ["save", "--json", "--to", home.videos, gateway.find("Dunes")]
        variables = {"RUSHES_BASE_URL": gateway.base_url, "RUSHES_API_KEY": gateway.key}
        first = home.start(*ask, **variables)
        try:
            wait_until(lambda: any("parts" in name for name in home.list_files()), "the download to begin")
            second = home.run(*ask, **variables)
            equal(second.status, 1, "exit status")
            equal(second.row["save_error"]["code"], "part-in-use")
            stdout, _ = first.communicate(timeout=30)
            equal(first.returncode, 0, "the first one")
        finally:
            first.kill()
            first.wait()


@case
def refused_key():
    with Home() as home, serve({"1": lambda server: Answer({"error": {"message": KEY}}, 401)}) as server:
        result = home.ask(server, "save", "--json", "--to", home.videos, "1")
        equal(result.status, 3, "exit status")
        equal((result.row["state"], result.row["save_error"]), (None, None))
        equal(result.row["error"]["side"], "key")
        check_nothing_leaked(result)


@case
def unreachable():
    class Nobody:
        base_url = unused_url()

    with Home() as home:
        result = home.ask(Nobody, "save", "--json", "--to", home.videos, "1")
        equal(result.status, 4, "exit status")
        equal(result.row["error"]["side"], "network")


@case
def unknown_task():
    body = {"code": "task_not_exist", "message": "task_not_exist", "data": None}
    with Home() as home, serve({"1": lambda server: Answer(body, 400)}) as server:
        result = home.ask(server, "save", "--json", "--to", home.videos, "1")
        equal(result.status, 1, "exit status")
        equal(result.row["error"]["side"], "request")


def check_bad_video(video, side="service"):
    with Home() as home, serve(video=video) as server:
        # In haste, or it would be tried again for a minute.
        result = home.ask(server, "save", "--json", "--no-wait", "--to", home.videos, "1")
        equal(result.status, 1, "exit status")
        check_not_saved(result.row, side)
        check_nothing_left(home)
        check_nothing_leaked(result)


def serve_range(headers, etag='"dunes"'):
    """What a CDN answers that knows ranges."""
    fields = {"ETag": etag, "Accept-Ranges": "bytes"}
    match = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
    if not match or headers.get("if-range", etag) != etag:
        return Answer(VIDEO, content_type="video/mp4", headers=fields)
    first = int(match[1])
    fields["Content-Range"] = f"bytes {first}-{len(VIDEO) - 1}/{len(VIDEO)}"
    return Answer(VIDEO[first:], 206, "video/mp4", fields)


class BrokenLine:
    """Brings the first half of the video, and nothing more until it is mended."""

    half = len(VIDEO) // 2

    def __init__(self, etag='"dunes"'):
        self.etag = etag
        self.is_mended = False
        self.fetched = []

    def __call__(self, path, headers):
        if self.is_mended:
            answer = serve_range(headers, self.etag)
            self.fetched.append(len(answer.body))
            return answer
        if "range" in headers:
            return Answer(b"", 503)
        return Answer(VIDEO[:self.half], content_type="video/mp4", length=len(VIDEO), headers={"ETag": self.etag})


@case
def goes_on_in_the_next_run():
    line = BrokenLine()
    with Home() as home, serve(video=line) as server:
        first = home.ask(server, "save", "--json", "--no-wait", "--to", home.videos, "1")
        equal(first.status, 1, "exit status")
        check_not_saved(first.row, "network" if first.row["save_error"]["side"] == "network" else "service")
        check_nothing_left(home)

        line.is_mended = True
        second = home.ask(server, "save", "--json", "--to", home.videos, "1")
        equal(second.status, 0, second.stderr)
        equal(read(second.row["path"]), VIDEO, "the bytes")
        equal(second.row["resumed"], line.half, "resumed")
        equal(line.fetched, [len(VIDEO) - line.half], "what was fetched")
        check_nothing_left(home, "output-1.mp4")
        equal([name for name in home.list_files() if "/parts/" in name], [], "parts")


@case
def begins_anew_where_the_video_is_another():
    line = BrokenLine()
    with Home() as home, serve(video=line) as server:
        equal(home.ask(server, "save", "--json", "--no-wait", "--to", home.videos, "1").status, 1)
        line.etag = '"another"'
        line.is_mended = True
        result = home.ask(server, "save", "--json", "--to", home.videos, "1")
        equal(result.status, 0, result.stderr)
        equal(read(result.row["path"]), VIDEO, "the bytes")
        equal(result.row["resumed"], 0, "resumed")


@case
def renews_a_link_that_has_expired():
    questions = []

    def reply(server):
        questions.append(None)
        link = f"{cdn.base_url}/cdn/{len(questions)}.mp4?Expires=4102444800&Signature=a"
        return Answer(make_reply("1", link=link))

    def video(path, headers):
        if path.startswith("/cdn/1.mp4"):
            if "range" in headers:
                return Answer(b"<Error><Code>AccessDenied</Code></Error>", 403, "application/xml")
            return Answer(VIDEO[:50000], content_type="video/mp4", length=len(VIDEO), headers={"ETag": '"dunes"'})
        return serve_range(headers)

    with Home() as home, serve({"1": reply}) as server, FaultServer(video) as cdn:
        result = home.ask(server, "save", "--json", "--to", home.videos, "1")
        equal(result.status, 0, result.stderr)
        equal(read(result.row["path"]), VIDEO, "the bytes")
        equal(len(questions), 2, "questions")
        equal(result.row["resumed"], 50000, "resumed")


@case
def bar_on_a_terminal():
    with Home() as home, DemoGateway("--speed", "20000") as gateway:
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 200, 0, 0))
        process = subprocess.Popen(
            [os.environ["RUSHES_CLI"], "save", "--json", "--to", home.videos, gateway.find("Dunes")], cwd=home.path,
            env=home.make_environment(RUSHES_BASE_URL=gateway.base_url, RUSHES_API_KEY=gateway.key, TERM="xterm"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=follower)
        os.close(follower)
        seen = b""
        try:
            while True:
                try:
                    piece = os.read(leader, 4096)
                except OSError:
                    break
                if not piece:
                    break
                seen += piece
            stdout, _ = process.communicate(timeout=20)
        finally:
            process.kill()
            process.wait()
            os.close(leader)
        equal(process.returncode, 0, "exit status")
        lacks(stdout.decode(), "[#", "the results")
        text = seen.decode()
        contains(text, "0 of 1 done")
        true(re.search(r"\d\skB of [\d.]+\skB", text), f"bytes: {text!r}")
        true(re.search(r"\d\skB/s", text), f"speed: {text!r}")
        true(re.search(r"· \d+:\d\d left", text), f"time left: {text!r}")
        true(text.endswith("\r\x1b[K"), "a clean line is left")
        lacks(text, gateway.key)


@case
def error_page_instead_of_a_video():
    check_bad_video(lambda path, headers: Answer(b"<html>Sorry</html>", content_type="video/mp4"))


@case
def truncated_video():
    check_bad_video(lambda path, headers: Answer(VIDEO[:50000], content_type="video/mp4", length=len(VIDEO)),
                    side="network")


@case
def video_cut_without_a_trace():
    check_bad_video(lambda path, headers: Answer(VIDEO[:50000], content_type="video/mp4"))


@case
def forbidden_video():
    body = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>"
    check_bad_video(lambda path, headers: Answer(body, 403, "application/xml"))


@case
def unavailable_video():
    check_bad_video(lambda path, headers: Answer(b"", 503))


@case
def finished_without_a_link():
    with Home() as home, serve({"1": lambda server: Answer(make_reply("1"))}) as server:
        result = home.ask(server, "save", "--json", "--no-wait", "--to", home.videos, "1")
        equal(result.status, 1, "exit status")
        check_not_saved(result.row, "service")
        equal(result.row["save_error"]["code"], "no-link")


@case
def video_of_the_content_route():
    def answer(path, headers):
        if path == "/v1/videos/1/content":
            return serve_video(path, headers)
        return Answer(make_reply("1")) if get_task_id(path) == "1" else Answer({}, 404)

    with Home() as home, FaultServer(answer) as server:
        result = home.ask(server, "save", "--json", "--no-wait", "--to", home.videos, "1")
        equal(result.status, 0, result.stderr)
        equal(result.row["source"], "gateway")
        equal(read(result.row["path"]), VIDEO)


@case
def waits_for_a_late_link():
    questions = []

    def reply(server):
        questions.append(time.monotonic())
        link = make_link(server, "1") if len(questions) > 1 else None
        return Answer(make_reply("1", link=link))

    with Home() as home, serve({"1": reply}) as server:
        result = home.ask(server, "save", "--json", "--to", home.videos, "1")
        equal(result.status, 0, result.stderr)
        equal(len(questions), 2, "questions")
        true(questions[1] - questions[0] >= 4, "a civil pause")


@case
def backup_link():
    def answer(server):
        return Answer(make_reply("1", link=f"{cdn.base_url}/cdn/primary.mp4", backup=f"{cdn.base_url}/cdn/backup.mp4"))

    def video(path, headers):
        return Answer(b"", 503) if "primary" in path else Answer(VIDEO, content_type="video/mp4")

    with Home() as home, serve({"1": answer}) as server, FaultServer(video) as cdn:
        result = home.ask(server, "save", "--json", "--to", home.videos, "1")
        equal(result.status, 0, result.stderr)
        equal(result.row["source"], "backup")
        for path, headers in cdn.requests:
            true("authorization" not in headers, f"the key went to {path}")


@case
def key_goes_to_the_gateway_only():
    def answer(server):
        return Answer(make_reply("1", link=f"{cdn.base_url}/cdn/1.mp4?Expires=4102444800&Signature=a%2Fb%3D"))

    with Home() as home, serve({"1": answer}) as server, FaultServer(serve_video) as cdn:
        result = home.ask(server, "save", "--json", "--to", home.videos, "1", "2")
        equal(result.status, 0, result.stderr)
        equal([row["source"] for row in result.rows], ["primary", "gateway"])
        for path, headers in cdn.requests:
            equal(path, "/cdn/1.mp4?Expires=4102444800&Signature=a%2Fb%3D", "the link, to the byte")
            true("authorization" not in headers, "the key went to the CDN")
        gateway_downloads = [headers for path, headers in server.requests if path.startswith("/cdn/")]
        equal([headers.get("authorization") for headers in gateway_downloads], [f"Bearer {KEY}"] * len(gateway_downloads))


@case
def secrets_stay_secret():
    def answer(server):
        reply = with_file_name(make_reply("1", link=make_link(server, "1")), f"{KEY}.mp4")
        reply["data"]["fail_reason"] = KEY
        return Answer(reply)

    with Home() as home, serve({"1": answer}) as server:
        for arguments in (["--json"], []):
            result = home.ask(server, "save", "--to", home.videos, "1", *arguments, G_MESSAGES_DEBUG="all")
            equal(result.status, 0, "exit status")
            check_nothing_leaked(result)
        for name in home.list_files():
            lacks(name, KEY, "a file's name")


def check_signal(number):
    with Home() as home, DemoGateway("--speed", "20000") as gateway:
        process = home.start("save", "--json", "--to", home.videos, gateway.find("Dunes"),
                             RUSHES_BASE_URL=gateway.base_url, RUSHES_API_KEY=gateway.key)
        try:
            # It is on its way once something stands in the part file.
            wait_until(lambda: any("parts" in name for name in home.list_files()), "the download to begin")
            process.send_signal(number)
            stdout, stderr = process.communicate(timeout=20)
        finally:
            process.kill()
            process.wait()
        equal(process.returncode, -number, "how it ended")
        equal(stdout, b"", "nothing is claimed")
        lacks(stderr.decode(), "Traceback")
        check_nothing_left(home)


@case
def interrupted():
    check_signal(signal.SIGINT)


@case
def terminated():
    check_signal(signal.SIGTERM)


@case
def interrupted_while_it_waits():
    asked = threading.Event()

    def reply(server):
        asked.set()
        return Answer(make_reply("1", "IN_PROGRESS"))

    with Home() as home, serve({"1": reply}) as server:
        process = home.start("save", "--to", home.videos, "1", RUSHES_BASE_URL=server.base_url, RUSHES_API_KEY=KEY)
        try:
            true(asked.wait(20), "the task was asked about")
            process.send_signal(signal.SIGINT)
            equal(process.wait(20), -signal.SIGINT, "how it ended")
        finally:
            process.kill()
            process.communicate()


run("/cli/save")
