/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-search-provider"

#include "config.h"

#include "desktop/rushes-search-provider.h"

#include "base/rushes-text.h"
#include "desktop/rushes-search-pictures.h"
#include "desktop/rushes-task-finder.h"
#include "desktop/rushes-task-target.h"

#define INTERFACE "org.gnome.Shell.SearchProvider2"
/* Nobody looks through more, and the window has its own search. */
#define MOST_RESULTS 50
/* Who asks for more at once than there were is no desktop. */
#define MOST_METAS 200
#define MAX_NAME 120
#define MAX_SEARCH 500

struct _RushesSearchProvider
{
  GObject parent_instance;

  RushesHost *host;
  RushesSearchDescribe describe;
  RushesThumbnails *thumbnails; /* (nullable): of the library that is open */
  GDBusConnection *connection;  /* (nullable): as long as it is exported */
  guint registration;
};

enum
{
  ACTIVATE_TASK,
  LAUNCH_SEARCH,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesSearchProvider, rushes_search_provider, G_TYPE_OBJECT)

static const char introspection[] = "<node>"
                                    "  <interface name='" INTERFACE "'>"
                                    "    <method name='GetInitialResultSet'>"
                                    "      <arg type='as' name='terms' direction='in'/>"
                                    "      <arg type='as' name='results' direction='out'/>"
                                    "    </method>"
                                    "    <method name='GetSubsearchResultSet'>"
                                    "      <arg type='as' name='previous_results' direction='in'/>"
                                    "      <arg type='as' name='terms' direction='in'/>"
                                    "      <arg type='as' name='results' direction='out'/>"
                                    "    </method>"
                                    "    <method name='GetResultMetas'>"
                                    "      <arg type='as' name='identifiers' direction='in'/>"
                                    "      <arg type='aa{sv}' name='metas' direction='out'/>"
                                    "    </method>"
                                    "    <method name='ActivateResult'>"
                                    "      <arg type='s' name='identifier' direction='in'/>"
                                    "      <arg type='as' name='terms' direction='in'/>"
                                    "      <arg type='u' name='timestamp' direction='in'/>"
                                    "    </method>"
                                    "    <method name='LaunchSearch'>"
                                    "      <arg type='as' name='terms' direction='in'/>"
                                    "      <arg type='u' name='timestamp' direction='in'/>"
                                    "    </method>"
                                    "  </interface>"
                                    "</node>";

/* A question, until the library is open. */
typedef struct
{
  RushesSearchProvider *provider;
  GDBusMethodInvocation *invocation; /* (nullable): answered */
  char **words;                      /* terms, or identifiers */
  gboolean metas;                    /* whether they are identifiers */
  RushesSession *session;            /* (nullable): once the library is open; its host is held then */
  GPtrArray *tasks;                  /* (nullable): of RushesTask: those that are to be described */
} Question;

static void
question_free (Question *question)
{
  if (question->session != NULL)
    rushes_host_release (question->provider->host);
  g_clear_object (&question->session);
  g_clear_pointer (&question->tasks, g_ptr_array_unref);
  g_object_unref (question->provider);
  g_clear_object (&question->invocation);
  g_strfreev (question->words);
  g_free (question);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static GVariant *
find (GListModel *tasks, const char *const *terms)
{
  g_autoptr (GPtrArray) found = rushes_task_finder_find (tasks, terms, MOST_RESULTS);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("(as)"));
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *target = rushes_task_target_dup (g_ptr_array_index (found, i));

      g_variant_builder_add (&builder, "s", target);
    }
  g_variant_builder_close (&builder);
  return g_variant_builder_end (&builder);
}

/* @picture: (nullable) */
static void
add_meta (RushesSearchProvider *self, GVariantBuilder *builder, RushesTask *task, GIcon *picture, gint64 now)
{
  g_autofree char *target = rushes_task_target_dup (task);
  g_autofree char *label = rushes_text_neutralise (rushes_task_get_label (task), MAX_NAME);
  g_autofree char *description = self->describe (task, now);
  g_autoptr (GIcon) icon = picture != NULL ? g_object_ref (picture)
                                           : g_themed_icon_new (RUSHES_APPLICATION_ID);
  g_autoptr (GVariant) icon_data = g_icon_serialize (icon);

  g_variant_builder_open (builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (builder, "{sv}", "id", g_variant_new_string (target));
  g_variant_builder_add (builder, "{sv}", "name",
                         g_variant_new_string (label != NULL ? label : rushes_task_get_id (task)));
  g_variant_builder_add (builder, "{sv}", "icon", icon_data);
  if (description != NULL)
    g_variant_builder_add (builder, "{sv}", "description", g_variant_new_string (description));
  g_variant_builder_close (builder);
}

static void
pictures_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GPtrArray) icons = rushes_search_pictures_get_finish (RUSHES_THUMBNAILS (source), result);
  gint64 now = rushes_clock_get_real_time (rushes_session_get_clock (question->session)) / G_USEC_PER_SEC;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("(aa{sv})"));
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < question->tasks->len; i++)
    add_meta (question->provider, &builder, g_ptr_array_index (question->tasks, i),
              g_ptr_array_index (icons, i), now);
  g_variant_builder_close (&builder);
  g_dbus_method_invocation_return_value (g_steal_pointer (&question->invocation),
                                         g_variant_builder_end (&builder));
}

/* (transfer full) (nullable): where its video is on this disk */
static char *
dup_video (RushesTask *task)
{
  const char *saved = rushes_task_get_saved_path (task);

  if (rushes_task_get_kept_path (task) != NULL)
    return g_strdup (rushes_task_get_kept_path (task));
  return saved != NULL && g_path_is_absolute (saved) && !rushes_task_get_saved_missing (task)
           ? g_strdup (saved)
           : NULL;
}

static void
describe_tasks (Question *question)
{
  RushesSearchProvider *self = question->provider;
  GListModel *tasks = rushes_session_get_tasks (question->session);
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_free);

  question->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (gsize i = 0; i < MOST_METAS && question->words[i] != NULL; i++)
    {
      RushesTask *task = rushes_task_target_find (tasks, question->words[i]);

      if (task == NULL)
        continue;
      g_ptr_array_add (question->tasks, task);
      g_ptr_array_add (videos, dup_video (task));
    }

  if (self->thumbnails == NULL)
    {
      g_autofree char *folder = rushes_session_dup_thumbnails_folder (question->session);

      self->thumbnails = rushes_thumbnails_new (folder, RUSHES_THUMBNAILS_MAX_BYTES);
    }
  rushes_search_pictures_get_async (self->thumbnails, videos, pictures_cb, question);
}

static void
forget_thumbnails (RushesSearchProvider *self)
{
  g_clear_object (&self->thumbnails);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesHost *host = RUSHES_HOST (source);
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;

  question->session = rushes_host_open_finish (host, result, &error);
  if (question->session == NULL)
    {
      g_debug ("Nothing is found, the library is not open: %s", error->message);
      g_dbus_method_invocation_return_value (g_steal_pointer (&question->invocation),
                                             question->metas ? g_variant_new ("(aa{sv})", NULL)
                                                             : g_variant_new ("(as)", NULL));
      return;
    }

  /* With the next letter it asks again. */
  rushes_host_linger (host);
  if (question->metas)
    describe_tasks (g_steal_pointer (&question));
  else
    g_dbus_method_invocation_return_value (g_steal_pointer (&question->invocation),
                                           find (rushes_session_get_tasks (question->session),
                                                 (const char *const *) question->words));
}

static void
ask (RushesSearchProvider *self, GDBusMethodInvocation *invocation, char **words, gboolean metas)
{
  Question *question = g_new0 (Question, 1);

  question->provider = g_object_ref (self);
  question->invocation = invocation;
  question->words = words;
  question->metas = metas;
  rushes_host_open_async (self->host, FALSE, opened_cb, question);
}

static void
launch (RushesSearchProvider *self, const char *const *terms, guint timestamp)
{
  g_autofree char *joined = g_strjoinv (" ", (char **) terms);
  g_autofree char *text = rushes_text_neutralise (joined, MAX_SEARCH);

  g_signal_emit (self, signals[LAUNCH_SEARCH], 0, text != NULL ? text : "", timestamp);
}

static void
method_call_cb (GDBusConnection *connection,
                const char *sender,
                const char *object_path,
                const char *interface_name,
                const char *method_name,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  RushesSearchProvider *self = user_data;
  g_auto (GStrv) words = NULL;
  const char *target = NULL;
  guint timestamp = 0;

  if (g_str_equal (method_name, "GetInitialResultSet"))
    {
      g_variant_get (parameters, "(^as)", &words);
      ask (self, invocation, g_steal_pointer (&words), FALSE);
    }
  else if (g_str_equal (method_name, "GetSubsearchResultSet"))
    {
      /* Everything is looked through in the time that it takes to check what was found before. */
      g_variant_get (parameters, "(as^as)", NULL, &words);
      ask (self, invocation, g_steal_pointer (&words), FALSE);
    }
  else if (g_str_equal (method_name, "GetResultMetas"))
    {
      g_variant_get (parameters, "(^as)", &words);
      ask (self, invocation, g_steal_pointer (&words), TRUE);
    }
  else if (g_str_equal (method_name, "ActivateResult"))
    {
      g_variant_get (parameters, "(&sasu)", &target, NULL, &timestamp);
      g_signal_emit (self, signals[ACTIVATE_TASK], 0, target, timestamp);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      g_variant_get (parameters, "(^asu)", &words, &timestamp);
      launch (self, (const char *const *) words, timestamp);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static void
rushes_search_provider_dispose (GObject *object)
{
  RushesSearchProvider *self = RUSHES_SEARCH_PROVIDER (object);

  rushes_search_provider_unexport (self);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (rushes_search_provider_parent_class)->dispose (object);
}

static void
rushes_search_provider_class_init (RushesSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rushes_search_provider_dispose;

  signals[ACTIVATE_TASK] = g_signal_new ("activate-task", G_OBJECT_CLASS_TYPE (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
  signals[LAUNCH_SEARCH] = g_signal_new ("launch-search", G_OBJECT_CLASS_TYPE (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
}

static void
rushes_search_provider_init (RushesSearchProvider *self)
{
}

RushesSearchProvider *
rushes_search_provider_new (RushesHost *host, RushesSearchDescribe describe)
{
  RushesSearchProvider *self = NULL;

  g_return_val_if_fail (RUSHES_IS_HOST (host), NULL);
  g_return_val_if_fail (describe != NULL, NULL);

  self = g_object_new (RUSHES_TYPE_SEARCH_PROVIDER, NULL);
  self->host = g_object_ref (host);
  self->describe = describe;
  g_signal_connect_object (host, "closed", G_CALLBACK (forget_thumbnails), self, G_CONNECT_SWAPPED);
  return self;
}

gboolean
rushes_search_provider_export (RushesSearchProvider *self,
                               GDBusConnection *connection,
                               const char *application_path,
                               GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_call_cb };
  g_autoptr (GDBusNodeInfo) node = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (RUSHES_IS_SEARCH_PROVIDER (self), FALSE);
  g_return_val_if_fail (self->connection == NULL, FALSE);

  node = g_dbus_node_info_new_for_xml (introspection, error);
  if (node == NULL)
    return FALSE;
  path = g_strconcat (application_path, "/SearchProvider", NULL);
  self->registration = g_dbus_connection_register_object (connection, path, node->interfaces[0], &vtable,
                                                          self, NULL, error);
  if (self->registration == 0)
    return FALSE;
  self->connection = g_object_ref (connection);
  return TRUE;
}

void
rushes_search_provider_unexport (RushesSearchProvider *self)
{
  g_return_if_fail (RUSHES_IS_SEARCH_PROVIDER (self));

  if (self->connection == NULL)
    return;

  g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  g_clear_object (&self->connection);
}
