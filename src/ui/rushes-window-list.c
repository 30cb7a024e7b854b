/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window-list"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"
#include "ui/rushes-contact-sheet.h"
#include "ui/rushes-filter-bar.h"
#include "ui/rushes-task-slot.h"

/* Which tasks are shown, in which order, and where the user is among them. */

#define SELECTED_KEY "selected-task"
#define SEEN_KEY "seen-task"

/* Where the user is */

static guint
find_first_selected (RushesWindow *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return gtk_bitset_is_empty (selected) ? G_MAXUINT : gtk_bitset_get_minimum (selected);
}

void
rushes_window_scroll_to (RushesWindow *self, guint position)
{
  GtkWidget *sheet = adw_bin_get_child (self->sheet_bin);

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->view_model)))
    return;

  rushes_compat_list_scroll_to (self->list_view, position);
  if (sheet != NULL)
    rushes_contact_sheet_go_to (RUSHES_CONTACT_SHEET (sheet), position, FALSE);
}

/* What is selected stays in sight; without it the list begins at its beginning. */
static void
show_place (RushesWindow *self)
{
  const guint selected = find_first_selected (self);

  self->list_moved = FALSE;
  rushes_window_scroll_to (self, selected != G_MAXUINT ? selected : 0);
}

static guint
find_id (RushesWindow *self, const char *id)
{
  GListModel *tasks = G_LIST_MODEL (self->view_model);

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (g_str_equal (rushes_task_get_id (task), id))
        return i;
    }
  return G_MAXUINT;
}

/* Going there from the top shows it at the bottom again. Returns: (transfer none) (nullable) */
static RushesTask *
find_last_seen (RushesWindow *self)
{
  GtkWidget *items = rushes_window_get_items (self);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (items));

  if (adjustment == NULL || gtk_adjustment_get_value (adjustment) <= 0)
    return NULL;
  if (items == GTK_WIDGET (self->list_view))
    return rushes_task_slots_find_last_seen (self->slots);
  return rushes_contact_sheet_find_last_seen (RUSHES_CONTACT_SHEET (adw_bin_get_child (self->sheet_bin)));
}

static void
remember_place (RushesWindow *self)
{
  const guint position = find_first_selected (self);
  g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (self->view_model), position);
  RushesTask *seen = task == NULL ? find_last_seen (self) : NULL;

  /* Before that nothing could be selected. */
  if (self->settings == NULL || self->demo || !self->library_open)
    return;
  g_settings_set_string (self->settings, SELECTED_KEY, task != NULL ? rushes_task_get_id (task) : "");
  g_settings_set_string (self->settings, SEEN_KEY, seen != NULL ? rushes_task_get_id (seen) : "");
}

static GtkWidget *
find_selected_item (RushesWindow *self)
{
  GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list_view));

  while (item != NULL && (gtk_widget_get_state_flags (item) & GTK_STATE_FLAG_SELECTED) == 0)
    item = gtk_widget_get_next_sibling (item);
  return item;
}

/* GTK 4.8 only gives the focus to a row that is there: one frame after the list has been scrolled to it. */
static gboolean
focus_selected_cb (GtkWidget *list, GdkFrameClock *frame_clock, gpointer user_data)
{
  RushesWindow *self = user_data;
  GtkWidget *item = NULL;

  if (--self->list_frames > 0)
    return G_SOURCE_CONTINUE;

  item = find_selected_item (self);
  if (item != NULL && gtk_window_get_focus (GTK_WINDOW (self)) != NULL
      && gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (self)), list))
    gtk_widget_grab_focus (item);
  return G_SOURCE_REMOVE;
}

/* Not before the list or the sheet has its items: giving it the focus takes it to its beginning. */
static gboolean
show_seen_cb (GtkWidget *stack, GdkFrameClock *frame_clock, gpointer user_data)
{
  RushesWindow *self = user_data;
  g_autofree char *seen = NULL;

  if (--self->list_frames > 0)
    return G_SOURCE_CONTINUE;

  seen = g_settings_get_string (self->settings, SEEN_KEY);
  if (*seen != '\0' && find_first_selected (self) == G_MAXUINT)
    rushes_window_scroll_to (self, find_id (self, seen));
  return G_SOURCE_REMOVE;
}

void
rushes_window_restore_selection (RushesWindow *self)
{
  g_autofree char *id = NULL;
  guint position = G_MAXUINT;

  /* Nothing expires any more: that is no list to begin with. */
  if (rushes_task_view_model_get_filter (self->view_model) == RUSHES_TASK_FILTER_EXPIRING
      && rushes_task_view_model_get_count (self->view_model, RUSHES_TASK_FILTER_EXPIRING) == 0)
    rushes_task_view_model_set_filter (self->view_model, RUSHES_TASK_FILTER_ALL);
  if (self->settings == NULL || self->demo || find_first_selected (self) != G_MAXUINT)
    return;

  id = g_settings_get_string (self->settings, SELECTED_KEY);
  position = *id != '\0' ? find_id (self, id) : G_MAXUINT;
  if (position == G_MAXUINT)
    {
      self->list_frames = 2;
      gtk_widget_add_tick_callback (GTK_WIDGET (self->stack), show_seen_cb, self, NULL);
      return;
    }

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  rushes_window_scroll_to (self, position);
  self->list_frames = 2;
  gtk_widget_add_tick_callback (GTK_WIDGET (self->list_view), focus_selected_cb, self, NULL);
}

/* Returns: (transfer full) (nullable) */
static RushesTask *
find_newest (RushesWindow *self)
{
  GListModel *tasks = rushes_session_get_tasks (self->session);
  g_autoptr (RushesTask) newest = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (newest == NULL || rushes_task_get_order (task) > rushes_task_get_order (newest))
        g_set_object (&newest, task);
    }
  return g_steal_pointer (&newest);
}

void
rushes_window_show_newest (RushesWindow *self)
{
  g_autoptr (RushesTask) newest = self->session != NULL ? find_newest (self) : NULL;
  guint position = G_MAXUINT;

  if (newest == NULL)
    return;

  position = rushes_task_view_model_find (self->view_model, newest);
  if (position == G_MAXUINT)
    {
      rushes_task_view_model_set_filter (self->view_model, RUSHES_TASK_FILTER_ALL);
      position = rushes_task_view_model_find (self->view_model, newest);
    }
  rushes_window_scroll_to (self, position);
}

/* Also while a menu has the focus: it comes back to the row from there. */
static RushesTask *
find_focused (gpointer user_data)
{
  RushesTaskSlot *slot = rushes_task_slot_find (
    gtk_widget_get_focus_child (rushes_window_get_items (user_data)));

  return slot != NULL ? rushes_task_slot_get_item (slot) : NULL;
}

/* Nothing to show */

static const char *
get_title_of_nothing (RushesTaskFilter filter)
{
  switch (filter)
    {
    case RUSHES_TASK_FILTER_ALL:
      break;
    case RUSHES_TASK_FILTER_IN_PROGRESS:
      return _ ("Nothing in Progress");
    case RUSHES_TASK_FILTER_READY:
      return _ ("Nothing Ready");
    case RUSHES_TASK_FILTER_KEPT:
      return _ ("Nothing Kept");
    case RUSHES_TASK_FILTER_SAVED:
      return _ ("Nothing Saved");
    case RUSHES_TASK_FILTER_FAILED:
      return _ ("Nothing Failed");
    case RUSHES_TASK_FILTER_EXPIRING:
      return _ ("Nothing Expires");
    }
  return _ ("No Results Found");
}

static const char *
get_reason_for_nothing (RushesTaskFilter filter)
{
  switch (filter)
    {
    case RUSHES_TASK_FILTER_ALL:
      break;
    case RUSHES_TASK_FILTER_IN_PROGRESS:
      return _ ("All tasks have ended.");
    case RUSHES_TASK_FILTER_READY:
      return _ ("No finished video is waiting to be saved.");
    case RUSHES_TASK_FILTER_KEPT:
      return _ ("There is no video in Rushes’ own folder that is not saved elsewhere, too.");
    case RUSHES_TASK_FILTER_SAVED:
      return _ ("No video has been saved to a folder of yours yet.");
    case RUSHES_TASK_FILTER_FAILED:
      return _ ("No task has failed, and no video has expired.");
    case RUSHES_TASK_FILTER_EXPIRING:
      return _ ("No video is going to be lost within the hour.");
    }
  return _ ("Try another word of a label, note or prompt, or a part of an id or of a failure.");
}

void
rushes_window_describe_nothing (RushesWindow *self)
{
  const RushesTaskFilter filter = rushes_task_view_model_get_count (self->view_model,
                                                                    rushes_task_view_model_get_filter (
                                                                      self->view_model))
                                      > 0
                                    ? RUSHES_TASK_FILTER_ALL
                                    : rushes_task_view_model_get_filter (self->view_model);

  adw_status_page_set_title (self->nothing_page, get_title_of_nothing (filter));
  adw_status_page_set_description (self->nothing_page, get_reason_for_nothing (filter));
}

static void
show_all_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesWindow *self = user_data;

  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_editable_set_text (self->search_entry, "");
  rushes_task_view_model_set_search (self->view_model, NULL);
  rushes_task_view_model_set_filter (self->view_model, RUSHES_TASK_FILTER_ALL);
}

/* What changes */

static gboolean
list_update_cb (gpointer user_data)
{
  RushesWindow *self = user_data;

  self->list_update = 0;
  rushes_window_update_actions (self);
  return G_SOURCE_REMOVE;
}

/* Many tasks may change at once: the page is right at once, what can be done with them before the next
 * frame. */
static void
list_changed_cb (RushesWindow *self)
{
  if (self->stack == NULL)
    return;

  if (rushes_window_has_wrong_page (self))
    rushes_window_update_page (self);
  else if (self->list_update == 0)
    self->list_update = g_idle_add_full (G_PRIORITY_DEFAULT, list_update_cb, self, NULL);
}

static void
settled_cb (RushesWindow *self)
{
  if (self->stack == NULL || !rushes_task_view_model_get_settled (self->view_model))
    return;

  if (self->list_moved)
    show_place (self);
  list_changed_cb (self);
}

/* Another part of the list, or in another order. */
static void
list_moved_cb (RushesWindow *self)
{
  if (self->stack == NULL)
    return;

  self->list_moved = TRUE;
  rushes_window_describe_nothing (self);
  settled_cb (self);
}

/* There is nothing to be grouped where tasks of one day do not stand together. */
static void
sort_changed_cb (RushesWindow *self)
{
  const RushesTaskSort sort = rushes_task_view_model_get_sort (self->view_model);
  GActionMap *actions = G_ACTION_MAP (self->list_actions);

  if (rushes_task_sort_has_days (sort))
    {
      g_autoptr (GPropertyAction) grouped = g_property_action_new ("grouped", self->view_model, "grouped");

      g_action_map_add_action (actions, G_ACTION (grouped));
    }
  else
    {
      g_action_map_remove_action (actions, "grouped");
    }
  list_moved_cb (self);
}

static void
search_changed_cb (RushesWindow *self)
{
  rushes_task_view_model_set_search (self->view_model, gtk_editable_get_text (self->search_entry));
  list_moved_cb (self);
}

void
rushes_window_update_list (RushesWindow *self)
{
  GListModel *tasks = self->session != NULL ? rushes_session_get_tasks (self->session) : NULL;
  RushesClock *clock = self->session != NULL ? rushes_session_get_clock (self->session) : NULL;

  rushes_task_view_model_set_clock (self->view_model, clock);
  rushes_task_view_model_set_model (self->view_model, tasks);
  rushes_task_view_model_set_blocked (self->view_model,
                                      self->session != NULL
                                        && rushes_session_get_transfers_blocked (self->session) != NULL);
}

/* The window’s part */

static void
add_actions (RushesWindow *self)
{
  static const char *const names[] = { "filter", "sort", "reversed" };
  const GActionEntry entries[] = { { .name = "show-all", .activate = show_all_action } };

  self->list_actions = g_simple_action_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPropertyAction) action = g_property_action_new (names[i], self->view_model, names[i]);

      g_action_map_add_action (G_ACTION_MAP (self->list_actions), G_ACTION (action));
    }
  g_action_map_add_action_entries (G_ACTION_MAP (self->list_actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "tasks", G_ACTION_GROUP (self->list_actions));
}

void
rushes_window_init_list (RushesWindow *self)
{
  static const char *const keys[] = { "filter", "sort", "reversed", "grouped" };
  static const struct
  {
    const char *signal;
    void (*callback) (RushesWindow *self);
  } signals[] = {
    { "items-changed", list_changed_cb }, { "counts-changed", list_changed_cb },
    { "notify::settled", settled_cb },    { "notify::filter", list_moved_cb },
    { "notify::sort", sort_changed_cb },  { "notify::reversed", list_moved_cb },
  };

  add_actions (self);
  rushes_task_view_model_set_focus_func (self->view_model, find_focused, self);
  /* The list of the demo is another one, and thrown away. */
  if (self->settings != NULL && !self->demo)
    for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
      g_settings_bind (self->settings, keys[i], self->view_model, keys[i], G_SETTINGS_BIND_DEFAULT);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (self->view_model, signals[i].signal, G_CALLBACK (signals[i].callback), self,
                             G_CONNECT_SWAPPED);
  sort_changed_cb (self);
}

void
rushes_window_dispose_list (RushesWindow *self)
{
  g_clear_handle_id (&self->list_update, g_source_remove);
  if (self->list_actions == NULL)
    return;

  remember_place (self);
  rushes_task_view_model_set_focus_func (self->view_model, NULL, NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "tasks", NULL);
  g_clear_object (&self->list_actions);
}

void
rushes_window_install_list (GtkWidgetClass *widget_class)
{
  g_type_ensure (RUSHES_TYPE_FILTER_BAR);
  g_type_ensure (RUSHES_TYPE_TASK_VIEW_MODEL);

  gtk_widget_class_bind_template_child (widget_class, RushesWindow, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, view_model);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}
