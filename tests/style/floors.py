# SPDX-License-Identifier: GPL-3.0-or-later
"""The house's floors: who may include whom (CONTRIBUTING.md draws the map)."""
import re

from house import SOURCE, files, main, read

FLOORS = {
    'base': 0,
    'intake': 1, 'api': 1, 'keys': 1, 'demo': 1,
    'library': 2,
    'follow': 3, 'transfer': 3,
    'session': 4, 'media': 4,
    'cli': 5, 'compat': 5, 'desktop': 5,
    'ui': 6,
    '': 7,  # main.c
}
GTK_FOLDERS = ('ui', 'compat', '')

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"(?P<own>[^"]+)"|<(?P<system>[^>]+)>)', re.MULTILINE)
VERSION_IF = re.compile(
    r'^\s*#\s*(?:el)?if.*\b(?:[A-Z0-9]+_(?:CHECK|MAJOR|MINOR|MICRO)_VERSION|[A-Z]+_VERSION_NUMBER'
    r'|[A-Z]+_VERSION_\d|MESON_VERSION)\b', re.MULTILINE)


def folder(name):
    parts = name.split('/')
    return parts[1] if len(parts) > 2 else ''


def code():
    return files('.c', '.h', under='src/')


def includes(name, kind):
    return [match[kind] for match in INCLUDE.finditer(read(name)) if match[kind]]


def folders_are_known():
    for name in code():
        if folder(name) not in FLOORS:
            yield f'{name}: {folder(name)}/ has no floor; give it one here and in CONTRIBUTING.md'


def map_is_true():
    rows = re.findall(r'^\| (\d) \| `([\w.]+)` \|', read('CONTRIBUTING.md'), re.MULTILINE)
    drawn = {name.replace('main.c', ''): int(floor) for floor, name in rows}
    for name in sorted(set(drawn) ^ set(FLOORS)):
        yield f'{name or "main.c"}: stands only in one of CONTRIBUTING.md and tests/style/floors.py'
    for name in sorted(set(drawn) & set(FLOORS)):
        if drawn[name] != FLOORS[name]:
            yield f'{name or "main.c"}: is on floor {FLOORS[name]}; CONTRIBUTING.md says {drawn[name]}'
        if name and not (SOURCE / 'src' / name).is_dir():
            yield f'{name}: has a floor, and is not there'


def _names_a_test(pattern):
    """A test of the tree, by its name or by the source that gives it its name."""
    words = '|'.join(read(name) for name in files('meson.build', under='tests/'))
    if pattern.startswith('fuzz-'):
        return (SOURCE / f'tests/fuzz/{pattern}.c').is_file()
    if pattern.startswith('style-'):
        return (SOURCE / f'tests/style/{pattern[len("style-"):]}.py').is_file()
    if pattern.startswith('e2e-'):
        return (SOURCE / f'tests/e2e/test_{pattern[len("e2e-"):].replace("-", "_")}.py').is_file()
    name = re.escape(pattern).replace(r'\*', r'[\w-]+')
    return re.search(rf"'{name}'", words) is not None


def map_names_what_is_there():
    text = read('CONTRIBUTING.md')
    for word in sorted(set(re.findall(r'`((?:build-aux|flatpak|po|src|tests|\.reuse)/[\w./*-]*)', text))):
        if not list(SOURCE.glob(word.rstrip('/'))):
            yield f'CONTRIBUTING.md: {word} is not there'
    for word in sorted(set(re.findall(r'`([a-z]+/[\w-]+\.[ch])`', text))):
        if not (SOURCE / 'src' / word).is_file():
            yield f'CONTRIBUTING.md: src/{word} is not there'
    # The last column of what is protected: what shows it.
    for column in re.findall(r'^\|[^|]+\|[^|]+\|[^|]+\|([^|]+)\|$', text, re.MULTILINE):
        for word in re.findall(r'`([^`]+)`', column):
            if not _names_a_test(word):
                yield f'CONTRIBUTING.md: there is no test {word}'


def include_only_below():
    for name in code():
        own = folder(name)
        for header in includes(name, 'own'):
            other = header.split('/')[0] if '/' in header else None
            if header == 'config.h' or other == own:
                continue
            if other is None:
                yield f'{name}: "{header}" is not qualified with its folder'
            elif other in FLOORS and own in FLOORS and FLOORS[other] >= FLOORS[own]:
                yield f'{name}: {own or "main.c"} (floor {FLOORS[own]}) includes ' \
                      f'"{header}" of floor {FLOORS[other]}'


def included_headers_exist():
    for name in code():
        for header in includes(name, 'own'):
            generated = header == 'config.h' or header.endswith('-resources.h')
            if not generated and not (SOURCE / 'src' / header).is_file():
                yield f'{name}: "{header}" is not there'


def gtk_only_upstairs():
    for name in code():
        for header in includes(name, 'system'):
            if header.split('/')[0] in ('gtk', 'gdk', 'adwaita.h') and folder(name) not in GTK_FOLDERS:
                yield f'{name}: includes <{header}>'


def gstreamer_only_in_the_helper():
    for name in code():
        for header in includes(name, 'system'):
            if header.startswith('gst/') and not name.startswith('src/media/helper/'):
                yield f'{name}: includes <{header}>'
        # GStreamer gives the folder of its registry the mode 0700: as root that closed the device to everybody.
        if re.search(r'"/dev/null/', read(name)):
            yield f'{name}: takes a device for a folder'
    for name in files('meson.build', under='src/'):
        if name != 'src/media/helper/meson.build' and re.search(r'\bgst_\w*dep\b', read(name)):
            yield f'{name}: names GStreamer'


def gtk_flags_only_upstairs():
    for name in files('meson.build', under='src/'):
        if folder(name) not in GTK_FOLDERS and re.search(r'\b(gtk|adw)_dep\b', read(name)):
            yield f'{name}: names GTK'


def versions_only_in_compat():
    for name in code():
        if folder(name) != 'compat':
            for match in VERSION_IF.finditer(read(name)):
                yield f'{name}: {match[0].strip()}'


def own_header_comes_first():
    for name in files('.c', under='src/'):
        own = includes(name, 'own')
        if own[:1] != ['config.h']:
            yield f'{name}: config.h is not its first include'
        stem = name[len('src/'):-len('.c')]
        mine = [header for header in (f'{stem}.h', f'{stem}-private.h') if (SOURCE / 'src' / header).is_file()]
        if mine and (len(own) < 2 or own[1] not in mine):
            yield f'{name}: its own header does not come next'


main(folders_are_known, map_is_true, map_names_what_is_there, include_only_below,
     included_headers_exist, gtk_only_upstairs, gstreamer_only_in_the_helper,
     gtk_flags_only_upstairs, versions_only_in_compat, own_header_comes_first)
