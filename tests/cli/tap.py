# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test Anything Protocol for tests in Python: each function is one case, and any exception fails it."""

import sys
import time
import traceback

_cases = []


class Skip(Exception):
    """Raised by a case that cannot run on this machine."""


def case(function):
    """Registers a function as a case that is called after it."""
    _cases.append(function)
    return function


def equal(actual, expected, what=""):
    if actual != expected:
        raise AssertionError(f"{what or 'value'} is {actual!r}, not {expected!r}")


def true(value, what):
    if not value:
        raise AssertionError(what)


def contains(text, part, what=""):
    if part not in text:
        raise AssertionError(f"{what or 'text'} lacks {part!r}: {text!r}")


def lacks(text, part, what=""):
    if part in text:
        raise AssertionError(f"{what or 'text'} holds {part!r}")


def wait_until(condition, what, seconds=20):
    """Waits for what another process does: there is nothing to be woken by."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.02)


def _diagnose(text):
    for line in text.splitlines():
        print(f"# {line}")


def run(prefix):
    """Runs every case; the exit status tells whether all went well."""
    failed = 0
    print(f"1..{len(_cases)}", flush=True)
    for number, function in enumerate(_cases, 1):
        name = f"{prefix}/{function.__name__.replace('_', '-')}"
        try:
            function()
            print(f"ok {number} {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} {name} # SKIP {reason}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} {name}", flush=True)
            _diagnose(traceback.format_exc())
            sys.stdout.flush()
    sys.exit(1 if failed else 0)
