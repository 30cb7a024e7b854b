/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesExpiryAlarm: which videos are about to be lost, whether there is a window or not. Main thread.
 *
 * Those are meant that are only with the service, whose links have less than an hour left, and that are not on
 * their way to this disk. A look goes through the whole list, so it is taken when a link may have come to that:
 * after a task has ended or a video did not come, when the first link reaches its last hour, and every ten
 * minutes.
 *
 * Signal: "looked": what there is may have changed.
 */
#define RUSHES_TYPE_EXPIRY_ALARM (rushes_expiry_alarm_get_type ())
G_DECLARE_FINAL_TYPE (RushesExpiryAlarm, rushes_expiry_alarm, RUSHES, EXPIRY_ALARM, GObject)

RushesExpiryAlarm *rushes_expiry_alarm_new (RushesSession *session);

/* (transfer none) (element-type RushesTask): as of the last look */
GPtrArray *rushes_expiry_alarm_get_expiring (RushesExpiryAlarm *self);

/* How many videos are only with the service, and can still be had there: as of the last look. */
guint rushes_expiry_alarm_get_n_ready (RushesExpiryAlarm *self);

/* Returns: (transfer full) (element-type RushesTask): right now */
GPtrArray *rushes_expiry_alarm_list (RushesSession *session);

G_END_DECLS
