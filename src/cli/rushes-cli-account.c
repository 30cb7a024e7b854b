/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-account"

#include "config.h"

#include "cli/rushes-cli-account.h"

#include "api/rushes-failure.h"
#include "base/rushes-folders.h"
#include "base/rushes-text.h"
#include "cli/rushes-cli-await.h"
#include "cli/rushes-cli-input.h"
#include "cli/rushes-cli-printer.h"
#include "keys/rushes-key-store.h"
#include "library/rushes-stored-accounts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ACCOUNT_ID "command-line"
#define MAX_KEY_FILE 65536

/* Not empty, as an environment variable that counts. */
static const char *
get_variable (const char *name)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static void
set_error (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
}

/* (nullable): a library that cannot be read is no reason to end: there are other ways to say whom to ask. */
static GPtrArray *
read_stored_accounts (void)
{
  g_autofree char *folder = rushes_folders_dup_data ();
  g_autofree char *path = g_build_filename (folder, "library.db", NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *accounts = rushes_stored_accounts_read (path, &error);

  if (accounts == NULL)
    {
      g_debug ("%s", error->message);
      rushes_cli_print_problem (_ ("Rushes’ library can’t be read, so its accounts are not known here."));
    }
  return accounts;
}

/* (transfer full) (nullable): the stored account called @name, or the first one for NULL */
static RushesAccount *
find_stored_account (const char *name)
{
  g_autoptr (GPtrArray) accounts = read_stored_accounts ();

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      RushesAccount *account = g_ptr_array_index (accounts, i);

      if (name == NULL || g_strcmp0 (rushes_account_get_name (account), name) == 0)
        return g_object_ref (account);
    }
  return NULL;
}

/* Makes @local_error, which it takes, a sentence. Returns: NULL */
static RushesAccount *
refuse_address (GError *local_error, GError **error)
{
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (local_error);
  g_autofree char *sentences = g_strjoin (" ", rushes_failure_get_message (failure),
                                          rushes_failure_get_hint (failure), NULL);

  set_error (error, sentences);
  g_error_free (local_error);
  return NULL;
}

static RushesAccount *
new_account (const char *base_url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  GError *local_error = NULL;
  RushesAccount *account = rushes_account_new (ACCOUNT_ID, "", base_url, &local_error);

  if (account == NULL)
    return refuse_address (local_error, error);

  /* Nobody gave it a name: the machine that is asked is what tells it from others. */
  uri = g_uri_parse (rushes_account_get_base_url (account), G_URI_FLAGS_NONE, NULL);
  g_object_set (account, "name", uri != NULL ? g_uri_get_host (uri) : "", NULL);
  return account;
}

static gboolean
is_key_given (const RushesCliOptions *options)
{
  return options->key_file != NULL || get_variable ("RUSHES_API_KEY") != NULL;
}

static gboolean
have_same_address (RushesAccount *a, RushesAccount *b)
{
  return g_strcmp0 (rushes_account_get_base_url (a), rushes_account_get_base_url (b)) == 0;
}

/* Where to ask. @stored: (out) (nullable): the account whose key in the keyring may be used there */
static RushesAccount *
choose_address (const RushesCliOptions *options, RushesAccount **stored, GError **error)
{
  g_autoptr (RushesAccount) known = NULL;
  g_autoptr (RushesAccount) account = NULL;
  const char *base_url = options->base_url;

  if (options->account != NULL || !is_key_given (options))
    known = find_stored_account (options->account);
  if (options->account != NULL && known == NULL)
    {
      set_error (error, _ ("Rushes knows no account of that name."));
      return NULL;
    }

  if (base_url == NULL && options->account == NULL)
    base_url = get_variable ("RUSHES_BASE_URL");
  if (base_url == NULL && known != NULL)
    account = g_object_ref (known);
  else
    account = new_account (base_url != NULL ? base_url : RUSHES_ACCOUNT_DEFAULT_BASE_URL, error);

  if (account != NULL && known != NULL && have_same_address (account, known))
    {
      /* There is one way to an address, whoever asks. */
      if (account != known)
        rushes_account_copy_settings (account, known);
      *stored = g_steal_pointer (&known);
    }
  return g_steal_pointer (&account);
}

/* Whether nothing but the environment says whom to ask. */
static gboolean
is_environment_meant (const RushesCliOptions *options)
{
  return options->base_url == NULL && options->key_file == NULL && options->account == NULL
         && get_variable ("RUSHES_BASE_URL") != NULL && get_variable ("RUSHES_API_KEY") != NULL;
}

static gboolean
load_key_file (RushesAccount *account, const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = rushes_cli_input_read (path, MAX_KEY_FILE, 0, &local_error);
  char *key = NULL;

  /* Its path is not repeated: people put the key itself there by mistake. */
  if (bytes == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   /* Translators: %s is a sentence with the reason. */
                   _ ("The key file can’t be used. %s"), local_error->message);
      return FALSE;
    }

  key = g_strndup (g_bytes_get_size (bytes) > 0 ? g_bytes_get_data (bytes, NULL) : "",
                   g_bytes_get_size (bytes));
  g_strstrip (key);
  key[strcspn (key, "\r\n")] = '\0';
  rushes_account_set_key (account, key);
  rushes_text_wipe (key);

  if (!rushes_account_has_key (account))
    {
      set_error (error, _ ("The key file holds no key."));
      return FALSE;
    }
  return TRUE;
}

/* The keyring's key for @stored goes to @account, which is at the same address. */
static gboolean
load_keyring_key (RushesAccount *account, RushesAccount *stored, GCancellable *cancellable, GError **error)
{
  g_autoptr (RushesKeyStore) keyring = rushes_keyring_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) local_error = NULL;
  char *key = NULL;

  rushes_key_store_load_async (keyring, rushes_account_get_id (stored), cancellable, rushes_cli_keep_result,
                               &result);

  key = rushes_key_store_load_finish (keyring, rushes_cli_await_result (&result), &local_error);
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (local_error != NULL)
    {
      set_error (error, _ ("The keyring does not answer, and no other key is there. "
                           "Put the key into RUSHES_API_KEY or into a file for --key-file."));
      return FALSE;
    }

  rushes_account_set_key (account, key);
  rushes_text_wipe (key);
  return TRUE;
}

static RushesAccount *
new_environment_account (GError **error)
{
  GError *local_error = NULL;
  RushesAccount *account = rushes_account_new_from_environment (&local_error);

  return account != NULL ? account : refuse_address (local_error, error);
}

static RushesAccount *
new_chosen_account (const RushesCliOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (RushesAccount) stored = NULL;
  g_autoptr (RushesAccount) account = choose_address (options, &stored, error);

  if (account == NULL)
    return NULL;

  if (options->key_file != NULL)
    {
      if (!load_key_file (account, options->key_file, error))
        return NULL;
    }
  else if (get_variable ("RUSHES_API_KEY") != NULL)
    rushes_account_set_key (account, get_variable ("RUSHES_API_KEY"));
  else if (stored != NULL && !load_keyring_key (account, stored, cancellable, error))
    return NULL;

  return g_steal_pointer (&account);
}

RushesAccount *
rushes_cli_account_choose (const RushesCliOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (RushesAccount) account = is_environment_meant (options)
                                        ? new_environment_account (error)
                                        : new_chosen_account (options, cancellable, error);

  if (account == NULL)
    return NULL;
  if (!rushes_account_has_key (account))
    {
      set_error (error, _ ("There is no key. Put it into RUSHES_API_KEY or into a file for --key-file, "
                           "or set the account up in the window."));
      return NULL;
    }
  return g_steal_pointer (&account);
}
