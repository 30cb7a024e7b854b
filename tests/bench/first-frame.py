#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long until the first frame: Rushes against an empty libadwaita window.

Both run in turn, pair by pair, so that the machine's mood falls on both; what counts is the
median of the ratios. Usage: first-frame.py EMPTY_WINDOW RUSHES [PAIRS]
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time


def seconds(command, environment):
    start = time.monotonic()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def main():
    empty, rushes = sys.argv[1:3]
    pairs = int(sys.argv[3]) if len(sys.argv) > 3 else 15

    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as home:
        environment = dict(os.environ, HOME=home, XDG_DATA_HOME=f"{home}/data", XDG_CONFIG_HOME=f"{home}/config",
                           XDG_CACHE_HOME=f"{home}/cache")
        environment.pop("RUSHES_BASE_URL", None)
        commands = [[empty], [rushes, "--exit-after-first-frame"]]
        for command in commands:
            seconds(command, environment)

        runs = [[seconds(command, environment) for command in commands] for _ in range(pairs)]

    baseline, ours = zip(*runs)
    ratios = sorted(b / a for a, b in runs)
    print(f"empty libadwaita window: median {statistics.median(baseline) * 1000:.0f} ms "
          f"({min(baseline) * 1000:.0f}-{max(baseline) * 1000:.0f})")
    print(f"rushes, empty library:   median {statistics.median(ours) * 1000:.0f} ms "
          f"({min(ours) * 1000:.0f}-{max(ours) * 1000:.0f})")
    print(f"ratio: median {statistics.median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f}), {pairs} pairs")


if __name__ == "__main__":
    main()
