/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-track-service"

#include "config.h"

#include "desktop/rushes-track-service.h"

#include "intake/rushes-handover.h"

static const char introspection[] = "<node>"
                                    "<interface name='" RUSHES_APPLICATION_ID RUSHES_HANDOVER_SUFFIX "'>"
                                    "<method name='" RUSHES_HANDOVER_METHOD "'>"
                                    "<arg name='tasks' type='a(ss)' direction='in'/>"
                                    "<arg name='added' type='as' direction='out'/>"
                                    "</method>"
                                    "</interface>"
                                    "</node>";

/* Counted: requests may be under way when it goes. */
typedef struct
{
  RushesHost *host;
  RushesTrackServiceFunc func; /* (nullable): NULL once it has gone */
  gpointer user_data;
} Service;

static void
service_clear (gpointer data)
{
  Service *service = data;

  g_object_unref (service->host);
}

static void
service_unref (Service *service)
{
  g_rc_box_release_full (service, service_clear);
}

static void
service_gone (gpointer user_data)
{
  Service *service = user_data;

  service->func = NULL;
  service_unref (service);
}

/* Someone's tasks, on their way into the list. */
typedef struct
{
  Service *service;
  GDBusMethodInvocation *invocation;
  GPtrArray *items;
} Request;

static void
request_free (Request *request)
{
  g_ptr_array_unref (request->items);
  g_object_unref (request->invocation);
  service_unref (request->service);
  g_free (request);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static GVariant *
list_ids (GPtrArray *tasks)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < tasks->len; i++)
    g_variant_builder_add (&builder, "s", rushes_task_get_id (g_ptr_array_index (tasks, i)));
  return g_variant_new (RUSHES_HANDOVER_REPLY_TYPE, &builder);
}

static void
refuse (Request *request, const GError *error)
{
  g_dbus_method_invocation_return_gerror (g_object_ref (request->invocation), error);
}

static void
tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  const Service *service = request->service;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) added = rushes_host_track_finish (RUSHES_HOST (source), result, &error);

  rushes_host_release (RUSHES_HOST (source));
  if (added == NULL)
    {
      refuse (request, error);
      return;
    }

  g_dbus_method_invocation_return_value (g_object_ref (request->invocation), list_ids (added));
  if (service->func != NULL)
    service->func (added->len, request->items->len - added->len, service->user_data);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  RushesHost *host = RUSHES_HOST (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSession) session = rushes_host_open_finish (host, result, &error);

  if (session == NULL)
    {
      refuse (request, error);
      return;
    }
  rushes_host_track_async (host, request->items, tracked_cb, request);
  request = NULL;
}

static void
method_called (GDBusConnection *connection,
               const char *sender,
               const char *object_path,
               const char *interface_name,
               const char *method_name,
               GVariant *parameters,
               GDBusMethodInvocation *invocation,
               gpointer user_data)
{
  Service *service = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *items = rushes_handover_read (parameters, &error);
  Request *request = NULL;

  if (items == NULL)
    {
      g_dbus_method_invocation_return_gerror (invocation, error);
      return;
    }

  request = g_new0 (Request, 1);
  request->service = g_rc_box_acquire (service);
  request->invocation = invocation;
  request->items = items;
  /* Held until the tasks are in the list: nobody else need be there. */
  rushes_host_open_async (service->host, TRUE, opened_cb, request);
}

static const GDBusInterfaceVTable methods = { .method_call = method_called };

guint
rushes_track_service_export (GDBusConnection *connection,
                             const char *object_path,
                             RushesHost *host,
                             RushesTrackServiceFunc func,
                             gpointer user_data,
                             GError **error)
{
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  Service *service = NULL;
  guint registration;

  g_return_val_if_fail (RUSHES_IS_HOST (host), 0);

  service = g_rc_box_new0 (Service);
  service->host = g_object_ref (host);
  service->func = func;
  service->user_data = user_data;
  registration = g_dbus_connection_register_object (connection, object_path, node->interfaces[0], &methods,
                                                    service, service_gone, error);
  if (registration == 0)
    service_unref (service);
  return registration;
}
