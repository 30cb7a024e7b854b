/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-exchange"

#include "config.h"

#include "demo/rushes-exchange.h"

#include <string.h>

/* How long to wait before asking again for leave to send. */
#define PATIENCE_MS 40

struct _RushesExchange
{
  GObject parent_instance;

  SoupServerMessage *message;
  GSocket *socket;
  char *head;
  char *target;
  GSource *hang_up_watch;
  GSource *timer;
  gboolean ended;

  RushesExchangeFunc later;
  gpointer later_data;

  GBytes *body;
  gsize sent;
  RushesExchangeAllow allow;
  gpointer allow_data;
};

G_DEFINE_FINAL_TYPE (RushesExchange, rushes_exchange, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
start_timer (RushesExchange *self, guint milliseconds, GSourceFunc func)
{
  clear_source (&self->timer);
  self->timer = g_timeout_source_new (milliseconds);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* A paused message does not listen to its socket, so nothing else would notice a hang-up. */
static gboolean
socket_stirred_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  RushesExchange *self = user_data;
  char byte;
  GInputVector vector = { &byte, 1 };
  int flags = G_SOCKET_MSG_PEEK;
  gssize n_read = g_socket_receive_message (socket, NULL, &vector, 1, NULL, NULL, &flags, NULL, NULL);

  clear_source (&self->hang_up_watch);
  if (n_read <= 0)
    rushes_exchange_cut (self);
  return G_SOURCE_REMOVE;
}

static void
watch_for_hang_up (RushesExchange *self)
{
  if (self->hang_up_watch != NULL)
    return;

  self->hang_up_watch = g_socket_create_source (self->socket, G_IO_IN | G_IO_HUP | G_IO_ERR, NULL);
  g_source_set_callback (self->hang_up_watch, G_SOURCE_FUNC (socket_stirred_cb), self, NULL);
  g_source_attach (self->hang_up_watch, g_main_context_get_thread_default ());
}

static void
message_finished_cb (RushesExchange *self)
{
  self->ended = TRUE;
  clear_source (&self->hang_up_watch);
  clear_source (&self->timer);
}

static void send_next (RushesExchange *self);

static gboolean
ask_again_cb (gpointer user_data)
{
  RushesExchange *self = user_data;

  clear_source (&self->timer);
  send_next (self);
  return G_SOURCE_REMOVE;
}

static void
send_next (RushesExchange *self)
{
  SoupMessageBody *response = soup_server_message_get_response_body (self->message);
  gsize left = g_bytes_get_size (self->body) - self->sent;
  gssize allowed = left == 0 ? 0 : self->allow (self, self->sent, self->allow_data);

  if (left == 0)
    {
      soup_message_body_complete (response);
      soup_server_message_unpause (self->message);
    }
  else if (allowed < 0)
    {
      rushes_exchange_cut (self);
    }
  else if (allowed == 0)
    {
      watch_for_hang_up (self);
      start_timer (self, PATIENCE_MS, ask_again_cb);
    }
  else
    {
      g_autoptr (GBytes) piece = g_bytes_new_from_bytes (self->body, self->sent, MIN (left, (gsize) allowed));

      self->sent += g_bytes_get_size (piece);
      soup_message_body_append_bytes (response, piece);
      soup_server_message_unpause (self->message);
    }
}

static void
piece_written_cb (RushesExchange *self)
{
  if (self->body != NULL && !self->ended)
    send_next (self);
}

static void
rushes_exchange_dispose (GObject *object)
{
  RushesExchange *self = RUSHES_EXCHANGE (object);

  clear_source (&self->hang_up_watch);
  clear_source (&self->timer);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->socket);

  G_OBJECT_CLASS (rushes_exchange_parent_class)->dispose (object);
}

static void
rushes_exchange_finalize (GObject *object)
{
  RushesExchange *self = RUSHES_EXCHANGE (object);

  g_free (self->head);
  g_free (self->target);
  g_clear_pointer (&self->body, g_bytes_unref);

  G_OBJECT_CLASS (rushes_exchange_parent_class)->finalize (object);
}

static void
rushes_exchange_class_init (RushesExchangeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_exchange_dispose;
  object_class->finalize = rushes_exchange_finalize;
}

static void
rushes_exchange_init (RushesExchange *self)
{
}

static char *
target_of (const char *head)
{
  const char *start = strchr (head, ' ');
  const char *end = start != NULL ? strpbrk (start + 1, " \r\n") : NULL;

  return end != NULL ? g_strndup (start + 1, (gsize) (end - start - 1)) : g_strdup ("");
}

RushesExchange *
rushes_exchange_new (SoupServerMessage *message, GSocket *socket, char *head)
{
  RushesExchange *self = g_object_new (RUSHES_TYPE_EXCHANGE, NULL);

  self->message = g_object_ref (message);
  self->socket = g_object_ref (socket);
  self->head = head;
  self->target = target_of (head);
  g_signal_connect_swapped (message, "wrote-chunk", G_CALLBACK (piece_written_cb), self);
  g_signal_connect_swapped (message, "finished", G_CALLBACK (message_finished_cb), self);
  return self;
}

const char *
rushes_exchange_get_method (RushesExchange *self)
{
  return soup_server_message_get_method (self->message);
}

const char *
rushes_exchange_get_target (RushesExchange *self)
{
  return self->target;
}

const char *
rushes_exchange_get_head (RushesExchange *self)
{
  return self->head;
}

const char *
rushes_exchange_get_header (RushesExchange *self, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message), name);
}

char *
rushes_exchange_dup_parameter (RushesExchange *self, const char *name)
{
  const char *query = strchr (self->target, '?');
  g_autoptr (GHashTable) parameters = query != NULL ? soup_form_decode (query + 1) : NULL;

  return parameters != NULL ? g_strdup (g_hash_table_lookup (parameters, name)) : NULL;
}

void
rushes_exchange_set_header (RushesExchange *self, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message), name, value);
}

static void
begin (RushesExchange *self, guint status, const char *type)
{
  soup_server_message_set_status (self->message, status, NULL);
  if (type != NULL)
    rushes_exchange_set_header (self, "Content-Type", type);
  /* SoupServer would cut the body to the range by itself, and not in the way OSS does. */
  soup_message_headers_remove (soup_server_message_get_request_headers (self->message), "Range");
}

void
rushes_exchange_reply_text (RushesExchange *self, guint status, const char *type, const char *text)
{
  SoupMessageBody *response = soup_server_message_get_response_body (self->message);

  begin (self, status, type);
  soup_message_body_append (response, SOUP_MEMORY_COPY, text, strlen (text));
  soup_message_body_complete (response);
  soup_server_message_unpause (self->message);
}

void
rushes_exchange_stream (RushesExchange *self,
                        guint status,
                        const char *type,
                        GBytes *body,
                        gboolean chunked,
                        RushesExchangeAllow allow,
                        gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  begin (self, status, type);
  if (chunked)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  else
    soup_message_headers_set_content_length (headers, (goffset) g_bytes_get_size (body));

  self->body = g_bytes_ref (body);
  self->allow = allow;
  self->allow_data = user_data;
  send_next (self);
}

static gboolean
time_has_come_cb (gpointer user_data)
{
  RushesExchange *self = user_data;

  clear_source (&self->timer);
  clear_source (&self->hang_up_watch);
  self->later (self, self->later_data);
  return G_SOURCE_REMOVE;
}

void
rushes_exchange_later (RushesExchange *self, guint milliseconds, RushesExchangeFunc func, gpointer user_data)
{
  if (milliseconds == 0)
    {
      func (self, user_data);
      return;
    }

  self->later = func;
  self->later_data = user_data;
  rushes_exchange_hold (self);
  start_timer (self, milliseconds, time_has_come_cb);
}

void
rushes_exchange_hold (RushesExchange *self)
{
  watch_for_hang_up (self);
  soup_server_message_pause (self->message);
}

void
rushes_exchange_cut (RushesExchange *self)
{
  if (self->ended)
    return;

  clear_source (&self->hang_up_watch);
  clear_source (&self->timer);
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  /* The message only ends when it finds out for itself that nothing can be written any more. */
  if (soup_server_message_get_status (self->message) == 0)
    soup_server_message_set_status (self->message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);
  soup_message_body_append (soup_server_message_get_response_body (self->message), SOUP_MEMORY_STATIC, "\n",
                            1);
  soup_server_message_unpause (self->message);
}
