/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-crc64"

#include "config.h"

#include "transfer/rushes-crc64.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define HAVE_CARRYLESS_MULTIPLY 1
#endif

/* ECMA-182, the lowest bit first. */
#define POLYNOMIAL G_GUINT64_CONSTANT (0xc96c5795d7870f42)
#define N_SLICES 16

typedef struct
{
  /* What a byte does to the checksum when 0 … 15 bytes follow it. */
  guint64 slices[N_SLICES][256];
  guint64 (*update) (guint64 state, const guint8 *data, gsize length);
#ifdef HAVE_CARRYLESS_MULTIPLY
  guint64 fold_128[2];
  guint64 fold_1024[2];
#endif
} Machine;

static Machine machine;

/* Times x, in the field that the polynomial makes. */
static guint64
step (guint64 value)
{
  return (value >> 1) ^ ((value & 1) != 0 ? POLYNOMIAL : 0);
}

static guint64
load (const guint8 *data)
{
  guint64 word;

  memcpy (&word, data, sizeof word);
  return GUINT64_FROM_LE (word);
}

/* The eight bytes of @word, the first of which is followed by the most. Written out, since not every
 * compiler unrolls it, and that is half of its speed. */
static inline guint64
look_up (const guint64 slices[8][256], guint64 word)
{
  return slices[7][word & 0xff] ^ slices[6][(word >> 8) & 0xff] ^ slices[5][(word >> 16) & 0xff]
         ^ slices[4][(word >> 24) & 0xff] ^ slices[3][(word >> 32) & 0xff] ^ slices[2][(word >> 40) & 0xff]
         ^ slices[1][(word >> 48) & 0xff] ^ slices[0][word >> 56];
}

/* @state is the checksum without its final negation. */
static guint64
update_by_slices (guint64 state, const guint8 *data, gsize length)
{
  for (; length >= N_SLICES; data += N_SLICES, length -= N_SLICES)
    state = look_up (machine.slices + 8, load (data) ^ state) ^ look_up (machine.slices, load (data + 8));
  for (; length > 0; data++, length--)
    state = machine.slices[0][(state ^ *data) & 0xff] ^ (state >> 8);
  return state;
}

#ifdef HAVE_CARRYLESS_MULTIPLY
/* Blocks of 16 bytes are polynomials whose highest power is the lowest bit. To move one by D bits is
 * to multiply its halves by x^(D+64) and x^D, which may be done modulo the polynomial; the product of
 * two such reflected halves comes out one power too high, hence 63 and -1. Eight blocks at a time keep
 * the multiplier busy (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ"). */
#define N_LANES 8
#define BLOCK_BYTES 16
#define STRIDE_BYTES (N_LANES * BLOCK_BYTES)

static guint64
power_of_x (guint exponent)
{
  guint64 value = G_GUINT64_CONSTANT (1) << 63;

  for (guint i = 0; i < exponent; i++)
    value = step (value);
  return value;
}

static void
prepare_fold (guint64 fold[2], guint distance)
{
  fold[0] = power_of_x (distance + 63);
  fold[1] = power_of_x (distance - 1);
}

__attribute__ ((target ("pclmul,sse2"))) static __m128i
fold (__m128i block, __m128i by, __m128i onto)
{
  return _mm_xor_si128 (onto, _mm_xor_si128 (_mm_clmulepi64_si128 (block, by, 0x00),
                                             _mm_clmulepi64_si128 (block, by, 0x11)));
}

__attribute__ ((target ("pclmul,sse2"))) static guint64
update_by_folding (guint64 state, const guint8 *data, gsize length)
{
  const __m128i by_1024 = _mm_loadu_si128 ((const __m128i *) machine.fold_1024);
  const __m128i by_128 = _mm_loadu_si128 ((const __m128i *) machine.fold_128);
  __m128i lanes[N_LANES];
  __m128i sum;
  guint8 rest[BLOCK_BYTES];

  if (length < STRIDE_BYTES)
    return update_by_slices (state, data, length);

  for (guint i = 0; i < N_LANES; i++)
    lanes[i] = _mm_loadu_si128 ((const __m128i *) data + i);
  lanes[0] = _mm_xor_si128 (lanes[0], _mm_cvtsi64_si128 ((long long) state));
  data += STRIDE_BYTES;
  length -= STRIDE_BYTES;

  for (; length >= STRIDE_BYTES; data += STRIDE_BYTES, length -= STRIDE_BYTES)
    for (guint i = 0; i < N_LANES; i++)
      lanes[i] = fold (lanes[i], by_1024, _mm_loadu_si128 ((const __m128i *) data + i));

  sum = lanes[0];
  for (guint i = 1; i < N_LANES; i++)
    sum = fold (sum, by_128, lanes[i]);
  for (; length >= BLOCK_BYTES; data += BLOCK_BYTES, length -= BLOCK_BYTES)
    sum = fold (sum, by_128, _mm_loadu_si128 ((const __m128i *) data));

  /* What is left is a block of 16 bytes that has the same remainder as all before it. */
  _mm_storeu_si128 ((__m128i *) rest, sum);
  return update_by_slices (update_by_slices (0, rest, sizeof rest), data, length);
}
#endif

static void
prepare (void)
{
  static gsize prepared = 0;

  if (!g_once_init_enter (&prepared))
    return;

  for (guint byte = 0; byte < 256; byte++)
    {
      guint64 value = byte;

      for (guint bit = 0; bit < 8; bit++)
        value = step (value);
      machine.slices[0][byte] = value;
    }
  for (guint i = 1; i < N_SLICES; i++)
    for (guint byte = 0; byte < 256; byte++)
      {
        const guint64 shorter = machine.slices[i - 1][byte];

        machine.slices[i][byte] = machine.slices[0][shorter & 0xff] ^ (shorter >> 8);
      }

  machine.update = update_by_slices;
#ifdef HAVE_CARRYLESS_MULTIPLY
  prepare_fold (machine.fold_128, 128);
  prepare_fold (machine.fold_1024, 1024);
  if (__builtin_cpu_supports ("pclmul"))
    machine.update = update_by_folding;
#endif

  g_once_init_leave (&prepared, 1);
}

guint64
rushes_crc64_update (guint64 crc, const guint8 *data, gsize length)
{
  g_return_val_if_fail (data != NULL || length == 0, crc);

  prepare ();
  return ~machine.update (~crc, data, length);
}

guint64
rushes_crc64_update_portable (guint64 crc, const guint8 *data, gsize length)
{
  g_return_val_if_fail (data != NULL || length == 0, crc);

  prepare ();
  return ~update_by_slices (~crc, data, length);
}

gboolean
rushes_crc64_parse (const char *decimal, guint64 *crc)
{
  guint64 value;

  g_return_val_if_fail (crc != NULL, FALSE);

  /* GLib takes a vertical tab for nothing. */
  if (decimal == NULL || !g_ascii_isdigit (*decimal)
      || !g_ascii_string_to_unsigned (decimal, 10, 0, G_MAXUINT64, &value, NULL))
    return FALSE;
  *crc = value;
  return TRUE;
}
