/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * Looking whether the files of a task that is on screen are still there: for whoever shows it.
 */

/* Looks now: the user comes back from where they may have been changed. */
void rushes_look_after (RushesSession *session, RushesTask *task);

/* Looks, unless that was done a moment ago. */
void rushes_look_after_if_due (RushesSession *session, RushesTask *task);

G_END_DECLS
