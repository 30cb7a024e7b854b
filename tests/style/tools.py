# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of build-aux/ that can go wrong without anybody seeing it."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from house import SOURCE, main

INSTALL_DEPS = SOURCE / 'build-aux' / 'install-deps'
COUNT_TESTS = SOURCE / 'build-aux' / 'count-tests'


def install_deps(folder, os_release, arguments, programs):
    """Runs install-deps on a system that has nothing but programs, each with the text of a script."""
    folder = pathlib.Path(folder)
    (folder / 'os-release').write_text(os_release, encoding='utf-8')
    for needed in ('bash', 'env', 'id', 'sed', 'cat'):
        (folder / needed).symlink_to(shutil.which(needed))
    for name, script in programs.items():
        (folder / name).write_text(f'#!{shutil.which("bash")}\n{script}\n', encoding='utf-8')
        (folder / name).chmod(0o755)
    return subprocess.run([shutil.which('bash'), INSTALL_DEPS, *arguments], capture_output=True, text=True,
                          check=False, env={'PATH': str(folder), 'OS_RELEASE': str(folder / 'os-release'),
                                            'LOG': str(folder / 'log')})


def install_deps_elsewhere():
    with tempfile.TemporaryDirectory() as folder:
        result = install_deps(folder, 'ID=plan9\n', ['--tests'], {})
    if result.returncode != 1:
        yield f'it ended with {result.returncode}, not 1'
    for line in ('program meson', 'program Xvfb', 'program appstreamcli', 'pkg-config module gtk4 >= 4.8'):
        if line not in result.stdout.splitlines():
            yield f'it does not list {line}'
    if 'not known' not in result.stderr:
        yield f'it does not say that the system is unknown: {result.stderr}'


def install_deps_with_nothing_to_do():
    for family, programs in (('debian', {'dpkg-query': 'printf installed'}),
                             ('fedora', {'rpm': 'exit 0'}),
                             ('arch', {'pacman': 'exit 0'})):
        # Neither sudo nor a package manager that installs is there to be called.
        with tempfile.TemporaryDirectory() as folder:
            result = install_deps(folder, f'ID={family}\n', ['--tests'], programs)
        if result.returncode != 0 or result.stdout or result.stderr:
            yield f'{family}: it ended with {result.returncode}: {result.stdout}{result.stderr}'


def install_deps_installs_only_what_is_missing():
    ask = 'echo "$0 $*" >>"$LOG"; '
    for family, programs, wanted in (
            ('ID=ubuntu',
             {'dpkg-query': '[ "$4" != gcc ] && printf installed', 'apt-get': ask, 'sudo': ask + 'exec "$@"'},
             'install --no-install-recommends gcc\n'),
            ('ID=nobara\nID_LIKE="rhel fedora"',
             {'rpm': '[ "$4" != gcc ] || exit 1', 'rpm2': '', 'dnf': ask, 'sudo': ask + 'exec "$@"'},
             'install gcc\n'),
            ('ID=manjaro\nID_LIKE=arch',
             {'pacman': 'if [ "$1" = -T ]; then echo gcc; exit 127; fi; ' + ask, 'sudo': ask + 'exec "$@"'},
             '--noconfirm gcc\n')):
        with tempfile.TemporaryDirectory() as folder:
            result = install_deps(folder, family + '\n', [], programs)
            log = pathlib.Path(folder) / 'log'
            called = log.read_text(encoding='utf-8') if log.exists() else ''
        if result.returncode != 0:
            yield f'{family!r}: it ended with {result.returncode}: {result.stderr}'
        if not called.endswith(wanted):
            yield f'{family!r}: it called {called!r}'
        if os.geteuid() != 0 and 'sudo' not in called:
            yield f'{family!r}: it did not ask for the rights it needs'


def count(*programs, further=()):
    """further: more logs' paths."""
    with tempfile.NamedTemporaryFile('w', suffix='.json', encoding='utf-8') as log:
        for name, result, code, output in programs:
            log.write(json.dumps({'name': name, 'result': result, 'returncode': code, 'stdout': output}) + '\n')
        log.flush()
        further = [log.name if path == 'again' else path for path in further]
        done = subprocess.run([COUNT_TESTS, log.name, *further], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


def count_tests():
    cases = (
        ('two good', (0, '2 passed, 0 failed, 0 skipped'),
         [('a', 'OK', 0, '1..2\nok 1 /a/b\nok 2 - /a/c\n')]),
        ('one bad', (1, '1 passed, 1 failed, 0 skipped'),
         [('a', 'FAIL', 1, '1..2\nok 1 /a/b\nnot ok 2 /a/c\n')]),
        ('one skipped', (0, '1 passed, 0 failed, 1 skipped'),
         [('a', 'OK', 0, '1..2\nok 1 /a/b\nok 2 /a/c # SKIP no keyring\n')]),
        ('a crash after a good case', (1, '1 passed, 1 failed, 0 skipped'),
         [('a', 'ERROR', -11, '1..2\nok 1 /a/b\n')]),
        ('a hang', (1, '0 passed, 1 failed, 0 skipped'), [('a', 'TIMEOUT', -15, '')]),
        ('a program without TAP', (0, '1 passed, 0 failed, 0 skipped'), [('a', 'OK', 0, '')]),
        ('only skipped', (1, '0 passed, 0 failed, 1 skipped'), [('a', 'SKIP', 0, '1..0 # SKIP no display\n')]),
        ('nothing', (1, '0 passed, 0 failed, 0 skipped'), []),
    )
    for name, wanted, programs in cases:
        code, lines = count(*programs)
        if (code, lines[-1]) != wanted:
            yield f'{name}: {code}, {lines[-1]}'


def count_tests_of_two_runs():
    good = ('a', 'OK', 0, '1..1\nok 1 /a/b\n')
    for further, wanted in (('again', (0, '2 passed, 0 failed, 0 skipped')),
                            ('/nonexistent/log', (1, '1 passed, 1 failed, 0 skipped'))):
        code, lines = count(good, further=[further])
        if (code, lines[-1]) != wanted:
            yield f'{further}: {code}, {lines[-1]}'


main(install_deps_elsewhere, install_deps_with_nothing_to_do, install_deps_installs_only_what_is_missing,
     count_tests, count_tests_of_two_runs)
