/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-settings"

#include "config.h"

#include "ui/rushes-session-settings.h"

#include "ui/rushes-user-folder.h"

#define SETTINGS_KEY "rushes-session-settings"
#define MIB (G_GINT64_CONSTANT (1) << 20)

static void
apply_keep_policy (RushesSession *session, const char *key, GSettings *settings)
{
  rushes_session_set_keep_policy (session, (RushesKeepPolicy) g_settings_get_enum (settings, "keep-videos"));
}

static void
apply_keep_limit (RushesSession *session, const char *key, GSettings *settings)
{
  rushes_session_set_keep_limit (session, g_settings_get_int (settings, "keep-limit-mib") * MIB);
}

static void
apply_name_template (RushesSession *session, const char *key, GSettings *settings)
{
  g_autofree char *name_template = g_settings_get_string (settings, "name-template");

  rushes_session_set_name_template (session, name_template);
}

static void
apply_save_on_finish (RushesSession *session, const char *key, GSettings *settings)
{
  g_autoptr (GFile) folder = NULL;

  if (g_settings_get_boolean (settings, "save-on-finish"))
    folder = rushes_user_folder_read (settings, "save-folder");
  rushes_session_set_save_on_finish (session, folder);
}

/* What was chosen in an earlier run, as soon as it is there. */
static void
choose_account (RushesSession *session, GSettings *settings)
{
  g_autofree char *id = g_settings_get_string (settings, "account");
  RushesAccount *account = rushes_session_get_account (session) == NULL
                             ? rushes_session_find_account (session, id)
                             : NULL;

  if (account != NULL)
    rushes_session_select_account (session, account);
}

static void
accounts_changed_cb (GListModel *accounts, guint position, guint removed, guint added, RushesSession *session)
{
  choose_account (session, g_object_get_data (G_OBJECT (session), SETTINGS_KEY));
}

static void
account_changed_cb (RushesSession *session, GParamSpec *pspec, GSettings *settings)
{
  RushesAccount *account = rushes_session_get_account (session);

  if (account != NULL && !rushes_session_account_is_fixed (session, account))
    g_settings_set_string (settings, "account", rushes_account_get_id (account));
}

static void
remember_account (GSettings *settings, RushesSession *session)
{
  g_object_set_data_full (G_OBJECT (session), SETTINGS_KEY, g_object_ref (settings), g_object_unref);
  g_signal_connect_object (rushes_session_get_accounts (session), "items-changed",
                           G_CALLBACK (accounts_changed_cb), session, G_CONNECT_DEFAULT);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (account_changed_cb), settings,
                           G_CONNECT_DEFAULT);
  choose_account (session, settings);
}

void
rushes_session_settings_apply (GSettings *settings, RushesSession *session)
{
  static const struct
  {
    const char *signal;
    void (*apply) (RushesSession *session, const char *key, GSettings *settings);
  } table[] = {
    { "changed::keep-limit-mib", apply_keep_limit },  { "changed::name-template", apply_name_template },
    { "changed::save-folder", apply_save_on_finish }, { "changed::save-on-finish", apply_save_on_finish },
    { "changed::keep-videos", apply_keep_policy },
  };

  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (RUSHES_IS_SESSION (session));

  remember_account (settings, session);
  /* Keeping begins at once, so it comes last: with the limit that it has to keep to. */
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_signal_connect_object (settings, table[i].signal, G_CALLBACK (table[i].apply), session,
                               G_CONNECT_SWAPPED);
      table[i].apply (session, NULL, settings);
    }
}
