/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fake"

#include "config.h"

#include "media/fake.h"

#include "support/rushes-test-utils.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *real_helper;

void
fake_set_up (Fake *self)
{
  g_autofree char *program = g_test_build_filename (G_TEST_DIST, "media", "fake-helper.sh", NULL);

  if (real_helper == NULL)
    real_helper = g_strdup (g_getenv ("RUSHES_MEDIA_HELPER"));
  self->folder = rushes_test_make_folder ();
  self->log = g_build_filename (self->folder, "log", NULL);
  self->gate = g_build_filename (self->folder, "gate", NULL);
  self->gate_fd = -1;
  g_assert_true (g_setenv ("RUSHES_MEDIA_HELPER", program, TRUE));
  g_assert_true (g_setenv ("FAKE_LOG", self->log, TRUE));
  g_unsetenv ("FAKE_GATE");
}

void
fake_tear_down (Fake *self)
{
  g_assert_true (g_setenv ("RUSHES_MEDIA_HELPER", real_helper, TRUE));
  if (self->gate_fd >= 0)
    close (self->gate_fd);
  rushes_test_remove_folder (self->folder);
  g_free (self->log);
  g_free (self->gate);
}

void
fake_close_gate (Fake *self)
{
  g_assert_cmpint (mkfifo (self->gate, 0600), ==, 0);
  /* Open for both, so that opening it waits for nobody, here and there. */
  self->gate_fd = open (self->gate, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (self->gate_fd, >=, 0);
  g_assert_true (g_setenv ("FAKE_GATE", self->gate, TRUE));
}

void
fake_let_go (Fake *self)
{
  g_assert_cmpint (write (self->gate_fd, "\n", 1), ==, 1);
}

char *
fake_make_video (Fake *self, const char *name, const char *deed)
{
  char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *text = g_strconcat (deed, "\n", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

char *
fake_dup_log (Fake *self)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  if (!g_file_get_contents (self->log, &text, NULL, NULL))
    return g_strdup ("");

  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autofree char *name = g_path_get_basename (lines[i]);

      g_string_append_printf (names, "%s,", name);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

typedef struct
{
  Fake *fake;
  const char *names; /* (nullable): any */
  guint times;
} Expected;

static gboolean
is_logged (gpointer user_data)
{
  Expected *expected = user_data;
  g_autofree char *log = fake_dup_log (expected->fake);
  guint times = 0;

  for (const char *comma = log; (comma = strchr (comma, ',')) != NULL; comma++)
    times++;
  return expected->names != NULL ? strcmp (log, expected->names) == 0 : times >= expected->times;
}

static gboolean
look_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
await (Expected *expected, const char *what)
{
  /* Another process writes it, which wakes nobody here. */
  guint look = g_timeout_add (10, look_again_cb, NULL);

  rushes_test_await (is_logged, expected, what);
  g_source_remove (look);
}

void
fake_await_log (Fake *self, const char *names)
{
  Expected expected = { self, names, 0 };

  await (&expected, names);
}

void
fake_await_starts (Fake *self, guint times)
{
  Expected expected = { self, NULL, times };

  await (&expected, "the helpers' starts");
}
