/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-test-proxy"

#include "config.h"

#include "support/rushes-test-proxy.h"

#include <string.h>

#define MAX_HEAD (16 * 1024)

struct _RushesTestProxy
{
  GSocket *socket;
  GThread *acceptor;
  GPtrArray *servers; /* (element-type GThread): only the acceptor's until it has ended */
  GCancellable *cancellable;
  char *url;
  guint refusal;

  GMutex mutex;
  /* Guarded by the mutex */
  GPtrArray *heads; /* (element-type utf8) */
};

typedef struct
{
  RushesTestProxy *proxy;
  GSocket *client;
} Connection;

static gboolean
send_all (RushesTestProxy *self, GSocket *to, const char *bytes, gsize length)
{
  while (length > 0)
    {
      const gssize n = g_socket_send (to, bytes, length, self->cancellable, NULL);

      if (n <= 0)
        return FALSE;
      bytes += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/* From one to the other; FALSE at the end. */
static gboolean
pass_on (RushesTestProxy *self, GSocket *from, GSocket *to)
{
  char buffer[16 * 1024];
  const gssize n = g_socket_receive (from, buffer, sizeof buffer, self->cancellable, NULL);

  return n > 0 && send_all (self, to, buffer, (gsize) n);
}

static void
join (RushesTestProxy *self, GSocket *client, GSocket *server)
{
  GPollFD polled[3] = { { g_socket_get_fd (client), G_IO_IN, 0 }, { g_socket_get_fd (server), G_IO_IN, 0 } };

  g_assert_true (g_cancellable_make_pollfd (self->cancellable, &polled[2]));
  while (g_poll (polled, G_N_ELEMENTS (polled), -1) > 0 && polled[2].revents == 0)
    {
      if ((polled[0].revents != 0 && !pass_on (self, client, server))
          || (polled[1].revents != 0 && !pass_on (self, server, client)))
        break;
    }
  g_cancellable_release_fd (self->cancellable);
}

/* (transfer full) (nullable): the head of the request, which is all that comes before the answer */
static char *
read_head (RushesTestProxy *self, GSocket *client)
{
  g_autoptr (GString) head = g_string_new (NULL);

  while (strstr (head->str, "\r\n\r\n") == NULL && head->len < MAX_HEAD)
    {
      char buffer[1024];
      const gssize n = g_socket_receive (client, buffer, sizeof buffer, self->cancellable, NULL);

      if (n <= 0)
        return NULL;
      g_string_append_len (head, buffer, n);
    }
  return g_string_free (g_steal_pointer (&head), FALSE);
}

/* (transfer full) (nullable): the connection to where @head asks to be joined with */
static GSocket *
reach (RushesTestProxy *self, const char *head)
{
  g_auto (GStrv) words = g_strsplit (head, " ", 3);
  g_auto (GStrv) place = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) server = NULL;

  if (g_strv_length (words) < 3 || strcmp (words[0], "CONNECT") != 0)
    return NULL;
  place = g_strsplit (words[1], ":", 2);
  if (g_strv_length (place) != 2)
    return NULL;

  /* Loopback only, whatever the name. */
  address = g_inet_socket_address_new_from_string ("127.0.0.1",
                                                   (guint) g_ascii_strtoull (place[1], NULL, 10));
  server = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  return g_socket_connect (server, address, self->cancellable, NULL) ? g_steal_pointer (&server) : NULL;
}

static gpointer
serve (gpointer data)
{
  static const char welcome[] = "HTTP/1.1 200 Joined\r\n\r\n";
  Connection *connection = data;
  RushesTestProxy *self = connection->proxy;
  g_autoptr (GSocket) client = connection->client;
  g_autoptr (GSocket) server = NULL;
  g_autofree char *head = read_head (self, client);

  g_free (connection);
  if (head == NULL)
    return NULL;

  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->heads, g_strdup (head));
  g_mutex_unlock (&self->mutex);

  if (self->refusal == 0)
    server = reach (self, head);
  if (server != NULL && send_all (self, client, welcome, strlen (welcome)))
    join (self, client, server);
  else if (server == NULL)
    {
      g_autofree char *refusal
        = g_strdup_printf ("HTTP/1.1 %u Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                           self->refusal != 0 ? self->refusal : 502);

      send_all (self, client, refusal, strlen (refusal));
    }
  g_socket_shutdown (client, TRUE, TRUE, NULL);
  return NULL;
}

static gpointer
accept_all (gpointer data)
{
  RushesTestProxy *self = data;
  GSocket *client;

  while ((client = g_socket_accept (self->socket, self->cancellable, NULL)) != NULL)
    {
      Connection *connection = g_new0 (Connection, 1);

      connection->proxy = self;
      connection->client = client;
      g_ptr_array_add (self->servers, g_thread_new ("proxy", serve, connection));
    }
  return NULL;
}

RushesTestProxy *
rushes_test_proxy_new (guint refusal)
{
  RushesTestProxy *self = g_new0 (RushesTestProxy, 1);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  self->heads = g_ptr_array_new_with_free_func (g_free);
  self->servers = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  self->refusal = refusal;
  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_bind (self->socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (self->socket, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (self->socket, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  self->acceptor = g_thread_new ("proxy-accept", accept_all, self);
  return self;
}

void
rushes_test_proxy_free (RushesTestProxy *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->acceptor);
  for (guint i = 0; i < self->servers->len; i++)
    g_thread_join (g_ptr_array_index (self->servers, i));
  g_ptr_array_unref (self->servers);
  g_object_unref (self->socket);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->heads);
  g_mutex_clear (&self->mutex);
  g_free (self->url);
  g_free (self);
}

const char *
rushes_test_proxy_get_url (RushesTestProxy *self)
{
  return self->url;
}

static guint
count (RushesTestProxy *self, const char *text, gboolean at_start)
{
  guint n = 0;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->heads->len; i++)
    {
      const char *head = g_ptr_array_index (self->heads, i);

      if (at_start ? g_str_has_prefix (head, text) : strstr (head, text) != NULL)
        n++;
    }
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
rushes_test_proxy_get_n_requests (RushesTestProxy *self)
{
  return count (self, "", TRUE);
}

guint
rushes_test_proxy_get_n_joined (RushesTestProxy *self, const char *host_and_port)
{
  g_autofree char *start = g_strconcat ("CONNECT ", host_and_port, " ", NULL);

  return count (self, start, TRUE);
}

gboolean
rushes_test_proxy_saw (RushesTestProxy *self, const char *text)
{
  return count (self, text, FALSE) > 0;
}
