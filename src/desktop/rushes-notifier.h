/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/rushes-expiry-alarm.h"

G_BEGIN_DECLS

/**
 * RushesNotifyMode: what becomes of tasks that end while nobody looks. The numbers are those of the setting.
 */
typedef enum
{
  RUSHES_NOTIFY_EACH,
  RUSHES_NOTIFY_SUMMARY, /* one notification for all of them */
  RUSHES_NOTIFY_NEVER,
} RushesNotifyMode;

/**
 * RushesNotifier: tells the desktop what its user would want to know and cannot see. Main thread.
 *
 * Told are tasks that finish or fail; what happens within two seconds is told as it stands then. More than three
 * that nobody has seen yet become one summary. A task that ends within seconds of being added had ended before,
 * unless the service says that it finished since then: that is no news. Videos that are about to expire are told when another one of them comes to that.
 *
 * What is on the screen is not told, and what comes on the screen later is withdrawn: whether it is there is
 * asked from the function of rushes_notifier_set_sight(), again each second as long as there is anything to
 * withdraw and the window is in front.
 *
 * It does not keep the session or the application alive.
 */
#define RUSHES_TYPE_NOTIFIER (rushes_notifier_get_type ())
G_DECLARE_FINAL_TYPE (RushesNotifier, rushes_notifier, RUSHES, NOTIFIER, GObject)

/**
 * RushesNotifierSight:
 * @task: (nullable)
 *
 * Returns: whether a person sees the task right now; for NULL: whether the window is in front
 */
typedef gboolean (*RushesNotifierSight) (RushesTask *task, gpointer user_data);

/* @alarm: of the same session */
RushesNotifier *rushes_notifier_new (GApplication      *application,
                                     RushesSession     *session,
                                     RushesExpiryAlarm *alarm);

/* Until then nobody sees anything. */
void rushes_notifier_set_sight (RushesNotifier *self, RushesNotifierSight sight, gpointer user_data);

/* What is no longer wanted is withdrawn. */
void rushes_notifier_set_mode (RushesNotifier *self, RushesNotifyMode mode);
void rushes_notifier_set_warn (RushesNotifier *self, gboolean warn);

/* Something has come on the screen. */
void rushes_notifier_look (RushesNotifier *self);

/* The user has turned to @task, by whatever way. */
void rushes_notifier_seen (RushesNotifier *self, RushesTask *task);

G_END_DECLS
