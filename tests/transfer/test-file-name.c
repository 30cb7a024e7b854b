/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-file-name.h"

#include <string.h>

#define MAX_BYTES 200

typedef struct
{
  const char *name;
  const char *hint;
  const char *label;
  const char *id;
  const char *expected;
} Suggestion;

static const Suggestion suggestions[] = {
  { "hint-and-id", "output.mp4", NULL, "306792606023824", "output-306792606023824.mp4" },
  { "label-first", "output.mp4", "Dragon over the harbour", "42", "Dragon over the harbour-42.mp4" },
  { "empty-label", "output.mp4", "", "42", "output-42.mp4" },
  { "blank-label", "output.mp4", " \t ", "42", "output-42.mp4" },
  { "no-hint", NULL, NULL, "42", "42.mp4" },
  { "empty-hint", "", NULL, "42", "42.mp4" },
  { "no-id", "output.mp4", NULL, "", "output.mp4" },
  { "null-id", "output.mp4", NULL, NULL, "output.mp4" },
  { "nothing", NULL, NULL, NULL, "video.mp4" },
  { "only-signs", "...", "???", "/", "video.mp4" },
  { "id-is-in-it", "42.mp4", NULL, "42", "42.mp4" },
  { "id-ends-it", "clip_42.mp4", NULL, "42", "clip_42.mp4" },

  { "path", "../../etc/passwd.mp4", NULL, "42", "passwd-42.mp4" },
  { "absolute-path", "/etc/cron.d/evil", NULL, "42", "evil-42.mp4" },
  { "windows-path", "C:\\videos\\output.mp4", NULL, "42", "output-42.mp4" },
  { "path-ends-with-slash", "videos/", NULL, "42", "42.mp4" },
  { "dots", "..", NULL, "42", "42.mp4" },
  { "hidden", ".bashrc", NULL, "42", "bashrc-42.mp4" },
  { "other-extension", "output.mov", NULL, "42", "output-42.mp4" },
  { "two-extensions", "output.mp4.exe", NULL, "42", "output.mp4-42.mp4" },
  { "no-extension", "Take 3.before the rain", NULL, "42", "Take 3.before the rain-42.mp4" },
  { "trailing-dots", "output. . .mp4", NULL, "42", "output-42.mp4" },

  { "label-slash", NULL, "Shot 3/4", "42", "Shot 3-4-42.mp4" },
  { "label-climbs", NULL, "../../up", "42", "up-42.mp4" },
  { "label-extension", NULL, "Trailer.MP4", "42", "Trailer-42.mp4" },
  { "label-version", NULL, "Trailer v1.2", "42", "Trailer v1.2-42.mp4" },
  { "label-option", NULL, "-rf ~", "42", "rf ~-42.mp4" },
  { "label-home", NULL, "~root", "42", "root-42.mp4" },
  { "label-fat", NULL, "What? \"This\": a <test> * | 2", "42", "What This- a test 2-42.mp4" },
  { "label-accent-behind-what-nobody-sees", NULL, "Cafe\xc2\xad\xcc\x81", "42", "Caf\xc3\xa9-42.mp4" },
  { "label-lines", NULL, "Two\nlines\x01\x7f here", "42", "Two lines here-42.mp4" },
  { "label-bidi", NULL,
    "clip\xe2\x80\xae"
    "4pm.exe",
    "42", "clip4pm.exe-42.mp4" },
  { "label-isolates", NULL,
    "\xe2\x81\xa6"
    "a\xe2\x81\xa9\xd8\x9c"
    "b",
    "42", "ab-42.mp4" },
  { "label-zero-width", NULL,
    "a\xe2\x80\x8b\xef\xbb\xbf"
    "b",
    "42", "ab-42.mp4" },
  { "label-bad-utf8", NULL,
    "a\xff\xc3"
    "b",
    "42", "ab-42.mp4" },
  { "label-composed", NULL, "Cafe\xcc\x81", "42", "Caf\xc3\xa9-42.mp4" },
  { "label-chinese", NULL, "黄昏的海港", "42", "黄昏的海港-42.mp4" },
  { "label-emoji", NULL, "👩‍🚀 launch", "42", "👩‍🚀 launch-42.mp4" },
  { "reserved-elsewhere", "con.mp4", NULL, "42", "con-42.mp4" },
  { "id-slash", NULL, "Shot", "a/b:c", "Shot-a-b-c.mp4" },
};

static void
test_suggest (gconstpointer data)
{
  const Suggestion *s = data;
  g_autofree char *name = rushes_file_name_suggest (s->hint, s->label, s->id);

  g_assert_cmpstr (name, ==, s->expected);
}

/* Cut between characters, whatever their width, with the id and the extension whole. */
static void
test_cut (void)
{
  const char *letters[] = { "a", "é", "海", "🎬" };

  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    for (gsize n_before = 0; n_before < 4; n_before++)
      {
        g_autoptr (GString) label = g_string_new (NULL);
        g_autofree char *name = NULL;

        g_string_append_len (label, "xyz", (gssize) n_before);
        while (label->len < 700)
          g_string_append (label, letters[i]);
        name = rushes_file_name_suggest (NULL, label->str, "306792606023824");

        g_assert_true (g_utf8_validate (name, -1, NULL));
        g_assert_cmpuint (strlen (name), <=, MAX_BYTES);
        g_assert_cmpuint (strlen (name), >, MAX_BYTES - strlen (letters[i]));
        g_assert_true (g_str_has_suffix (name, "-306792606023824.mp4"));
      }
}

static void
test_long_id (void)
{
  g_autofree char *id = g_strnfill (5000, '7');
  g_autofree char *label = g_strnfill (5000, 'x');
  g_autofree char *name = rushes_file_name_suggest ("output.mp4", label, id);
  g_autofree char *alone = rushes_file_name_suggest (NULL, NULL, id);

  g_assert_cmpuint (strlen (name), ==, MAX_BYTES);
  g_assert_true (g_str_has_prefix (name, "xxx"));
  g_assert_true (g_str_has_suffix (name, "777.mp4"));
  g_assert_cmpuint (strlen (alone), <=, MAX_BYTES);
}

static void
test_cut_leaves_no_blank (void)
{
  g_autofree char *filler = g_strnfill (199, 'x');
  g_autofree char *text = g_strconcat (filler, " . tail", NULL);
  g_autofree char *name = rushes_file_name_sanitise (text);

  g_assert_cmpstr (name, ==, filler);
}

static void
test_sanitise (void)
{
  g_autofree char *nothing = rushes_file_name_sanitise (NULL);
  g_autofree char *keeps = rushes_file_name_sanitise ("output.mp4");
  g_autofree char *id = rushes_file_name_sanitise ("../a/b");

  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (keeps, ==, "output.mp4");
  g_assert_cmpstr (id, ==, "a-b");
}

/* Whatever comes in, one path component comes out. */
static void
test_noise (void)
{
  for (guint round = 0; round < 5000; round++)
    {
      char text[64];
      g_autofree char *name = NULL;

      for (gsize i = 0; i < sizeof text - 1; i++)
        text[i] = (char) g_test_rand_int_range (1, 256);
      text[sizeof text - 1] = '\0';

      name = rushes_file_name_suggest (text, round % 2 == 0 ? text : NULL, text + 40);
      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_null (strchr (name, '/'));
      g_assert_cmpint (name[0], !=, '.');
      g_assert_cmpuint (strlen (name), <=, MAX_BYTES);
      g_assert_true (g_str_has_suffix (name, ".mp4"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (suggestions); i++)
    {
      g_autofree char *path = g_strconcat ("/transfer/file-name/suggest/", suggestions[i].name, NULL);
      g_test_add_data_func (path, &suggestions[i], test_suggest);
    }
  g_test_add_func ("/transfer/file-name/cut", test_cut);
  g_test_add_func ("/transfer/file-name/long-id", test_long_id);
  g_test_add_func ("/transfer/file-name/cut-leaves-no-blank", test_cut_leaves_no_blank);
  g_test_add_func ("/transfer/file-name/sanitise", test_sanitise);
  g_test_add_func ("/transfer/file-name/noise", test_noise);

  return g_test_run ();
}
