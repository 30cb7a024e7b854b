/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fault-http1"

#include "config.h"

#include "support/rushes-fault-connection.h"

#include <string.h>

#define PIECE_BYTES (256 * 1024)
#define DEFAULT_CHUNK_BYTES 8192

/* One answer on its way. */
typedef struct
{
  RushesFaultConnection *connection;
  RushesFaultReply *reply;
  const RushesFault *fault;
  gint64 stop;           /* byte of the body at which the fault ends it; -1: not any more */
  GCancellable *release; /* while it drips */
} Answer;

/* Up to the empty line, with it. Returns: (transfer full) (nullable): NULL at the end of the connection */
static char *
read_head (RushesFaultConnection *connection, GByteArray *ahead)
{
  guint8 piece[4096];

  while (TRUE)
    {
      const char *end = ahead->len > 0 ? g_strstr_len ((char *) ahead->data, ahead->len, "\r\n\r\n") : NULL;
      gssize n;

      if (end != NULL)
        {
          gsize length = (gsize) (end - (char *) ahead->data) + 4;
          char *head = g_strndup ((char *) ahead->data, length);

          g_byte_array_remove_range (ahead, 0, (guint) length);
          return head;
        }

      n = g_input_stream_read (connection->input, piece, sizeof piece, connection->stop, NULL);
      if (n <= 0)
        return NULL;
      g_byte_array_append (ahead, piece, (guint) n);
    }
}

/* The fault's end has come. Returns: whether anything may follow */
static gboolean
end_here (Answer *self)
{
  RushesFaultWait wait;

  self->stop = -1;
  switch (self->fault->end)
    {
    case RUSHES_FAULT_STALL:
      {
        g_autoptr (GCancellable) release = rushes_fault_connection_begin_stall (self->connection);

        wait = rushes_fault_connection_wait (self->connection, release, FALSE, -1);
        rushes_fault_connection_end_stall (self->connection);
        return wait == RUSHES_FAULT_RELEASED;
      }
    case RUSHES_FAULT_DRIP:
      self->release = rushes_fault_connection_begin_stall (self->connection);
      return TRUE;
    case RUSHES_FAULT_FIN:
    case RUSHES_FAULT_RST:
      rushes_fault_connection_cut (self->connection, self->fault->end);
      return FALSE;
    case RUSHES_FAULT_RST_STREAM:
    case RUSHES_FAULT_GOAWAY:
    case RUSHES_FAULT_GOAWAY_CUT:
    default:
      g_error ("HTTP/1.1 has no such end");
    }
}

static void
stop_dripping (Answer *self)
{
  if (self->release != NULL)
    rushes_fault_connection_end_stall (self->connection);
  g_clear_object (&self->release);
}

/* At once, or drop by drop. */
static gboolean
answer_write (Answer *self, const guint8 *bytes, gsize length)
{
  while (self->release != NULL && length > 0)
    {
      switch (
        rushes_fault_connection_wait (self->connection, self->release, FALSE, (int) self->fault->drip_ms))
        {
        case RUSHES_FAULT_RELEASED:
          stop_dripping (self);
          continue;
        case RUSHES_FAULT_ELAPSED:
          break;
        case RUSHES_FAULT_GONE:
        case RUSHES_FAULT_READABLE:
        default:
          return FALSE;
        }
      if (!rushes_fault_connection_write (self->connection, bytes, 1))
        return FALSE;
      bytes++;
      length--;
    }
  return length == 0 || rushes_fault_connection_write (self->connection, bytes, length);
}

/* Bytes @from to @to of the body, with the fault's end where it lies before @to. */
static gboolean
write_span (Answer *self, gint64 from, gint64 to)
{
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);

  while (from < to)
    {
      gint64 end = MIN (to, from + PIECE_BYTES);

      if (from == self->stop && !end_here (self))
        return FALSE;
      if (self->stop > from)
        end = MIN (end, self->stop);
      rushes_fault_reply_read (self->reply, from, piece, (gsize) (end - from));
      if (!answer_write (self, piece, (gsize) (end - from)))
        return FALSE;
      from = end;
    }
  return TRUE;
}

static gboolean
write_chunks (Answer *self)
{
  gint64 chunk_bytes = self->fault->chunk_bytes != 0 ? (gint64) self->fault->chunk_bytes
                                                     : DEFAULT_CHUNK_BYTES;
  gint64 length = self->reply->length;

  for (gint64 offset = 0; offset < length; offset += chunk_bytes)
    {
      gint64 n = MIN (chunk_bytes, length - offset);
      g_autofree char *size = g_strdup_printf ("%" G_GINT64_MODIFIER "x\r\n", n);

      /* At the edge of a chunk it ends before the next one is spoken of. */
      if ((offset == self->stop && !end_here (self))
          || !answer_write (self, (const guint8 *) size, strlen (size))
          || !write_span (self, offset, offset + n) || !answer_write (self, (const guint8 *) "\r\n", 2))
        return FALSE;
    }
  if (self->stop == length && !end_here (self))
    return FALSE;
  return answer_write (self, (const guint8 *) "0\r\n\r\n", 5);
}

static gboolean
write_body (Answer *self)
{
  if (self->fault->framing == RUSHES_FAULT_CHUNKED)
    return write_chunks (self);
  return write_span (self, 0, self->reply->length) && (self->stop != self->reply->length || end_here (self));
}

static GBytes *
make_head (RushesFaultReply *reply)
{
  GString *head;

  if (reply->fault->raw_head != NULL)
    return g_bytes_ref (reply->fault->raw_head);

  head = g_string_new (NULL);
  g_string_append_printf (head, "HTTP/1.1 %u Fault\r\n", reply->status);
  for (guint i = 0; i < reply->fields->len; i++)
    g_string_append_printf (head, "%s\r\n", (char *) g_ptr_array_index (reply->fields, i));
  if (reply->fault->framing == RUSHES_FAULT_CHUNKED)
    g_string_append (head, "Transfer-Encoding: chunked\r\n");
  if (reply->fault->framing == RUSHES_FAULT_CLOSED)
    g_string_append (head, "Connection: close\r\n");
  g_string_append (head, "\r\n");
  return g_string_free_to_bytes (head);
}

static gboolean
write_head (Answer *self)
{
  g_autoptr (GBytes) head = make_head (self->reply);
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (head, &length);
  gsize first = length;

  if (self->fault->place == RUSHES_FAULT_IN_HEAD)
    {
      gint64 at = self->fault->at >= 0 ? self->fault->at : (gint64) length + self->fault->at;

      first = (gsize) CLAMP (at, 0, (gint64) length);
    }
  if (!answer_write (self, bytes, first))
    return FALSE;
  if (self->fault->place == RUSHES_FAULT_IN_HEAD && !end_here (self))
    return FALSE;
  return answer_write (self, bytes + first, length - first);
}

/* Returns: whether the connection can take another request */
static gboolean
send_answer (RushesFaultConnection *connection, RushesFaultReply *reply)
{
  Answer answer = { .connection = connection,
                    .reply = reply,
                    .fault = reply->fault,
                    .stop = rushes_fault_reply_get_stop (reply) };
  gboolean sent = write_head (&answer) && write_body (&answer);

  stop_dripping (&answer);
  return sent && reply->honest_length;
}

void
rushes_fault_http1_serve (RushesFaultConnection *connection)
{
  g_autoptr (GByteArray) ahead = g_byte_array_new ();
  gboolean kept = TRUE;
  gboolean stale = FALSE;

  while (kept)
    {
      g_autofree char *head = read_head (connection, ahead);
      g_autoptr (RushesFaultReply) reply = NULL;

      if (head == NULL)
        return;
      if (stale)
        {
          rushes_fault_connection_note_unanswered (connection, head);
          rushes_fault_connection_cut (connection, RUSHES_FAULT_FIN);
          return;
        }

      reply = rushes_fault_connection_ask (connection, head);
      kept = send_answer (connection, reply) && strstr (head, "Connection: close") == NULL;
      stale = reply->fault->goes_stale;
    }
}
