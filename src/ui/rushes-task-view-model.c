/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-view-model"

#include "config.h"

#include "ui/rushes-task-view-model.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "library/rushes-task-watch.h"
#include "library/rushes-task-words.h"
#include "ui/rushes-day.h"
#include "ui/rushes-task-shown.h"
#include "ui/rushes-task-sieve.h"
#include "ui/rushes-task-tally.h"

/* So many are worked out at once. */
#define AT_ONCE 5000
/* So many come or go one by one; more of them in one pass over all. */
#define ONE_BY_ONE 4
/* How long frames may have to wait: half of one. */
#define SLICE_USEC 8000
/* Below drawing, above whatever is idle. */
#define SLICE_PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

struct _RushesTaskViewModel
{
  GObject parent_instance;

  GListModel *base;
  gulong base_handler;
  RushesClock *clock; /* (unowned) (nullable): the tally has it */
  RushesTaskFilter filter;
  RushesTaskSort sort;
  gboolean reversed;
  gboolean grouped;
  RushesTaskSort shown_sort; /* of what is shown: another one while it is being worked out */
  char *search;
  char **words;

  GPtrArray *entries;  /* as the base has its tasks */
  GHashTable *by_task; /* RushesTask -> RushesTaskEntry */
  RushesTaskWatch watch;
  RushesTaskShown *shown; /* sorted, unless there is a sieve */
  RushesTaskTally *tally;

  RushesTaskSieve *sieve; /* (nullable) */
  gboolean sifted;        /* the sieve is through */
  gboolean elsewhere;     /* another filter, search or order: who looks at the list will look elsewhere */
  RushesTaskViewModelFocusFunc focus_func; /* (nullable) */
  gpointer focus_data;
  guint slice;
  GHashTable *changed; /* (unowned entries): to be put into their places when the sieve is through */
  guint headings;
};

typedef enum
{
  PROP_MODEL = 1,
  PROP_FILTER,
  PROP_SORT,
  PROP_REVERSED,
  PROP_GROUPED,
  PROP_SEARCH,
  PROP_SETTLED,
} RushesTaskViewModelProps;

enum
{
  COUNTS_CHANGED,
  HEADINGS_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[PROP_SETTLED + 1];
static guint signals[N_SIGNALS];

static void rushes_task_view_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesTaskViewModel,
                               rushes_task_view_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rushes_task_view_model_iface_init))

/* The days */

static gboolean
headings_cb (gpointer user_data)
{
  RushesTaskViewModel *self = user_data;

  self->headings = 0;
  g_signal_emit (self, signals[HEADINGS_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* Before the next frame, and once for all changes until then. */
static void
headings_changed (RushesTaskViewModel *self)
{
  if (self->headings == 0)
    self->headings = g_idle_add_full (G_PRIORITY_DEFAULT, headings_cb, self, NULL);
}

/* What is shown */

static void
shown_changed (guint position, guint removed, guint added, gpointer user_data)
{
  RushesTaskViewModel *self = user_data;

  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  headings_changed (self);
}

/* Working it out */

static void place_entry (RushesTaskViewModel *self, RushesTaskEntry *entry);

/* Returns: (nullable) */
static RushesTaskEntry *
find_focused (RushesTaskViewModel *self)
{
  RushesTask *task = self->focus_func != NULL ? self->focus_func (self->focus_data) : NULL;

  return task != NULL ? g_hash_table_lookup (self->by_task, task) : NULL;
}

static void
finish_sieve (RushesTaskViewModel *self)
{
  g_autoptr (RushesTaskSieve) sieve = g_steal_pointer (&self->sieve);
  const gboolean elsewhere = self->elsewhere;
  guint n_changed = 0;
  g_autofree gpointer *changed = g_hash_table_get_keys_as_array (self->changed, &n_changed);

  g_clear_handle_id (&self->slice, g_source_remove);
  self->elsewhere = FALSE;
  self->shown_sort = self->sort;
  if (elsewhere)
    rushes_task_shown_take_elsewhere (self->shown, rushes_task_sieve_steal_found (sieve),
                                      find_focused (self));
  else
    rushes_task_shown_take (self->shown, rushes_task_sieve_steal_found (sieve));
  g_hash_table_remove_all (self->changed);
  for (guint i = 0; i < n_changed; i++)
    place_entry (self, changed[i]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
}

/* The last slice and what it leads to are two: the list has its rows to make. */
static gboolean
slice_cb (gpointer user_data)
{
  RushesTaskViewModel *self = user_data;

  if (!self->sifted)
    {
      self->sifted = rushes_task_sieve_run (self->sieve, g_get_monotonic_time () + SLICE_USEC);
      return G_SOURCE_CONTINUE;
    }

  self->slice = 0;
  finish_sieve (self);
  return G_SOURCE_REMOVE;
}

static void
work_out (RushesTaskViewModel *self)
{
  const gboolean was_settled = self->sieve == NULL;

  g_clear_pointer (&self->sieve, rushes_task_sieve_free);
  g_hash_table_remove_all (self->changed);
  self->sifted = FALSE;
  self->sieve = rushes_task_sieve_new (self->entries, self->filter, (const char *const *) self->words,
                                       self->sort, self->reversed, rushes_task_shown_begin (self->shown));
  if (was_settled)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
  if (self->entries->len <= AT_ONCE)
    {
      rushes_task_sieve_run (self->sieve, G_MAXINT64);
      finish_sieve (self);
    }
  else if (self->slice == 0)
    {
      self->slice = g_idle_add_full (SLICE_PRIORITY, slice_cb, self, NULL);
    }
}

static void
work_out_elsewhere (RushesTaskViewModel *self)
{
  self->elsewhere = TRUE;
  work_out (self);
}

static void
counts_changed (RushesTaskViewModel *self)
{
  g_signal_emit (self, signals[COUNTS_CHANGED], 0);
}

/* One task */

static void
place_entry (RushesTaskViewModel *self, RushesTaskEntry *entry)
{
  const gboolean shown = rushes_task_shown_has (self->shown, entry);
  gboolean matches = FALSE;

  if (self->sieve != NULL)
    {
      g_hash_table_add (self->changed, entry);
      return;
    }
  matches = rushes_task_entry_matches (entry, self->filter, (const char *const *) self->words);
  if (shown && !matches)
    {
      rushes_task_shown_drop (self->shown, entry);
    }
  else if (shown)
    {
      if (rushes_task_entry_is_misplaced (entry, self->sort, self->reversed))
        rushes_task_shown_move (self->shown, entry, self->sort, self->reversed);
    }
  else if (matches)
    {
      rushes_task_entry_set_key (entry, self->sort, self->reversed, NULL);
      rushes_task_shown_put (self->shown, entry);
    }
}

static void
task_changed_cb (RushesTask *task, GParamSpec *pspec, gpointer user_data)
{
  RushesTaskViewModel *self = user_data;
  const char *name = g_param_spec_get_name (pspec);
  RushesTaskEntry *entry = NULL;

  if (!rushes_task_entry_is_concerned (name))
    return;

  entry = g_hash_table_lookup (self->by_task, task);
  rushes_task_entry_forget_text (entry, name);
  if (rushes_task_tally_look_at (self->tally, entry))
    counts_changed (self);
  place_entry (self, entry);
}

/* Those that begin or cease to expire within the hour. */
static void
time_passed (GPtrArray *changed, gpointer user_data)
{
  RushesTaskViewModel *self = user_data;

  headings_changed (self);
  if (changed->len == 0)
    return;

  counts_changed (self);
  if (self->filter == RUSHES_TASK_FILTER_EXPIRING)
    for (guint i = 0; i < changed->len; i++)
      place_entry (self, g_ptr_array_index (changed, i));
}

/* Many tasks */

static void
remove_entry (RushesTaskViewModel *self, RushesTaskEntry *entry)
{
  rushes_task_unwatch (entry->task, &self->watch);
  g_hash_table_remove (self->changed, entry);
  g_hash_table_remove (self->by_task, entry->task);
  rushes_task_tally_remove (self->tally, entry);
}

static RushesTaskEntry *
add_entry (RushesTaskViewModel *self, RushesTask *task)
{
  RushesTaskEntry *entry = rushes_task_entry_new (task);

  rushes_task_watch (task, &self->watch);
  g_hash_table_insert (self->by_task, task, entry);
  rushes_task_tally_add (self->tally, entry);
  return entry;
}

static void
hide_entries (RushesTaskViewModel *self, GPtrArray *leaving)
{
  if (self->sieve != NULL || leaving->len > ONE_BY_ONE)
    {
      rushes_task_shown_drop_leaving (self->shown);
      return;
    }
  for (guint i = 0; i < leaving->len; i++)
    {
      RushesTaskEntry *entry = g_ptr_array_index (leaving, i);

      if (rushes_task_shown_has (self->shown, entry))
        rushes_task_shown_drop (self->shown, entry);
    }
}

static void
show_entries (RushesTaskViewModel *self, guint position, guint n_entries)
{
  g_autoptr (GPtrArray) coming = g_ptr_array_new ();

  for (guint i = position; i < position + n_entries; i++)
    {
      RushesTaskEntry *entry = g_ptr_array_index (self->entries, i);

      if (self->sieve != NULL)
        {
          g_hash_table_add (self->changed, entry);
          continue;
        }
      if (!rushes_task_entry_matches (entry, self->filter, (const char *const *) self->words))
        continue;
      rushes_task_entry_set_key (entry, self->sort, self->reversed, NULL);
      g_ptr_array_add (coming, entry);
    }
  if (coming->len > 0)
    rushes_task_shown_put_many (self->shown, coming);
}

/* Takes @removed entries out at @position. Returns: (transfer full): the entries */
static GPtrArray *
take_out (RushesTaskViewModel *self, guint position, guint removed)
{
  GPtrArray *leaving = g_ptr_array_new_full (removed, (GDestroyNotify) rushes_task_entry_free);

  for (guint i = position; i < position + removed; i++)
    {
      RushesTaskEntry *entry = g_ptr_array_index (self->entries, i);

      entry->leaving = TRUE;
      remove_entry (self, entry);
      g_ptr_array_add (leaving, entry);
    }
  if (removed > 0)
    g_ptr_array_remove_range (self->entries, position, removed);
  return leaving;
}

static void
put_in (RushesTaskViewModel *self, guint position, guint added)
{
  const guint n_before = self->entries->len;

  if (added == 0)
    return;
  g_ptr_array_set_size (self->entries, (int) (n_before + added));
  memmove (self->entries->pdata + position + added, self->entries->pdata + position,
           (n_before - position) * sizeof (gpointer));
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (self->base, i);

      self->entries->pdata[i] = add_entry (self, task);
    }
}

static void
base_changed_cb (RushesTaskViewModel *self, guint position, guint removed, guint added)
{
  g_autoptr (GPtrArray) leaving = take_out (self, position, removed);

  put_in (self, position, added);
  if (leaving->len > 0)
    hide_entries (self, leaving);
  if (added > AT_ONCE || (self->sieve != NULL && removed > 0))
    work_out (self);
  else if (added > 0)
    show_entries (self, position, added);
  /* Whoever is told that there are tasks looks for them. */
  counts_changed (self);
}

/* The object */

static GType
rushes_task_view_model_get_item_type (GListModel *model)
{
  return RUSHES_TYPE_TASK;
}

static guint
rushes_task_view_model_get_n_items (GListModel *model)
{
  return rushes_task_shown_get_length (RUSHES_TASK_VIEW_MODEL (model)->shown);
}

static gpointer
rushes_task_view_model_get_item (GListModel *model, guint position)
{
  RushesTaskEntry *entry = rushes_task_shown_get (RUSHES_TASK_VIEW_MODEL (model)->shown, position);

  return entry != NULL ? g_object_ref (entry->task) : NULL;
}

static void
rushes_task_view_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = rushes_task_view_model_get_item_type;
  iface->get_n_items = rushes_task_view_model_get_n_items;
  iface->get_item = rushes_task_view_model_get_item;
}

static void
rushes_task_view_model_dispose (GObject *object)
{
  RushesTaskViewModel *self = RUSHES_TASK_VIEW_MODEL (object);

  g_clear_handle_id (&self->headings, g_source_remove);
  g_clear_handle_id (&self->slice, g_source_remove);
  g_clear_pointer (&self->sieve, rushes_task_sieve_free);
  rushes_task_tally_set_clock (self->tally, NULL);
  self->clock = NULL;
  if (self->base != NULL)
    g_clear_signal_handler (&self->base_handler, self->base);
  g_clear_object (&self->base);
  rushes_task_shown_drop_all (self->shown);
  self->focus_func = NULL;
  g_ptr_array_unref (take_out (self, 0, self->entries->len));

  G_OBJECT_CLASS (rushes_task_view_model_parent_class)->dispose (object);
}

static void
rushes_task_view_model_finalize (GObject *object)
{
  RushesTaskViewModel *self = RUSHES_TASK_VIEW_MODEL (object);

  g_clear_pointer (&self->shown, rushes_task_shown_free);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->by_task, g_hash_table_unref);
  g_clear_pointer (&self->tally, rushes_task_tally_free);
  g_clear_pointer (&self->changed, g_hash_table_unref);
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_pointer (&self->search, g_free);

  G_OBJECT_CLASS (rushes_task_view_model_parent_class)->finalize (object);
}

static void
rushes_task_view_model_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTaskViewModel *self = RUSHES_TASK_VIEW_MODEL (object);

  switch ((RushesTaskViewModelProps) property_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->base);
      break;
    case PROP_FILTER:
      g_value_set_enum (value, (int) self->filter);
      break;
    case PROP_SORT:
      g_value_set_enum (value, (int) self->sort);
      break;
    case PROP_REVERSED:
      g_value_set_boolean (value, self->reversed);
      break;
    case PROP_GROUPED:
      g_value_set_boolean (value, self->grouped);
      break;
    case PROP_SEARCH:
      g_value_set_string (value, self->search);
      break;
    case PROP_SETTLED:
      g_value_set_boolean (value, self->sieve == NULL);
      break;
    }
}

static void
rushes_task_view_model_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  RushesTaskViewModel *self = RUSHES_TASK_VIEW_MODEL (object);

  switch ((RushesTaskViewModelProps) property_id)
    {
    case PROP_MODEL:
      rushes_task_view_model_set_model (self, g_value_get_object (value));
      break;
    case PROP_FILTER:
      rushes_task_view_model_set_filter (self, (RushesTaskFilter) g_value_get_enum (value));
      break;
    case PROP_SORT:
      rushes_task_view_model_set_sort (self, (RushesTaskSort) g_value_get_enum (value));
      break;
    case PROP_REVERSED:
      rushes_task_view_model_set_reversed (self, g_value_get_boolean (value));
      break;
    case PROP_GROUPED:
      rushes_task_view_model_set_grouped (self, g_value_get_boolean (value));
      break;
    case PROP_SEARCH:
      rushes_task_view_model_set_search (self, g_value_get_string (value));
      break;
    case PROP_SETTLED:
      break;
    }
}

static void
rushes_task_view_model_class_init (RushesTaskViewModelClass *klass)
{
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_task_view_model_dispose;
  object_class->finalize = rushes_task_view_model_finalize;
  object_class->get_property = rushes_task_view_model_get_property;
  object_class->set_property = rushes_task_view_model_set_property;

  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL,
                                                G_PARAM_READWRITE | flags);
  properties[PROP_FILTER] = g_param_spec_enum ("filter", NULL, NULL, RUSHES_TYPE_TASK_FILTER,
                                               RUSHES_TASK_FILTER_ALL, G_PARAM_READWRITE | flags);
  properties[PROP_SORT] = g_param_spec_enum ("sort", NULL, NULL, RUSHES_TYPE_TASK_SORT,
                                             RUSHES_TASK_SORT_SUBMITTED, G_PARAM_READWRITE | flags);
  properties[PROP_REVERSED] = g_param_spec_boolean ("reversed", NULL, NULL, FALSE, G_PARAM_READWRITE | flags);
  properties[PROP_GROUPED] = g_param_spec_boolean ("grouped", NULL, NULL, TRUE, G_PARAM_READWRITE | flags);
  properties[PROP_SEARCH] = g_param_spec_string ("search", NULL, NULL, NULL, G_PARAM_READWRITE | flags);
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, TRUE, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[COUNTS_CHANGED] = g_signal_new ("counts-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HEADINGS_CHANGED] = g_signal_new ("headings-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rushes_task_view_model_init (RushesTaskViewModel *self)
{
  self->watch = (RushesTaskWatch){ task_changed_cb, self };
  self->grouped = TRUE;
  self->entries = g_ptr_array_new ();
  self->by_task = g_hash_table_new (NULL, NULL);
  self->shown = rushes_task_shown_new (shown_changed, self);
  self->tally = rushes_task_tally_new (time_passed, self);
  self->changed = g_hash_table_new (NULL, NULL);
}

RushesTaskViewModel *
rushes_task_view_model_new (GListModel *model)
{
  return g_object_new (RUSHES_TYPE_TASK_VIEW_MODEL, "model", model, NULL);
}

void
rushes_task_view_model_set_clock (RushesTaskViewModel *self, RushesClock *clock)
{
  g_return_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self));
  g_return_if_fail (clock == NULL || RUSHES_IS_CLOCK (clock));

  if (self->clock == clock)
    return;

  self->clock = clock;
  rushes_task_tally_set_clock (self->tally, clock);
  for (guint i = 0; i < self->entries->len; i++)
    rushes_task_tally_look_at (self->tally, g_ptr_array_index (self->entries, i));
  counts_changed (self);
  headings_changed (self);
  if (self->filter == RUSHES_TASK_FILTER_EXPIRING)
    work_out (self);
}

void
rushes_task_view_model_set_blocked (RushesTaskViewModel *self, gboolean blocked)
{
  g_return_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self));

  rushes_task_tally_set_blocked (self->tally, blocked);
}

void
rushes_task_view_model_set_focus_func (RushesTaskViewModel *self,
                                       RushesTaskViewModelFocusFunc func,
                                       gpointer user_data)
{
  g_return_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self));

  self->focus_func = func;
  self->focus_data = user_data;
}

void
rushes_task_view_model_set_model (RushesTaskViewModel *self, GListModel *model)
{
  g_autoptr (GPtrArray) leaving = NULL;

  g_return_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (self->base == model)
    return;

  if (self->base != NULL)
    g_clear_signal_handler (&self->base_handler, self->base);
  g_set_object (&self->base, model);
  leaving = take_out (self, 0, self->entries->len);
  if (leaving->len > 0)
    rushes_task_shown_drop_leaving (self->shown);
  if (model != NULL)
    {
      self->base_handler = g_signal_connect_swapped (model, "items-changed", G_CALLBACK (base_changed_cb),
                                                     self);
      put_in (self, 0, g_list_model_get_n_items (model));
    }
  counts_changed (self);
  work_out (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

void
rushes_task_view_model_set_search (RushesTaskViewModel *self, const char *text)
{
  g_auto (GStrv) words = NULL;
  gboolean same = FALSE;

  g_return_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self));

  if (g_strcmp0 (self->search, text) == 0)
    return;

  g_free (self->search);
  self->search = g_strdup (text);
  words = rushes_task_words_split (text);
  same = words == NULL || self->words == NULL
           ? words == self->words
           : g_strv_equal ((const char *const *) words, (const char *const *) self->words);
  if (!same)
    {
      g_strfreev (self->words);
      self->words = g_steal_pointer (&words);
      work_out_elsewhere (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH]);
}

const char *
rushes_task_view_model_get_search (RushesTaskViewModel *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self), NULL);

  return self->search;
}

void
rushes_task_view_model_set_filter (RushesTaskViewModel *self, RushesTaskFilter filter)
{
  g_return_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self));

  if (self->filter == filter)
    return;

  self->filter = filter;
  work_out_elsewhere (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER]);
}

RushesTaskFilter
rushes_task_view_model_get_filter (RushesTaskViewModel *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self), RUSHES_TASK_FILTER_ALL);

  return self->filter;
}

void
rushes_task_view_model_set_sort (RushesTaskViewModel *self, RushesTaskSort sort)
{
  g_return_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self));

  if (self->sort == sort)
    return;

  self->sort = sort;
  work_out_elsewhere (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

RushesTaskSort
rushes_task_view_model_get_sort (RushesTaskViewModel *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self), RUSHES_TASK_SORT_SUBMITTED);

  return self->sort;
}

void
rushes_task_view_model_set_reversed (RushesTaskViewModel *self, gboolean reversed)
{
  g_return_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self));

  if (self->reversed == reversed)
    return;

  self->reversed = reversed;
  work_out_elsewhere (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVERSED]);
}

void
rushes_task_view_model_set_grouped (RushesTaskViewModel *self, gboolean grouped)
{
  g_return_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self));

  if (self->grouped == grouped)
    return;

  self->grouped = grouped;
  headings_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROUPED]);
}

gboolean
rushes_task_view_model_get_settled (RushesTaskViewModel *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self), TRUE);

  return self->sieve == NULL;
}

GListModel *
rushes_task_view_model_get_shown (RushesTaskViewModel *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self), NULL);

  return G_LIST_MODEL (self);
}

guint
rushes_task_view_model_get_count (RushesTaskViewModel *self, RushesTaskFilter filter)
{
  g_return_val_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self), 0);
  g_return_val_if_fail (filter < RUSHES_N_TASK_FILTERS, 0);

  return rushes_task_tally_get_count (self->tally, filter);
}

guint
rushes_task_view_model_find (RushesTaskViewModel *self, RushesTask *task)
{
  RushesTaskEntry *entry = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self), G_MAXUINT);

  entry = g_hash_table_lookup (self->by_task, task);
  return entry != NULL ? rushes_task_shown_find (self->shown, entry, self->sieve == NULL) : G_MAXUINT;
}

char *
rushes_task_view_model_dup_heading (RushesTaskViewModel *self, guint position)
{
  RushesTaskEntry *entry = NULL;
  gint64 then = 0;
  gint64 before = 0;

  g_return_val_if_fail (RUSHES_IS_TASK_VIEW_MODEL (self), NULL);

  entry = rushes_task_shown_get (self->shown, position);
  if (self->clock == NULL || !self->grouped || !rushes_task_sort_has_days (self->shown_sort) || entry == NULL)
    return NULL;

  then = rushes_task_entry_get_time (entry, self->shown_sort);
  if (position > 0)
    {
      before = rushes_task_entry_get_time (rushes_task_shown_get (self->shown, position - 1),
                                           self->shown_sort);
      if (then == before
          || (then != 0 && before != 0 && rushes_day_get_number (then) == rushes_day_get_number (before)))
        return NULL;
    }
  /* Translators: the heading of those tasks that have no day yet on which they finished */
  return then != 0 ? rushes_day_describe (then, rushes_task_tally_get_now (self->tally))
                   : g_strdup (_ ("Not finished yet"));
}
