/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session/rushes-session.h"

#include "library/rushes-library.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"

#include <string.h>

/* What the session passes on to the follower and to the library: the system's word on the network, and
 * replies as they came. Nothing leaves the machine: the network monitor and the resolver are our own. */

#define KEY "sk-the-right-key-0123456789"
#define ELSEWHERE "https://gateway.example.com"
#define TASK "306792606023824"
#define MINUTE G_TIME_SPAN_MINUTE
#define REPLY                                                                                                \
  "{\"code\":\"success\",\"message\":\"for " KEY "\",\"data\":{\"task_id\":\"" TASK                          \
  "\",\"status\":\"SUCCESS\",\"data\":{\"task_id\":\"" TASK "\",\"status\":\"Success\",\"file\":{"           \
  "\"download_url\":\"https://cdn.example/output.mp4?Expires=4102444800&Signature=canary0815\"}}}}"

/* A network monitor that says what the test says. */

#define TEST_TYPE_MONITOR (test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TestMonitor, test_monitor, TEST, MONITOR, GObject)

struct _TestMonitor
{
  GObject parent_instance;

  gboolean available;
};

typedef enum
{
  PROP_NETWORK_AVAILABLE = 1,
  PROP_NETWORK_METERED,
  PROP_CONNECTIVITY,
} TestMonitorProps;

static gboolean
test_monitor_init_now (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
test_monitor_initable_init (GInitableIface *iface)
{
  iface->init = test_monitor_init_now;
}

static void
test_monitor_iface_init (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestMonitor,
                               test_monitor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, test_monitor_initable_init)
                                 G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, test_monitor_iface_init))

static void
test_monitor_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  TestMonitor *self = TEST_MONITOR (object);

  switch ((TestMonitorProps) property_id)
    {
    case PROP_NETWORK_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;
    case PROP_NETWORK_METERED:
      g_value_set_boolean (value, FALSE);
      break;
    case PROP_CONNECTIVITY:
      g_value_set_enum (value, self->available ? G_NETWORK_CONNECTIVITY_FULL : G_NETWORK_CONNECTIVITY_LOCAL);
      break;
    }
}

static void
test_monitor_class_init (TestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_monitor_get_property;
  g_object_class_override_property (object_class, PROP_NETWORK_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_NETWORK_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_monitor_init (TestMonitor *self)
{
  self->available = TRUE;
}

static void
say_available (gboolean available)
{
  TestMonitor *monitor = TEST_MONITOR (g_network_monitor_get_default ());

  monitor->available = available;
  g_object_notify (G_OBJECT (monitor), "network-available");
  g_signal_emit_by_name (monitor, "network-changed", available);
}

/* A resolver that knows nobody, and counts what is asked: one look-up, one question. */

static guint n_questions;

#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
look_up_with_flags_async (GResolver *resolver,
                          const char *hostname,
                          GResolverNameLookupFlags flags,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  /* Both families are looked up for one question. */
  if (flags != G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY)
    n_questions++;
  g_task_report_new_error (resolver, callback, user_data, NULL, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND,
                           "nobody knows “%s”", hostname);
}

static void
look_up_async (GResolver *resolver,
               const char *hostname,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  look_up_with_flags_async (resolver, hostname, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback,
                            user_data);
}

static GList *
look_up_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_async = look_up_async;
  resolver_class->lookup_by_name_finish = look_up_finish;
  resolver_class->lookup_by_name_with_flags_async = look_up_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = look_up_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

/* The session */

typedef struct
{
  char *folder;
  RushesKeyStore *keys;
  RushesManualClock *clock;
  RushesSession *session;
  guint n_notified;
} Fixture;

static void
offline_cb (RushesSession *session, GParamSpec *pspec, Fixture *fixture)
{
  fixture->n_notified++;
}

static void
open_session (Fixture *fixture)
{
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) set = NULL;
  g_autoptr (GError) error = NULL;
  gboolean key_kept;

  fixture->session = rushes_session_new (fixture->folder, TRUE, fixture->keys, RUSHES_CLOCK (fixture->clock));
  rushes_session_open_async (fixture->session, rushes_test_keep_result, &opened);
  rushes_test_await_result (&opened, "the session to open");
  g_assert_true (rushes_session_open_finish (fixture->session, opened, &error));
  rushes_session_start_async (fixture->session, NULL, rushes_test_keep_result, &started);
  rushes_test_await_result (&started, "the session to start");
  g_assert_true (rushes_session_start_finish (fixture->session, started, &error));
  rushes_session_set_account_async (fixture->session, "Test", ELSEWHERE, KEY, rushes_test_keep_result, &set);
  rushes_test_await_result (&set, "the account");
  g_assert_true (rushes_session_set_account_finish (fixture->session, set, &key_kept, &error));
  g_signal_connect (fixture->session, "notify::offline", G_CALLBACK (offline_cb), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  n_questions = 0;
  say_available (TRUE);
  fixture->folder = rushes_test_make_folder ();
  fixture->keys = rushes_session_keys_new ();
  fixture->clock = rushes_manual_clock_new ();
  open_session (fixture);
}

static void
close_session (Fixture *fixture)
{
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_close_async (fixture->session, rushes_test_keep_result, &closed);
  rushes_test_await_result (&closed, "the session to close");
  g_assert_true (rushes_session_close_finish (fixture->session, closed, &error));
  g_clear_object (&closed);
  rushes_test_await_finalize (g_steal_pointer (&fixture->session));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->session != NULL)
    close_session (fixture);
  /* Nobody listens to a session that is gone. */
  say_available (FALSE);
  g_clear_object (&fixture->keys);
  rushes_test_await_finalize (g_steal_pointer (&fixture->clock));
  rushes_test_remove_folder (fixture->folder);
}

static RushesTask *
track (Fixture *fixture, const char *text)
{
  g_autoptr (RushesIntake) intake = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;

  intake = rushes_intake_read (text, -1, &error);
  g_assert_no_error (error);
  rushes_session_track_async (fixture->session, intake->items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the task to be tracked");
  added = rushes_session_track_finish (fixture->session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 1);
  return g_object_ref (g_ptr_array_index (added, 0));
}

static gboolean
is_idle (gpointer task)
{
  return !rushes_task_get_asking (task);
}

/* Lets time pass, and waits for what is asked each time. */
static void
pass (Fixture *fixture, RushesTask *task, gint64 microseconds)
{
  const gint64 end = rushes_clock_get_boot_time (RUSHES_CLOCK (fixture->clock)) + microseconds;
  gint64 next;

  rushes_test_await (is_idle, task, "the question to be answered");
  while ((next = rushes_manual_clock_get_next (fixture->clock)) <= end)
    {
      rushes_manual_clock_advance (fixture->clock,
                                   next - rushes_clock_get_boot_time (RUSHES_CLOCK (fixture->clock)));
      rushes_test_await (is_idle, task, "the question to be answered");
    }
  rushes_manual_clock_advance (fixture->clock,
                               end - rushes_clock_get_boot_time (RUSHES_CLOCK (fixture->clock)));
}

static void
test_follows_the_monitor (Fixture *fixture, gconstpointer data)
{
  g_assert_false (rushes_session_get_offline (fixture->session));
  say_available (FALSE);
  g_assert_true (rushes_session_get_offline (fixture->session));
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  say_available (FALSE);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  say_available (TRUE);
  g_assert_false (rushes_session_get_offline (fixture->session));
  g_assert_cmpuint (fixture->n_notified, ==, 2);
}

/* Whatever the monitor said before there was a session. */
static void
test_offline_from_the_start (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  close_session (fixture);
  say_available (FALSE);
  open_session (fixture);
  g_assert_true (rushes_session_get_offline (fixture->session));
  task = track (fixture, TASK);
  pass (fixture, task, 4 * MINUTE);
  g_assert_cmpuint (n_questions, ==, 0);
}

static void
test_burns_no_tries (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;
  guint n_asked;

  say_available (FALSE);
  task = track (fixture, TASK);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_WAITING);

  /* Only a look every five minutes whether it is true; and in vain says nothing of the task. */
  pass (fixture, task, 4 * MINUTE);
  g_assert_cmpuint (n_questions, ==, 0);
  pass (fixture, task, 57 * MINUTE);
  g_assert_cmpuint (n_questions, >=, 10);
  g_assert_cmpuint (n_questions, <=, 12);
  g_assert_null (rushes_task_get_problem (task));
  g_assert_false (rushes_task_get_paused (task));
  g_assert_true (rushes_session_get_offline (fixture->session));

  /* It is asked at once; and that it is in vain is the first time: the next wait is that of its age, not the
   * longest. */
  n_asked = n_questions;
  say_available (TRUE);
  g_assert_true (rushes_task_get_asking (task));
  pass (fixture, task, 0);
  g_assert_cmpuint (n_questions, ==, n_asked + 1);
  g_assert_cmpint (rushes_failure_get_side (rushes_task_get_problem (task)), ==, RUSHES_SIDE_NETWORK);
  pass (fixture, task, 75 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (n_questions, >=, n_asked + 2);
}

static void
test_pasted_reply_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "library.db", NULL);
  g_autoptr (RushesTask) task = track (fixture, REPLY);
  g_autoptr (RushesLibrary) library = NULL;
  g_autoptr (RushesTaskDetails) details = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (rushes_task_get_snapshot (task)->download_url, "canary0815"));
  g_clear_object (&task);
  close_session (fixture);

  library = rushes_library_new (path, RUSHES_CLOCK (fixture->clock));
  rushes_library_open_async (library, NULL, rushes_test_keep_result, &opened);
  rushes_test_await_result (&opened, "the library to open");
  g_assert_true (rushes_library_open_finish (library, opened, &error));
  task = g_list_model_get_item (G_LIST_MODEL (rushes_library_get_tasks (library)), 0);
  rushes_library_load_details_async (library, task, rushes_test_keep_result, &loaded);
  rushes_test_await_result (&loaded, "the details");
  details = rushes_library_load_details_finish (library, loaded, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (details->raw_reply, "\"SUCCESS\""));
  g_assert_null (strstr (details->raw_reply, "canary0815"));
  g_assert_null (strstr (details->raw_reply, KEY));
  rushes_library_close_async (library, rushes_test_keep_result, &closed);
  rushes_test_await_result (&closed, "the library to close");
}

#define ADD(name, func) g_test_add ("/session/following/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (GResolver) resolver = NULL;

  g_test_init (&argc, &argv, NULL);

  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, TEST_TYPE_MONITOR, "test", 0);
  g_setenv ("GIO_USE_NETWORK_MONITOR", "test", TRUE);
  g_assert_true (TEST_IS_MONITOR (g_network_monitor_get_default ()));
  resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  g_resolver_set_default (resolver);

  ADD ("follows-the-monitor", test_follows_the_monitor);
  ADD ("offline-from-the-start", test_offline_from_the_start);
  ADD ("burns-no-tries", test_burns_no_tries);
  ADD ("pasted-reply-is-kept", test_pasted_reply_is_kept);

  return g_test_run ();
}
