/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-client.h"
#include "follow/rushes-asker.h"
#include "library/rushes-library.h"

G_BEGIN_DECLS

/**
 * RushesFollower: asks about every task that has not ended, each at its time. Main thread.
 *
 * One timer, the next task first; the first question at once, then as rushes-pace.h says; at most
 * four in flight an account, within the budget of rushes-budget.h, shared as rushes-turns.h says. A
 * question that did not work changes nothing that is known of the task. Nothing is given up, but a task
 * that the service does not know three times in a row is paused (RushesTask:paused, its problem says why)
 * until it is asked by hand or the account gets another key; a task that was only just added may be
 * unknown without a word.
 *
 * A task that finished without a link to its video is asked again three times within about a minute, the
 * last time everywhere (rushes_client_query_everywhere_async()); if there is none then, its problem
 * (RUSHES_ERROR_NO_LINK) says so until it is asked by hand. One that is in the list at the start, or comes
 * finished, is asked once, everywhere, unless it is more than a week old.
 *
 * A key that is refused or missing, or a balance that is used up, pauses the account (signal
 * "account-paused") until rushes_follower_resume_account(), or until a question by hand is answered
 * (signal "account-resumed").
 *
 * Offline, and while the machine sleeps, nothing counts as a try; what found no way is asked again as soon
 * as there is one. After waking, links are looked at by the wall clock before anything is asked.
 *
 * Replies that arrive for a task that has ended or gone meanwhile, or that is known better by now because
 * somebody else was told of it since, are dropped. What a reply said is kept as it came, without its secrets
 * (rushes_library_apply_reply()).
 *
 * Property "offline" (boolean, writable): whether the system says that there is no network; made to be bound
 * to GNetworkMonitor:network-available. An answer from elsewhere sets it back. Accounts that are local
 * (rushes_account_is_local()) are asked all the same.
 *
 * Signals:
 *   "task-ended" (RushesTask): it finished or failed just now
 *   "account-paused" (RushesAccount, RushesFailure)
 *   "account-resumed" (RushesAccount): it works again; not for one that was resumed by a call
 */
#define RUSHES_TYPE_FOLLOWER (rushes_follower_get_type ())
G_DECLARE_FINAL_TYPE (RushesFollower, rushes_follower, RUSHES, FOLLOWER, GObject)

RushesFollower *rushes_follower_new (RushesLibrary *library, RushesClient *client, RushesClock *clock);
RushesFollower *rushes_follower_new_with_asker (RushesLibrary *library, RushesAsker *asker, RushesClock *clock);

/* Tasks of an account that was not added wait. Adding it again, or giving it its first key, resumes it. */
void rushes_follower_add_account (RushesFollower *self, RushesAccount *account);
/* It is not asked any more: what is under way is given up, and its tasks wait. */
void rushes_follower_remove_account (RushesFollower *self, const char *account_id);
/* For an account whose key was changed. One that has no key stays paused. */
void rushes_follower_resume_account (RushesFollower *self, const char *account_id);

/* Watches the library's list from here on, and has it look for links that have expired; stop cancels what
 * is under way. Both may be called again. */
void rushes_follower_start (RushesFollower *self);
void rushes_follower_stop (RushesFollower *self);

/**
 * rushes_follower_refresh:
 *
 * Asks about @task, everywhere, as soon as the budget allows, before all others, ended, paused or not (that
 * renews its links, or goes on asking). It is asked even where the account is paused, or offline; where
 * the service wants to be left alone, by hand one question in 15 s. One question a task at a time: while
 * one is under way or stands at the head this does nothing.
 */
void rushes_follower_refresh (RushesFollower *self, RushesTask *task);

void     rushes_follower_set_offline (RushesFollower *self, gboolean offline);
gboolean rushes_follower_get_offline (RushesFollower *self);

/* For tests: has chance come out the same each time. */
void rushes_follower_set_seed (RushesFollower *self, guint32 seed);

/* How many questions are under way (property "n-in-flight"). */
guint rushes_follower_get_n_in_flight (RushesFollower *self);

G_END_DECLS
