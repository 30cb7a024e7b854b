/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-follower"

#include "config.h"

#include "follow/rushes-follower-private.h"

#include "base/rushes-error.h"
#include "follow/rushes-pace.h"

/* The wall clock may jump: links are looked at this often even when none should expire yet. */
#define LOOK_AT_LINKS_EVERY (30 * G_TIME_SPAN_SECOND)
/* What ended longer ago does not come back by a clock that is put right. */
#define CLOCK_IS_WRONG_BY (7 * G_TIME_SPAN_DAY / G_TIME_SPAN_SECOND)

/* What goes with a question. It may come back to a follower that is gone. */
typedef struct
{
  GWeakRef follower;
  RushesAsker *asker;
  RushesTask *task;
  GCancellable *cancellable;
  RushesQuestionContext context;
} Question;

typedef enum
{
  PROP_N_IN_FLIGHT = 1,
  PROP_OFFLINE,
} RushesFollowerProps;

static GParamSpec *properties[PROP_OFFLINE + 1];

enum
{
  TASK_ENDED,
  ACCOUNT_PAUSED,
  ACCOUNT_RESUMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesFollower, rushes_follower, G_TYPE_OBJECT)

static void rushes_follower_ask_those_due (RushesFollower *self);

static Question *
question_new (RushesFollower *self, const RushesEntry *entry)
{
  Question *question = g_new0 (Question, 1);
  RushesSnapshot *known = rushes_task_get_snapshot (entry->task);

  g_weak_ref_init (&question->follower, self);
  question->asker = g_object_ref (self->asker);
  question->task = g_object_ref (entry->task);
  question->context.known = known != NULL ? rushes_snapshot_ref (known) : NULL;
  question->cancellable = g_object_ref (entry->question);
  question->context.generation = entry->slot->generation;
  return question;
}

static void
question_free (Question *question)
{
  g_weak_ref_clear (&question->follower);
  g_clear_object (&question->asker);
  g_clear_object (&question->task);
  g_clear_pointer (&question->context.known, rushes_snapshot_unref);
  g_clear_object (&question->cancellable);
  g_free (question);
}

gint64
rushes_follower_get_now (RushesFollower *self)
{
  return rushes_clock_get_boot_time (self->clock);
}

gint64
rushes_follower_get_since (RushesFollower *self, gint64 unix_time)
{
  return rushes_clock_get_real_time (self->clock) - unix_time * G_USEC_PER_SEC;
}

void
rushes_follower_emit_task_ended (RushesFollower *self, RushesTask *task)
{
  g_signal_emit (self, signals[TASK_ENDED], 0, task);
}

void
rushes_follower_emit_account_resumed (RushesFollower *self, RushesAccount *account)
{
  g_signal_emit (self, signals[ACCOUNT_RESUMED], 0, account);
}

static void
notify_n_in_flight (RushesFollower *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_IN_FLIGHT]);
}

/* Somebody who was told of the task before us may have had it asked already. */
static void
wait_if_new (RushesEntry *entry, gint64 due)
{
  if (entry->question == NULL && !rushes_entry_is_waiting (entry))
    rushes_entry_wait_until (entry, due);
}

/* What finished before it came is asked once only: there may be thousands. */
static RushesEntry *
get_entry (RushesFollower *self, RushesTask *task)
{
  RushesEntry *entry = rushes_turns_find_entry (self->turns, task);

  if (entry != NULL)
    return entry;

  entry = rushes_turns_get_entry (self->turns, task);
  if (rushes_task_has_ended (task))
    entry->n_linkless = RUSHES_PACE_MAX_LINKLESS;
  return entry;
}

/* Whatever was asked about it, nobody waits for the answer any more. */
static void
forget (RushesFollower *self, RushesTask *task)
{
  RushesEntry *entry = rushes_turns_find_entry (self->turns, task);
  g_autoptr (GCancellable) question = NULL;

  if (entry == NULL)
    return;

  g_object_ref (task);
  if (entry->question != NULL)
    question = g_object_ref (entry->question);
  rushes_turns_drop_entry (self->turns, task);
  rushes_library_note_paused (self->library, task, FALSE);
  if (question != NULL)
    {
      self->n_in_flight--;
      g_cancellable_cancel (question);
      rushes_library_note_asking (self->library, task, FALSE);
      notify_n_in_flight (self);
    }
  g_object_unref (task);
}

/* Accounts */

void
rushes_follower_pause_slot (RushesFollower *self, RushesSlot *slot, const GError *error)
{
  g_autoptr (RushesFailure) failure = NULL;
  g_autoptr (RushesAccount) account = NULL;

  if (slot->paused)
    return;

  slot->paused = TRUE;
  failure = rushes_failure_new_from_error (error);
  account = g_object_ref (slot->account);
  g_signal_emit (self, signals[ACCOUNT_PAUSED], 0, account, failure);
}

static void
resume_task (RushesFollower *self, RushesEntry *entry)
{
  entry->paused = FALSE;
  entry->n_unknown = 0;
  rushes_library_note_paused (self->library, entry->task, FALSE);
}

typedef struct
{
  RushesSlot *slot;
  GPtrArray *tasks; /* of RushesTask */
} Collection;

static void
collect_paused (RushesEntry *entry, gpointer user_data)
{
  Collection *collection = user_data;

  if (entry->slot == collection->slot && entry->paused)
    g_ptr_array_add (collection->tasks, g_object_ref (entry->task));
}

/* A task may have been unknown because it is another key's. Those who watch a task may call us. */
static void
resume_tasks_of (RushesFollower *self, RushesSlot *slot)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  Collection collection = { slot, tasks };

  rushes_turns_foreach (self->turns, collect_paused, &collection);
  for (guint i = 0; i < tasks->len; i++)
    {
      RushesEntry *entry = rushes_turns_find_entry (self->turns, g_ptr_array_index (tasks, i));

      if (entry == NULL || !entry->paused)
        continue;
      rushes_entry_wait_until (entry, rushes_follower_get_now (self));
      resume_task (self, entry);
    }
}

void
rushes_follower_resume_slot (RushesFollower *self, RushesSlot *slot)
{
  slot->paused = FALSE;
  slot->generation++;
  rushes_budget_forgive (&slot->budget);
  resume_tasks_of (self, slot);
  rushes_follower_ask_those_due (self);
}

static void
has_key_changed_cb (RushesAccount *account, GParamSpec *pspec, RushesFollower *self)
{
  rushes_follower_resume_account (self, rushes_account_get_id (account));
}

void
rushes_follower_add_account (RushesFollower *self, RushesAccount *account)
{
  RushesSlot *slot;

  g_return_if_fail (RUSHES_IS_FOLLOWER (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));

  slot = rushes_turns_get_slot (self->turns, rushes_account_get_id (account));
  if (slot->account != account)
    {
      if (slot->account != NULL)
        g_clear_signal_handler (&slot->key_handler, slot->account);
      g_set_object (&slot->account, account);
      slot->key_handler = g_signal_connect_object (account, "notify::has-key",
                                                   G_CALLBACK (has_key_changed_cb), self, G_CONNECT_DEFAULT);
    }
  rushes_budget_set_limit (&slot->budget, rushes_account_get_budget (account));
  rushes_follower_resume_slot (self, slot);
}

static void
collect_asked (RushesEntry *entry, gpointer user_data)
{
  Collection *collection = user_data;

  if (entry->slot == collection->slot && entry->question != NULL)
    g_ptr_array_add (collection->tasks, g_object_ref (entry->task));
}

/* Those who watch a task may call us. */
static void
give_up_questions_of (RushesFollower *self, RushesSlot *slot)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  Collection collection = { slot, tasks };

  rushes_turns_foreach (self->turns, collect_asked, &collection);
  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *task = g_ptr_array_index (tasks, i);

      forget (self, task);
      if (rushes_follower_is_to_be_asked (self, task))
        wait_if_new (get_entry (self, task), rushes_follower_get_now (self));
    }
}

void
rushes_follower_remove_account (RushesFollower *self, const char *account_id)
{
  RushesSlot *slot;

  g_return_if_fail (RUSHES_IS_FOLLOWER (self));
  g_return_if_fail (account_id != NULL);

  slot = rushes_turns_find_slot (self->turns, account_id);
  if (slot == NULL || slot->account == NULL)
    return;

  g_clear_signal_handler (&slot->key_handler, slot->account);
  g_clear_object (&slot->account);
  slot->paused = FALSE;
  slot->generation++;
  give_up_questions_of (self, slot);
}

void
rushes_follower_resume_account (RushesFollower *self, const char *account_id)
{
  RushesSlot *slot;

  g_return_if_fail (RUSHES_IS_FOLLOWER (self));
  g_return_if_fail (account_id != NULL);

  slot = rushes_turns_find_slot (self->turns, account_id);
  if (slot != NULL && slot->account != NULL && rushes_account_has_key (slot->account))
    rushes_follower_resume_slot (self, slot);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (RushesFollower) self = g_weak_ref_get (&question->follower);
  g_autoptr (GError) error = NULL;
  g_autofree char *raw_reply = NULL;
  g_autoptr (RushesSnapshot) snapshot = rushes_asker_query_finish (question->asker, result, &raw_reply,
                                                                   &error);
  RushesEntry *entry = self != NULL ? rushes_turns_find_entry (self->turns, question->task) : NULL;

  /* Else the task is gone, or it is another question that is under way by now. */
  if (entry != NULL && entry->question == question->cancellable)
    {
      rushes_entry_end_question (entry);
      self->n_in_flight--;
      if (snapshot != NULL)
        rushes_follower_take_snapshot (self, entry, &question->context, snapshot, raw_reply);
      else
        rushes_follower_take_error (self, entry, &question->context, error);
      notify_n_in_flight (self);
      rushes_follower_ask_those_due (self);
    }
  question_free (question);
}

/* Questions */

static void
ask (RushesFollower *self, RushesEntry *entry)
{
  g_autoptr (RushesTask) task = g_object_ref (entry->task);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const gboolean everywhere = entry->refresh || entry->n_linkless >= RUSHES_PACE_MAX_LINKLESS;

  rushes_entry_begin_question (entry, cancellable, rushes_follower_get_now (self));
  self->n_in_flight++;
  rushes_asker_query_async (self->asker, entry->slot->account, rushes_task_get_id (task), everywhere,
                            cancellable, answered_cb, question_new (self, entry));
  rushes_library_note_asking (self->library, task, TRUE);
  notify_n_in_flight (self);
}

static void
ask_or_drop (RushesFollower *self, RushesEntry *entry)
{
  RushesSlot *slot = entry->slot;

  if (!entry->refresh && !rushes_follower_is_to_be_asked (self, entry->task))
    {
      forget (self, entry->task);
    }
  else if (!rushes_account_has_key (slot->account))
    {
      g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING,
                                                      "the account has no key in this run");

      rushes_follower_pause_slot (self, slot, error);
    }
  else
    {
      ask (self, entry);
    }
}

static gint64 get_next_look_at_links (RushesFollower *self);
static void look_at_links (RushesFollower *self);
static void rushes_follower_set_timer (RushesFollower *self);

static void
rushes_follower_ask_those_due (RushesFollower *self)
{
  RushesEntry *entry;
  gint64 when;

  /* Who is told of a question may call us: the loop below sees what has changed. */
  if (!self->running || self->asking)
    return;

  g_object_ref (self);
  self->asking = TRUE;
  /* First: after the machine has slept, what is ready may long have expired. */
  if (get_next_look_at_links (self) <= rushes_follower_get_now (self))
    look_at_links (self);
  while (self->running
         && (entry = rushes_turns_find_next (self->turns, rushes_follower_get_now (self), &when)) != NULL)
    ask_or_drop (self, entry);
  self->asking = FALSE;

  rushes_follower_set_timer (self);
  g_object_unref (self);
}

/* Waiting */

/* Whether a link has ended that may work again. */
static gboolean
may_come_back (RushesFollower *self)
{
  const gint64 last = rushes_library_get_last_expiry (self->library);

  return last != G_MININT64
         && last > rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC - CLOCK_IS_WRONG_BY;
}

static gint64
get_next_look_at_links (RushesFollower *self)
{
  const gint64 expiry = rushes_library_get_next_expiry (self->library);
  gint64 wait;

  if (expiry == G_MAXINT64)
    return may_come_back (self) ? self->links_looked_at + LOOK_AT_LINKS_EVERY : G_MAXINT64;

  wait = MIN (expiry, G_MAXINT64 / G_USEC_PER_SEC) * G_USEC_PER_SEC
         - rushes_clock_get_real_time (self->clock);
  return MIN (self->links_looked_at + LOOK_AT_LINKS_EVERY, rushes_follower_get_now (self) + MAX (wait, 0));
}

static void
look_at_links (RushesFollower *self)
{
  self->links_looked_at = rushes_follower_get_now (self);
  rushes_library_update_states (self->library);
}

static void
timer_cb (gpointer user_data)
{
  g_autoptr (RushesFollower) self = g_object_ref (user_data);

  self->timer_id = 0;
  rushes_follower_ask_those_due (self);
}

static void
clear_timer (RushesFollower *self)
{
  if (self->timer_id != 0)
    rushes_clock_remove_timer (self->clock, self->timer_id);
  self->timer_id = 0;
}

static void
rushes_follower_set_timer (RushesFollower *self)
{
  gint64 next;

  clear_timer (self);
  if (!self->running)
    return;

  rushes_turns_find_next (self->turns, rushes_follower_get_now (self), &next);
  next = MIN (next, get_next_look_at_links (self));
  if (next != G_MAXINT64)
    self->timer_id = rushes_clock_add_timer (self->clock, next, timer_cb, self);
}

/* The list */

static void
tasks_changed_cb (GListModel *tasks, guint position, guint removed, guint added, RushesFollower *self)
{
  for (guint i = position; i < position + removed; i++)
    forget (self, g_ptr_array_index (self->watched, i));
  if (removed > 0)
    g_ptr_array_remove_range (self->watched, position, removed);

  for (guint i = position; i < position + added; i++)
    {
      RushesTask *task = g_list_model_get_item (tasks, i);

      g_ptr_array_insert (self->watched, (int) i, task);
      if (rushes_follower_is_to_be_asked (self, task))
        wait_if_new (get_entry (self, task), rushes_follower_get_now (self));
      else if (rushes_follower_lacks_link (task))
        rushes_follower_tell_linkless (self, task);
    }
  rushes_follower_ask_those_due (self);
}

void
rushes_follower_start (RushesFollower *self)
{
  GListModel *tasks;

  g_return_if_fail (RUSHES_IS_FOLLOWER (self));

  if (self->running)
    return;

  self->running = TRUE;
  look_at_links (self);
  tasks = G_LIST_MODEL (rushes_library_get_tasks (self->library));
  self->list_handler = g_signal_connect_object (tasks, "items-changed", G_CALLBACK (tasks_changed_cb), self,
                                                G_CONNECT_DEFAULT);
  tasks_changed_cb (tasks, 0, 0, g_list_model_get_n_items (tasks), self);
}

void
rushes_follower_stop (RushesFollower *self)
{
  g_return_if_fail (RUSHES_IS_FOLLOWER (self));

  if (!self->running)
    return;

  self->running = FALSE;
  clear_timer (self);
  g_clear_signal_handler (&self->list_handler, rushes_library_get_tasks (self->library));
  for (guint i = 0; i < self->watched->len; i++)
    forget (self, g_ptr_array_index (self->watched, i));
  g_ptr_array_set_size (self->watched, 0);
}

void
rushes_follower_refresh (RushesFollower *self, RushesTask *task)
{
  RushesEntry *entry;

  g_return_if_fail (RUSHES_IS_FOLLOWER (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  if (!self->running || !rushes_task_list_contains (rushes_library_get_tasks (self->library), task))
    return;

  entry = get_entry (self, task);
  if (entry->question != NULL || entry->refresh)
    return;

  rushes_entry_wait_by_hand (entry);
  resume_task (self, entry);
  rushes_follower_ask_those_due (self);
}

/* The network */

static void
retry_if_cut_off (RushesEntry *entry, gpointer user_data)
{
  RushesFollower *self = user_data;

  if (!entry->cut_off || entry->question != NULL || entry->refresh)
    return;

  entry->cut_off = FALSE;
  entry->n_problems = 0;
  rushes_entry_wait_until (entry, rushes_follower_get_now (self));
}

void
rushes_follower_set_offline (RushesFollower *self, gboolean offline)
{
  g_return_if_fail (RUSHES_IS_FOLLOWER (self));

  if (self->offline == !!offline)
    return;

  self->offline = !!offline;
  rushes_turns_set_offline (self->turns, self->offline, rushes_follower_get_now (self));
  if (!self->offline)
    rushes_turns_foreach (self->turns, retry_if_cut_off, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFLINE]);
  rushes_follower_ask_those_due (self);
}

gboolean
rushes_follower_get_offline (RushesFollower *self)
{
  g_return_val_if_fail (RUSHES_IS_FOLLOWER (self), FALSE);

  return self->offline;
}

guint
rushes_follower_get_n_in_flight (RushesFollower *self)
{
  g_return_val_if_fail (RUSHES_IS_FOLLOWER (self), 0);

  return self->n_in_flight;
}

void
rushes_follower_set_seed (RushesFollower *self, guint32 seed)
{
  g_return_if_fail (RUSHES_IS_FOLLOWER (self));

  g_rand_set_seed (self->chance, seed);
}

static void
rushes_follower_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesFollower *self = RUSHES_FOLLOWER (object);

  switch ((RushesFollowerProps) property_id)
    {
    case PROP_N_IN_FLIGHT:
      g_value_set_uint (value, self->n_in_flight);
      break;
    case PROP_OFFLINE:
      g_value_set_boolean (value, self->offline);
      break;
    }
}

static void
rushes_follower_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  switch ((RushesFollowerProps) property_id)
    {
    case PROP_OFFLINE:
      rushes_follower_set_offline (RUSHES_FOLLOWER (object), g_value_get_boolean (value));
      break;
    case PROP_N_IN_FLIGHT:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
rushes_follower_dispose (GObject *object)
{
  RushesFollower *self = RUSHES_FOLLOWER (object);

  rushes_follower_stop (self);
  g_clear_pointer (&self->turns, rushes_turns_free);
  g_clear_object (&self->library);
  g_clear_object (&self->asker);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (rushes_follower_parent_class)->dispose (object);
}

static void
rushes_follower_finalize (GObject *object)
{
  RushesFollower *self = RUSHES_FOLLOWER (object);

  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_clear_pointer (&self->chance, g_rand_free);

  G_OBJECT_CLASS (rushes_follower_parent_class)->finalize (object);
}

static void
rushes_follower_class_init (RushesFollowerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rushes_follower_get_property;
  object_class->set_property = rushes_follower_set_property;
  object_class->dispose = rushes_follower_dispose;
  object_class->finalize = rushes_follower_finalize;

  properties[PROP_N_IN_FLIGHT] = g_param_spec_uint ("n-in-flight", NULL, NULL, 0, G_MAXUINT, 0,
                                                    G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                                      | G_PARAM_STATIC_STRINGS);
  properties[PROP_OFFLINE] = g_param_spec_boolean ("offline", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                     | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[TASK_ENDED] = g_signal_new ("task-ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, RUSHES_TYPE_TASK);
  signals[ACCOUNT_PAUSED] = g_signal_new ("account-paused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 2, RUSHES_TYPE_ACCOUNT,
                                          RUSHES_TYPE_FAILURE);
  signals[ACCOUNT_RESUMED] = g_signal_new ("account-resumed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, RUSHES_TYPE_ACCOUNT);
}

static void
rushes_follower_init (RushesFollower *self)
{
  self->chance = g_rand_new ();
  self->turns = rushes_turns_new ();
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
}

RushesFollower *
rushes_follower_new_with_asker (RushesLibrary *library, RushesAsker *asker, RushesClock *clock)
{
  RushesFollower *self;

  g_return_val_if_fail (RUSHES_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (RUSHES_IS_ASKER (asker), NULL);
  g_return_val_if_fail (RUSHES_IS_CLOCK (clock), NULL);

  self = g_object_new (RUSHES_TYPE_FOLLOWER, NULL);
  self->library = g_object_ref (library);
  self->asker = g_object_ref (asker);
  self->clock = g_object_ref (clock);
  return self;
}

RushesFollower *
rushes_follower_new (RushesLibrary *library, RushesClient *client, RushesClock *clock)
{
  g_autoptr (RushesAsker) asker = NULL;

  g_return_val_if_fail (RUSHES_IS_CLIENT (client), NULL);

  asker = rushes_asker_new_for_client (client);
  return rushes_follower_new_with_asker (library, asker, clock);
}
