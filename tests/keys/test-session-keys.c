/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-text.h"
#include "keys/rushes-key-store.h"
#include "support/rushes-test-utils.h"

static void
store_key (RushesKeyStore *store, const char *account_id, const char *key)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_key_store_store_async (store, account_id, "An account", key, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the key to be stored");
  g_assert_true (rushes_key_store_store_finish (store, result, &error));
  g_assert_no_error (error);
}

static void
assert_key (RushesKeyStore *store, const char *account_id, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *key = NULL;

  rushes_key_store_load_async (store, account_id, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the key to be loaded");
  key = rushes_key_store_load_finish (store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, expected);
  rushes_text_wipe (key);
}

static void
test_round_trip (void)
{
  RushesKeyStore *store = rushes_session_keys_new ();

  assert_key (store, "one", NULL);
  store_key (store, "one", "the-first-key");
  store_key (store, "two", "another-key");
  assert_key (store, "one", "the-first-key");
  assert_key (store, "two", "another-key");
  store_key (store, "one", "a-newer-key");
  assert_key (store, "one", "a-newer-key");

  store_key (store, "one", NULL);
  assert_key (store, "one", NULL);
  store_key (store, "one", NULL);
  assert_key (store, "two", "another-key");

  rushes_test_await_finalize (store);
}

static void
test_nothing_outlives_the_store (void)
{
  g_autoptr (RushesKeyStore) first = rushes_session_keys_new ();
  g_autoptr (RushesKeyStore) second = rushes_session_keys_new ();

  store_key (first, "one", "the-first-key");
  assert_key (second, "one", NULL);
}

static void
test_cancelled (void)
{
  g_autoptr (RushesKeyStore) store = rushes_session_keys_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  rushes_key_store_store_async (store, "one", "An account", "the-first-key", cancellable,
                                rushes_test_keep_result, &stored);
  rushes_test_await_result (&stored, "the store to be cancelled");
  g_assert_false (rushes_key_store_store_finish (store, stored, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  assert_key (store, "one", NULL);

  rushes_key_store_load_async (store, "one", cancellable, rushes_test_keep_result, &loaded);
  rushes_test_await_result (&loaded, "the load to be cancelled");
  g_assert_null (rushes_key_store_load_finish (store, loaded, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keys/session-keys/round-trip", test_round_trip);
  g_test_add_func ("/keys/session-keys/nothing-outlives-the-store", test_nothing_outlives_the_store);
  g_test_add_func ("/keys/session-keys/cancelled", test_cancelled);

  return g_test_run ();
}
