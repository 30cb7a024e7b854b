/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-tap-input"

#include "config.h"

#include "demo/rushes-tap-input.h"

#include <string.h>

#define END_OF_HEAD "\r\n\r\n"

struct _RushesTapInput
{
  GFilterInputStream parent_instance;

  GSocketConnection *connection;
  GString *heard; /* heads that nobody has taken yet */
};

static void rushes_tap_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesTapInput,
                               rushes_tap_input,
                               G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      rushes_tap_input_pollable_init))

static GInputStream *
get_base (RushesTapInput *self)
{
  return g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self));
}

static gssize
hear (RushesTapInput *self, const void *buffer, gssize n_read)
{
  if (n_read > 0)
    g_string_append_len (self->heard, buffer, n_read);
  return n_read;
}

static gssize
tap_input_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  RushesTapInput *self = RUSHES_TAP_INPUT (stream);

  return hear (self, buffer, g_input_stream_read (get_base (self), buffer, count, cancellable, error));
}

static gboolean
tap_input_close (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  RushesTapInput *self = RUSHES_TAP_INPUT (stream);

  return g_io_stream_close (G_IO_STREAM (self->connection), cancellable, error);
}

static gboolean
tap_input_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (get_base (RUSHES_TAP_INPUT (stream))));
}

static GSource *
tap_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  GPollableInputStream *base = G_POLLABLE_INPUT_STREAM (get_base (RUSHES_TAP_INPUT (stream)));
  g_autoptr (GSource) source = g_pollable_input_stream_create_source (base, NULL);

  return g_pollable_source_new_full (stream, source, cancellable);
}

static gssize
tap_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  RushesTapInput *self = RUSHES_TAP_INPUT (stream);
  GPollableInputStream *base = G_POLLABLE_INPUT_STREAM (get_base (self));

  return hear (self, buffer, g_pollable_input_stream_read_nonblocking (base, buffer, count, NULL, error));
}

static void
rushes_tap_input_finalize (GObject *object)
{
  RushesTapInput *self = RUSHES_TAP_INPUT (object);

  g_clear_object (&self->connection);
  g_string_free (self->heard, TRUE);

  G_OBJECT_CLASS (rushes_tap_input_parent_class)->finalize (object);
}

static void
rushes_tap_input_class_init (RushesTapInputClass *klass)
{
  GInputStreamClass *input_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rushes_tap_input_finalize;
  input_class->read_fn = tap_input_read;
  input_class->close_fn = tap_input_close;
}

static void
rushes_tap_input_init (RushesTapInput *self)
{
  self->heard = g_string_new (NULL);
}

static void
rushes_tap_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = tap_input_is_readable;
  iface->create_source = tap_input_create_source;
  iface->read_nonblocking = tap_input_read_nonblocking;
}

GInputStream *
rushes_tap_input_new (GSocketConnection *connection)
{
  RushesTapInput *self = g_object_new (RUSHES_TYPE_TAP_INPUT, "base-stream",
                                       g_io_stream_get_input_stream (G_IO_STREAM (connection)), NULL);

  self->connection = g_object_ref (connection);
  return G_INPUT_STREAM (self);
}

char *
rushes_tap_input_take_head (RushesTapInput *self)
{
  const char *end = strstr (self->heard->str, END_OF_HEAD);
  gsize length = end != NULL ? (gsize) (end - self->heard->str) + strlen (END_OF_HEAD) : 0;
  char *head = g_strndup (self->heard->str, length);

  g_string_erase (self->heard, 0, (gssize) length);
  return head;
}
