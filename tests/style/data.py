# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop reads: entry, metainfo, service, schema, icons, packaging; and the versions."""
import json
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from house import APPLICATION_ID, BUILD, SOURCE, Skip, command, files, main, read

BUILT_ID = os.environ['RUSHES_BUILT_ID']
# What the sandbox has to let through; anything else needs a reason and a line here.
PERMISSIONS = {'--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11', '--device=dri'}
OLDEST_RUNTIME = 49


def desktop_entry():
    yield from command('desktop-file-validate', BUILD / 'data' / f'{BUILT_ID}.desktop')


def metainfo():
    yield from command('appstreamcli', 'validate', '--no-net', '--explain',
                       BUILD / 'data' / f'{BUILT_ID}.metainfo.xml')


def metainfo_says_it_short():
    root = ElementTree.parse(SOURCE / 'data' / f'{APPLICATION_ID}.metainfo.xml.in').getroot()
    summary = root.findtext('summary')
    if len(summary) > 35:
        yield f'the summary has {len(summary)} characters: {summary}'
    for image in root.iter('image'):
        file = image.text.split('@version@/')[-1]
        if not (SOURCE / file).is_file():
            yield f'{file}: the screenshot is not in the tree'
    for caption in root.iter('caption'):
        if caption.text.endswith('.'):
            yield f'a caption ends with a full stop: {caption.text}'


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


def flatpak():
    manifests = files('.json', under='flatpak/')
    if len(manifests) != 2:
        yield f'there are {len(manifests)} manifests, not one for each profile'
    for name in manifests:
        manifest = json.loads(read(name))
        if manifest['id'] != os.path.basename(name)[:-len('.json')]:
            yield f'{name}: its id is {manifest["id"]}'
        if int(manifest['runtime-version']) < OLDEST_RUNTIME:
            yield f'{name}: its runtime is too old'
        for argument in set(manifest['finish-args']) - PERMISSIONS:
            yield f'{name}: {argument} is more than is needed'


def versions_agree():
    build = re.search(r"^ *version: '([^']+)'", read('meson.build'), re.MULTILINE)[1]
    change = re.search(r'^## \[?([\d.]+)\]?(?: - (\S+))?', read('CHANGELOG.md'), re.MULTILINE)
    root = ElementTree.parse(SOURCE / 'data' / f'{APPLICATION_ID}.metainfo.xml.in').getroot()
    release = next(root.iter('release'))
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


main(desktop_entry, metainfo, metainfo_says_it_short, service, search_provider, schema, pictures, flatpak, versions_agree,
     programs_without_window)
