/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-contact-sheet"

#include "config.h"

#include "ui/rushes-contact-sheet.h"

#include "ui/rushes-task-slots.h"
#include "ui/rushes-task-tile.h"

struct _RushesContactSheet
{
  AdwBin parent_instance;

  GtkSelectionModel *model; /* (nullable) */
  RushesTicker *ticker;     /* (nullable) */
  RushesSession *session;   /* (nullable) */
  RushesPictures *pictures; /* (nullable) */
  guint tick_id;            /* while the number of columns is about to change */

  RushesTaskSlots *slots; /* of the grid */
  GtkGridView *grid_view;
};

typedef enum
{
  PROP_MODEL = 1,
  PROP_TICKER,
  PROP_SESSION,
  PROP_PICTURES,
} RushesContactSheetProps;

enum
{
  ACTIVATE_TASK,
  N_SIGNALS,
};

static GParamSpec *properties[PROP_PICTURES + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesContactSheet, rushes_contact_sheet, ADW_TYPE_BIN)

/* The tiles */

static GtkWidget *
make_tile (gpointer user_data)
{
  static const char *const names[] = { "ticker", "session", "pictures" };
  GtkWidget *tile = rushes_task_tile_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_object_bind_property (user_data, names[i], tile, names[i], G_BINDING_SYNC_CREATE);
  return tile;
}

static void
tile_activated_cb (RushesContactSheet *self, guint position)
{
  g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (task != NULL)
    g_signal_emit (self, signals[ACTIVATE_TASK], 0, task);
}

/* The columns */

guint
rushes_contact_sheet_count_columns (int width)
{
  /* In a narrow window two small ones say more than one that fills it. */
  if (width > RUSHES_CONTACT_SHEET_TILE_MAX && width < 2 * RUSHES_CONTACT_SHEET_TILE_MIN)
    return 2;
  return MAX (width / RUSHES_CONTACT_SHEET_TILE_MIN, 1);
}

/* How wide the grid stands: a bin has a layout of its own, and does not hear of its size. */
static guint
count_columns_now (RushesContactSheet *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->grid_view));

  return rushes_contact_sheet_count_columns ((int) gtk_adjustment_get_page_size (adjustment));
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  RushesContactSheet *self = RUSHES_CONTACT_SHEET (widget);

  self->tick_id = 0;
  gtk_grid_view_set_max_columns (self->grid_view, count_columns_now (self));
  return G_SOURCE_REMOVE;
}

/* GtkGridView makes thirty rows of widgets of as many columns as there may be: so it is told how many fit.
 * In the next frame: this one is being laid out. */
static void
width_changed_cb (RushesContactSheet *self, GParamSpec *pspec, GtkAdjustment *adjustment)
{
  if (gtk_grid_view_get_max_columns (self->grid_view) != count_columns_now (self) && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

/* The object */

static void
rushes_contact_sheet_dispose (GObject *object)
{
  RushesContactSheet *self = RUSHES_CONTACT_SHEET (object);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_CONTACT_SHEET);
  g_clear_object (&self->slots);
  g_clear_object (&self->model);
  g_clear_object (&self->ticker);
  g_clear_object (&self->session);
  g_clear_object (&self->pictures);

  G_OBJECT_CLASS (rushes_contact_sheet_parent_class)->dispose (object);
}

static void
rushes_contact_sheet_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesContactSheet *self = RUSHES_CONTACT_SHEET (object);

  switch ((RushesContactSheetProps) property_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_TICKER:
      g_value_set_object (value, self->ticker);
      break;
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_PICTURES:
      g_value_set_object (value, self->pictures);
      break;
    }
}

static void
rushes_contact_sheet_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesContactSheet *self = RUSHES_CONTACT_SHEET (object);
  gboolean changed = FALSE;

  switch ((RushesContactSheetProps) property_id)
    {
    case PROP_MODEL:
      changed = g_set_object (&self->model, g_value_get_object (value));
      if (changed)
        gtk_grid_view_set_model (self->grid_view, self->model);
      break;
    case PROP_TICKER:
      changed = g_set_object (&self->ticker, g_value_get_object (value));
      break;
    case PROP_SESSION:
      changed = g_set_object (&self->session, g_value_get_object (value));
      break;
    case PROP_PICTURES:
      changed = g_set_object (&self->pictures, g_value_get_object (value));
      break;
    }
  if (changed)
    g_object_notify_by_pspec (object, pspec);
}

static void
rushes_contact_sheet_class_init (RushesContactSheetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_contact_sheet_dispose;
  object_class->get_property = rushes_contact_sheet_get_property;
  object_class->set_property = rushes_contact_sheet_set_property;

  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, GTK_TYPE_SELECTION_MODEL, flags);
  properties[PROP_TICKER] = g_param_spec_object ("ticker", NULL, NULL, RUSHES_TYPE_TICKER, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION, flags);
  properties[PROP_PICTURES] = g_param_spec_object ("pictures", NULL, NULL, RUSHES_TYPE_PICTURES, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[ACTIVATE_TASK] = g_signal_new ("activate-task", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, RUSHES_TYPE_TASK);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-contact-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesContactSheet, grid_view);
  gtk_widget_class_bind_template_callback (widget_class, tile_activated_cb);
}

static void
rushes_contact_sheet_init (RushesContactSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_grid_view_set_max_columns (self->grid_view, 4);
  g_signal_connect_object (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->grid_view)),
                           "notify::page-size", G_CALLBACK (width_changed_cb), self, G_CONNECT_SWAPPED);
  self->slots = rushes_task_slots_new (GTK_WIDGET (self->grid_view), make_tile, self);
}

GtkWidget *
rushes_contact_sheet_new (void)
{
  return g_object_new (RUSHES_TYPE_CONTACT_SHEET, NULL);
}

GtkWidget *
rushes_contact_sheet_get_grid (RushesContactSheet *self)
{
  g_return_val_if_fail (RUSHES_IS_CONTACT_SHEET (self), NULL);

  return GTK_WIDGET (self->grid_view);
}

/* Neither the grid nor a move of its focus: each of them would select one tile alone. */
static gboolean
focus_tile (RushesContactSheet *self, guint position)
{
  g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  GtkWidget *item = rushes_task_slots_find_item (self->slots, task);

  return item != NULL && gtk_widget_grab_focus (item);
}

void
rushes_contact_sheet_go_to (RushesContactSheet *self, guint position, gboolean focus)
{
  g_return_if_fail (RUSHES_IS_CONTACT_SHEET (self));

  if (self->model == NULL || position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;

  gtk_widget_activate_action (GTK_WIDGET (self->grid_view), "list.scroll-to-item", "u", position);
  if (focus && !focus_tile (self, position))
    gtk_widget_grab_focus (GTK_WIDGET (self->grid_view));
}

RushesTask *
rushes_contact_sheet_find_last_seen (RushesContactSheet *self)
{
  g_return_val_if_fail (RUSHES_IS_CONTACT_SHEET (self), NULL);

  return rushes_task_slots_find_last_seen (self->slots);
}

gboolean
rushes_contact_sheet_popup_menu (RushesContactSheet *self)
{
  g_return_val_if_fail (RUSHES_IS_CONTACT_SHEET (self), FALSE);

  return rushes_task_slots_popup_menu (self->slots);
}

void
rushes_contact_sheet_look (RushesContactSheet *self)
{
  g_return_if_fail (RUSHES_IS_CONTACT_SHEET (self));

  rushes_task_slots_look (self->slots);
}
