# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window from outside, as a screen reader would: through AT-SPI.

Only names and roles that a person meets are used. Whatever is waited for has a deadline.
"""
import os
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

# The bus grumbles of applications that have just come or gone; what is missed is waited for here.
GLib.log_set_handler('dbind', GLib.LogLevelFlags.LEVEL_WARNING, lambda *_arguments: None, None)

BUTTONS = ('push button', 'button', 'toggle button')
TEXTS = ('text', 'entry', 'editable text', 'password text')


#: How many times the ordinary deadline anything may take, where all is slower: see tests/support/rushes-test-utils.h.
SLOWNESS = int(os.environ.get('RUSHES_TEST_PATIENCE', '1'))

#: Seconds that any wait may take.
PATIENCE = 30.0 * SLOWNESS


class Missing(Exception):
    """What was waited for did not come."""


def wait_for(what, get, timeout=PATIENCE):
    """Calls get() until it returns something true, and returns that."""
    context = GLib.MainContext.default()
    deadline = time.monotonic() + timeout
    while True:
        while context.iteration(False):
            pass
        try:
            result = get()
        except GLib.Error:
            # A widget that went away while it was looked at.
            result = None
        if result:
            return result
        if time.monotonic() > deadline:
            raise Missing(f'{what}: not there after {timeout:g} s')
        time.sleep(0.05)


def children(accessible):
    accessible.clear_cache()
    for index in range(accessible.get_child_count()):
        child = accessible.get_child_at_index(index)
        if child is not None:
            yield child


def walk(accessible):
    yield accessible
    for child in children(accessible):
        yield from walk(child)


def has_state(accessible, state):
    return accessible.get_state_set().contains(state)


def is_usable(accessible):
    # GTK 4.8 never says SHOWING of a widget, so its size tells whether it is on the screen.
    if not (has_state(accessible, Atspi.StateType.VISIBLE)
            and has_state(accessible, Atspi.StateType.SENSITIVE)):
        return False
    component = accessible.get_component_iface()
    return component is None or component.get_extents(Atspi.CoordType.WINDOW).width > 0


def is_named(accessible, name):
    """By its own name or, where GTK 4.8 made a hash of a mnemonic ("_Save Save"), by its label."""
    return accessible.get_name() == name or any(
        child.get_role_name() == 'label' and child.get_name() == name
        for child in children(accessible))


def _find_each(root, roles, name):
    return (accessible for accessible in walk(root)
            if accessible.get_role_name() in roles
            and (name is None or is_named(accessible, name))
            and is_usable(accessible))


def find_all(root, roles, name=None):
    """Every descendant of one of the roles, with the name, that can be used now."""
    return list(_find_each(root, roles, name))


def application(process_id, timeout=PATIENCE):
    """The application that runs as process_id, once it is on the accessibility bus."""
    def get():
        desktop = Atspi.get_desktop(0)
        for child in children(desktop):
            if child.get_process_id() == process_id:
                return child
        return None
    return wait_for('the application', get, timeout)


def find(root, roles, name=None, timeout=PATIENCE):
    """The first of find_all(), waited for."""
    # Each widget costs some messages: what comes behind the first one is not looked at.
    return wait_for(name or ', '.join(roles), lambda: next(_find_each(root, roles, name), None), timeout)


def activate(accessible):
    """Clicks a button, as a screen reader does."""
    if not accessible.get_action_iface() or not accessible.get_action_iface().do_action(0):
        raise Missing(f'{accessible.get_name()}: cannot be activated')


def enter(accessible, text):
    """Puts text into an entry in place of what it holds."""
    if not accessible.get_editable_text_iface().set_text_contents(text):
        raise Missing(f'{accessible.get_name()}: takes no text')


def text_of(accessible):
    # In newer bindings the interface is the object itself, whose own get_text() is another one.
    return Atspi.Text.get_text(accessible.get_text_iface(), 0, -1)


def save_into(app, path, timeout=PATIENCE):
    """Answers the file dialog of app that is open, or about to open, with path."""
    def dialog():
        # Its role is not told apart from a plain box by GTK 4.8.
        return [window for window in children(app) if has_state(window, Atspi.StateType.MODAL)]
    chooser = wait_for('the file dialog', dialog, timeout)[0]
    enter(wait_for('the name in the file dialog', lambda: [
        entry for entry in find_all(chooser, TEXTS)
        if has_state(entry, Atspi.StateType.EDITABLE)], timeout)[0], path)
    activate(find(chooser, BUTTONS, 'Save', timeout))
