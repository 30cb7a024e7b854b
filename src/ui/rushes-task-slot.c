/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-slot"

#include "config.h"

#include "ui/rushes-task-slot.h"

#include "ui/rushes-describe.h"

struct _RushesTaskSlot
{
  GtkWidget parent_instance;

  const RushesTaskSlotHost *host;
  GObject *host_data; /* (nullable) once disposed */
  RushesTask *item;   /* (nullable) */
  gulong item_id;
  guint position;
  RushesTaskFace *face; /* (unowned) (nullable): the only child */

  /* Of the face that was there last. */
  int known_width;
  int known_height; /* -1: not known */
};

G_DEFINE_FINAL_TYPE (RushesTaskSlot, rushes_task_slot, GTK_TYPE_WIDGET)

/* A screen reader stops at the list's own widget around it, whether it is in view or not. */
static void
update_accessible (RushesTaskSlot *self)
{
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = NULL;

  /* A face says more there. */
  if (self->item == NULL || self->face != NULL || list_item == NULL)
    return;

  name = rushes_describe_row (self->item);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
item_changed_cb (RushesTaskSlot *self, GParamSpec *pspec)
{
  const char *name = g_param_spec_get_name (pspec);

  if (!g_str_equal (name, "asking") && !g_str_has_prefix (name, "transfer-"))
    update_accessible (self);
}

static void
forget_description (RushesTaskSlot *self)
{
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));

  if (list_item != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/* Its room */

static GtkSizeRequestMode
rushes_task_slot_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rushes_task_slot_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  RushesTaskSlot *self = RUSHES_TASK_SLOT (widget);
  const gboolean vertical = orientation == GTK_ORIENTATION_VERTICAL;

  *minimum = *natural = 0;
  if (self->face != NULL)
    {
      rushes_task_face_measure (self->face, orientation, for_size, minimum, natural);
      if (vertical)
        {
          self->known_width = for_size;
          self->known_height = *natural;
        }
    }
  else if (vertical && self->host_data != NULL)
    {
      *minimum = *natural = self->known_height >= 0 && self->known_width == for_size
                              ? self->known_height
                              : self->host->estimate (for_size, self->host_data);
    }
}

static void
rushes_task_slot_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RushesTaskSlot *self = RUSHES_TASK_SLOT (widget);
  int least_width = 0;
  int least_height = 0;

  if (self->face == NULL)
    return;

  rushes_task_face_measure (self->face, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL);
  width = MAX (width, least_width);
  rushes_task_face_measure (self->face, GTK_ORIENTATION_VERTICAL, width, &least_height, NULL);
  gtk_widget_allocate (GTK_WIDGET (self->face), width, MAX (height, least_height), baseline, NULL);
}

/* In and out of view: a list hides those of its items that are not in sight. */

static void
rushes_task_slot_map (GtkWidget *widget)
{
  RushesTaskSlot *self = RUSHES_TASK_SLOT (widget);

  GTK_WIDGET_CLASS (rushes_task_slot_parent_class)->map (widget);
  if (self->host_data != NULL)
    self->host->seen (self, TRUE, self->host_data);
}

static void
rushes_task_slot_unmap (GtkWidget *widget)
{
  RushesTaskSlot *self = RUSHES_TASK_SLOT (widget);

  GTK_WIDGET_CLASS (rushes_task_slot_parent_class)->unmap (widget);
  if (self->host_data != NULL)
    self->host->seen (self, FALSE, self->host_data);
}

/* The object */

static void
rushes_task_slot_dispose (GObject *object)
{
  RushesTaskSlot *self = RUSHES_TASK_SLOT (object);

  if (self->host_data != NULL)
    self->host->gone (self, self->host_data);
  g_clear_object (&self->host_data);
  rushes_task_slot_set_item (self, NULL);

  G_OBJECT_CLASS (rushes_task_slot_parent_class)->dispose (object);
}

static void
rushes_task_slot_class_init (RushesTaskSlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rushes_task_slot_dispose;
  widget_class->get_request_mode = rushes_task_slot_get_request_mode;
  widget_class->measure = rushes_task_slot_measure;
  widget_class->size_allocate = rushes_task_slot_size_allocate;
  widget_class->map = rushes_task_slot_map;
  widget_class->unmap = rushes_task_slot_unmap;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rushes_task_slot_init (RushesTaskSlot *self)
{
  self->position = G_MAXUINT;
  self->known_height = -1;
}

GtkWidget *
rushes_task_slot_new (const RushesTaskSlotHost *host, GObject *user_data)
{
  RushesTaskSlot *self = NULL;

  g_return_val_if_fail (host != NULL, NULL);
  g_return_val_if_fail (G_IS_OBJECT (user_data), NULL);

  self = g_object_new (RUSHES_TYPE_TASK_SLOT, NULL);
  self->host = host;
  self->host_data = g_object_ref (user_data);
  return GTK_WIDGET (self);
}

void
rushes_task_slot_set_item (RushesTaskSlot *self, RushesTask *task)
{
  g_return_if_fail (RUSHES_IS_TASK_SLOT (self));
  g_return_if_fail (task == NULL || RUSHES_IS_TASK (task));

  if (self->item == task)
    return;

  if (self->item != NULL)
    g_clear_signal_handler (&self->item_id, self->item);
  g_set_object (&self->item, task);
  self->known_height = -1;
  if (self->face != NULL && self->host_data != NULL && !gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->host->gone (self, self->host_data);
  if (self->face != NULL)
    g_object_set (self->face, "item", task, NULL);
  if (task == NULL)
    return;

  self->item_id = g_signal_connect_swapped (task, "notify", G_CALLBACK (item_changed_cb), self);
  if (self->face == NULL)
    forget_description (self);
  update_accessible (self);
}

void
rushes_task_slot_set_position (RushesTaskSlot *self, guint position)
{
  g_return_if_fail (RUSHES_IS_TASK_SLOT (self));

  self->position = position;
  if (self->face != NULL)
    g_object_set (self->face, "position", position, NULL);
}

RushesTask *
rushes_task_slot_get_item (RushesTaskSlot *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_SLOT (self), NULL);

  return self->item;
}

guint
rushes_task_slot_get_position (RushesTaskSlot *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_SLOT (self), G_MAXUINT);

  return self->position;
}

RushesTaskFace *
rushes_task_slot_get_face (RushesTaskSlot *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_SLOT (self), NULL);

  return self->face;
}

void
rushes_task_slot_put_face (RushesTaskSlot *self, RushesTaskFace *face)
{
  g_return_if_fail (RUSHES_IS_TASK_SLOT (self));
  g_return_if_fail (RUSHES_IS_TASK_FACE (face));
  g_return_if_fail (self->face == NULL);

  self->face = face;
  g_object_set (face, "position", self->position, "item", self->item, NULL);
  gtk_widget_set_parent (GTK_WIDGET (face), GTK_WIDGET (self));
}

RushesTaskFace *
rushes_task_slot_take_face (RushesTaskSlot *self)
{
  RushesTaskFace *face = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK_SLOT (self), NULL);
  g_return_val_if_fail (self->face != NULL, NULL);

  face = g_object_ref (self->face);
  self->face = NULL;
  gtk_widget_unparent (GTK_WIDGET (face));
  return face;
}

RushesTaskSlot *
rushes_task_slot_find (GtkWidget *list_item)
{
  GtkWidget *child = list_item != NULL ? gtk_widget_get_first_child (list_item) : NULL;

  return RUSHES_IS_TASK_SLOT (child) ? RUSHES_TASK_SLOT (child) : NULL;
}
