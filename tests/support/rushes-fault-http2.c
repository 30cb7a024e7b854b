/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fault-http2"

#include "config.h"

#include "support/rushes-fault-connection.h"

#include <nghttp2/nghttp2.h>
#include <string.h>

#define INPUT_BYTES (16 * 1024)
/* What the client has to say is heard once in so many frames. */
#define FRAMES_AT_ONCE 8

typedef struct
{
  RushesFaultConnection *connection;
  nghttp2_session *session;
  GHashTable *streams;   /* id → Stream */
  GCancellable *release; /* while a stream stalls or drips */
  guint drip_ms;         /* 0: none drips */
  gboolean must_cut;     /* once everything is written */
  RushesFaultEnd cut;
  guint8 input[INPUT_BYTES];
} Session;

/* One request and its answer. */
typedef struct
{
  Session *owner;
  gint32 id;
  GString *fields;
  char *method;
  char *target;
  RushesFaultReply *reply; /* NULL until all of the request is there */
  gint64 offset;
  gint64 stop;    /* byte of the body at which the fault ends it; -1: not any more */
  gboolean waits; /* for the release */
  gboolean drips;
  gboolean credit; /* one byte more may drip */
  gboolean is_answered;
} Stream;

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  g_clear_pointer (&stream->reply, rushes_fault_reply_free);
  g_string_free (stream->fields, TRUE);
  g_free (stream->method);
  g_free (stream->target);
  g_free (stream);
}

static void
session_begin_stall (Session *self)
{
  if (self->release == NULL)
    self->release = rushes_fault_connection_begin_stall (self->connection);
}

static void
session_end_stall (Session *self)
{
  if (self->release != NULL)
    rushes_fault_connection_end_stall (self->connection);
  g_clear_object (&self->release);
  self->drip_ms = 0;
}

static void
session_cut (Session *self, RushesFaultEnd cut)
{
  self->must_cut = TRUE;
  self->cut = cut;
}

/* The fault's end has come. Returns: whether the stream goes on at once */
static gboolean
end_here (Stream *stream)
{
  Session *session = stream->owner;
  const RushesFault *fault = stream->reply->fault;
  gboolean in_body = fault->place == RUSHES_FAULT_IN_BODY;
  gint32 last_taken_up = in_body ? stream->id : MAX (0, stream->id - 2);

  stream->stop = -1;
  switch (fault->end)
    {
    case RUSHES_FAULT_FIN:
    case RUSHES_FAULT_RST:
      session_cut (session, fault->end);
      return FALSE;
    case RUSHES_FAULT_STALL:
      session_begin_stall (session);
      stream->waits = TRUE;
      return FALSE;
    case RUSHES_FAULT_DRIP:
      session_begin_stall (session);
      session->drip_ms = fault->drip_ms;
      stream->drips = TRUE;
      return TRUE;
    case RUSHES_FAULT_RST_STREAM:
      nghttp2_submit_rst_stream (session->session, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_INTERNAL_ERROR);
      return FALSE;
    case RUSHES_FAULT_GOAWAY:
    case RUSHES_FAULT_GOAWAY_CUT:
      nghttp2_submit_goaway (session->session, NGHTTP2_FLAG_NONE, last_taken_up, NGHTTP2_NO_ERROR, NULL, 0);
      if (fault->end == RUSHES_FAULT_GOAWAY_CUT)
        session_cut (session, RUSHES_FAULT_FIN);
      return in_body && fault->end == RUSHES_FAULT_GOAWAY;
    default:
      g_assert_not_reached ();
    }
}

static ssize_t
read_body (nghttp2_session *session,
           int32_t id,
           uint8_t *buffer,
           size_t length,
           uint32_t *flags,
           nghttp2_data_source *source,
           void *user_data)
{
  Stream *stream = source->ptr;
  RushesFaultReply *reply = stream->reply;
  gint64 n = (gint64) length;

  if (stream->waits || (stream->offset == stream->stop && !end_here (stream)))
    return NGHTTP2_ERR_DEFERRED;
  if (stream->drips && !stream->credit)
    return NGHTTP2_ERR_DEFERRED;

  if (reply->fault->frame_bytes != 0)
    n = MIN (n, (gint64) reply->fault->frame_bytes);
  if (stream->stop > stream->offset)
    n = MIN (n, stream->stop - stream->offset);
  if (stream->drips)
    n = 1;
  n = MIN (n, reply->length - stream->offset);
  stream->credit = FALSE;

  rushes_fault_reply_read (reply, stream->offset, buffer, (gsize) n);
  stream->offset += n;
  if (stream->offset == reply->length && stream->stop != reply->length)
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  return (ssize_t) n;
}

static nghttp2_nv
make_pair (char *name, const char *value)
{
  return (nghttp2_nv){
    .name = (uint8_t *) name, .value = (uint8_t *) value, .namelen = strlen (name), .valuelen = strlen (value)
  };
}

static void
send_answer (Stream *stream)
{
  nghttp2_data_provider provider = { .source = { .ptr = stream }, .read_callback = read_body };
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (nghttp2_nv));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *status = g_strdup_printf ("%u", stream->reply->status);
  nghttp2_nv pair = make_pair ((char *) ":status", status);

  stream->is_answered = TRUE;
  g_array_append_val (pairs, pair);
  for (guint i = 0; i < stream->reply->fields->len; i++)
    {
      const char *field = g_ptr_array_index (stream->reply->fields, i);
      const char *colon = strchr (field, ':');
      char *name = g_ascii_strdown (field, colon - field);

      g_ptr_array_add (names, name);
      pair = make_pair (name, colon + 1 + strspn (colon + 1, " "));
      g_array_append_val (pairs, pair);
    }
  nghttp2_submit_response (stream->owner->session, stream->id, (const nghttp2_nv *) (void *) pairs->data,
                           pairs->len, &provider);
}

/* A window that closes and opens: it is the client's to send in, and there is nothing to send. */
static void
flood_settings (Session *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      nghttp2_settings_entry entry = { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE,
                                       i % 2 == 0 ? 0 : NGHTTP2_INITIAL_WINDOW_SIZE };

      nghttp2_submit_settings (self->session, NGHTTP2_FLAG_NONE, &entry, 1);
    }
}

static void
stream_take_request (Stream *stream)
{
  g_autofree char *head = g_strdup_printf ("%s %s HTTP/2\r\n%s\r\n", stream->method, stream->target,
                                           stream->fields->str);

  stream->reply = rushes_fault_connection_ask (stream->owner->connection, head);
  stream->stop = rushes_fault_reply_get_stop (stream->reply);
  flood_settings (stream->owner, stream->reply->fault->n_settings);
  if (stream->reply->fault->place != RUSHES_FAULT_IN_HEAD || end_here (stream))
    send_answer (stream);
}

static int
begin_headers_cb (nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
  Session *self = user_data;
  Stream *stream = g_new0 (Stream, 1);

  stream->owner = self;
  stream->id = frame->hd.stream_id;
  stream->fields = g_string_new (NULL);
  stream->method = g_strdup ("");
  stream->target = g_strdup ("");
  g_hash_table_insert (self->streams, GINT_TO_POINTER (stream->id), stream);
  return 0;
}

static int
header_cb (nghttp2_session *session,
           const nghttp2_frame *frame,
           const uint8_t *name,
           size_t name_length,
           const uint8_t *value,
           size_t value_length,
           uint8_t flags,
           void *user_data)
{
  Session *self = user_data;
  Stream *stream = g_hash_table_lookup (self->streams, GINT_TO_POINTER (frame->hd.stream_id));
  char **pseudo = NULL;

  if (stream == NULL)
    return 0;

  if (g_str_equal ((const char *) name, ":method"))
    pseudo = &stream->method;
  else if (g_str_equal ((const char *) name, ":path"))
    pseudo = &stream->target;

  if (pseudo != NULL)
    {
      g_free (*pseudo);
      *pseudo = g_strndup ((const char *) value, value_length);
    }
  else
    g_string_append_printf (stream->fields, "%.*s: %.*s\r\n", (int) name_length, (const char *) name,
                            (int) value_length, (const char *) value);
  return 0;
}

static int
frame_cb (nghttp2_session *session, const nghttp2_frame *frame, void *user_data)
{
  Session *self = user_data;
  Stream *stream = g_hash_table_lookup (self->streams, GINT_TO_POINTER (frame->hd.stream_id));

  if (stream != NULL && stream->reply == NULL && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
    stream_take_request (stream);
  return 0;
}

static int
stream_closed_cb (nghttp2_session *session, int32_t id, uint32_t code, void *user_data)
{
  Session *self = user_data;

  g_hash_table_remove (self->streams, GINT_TO_POINTER (id));
  return 0;
}

/* Lets streams go on: those that drip by one byte, or (@released) all of them for good. */
static void
resume (Session *self, gboolean released)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Stream *stream = value;

      if (!stream->drips && !(released && stream->waits))
        continue;
      stream->credit = TRUE;
      stream->drips = stream->drips && !released;
      stream->waits = FALSE;
      if (stream->is_answered)
        nghttp2_session_resume_data (self->session, stream->id);
      else
        send_answer (stream);
    }
}

/* Returns: FALSE at the end of the connection */
static gboolean
read_more (Session *self, gboolean *would_block)
{
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->connection->input),
                                                       self->input, INPUT_BYTES, self->connection->stop,
                                                       &error);

  *would_block = n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  if (n <= 0)
    return *would_block;
  return nghttp2_session_mem_recv (self->session, self->input, (gsize) n) >= 0;
}

/* One frame. Returns: whether there was one; *@failed: the client does not take it */
static gboolean
write_frame (Session *self, gboolean *failed)
{
  const uint8_t *frame = NULL;
  ssize_t length = nghttp2_session_mem_send (self->session, &frame);

  *failed = length < 0
            || (length > 0 && !rushes_fault_connection_write (self->connection, frame, (gsize) length));
  return length > 0 && !*failed;
}

static gboolean
wait_for_something (Session *self)
{
  switch (rushes_fault_connection_wait (self->connection, self->release, TRUE,
                                        self->drip_ms != 0 ? (int) self->drip_ms : -1))
    {
    case RUSHES_FAULT_ELAPSED:
      resume (self, FALSE);
      return TRUE;
    case RUSHES_FAULT_RELEASED:
      session_end_stall (self);
      resume (self, TRUE);
      return TRUE;
    case RUSHES_FAULT_READABLE:
      return TRUE;
    case RUSHES_FAULT_GONE:
    default:
      return FALSE;
    }
}

static void
session_run (Session *self)
{
  gboolean would_block = FALSE;
  gboolean failed = FALSE;

  while (nghttp2_session_want_read (self->session) || nghttp2_session_want_write (self->session))
    {
      guint n_written = 0;

      while (n_written < FRAMES_AT_ONCE && write_frame (self, &failed))
        n_written++;
      if (failed)
        return;
      if (n_written == 0 && self->must_cut)
        {
          rushes_fault_connection_cut (self->connection, self->cut);
          return;
        }
      if (!read_more (self, &would_block))
        return;
      if (n_written == 0 && would_block && !nghttp2_session_want_write (self->session)
          && !wait_for_something (self))
        return;
    }
}

gboolean
rushes_fault_http2_is_there (void)
{
  return TRUE;
}

void
rushes_fault_http2_serve (RushesFaultConnection *connection)
{
  Session self = { .connection = connection };
  nghttp2_session_callbacks *callbacks = NULL;

  self.streams = g_hash_table_new_full (NULL, NULL, NULL, stream_free);
  g_assert_cmpint (nghttp2_session_callbacks_new (&callbacks), ==, 0);
  nghttp2_session_callbacks_set_on_begin_headers_callback (callbacks, begin_headers_cb);
  nghttp2_session_callbacks_set_on_header_callback (callbacks, header_cb);
  nghttp2_session_callbacks_set_on_frame_recv_callback (callbacks, frame_cb);
  nghttp2_session_callbacks_set_on_stream_close_callback (callbacks, stream_closed_cb);
  g_assert_cmpint (nghttp2_session_server_new (&self.session, callbacks, &self), ==, 0);
  nghttp2_session_callbacks_del (callbacks);

  nghttp2_submit_settings (self.session, NGHTTP2_FLAG_NONE, NULL, 0);
  session_run (&self);

  session_end_stall (&self);
  nghttp2_session_del (self.session);
  g_hash_table_unref (self.streams);
}
