/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "support/rushes-fault-client.h"

#include <libsoup/soup.h>

#define OFFERS "rushes-fault-client-offers"

static gulong hook;

static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *connection, gpointer user_data)
{
  static const char *const protocols[] = { "h2", "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
}

/* With the first event of a connection, long before its handshake: a handler that comes during an emission
 * has no part in it. It comes after the owner's. */
static gboolean
event_hook (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GObject *message = g_value_get_object (&values[0]);

  if (g_object_get_data (message, OFFERS) == NULL)
    {
      g_object_set_data (message, OFFERS, message);
      g_signal_connect_after (message, "network-event", G_CALLBACK (network_event_cb), NULL);
    }
  return TRUE;
}

void
rushes_fault_client_offer_http2 (gboolean offer)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (SOUP_TYPE_MESSAGE);
  const guint signal = g_signal_lookup ("network-event", SOUP_TYPE_MESSAGE);

  if (offer && hook == 0)
    hook = g_signal_add_emission_hook (signal, 0, event_hook, NULL, NULL);
  else if (!offer && hook != 0)
    {
      g_signal_remove_emission_hook (signal, hook);
      hook = 0;
    }
}
