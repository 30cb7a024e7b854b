/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-player-keys"

#include "config.h"

#include "ui/rushes-player.h"

GtkEventController *
rushes_player_new_shortcuts (void)
{
  static const struct
  {
    const char *trigger;
    const char *action;
    int target; /* 0: none */
  } keys[] = {
    { "space", "player.play", 0 },
    { "k", "player.play", 0 },
    { "l", "player.loop", 0 },
    { "m", "player.mute", 0 },
    { "f", "player.fullscreen", 0 },
    { "comma", "player.step", -1 },
    { "period", "player.step", 1 },
    { "Left", "player.seek", -1 },
    { "Right", "player.seek", 1 },
    { "<Shift>Left", "player.seek", -5 },
    { "<Shift>Right", "player.seek", 5 },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger),
                                                gtk_named_action_new (keys[i].action));

      if (keys[i].target != 0)
        gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (keys[i].target));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  return controller;
}
