# SPDX-License-Identifier: GPL-3.0-or-later
"""What every file of the tree keeps to."""
import os
import re

from house import SOURCE, FILES, command, files, is_text, main, read, scripts

TOP_LEVEL = {'meson.build', 'meson_options.txt', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'COPYING',
             'src', 'data', 'po', 'tests', 'flatpak', 'build-aux'}
# Tests are read case by case, code in one sitting.
LINES = 900
LINES_OF_TESTS = 1200

WITH_LICENCE = ('.c', '.h', '.ui', '.css', '.py', '.sh', 'meson.build', 'meson_options.txt', '.svg', '.in',
                '.gschema.xml', '.gresource.xml')
NO_LICENCE = ('po/POTFILES.in', 'tests/fixtures/')

# Neither a package mirror nor a folder of one person's machine belongs into the tree.
MIRROR = re.compile(r'\b(?:deb|ftp|archive|security|snapshot|mirrors?|geo)\.[\w.-]*'
                    r'(?:debian|ubuntu|fedoraproject|archlinux|pkgbuild)\.(?:org|com)\b')
MACHINE_PATH = re.compile(r'(?<![\w.$}/~-])/(?P<top>home|Users|wor' r'k|root|mnt)/[a-z]')
MARKUP = re.compile(r'_set_markup|tooltip[-_]markup|use-markup(?:"|\b)[^F]*\b(?:True|TRUE)\b|_with_markup')
UNFINISHED = re.compile(r'\b(?:TO' r'DO|FIX' r'ME|XX' r'X)\b')


def top_level():
    entries = {name.split('/')[0] for name in FILES}
    for entry in sorted(entries - TOP_LEVEL):
        if not entry.startswith('.'):
            yield f'{entry}: does not belong at the top level'
    for entry in sorted(TOP_LEVEL - entries):
        yield f'{entry}: is missing at the top level'


def licence_headers():
    for name in files(*WITH_LICENCE) + scripts():
        if not name.startswith(NO_LICENCE):
            head = '\n'.join(read(name).splitlines()[:3])
            if 'SPDX-License-Identifier: ' not in head:
                yield f'{name}: no SPDX-License-Identifier in its first lines'


def log_domains():
    for name in files('.c', under='src/'):
        stem = os.path.basename(name)[:-2]
        match = re.search(r'^#define G_LOG_DOMAIN "([^"]+)"\n', read(name), re.MULTILINE)
        include = read(name).find('#include')
        if match is None:
            yield f'{name}: defines no G_LOG_DOMAIN'
        elif match.start() > include >= 0:
            yield f'{name}: defines G_LOG_DOMAIN after an include'
        elif stem.startswith('rushes') and not f'{stem}-'.startswith(f'{match[1]}-'):
            yield f'{name}: its G_LOG_DOMAIN is "{match[1]}"'


def header_guards():
    for name in files('.h', under='src/') + files('.h', under='tests/'):
        if not re.search(r'^#pragma once$', read(name), re.MULTILINE):
            yield f'{name}: no #pragma once'


def length():
    for name in files('.c', '.h', '.py', '.ui', '.css') + scripts():
        lines = len(read(name).splitlines())
        if lines > (LINES_OF_TESTS if name.startswith('tests/') else LINES):
            yield f'{name}: {lines} lines are too many'


def white_space():
    for name in files('.c', '.h', '.ui', '.css', '.py', 'meson.build', '.md') + scripts():
        text = read(name)
        if '\t' in text:
            yield f'{name}: has tabs'
        if re.search(r'[ ]+$', text, re.MULTILINE):
            yield f'{name}: has white space at the end of a line'
        if not text.endswith('\n') or text.endswith('\n\n'):
            yield f'{name}: does not end with one line break'


def no_machine_of_ours():
    for name in FILES:
        if is_text(name) and not name.startswith('tests/fixtures/') and name != 'COPYING':
            for number, line in enumerate(read(name).splitlines(), 1):
                path = MACHINE_PATH.search(line)
                # A test may make somebody's home up.
                if path and not (name.startswith('tests/') and path['top'] == 'home'):
                    yield f'{name}:{number}: {path[0]}'
                if MIRROR.search(line):
                    yield f'{name}:{number}: {MIRROR.search(line)[0]}'


def nothing_unfinished():
    for name in files('.c', '.h', '.ui', '.css', '.md', 'meson.build'):
        for number, line in enumerate(read(name).splitlines(), 1):
            if UNFINISHED.search(line):
                yield f'{name}:{number}: {line.strip()}'


def no_foreign_markup():
    """What a server or a file name says is text, never markup: only compat and the tested few may use it."""
    for name in files('.c', '.ui', under='src/'):
        if name.startswith('src/compat/'):
            continue
        for number, line in enumerate(read(name).splitlines(), 1):
            if MARKUP.search(line):
                yield f'{name}:{number}: {line.strip()}'
            if 'adw_toast_new' in line:
                yield f'{name}:{number}: rushes_compat_toast_new() takes a title for text'
            if 'adw_toast_dismiss' in line:
                yield f'{name}:{number}: rushes_compat_toast_dismiss() waits where it must'


def scripts_parse():
    for name in scripts():
        interpreter = read(name).splitlines()[0]
        if not os.access(SOURCE / name, os.X_OK):
            yield f'{name}: may not be executed'
        if interpreter.endswith('bash'):
            yield from command('bash', '-n', SOURCE / name)
        elif interpreter.endswith('python3'):
            compile(read(name), name, 'exec')
        else:
            yield f'{name}: {interpreter} is no interpreter of this tree'


main(top_level, licence_headers, log_domains, header_guards, length, white_space, no_machine_of_ours,
     nothing_unfinished, no_foreign_markup, scripts_parse)
