#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long until the first frame that can be used: Rushes with few and many tasks against an empty libadwaita window.

All run in turn, round by round, so that the machine's mood falls on all; what counts is the median of the
ratios. The processor's time is told, too: it says what the start costs where others keep the machine busy.
Usage: first-frame.py EMPTY_WINDOW RUSHES FILL_LIBRARY [ROUNDS]
"""

import os
import subprocess
import sys
import tempfile
import time

import report

# Tasks in the library, what it is called, and the goal.
LIBRARIES = ((0, "empty library", 1.15), (10000, "10 000 tasks", 1.2), (100000, "100 000 tasks", 1.3))


def run(command, environment):
    """Milliseconds on the wall, and of all processors."""
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return (time.monotonic() - start) * 1000, (usage.ru_utime + usage.ru_stime) * 1000


def make_home(folder, fill, n_tasks):
    """An environment of its own, with a library of so many tasks."""
    environment = dict(os.environ, HOME=folder, XDG_DATA_HOME=f"{folder}/data", XDG_CONFIG_HOME=f"{folder}/config",
                       XDG_CACHE_HOME=f"{folder}/cache")
    environment.pop("RUSHES_BASE_URL", None)
    # Mesa goes without its cache of shaders where the folder is not there.
    os.makedirs(f"{folder}/cache")
    if n_tasks > 0:
        subprocess.run([fill, f"{folder}/data/rushes", str(n_tasks)], check=True, env=environment)
    return environment


def main():
    empty, rushes, fill = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 15

    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as home:
        runs = [([empty], make_home(f"{home}/empty-window", fill, 0))]
        runs += [([rushes, "--exit-after-first-frame"], make_home(f"{home}/{n_tasks}", fill, n_tasks))
                 for n_tasks, _, _ in LIBRARIES]
        # The first round warms up.
        measured = [[run(*one) for one in runs] for _ in range(rounds + 1)][1:]

    for kind, name in enumerate(("", ", processor")):
        base = [costs[0][kind] for costs in measured]
        for place, (_, library, goal) in enumerate(LIBRARIES, start=1):
            report.row(f"first frame, {library}{name}", [costs[place][kind] for costs in measured], unit="ms",
                       base=base, against="empty libadwaita window", goal=goal)


if __name__ == "__main__":
    main()
