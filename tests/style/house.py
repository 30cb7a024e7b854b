# SPDX-License-Identifier: GPL-3.0-or-later
"""What the style tests share: the files of the tree, and a report in TAP.

A test is a function that yields one line for each thing that is wrong.
"""
import os
import pathlib
import re
import subprocess
import sys
import traceback

SOURCE = pathlib.Path(os.environ['RUSHES_SOURCE_ROOT'])
BUILD = pathlib.Path(os.environ['RUSHES_BUILD_ROOT'])
APPLICATION_ID = 'io.github.rushes_app.Rushes'
SCRIPTS = ('build-aux', '.ci')


class Skip(Exception):
    """The test cannot be done here; its text says why."""


def _list_files():
    try:
        # A release's archive may be unpacked within another tree, which knows nothing of it.
        if not (SOURCE / '.git').exists():
            raise FileNotFoundError
        git = subprocess.run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
                             cwd=SOURCE, capture_output=True, text=True, check=True)
        names = git.stdout.split('\0')[:-1]
    except (OSError, subprocess.CalledProcessError):
        # A copy without history, or a system without git: whatever is here, except what was built.
        names = [str(path.relative_to(SOURCE)) for path in SOURCE.rglob('*') if path.is_file()]
    built = re.compile(r'(_build|builddir|\.git(?:/|$))|.*(/__pycache__/|\.pyc$|\.pot$|~$)')
    return sorted(name for name in set(names) if not built.match(name) and (SOURCE / name).is_file())


FILES = _list_files()


def files(*suffixes, under=''):
    """Names of the tree's files, relative to its top."""
    return [name for name in FILES
            if name.startswith(under) and (not suffixes or name.endswith(suffixes))]


def scripts():
    """Programs of the tree without a suffix: build-aux/* and the like."""
    return [name for name in FILES
            if name.startswith(SCRIPTS) and '.' not in os.path.basename(name)]


def read(name):
    return (SOURCE / name).read_text(encoding='utf-8')


def is_text(name):
    return not name.endswith(('.png', '.mp4', '.db', '.bin'))


def command(*arguments, **options):
    """Runs a command; yields its output as problems where it does not end with 0."""
    try:
        result = subprocess.run([str(argument) for argument in arguments], capture_output=True,
                                text=True, check=False, **options)
    except FileNotFoundError as error:
        raise Skip(f'{error.filename} is not installed') from error
    if result.returncode != 0:
        yield from (result.stdout + result.stderr).strip().splitlines() or ['it failed without a word']


def main(*tests):
    print(f'1..{len(tests)}')
    failed = False
    for number, test in enumerate(tests, 1):
        name = f'/style/{pathlib.Path(sys.argv[0]).stem}/{test.__name__.replace("_", "-")}'
        try:
            problems = list(test())
        except Skip as skip:
            print(f'ok {number} - {name} # SKIP {skip}', flush=True)
            continue
        except Exception:  # a test that breaks has failed; the others still have their say
            problems = traceback.format_exc().splitlines()
        for problem in problems:
            print(f'# {problem}')
        print(f'{"not ok" if problems else "ok"} {number} - {name}', flush=True)
        failed = failed or bool(problems)
    sys.exit(1 if failed else 0)
