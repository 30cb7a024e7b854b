/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-tile"

#include "config.h"

#include "ui/rushes-task-tile.h"

#include "ui/rushes-describe-transfer.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-format.h"

struct _RushesTaskTile
{
  RushesTaskFace parent_instance;

  RushesTaskPicture *picture;
  RushesSelectionCheck *selection_check;
  GtkLabel *title_label;
  GtkWidget *state_box;
  GtkImage *state_icon;
  GtkLabel *state_label;
  GtkLabel *facts_label;
};

G_DEFINE_FINAL_TYPE (RushesTaskTile, rushes_task_tile, RUSHES_TYPE_TASK_FACE)

static RushesTask *
get_item (RushesTaskTile *self)
{
  return rushes_task_face_get_item (RUSHES_TASK_FACE (self));
}

/* One thing only: how its video comes, or why it does not; else how large it is to be seen. */
static void
update_facts (RushesTaskTile *self)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (get_item (self));
  g_autofree char *facts = rushes_describe_transfer_briefly (get_item (self));

  if (facts == NULL && snapshot != NULL)
    facts = rushes_format_dimensions (snapshot->width, snapshot->height);
  rushes_task_face_set_text (self->facts_label, facts);
}

static char *
rushes_task_tile_describe (RushesTaskFace *face)
{
  RushesTask *item = rushes_task_face_get_item (face);
  RushesFailure *failure = rushes_task_get_failure (item);

  return failure != NULL ? rushes_describe_failure (failure) : rushes_describe_times (item);
}

/* As in the list: tooltips are written when somebody asks for them. */
static gboolean
title_asked_cb (
  RushesTaskTile *self, int x, int y, gboolean keyboard_mode, GtkTooltip *tooltip, GtkWidget *widget)
{
  gtk_tooltip_set_text (tooltip, get_item (self) != NULL ? rushes_describe_title (get_item (self)) : NULL);
  return get_item (self) != NULL;
}

static gboolean
state_asked_cb (
  RushesTaskTile *self, int x, int y, gboolean keyboard_mode, GtkTooltip *tooltip, GtkWidget *widget)
{
  g_autofree char *description = get_item (self) != NULL ? rushes_task_tile_describe (RUSHES_TASK_FACE (self))
                                                         : NULL;

  gtk_tooltip_set_text (tooltip, description);
  return description != NULL;
}

static void
rushes_task_tile_update_times (RushesTaskFace *face)
{
  RushesTicker *ticker = rushes_task_face_get_ticker (face);

  rushes_task_picture_set_now (RUSHES_TASK_TILE (face)->picture, rushes_ticker_get_now (ticker));
}

static void
rushes_task_tile_update (RushesTaskFace *face)
{
  RushesTaskTile *self = RUSHES_TASK_TILE (face);

  rushes_task_face_set_text (self->title_label, rushes_describe_title (get_item (self)));
  rushes_task_face_show_state (face, self->state_box, self->state_icon, self->state_label);
  update_facts (self);
}

static void
rushes_task_tile_update_flow (RushesTaskFace *face, const char *property)
{
  update_facts (RUSHES_TASK_TILE (face));
}

/* The object */

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (RUSHES_TYPE_SELECTION_CHECK);
  g_type_ensure (RUSHES_TYPE_TASK_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-task-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, picture);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, selection_check);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, title_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, state_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, state_icon);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, state_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, facts_label);
  gtk_widget_class_bind_template_callback (widget_class, state_asked_cb);
  gtk_widget_class_bind_template_callback (widget_class, title_asked_cb);
}

static void
rushes_task_tile_class_init (RushesTaskTileClass *klass)
{
  RushesTaskFaceClass *face_class = RUSHES_TASK_FACE_CLASS (klass);

  face_class->update = rushes_task_tile_update;
  face_class->update_flow = rushes_task_tile_update_flow;
  face_class->update_times = rushes_task_tile_update_times;
  face_class->describe = rushes_task_tile_describe;

  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
rushes_task_tile_init (RushesTaskTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rushes_task_face_set_parts (RUSHES_TASK_FACE (self), self->picture, self->selection_check);
}

GtkWidget *
rushes_task_tile_new (void)
{
  return g_object_new (RUSHES_TYPE_TASK_TILE, NULL);
}
