/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-client.h"
#include "library/rushes-library.h"

G_BEGIN_DECLS

/**
 * RushesFollower: asks about every task that has not ended, each at its time. Main thread.
 *
 * One timer, the next task first; the first question at once, then as rushes-pace.h says;
 * at most four in flight. A question that did not work changes nothing that is known of the
 * task. A key that is refused, or missing, pauses its account (signal "account-paused") until
 * rushes_follower_resume_account(). Replies that arrive for a task that has ended or gone
 * meanwhile are dropped.
 *
 * Signals:
 *   "task-ended" (RushesTask): it finished or failed just now
 *   "account-paused" (RushesAccount, RushesFailure)
 */
#define RUSHES_TYPE_FOLLOWER (rushes_follower_get_type ())
G_DECLARE_FINAL_TYPE (RushesFollower, rushes_follower, RUSHES, FOLLOWER, GObject)

RushesFollower *rushes_follower_new (RushesLibrary *library, RushesClient *client, RushesClock *clock);

/* Tasks of an account that was not added wait. Adding it again, or giving it its first key, resumes it. */
void rushes_follower_add_account (RushesFollower *self, RushesAccount *account);
/* For an account whose key was changed. One that has no key stays paused. */
void rushes_follower_resume_account (RushesFollower *self, const char *account_id);

/* Watches the library's list from here on, and has it look for links that have expired; stop cancels what
 * is under way. Both may be called again. */
void rushes_follower_start (RushesFollower *self);
void rushes_follower_stop (RushesFollower *self);

/* Asks about @task as soon as there is room, ended or not (that renews its links). One question a task
 * at a time: while one is under way this does nothing. */
void rushes_follower_refresh (RushesFollower *self, RushesTask *task);

/* For tests: has chance come out the same each time. */
void rushes_follower_set_seed (RushesFollower *self, guint32 seed);

/* How many questions are under way (property "n-in-flight"). */
guint rushes_follower_get_n_in_flight (RushesFollower *self);

G_END_DECLS
