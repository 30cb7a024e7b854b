/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "follow/rushes-follower.h"
#include "follow/rushes-turns.h"

G_BEGIN_DECLS

/* What the two halves of the follower share: rushes-follower.c (whom to ask, and when) and
 * rushes-follower-answers.c (what an answer, or its lack, means for a task and its account). */

struct _RushesFollower
{
  GObject parent_instance;

  RushesLibrary *library;
  RushesAsker *asker;
  RushesClock *clock;
  GRand *chance;

  RushesTurns *turns;
  GPtrArray *watched; /* of RushesTask: the library's list as it was told last */
  gulong list_handler;
  guint timer_id;
  gint64 links_looked_at;
  guint n_in_flight;
  gboolean running;
  gboolean asking;
  gboolean offline;
};

/* Microseconds on the clock that goes on while the machine sleeps. */
gint64 rushes_follower_get_now (RushesFollower *self);
/* Microseconds of wall-clock time since @unix_time. */
gint64 rushes_follower_get_since (RushesFollower *self, gint64 unix_time);

/* Finished, and no link to the video is known. */
gboolean rushes_follower_lacks_link (RushesTask *task);
/* Whether it is asked by itself. */
gboolean rushes_follower_is_to_be_asked (RushesFollower *self, RushesTask *task);
/* Notes on @task that the service tells no link. */
void rushes_follower_tell_linkless (RushesFollower *self, RushesTask *task);

void rushes_follower_pause_slot (RushesFollower *self, RushesSlot *slot, const GError *error);
void rushes_follower_resume_slot (RushesFollower *self, RushesSlot *slot);
void rushes_follower_emit_task_ended (RushesFollower *self, RushesTask *task);
void rushes_follower_emit_account_resumed (RushesFollower *self, RushesAccount *account);

/**
 * RushesQuestionContext: how things were when a question was asked.
 *
 * @known: (nullable): what was known of the task
 * @generation: of the account's slot: grows with each key
 */
typedef struct
{
  RushesSnapshot *known;
  guint generation;
} RushesQuestionContext;

/* What was asked about @entry is answered: @snapshot, or @error. @entry may be gone afterwards. */
void rushes_follower_take_snapshot (RushesFollower              *self,
                                    RushesEntry                 *entry,
                                    const RushesQuestionContext *context,
                                    RushesSnapshot              *snapshot,
                                    const char                  *raw_reply);
void rushes_follower_take_error (RushesFollower              *self,
                                 RushesEntry                 *entry,
                                 const RushesQuestionContext *context,
                                 const GError                *error);

G_END_DECLS
