/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-look"

#include "config.h"

#include "ui/rushes-look.h"

/* Between two looks for the files of a task that is shown. */
#define LOOK_PAUSE_SECONDS 5

static GQuark
get_look_quark (void)
{
  return g_quark_from_static_string ("rushes-look");
}

/* The clock of a look only has to tell how long ago it was. */
static gsize
get_seconds (void)
{
  return (gsize) (g_get_monotonic_time () / G_USEC_PER_SEC);
}

void
rushes_look_after (RushesSession *session, RushesTask *task)
{
  g_return_if_fail (RUSHES_IS_SESSION (session));
  g_return_if_fail (RUSHES_IS_TASK (task));

  g_object_set_qdata (G_OBJECT (task), get_look_quark (), GSIZE_TO_POINTER (get_seconds ()));
  rushes_session_look_after_files (session, task);
}

/* Whoever scrolls up and down shows the same tasks again and again. */
void
rushes_look_after_if_due (RushesSession *session, RushesTask *task)
{
  gsize last = GPOINTER_TO_SIZE (g_object_get_qdata (G_OBJECT (task), get_look_quark ()));

  if (last == 0 || get_seconds () >= last + LOOK_PAUSE_SECONDS)
    rushes_look_after (session, task);
}
