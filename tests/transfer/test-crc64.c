/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-crc64.h"

#include <string.h>

#define POLYNOMIAL G_GUINT64_CONSTANT (0xc96c5795d7870f42)

typedef guint64 (*Update) (guint64 crc, const guint8 *data, gsize length);

static const Update updates[] = { rushes_crc64_update, rushes_crc64_update_portable };

/* The definition, bit by bit: nothing in it could be wrong in the same way as the tables. */
static guint64
crc_by_definition (const guint8 *data, gsize length)
{
  guint64 state = G_MAXUINT64;

  for (gsize i = 0; i < length; i++)
    {
      state ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        state = (state >> 1) ^ ((state & 1) != 0 ? POLYNOMIAL : 0);
    }
  return ~state;
}

static guint8 *
make_noise (gsize length, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint8 *noise = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    noise[i] = (guint8) g_rand_int (rand);
  return noise;
}

static void
test_check_values (void)
{
  static const struct
  {
    const char *text;
    guint64 crc;
  } known[] = {
    { "", 0 },
    { "123456789", G_GUINT64_CONSTANT (0x995dc9bbdf1939fa) },
    { "a", G_GUINT64_CONSTANT (0x330284772e652b05) },
    { "This is a test of the emergency broadcast system.", G_GUINT64_CONSTANT (0x27db187fc15bbc72) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    for (guint j = 0; j < G_N_ELEMENTS (updates); j++)
      g_assert_cmphex (updates[j](0, (const guint8 *) known[i].text, strlen (known[i].text)), ==,
                       known[i].crc);
}

static void
test_nothing (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (updates); i++)
    {
      g_assert_cmphex (updates[i](0, NULL, 0), ==, 0);
      g_assert_cmphex (updates[i](G_GUINT64_CONSTANT (0x995dc9bbdf1939fa), NULL, 0), ==,
                       G_GUINT64_CONSTANT (0x995dc9bbdf1939fa));
    }
}

/* Every length around the blocks of 16 and 128 bytes, at every alignment. */
static void
test_lengths_and_alignments (void)
{
  g_autofree guint8 *noise = make_noise (700, 1);

  for (gsize offset = 0; offset < 17; offset++)
    for (gsize length = 0; length < 650; length++)
      {
        const guint64 expected = crc_by_definition (noise + offset, length);

        for (guint i = 0; i < G_N_ELEMENTS (updates); i++)
          g_assert_cmphex (updates[i](0, noise + offset, length), ==, expected);
      }
}

static void
test_every_byte_counts (void)
{
  g_autofree guint8 *noise = make_noise (1000, 2);
  const guint64 right = rushes_crc64_update (0, noise, 1000);

  for (gsize i = 0; i < 1000; i++)
    {
      noise[i] ^= 0x10;
      g_assert_cmphex (rushes_crc64_update (0, noise, 1000), !=, right);
      noise[i] ^= 0x10;
    }
}

/* What was stored at any byte is continued from, by whichever way. */
static void
test_continuing (void)
{
  const gsize length = 1000;
  g_autofree guint8 *noise = make_noise (length, 3);
  const guint64 expected = crc_by_definition (noise, length);

  for (gsize cut = 0; cut <= length; cut++)
    for (guint i = 0; i < G_N_ELEMENTS (updates); i++)
      {
        const guint64 stored = updates[i](0, noise, cut);

        g_assert_cmphex (stored, ==, crc_by_definition (noise, cut));
        for (guint j = 0; j < G_N_ELEMENTS (updates); j++)
          g_assert_cmphex (updates[j](stored, noise + cut, length - cut), ==, expected);
      }
}

static void
test_random_cuts (void)
{
  const gsize length = 1000 * 1000 + 13;
  g_autofree guint8 *noise = make_noise (length, 4);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  const guint64 expected = crc_by_definition (noise, length);

  for (guint round = 0; round < 20; round++)
    {
      guint64 crc = 0;

      for (gsize done = 0; done < length;)
        {
          const gsize most = (gsize) 1 << g_rand_int_range (rand, 0, 18);
          const gsize wanted = (gsize) g_rand_int_range (rand, 0, (gint32) most + 1);
          const gsize n = MIN (wanted, length - done);

          crc = updates[round % G_N_ELEMENTS (updates)](crc, noise + done, n);
          done += n;
        }
      g_assert_cmphex (crc, ==, expected);
    }
}

static void
test_big (void)
{
  const gsize length = 64 * 1024 * 1024 + 5;
  g_autofree guint8 *noise = make_noise (length, 6);

  g_assert_cmphex (rushes_crc64_update (0, noise, length), ==,
                   rushes_crc64_update_portable (0, noise, length));
}

static void
test_parse (void)
{
  static const struct
  {
    const char *decimal;
    guint64 crc;
  } good[] = {
    { "0", 0 },
    { "1", 1 },
    { "11051210869376104954", G_GUINT64_CONSTANT (0x995dc9bbdf1939fa) },
    { "9223372036854775808", G_GUINT64_CONSTANT (0x8000000000000000) },
    { "18446744073709551615", G_MAXUINT64 },
    { "0018446744073709551615", G_MAXUINT64 },
  };
  static const char *const bad[] = {
    NULL,
    "",
    " ",
    "18446744073709551616",
    "99999999999999999999999",
    "-1",
    "+1",
    " 1",
    "1 ",
    "1,2",
    "0x10",
    "ff",
    "1.0",
    "1e3",
    "1\n",
    "\xd9\xa1",
    "\v1",
  };
  guint64 crc;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (rushes_crc64_parse (good[i].decimal, &crc));
      g_assert_cmphex (crc, ==, good[i].crc);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      crc = 7;
      g_assert_false (rushes_crc64_parse (bad[i], &crc));
      g_assert_cmphex (crc, ==, 7);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer/crc64/check-values", test_check_values);
  g_test_add_func ("/transfer/crc64/nothing", test_nothing);
  g_test_add_func ("/transfer/crc64/lengths-and-alignments", test_lengths_and_alignments);
  g_test_add_func ("/transfer/crc64/every-byte-counts", test_every_byte_counts);
  g_test_add_func ("/transfer/crc64/continuing", test_continuing);
  g_test_add_func ("/transfer/crc64/random-cuts", test_random_cuts);
  g_test_add_func ("/transfer/crc64/big", test_big);
  g_test_add_func ("/transfer/crc64/parse", test_parse);

  return g_test_run ();
}
