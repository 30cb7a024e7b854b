#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Rushes costs while nobody does anything: memory with 10 000 tasks, and the processor with 100 that are
being followed, in sight and hidden. Beside it, in the same minutes, stands an empty libadwaita window.

Memory is what ends with the process: its own pages, those of libraries that nobody else has among them.
Usage: at-rest.py EMPTY_WINDOW RUSHES FILL_LIBRARY [ROUNDS]
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "build-aux"))

import report  # noqa: E402
from keyboard import Keyboard  # noqa: E402
from picture_library import Library, StandingService  # noqa: E402

AGAINST = "empty libadwaita window"
VIDEOS = SOURCE / "src/demo/videos"
N_TASKS = 10000
N_FOLLOWED = 100
# What begins with a start has ended by then.
SETTLE_SECONDS = 15
# By then each task that is followed was asked about once, and what was new is stored.
ROUND_SECONDS = 80
SPAN_SECONDS = 20


def make_home(folder, **more):
    for name in ("data", "config", "cache"):
        os.makedirs(f"{folder}/{name}")
    environment = dict(os.environ, HOME=folder, XDG_DATA_HOME=f"{folder}/data", XDG_CONFIG_HOME=f"{folder}/config",
                       XDG_CACHE_HOME=f"{folder}/cache", **more)
    if not more:
        environment.pop("RUSHES_BASE_URL", None)
    return environment


@contextlib.contextmanager
def running(command, environment):
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
        if process.poll() is not None:
            raise subprocess.CalledProcessError(process.returncode, command)
    finally:
        process.kill()
        process.wait()


def count_memory(process):
    """MiB that are this process's alone."""
    with open(f"/proc/{process.pid}/smaps_rollup", encoding="ascii") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith(("Private_", "Swap:"))) / 1024


def count_processor(process):
    """Seconds of all its threads, those that have ended among them, to the nanosecond."""
    return time.clock_gettime(~process.pid << 3 | 2)


def measure_memory(empty, rushes, home, fill, rounds):
    blank = make_home(f"{home}/blank")
    environment = make_home(f"{home}/many")
    subprocess.run([fill, f"{home}/many/data/rushes", str(N_TASKS)], check=True, env=environment)
    ours, base = [], []
    for _ in range(rounds):
        with running([empty, "--stay"], blank) as theirs, running([rushes], environment) as process:
            time.sleep(SETTLE_SECONDS)
            ours.append(count_memory(process))
            base.append(count_memory(theirs))
    report.row("memory at rest, 10 000 tasks", ours, unit="MiB", base=base, against=AGAINST, by="difference", goal=20)


def measure_processor(empty, rushes, home, rounds):
    service = StandingService(VIDEOS / "harbour.mp4")
    blank = make_home(f"{home}/still")
    environment = make_home(f"{home}/followed", RUSHES_BASE_URL=service.base_url, RUSHES_API_KEY="made-up-key")
    subprocess.run([rushes, "--exit-after-first-frame"], check=True, env=environment)
    library = Library(f"{home}/followed/data/rushes", VIDEOS, f"{home}/followed/Videos", service)
    for index in range(N_FOLLOWED):
        library.running(60 + index)
    library.close()

    with running([empty, "--stay"], blank) as theirs, running([rushes], environment) as process:
        keyboard = Keyboard()
        keyboard.give_focus_away()
        time.sleep(ROUND_SECONDS)
        for sight in ("shown", "hidden"):
            if sight == "hidden":
                keyboard.hide_windows()
                time.sleep(1)
            spans = [measure_span((process, theirs)) for _ in range(rounds)]
            report.row(f"processor at rest, 100 tasks followed, {sight}", [span[0] for span in spans],
                       unit="% of a core", base=[span[1] for span in spans], against=AGAINST, by="difference", goal=0.3)
    service.close()


def measure_span(processes):
    start = time.monotonic()
    before = [count_processor(process) for process in processes]
    time.sleep(SPAN_SECONDS)
    span = time.monotonic() - start
    return [(count_processor(process) - past) / span * 100 for process, past in zip(processes, before)]


def main():
    empty, rushes, fill = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3

    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as home:
        measure_memory(empty, rushes, home, fill, rounds)
        measure_processor(empty, rushes, home, rounds)


if __name__ == "__main__":
    main()
