/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "transfer/rushes-file-name.h"
#include "transfer/rushes-name-template.h"

#include <string.h>

#define MAX_BYTES 200

static void
check_safe (const char *name)
{
  fuzz_target_check_text (name);
  g_assert_cmpuint (strlen (name), <=, MAX_BYTES);
  g_assert_null (strpbrk (name, "/\\:?*\"<>|"));
  g_assert_true (*name == '\0' || strchr (" .-~", *name) == NULL);
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));
}

static void
check_video (const char *name)
{
  check_safe (name);
  g_assert_true (g_str_has_suffix (name, ".mp4"));
  g_assert_cmpuint (strlen (name), >, strlen (".mp4"));
}

/* Four pieces, with a line feed between them: a template, a label, an id, a service's file name. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) pieces = g_strsplit (text, "\n", 4);
  const guint n_pieces = g_strv_length (pieces);
  const char *name_template = n_pieces > 0 ? pieces[0] : "";
  const char *label = n_pieces > 1 ? pieces[1] : NULL;
  const char *task_id = n_pieces > 2 ? pieces[2] : "42";
  const char *hint = n_pieces > 3 ? pieces[3] : NULL;
  const RushesNameTemplateValues values = {
    .task_id = task_id, .label = label, .model = hint, .width = 1366, .n = 3
  };
  g_autofree char *sanitised = NULL;
  g_autofree char *again = NULL;
  g_autofree char *suggested = NULL;
  g_autofree char *expanded = NULL;
  g_autofree char *explained = NULL;

  fuzz_target_prepare ();
  sanitised = rushes_file_name_sanitise (text);
  check_safe (sanitised);
  again = rushes_file_name_sanitise (sanitised);
  g_assert_cmpstr (again, ==, sanitised);

  suggested = rushes_file_name_suggest (hint, label, task_id);
  check_video (suggested);
  expanded = rushes_name_template_expand (name_template, &values);
  check_video (expanded);
  if (g_utf8_validate (name_template, -1, NULL))
    {
      explained = rushes_name_template_explain (name_template);
      fuzz_target_check_text (explained);
    }
  return 0;
}
