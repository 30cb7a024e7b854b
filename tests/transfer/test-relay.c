/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-relay.h"

#include "base/rushes-error.h"

#include <gio/gunixinputstream.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Where memory runs out, a transfer ends and the program does not: its buffers and its thread are the large
 * things that it asks for, and it is told when there are none. Small things are GLib's, which ends the
 * program by design: g_malloc(), g_new(), strings, containers, objects, g_thread_new(), and a GMainContext
 * that gets no file descriptor to be woken by. The files stay whole then, as they do when it is killed. A
 * reply is held to a MiB, and grows in such small steps. */

#define MIB (1024 * 1024)
/* The two buffers, and no stack of a thread. */
#define ROOM_FOR_BUFFERS (700 * 1024)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_OWN_MALLOC 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_OWN_MALLOC 1
#endif
#endif

typedef struct
{
  GByteArray *taken;
  GThread *thread;   /* that takes */
  gsize fail_beyond; /* 0: never */
  guint n_calls;
  guint n_calls_after_failure;
} Taker;

static gboolean
take_cb (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  Taker *self = user_data;

  g_assert_cmpuint (length, >, 0);
  g_assert_true (self->thread == NULL || self->thread == g_thread_self ());
  self->thread = g_thread_self ();
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

static gpointer
send_all (gpointer data)
{
  Sender *self = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (10);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &length);

  for (gsize sent = 0; sent < length;)
    {
      const gsize lump = (gsize) g_rand_int_range (rand, 1, 40000);
      const ssize_t n = write (self->fd, bytes + sent, MIN (lump, length - sent));

      g_assert_cmpint (n, >, 0);
      sent += (gsize) n;
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

      g_assert_true (rushes_relay_run (stream, -1, take_cb, &taker, NULL, &error));
      g_assert_no_error (error);
      assert_taken (&taker, noise, lengths[i]);
      g_assert_true (taker.thread != g_thread_self ());
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
  g_assert_true (rushes_relay_run (stream, -1, take_cb, &taker, NULL, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
  assert_taken (&taker, noise, 10 * MIB + 3);
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

      g_assert_true (rushes_relay_run (stream, (gint64) limits[i], take_cb, &taker, NULL, &error));
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

  g_assert_true (rushes_relay_run (stream, 2000, take_cb, &taker, NULL, &error));
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

  g_assert_false (rushes_relay_run (stream, -1, take_cb, &taker, NULL, &error));
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
  g_autoptr (GBytes) noise = make_noise (256 * 1024 + 100);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (noise);
  g_autoptr (GByteArray) taken = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  Taker taker = { .taken = taken, .fail_beyond = 1 };

  g_assert_false (rushes_relay_run (stream, -1, take_cb, &taker, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (taker.n_calls, ==, 2);
}

static gpointer
send_and_cancel (gpointer data)
{
  Sender *self = data;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &length);

  for (gsize sent = 0; sent < length;)
    {
      const ssize_t n = write (self->fd, bytes + sent, length - sent);

      g_assert_cmpint (n, >, 0);
      sent += (gsize) n;
    }
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
  g_assert_false (rushes_relay_run (stream, -1, take_cb, &taker, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  close (fds[1]);

  /* All but what was still in the pipe. */
  g_assert_cmpuint (taken->len, >=, length - 65536);
  assert_taken (&taker, noise, taken->len);
}

#ifndef HAS_OWN_MALLOC

/* FALSE where the limit does not hold. */
static gboolean
limit_memory (rlim_t room)
{
  struct rlimit limit = { 0 };
  g_autofree char *statm = NULL;
  guint64 n_pages;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL));
  n_pages = g_ascii_strtoull (statm, NULL, 10);
  g_assert_cmpint (getrlimit (RLIMIT_AS, &limit), ==, 0);
  limit.rlim_cur = n_pages * (guint64) sysconf (_SC_PAGESIZE) + room;
  return setrlimit (RLIMIT_AS, &limit) == 0 && g_try_malloc (8 * MIB) == NULL;
}

static void
run_out_of_memory (gconstpointer data)
{
  const rlim_t room = (rlim_t) GPOINTER_TO_SIZE (data);
  g_autoptr (GBytes) noise = make_noise (1000);
  g_autoptr (GByteArray) taken = g_byte_array_new ();
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (noise);
  g_autoptr (GError) error = NULL;
  Taker taker = { .taken = taken };
  struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };

  g_assert_cmpint (getrlimit (RLIMIT_AS, &all), ==, 0);
  if (!limit_memory (room))
    return;
  g_assert_false (rushes_relay_run (stream, -1, take_cb, &taker, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED);
  g_assert_cmpuint (taken->len, ==, 0);

  g_clear_error (&error);
  g_assert_cmpint (setrlimit (RLIMIT_AS, &all), ==, 0);
  g_assert_true (rushes_relay_run (stream, -1, take_cb, &taker, NULL, &error));
  g_assert_no_error (error);
  assert_taken (&taker, noise, 1000);
}

#endif

static void
test_out_of_memory (gconstpointer data)
{
#ifdef HAS_OWN_MALLOC
  g_test_skip ("what looks for faults has a memory of its own");
#else
  if (g_test_subprocess ())
    {
      run_out_of_memory (data);
      return;
    }
  g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer/relay/all-in-order", test_all_in_order);
  g_test_add_func ("/transfer/relay/lumps", test_lumps);
  g_test_add_func ("/transfer/relay/limit", test_limit);
  g_test_add_func ("/transfer/relay/limit-beyond-the-end", test_limit_beyond_the_end);
  g_test_add_func ("/transfer/relay/taker-fails", test_taker_fails);
  g_test_add_func ("/transfer/relay/taker-fails-at-the-end", test_taker_fails_at_the_end);
  g_test_add_func ("/transfer/relay/stream-fails", test_stream_fails);
  g_test_add_data_func ("/transfer/relay/no-buffers", GSIZE_TO_POINTER (0), test_out_of_memory);
  g_test_add_data_func ("/transfer/relay/no-thread", GSIZE_TO_POINTER (ROOM_FOR_BUFFERS), test_out_of_memory);

  return g_test_run ();
}
