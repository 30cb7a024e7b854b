/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session/session-fixture.h"

/* A network whose price can be set */

#define TEST_TYPE_MONITOR (test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TestMonitor, test_monitor, TEST, MONITOR, GObject)

struct _TestMonitor
{
  GObject parent_instance;

  gboolean metered;
};

enum
{
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static void
test_monitor_initable_init (GInitableIface *iface)
{
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
  if (property_id == PROP_AVAILABLE)
    g_value_set_boolean (value, TRUE);
  else if (property_id == PROP_METERED)
    g_value_set_boolean (value, TEST_MONITOR (object)->metered);
  else
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
}

static void
test_monitor_class_init (TestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_monitor_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_monitor_init (TestMonitor *self)
{
}

void
session_fixture_set_metered (SessionFixture *fixture, gboolean metered)
{
  TEST_MONITOR (fixture->monitor)->metered = metered;
  g_object_notify (G_OBJECT (fixture->monitor), "network-metered");
}

/* The session */

static void
await_boolean (gboolean (*finish) (RushesSession *, GAsyncResult *, GError **),
               RushesSession *session,
               GAsyncResult **result)
{
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GError) error = NULL;

  rushes_test_await_result (result, "the session's answer");
  kept = g_steal_pointer (result);
  g_assert_true (finish (session, kept, &error));
  g_assert_no_error (error);
}

void
session_fixture_open (SessionFixture *fixture)
{
  GAsyncResult *result = NULL;

  fixture->session = rushes_session_new (fixture->data_folder, TRUE, fixture->keys, fixture->clock);
  rushes_session_set_network_monitor (fixture->session, fixture->monitor);
  rushes_session_open_async (fixture->session, rushes_test_keep_result, &result);
  await_boolean (rushes_session_open_finish, fixture->session, &result);
  rushes_session_start_async (fixture->session, NULL, rushes_test_keep_result, &result);
  await_boolean (rushes_session_start_finish, fixture->session, &result);
}

void
session_fixture_close (SessionFixture *fixture)
{
  GAsyncResult *result = NULL;

  rushes_session_close_async (fixture->session, rushes_test_keep_result, &result);
  await_boolean (rushes_session_close_finish, fixture->session, &result);
  rushes_test_await_finalize (g_steal_pointer (&fixture->session));
}

static void
set_account (SessionFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_set_account_async (fixture->session, "Studio",
                                    rushes_gateway_get_base_url (fixture->gateway), SESSION_KEY,
                                    rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the account");
  g_assert_true (rushes_session_set_account_finish (fixture->session, result, NULL, &error));
  g_assert_no_error (error);
}

/* The gateway goes by the wall clock. */
static RushesClock *
new_manual_clock (void)
{
  RushesClock *clock = RUSHES_CLOCK (rushes_manual_clock_new ());

  rushes_manual_clock_jump (RUSHES_MANUAL_CLOCK (clock),
                            g_get_real_time () - rushes_clock_get_real_time (clock));
  return clock;
}

void
session_fixture_set_up (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->data_folder = rushes_test_make_folder ();
  fixture->videos_folder = g_build_filename (fixture->data_folder, "videos", NULL);
  fixture->user_folder = rushes_test_make_folder ();
  fixture->gateway = rushes_gateway_new (SESSION_KEY, &error);
  g_assert_no_error (error);
  fixture->keys = rushes_session_keys_new ();
  fixture->clock = g_strcmp0 (data, SESSION_MANUAL_CLOCK) == 0 ? new_manual_clock ()
                                                               : rushes_clock_new_system ();
  fixture->monitor = g_object_new (TEST_TYPE_MONITOR, NULL);
  session_fixture_open (fixture);
  set_account (fixture);
}

void
session_fixture_tear_down (SessionFixture *fixture, gconstpointer data)
{
  if (fixture->session != NULL)
    session_fixture_close (fixture);
  rushes_test_await_finalize (g_steal_pointer (&fixture->keys));
  rushes_test_await_finalize (g_steal_pointer (&fixture->clock));
  rushes_test_await_finalize (g_steal_pointer (&fixture->monitor));
  g_clear_object (&fixture->gateway);
  rushes_test_remove_folder (fixture->data_folder);
  rushes_test_remove_folder (fixture->user_folder);
  g_free (fixture->videos_folder);
}

/* Tasks */

void
session_fixture_script (SessionFixture *fixture, const char *task_id, double ends_after)
{
  const RushesScript script = {
    .task_id = task_id,
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = ends_after,
    .link_lasts = 32400,
  };

  rushes_gateway_add (fixture->gateway, &script);
}

RushesTask *
session_fixture_track (SessionFixture *fixture, const char *task_id)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (items, rushes_intake_item_new (task_id, NULL, 1));
  rushes_session_track_async (fixture->session, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the task to be tracked");
  added = rushes_session_track_finish (fixture->session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 1);
  return g_object_ref (g_ptr_array_index (added, 0));
}

RushesTask *
session_fixture_find (SessionFixture *fixture, const char *task_id)
{
  GListModel *tasks = rushes_session_get_tasks (fixture->session);

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (g_str_equal (rushes_task_get_id (task), task_id))
        return g_steal_pointer (&task);
    }
  g_assert_not_reached ();
}

static gboolean
has_ended (gpointer task)
{
  return rushes_task_has_ended (task);
}

RushesTask *
session_fixture_add_finished (SessionFixture *fixture, const char *task_id)
{
  g_autoptr (RushesTask) task = NULL;

  session_fixture_script (fixture, task_id, -20);
  task = session_fixture_track (fixture, task_id);
  rushes_test_await (has_ended, task, "the task to be known as finished");
  return g_steal_pointer (&task);
}

typedef struct
{
  RushesTask *task;
  int state;
} Expectation;

static gboolean
is_in_state (gpointer user_data)
{
  const Expectation *expectation = user_data;

  return rushes_task_get_state (expectation->task) == (RushesState) expectation->state;
}

void
session_fixture_await_state (RushesTask *task, RushesState state)
{
  Expectation expectation = { task, state };

  rushes_test_await (is_in_state, &expectation, "the state of a task");
}

static gboolean
is_in_transfer_state (gpointer user_data)
{
  const Expectation *expectation = user_data;

  return rushes_task_get_transfer_state (expectation->task) == (RushesTransferState) expectation->state;
}

void
session_fixture_await_transfer (RushesTask *task, RushesTransferState state)
{
  Expectation expectation = { task, state };

  rushes_test_await (is_in_transfer_state, &expectation, rushes_transfer_state_to_string (state));
}

static gboolean
is_at_rest (gpointer user_data)
{
  SessionFixture *fixture = user_data;
  GListModel *tasks = rushes_session_get_tasks (fixture->session);

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (rushes_transfer_state_is_going_on (rushes_task_get_transfer_state (task)))
        return FALSE;
    }
  return rushes_session_get_n_transfers (fixture->session) == 0;
}

void
session_fixture_await_rest (SessionFixture *fixture)
{
  rushes_test_pump ();
  rushes_test_await (is_at_rest, fixture, "all transfers to end");
  rushes_test_pump ();
}

/* Files */

GFile *
session_fixture_user_file (SessionFixture *fixture, const char *name)
{
  return g_file_new_build_filename (fixture->user_folder, name, NULL);
}

GError *
session_fixture_save (SessionFixture *fixture, RushesTask *task, const char *name, gboolean replace)
{
  g_autoptr (GFile) file = session_fixture_user_file (fixture, name);
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  rushes_session_save_async (fixture->session, task, file, replace, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the save to end");
  g_assert_cmpint (rushes_session_save_finish (fixture->session, result, &error), ==, error == NULL);
  return error;
}

void
session_fixture_assert_video (const char *path)
{
  g_autoptr (GBytes) expected = rushes_gateway_get_video (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (contents, length, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

guint
session_fixture_count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}
