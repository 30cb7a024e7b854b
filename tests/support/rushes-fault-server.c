/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fault-server"

#include "config.h"

#include "support/rushes-fault-connection.h"
#include "support/rushes-test-utils.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

/* Asked by AddressSanitizer, where it is built in: its search for leaks crashes on the thread-local
 * storage of modules that were loaded late, as GIO's TLS backend is (up to GCC 13 and LLVM 16). */
const char *__asan_default_options (void);

__attribute__ ((weak)) const char *
__asan_default_options (void)
{
  return "intercept_tls_get_addr=0";
}

/* What is at a path. */
typedef struct
{
  RushesFaultObject *object; /* (nullable) */
  GQueue script;             /* of Step */
} Place;

typedef struct
{
  RushesFault *fault;
  RushesFaultEnd end; /* of a connection */
  guint times;
} Step;

typedef struct
{
  guint connection;
  char *path;
  char *head;
} Request;

struct _RushesFaultServer
{
  GObject parent_instance;

  RushesFaultProtocol protocol;
  GTlsCertificate *certificate;
  GSocketListener *listener;
  guint16 port;
  char *url;
  GCancellable *stop;
  GThread *thread;

  GMutex mutex;
  GCond changed;
  /* Guarded by the mutex */
  GHashTable *places;       /* path → Place */
  GQueue connection_script; /* of Step */
  GPtrArray *requests;
  GString *unanswered;
  GPtrArray *threads; /* one for each connection */
  GCancellable *release;
  guint n_connections;
  guint n_stalled;
};

G_DEFINE_FINAL_TYPE (RushesFaultServer, rushes_fault_server, G_TYPE_OBJECT)

static void
step_free (gpointer data)
{
  Step *step = data;

  g_clear_pointer (&step->fault, rushes_fault_free);
  g_free (step);
}

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->object);
  g_queue_clear_full (&place->script, step_free);
  g_free (place);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->path);
  g_free (request->head);
  g_free (request);
}

/* Under the mutex. */
static Place *
get_place (RushesFaultServer *self, const char *path)
{
  Place *place = g_hash_table_lookup (self->places, path);

  if (place == NULL)
    {
      place = g_new0 (Place, 1);
      g_hash_table_insert (self->places, g_strdup (path), place);
    }
  return place;
}

/* Under the mutex. Whoever waits looks again, in whatever way it waits. */
static void
tell_change (RushesFaultServer *self)
{
  g_cond_broadcast (&self->changed);
  g_main_context_wakeup (NULL);
}

/* Under the mutex. Takes one of @script's steps; the fault of it is a copy. */
static gboolean
take_step (GQueue *script, Step *taken)
{
  Step *step = g_queue_peek_head (script);

  if (step == NULL)
    return FALSE;

  *taken = (Step){ .end = step->end };
  if (step->fault != NULL)
    taken->fault = rushes_fault_copy (step->fault);
  if (step->times != G_MAXUINT && --step->times == 0)
    step_free (g_queue_pop_head (script));
  return TRUE;
}

/* Value of @name in @head. Returns: (transfer full) (nullable) */
static char *
dup_field (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  gsize length = strlen (name);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
      return g_strdup (g_strstrip (lines[i] + length + 1));
  return NULL;
}

static char *
dup_path (const char *head)
{
  const char *start = strchr (head, ' ');

  return start != NULL ? g_strndup (start + 1, strcspn (start + 1, "? \r")) : g_strdup ("");
}

void
rushes_fault_connection_note_unanswered (RushesFaultConnection *self, const char *head)
{
  g_mutex_lock (&self->server->mutex);
  g_string_append (self->server->unanswered, head);
  g_mutex_unlock (&self->server->mutex);
}

RushesFaultReply *
rushes_fault_connection_ask (RushesFaultConnection *self, const char *head)
{
  RushesFaultServer *server = self->server;
  g_autofree char *method = g_strndup (head, strcspn (head, " "));
  g_autofree char *range = dup_field (head, "Range");
  g_autofree char *if_range = dup_field (head, "If-Range");
  g_autofree char *if_match = dup_field (head, "If-Match");
  RushesFaultQuestion question = {
    .method = method, .range = range, .if_range = if_range, .if_match = if_match
  };
  g_autofree RushesFaultObject *object = NULL;
  g_autoptr (RushesFault) fault = NULL;
  Request *request = g_new0 (Request, 1);
  Step step = { 0 };
  Place *place;

  request->connection = self->number;
  request->path = dup_path (head);
  request->head = g_strdup (head);

  g_mutex_lock (&server->mutex);
  g_ptr_array_add (server->requests, request);
  place = get_place (server, request->path);
  if (place->object != NULL)
    object = rushes_fault_object_copy (place->object);
  take_step (&place->script, &step);
  tell_change (server);
  g_mutex_unlock (&server->mutex);

  fault = step.fault != NULL ? step.fault : g_new0 (RushesFault, 1);
  return rushes_fault_reply_new (object, g_steal_pointer (&fault), &question);
}

GCancellable *
rushes_fault_connection_begin_stall (RushesFaultConnection *self)
{
  GCancellable *release;

  g_mutex_lock (&self->server->mutex);
  release = g_object_ref (self->server->release);
  self->server->n_stalled++;
  tell_change (self->server);
  g_mutex_unlock (&self->server->mutex);
  return release;
}

void
rushes_fault_connection_end_stall (RushesFaultConnection *self)
{
  g_mutex_lock (&self->server->mutex);
  self->server->n_stalled--;
  tell_change (self->server);
  g_mutex_unlock (&self->server->mutex);
}

/* Returns: whether the connection may go on */
static gboolean
begin_connection (RushesFaultConnection *connection)
{
  RushesFaultServer *server = connection->server;
  g_autoptr (GCancellable) release = NULL;
  RushesFaultWait wait;
  gboolean has_step;
  Step step = { 0 };

  g_mutex_lock (&server->mutex);
  has_step = take_step (&server->connection_script, &step);
  g_mutex_unlock (&server->mutex);
  if (!has_step)
    return TRUE;

  if (step.end != RUSHES_FAULT_STALL)
    {
      rushes_fault_connection_cut (connection, step.end);
      return FALSE;
    }
  release = rushes_fault_connection_begin_stall (connection);
  wait = rushes_fault_connection_wait (connection, release, FALSE, -1);
  rushes_fault_connection_end_stall (connection);
  return wait == RUSHES_FAULT_RELEASED;
}

static gboolean
begin_tls (RushesFaultConnection *connection)
{
  const char *http2[] = { "h2", "http/1.1", NULL };
  const char *http1[] = { "http/1.1", NULL };
  GTlsConnection *tls;

  connection->stream = g_tls_server_connection_new (G_IO_STREAM (connection->base),
                                                    connection->server->certificate, NULL);
  tls = G_TLS_CONNECTION (connection->stream);
  g_tls_connection_set_advertised_protocols (tls, connection->server->protocol == RUSHES_FAULT_HTTP2 ? http2
                                                                                                     : http1);
  g_tls_connection_set_require_close_notify (tls, FALSE);
  return g_tls_connection_handshake (tls, connection->stop, NULL);
}

static gboolean
wants_http2 (RushesFaultConnection *connection)
{
  return G_IS_TLS_CONNECTION (connection->stream)
         && g_strcmp0 (g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (connection->stream)), "h2")
              == 0;
}

static gpointer
serve (gpointer user_data)
{
  RushesFaultConnection *connection = user_data;
  gboolean ready = begin_connection (connection);

  if (connection->server->protocol == RUSHES_FAULT_HTTP)
    connection->stream = g_object_ref (G_IO_STREAM (connection->base));
  else
    ready = ready && begin_tls (connection);

  if (ready)
    {
      connection->input = g_io_stream_get_input_stream (connection->stream);
      connection->output = g_io_stream_get_output_stream (connection->stream);
      if (wants_http2 (connection))
        rushes_fault_http2_serve (connection);
      else
        rushes_fault_http1_serve (connection);
      if (!connection->is_cut)
        g_io_stream_close (connection->stream, connection->stop, NULL);
    }

  g_io_stream_close (G_IO_STREAM (connection->base), NULL, NULL);
  g_clear_object (&connection->stream);
  g_object_unref (connection->base);
  g_object_unref (connection->stop);
  g_free (connection);
  return NULL;
}

static gpointer
accept_all (gpointer user_data)
{
  RushesFaultServer *self = user_data;
  GSocketConnection *base;

  while ((base = g_socket_listener_accept (self->listener, NULL, self->stop, NULL)) != NULL)
    {
      RushesFaultConnection *connection = g_new0 (RushesFaultConnection, 1);

      g_socket_set_option (g_socket_connection_get_socket (base), IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
      connection->server = self;
      connection->base = base;
      connection->stop = g_object_ref (self->stop);

      g_mutex_lock (&self->mutex);
      connection->number = self->n_connections++;
      g_ptr_array_add (self->threads, g_thread_new ("fault-connection", serve, connection));
      tell_change (self);
      g_mutex_unlock (&self->mutex);
    }
  return NULL;
}

static void
rushes_fault_server_dispose (GObject *object)
{
  rushes_fault_server_stop (RUSHES_FAULT_SERVER (object));

  G_OBJECT_CLASS (rushes_fault_server_parent_class)->dispose (object);
}

static void
rushes_fault_server_finalize (GObject *object)
{
  RushesFaultServer *self = RUSHES_FAULT_SERVER (object);

  g_clear_object (&self->certificate);
  g_clear_object (&self->listener);
  g_clear_object (&self->stop);
  g_clear_object (&self->release);
  g_ptr_array_unref (self->threads);
  g_ptr_array_unref (self->requests);
  g_hash_table_unref (self->places);
  g_queue_clear_full (&self->connection_script, step_free);
  g_string_free (self->unanswered, TRUE);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->mutex);
  g_free (self->url);

  G_OBJECT_CLASS (rushes_fault_server_parent_class)->finalize (object);
}

static void
rushes_fault_server_class_init (RushesFaultServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_fault_server_dispose;
  object_class->finalize = rushes_fault_server_finalize;
}

static void
join (gpointer thread)
{
  g_thread_join (thread);
}

static void
rushes_fault_server_init (RushesFaultServer *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  g_queue_init (&self->connection_script);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, place_free);
  self->requests = g_ptr_array_new_with_free_func (request_free);
  self->threads = g_ptr_array_new_with_free_func (join);
  self->unanswered = g_string_new (NULL);
  self->release = g_cancellable_new ();
  self->stop = g_cancellable_new ();
}

gboolean
rushes_fault_server_can (RushesFaultProtocol protocol, const char **why)
{
  g_autoptr (RushesFaultAuthority) authority = NULL;

  *why = NULL;
  if (protocol == RUSHES_FAULT_HTTP)
    return TRUE;
  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    *why = "there is no TLS here (glib-networking)";
  else if ((authority = rushes_fault_authority_new ()) == NULL)
    *why = "built without GnuTLS, which makes the certificates";
  else if (protocol == RUSHES_FAULT_HTTP2 && !rushes_fault_http2_is_there ())
    *why = "built without nghttp2";
  return *why == NULL;
}

RushesFaultServer *
rushes_fault_server_new (RushesFaultProtocol protocol, GTlsCertificate *certificate)
{
  RushesFaultServer *self = g_object_new (RUSHES_TYPE_FAULT_SERVER, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  g_assert (protocol == RUSHES_FAULT_HTTP || certificate != NULL);

  self->protocol = protocol;
  g_set_object (&self->certificate, certificate);
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->url = g_strdup_printf ("%s://127.0.0.1:%u", protocol == RUSHES_FAULT_HTTP ? "http" : "https",
                               self->port);
  self->thread = g_thread_new ("fault-server", accept_all, self);
  return self;
}

void
rushes_fault_server_stop (RushesFaultServer *self)
{
  g_cancellable_cancel (self->stop);
  if (self->thread != NULL)
    g_thread_join (g_steal_pointer (&self->thread));
  /* Nobody adds to it any more. */
  g_ptr_array_set_size (self->threads, 0);
  if (self->listener != NULL)
    g_socket_listener_close (self->listener);
}

const char *
rushes_fault_server_get_url (RushesFaultServer *self)
{
  return self->url;
}

guint16
rushes_fault_server_get_port (RushesFaultServer *self)
{
  return self->port;
}

char *
rushes_fault_server_dup_link (RushesFaultServer *self, const char *target)
{
  return g_strconcat (self->url, target, NULL);
}

void
rushes_fault_server_put (RushesFaultServer *self, const char *path, const RushesFaultObject *object)
{
  Place *place;

  g_mutex_lock (&self->mutex);
  place = get_place (self, path);
  g_clear_pointer (&place->object, g_free);
  if (object != NULL)
    place->object = rushes_fault_object_copy (object);
  g_mutex_unlock (&self->mutex);
}

static void
push_step (RushesFaultServer *self, GQueue *script, RushesFault *fault, RushesFaultEnd end, guint times)
{
  Step *step = g_new0 (Step, 1);

  g_assert (times > 0);
  step->fault = fault;
  step->end = end;
  step->times = times;
  g_queue_push_tail (script, step);
}

void
rushes_fault_server_script (RushesFaultServer *self, const char *path, const RushesFault *fault, guint times)
{
  g_mutex_lock (&self->mutex);
  push_step (self, &get_place (self, path)->script, rushes_fault_copy (fault), 0, times);
  g_mutex_unlock (&self->mutex);
}

void
rushes_fault_server_forget_script (RushesFaultServer *self, const char *path)
{
  g_mutex_lock (&self->mutex);
  g_queue_clear_full (&get_place (self, path)->script, step_free);
  g_mutex_unlock (&self->mutex);
}

void
rushes_fault_server_script_connection (RushesFaultServer *self, RushesFaultEnd end, guint times)
{
  g_mutex_lock (&self->mutex);
  push_step (self, &self->connection_script, NULL, end, times);
  g_mutex_unlock (&self->mutex);
}

void
rushes_fault_server_release (RushesFaultServer *self)
{
  g_autoptr (GCancellable) release = NULL;

  g_mutex_lock (&self->mutex);
  release = g_steal_pointer (&self->release);
  self->release = g_cancellable_new ();
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (release);
}

/* Under the mutex. @index: how many to pass over. Returns: (nullable) */
static const Request *
find_request (RushesFaultServer *self, const char *path, guint index)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      const Request *request = g_ptr_array_index (self->requests, i);

      if ((path == NULL || g_str_equal (request->path, path)) && index-- == 0)
        return request;
    }
  return NULL;
}

guint
rushes_fault_server_get_n_requests (RushesFaultServer *self, const char *path)
{
  guint n = 0;

  g_mutex_lock (&self->mutex);
  while (find_request (self, path, n) != NULL)
    n++;
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
rushes_fault_server_get_n_connections (RushesFaultServer *self)
{
  guint n_connections;

  g_mutex_lock (&self->mutex);
  n_connections = self->n_connections;
  g_mutex_unlock (&self->mutex);
  return n_connections;
}

guint
rushes_fault_server_get_n_stalled (RushesFaultServer *self)
{
  guint n_stalled;

  g_mutex_lock (&self->mutex);
  n_stalled = self->n_stalled;
  g_mutex_unlock (&self->mutex);
  return n_stalled;
}

guint
rushes_fault_server_get_connection (RushesFaultServer *self, const char *path, guint index)
{
  const Request *request;
  guint connection = 0;

  g_mutex_lock (&self->mutex);
  request = find_request (self, path, index);
  if (request != NULL)
    connection = request->connection;
  g_mutex_unlock (&self->mutex);
  g_assert_nonnull (request);
  return connection;
}

char *
rushes_fault_server_dup_request (RushesFaultServer *self, const char *path, guint index)
{
  const Request *request;
  char *head = NULL;

  g_mutex_lock (&self->mutex);
  request = find_request (self, path, index);
  if (request != NULL)
    head = g_strdup (request->head);
  g_mutex_unlock (&self->mutex);
  g_assert_nonnull (head);
  return head;
}

char *
rushes_fault_server_dup_field (RushesFaultServer *self, const char *path, guint index, const char *name)
{
  g_autofree char *head = rushes_fault_server_dup_request (self, path, index);

  return dup_field (head, name);
}

gboolean
rushes_fault_server_saw (RushesFaultServer *self, const char *text)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *haystack = NULL;
  g_autofree char *needle = g_ascii_strdown (text, -1);

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->requests->len; i++)
    g_string_append (all, ((Request *) g_ptr_array_index (self->requests, i))->head);
  g_string_append (all, self->unanswered->str);
  g_mutex_unlock (&self->mutex);

  haystack = g_ascii_strdown (all->str, -1);
  return strstr (haystack, needle) != NULL;
}

static void
await (RushesFaultServer *self, const guint *counted, guint n, const char *what)
{
  gint64 deadline = g_get_monotonic_time () + RUSHES_TEST_DEADLINE * G_USEC_PER_SEC;

  g_mutex_lock (&self->mutex);
  while (*counted < n)
    if (!g_cond_wait_until (&self->changed, &self->mutex, deadline))
      g_error ("waited %d s in vain: %u of %u %s", RUSHES_TEST_DEADLINE, *counted, n, what);
  g_mutex_unlock (&self->mutex);
}

void
rushes_fault_server_await_requests (RushesFaultServer *self, guint n)
{
  await (self, &self->requests->len, n, "requests");
}

void
rushes_fault_server_await_stalled (RushesFaultServer *self, guint n)
{
  await (self, &self->n_stalled, n, "stalls");
}
