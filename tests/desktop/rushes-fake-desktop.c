/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "rushes-fake-desktop.h"

#include <string.h>

#include "support/rushes-test-utils.h"

static const char introspection[]
  = "<node>"
    "<interface name='org.gtk.Notifications'>"
    "<method name='AddNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='a{sv}' direction='in'/></method>"
    "<method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>"
    "</interface>"
    "<interface name='org.freedesktop.portal.Background'>"
    "<method name='RequestBackground'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
    "<arg type='o' direction='out'/></method>"
    "<method name='SetStatus'><arg type='a{sv}' direction='in'/></method>"
    "</interface>"
    "</node>";

/* The answer of the portal comes at the handle, by a signal. */
static void
answer_request (RushesFakeDesktop *self, const char *sender, const char *handle)
{
  GVariantBuilder results;

  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (!self->deny));
  g_variant_builder_add (&results, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  g_dbus_connection_emit_signal (self->connection, sender, handle, "org.freedesktop.portal.Request",
                                 "Response", g_variant_new ("(ua{sv})", self->deny ? 1 : 0, &results), NULL);
}

static void
request_background (RushesFakeDesktop *self,
                    const char *sender,
                    GVariant *parameters,
                    GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *handle = NULL;
  const char *token = NULL;
  const char *reason = "";

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_variant_lookup (options, "reason", "&s", &reason);
  g_ptr_array_add (self->reasons, g_strdup (reason));
  handle = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", name, token);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
  answer_request (self, sender, handle);
}

static void
called_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  RushesFakeDesktop *self = user_data;
  const char *id = NULL;

  if (g_str_equal (method, "RequestBackground"))
    {
      request_background (self, sender, parameters, invocation);
      return;
    }
  if (g_str_equal (method, "AddNotification"))
    {
      GVariant *notification = NULL;

      g_variant_get (parameters, "(&s&s@a{sv})", NULL, &id, &notification);
      g_hash_table_insert (self->shown, g_strdup (id), notification);
      self->n_sent++;
    }
  else if (g_str_equal (method, "RemoveNotification"))
    {
      g_variant_get (parameters, "(&s&s)", NULL, &id);
      g_hash_table_remove (self->shown, id);
    }
  else if (g_str_equal (method, "SetStatus"))
    {
      g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);
      const char *message = "";

      g_variant_lookup (options, "message", "&s", &message);
      g_ptr_array_add (self->statuses, g_strdup (message));
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
serve (
  RushesFakeDesktop *self, GDBusNodeInfo *info, const char *name, const char *path, const char *interface)
{
  static const GDBusInterfaceVTable vtable = { called_cb, NULL, NULL, { 0 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  g_dbus_connection_register_object (self->connection, path,
                                     g_dbus_node_info_lookup_interface (info, interface), &vtable, self, NULL,
                                     &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", name, 0),
                                       NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

RushesFakeDesktop *
rushes_fake_desktop_new (void)
{
  RushesFakeDesktop *self = g_new0 (RushesFakeDesktop, 1);
  g_autoptr (GDBusNodeInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->reasons = g_ptr_array_new_with_free_func (g_free);
  self->statuses = g_ptr_array_new_with_free_func (g_free);
  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (self->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
    NULL, &error);
  g_assert_no_error (error);

  info = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  serve (self, info, "org.gtk.Notifications", "/org/gtk/Notifications", "org.gtk.Notifications");
  serve (self, info, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
         "org.freedesktop.portal.Background");
  return self;
}

void
rushes_fake_desktop_free (RushesFakeDesktop *self)
{
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_clear_object (&self->connection);
  g_test_dbus_stop (self->bus);
  g_clear_object (&self->bus);
  g_hash_table_unref (self->shown);
  g_ptr_array_unref (self->reasons);
  g_ptr_array_unref (self->statuses);
  g_free (self);
}

/* A bus keeps the order of what goes from one to another. */
static void
call_and_return (RushesFakeDesktop *self, GDBusConnection *connection)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_dbus_connection_call (connection, g_dbus_connection_get_unique_name (self->connection), "/",
                          "org.freedesktop.DBus.Peer", "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the desktop");
  reply = g_dbus_connection_call_finish (connection, result, &error);
  g_assert_no_error (error);
  /* Peer is answered without waiting for the main loop. */
  rushes_test_pump ();
}

/* Before anything is shown the bus is asked up to twice. */
void
rushes_fake_desktop_settle (RushesFakeDesktop *self, GDBusConnection *connection)
{
  for (guint i = 0; i < 3; i++)
    call_and_return (self, connection);
}

void
rushes_fake_desktop_leave (RushesFakeDesktop *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  reply = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "ReleaseName",
                                       g_variant_new ("(s)", "org.gtk.Notifications"), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

GVariant *
rushes_fake_desktop_get (RushesFakeDesktop *self, const char *id)
{
  return g_hash_table_lookup (self->shown, id);
}

char *
rushes_fake_desktop_dup_text (RushesFakeDesktop *self, const char *id, const char *key)
{
  GVariant *notification = rushes_fake_desktop_get (self, id);
  char *text = NULL;

  g_assert_nonnull (notification);
  return g_variant_lookup (notification, key, "s", &text) ? text : g_strdup ("");
}

char *
rushes_fake_desktop_dup_buttons (RushesFakeDesktop *self, const char *id)
{
  GVariant *notification = rushes_fake_desktop_get (self, id);
  g_autoptr (GVariantIter) buttons = NULL;
  GString *text = g_string_new (NULL);
  GVariant *button = NULL;

  g_assert_nonnull (notification);
  if (!g_variant_lookup (notification, "buttons", "aa{sv}", &buttons))
    return g_string_free (text, FALSE);

  while ((button = g_variant_iter_next_value (buttons)) != NULL)
    {
      const char *label = "";
      const char *action = "";
      const char *target = "";

      g_variant_lookup (button, "label", "&s", &label);
      g_variant_lookup (button, "action", "&s", &action);
      g_variant_lookup (button, "target", "&s", &target);
      g_string_append_printf (text, "%s%s=%s(%s)", text->len > 0 ? " " : "", label, action, target);
      g_variant_unref (button);
    }
  return g_string_free (text, FALSE);
}
