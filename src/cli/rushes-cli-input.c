/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-input"

#include "config.h"

#include "cli/rushes-cli-input.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define CHUNK 65536

/* Milliseconds until @deadline for poll(): -1 without one, 0 when it has passed. */
static int
get_patience (gint64 deadline)
{
  gint64 left;

  if (deadline == 0)
    return -1;

  left = (deadline - g_get_monotonic_time () + 999) / 1000;
  return (int) CLAMP (left, 0, G_MAXINT);
}

static gboolean
fail_with_errno (GError **error, int saved_errno)
{
  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno),
               /* Translators: %s is the system's reason: “No such file or directory”. */
               _ ("The text can’t be read: %s"), g_strerror (saved_errno));
  return FALSE;
}

static gboolean
wait_for_input (int fd, gint64 deadline, GError **error)
{
  struct pollfd watch = { .fd = fd, .events = POLLIN };
  int n_ready;

  do
    n_ready = poll (&watch, 1, get_patience (deadline));
  while (n_ready < 0 && errno == EINTR);

  if (n_ready < 0)
    return fail_with_errno (error, errno);
  if (n_ready == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                           _ ("The time was up before the text was read."));
      return FALSE;
    }
  return TRUE;
}

static GBytes *
read_all (int fd, gsize max_bytes, gint64 deadline, GError **error)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);

  while (wait_for_input (fd, deadline, error))
    {
      gssize n_read = read (fd, chunk, CHUNK);

      if (n_read < 0 && (errno == EINTR || errno == EAGAIN))
        continue;
      if (n_read < 0)
        {
          fail_with_errno (error, errno);
          return NULL;
        }
      if (n_read == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&text));

      g_byte_array_append (text, chunk, (guint) n_read);
      if (text->len > max_bytes)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("The text is too long."));
          return NULL;
        }
    }
  return NULL;
}

GBytes *
rushes_cli_input_read (const char *path, gsize max_bytes, gint64 deadline, GError **error)
{
  GBytes *text = NULL;
  int fd;

  if (path == NULL)
    return read_all (STDIN_FILENO, max_bytes, deadline, error);

  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    {
      fail_with_errno (error, errno);
      return NULL;
    }
  text = read_all (fd, max_bytes, deadline, error);
  close (fd);
  return text;
}

/* Takes @item, unless its id is there already. */
static void
add_item (GPtrArray *items, GHashTable *seen, RushesIntakeItem *item)
{
  if (g_hash_table_contains (seen, item->task_id))
    {
      rushes_intake_item_free (item);
      return;
    }

  g_hash_table_add (seen, item->task_id);
  g_ptr_array_add (items, item);
}

static gboolean
add_standard_input (GPtrArray *items, GHashTable *seen, gint64 deadline, GError **error)
{
  g_autoptr (GBytes) text = rushes_cli_input_read (NULL, RUSHES_INTAKE_MAX_BYTES, deadline, error);
  g_autoptr (RushesIntake) intake = NULL;
  gconstpointer data;
  gsize length;

  if (text == NULL)
    return FALSE;

  data = g_bytes_get_data (text, &length);
  intake = rushes_intake_read (data != NULL ? data : "", (gssize) length, error);
  if (intake == NULL)
    return FALSE;

  for (guint i = 0; i < intake->items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (intake->items, i);

      add_item (items, seen, rushes_intake_item_new (item->task_id, item->label, item->line));
    }
  return TRUE;
}

GPtrArray *
rushes_cli_input_collect (char **arguments, gint64 deadline, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      if (strcmp (arguments[i], "-") != 0)
        add_item (items, seen, rushes_intake_item_new (arguments[i], NULL, 0));
      else if (!add_standard_input (items, seen, deadline, error))
        return NULL;
    }
  return g_steal_pointer (&items);
}
