# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop reads: entry, metainfo, service, schema, icons, packaging; and the versions."""
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

from house import APPLICATION_ID, BUILD, SOURCE, Skip, command, files, main, read

BUILT_ID = os.environ['RUSHES_BUILT_ID']
# What the sandbox has to let through; anything else needs a reason and a line here.
PERMISSIONS = {'--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11', '--socket=pulseaudio',
               '--device=dri'}
# The one before it lost its support when GNOME 51 came.
OLDEST_RUNTIME = 50
MANIFEST = {'id', 'runtime', 'runtime-version', 'sdk', 'command', 'finish-args', 'cleanup', 'modules',
            'desktop-file-name-suffix'}
# Where software centres show a picture of a window and its shadow.
LARGEST_SCREENSHOT = (1000, 700)
GRID = {'scalable': '128', 'symbolic': '16'}


def desktop_entry():
    yield from command('desktop-file-validate', BUILD / 'data' / f'{BUILT_ID}.desktop')


def metainfo_tree():
    return ElementTree.parse(BUILD / 'data' / f'{BUILT_ID}.metainfo.xml').getroot()


def metainfo():
    """Nothing is let pass. Before 1.0, AppStream had another word for who develops it."""
    text = (BUILD / 'data' / f'{BUILT_ID}.metainfo.xml').read_text(encoding='utf-8')
    version = subprocess.run(['appstreamcli', '--version'], capture_output=True, text=True,
                             check=True).stdout.split()[-1] if shutil.which('appstreamcli') else '1'
    if version.startswith('0.'):
        text = re.sub(r'<developer id="[^"]*">\s*<name>(.*?)</name>\s*</developer>',
                      r'<developer_name>\1</developer_name>', text, flags=re.DOTALL)
        text = re.sub(r'<name xml:lang="[^"]*">The Rushes.*?</name>\s*', '', text)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, f'{BUILT_ID}.metainfo.xml')
        file.write_text(text, encoding='utf-8')
        yield from command('appstreamcli', 'validate', '--strict', '--no-net', '--explain', file)


def metainfo_says_it_well():
    """What the guidelines of Flathub ask for, and what its reviewers look at."""
    root = metainfo_tree()
    name, summary = root.findtext('name'), root.findtext('summary')
    if len(name) > 15:
        yield f'the name has {len(name)} characters: {name}'
    if not 10 <= len(summary) <= 35 or summary.endswith('.') or name in summary:
        yield f'the summary ({len(summary)} characters): {summary}'
    colours = {colour.get('scheme_preference') for colour in root.iter('color')}
    if colours != {'light', 'dark'}:
        yield 'there is not one brand colour for light and one for dark'
    if root.find('content_rating') is None or root.find('launchable').text != f'{BUILT_ID}.desktop':
        yield 'the content rating is missing, or the launchable is another'
    for release in root.iter('release'):
        if not release.findtext('description/p'):
            yield f'{release.get("version")}: has no notes'
        for item in release.iter('li'):
            if item.text.endswith('.'):
                yield f'{release.get("version")}: ends with a full stop: {item.text}'


def screenshots():
    root = metainfo_tree()
    shown = list(root.iter('screenshot'))
    if not 3 <= len(shown) <= 6:
        yield f'{len(shown)} screenshots'
    if [screenshot.get('type') for screenshot in shown].count('default') != 1:
        yield 'there is not one default screenshot'
    version = re.search(r"^ *version: '([^']+)'", read('meson.build'), re.MULTILINE)[1]
    for screenshot in shown:
        caption = screenshot.findtext('caption')
        if not caption or caption.endswith('.'):
            yield f'a caption is missing or ends with a full stop: {caption}'
        for image in screenshot.iter('image'):
            address, name = image.text.split(f'/raw/v{version}/')
            if not address.startswith('https://') or not (SOURCE / name).is_file():
                yield f'{image.text}: is not in the tree'
                continue
            head = (SOURCE / name).read_bytes()[:26]
            width, height, _, colour = struct.unpack('>IIBB', head[16:26])
            if width > LARGEST_SCREENSHOT[0] or height > LARGEST_SCREENSHOT[1]:
                yield f'{name}: {width}×{height} is too large'
            if colour != 6:
                yield f'{name}: has no shadow, for it knows no transparency'


def service():
    text = (BUILD / 'data' / f'{BUILT_ID}.service').read_text(encoding='utf-8')
    if f'\nName={BUILT_ID}\n' not in text:
        yield 'its name is not the application id'
    if not re.search(r'^Exec=/.*/rushes --gapplication-service$', text, re.MULTILINE):
        yield 'it does not start the installed program as a service'


def search_provider():
    text = (BUILD / 'data' / f'{BUILT_ID}.search-provider.ini').read_text(encoding='utf-8')
    path = '/' + BUILT_ID.replace('.', '/')
    for line in (f'DesktopId={BUILT_ID}.desktop', f'BusName={BUILT_ID}', f'ObjectPath={path}/SearchProvider', 'Version=2'):
        if line not in text.splitlines():
            yield f'the search provider does not say {line}'


def schema():
    yield from command('glib-compile-schemas', '--strict', '--dry-run', SOURCE / 'data')


def pictures():
    for name in files('.svg'):
        try:
            root = ElementTree.parse(SOURCE / name).getroot()
        except ElementTree.ParseError as error:
            yield f'{name}: {error}'
            continue
        if root.get('width') != root.get('height'):
            yield f'{name}: is not square'


def icons():
    names = files('.svg', under='data/icons/')
    for name in names:
        root = ElementTree.parse(SOURCE / name).getroot()
        size = GRID[name.split('/')[3]]
        if (root.get('width'), root.get('viewBox')) != (size, f'0 0 {size} {size}'):
            yield f'{name}: is not drawn on the grid of {size} pixels'
        colours = set(re.findall(r'#[0-9a-f]{6}', read(name)))
        if size == '16' and len(colours) != 1:
            yield f'{name}: a symbolic icon has one colour, not {sorted(colours)}'
        if re.search(r'<(?:image|text|filter|style)|href="[^#]|(?:sodipodi|inkscape):', read(name)):
            yield f'{name}: needs more than shapes'
    # The development icon is the same drawing under its stripes.
    plain, devel = (re.findall(r'<(?:rect|path)[^>]*>', read(f'data/icons/hicolor/scalable/apps/{icon}.svg'))
                    for icon in (APPLICATION_ID, f'{APPLICATION_ID}.Devel'))
    if not set(plain) < set(devel):
        yield 'the icon of the development version is another drawing'


def interfaces():
    names = files('.ui', under='src/') + files('.gresource.xml', under='src/')
    yield from command('xmllint', '--noout', *(SOURCE / name for name in names))


def list_keys():
    """The keys that the sources bind: for each action one list of those that mean the same, and where."""
    for name in files('.ui', under='src/ui/'):
        for shortcut in ElementTree.parse(SOURCE / name).iter('object'):
            for trigger in shortcut.findall('property[@name="trigger"]'):
                yield trigger.text.split('|'), name
    for name, entry in (('src/ui/rushes-application.c', r'\{ "\w+\.[\w-]+", \{ ("<?\w[^}]*") \} \}'),
                        ('src/ui/rushes-player-keys.c', r'\{ ("[^"]+"), "player\.')):
        found = re.findall(entry, read(name))
        if not found:
            yield ['none at all'], name
        for keys in found:
            yield re.findall('"([^"]+)"', keys), name


def shortcuts():
    """What a key does stands in the window of the keyboard shortcuts."""
    table = re.findall(r'\{ N_ \("[^"]*"\), "([^"]+)" \}', read('src/ui/rushes-shortcuts.c'))
    told = {key for keys in table for key in keys.split()}
    for keys, name in list_keys():
        if not told.intersection(keys):
            yield f'{name}: {" or ".join(keys)} is not told in src/ui/rushes-shortcuts.c'


def flatpak():
    manifests = files('.json', under='flatpak/')
    if len(manifests) != 2:
        yield f'there are {len(manifests)} manifests, not one for each profile'
    for name in manifests:
        manifest = json.loads(read(name))
        rushes = manifest['modules'][-1]
        devel = manifest['id'].endswith('.Devel')
        if manifest['id'] != os.path.basename(name)[:-len('.json')]:
            yield f'{name}: its id is {manifest["id"]}'
        if int(manifest['runtime-version']) < OLDEST_RUNTIME:
            yield f'{name}: its runtime is too old'
        for key in set(manifest) - MANIFEST:
            yield f'{name}: {key} is no word of a manifest of ours'
        for argument in set(manifest['finish-args']) ^ PERMISSIONS:
            yield f'{name}: {argument} is more than is needed, or missing'
        if not rushes.get('run-tests') or '-Dtests=none' in rushes['config-opts']:
            yield f'{name}: does not run the tests'
        if ('-Dprofile=devel' in rushes['config-opts']) != devel:
            yield f'{name}: builds the other profile'


def versions_agree():
    build = re.search(r"^ *version: '([^']+)'", read('meson.build'), re.MULTILINE)[1]
    change = re.search(r'^## \[?([\d.]+)\]?(?: - (\S+))?', read('CHANGELOG.md'), re.MULTILINE)
    release = next(metainfo_tree().iter('release'))
    if change is None or change[1] != build:
        yield f'meson.build says {build}, CHANGELOG.md {change and change[1]}'
    if release.get('version') != build:
        yield f'meson.build says {build}, the metainfo {release.get("version")}'
    if change is not None and release.get('date') != change[2]:
        yield f'CHANGELOG.md dates it {change[2]}, the metainfo {release.get("date")}'


def programs_without_window():
    for program in ('cli/rushes-cli', 'demo/rushes-demo-gateway', 'media/helper/rushes-media-helper'):
        path = BUILD / 'src' / program
        if not path.exists():
            yield f'{program} was not built'
            continue
        try:
            libraries = subprocess.run(['ldd', path], capture_output=True, text=True, check=True).stdout
        except FileNotFoundError as error:
            raise Skip('ldd is not installed') from error
        for library in re.findall(r'lib(?:gtk|gdk|adwaita)[-\w.]*', libraries):
            yield f'{program}: links {library}'


main(desktop_entry, metainfo, metainfo_says_it_well, screenshots, service, search_provider, schema, pictures, icons,
     interfaces, shortcuts, flatpak, versions_agree, programs_without_window)
