/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-follower-answers"

#include "config.h"

#include "follow/rushes-follower-private.h"

#include "base/rushes-error.h"
#include "follow/rushes-pace.h"

/* Links */

gboolean
rushes_follower_lacks_link (RushesTask *task)
{
  return rushes_task_get_state (task) == RUSHES_STATE_READY
         && !rushes_snapshot_has_link (rushes_task_get_snapshot (task));
}

gboolean
rushes_follower_is_to_be_asked (RushesFollower *self, RushesTask *task)
{
  return !rushes_task_has_ended (task)
         || (rushes_follower_lacks_link (task)
             && rushes_pace_may_have_link (
               rushes_follower_get_since (self, rushes_task_get_began_at (task))));
}

void
rushes_follower_tell_linkless (RushesFollower *self, RushesTask *task)
{
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_NO_LINK,
                                                  "finished, and there is no link");
  g_autoptr (RushesFailure) problem = rushes_failure_new_from_error (error);

  rushes_library_note_problem (self->library, task, problem);
}

/* It is asked again, or this was the last time. */
static void
take_linkless (RushesFollower *self, RushesEntry *entry, gboolean by_hand)
{
  g_autoptr (RushesTask) task = g_object_ref (entry->task);
  const gboolean is_last = entry->n_linkless >= RUSHES_PACE_MAX_LINKLESS;

  entry->told_linkless = entry->told_linkless || is_last || by_hand;
  if (entry->told_linkless)
    rushes_follower_tell_linkless (self, task);
  if (is_last)
    {
      rushes_turns_drop_entry (self->turns, task);
      return;
    }

  entry->n_linkless++;
  rushes_entry_wait_until (entry,
                           rushes_follower_get_now (self)
                             + rushes_pace_after_linkless (entry->n_linkless, g_rand_double (self->chance)));
}

/* Answers */

static gboolean
is_about_the_account (const GError *error)
{
  return g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED)
         || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING)
         || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_BALANCE);
}

/* Whether all tasks of the account would be told the same: the account waits, and none of them. */
static gboolean
is_for_all (const GError *error)
{
  return is_about_the_account (error) || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_RATE_LIMITED);
}

static guint
get_retry_after (const GError *error)
{
  const RushesErrorDetail *detail = rushes_error_get_detail (error);

  return detail != NULL ? detail->retry_after : 0;
}

/* What one question was told holds for the whole account. */
static void
hold_back (RushesFollower *self, RushesSlot *slot, const GError *error)
{
  const guint retry_after = get_retry_after (error);
  const gint64 now = rushes_follower_get_now (self);
  const guint slowness = rushes_budget_get_slowness (&slot->budget, now);

  if (retry_after == 0 && !g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_RATE_LIMITED))
    return;

  rushes_budget_slow_down (&slot->budget, now,
                           rushes_pace_after_problem (slowness + 1, retry_after,
                                                      g_rand_double (self->chance)));
}

static gint64
wait_after_reply (RushesFollower *self, RushesEntry *entry)
{
  return rushes_pace_after_reply (rushes_follower_get_since (self, rushes_task_get_began_at (entry->task)),
                                  g_rand_double (self->chance));
}

/* Whether an error says nothing of the task, or of the service: it is no try. */
static gboolean
is_no_try (RushesFollower *self, RushesEntry *entry, const GError *error)
{
  if (is_for_all (error))
    return TRUE;
  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE))
    return rushes_pace_has_slept (rushes_follower_get_now (self) - entry->asked_at)
           || (self->offline && !rushes_account_is_local (entry->slot->account));
  return g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_TASK_UNKNOWN)
         && rushes_pace_may_be_too_early (
           rushes_follower_get_since (self, rushes_task_get_added_at (entry->task)));
}

/* It waits for its next turn, or pauses. */
static void
count_try (RushesFollower *self, RushesEntry *entry, const GError *error)
{
  const gboolean is_unknown = g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_TASK_UNKNOWN);
  gint64 wait;

  entry->n_problems++;
  entry->n_unknown = is_unknown ? entry->n_unknown + 1 : 0;
  if (entry->n_unknown >= RUSHES_PACE_MAX_UNKNOWN)
    {
      entry->paused = TRUE;
      return;
    }
  wait = rushes_pace_after_problem (is_unknown ? entry->n_unknown : entry->n_problems,
                                    get_retry_after (error), g_rand_double (self->chance));
  rushes_entry_wait_until (entry,
                           rushes_follower_get_now (self) + MAX (wait, wait_after_reply (self, entry)));
}

/* As if it had not been asked; only a service that does not know it yet is given time. */
static void
take_no_try (RushesFollower *self, RushesEntry *entry, const GError *error)
{
  const gboolean is_unknown = g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_TASK_UNKNOWN);

  rushes_entry_wait_until (entry, rushes_follower_get_now (self)
                                    + (is_unknown ? wait_after_reply (self, entry) : 0));
}

void
rushes_follower_take_error (RushesFollower *self,
                            RushesEntry *entry,
                            const RushesQuestionContext *context,
                            const GError *error)
{
  g_autoptr (RushesTask) task = g_object_ref (entry->task);
  g_autoptr (RushesFailure) problem = rushes_failure_new_from_error (error);
  RushesSlot *slot = entry->slot;
  const gboolean is_current = context->generation == slot->generation;
  const gboolean no_try = is_no_try (self, entry, error);
  const gboolean is_told = entry->refresh || !no_try || is_for_all (error);
  gboolean is_paused;

  hold_back (self, slot, error);
  entry->refresh = FALSE;
  entry->cut_off = g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
  if (!no_try)
    count_try (self, entry, error);
  else
    take_no_try (self, entry, error);
  is_paused = entry->paused;
  if (!rushes_follower_is_to_be_asked (self, task))
    {
      is_paused = FALSE;
      rushes_turns_drop_entry (self->turns, task);
    }

  g_object_freeze_notify (G_OBJECT (task));
  rushes_library_note_asking (self->library, task, FALSE);
  rushes_library_note_paused (self->library, task, is_paused);
  if (is_told)
    rushes_library_note_problem (self->library, task, problem);
  g_object_thaw_notify (G_OBJECT (task));

  if (is_about_the_account (error) && is_current)
    rushes_follower_pause_slot (self, slot, error);
}

/* There is a way to the service after all; and what was asked by hand shows that the key is good. */
static void
note_reply (RushesFollower *self, RushesSlot *slot, gboolean by_hand, const RushesQuestionContext *context)
{
  g_autoptr (RushesAccount) account = g_object_ref (slot->account);

  if (!rushes_account_is_local (account))
    rushes_follower_set_offline (self, FALSE);
  if (!by_hand || !slot->paused || context->generation != slot->generation)
    return;

  rushes_follower_resume_slot (self, slot);
  rushes_follower_emit_account_resumed (self, account);
}

void
rushes_follower_take_snapshot (RushesFollower *self,
                               RushesEntry *entry,
                               const RushesQuestionContext *context,
                               RushesSnapshot *snapshot,
                               const char *raw_reply)
{
  g_autoptr (RushesTask) task = g_object_ref (entry->task);
  RushesSlot *slot = entry->slot;
  const gboolean by_hand = entry->refresh;
  const gboolean had_ended = rushes_task_has_ended (task);
  /* Somebody else was told something since this was asked. */
  const gboolean is_stale = rushes_task_get_snapshot (task) != context->known;

  entry->n_problems = 0;
  entry->n_unknown = 0;
  entry->cut_off = FALSE;
  entry->refresh = FALSE;

  g_object_freeze_notify (G_OBJECT (task));
  rushes_library_note_asking (self->library, task, FALSE);
  if (!is_stale)
    rushes_library_apply_reply (self->library, task, snapshot, raw_reply);
  if (by_hand && rushes_task_get_state (task) == RUSHES_STATE_EXPIRED)
    rushes_follower_tell_linkless (self, task);
  if (rushes_follower_lacks_link (task))
    take_linkless (self, entry, by_hand);
  else if (rushes_task_has_ended (task))
    rushes_turns_drop_entry (self->turns, task);
  else
    rushes_entry_wait_until (entry, rushes_follower_get_now (self) + wait_after_reply (self, entry));
  g_object_thaw_notify (G_OBJECT (task));

  if (!had_ended && rushes_task_has_ended (task))
    rushes_follower_emit_task_ended (self, task);
  note_reply (self, slot, by_hand, context);
}
