/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer-turns"

#include "config.h"

#include "transfer/rushes-transfer-queue-private.h"

#define MAX_FETCHES 3
#define MAX_FETCHES_PER_HOST 2
/* A copy is one disk's work: more of them are no quicker. */
#define MAX_COPIES 2

/* What is under way */
typedef struct
{
  guint n_fetches;
  guint n_copies;
  GHashTable *hosts; /* -> how many fetches */
} Load;

static void
load_add_fetch (Load *load, const char *host)
{
  load->n_fetches++;
  if (host != NULL)
    g_hash_table_replace (load->hosts, g_strdup (host),
                          GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (load->hosts, host)) + 1));
}

/* Wherever it comes from. */
static gboolean
load_has_turn (const Load *load, RushesJob *job)
{
  return rushes_job_is_copy (job) ? load->n_copies < MAX_COPIES : load->n_fetches < MAX_FETCHES;
}

static gboolean
load_has_room (const Load *load, RushesJob *job)
{
  const char *host = NULL;

  if (!load_has_turn (load, job))
    return FALSE;
  if (rushes_job_is_copy (job))
    return TRUE;

  host = rushes_job_get_host (job);
  return host == NULL || GPOINTER_TO_UINT (g_hash_table_lookup (load->hosts, host)) < MAX_FETCHES_PER_HOST;
}

static gboolean
is_its_time (RushesTransferQueue *self, RushesJob *job)
{
  return job->next_try == 0 || job->next_try <= rushes_clock_get_boot_time (self->clock);
}

static gboolean
is_waiting (const RushesJob *job)
{
  return job->step == RUSHES_STEP_NONE && rushes_transfer_state_is_going_on (job->state);
}

/* Whether it could begin, if there were room. */
static gboolean
may_begin (RushesTransferQueue *self, RushesJob *job)
{
  if (!is_waiting (job) || self->blocked != NULL)
    return FALSE;
  if (rushes_job_is_copy (job))
    return TRUE;

  return rushes_job_get_account (job) != NULL && is_its_time (self, job) && !rushes_job_is_offline (job)
         && (self->keeping_allowed || job->purpose != RUSHES_PURPOSE_KEEP)
         && !(g_hash_table_contains (self->locked, rushes_task_get_account_id (job->task))
              && rushes_job_needs_key (job));
}

/* What the user waits for; then by the time that is left; what is late already comes last. */
static gint64
get_urgency (RushesJob *job, gint64 now)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (job->task);
  const gint64 expires_at = snapshot != NULL ? snapshot->expires_at : 0;

  if (expires_at == 0)
    return G_MAXINT64 - 1;
  return expires_at > now ? expires_at : G_MAXINT64;
}

static gboolean
comes_before (RushesJob *a, RushesJob *b, gint64 now)
{
  const gint64 urgency_a = get_urgency (a, now);
  const gint64 urgency_b = get_urgency (b, now);

  if (a->purpose != b->purpose)
    return a->purpose == RUSHES_PURPOSE_SAVE;
  if (urgency_a != urgency_b)
    return urgency_a < urgency_b;
  if (a->created_at != b->created_at)
    return a->created_at < b->created_at;
  return rushes_task_get_order (a->task) < rushes_task_get_order (b->task);
}

static RushesJob *
find_next (RushesTransferQueue *self, const Load *load)
{
  const gint64 now = rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC;
  RushesJob *next = NULL;
  GHashTableIter iter;
  gpointer job;

  /* Most of the time all turns are taken, and many wait: those are passed over by what is quickly seen. */
  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &job))
    if (is_waiting (job) && load_has_turn (load, job) && (next == NULL || comes_before (job, next, now))
        && load_has_room (load, job) && may_begin (self, job))
      next = job;
  return next;
}

static void
measure_load (RushesTransferQueue *self, Load *load)
{
  for (guint i = 0; i < self->busy->len; i++)
    {
      const RushesJob *job = g_ptr_array_index (self->busy, i);

      switch (job->step)
        {
        case RUSHES_STEP_COPYING:
          load->n_copies++;
          break;
        case RUSHES_STEP_PLACING:
        case RUSHES_STEP_FETCHING:
        case RUSHES_STEP_RENAMING:
          load_add_fetch (load, job->host);
          break;
        case RUSHES_STEP_NONE:
        case RUSHES_STEP_LOOKING:
        case RUSHES_STEP_RECORDING: /* the bytes are there: the next ones may come */
        case RUSHES_STEP_DISCARDING:
          break;
        }
    }
}

void
rushes_transfer_queue_give_turns (RushesTransferQueue *self)
{
  g_autoptr (GHashTable) hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Load load = { .hosts = hosts };
  RushesJob *job;

  measure_load (self, &load);
  while ((job = find_next (self, &load)) != NULL)
    {
      job->next_try = 0;
      if (job->is_restored && job->purpose == RUSHES_PURPOSE_SAVE)
        rushes_job_begin_looking (job);
      else if (rushes_job_is_copy (job))
        {
          rushes_job_begin_copy (job);
          load.n_copies++;
        }
      else
        {
          rushes_job_begin_fetch (job);
          load_add_fetch (&load, job->host);
        }
    }
}

void
rushes_transfer_queue_note_pause (RushesTransferQueue *self, RushesJob *job)
{
  const gboolean waits = !is_its_time (self, job) || rushes_job_is_offline (job)
                         || (job->purpose == RUSHES_PURPOSE_KEEP && !self->keeping_allowed);
  const RushesTransferState state = waits ? RUSHES_TRANSFER_WAITING : RUSHES_TRANSFER_QUEUED;

  if (job->state != state)
    rushes_job_set_state (job, state);
}
