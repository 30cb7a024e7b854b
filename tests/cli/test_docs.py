#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manual pages and completions say what the programs say of themselves."""

import os
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time

from program import Home
from tap import Skip, case, contains, equal, lacks, run, true

COMMANDS = ("status", "save", "track", "parse")
SOURCE = os.environ["RUSHES_SOURCE_ROOT"]
COMPLETIONS = os.path.join(SOURCE, "data", "completions")
PAGES = {name: os.path.join(os.environ["RUSHES_BUILD_ROOT"], "data", "man", f"{name}.1")
         for name in ("rushes", "rushes-cli")}
PATIENCE = 60


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def need(program):
    if shutil.which(program) is None:
        raise Skip(f"{program} is not installed")


def get_help(*arguments):
    with Home() as home:
        result = home.run(*arguments, "--help")
        equal((result.status, result.stderr), (0, ""))
        return result.stdout


def list_options(text):
    """{"--to": "DIR", "--json": None} of a help."""
    return {match[1]: match[2] for match in re.finditer(r"^  (--[\w-]+)(?:=(\S+))?", text, re.MULTILINE)}


def strip(roff):
    """The text of a line of a manual page."""
    roff = re.sub(r"\\f[BIRP]", "", roff)
    for escape, text in ((r"\-", "-"), (r"\(dq", '"'), (r"\(aq", "'"), (r"\&", "")):
        roff = roff.replace(escape, text)
    return roff


def read_sections(name):
    """{"OPTIONS": {"Of every command": [lines]}} of a manual page, comments apart."""
    sections = {}
    part = []
    for line in read(PAGES[name]).splitlines():
        if line.startswith(".SH "):
            parts = sections.setdefault(strip(line[4:]), {})
            part = parts.setdefault("", [])
        elif line.startswith(".SS "):
            part = parts.setdefault(strip(line[4:]), [])
        elif not line.startswith('.\\"'):
            part.append(strip(line))
    return sections


def list_documented(lines):
    """The options of a part of a manual page."""
    return {match[1]: match[2] for line in lines
            for match in re.finditer(r'^\.(?:BI|B|BR) (?:-h ", " )?(--[\w-]+)=?(?: (\S+))?$', line)}


def plain(text):
    return text.replace("“", '"').replace("”", '"')


@case
def page_has_the_options_of_the_help():
    parts = read_sections("rushes-cli")["OPTIONS"]
    blocks = re.findall(r"^Options (.*):\n((?:  --.*\n)+)", get_help(), re.MULTILINE)
    equal(len(blocks), 3, "groups of options")
    for heading, block in blocks:
        equal(list_documented(parts[f"O{plain(heading)[1:]}"]), list_options(block), f"the options {heading}")


@case
def page_has_the_commands_of_the_help():
    commands = re.search(r"^Commands:\n((?:  .*\n)+)", get_help(), re.MULTILINE)[1]
    named = re.findall(r"^  (\w+) ", commands, re.MULTILINE)
    equal(tuple(named), COMMANDS)
    sections = read_sections("rushes-cli")
    equal(re.findall(r"^\.BR (\w+) ", "\n".join(sections["COMMANDS"][""]), re.MULTILINE), named, "the commands")
    equal(re.findall(r"^\.B rushes-cli (\w+)", "\n".join(sections["SYNOPSIS"][""]), re.MULTILINE), named, "the synopsis")


@case
def page_has_the_keys_of_the_json():
    """Whoever reads the page finds each key that is printed, and none that is not."""
    with Home() as home:
        tracked = home.run("track", "--json", "1").row
        parsed = home.run("parse", "--json", stdin=b"306792606023824 hello").rows
        asked = home.run("save", "--json", "--show-links", "--no-wait", "1", RUSHES_BASE_URL="http://127.0.0.1:1",
                         RUSHES_API_KEY="key").row
    printed = {*tracked, *parsed[0], *parsed[-1], *asked, *asked["error"], "reason"}
    parts = read_sections("rushes-cli")["JSON OUTPUT"]
    documented = set()
    for heading, lines in parts.items():
        if heading:
            for line in lines:
                if line.startswith((".B ", ".BR ")):
                    documented.update(re.findall(r"[a-z_]{4,}", line))
    words = {"waiting", "running", "finished", "failed", "unknown", "prompt", "balance", "request", "service", "network",
             "primary", "backup", "gateway", "crc64", "length", "structure", "window", "library"}
    equal(sorted(printed - documented), [], "keys that the page lacks")
    equal(sorted(documented - printed - words - {"crc"}), [], "keys that are not printed")


@case
def page_of_the_window():
    program = os.environ["RUSHES"]
    if not os.path.exists(program):
        raise Skip("the window was not built")
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run([program, "--help"], env={**environment, "LC_ALL": "C.UTF-8"}, capture_output=True,
                          timeout=PATIENCE, check=True)
    own = re.search(r"^Application Options:\n((?:  .*\n)+)", done.stdout.decode(), re.MULTILINE)[1]
    options = {name: value for name, value in list_options(own).items() if name not in ("--display",)}
    documented = list_documented(read_sections("rushes")["OPTIONS"][""])
    equal({name: value for name, value in documented.items() if name != "--help"}, options, "the options")
    for shell in ("rushes.bash", "rushes.fish", "_rushes"):
        text = read(os.path.join(COMPLETIONS, shell))
        for name in (*options, "--help"):
            contains(text, f"-l {name[2:]} " if shell.endswith(".fish") else name, shell)


@case
def pages_are_sound():
    need("man")
    for path in PAGES.values():
        done = subprocess.run(["man", "--warnings", "-l", path], env={**os.environ, "MANWIDTH": "80", "MANPAGER": "cat"},
                              capture_output=True, timeout=PATIENCE)
        equal((done.returncode, done.stderr.decode()), (0, ""), path)
        text = done.stdout.decode()
        contains(text, "NAME", path)
        contains(text, os.environ["RUSHES_VERSION"], path)
        lacks(text, "@", path) if path.endswith("rushes.1") else None


@case
def pages_are_sound_for_mandoc():
    need("mandoc")
    for path in PAGES.values():
        done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", path], capture_output=True, timeout=PATIENCE)
        equal((done.returncode, done.stdout.decode()), (0, ""), path)


def complete_in_bash(*words):
    """What bash offers for the last of the words."""
    script = read(os.path.join(COMPLETIONS, "rushes-cli.bash"))
    script += f"""
COMP_WORDS=("${{@}}")
COMP_CWORD=$(($# - 1))
_rushes_cli
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "--norc", "--noprofile", "-u", "-c", script, "bash", "rushes-cli", *words],
                          capture_output=True, timeout=PATIENCE, cwd=os.path.join(SOURCE, "data"))
    equal(done.stderr.decode(), "", f"what bash says of {words}")
    return sorted(done.stdout.decode().split())


@case
def bash():
    need("bash")
    equal(complete_in_bash(""), sorted(COMMANDS))
    equal(complete_in_bash("--json", "s"), ["save", "status"])
    equal(complete_in_bash("--account", "save", "st"), ["status"], "a value is no command")
    equal(complete_in_bash("--account", "=", "save", "st"), ["status"], "a value is no command")
    equal(complete_in_bash("-"), sorted(list_options(get_help())))
    for command in COMMANDS:
        equal(complete_in_bash(command, "1", "--"), sorted(list_options(get_help(command))), command)
    equal(complete_in_bash("save", "--to", "compl"), ["completions"])
    equal(complete_in_bash("save", "--to", "=", "compl"), ["completions"])
    contains(complete_in_bash("status", "--key-file", "meson"), "meson.build")
    equal(complete_in_bash("parse", "meson"), ["meson.build"])
    equal(complete_in_bash("status", "3"), [])
    equal(complete_in_bash("save", "--name", ""), [])


@case
def fish():
    need("fish")
    script = read(os.path.join(COMPLETIONS, "rushes-cli.fish")) + "\ncomplete -C $line\n"

    def complete(line):
        with Home() as home:
            done = subprocess.run(["fish", "--no-config", "-c", f"set line '{line}'\n{script}"], capture_output=True,
                                  timeout=PATIENCE, cwd=os.path.join(SOURCE, "data"), env=home.make_environment())
        equal(done.stderr.decode(), "", f"what fish says of {line}")
        return sorted(offer.split("\t")[0] for offer in done.stdout.decode().splitlines())

    equal(complete("rushes-cli "), sorted(COMMANDS))
    for command in COMMANDS:
        equal(complete(f"rushes-cli {command} --"), sorted(list_options(get_help(command))), command)
    equal(complete("rushes-cli save --to compl"), ["completions/"])
    equal(complete("rushes-cli parse meson"), ["meson.build"])


class Zsh:
    """A zsh that a person sits at."""

    def __init__(self, home):
        self._home = home
        pid, self._terminal = pty.fork()
        if pid == 0:
            os.chdir(os.path.join(SOURCE, "data"))
            os.execvpe("zsh", ["zsh", "-f", "-i"], home.make_environment(TERM="vt100", COLUMNS="200", PS1="", LINES="60"))
        self._pid = pid
        self.say(f"PS1='(next''>)'; stty cols 200 rows 60; unsetopt prompt_sp; fpath=({COMPLETIONS} $fpath); "
                 f"autoload -Uz compinit; compinit -u -d {home.path}/dump")

    def _read_until(self, mark):
        deadline = time.monotonic() + PATIENCE
        text = ""
        while mark not in text:
            ready = select.select([self._terminal], [], [], max(0, deadline - time.monotonic()))[0]
            true(ready, f"waited {PATIENCE} s in vain for zsh: {text!r}")
            text += os.read(self._terminal, 65536).decode(errors="replace")
        return text

    def say(self, line):
        """Until the next line can be written."""
        os.write(self._terminal, f"{line}\n".encode())
        self._read_until("(next>)")

    def complete(self, line, last):
        """What a tab behind the line shows, down to its last word."""
        os.write(self._terminal, f"{line}\t".encode())
        shown = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", " ", self._read_until(last))
        os.write(self._terminal, b"\x15")
        self.say("")
        return shown

    def close(self):
        os.write(self._terminal, b"exit\n")
        os.close(self._terminal)
        os.waitpid(self._pid, 0)


@case
def zsh():
    need("zsh")
    with Home() as home:
        shell = Zsh(home)
        try:
            shown = shell.complete("rushes-cli ", "track")
            for command in COMMANDS:
                true(re.search(rf"\b{command}\b", shown), f"{command} is offered: {shown!r}")
            for command in COMMANDS:
                shown = shell.complete(f"rushes-cli {command} --", "--version")
                equal(sorted(set(re.findall(r"(--[a-z-]+[a-z])\b", shown))), sorted(list_options(get_help(command))),
                      command)
        finally:
            shell.close()


@case
def completions_parse():
    """In each shell that is here."""
    for shell, names in (("bash", ("rushes.bash", "rushes-cli.bash")), ("zsh", ("_rushes", "_rushes-cli")),
                         ("fish", ("rushes.fish", "rushes-cli.fish"))):
        if shutil.which(shell):
            for name in names:
                done = subprocess.run([shell, "-n", os.path.join(COMPLETIONS, name)], capture_output=True,
                                      timeout=PATIENCE)
                equal((done.returncode, done.stderr.decode()), (0, ""), name)


run("/cli/docs")
