/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-raw-server.h"

#include <string.h>
#include <sys/socket.h>

#define DRIP_MICROSECONDS 20000

/* Asked by AddressSanitizer, where it is built in: its search for leaks crashes on the thread-local
 * storage of modules that were loaded late, as GIO's TLS backend is (up to GCC 13 and LLVM 16). */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "intercept_tls_get_addr=0";
}

typedef struct
{
  char *head;
  GBytes *body;
  RushesRawEnd end;
} Answer;

struct _RushesRawServer
{
  GSocketListener *listener;
  GTlsCertificate *certificate;
  GCancellable *stop;
  GThread *thread;
  char *url;

  GMutex mutex;
  /* Guarded by the mutex */
  GHashTable *answers; /* path → Answer */
  GString *log;
  guint n_requests;
  GPtrArray *threads; /* one a connection */
};

typedef struct
{
  RushesRawServer *server;
  GSocketConnection *connection;
} Visit;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->head);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer);
}

/* Up to the empty line. Returns: (transfer full) (nullable) */
static char *
read_head (GInputStream *input, GCancellable *cancellable)
{
  g_autoptr (GString) head = g_string_new (NULL);
  char byte;

  while (strstr (head->str, "\r\n\r\n") == NULL)
    {
      if (g_input_stream_read (input, &byte, 1, cancellable, NULL) != 1)
        return NULL;
      g_string_append_c (head, byte);
    }
  return g_strdup (head->str);
}

static char *
dup_path (const char *head)
{
  const char *start = strchr (head, ' ');

  return start != NULL ? g_strndup (start + 1, strcspn (start + 1, "? ")) : g_strdup ("");
}

static gboolean
find_answer (RushesRawServer *self, const char *request, Answer *answer)
{
  g_autofree char *path = dup_path (request);
  Answer *found;

  g_mutex_lock (&self->mutex);
  g_string_append (self->log, request);
  self->n_requests++;
  found = g_hash_table_lookup (self->answers, path);
  if (found == NULL)
    found = g_hash_table_lookup (self->answers, "");
  if (found != NULL)
    {
      answer->head = g_strdup (found->head);
      answer->body = found->body != NULL ? g_bytes_ref (found->body) : NULL;
      answer->end = found->end;
    }
  g_mutex_unlock (&self->mutex);
  return found != NULL;
}

static void
end_visit (Visit *visit, GIOStream *stream, RushesRawEnd end)
{
  GSocket *socket = g_socket_connection_get_socket (visit->connection);
  GOutputStream *output = g_io_stream_get_output_stream (stream);
  struct linger at_once = { 1, 0 };
  char byte;

  if (end == RUSHES_RAW_RESET)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  if (end == RUSHES_RAW_HOLD)
    g_input_stream_read (g_io_stream_get_input_stream (stream), &byte, 1, visit->server->stop, NULL);
  while (end == RUSHES_RAW_DRIP
         && !g_socket_condition_timed_wait (socket, G_IO_IN | G_IO_HUP, DRIP_MICROSECONDS,
                                            visit->server->stop, NULL)
         && g_output_stream_write_all (output, "x", 1, NULL, visit->server->stop, NULL))
    ;
}

static gpointer
serve (gpointer user_data)
{
  Visit *visit = user_data;
  RushesRawServer *self = visit->server;
  g_autoptr (GIOStream) stream = NULL;
  g_autofree char *request = NULL;
  Answer answer = { 0 };

  if (self->certificate != NULL)
    stream = g_tls_server_connection_new (G_IO_STREAM (visit->connection), self->certificate, NULL);
  else
    stream = g_object_ref (G_IO_STREAM (visit->connection));

  request = read_head (g_io_stream_get_input_stream (stream), self->stop);
  if (request != NULL && find_answer (self, request, &answer))
    {
      GOutputStream *output = g_io_stream_get_output_stream (stream);
      gsize length = 0;
      const void *body = answer.body != NULL ? g_bytes_get_data (answer.body, &length) : NULL;

      if (g_output_stream_write_all (output, answer.head, strlen (answer.head), NULL, self->stop, NULL)
          && (length == 0 || g_output_stream_write_all (output, body, length, NULL, self->stop, NULL)))
        end_visit (visit, stream, answer.end);
      g_free (answer.head);
      g_clear_pointer (&answer.body, g_bytes_unref);
    }

  g_io_stream_close (stream, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (visit->connection), NULL, NULL);
  g_object_unref (visit->connection);
  g_free (visit);
  return NULL;
}

static gpointer
accept_all (gpointer user_data)
{
  RushesRawServer *self = user_data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL)) != NULL)
    {
      Visit *visit = g_new0 (Visit, 1);

      visit->server = self;
      visit->connection = connection;
      g_ptr_array_add (self->threads, g_thread_new ("raw-visit", serve, visit));
    }
  return NULL;
}

static void
join (gpointer thread)
{
  g_thread_join (thread);
}

RushesRawServer *
rushes_raw_server_new (GTlsCertificate *certificate)
{
  RushesRawServer *self = g_new0 (RushesRawServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 &address, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("%s://127.0.0.1:%u", certificate != NULL ? "https" : "http",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  g_set_object (&self->certificate, certificate);
  self->stop = g_cancellable_new ();
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  self->log = g_string_new (NULL);
  self->threads = g_ptr_array_new_with_free_func (join);
  g_mutex_init (&self->mutex);
  self->thread = g_thread_new ("raw-server", accept_all, self);
  return self;
}

void
rushes_raw_server_free (RushesRawServer *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->threads);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_clear_object (&self->certificate);
  g_object_unref (self->stop);
  g_hash_table_unref (self->answers);
  g_string_free (self->log, TRUE);
  g_mutex_clear (&self->mutex);
  g_free (self->url);
  g_free (self);
}

const char *
rushes_raw_server_get_url (RushesRawServer *self)
{
  return self->url;
}

void
rushes_raw_server_answer (
  RushesRawServer *self, const char *path, const char *head, GBytes *body, RushesRawEnd end)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->head = g_strdup (head);
  answer->body = body != NULL ? g_bytes_ref (body) : NULL;
  answer->end = end;
  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->answers, g_strdup (path), answer);
  g_mutex_unlock (&self->mutex);
}

char *
rushes_raw_server_dup_log (RushesRawServer *self)
{
  char *log;

  g_mutex_lock (&self->mutex);
  log = g_strdup (self->log->str);
  g_mutex_unlock (&self->mutex);
  return log;
}

guint
rushes_raw_server_get_n_requests (RushesRawServer *self)
{
  guint n_requests;

  g_mutex_lock (&self->mutex);
  n_requests = self->n_requests;
  g_mutex_unlock (&self->mutex);
  return n_requests;
}
