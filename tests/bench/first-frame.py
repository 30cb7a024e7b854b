#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long until the first frame: Rushes against an empty libadwaita window.

Both run in turn, pair by pair, so that the machine's mood falls on both; what counts is the
median of the ratios. The processor's time is told, too: it says what the start costs where
others keep the machine busy. Usage: first-frame.py EMPTY_WINDOW RUSHES [PAIRS]
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time


def run(command, environment):
    """Seconds on the wall, and seconds of all processors."""
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime


def tell(name, baseline, ours):
    ratios = sorted(b / a for a, b in zip(baseline, ours))
    for what, values in (("empty libadwaita window", baseline), ("rushes, empty library", ours)):
        print(f"{what}: {name} median {statistics.median(values) * 1000:.0f} ms "
              f"({min(values) * 1000:.0f}-{max(values) * 1000:.0f})")
    print(f"ratio of {name}: median {statistics.median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f}), "
          f"least to least {min(ours) / min(baseline):.2f}, {len(ratios)} pairs")


def main():
    empty, rushes = sys.argv[1:3]
    pairs = int(sys.argv[3]) if len(sys.argv) > 3 else 15

    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as home:
        environment = dict(os.environ, HOME=home, XDG_DATA_HOME=f"{home}/data", XDG_CONFIG_HOME=f"{home}/config",
                           XDG_CACHE_HOME=f"{home}/cache")
        environment.pop("RUSHES_BASE_URL", None)
        commands = [[empty], [rushes, "--exit-after-first-frame"]]
        for command in commands:
            run(command, environment)

        runs = [[run(command, environment) for command in commands] for _ in range(pairs)]

    for index, name in enumerate(("time", "processor time")):
        tell(name, [pair[0][index] for pair in runs], [pair[1][index] for pair in runs])


if __name__ == "__main__":
    main()
