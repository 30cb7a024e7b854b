/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "ui/rushes-task-name.h"

#define N_ROUNDS 10000
#define N_LABELS 5000

static const char *const ids[] = {
  "0",
  "1",
  "9",
  "10",
  "99",
  "100",
  "306792606023824",
  "306792606023825",
  "306792606023825a",
  "0306792606023825",
  "00306792606023825",
  "306792606023825.1",
  "306792606023825-1",
  "000",
  "00",
  "01",
  "1a",
  "1A",
  "1b",
  "10a",
  "2",
  "999999999999999999",
  "999999999999999999x",
  "1000000000000000000",
  "1000000000000000001",
  "9223372036854775807",
  "9223372036854775808",
  "123456789012345678901234567890",
  "cgt-20250901-abcde",
  "cgt-20250901-abcdf",
  "CGT-20250901-abcde",
  "task_7",
  "task_10",
  "Task_8",
  "_1",
  "-1",
  "~1",
  ".1",
  "-",
  ".",
  "(1)",
  "é1",
  "１",
  "\xc2\xad",
  "2f1c7b0e-9d1a-4c2c-8a64-0d3a1f0a4c11",
  "2e1c7b0e-9d1a-4c2c-8a64-0d3a1f0a4c11",
  "a0000000-9d1a-4c2c-8a64-0d3a1f0a4c11",
};

static char *
make_key (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return g_utf8_collate_key_for_filename (folded, -1);
}

static int
get_sign (int result)
{
  return (result > 0) - (result < 0);
}

static int
compare_plainly (const char *a, const char *b)
{
  g_autofree char *one = make_key (a);
  g_autofree char *other = make_key (b);

  return get_sign (strcmp (one, other));
}

typedef struct
{
  gint64 number;
  RushesTaskName *name;
} Id;

static Id
read_id (const char *text)
{
  Id id = { 0 };

  if (!rushes_task_name_is_number (text, &id.number))
    {
      id.name = rushes_task_name_new (text);
      id.number = rushes_task_name_get_number (id.name, text);
    }
  g_assert_cmpint (id.number, >=, -1);
  g_assert_cmpint (id.number, <=, RUSHES_TASK_NAME_MOST);
  return id;
}

static void
assert_order (const char *a, const char *b)
{
  Id one = read_id (a);
  Id other = read_id (b);
  const int result = one.number != other.number ? (one.number < other.number ? -1 : 1)
                                                : get_sign (rushes_task_name_compare (one.name, other.name));

  if (result != compare_plainly (a, b))
    g_error ("\"%s\" and \"%s\": %d, but their keys say %d", a, b, result, compare_plainly (a, b));
  g_clear_pointer (&one.name, rushes_task_name_unref);
  g_clear_pointer (&other.name, rushes_task_name_unref);
}

/* Numbers alone say of ids what the keys of all of them would say. */
static void
test_ids (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (ids); j++)
      assert_order (ids[i], ids[j]);
}

static void
fill_at_random (char *text, GRand *rand)
{
  static const char letters[] = "00012399aAbz_-.";
  const int length = g_rand_int_range (rand, 1, 24);

  for (int i = 0; i < length; i++)
    text[i] = letters[g_rand_int_range (rand, 0, g_rand_boolean (rand) ? 8 : (int) strlen (letters))];
  text[length] = '\0';
}

static void
test_ids_at_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);
  char texts[2][32];

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      fill_at_random (texts[0], rand);
      fill_at_random (texts[1], rand);
      assert_order (texts[0], texts[1]);
    }
}

static void
test_is_number (void)
{
  gint64 number = 0;

  g_assert_true (rushes_task_name_is_number ("306792606023824", &number));
  g_assert_cmpint (number, ==, 306792606023824);
  g_assert_true (rushes_task_name_is_number ("999999999999999999", &number));
  g_assert_false (rushes_task_name_is_number ("1000000000000000000", &number));
  g_assert_false (rushes_task_name_is_number ("0306792606023824", &number));
  g_assert_false (rushes_task_name_is_number ("306792606023824 ", &number));
  g_assert_false (rushes_task_name_is_number ("-1", &number));
  g_assert_false (rushes_task_name_is_number ("", &number));
}

/* Whatever was made before. */
static void
test_names (void)
{
  g_autoptr (RushesTaskNames) names = rushes_task_names_new ();
  g_autoptr (RushesTaskName) first = rushes_task_names_get (names, "Düne, take 2");
  g_autoptr (RushesTaskName) same = rushes_task_names_get (names, "Düne, take 2");
  g_autoptr (RushesTaskName) again = NULL;

  g_assert_true (same == first);
  for (guint i = 0; i < N_LABELS; i++)
    {
      g_autofree char *label = g_strdup_printf ("Düne, take %u", i);
      g_autoptr (RushesTaskName) name = rushes_task_names_get (names, label);

      g_assert_cmpint (get_sign (rushes_task_name_compare (name, first)), ==, i < 2 ? -1 : i > 2);
    }
  again = rushes_task_names_get (names, "DÜNE, Take 2");
  g_assert_cmpint (rushes_task_name_compare (again, first), ==, 0);
  g_clear_pointer (&names, rushes_task_names_free);
  g_assert_cmpint (rushes_task_name_compare (again, first), ==, 0);
  g_assert_cmpint (rushes_task_name_compare (NULL, first), <, 0);
  g_assert_cmpint (rushes_task_name_compare (first, NULL), >, 0);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/task-name/ids", test_ids);
  g_test_add_func ("/ui/task-name/ids-at-random", test_ids_at_random);
  g_test_add_func ("/ui/task-name/is-number", test_is_number);
  g_test_add_func ("/ui/task-name/names", test_names);
  return g_test_run ();
}
