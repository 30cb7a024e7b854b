/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-pieces.h"

#include <gio/gunixinputstream.h>
#include <string.h>
#include <unistd.h>

#define MIB (1024 * 1024)

typedef struct
{
  GByteArray *taken;
  gsize fail_beyond; /* 0: never */
  guint n_calls;
  guint n_calls_after_failure;
} Taker;

static gboolean
take_cb (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  Taker *self = user_data;

  g_assert_cmpuint (length, >, 0);
  self->n_calls++;
  if (self->fail_beyond > 0 && self->taken->len > self->fail_beyond)
    {
      self->n_calls_after_failure++;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
      return FALSE;
    }

  g_byte_array_append (self->taken, bytes, (guint) length);
  return TRUE;
}

static gboolean
read_pieces (GInputStream *stream, gint64 limit, Taker *taker, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (RUSHES_PIECES_BUFFER_BYTES);

  return rushes_pieces_read (stream, buffer, limit, take_cb, taker, cancellable, error);
}

static GBytes *
make_noise (gsize length)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  guint32 *noise = g_malloc (length + 4);

  for (gsize i = 0; i < length / 4 + 1; i++)
    noise[i] = g_rand_int (rand);
  return g_bytes_new_take (noise, length);
}

static void
assert_taken (Taker *self, GBytes *noise, gsize length)
{
  g_assert_cmpmem (self->taken->data, self->taken->len, g_bytes_get_data (noise, NULL), length);
}

/* A connection: bytes come in lumps of any size. */
typedef struct
{
  GBytes *bytes;
  int fd;
  GCancellable *cancellable;
} Sender;

static void
write_all (int fd, const guint8 *bytes, gsize length)
{
  while (length > 0)
    {
      const ssize_t n = write (fd, bytes, length);

      g_assert_cmpint (n, >, 0);
      bytes += n;
      length -= (gsize) n;
    }
}

static gpointer
send_all (gpointer data)
{
  Sender *self = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (10);
  gsize length, lump;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &length);

  for (gsize sent = 0; sent < length; sent += lump)
    {
      lump = MIN ((gsize) g_rand_int_range (rand, 1, 40000), length - sent);
      write_all (self->fd, bytes + sent, lump);
    }
  close (self->fd);
  return NULL;
}

static void
test_all_in_order (void)
{
  static const gsize lengths[] = { 0, 1, 1000, 128 * 1024, 256 * 1024, 256 * 1024 + 1, 20 * MIB + 7 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GBytes) noise = make_noise (lengths[i]);
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (noise);
      g_autoptr (GByteArray) taken = g_byte_array_new ();
      g_autoptr (GError) error = NULL;
      Taker taker = { .taken = taken };

      g_assert_true (read_pieces (stream, -1, &taker, NULL, &error));
      g_assert_no_error (error);
      assert_taken (&taker, noise, lengths[i]);
    }
}

static void
test_lumps (void)
{
  g_autoptr (GBytes) noise = make_noise (10 * MIB + 3);
  g_autoptr (GByteArray) taken = g_byte_array_new ();
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  Taker taker = { .taken = taken };
  int fds[2];
  Sender sender;
  GThread *thread;

  g_assert_cmpint (pipe (fds), ==, 0);
  sender = (Sender){ .bytes = noise, .fd = fds[1] };
  stream = g_unix_input_stream_new (fds[0], TRUE);
  thread = g_thread_new ("send", send_all, &sender);
  g_assert_true (read_pieces (stream, -1, &taker, NULL, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
  assert_taken (&taker, noise, 10 * MIB + 3);
}

/* As TLS hands them over. */
#define RECORD_BYTES 16384

typedef GFilterInputStream Records;
typedef GFilterInputStreamClass RecordsClass;
GType records_get_type (void);
G_DEFINE_TYPE (Records, records, G_TYPE_FILTER_INPUT_STREAM)

static gssize
records_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));

  return g_input_stream_read (base, buffer, MIN (count, RECORD_BYTES), cancellable, error);
}

static void
records_class_init (RecordsClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = records_read;
}

static void
records_init (Records *self)
{
}

static void
test_records_are_collected (void)
{
  g_autoptr (GBytes) noise = make_noise (20 * MIB + 7);
  g_autoptr (GInputStream) base = g_memory_input_stream_new_from_bytes (noise);
  g_autoptr (GInputStream) stream = g_object_new (records_get_type (), "base-stream", base, NULL);
  g_autoptr (GByteArray) taken = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  Taker taker = { .taken = taken };

  g_assert_true (read_pieces (stream, -1, &taker, NULL, &error));
  g_assert_no_error (error);
  assert_taken (&taker, noise, 20 * MIB + 7);
  /* A fourth, if nothing is late. */
  g_assert_cmpuint (taker.n_calls, <, 20 * MIB / RECORD_BYTES / 2);
}

#define MOST_SLOW_BYTES 2000

typedef struct
{
  int fd;
  GMutex mutex;
  GCond changed;
  gsize n_taken; /* guarded by the mutex */
} Slow;

static gboolean
take_slowly_cb (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  Slow *self = user_data;

  g_mutex_lock (&self->mutex);
  self->n_taken += length;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

/* A byte now and then, until some were taken. */
static gpointer
send_slowly (gpointer data)
{
  Slow *self = data;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < MOST_SLOW_BYTES && self->n_taken == 0; i++)
    {
      g_assert_cmpint (write (self->fd, "", 1), ==, 1);
      g_cond_wait_until (&self->changed, &self->mutex, g_get_monotonic_time () + 10 * G_TIME_SPAN_MILLISECOND);
    }
  g_assert_cmpuint (self->n_taken, >, 0);
  g_mutex_unlock (&self->mutex);
  close (self->fd);
  return NULL;
}

/* It would be a piece only after hours. */
static void
test_late_bytes_do_not_wait (void)
{
  g_autofree guint8 *buffer = g_malloc (RUSHES_PIECES_BUFFER_BYTES);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  Slow slow = { 0 };
  GThread *thread;
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  slow.fd = fds[1];
  g_mutex_init (&slow.mutex);
  g_cond_init (&slow.changed);
  stream = g_unix_input_stream_new (fds[0], TRUE);
  thread = g_thread_new ("send", send_slowly, &slow);
  g_assert_true (rushes_pieces_read (stream, buffer, -1, take_slowly_cb, &slow, NULL, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
  g_mutex_clear (&slow.mutex);
  g_cond_clear (&slow.changed);
}

/* What is beyond stays in the stream. */
static void
test_limit (void)
{
  static const gsize limits[] = { 0, 1, 256 * 1024, 256 * 1024 + 1, MIB };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (GBytes) noise = make_noise (2 * MIB);
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (noise);
      g_autoptr (GByteArray) taken = g_byte_array_new ();
      g_autoptr (GError) error = NULL;
      Taker taker = { .taken = taken };

      g_assert_true (read_pieces (stream, (gint64) limits[i], &taker, NULL, &error));
      g_assert_no_error (error);
      assert_taken (&taker, noise, limits[i]);
      g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, (gint64) limits[i]);
    }
}

static void
test_limit_beyond_the_end (void)
{
  g_autoptr (GBytes) noise = make_noise (1000);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (noise);
  g_autoptr (GByteArray) taken = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  Taker taker = { .taken = taken };

  g_assert_true (read_pieces (stream, 2000, &taker, NULL, &error));
  g_assert_no_error (error);
  assert_taken (&taker, noise, 1000);
}

static void
test_taker_fails (void)
{
  g_autoptr (GBytes) noise = make_noise (20 * MIB);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (noise);
  g_autoptr (GByteArray) taken = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  Taker taker = { .taken = taken, .fail_beyond = MIB };

  g_assert_false (read_pieces (stream, -1, &taker, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (taker.n_calls_after_failure, ==, 1);
  assert_taken (&taker, noise, taken->len);
  /* It was noticed soon, not at the end. */
  g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), <, 4 * MIB);
}

/* The very last piece fails, when nothing is left to be read. */
static void
test_taker_fails_at_the_end (void)
{
  g_autoptr (GBytes) noise = make_noise (RUSHES_PIECES_BUFFER_BYTES + 100);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (noise);
  g_autoptr (GByteArray) taken = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  Taker taker = { .taken = taken, .fail_beyond = 1 };

  g_assert_false (read_pieces (stream, -1, &taker, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (taker.n_calls, ==, 2);
}

static gpointer
send_and_cancel (gpointer data)
{
  Sender *self = data;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &length);

  write_all (self->fd, bytes, length);
  g_cancellable_cancel (self->cancellable);
  return NULL;
}

/* What came before the connection broke is not lost. The pipe itself stays open. */
static void
test_stream_fails (void)
{
  const gsize length = 300000;
  g_autoptr (GBytes) noise = make_noise (length);
  g_autoptr (GByteArray) taken = g_byte_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  Taker taker = { .taken = taken };
  int fds[2];
  Sender sender;
  GThread *thread;

  g_assert_cmpint (pipe (fds), ==, 0);
  sender = (Sender){ .bytes = noise, .fd = fds[1], .cancellable = cancellable };
  stream = g_unix_input_stream_new (fds[0], TRUE);
  thread = g_thread_new ("send", send_and_cancel, &sender);
  g_assert_false (read_pieces (stream, -1, &taker, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  close (fds[1]);

  /* All but what was still in the pipe. */
  g_assert_cmpuint (taken->len, >=, length - 65536);
  assert_taken (&taker, noise, taken->len);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer/pieces/all-in-order", test_all_in_order);
  g_test_add_func ("/transfer/pieces/lumps", test_lumps);
  g_test_add_func ("/transfer/pieces/records-are-collected", test_records_are_collected);
  g_test_add_func ("/transfer/pieces/late-bytes-do-not-wait", test_late_bytes_do_not_wait);
  g_test_add_func ("/transfer/pieces/limit", test_limit);
  g_test_add_func ("/transfer/pieces/limit-beyond-the-end", test_limit_beyond_the_end);
  g_test_add_func ("/transfer/pieces/taker-fails", test_taker_fails);
  g_test_add_func ("/transfer/pieces/taker-fails-at-the-end", test_taker_fails_at_the_end);
  g_test_add_func ("/transfer/pieces/stream-fails", test_stream_fails);

  return g_test_run ();
}
