/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-filter-bar"

#include "config.h"

#include "ui/rushes-filter-bar.h"

#include <glib/gi18n-lib.h>

/* One notch of the wheel, in pixels. */
#define SCROLL_STEP 60

typedef struct
{
  GtkWidget *button;
  GtkLabel *count_label;
  guint count;
  gboolean counted;
} Filter;

struct _RushesFilterBar
{
  AdwBin parent_instance;

  RushesTaskViewModel *model; /* (nullable) */
  GSignalGroup *model_signals;
  guint counting;
  Filter parts[RUSHES_N_TASK_FILTERS];

  GtkScrolledWindow *scroller;
  GtkBox *filters;
  GtkMenuButton *sort_button;
};

typedef enum
{
  PROP_MODEL = 1,
} RushesFilterBarProps;

static GParamSpec *properties[PROP_MODEL + 1];

G_DEFINE_FINAL_TYPE (RushesFilterBar, rushes_filter_bar, ADW_TYPE_BIN)

static const char *const filter_words[RUSHES_N_TASK_FILTERS] = {
  /* Translators: a part of the list: all tasks */
  [RUSHES_TASK_FILTER_ALL] = NC_ ("filter", "All"),
  /* Translators: a part of the list: tasks that have not ended */
  [RUSHES_TASK_FILTER_IN_PROGRESS] = NC_ ("filter", "In Progress"),
  /* Translators: a part of the list: videos that are only with the service */
  [RUSHES_TASK_FILTER_READY] = NC_ ("filter", "Ready"),
  /* Translators: a part of the list: videos that are in Rushes’ own folder */
  [RUSHES_TASK_FILTER_KEPT] = NC_ ("filter", "Kept"),
  /* Translators: a part of the list: videos that the user has saved */
  [RUSHES_TASK_FILTER_SAVED] = NC_ ("filter", "Saved"),
  /* Translators: a part of the list: tasks that failed, and videos that expired */
  [RUSHES_TASK_FILTER_FAILED] = NC_ ("filter", "Failed"),
  /* Translators: a part of the list: videos whose links work for less than an hour */
  [RUSHES_TASK_FILTER_EXPIRING] = NC_ ("filter", "Expiring"),
};

static const char *const sort_words[] = {
  [RUSHES_TASK_SORT_SUBMITTED] = NC_ ("sort", "_Submitted"),
  [RUSHES_TASK_SORT_FINISHED] = NC_ ("sort", "_Finished"),
  [RUSHES_TASK_SORT_STATE] = NC_ ("sort", "S_tate"),
  /* Translators: sort by how long the link of the video still works */
  [RUSHES_TASK_SORT_TIME_LEFT] = NC_ ("sort", "Time _Left"),
  [RUSHES_TASK_SORT_LABEL] = NC_ ("sort", "L_abel"),
  /* Translators: sort by the size of the video’s file */
  [RUSHES_TASK_SORT_SIZE] = NC_ ("sort", "Si_ze"),
};

static const char *
get_nick (GType type, guint value)
{
  GEnumClass *enum_class = g_type_class_peek (type);

  return g_enum_get_value (enum_class, (int) value)->value_nick;
}

/* The counts */

static void
show_count (RushesFilterBar *self, RushesTaskFilter filter)
{
  Filter *part = &self->parts[filter];
  const guint count = rushes_task_view_model_get_count (self->model, filter);
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;

  if (filter == RUSHES_TASK_FILTER_EXPIRING)
    gtk_widget_set_visible (part->button,
                            count > 0 || rushes_task_view_model_get_filter (self->model) == filter);
  if (part->counted && part->count == count)
    return;

  part->counted = TRUE;
  part->count = count;
  text = g_strdup_printf ("%u", count);
  /* Translators: a part of the list and how many tasks there are in it, for screen readers: "Ready: 12" */
  name = g_strdup_printf (_ ("%s: %u"), g_dpgettext2 (GETTEXT_PACKAGE, "filter", filter_words[filter]),
                          count);
  gtk_label_set_text (part->count_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (part->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_counts (RushesFilterBar *self)
{
  if (self->model == NULL || self->filters == NULL)
    return;

  for (guint i = 0; i < RUSHES_N_TASK_FILTERS; i++)
    show_count (self, (RushesTaskFilter) i);
}

static gboolean
counting_cb (gpointer user_data)
{
  RushesFilterBar *self = user_data;

  self->counting = 0;
  show_counts (self);
  return G_SOURCE_REMOVE;
}

/* Before the next frame, once for whatever has changed until then. */
static void
counts_changed_cb (RushesFilterBar *self)
{
  if (self->counting == 0)
    self->counting = g_idle_add_full (G_PRIORITY_DEFAULT, counting_cb, self, NULL);
}

/* The parts */

static GtkWidget *
new_button_child (RushesFilterBar *self, RushesTaskFilter filter)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *count_label = gtk_label_new (NULL);

  if (filter == RUSHES_TASK_FILTER_EXPIRING)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("rushes-expiring-symbolic");

      gtk_box_append (GTK_BOX (box), icon);
    }
  gtk_widget_add_css_class (count_label, "dim-label");
  gtk_widget_add_css_class (count_label, "numeric");
  gtk_box_append (GTK_BOX (box),
                  gtk_label_new (g_dpgettext2 (GETTEXT_PACKAGE, "filter", filter_words[filter])));
  gtk_box_append (GTK_BOX (box), count_label);
  self->parts[filter].count_label = GTK_LABEL (count_label);
  return box;
}

static void
add_filter (RushesFilterBar *self, RushesTaskFilter filter)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), new_button_child (self, filter));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "tasks.filter");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", get_nick (RUSHES_TYPE_TASK_FILTER, filter));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "filter");
  gtk_widget_set_visible (button, filter != RUSHES_TASK_FILTER_EXPIRING);
  gtk_box_append (self->filters, button);
  self->parts[filter].button = button;
}

static void
add_filters (RushesFilterBar *self)
{
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (shortcuts), GTK_SHORTCUT_SCOPE_MANAGED);
  for (guint i = 0; i < RUSHES_N_TASK_FILTERS; i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_1 + i, GDK_ALT_MASK),
                                                gtk_named_action_new ("tasks.filter"));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_string (get_nick (RUSHES_TYPE_TASK_FILTER, i)));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts), shortcut);
      add_filter (self, (RushesTaskFilter) i);
    }
  gtk_widget_add_controller (GTK_WIDGET (self), shortcuts);
}

static gboolean
scrolled_cb (GtkEventControllerScroll *controller, double dx, double dy, RushesFilterBar *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (self->scroller);
  const gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  gtk_adjustment_set_value (adjustment,
                            gtk_adjustment_get_value (adjustment) + (mirrored ? -dy : dy) * SCROLL_STEP);
  return GDK_EVENT_STOP;
}

/* The part that is shown is in sight, however it was chosen. */
static void
show_filter (RushesFilterBar *self)
{
  GtkAdjustment *adjustment = NULL;
  graphene_rect_t bounds;

  if (self->filters == NULL)
    return;

  show_counts (self);
  adjustment = gtk_scrolled_window_get_hadjustment (self->scroller);
  if (self->model != NULL
      && gtk_widget_compute_bounds (self->parts[rushes_task_view_model_get_filter (self->model)].button,
                                    GTK_WIDGET (self->filters), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.x, bounds.origin.x + bounds.size.width);
}

static void
filter_changed_cb (RushesFilterBar *self)
{
  show_filter (self);
}

/* The menu of the order */

static GMenuModel *
new_sort_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) sorts = g_menu_new ();
  g_autoptr (GMenu) options = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sort_words); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (g_dpgettext2 (GETTEXT_PACKAGE, "sort", sort_words[i]),
                                                    NULL);

      g_menu_item_set_action_and_target (item, "tasks.sort", "s", get_nick (RUSHES_TYPE_TASK_SORT, i));
      g_menu_append_item (sorts, item);
    }
  g_menu_append (options, _ ("_Reverse Order"), "tasks.reversed");
  /* Translators: whether the list has a heading where a day begins */
  g_menu_append (options, _ ("_Group by Day"), "tasks.grouped");
  g_menu_append_section (menu, _ ("Sort By"), G_MENU_MODEL (sorts));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (options));
  return G_MENU_MODEL (menu);
}

/* GLib 2.74 never frees the items of a menu: so there is one for all windows. */
static GMenuModel *
get_sort_menu (void)
{
  static GMenuModel *menu = NULL;

  if (menu == NULL)
    menu = new_sort_menu ();
  return menu;
}

/* The object */

/* Without tasks there is nothing to filter: what the bar consists of is made when it is shown first. */
static void
rushes_filter_bar_show (GtkWidget *widget)
{
  RushesFilterBar *self = RUSHES_FILTER_BAR (widget);

  if (self->filters == NULL)
    {
      gtk_widget_init_template (widget);
      gtk_menu_button_set_menu_model (self->sort_button, get_sort_menu ());
      add_filters (self);
      show_counts (self);
    }

  GTK_WIDGET_CLASS (rushes_filter_bar_parent_class)->show (widget);
}

static void
rushes_filter_bar_set_model (RushesFilterBar *self, RushesTaskViewModel *model)
{
  if (!g_set_object (&self->model, model))
    return;

  g_signal_group_set_target (self->model_signals, model);
  show_counts (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

static void
rushes_filter_bar_dispose (GObject *object)
{
  RushesFilterBar *self = RUSHES_FILTER_BAR (object);

  g_clear_handle_id (&self->counting, g_source_remove);
  g_signal_group_set_target (self->model_signals, NULL);
  g_clear_object (&self->model);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_FILTER_BAR);

  G_OBJECT_CLASS (rushes_filter_bar_parent_class)->dispose (object);
}

static void
rushes_filter_bar_finalize (GObject *object)
{
  RushesFilterBar *self = RUSHES_FILTER_BAR (object);

  g_clear_object (&self->model_signals);

  G_OBJECT_CLASS (rushes_filter_bar_parent_class)->finalize (object);
}

static void
rushes_filter_bar_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch ((RushesFilterBarProps) property_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, RUSHES_FILTER_BAR (object)->model);
      break;
    }
}

static void
rushes_filter_bar_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  switch ((RushesFilterBarProps) property_id)
    {
    case PROP_MODEL:
      rushes_filter_bar_set_model (RUSHES_FILTER_BAR (object), g_value_get_object (value));
      break;
    }
}

static void
rushes_filter_bar_class_init (RushesFilterBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rushes_filter_bar_dispose;
  object_class->finalize = rushes_filter_bar_finalize;
  object_class->get_property = rushes_filter_bar_get_property;
  object_class->set_property = rushes_filter_bar_set_property;
  widget_class->show = rushes_filter_bar_show;

  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, RUSHES_TYPE_TASK_VIEW_MODEL,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                  | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_class_ref (RUSHES_TYPE_TASK_FILTER);
  g_type_class_ref (RUSHES_TYPE_TASK_SORT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesFilterBar, scroller);
  gtk_widget_class_bind_template_child (widget_class, RushesFilterBar, filters);
  gtk_widget_class_bind_template_child (widget_class, RushesFilterBar, sort_button);
  gtk_widget_class_bind_template_callback (widget_class, scrolled_cb);
}

static void
rushes_filter_bar_init (RushesFilterBar *self)
{
  self->model_signals = g_signal_group_new (RUSHES_TYPE_TASK_VIEW_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "counts-changed", G_CALLBACK (counts_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->model_signals, "notify::filter", G_CALLBACK (filter_changed_cb),
                                  self);
}

GtkWidget *
rushes_filter_bar_new (void)
{
  return g_object_new (RUSHES_TYPE_FILTER_BAR, NULL);
}
