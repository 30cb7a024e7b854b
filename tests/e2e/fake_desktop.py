# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop that shows notifications as GNOME does, and a portal that is asked about the background: they note
what they are told."""

import threading

from gi.repository import Gio, GLib

INTERFACES = """
<node>
  <interface name='org.gtk.Notifications'>
    <method name='AddNotification'>
      <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>
    </method>
    <method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>
  </interface>
  <interface name='org.freedesktop.portal.Background'>
    <method name='RequestBackground'>
      <arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>
    </method>
    <method name='SetStatus'><arg type='a{sv}' direction='in'/></method>
  </interface>
  <interface name='org.freedesktop.FileManager1'>
    <method name='ShowItems'><arg type='as' direction='in'/><arg type='s' direction='in'/></method>
  </interface>
</node>
"""
OBJECTS = (("org.gtk.Notifications", "/org/gtk/Notifications", "org.gtk.Notifications"),
           ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.Background"),
           ("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1"))


class FakeDesktop(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.shown = {}
        self.reasons = []
        self.statuses = []
        self.files = []
        # Threads have a _context of their own since Python 3.14.
        self._main_context = GLib.MainContext()
        self._loop = GLib.MainLoop(self._main_context)
        self._ready = threading.Event()
        self.start()
        self._ready.wait(20)

    def run(self):
        self._main_context.push_thread_default()
        self._bus = Gio.DBusConnection.new_for_address_sync(
            Gio.dbus_address_get_for_bus_sync(Gio.BusType.SESSION, None),
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        node = Gio.DBusNodeInfo.new_for_xml(INTERFACES)
        for name, path, interface in OBJECTS:
            self._bus.register_object(path, node.lookup_interface(interface), self._called, None, None)
            self._bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                                GLib.Variant("(su)", (name, 4)), None, Gio.DBusCallFlags.NONE, 20_000, None)
        self._ready.set()
        self._loop.run()

    def _called(self, connection, sender, path, interface, method, parameters, invocation):
        arguments = parameters.unpack()
        if method == "AddNotification":
            self.shown[arguments[1]] = arguments[2]
        elif method == "RemoveNotification":
            self.shown.pop(arguments[1], None)
        elif method == "SetStatus":
            self.statuses.append(arguments[0]["message"])
        elif method == "ShowItems":
            self.files += arguments[0]
        elif method == "RequestBackground":
            self.reasons.append(arguments[1]["reason"])
            handle = (f"/org/freedesktop/portal/desktop/request/{sender[1:].replace('.', '_')}/"
                      f"{arguments[1]['handle_token']}")
            invocation.return_value(GLib.Variant("(o)", (handle,)))
            connection.emit_signal(sender, handle, "org.freedesktop.portal.Request", "Response",
                                   GLib.Variant("(ua{sv})", (0, {"background": GLib.Variant("b", True)})))
            return
        invocation.return_value(None)

    def buttons(self, name):
        """The action and the target of each button, by its label."""
        return {button["label"]: (button["action"], button.get("target"))
                for button in self.shown[name].get("buttons", ())}

    def close(self):
        self._loop.quit()
        self.join(20)
        self._bus.close_sync(None)
