/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-demo-gateway"

#include "config.h"

#include "base/rushes-log.h"
#include "demo/rushes-gateway.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define LABEL_SEPARATOR " | "

typedef struct
{
  double finish_after;
  int speed;
  gboolean version;
} Options;

static char *
make_key (void)
{
  guint8 bytes[24];
  GString *key = g_string_new ("sk-");

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    g_error ("the system gives no random bytes");
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (key, "%02x", bytes[i]);
  return g_string_free (key, FALSE);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_task (gpointer line, gpointer user_data)
{
  JsonBuilder *builder = user_data;
  g_auto (GStrv) parts = g_strsplit (line, LABEL_SEPARATOR, 2);

  json_builder_begin_object (builder);
  add_string (builder, "task_id", parts[0]);
  add_string (builder, "label", parts[1]);
  json_builder_end_object (builder);
}

/* One line, so that whoever started us knows when it is whole. */
static void
print_where (RushesGateway *gateway, const char *key, GPtrArray *lines)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "base_url", rushes_gateway_get_base_url (gateway));
  add_string (builder, "cdn_url", rushes_gateway_get_cdn_url (gateway));
  add_string (builder, "key", key);
  json_builder_set_member_name (builder, "tasks");
  json_builder_begin_array (builder);
  g_ptr_array_foreach (lines, add_task, builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  printf ("%s\n", text);
  fflush (stdout);
}

static gboolean
stdin_stirred_cb (int fd, GIOCondition condition, gpointer user_data)
{
  char buffer[256];

  if (read (fd, buffer, sizeof buffer) > 0)
    return G_SOURCE_CONTINUE;

  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
terminated_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static int
serve (const Options *options)
{
  const char *given_key = g_getenv ("RUSHES_API_KEY");
  g_autofree char *key = given_key != NULL && *given_key != '\0' ? g_strdup (given_key) : make_key ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesGateway) gateway = rushes_gateway_new (key, &error);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GMainLoop) loop = NULL;

  if (gateway == NULL)
    {
      g_printerr ("rushes-demo-gateway: %s\n", error->message);
      return EXIT_FAILURE;
    }

  rushes_gateway_set_cdn_speed (gateway, (guint) MAX (options->speed, 0));
  lines = options->finish_after > 0 ? rushes_gateway_add_demo_paced (gateway, options->finish_after)
                                    : rushes_gateway_add_demo (gateway);

  loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGTERM, terminated_cb, loop);
  g_unix_signal_add (SIGINT, terminated_cb, loop);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, stdin_stirred_cb, loop);
  print_where (gateway, key, lines);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}

static gboolean
parse_options (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_ ("Show the version and exit"), NULL },
    { "finish-after", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_DOUBLE, &options->finish_after, NULL, NULL },
    { "speed", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &options->speed, NULL, NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (
    context, N_ ("Serves the demo of Rushes on this machine, until its standard input ends."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (g_option_context_parse (context, argc, argv, &error) && *argc == 1)
    return TRUE;

  g_printerr ("rushes-demo-gateway: %s\n", error != NULL ? error->message : _ ("This program takes no arguments."));
  return FALSE;
}

int
main (int argc, char *argv[])
{
  Options options = { 0 };

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  rushes_log_init ();

  if (!parse_options (&options, &argc, &argv))
    return 2;
  if (options.version)
    {
      printf ("rushes-demo-gateway %s\n", RUSHES_VERSION);
      return EXIT_SUCCESS;
    }
  return serve (&options);
}
