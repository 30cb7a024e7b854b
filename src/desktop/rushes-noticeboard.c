/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-noticeboard"

#include "config.h"

#include "desktop/rushes-noticeboard.h"

#define BOARD_KEY "rushes-noticeboard"

/* As GApplication itself finds out that it goes through the portal, which is always there. */
#define SANDBOX_FILE "/.flatpak-info"

/* GApplication sends to the first, and where that does not run, to the second. */
static const char *const names[] = { "org.gtk.Notifications", "org.freedesktop.Notifications", NULL };

typedef struct
{
  char *id;
  GNotification *notice; /* (nullable): to be put up; otherwise to be taken down */
} Change;

static void
change_free (Change *change)
{
  g_free (change->id);
  g_clear_object (&change->notice);
  g_free (change);
}

/* The changes that wait for the bus; as long as there are any, it is being asked. */
static GPtrArray *
get_changes (GApplication *application)
{
  GPtrArray *changes = g_object_get_data (G_OBJECT (application), BOARD_KEY);

  if (changes == NULL)
    {
      changes = g_ptr_array_new_with_free_func ((GDestroyNotify) change_free);
      g_object_set_data_full (G_OBJECT (application), BOARD_KEY, changes, (GDestroyNotify) g_ptr_array_unref);
    }
  return changes;
}

static void
make_changes (GApplication *application)
{
  GPtrArray *changes = get_changes (application);

  /* It may have left the bus meanwhile. */
  for (guint i = 0; i < changes->len && g_application_get_dbus_connection (application) != NULL; i++)
    {
      const Change *change = g_ptr_array_index (changes, i);

      if (change->notice != NULL)
        g_application_send_notification (application, change->id, change->notice);
      else
        g_application_withdraw_notification (application, change->id);
    }
  g_ptr_array_set_size (changes, 0);
}

static void ask (GApplication *application, GDBusConnection *bus, const char *method, GAsyncReadyCallback callback);

static gboolean
read_answer (GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree const char **found = NULL;

  if (reply == NULL)
    {
      g_debug ("The bus does not say who is there: %s", error->message);
      return FALSE;
    }

  g_variant_get (reply, "(^a&s)", &found);
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_strv_contains (found, names[i]))
      return TRUE;
  return FALSE;
}

static void
activatable_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplication) application = user_data;

  if (read_answer (source, result))
    {
      make_changes (application);
    }
  else
    {
      g_debug ("Nobody shows notifications");
      g_ptr_array_set_size (get_changes (application), 0);
    }
  g_application_release (application);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplication) application = user_data;

  if (!read_answer (source, result))
    {
      ask (application, G_DBUS_CONNECTION (source), "ListActivatableNames", activatable_listed_cb);
      return;
    }
  make_changes (application);
  g_application_release (application);
}

static void
ask (GApplication *application, GDBusConnection *bus, const char *method, GAsyncReadyCallback callback)
{
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          method, NULL, G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, callback,
                          g_object_ref (application));
}

static void
add_change (GApplication *application, const char *id, GNotification *notice)
{
  GDBusConnection *bus = g_application_get_dbus_connection (application);
  GPtrArray *changes = get_changes (application);
  Change *change = NULL;

  if (bus == NULL)
    {
      g_debug ("Nobody is told, without a bus");
      return;
    }

  change = g_new0 (Change, 1);
  change->id = g_strdup (id);
  g_set_object (&change->notice, notice);
  g_ptr_array_add (changes, change);
  if (changes->len > 1)
    return;

  if (g_file_test (SANDBOX_FILE, G_FILE_TEST_EXISTS))
    {
      make_changes (application);
      return;
    }
  g_application_hold (application);
  ask (application, bus, "ListNames", listed_cb);
}

void
rushes_noticeboard_put_up (GApplication *application, const char *id, GNotification *notice)
{
  g_return_if_fail (G_IS_APPLICATION (application));
  g_return_if_fail (id != NULL);
  g_return_if_fail (G_IS_NOTIFICATION (notice));

  add_change (application, id, notice);
}

void
rushes_noticeboard_take_down (GApplication *application, const char *id)
{
  g_return_if_fail (G_IS_APPLICATION (application));
  g_return_if_fail (id != NULL);

  add_change (application, id, NULL);
}
