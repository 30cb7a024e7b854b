# SPDX-License-Identifier: GPL-3.0-or-later
"""What people read: found by the translators' tools, written with care, and translated."""
import ast
import re
import subprocess
import tempfile

from house import SOURCE, command, files, main, read

CALL = re.compile(r'(?<![\w"])(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2) ?\("')
TRANSLATABLE = re.compile(r'translatable="(?:yes|true|1)"')
KEYWORDS = ('_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'g_dcgettext:2', 'g_dngettext:2,3', 'g_dpgettext2:2c,3',
            'ngettext:1,2')
#: What is said otherwise in Taiwan, and characters that are not written there.
NOT_IN_TAIWAN = re.compile('[务视频动态链过设间选择队软对话应级关于]|視頻|文件夾|默認|列表|保存|跟蹤|賬|網絡|首選項|回收站|“|”')
LANGUAGES = ('zh_CN', 'zh_TW')


def listed():
    return [line for line in read('po/POTFILES.in').splitlines() if line and not line.startswith('#')]


def has_strings(name):
    if name.endswith('.ui'):
        return bool(TRANSLATABLE.search(read(name)))
    return bool(CALL.search(read(name)))


def collected():
    """The strings of the tree as a .pot, made as the build makes it."""
    arguments = ['xgettext', '--from-code=UTF-8', '--add-comments=Translators:', '--package-name=rushes',
                 '--files-from=po/POTFILES.in', '--output=-']
    arguments += [f'--keyword={keyword}' for keyword in KEYWORDS]
    result = subprocess.run(arguments, cwd=SOURCE, capture_output=True, text=True, check=True)
    return result.stdout


def messages(pot):
    """Each msgid and msgid_plural of a .pot, as the program has it."""
    for match in re.finditer(r'^msgid(?:_plural)? ((?:".*"\n)+)', pot, re.MULTILINE):
        text = ''.join(ast.literal_eval(line) for line in match[1].splitlines())
        if text:
            yield text


def potfiles_complete():
    names = set(listed())
    for name in files('.c', '.ui', under='src/'):
        if name not in names and has_strings(name):
            yield f'{name}: has strings, and is not in po/POTFILES.in'


def potfiles_not_stale():
    names = listed()
    for name in names:
        if not (SOURCE / name).is_file():
            yield f'{name}: is listed, and is not there'
        elif name.endswith(('.c', '.ui')) and not has_strings(name):
            yield f'{name}: is listed, and has no strings'
    if names != sorted(set(names)):
        yield 'po/POTFILES.in is not sorted, or lists a file twice'


def typography():
    for text in messages(collected()):
        shown = re.sub(r"<[^>]*>|%'", '', text)
        for wrong, right in (('...', '…'), ('"', '“ ”'), ("'", '’'), (' - ', '–'), ('  ', 'one space')):
            # The help of a program sets its columns with spaces.
            if wrong in shown and not (wrong == '  ' and '\n' in text):
                yield f'{text!r}: {wrong!r} should be {right}'
        if re.search(r'%u ?x ?%u|\d ?x ?\d', shown):
            yield f'{text!r}: a dimension is written with ×'


def sentences_are_whole():
    for text in messages(collected()):
        # A fact that joins a line of facts brings its dot along.
        fact = text.removeprefix(' · ')
        if fact != fact.strip(' '):
            yield f'{text!r}: begins or ends with white space, as pieces of sentences do'


def languages_listed():
    if tuple(read('po/LINGUAS').split()) != LANGUAGES:
        yield f'po/LINGUAS does not list {" ".join(LANGUAGES)}'


def translations_complete():
    pot = collected()
    for language in LANGUAGES:
        po = SOURCE / 'po' / f'{language}.po'
        with tempfile.NamedTemporaryFile('w', suffix='.pot', encoding='utf-8') as reference:
            reference.write(pot)
            reference.flush()
            # Complains of each message that is missing, untranslated or fuzzy.
            yield from command('msgcmp', po, reference.name)


def translations_sound():
    for language in LANGUAGES:
        po = SOURCE / 'po' / f'{language}.po'
        yield from command('msgfmt', '--check', '--output-file=/dev/null', po)
        obsolete = re.findall(r'^#~ msgid .*', po.read_text(encoding='utf-8'), re.MULTILINE)
        if obsolete:
            yield f'po/{language}.po: holds {len(obsolete)} messages that nothing uses'


def taiwan_reads_its_own():
    text = read('po/zh_TW.po')
    for match in re.finditer(r'^msgstr(?:\[\d\])? ((?:".*"\n)+)', text, re.MULTILINE):
        translated = ''.join(ast.literal_eval(line) for line in match[1].splitlines())
        foreign = NOT_IN_TAIWAN.search(translated)
        if foreign:
            yield f'{translated}: {foreign[0]}'


main(potfiles_complete, potfiles_not_stale, typography, sentences_are_whole, languages_listed,
     translations_complete, translations_sound, taiwan_reads_its_own)
