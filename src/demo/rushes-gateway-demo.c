/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-gateway-demo"

#include "config.h"

#include "demo/rushes-gateway-private.h"

#include <glib/gi18n-lib.h>

#define MINUTE 60.0
#define HOUR (60 * MINUTE)
/* How long the service's links are valid. */
#define LINK_LASTS (9 * HOUR)
/* These stand for the moments that the caller chose. */
#define FINISH_AFTER -1
#define LAST_AFTER -2

/* Translators (all of these): what a film-maker might have called a take; the videos show it. */
static const RushesScript scripts[] = {
  {
    .task_id = "306793118204466",
    .label = N_ ("Harbour, slow push-in, take 2"),
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -2,
    .runs_after = 6,
    .ends_after = FINISH_AFTER,
    .link_lasts = LINK_LASTS,
    .video = "harbour",
  },
  {
    .task_id = "306792974415093",
    .label = N_ ("Moss and light"),
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -70,
    .runs_after = -62,
    .ends_after = LAST_AFTER,
    .link_lasts = LINK_LASTS,
    .video = "moss",
  },
  {
    .task_id = "306792606023817",
    .label = N_ ("Dunes at dusk, take 3"),
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -14 * MINUTE,
    .runs_after = -14 * MINUTE + 9,
    .ends_after = -12 * MINUTE,
    .link_lasts = LINK_LASTS,
    .video = "dunes",
  },
  {
    .task_id = "306792233590741",
    .label = N_ ("Silk in the wind, portrait"),
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -41 * MINUTE,
    .runs_after = -41 * MINUTE + 5,
    .ends_after = -39 * MINUTE,
    .link_lasts = LINK_LASTS,
    .video = "silk",
  },
  {
    .task_id = "306791950337218",
    .label = N_ ("Crowd at the gate, wide"),
    .kind = RUSHES_SCRIPT_FAILS,
    .submitted_after = -58 * MINUTE,
    .runs_after = -58 * MINUTE + 4,
    .ends_after = -57 * MINUTE,
    .link_lasts = LINK_LASTS,
  },
  {
    .task_id = "306790467718352",
    .label = N_ ("Ink in water, loop"),
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -3 * HOUR - 2 * MINUTE,
    .runs_after = -3 * HOUR - 2 * MINUTE + 7,
    .ends_after = -3 * HOUR,
    .link_lasts = LINK_LASTS,
    .video = "ink",
    .link_signed_at_end = TRUE,
  },
  {
    .task_id = "306786201149560",
    .label = N_ ("Harbour, slow push-in, take 1"),
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -LINK_LASTS + 48 * MINUTE,
    .runs_after = -LINK_LASTS + 48 * MINUTE + 6,
    .ends_after = -LINK_LASTS + 50 * MINUTE,
    .link_lasts = LINK_LASTS,
    .video = "harbour",
    .link_signed_at_end = TRUE,
  },
};

GPtrArray *
rushes_gateway_desk_add_demo (RushesGatewayDesk *desk, double finish_after, double last_after)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      RushesScript script = scripts[i];

      if (script.ends_after == FINISH_AFTER)
        {
          script.ends_after = finish_after;
          script.runs_after = MIN (script.runs_after, finish_after / 2);
        }
      else if (script.ends_after == LAST_AFTER)
        {
          script.ends_after = last_after;
        }
      rushes_gateway_desk_add (desk, &script);
      g_ptr_array_add (lines, g_strdup_printf ("%s | %s", script.task_id, _ (script.label)));
    }
  desk->invents_tasks = TRUE;
  desk->quota_granted = 5000000;
  desk->quota_used = 1250000;
  return lines;
}
