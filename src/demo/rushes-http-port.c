/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-http-port"

#include "config.h"

#include "demo/rushes-http-port.h"
#include "demo/rushes-tap-input.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define BACKLOG 128

/* A connection, found again by the port of its other end. */
typedef struct
{
  RushesHttpPort *owner;
  GIOStream *stream; /* what SoupServer holds; not owned */
  RushesTapInput *tap;
  GSocket *socket;
} Connection;

struct _RushesHttpPort
{
  GObject parent_instance;

  char *url;
  GSocketService *service;
  SoupServer *server;
  GSocket *quiet_end;      /* see pretend_to_listen() */
  GHashTable *connections; /* port -> Connection */
  GHashTable *exchanges;   /* SoupServerMessage -> RushesExchange */
  guint n_open;            /* atomic, as it is read from outside: the size of exchanges */
  guint most_open;         /* atomic likewise */
  RushesExchangeFunc func;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (RushesHttpPort, rushes_http_port, G_TYPE_OBJECT)

static gpointer
key_of (GSocketAddress *address)
{
  return GUINT_TO_POINTER ((guint) g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
is_the_one (gpointer port, gpointer connection, gpointer wanted)
{
  return connection == wanted;
}

static void
stream_gone_cb (gpointer user_data, GObject *where_it_was)
{
  Connection *connection = user_data;

  connection->stream = NULL;
  g_hash_table_foreach_remove (connection->owner->connections, is_the_one, connection);
}

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  if (connection->stream != NULL)
    g_object_weak_unref (G_OBJECT (connection->stream), stream_gone_cb, connection);
  g_clear_object (&connection->tap);
  g_clear_object (&connection->socket);
  g_free (connection);
}

static gboolean
connected_cb (RushesHttpPort *self, GSocketConnection *socket_connection)
{
  g_autoptr (GSocketAddress) here = g_socket_connection_get_local_address (socket_connection, NULL);
  g_autoptr (GSocketAddress) there = g_socket_connection_get_remote_address (socket_connection, NULL);
  g_autoptr (GInputStream) tap = NULL;
  g_autoptr (GIOStream) stream = NULL;
  Connection *connection;

  /* It may have gone again already. */
  if (here == NULL || there == NULL)
    return TRUE;

  tap = rushes_tap_input_new (socket_connection);
  stream = g_simple_io_stream_new (tap, g_io_stream_get_output_stream (G_IO_STREAM (socket_connection)));

  connection = g_new0 (Connection, 1);
  connection->owner = self;
  connection->stream = stream;
  connection->tap = g_object_ref (RUSHES_TAP_INPUT (tap));
  connection->socket = g_object_ref (g_socket_connection_get_socket (socket_connection));
  g_socket_set_option (connection->socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_object_weak_ref (G_OBJECT (stream), stream_gone_cb, connection);
  g_hash_table_replace (self->connections, key_of (there), connection);

  soup_server_accept_iostream (self->server, stream, here, there, NULL);
  return TRUE;
}

static void
exchange_finished_cb (SoupServerMessage *message, RushesHttpPort *self)
{
  g_signal_handlers_disconnect_by_func (message, exchange_finished_cb, self);
  g_hash_table_remove (self->exchanges, message);
  g_atomic_int_set (&self->n_open, g_hash_table_size (self->exchanges));
}

static void
asked_cb (
  SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  RushesHttpPort *self = user_data;
  GSocketAddress *there = soup_server_message_get_remote_address (message);
  Connection *connection = g_hash_table_lookup (self->connections, key_of (there));
  g_autoptr (RushesExchange) exchange = NULL;

  exchange = rushes_exchange_new (message, connection->socket, rushes_tap_input_take_head (connection->tap));
  g_hash_table_insert (self->exchanges, message, g_object_ref (exchange));
  g_signal_connect (message, "finished", G_CALLBACK (exchange_finished_cb), self);

  g_atomic_int_set (&self->n_open, g_hash_table_size (self->exchanges));
  if (g_hash_table_size (self->exchanges) > rushes_http_port_get_most_open (self))
    g_atomic_int_set (&self->most_open, g_hash_table_size (self->exchanges));

  /* A request with a body would have it taken for the head of the next. */
  if (!g_str_equal (rushes_exchange_get_method (exchange), "GET"))
    rushes_exchange_set_header (exchange, "Connection", "close");

  self->func (exchange, self->user_data);
}

static void
rushes_http_port_dispose (GObject *object)
{
  rushes_http_port_close (RUSHES_HTTP_PORT (object));

  G_OBJECT_CLASS (rushes_http_port_parent_class)->dispose (object);
}

static void
rushes_http_port_finalize (GObject *object)
{
  RushesHttpPort *self = RUSHES_HTTP_PORT (object);

  g_hash_table_unref (self->exchanges);
  g_hash_table_unref (self->connections);
  g_free (self->url);

  G_OBJECT_CLASS (rushes_http_port_parent_class)->finalize (object);
}

static void
rushes_http_port_class_init (RushesHttpPortClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_http_port_dispose;
  object_class->finalize = rushes_http_port_finalize;
}

static void
rushes_http_port_init (RushesHttpPort *self)
{
  self->connections = g_hash_table_new_full (NULL, NULL, NULL, connection_free);
  self->exchanges = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

/*
 * SoupServer keeps a connection alive only while it listens itself, and it cannot listen here
 * because the tap has to come first. So it listens to one end of a pair, and nothing ever
 * comes from the other.
 */
static gboolean
pretend_to_listen (RushesHttpPort *self, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }

  socket = g_socket_new_from_fd (ends[0], NULL);
  self->quiet_end = g_socket_new_from_fd (ends[1], NULL);
  return soup_server_listen_socket (self->server, socket, 0, error);
}

static gboolean
listen_on_loopback (RushesHttpPort *self, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  self->service = g_socket_service_new ();
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (self->service), BACKLOG);
  g_signal_connect_swapped (self->service, "incoming", G_CALLBACK (connected_cb), self);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any_port, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound, error))
    return FALSE;

  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  return TRUE;
}

RushesHttpPort *
rushes_http_port_new (const char *server_name, RushesExchangeFunc func, gpointer user_data, GError **error)
{
  g_autoptr (RushesHttpPort) self = g_object_new (RUSHES_TYPE_HTTP_PORT, NULL);

  self->func = func;
  self->user_data = user_data;
  self->server = soup_server_new ("server-header", server_name, "raw-paths", TRUE, NULL);
  soup_server_add_handler (self->server, NULL, asked_cb, self, NULL);
  if (!pretend_to_listen (self, error) || !listen_on_loopback (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

const char *
rushes_http_port_get_url (RushesHttpPort *self)
{
  return self->url;
}

guint
rushes_http_port_get_n_open (RushesHttpPort *self)
{
  return (guint) g_atomic_int_get (&self->n_open);
}

guint
rushes_http_port_get_most_open (RushesHttpPort *self)
{
  return (guint) g_atomic_int_get (&self->most_open);
}

static void
forget_exchanges (RushesHttpPort *self)
{
  GHashTableIter iter;
  gpointer message;

  g_hash_table_iter_init (&iter, self->exchanges);
  while (g_hash_table_iter_next (&iter, &message, NULL))
    g_signal_handlers_disconnect_by_func (message, exchange_finished_cb, self);
  g_hash_table_remove_all (self->exchanges);
  g_atomic_int_set (&self->n_open, 0);
}

void
rushes_http_port_close (RushesHttpPort *self)
{
  if (self->service != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->service, self);
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  g_clear_object (&self->service);

  /* A message that is under way when SoupServer disconnects never finishes. */
  forget_exchanges (self);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_object (&self->quiet_end);
}
