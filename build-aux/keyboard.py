# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyboard on the virtual display: real key events, as the X server would send them for a person."""

import ctypes
import ctypes.util
import time

_NAMES = {"\n": "Return", " ": "space", ".": "period", "-": "minus", "/": "slash", ",": "comma", "|": "bar"}
_IS_VIEWABLE = 2
_WHEEL_DOWN = 5


class _Attributes(ctypes.Structure):
    """XWindowAttributes."""
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_int), ("width", ctypes.c_int), ("height", ctypes.c_int),
                ("border_width", ctypes.c_int), ("depth", ctypes.c_int), ("visual", ctypes.c_void_p),
                ("root", ctypes.c_ulong), ("window_class", ctypes.c_int), ("bit_gravity", ctypes.c_int),
                ("win_gravity", ctypes.c_int), ("backing_store", ctypes.c_int),
                ("backing_planes", ctypes.c_ulong), ("backing_pixel", ctypes.c_ulong),
                ("save_under", ctypes.c_int), ("colormap", ctypes.c_ulong), ("map_installed", ctypes.c_int),
                ("map_state", ctypes.c_int), ("all_event_masks", ctypes.c_long),
                ("your_event_mask", ctypes.c_long), ("do_not_propagate_mask", ctypes.c_long),
                ("override_redirect", ctypes.c_int), ("screen", ctypes.c_void_p)]


def _load(name):
    found = ctypes.util.find_library(name)
    if found is None:
        raise OSError(f"lib{name} is missing")
    return ctypes.CDLL(found)


class Keyboard:
    """Its keys go to the window that stands on top, since there is nobody else who gives the focus."""

    def __init__(self):
        self._x = _load("X11")
        self._test = _load("Xtst")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(None))
        if not self._display:
            raise OSError("there is no display")
        # A window may be gone by the time it is asked about: that is no reason to end.
        self._handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_all: 0)
        self._x.XSetErrorHandler(self._handler)

    def _windows(self):
        """From the lowest to the one on top."""
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self._x.XQueryTree(self._display, ctypes.c_ulong(self._x.XDefaultRootWindow(self._display)),
                           ctypes.byref(root), ctypes.byref(parent), ctypes.byref(children),
                           ctypes.byref(count))
        return [children[index] for index in range(count.value)]

    def _shown(self):
        """The windows that a person sees, and where: from the one on top to the lowest."""
        for window in reversed(self._windows()):
            attributes = _Attributes()
            if (self._x.XGetWindowAttributes(self._display, ctypes.c_ulong(window), ctypes.byref(attributes))
                    and attributes.map_state == _IS_VIEWABLE and not attributes.override_redirect
                    and attributes.width > 1):
                yield window, attributes

    def _focus(self):
        for window, _attributes in self._shown():
            self._x.XSetInputFocus(self._display, ctypes.c_ulong(window), 2, ctypes.c_ulong(0))
            self._x.XSync(self._display, 0)
            return

    def fit_dialog(self):
        """Puts the window on top into the middle of the lowest and makes it no larger, as a window manager does."""
        shown = list(self._shown())
        if len(shown) < 2:
            return
        (window, top), (_window, lowest) = shown[0], shown[-1]
        width, height = min(top.width, lowest.width), min(top.height, lowest.height)
        self._x.XMoveResizeWindow(self._display, ctypes.c_ulong(window),
                                  ctypes.c_int(lowest.x + (lowest.width - width) // 2),
                                  ctypes.c_int(lowest.y + (lowest.height - height) // 2),
                                  ctypes.c_uint(width), ctypes.c_uint(height))
        self._x.XSync(self._display, 0)

    def give_focus_away(self):
        """As if another program had it; the pointer goes from the windows to the outermost corner."""
        self._put_pointer(self._x.XDefaultRootWindow(self._display), 0x7fff, 0x7fff)
        # Nobody is told of the loss of what the pointer gave.
        self._focus()
        self._x.XSetInputFocus(self._display, ctypes.c_ulong(0), 0, ctypes.c_ulong(0))
        self._x.XSync(self._display, 0)

    def hide_windows(self):
        """As if all of them were minimised."""
        for window, _attributes in list(self._shown()):
            self._x.XUnmapWindow(self._display, ctypes.c_ulong(window))
        self._x.XSync(self._display, 0)

    def resize(self, width, height):
        """Gives the lowest window this size, as a window manager does."""
        shown = list(self._shown())
        if shown:
            self._x.XResizeWindow(self._display, ctypes.c_ulong(shown[-1][0]), ctypes.c_uint(width),
                                  ctypes.c_uint(height))
            self._x.XSync(self._display, 0)

    def _put_pointer(self, window, x, y):
        self._x.XWarpPointer(self._display, ctypes.c_ulong(0), ctypes.c_ulong(window), 0, 0, 0, 0,
                             ctypes.c_int(x), ctypes.c_int(y))
        self._x.XSync(self._display, 0)

    def put_pointer_away(self):
        """To where it hovers over nothing: the outermost corner."""
        shown = list(self._shown())
        if shown:
            window, attributes = shown[-1]
            self._put_pointer(window, attributes.width - 1, attributes.height - 1)

    def turn_wheel(self, x, y, clicks):
        """Scrolls down what lies at the shares x and y of the lowest window."""
        window, attributes = list(self._shown())[-1]
        self._put_pointer(window, round(attributes.width * x), round(attributes.height * y))
        for _ in range(clicks):
            for down in (1, 0):
                self._test.XTestFakeButtonEvent(self._display, ctypes.c_uint(_WHEEL_DOWN), down, ctypes.c_ulong(0))
            self._x.XSync(self._display, 0)
            time.sleep(0.05)

    def _send(self, name, down):
        keysym = self._x.XStringToKeysym(name.encode())
        code = self._x.XKeysymToKeycode(self._display, ctypes.c_ulong(keysym))
        self._test.XTestFakeKeyEvent(self._display, ctypes.c_uint(code), int(down), ctypes.c_ulong(0))

    def press(self, *names):
        """Keys by the names that X has for them, held together: press("Control_L", "n")."""
        self._press(names)
        # A person is slower than a frame.
        time.sleep(0.1)

    def _press(self, names):
        self._focus()
        for name in names:
            self._send(name, True)
        for name in reversed(names):
            self._send(name, False)
        self._x.XSync(self._display, 0)

    def type(self, text):
        *characters, last = text
        for character in characters:
            # They wait in a row for whoever has the focus.
            self._press([_NAMES.get(character, character)])
            time.sleep(0.02)
        self.press(_NAMES.get(last, last))
