/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesAnnouncer: what became of tasks meanwhile, as one sentence for those who cannot see their rows
 * change. Main thread.
 *
 * Told are tasks that end, whose video is kept, or whose video did not come. What happens within two
 * seconds is told together, as it stands then.
 *
 * Signal: "announce" (utf8)
 */
#define RUSHES_TYPE_ANNOUNCER (rushes_announcer_get_type ())
G_DECLARE_FINAL_TYPE (RushesAnnouncer, rushes_announcer, RUSHES, ANNOUNCER, GObject)

RushesAnnouncer *rushes_announcer_new (RushesSession *session);

G_END_DECLS
