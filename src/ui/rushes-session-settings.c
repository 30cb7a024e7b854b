/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-settings"

#include "config.h"

#include "ui/rushes-session-settings.h"

#include "ui/rushes-user-folder.h"

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

  /* Keeping begins at once, so it comes last: with the limit that it has to keep to. */
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_signal_connect_object (settings, table[i].signal, G_CALLBACK (table[i].apply), session,
                               G_CONNECT_SWAPPED);
      table[i].apply (session, NULL, settings);
    }
}
