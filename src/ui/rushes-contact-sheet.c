/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-contact-sheet"

#include "config.h"

#include "ui/rushes-contact-sheet.h"

#include "ui/rushes-task-tile.h"

struct _RushesContactSheet
{
  AdwBin parent_instance;

  GtkSelectionModel *model; /* (nullable) */
  RushesTicker *ticker;     /* (nullable) */
  RushesSession *session;   /* (nullable) */
  RushesPictures *pictures; /* (nullable) */
  guint tick_id;            /* while the number of columns is about to change */

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

static void
set_up_tile_cb (RushesContactSheet *self, GtkListItem *list_item, GtkListItemFactory *factory)
{
  GtkWidget *tile = rushes_task_tile_new ();

  g_object_bind_property (self, "ticker", tile, "ticker", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "session", tile, "session", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "pictures", tile, "pictures", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (list_item, tile);
}

static void
bind_tile_cb (RushesContactSheet *self, GtkListItem *list_item, GtkListItemFactory *factory)
{
  g_object_set (gtk_list_item_get_child (list_item), "item", gtk_list_item_get_item (list_item), NULL);
}

static void
unbind_tile_cb (RushesContactSheet *self, GtkListItem *list_item, GtkListItemFactory *factory)
{
  g_object_set (gtk_list_item_get_child (list_item), "item", NULL, NULL);
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
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (factory, "setup", G_CALLBACK (set_up_tile_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_tile_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_tile_cb), self, G_CONNECT_SWAPPED);
  gtk_grid_view_set_max_columns (self->grid_view, 4);
  g_signal_connect_object (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->grid_view)),
                           "notify::page-size", G_CALLBACK (width_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_grid_view_set_factory (self->grid_view, factory);
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
  GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->grid_view));

  for (; item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *tile = gtk_widget_get_first_child (item);

      if (RUSHES_IS_TASK_FACE (tile) && rushes_task_face_get_item (RUSHES_TASK_FACE (tile)) == task)
        return gtk_widget_grab_focus (item);
    }
  return FALSE;
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

gboolean
rushes_contact_sheet_popup_menu (RushesContactSheet *self)
{
  GtkRoot *root = NULL;
  GtkWidget *focus = NULL;
  GtkWidget *tile = NULL;

  g_return_val_if_fail (RUSHES_IS_CONTACT_SHEET (self), FALSE);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return FALSE;

  tile = gtk_widget_get_first_child (focus);
  if (!RUSHES_IS_TASK_FACE (tile))
    return FALSE;

  rushes_task_face_popup_menu (RUSHES_TASK_FACE (tile), -1, -1);
  return TRUE;
}

void
rushes_contact_sheet_look (RushesContactSheet *self)
{
  GtkWidget *item = NULL;

  g_return_if_fail (RUSHES_IS_CONTACT_SHEET (self));

  item = gtk_widget_get_first_child (GTK_WIDGET (self->grid_view));
  for (; item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *tile = gtk_widget_get_first_child (item);

      if (RUSHES_IS_TASK_FACE (tile))
        rushes_task_face_look (RUSHES_TASK_FACE (tile));
    }
}
