/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-slots"

#include "config.h"

#include "ui/rushes-task-slots.h"

#include "ui/rushes-selection-check.h"

/* So many get their faces in one frame; where more are in sight, as on a very large screen, the others follow
 * in the next ones. */
#define AT_ONCE 24
/* So many in a frame of those in which pages pass faster than anybody can read. */
#define AT_ONCE_PASSING 8
/* GDK lays out four times in a frame at most, and complains when that was not enough: so many bring about one
 * more, the last of them only where something in sight would stay empty. */
#define MOST_PASSES 3
/* So many keep their faces when they are out of view: who scrolls back finds them as they were. */
#define SPARE_FACES 12

struct _RushesTaskSlots
{
  GObject parent_instance;

  GtkWidget *list; /* (nullable): a weak pointer */
  RushesTaskSlotsMakeFunc make;
  gpointer user_data;

  /* Slots take themselves out before they are destroyed. */
  GQueue waiting;  /* in view, without a face */
  GQueue shown;    /* in view, with a face */
  GQueue spare;    /* out of view, with a face: those that left first come first */
  GPtrArray *idle; /* faces without a slot */
  guint preparing;

  GdkFrameClock *clock; /* (nullable) */
  gulong layout_id;
  gulong painted_id;
  gint64 frame;
  guint n_passes; /* in this frame */
  guint n_filled; /* in this frame */
  guint limit;    /* of this frame */

  int estimated_width;
  int estimated_height;
};

G_DEFINE_FINAL_TYPE (RushesTaskSlots, rushes_task_slots, G_TYPE_OBJECT)

/* The faces */

static RushesTaskFace *
make_face (RushesTaskSlots *self)
{
  return RUSHES_TASK_FACE (g_object_ref_sink (self->make (self->user_data)));
}

static gboolean
has_focus (RushesTaskSlot *slot)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (slot));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (slot));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && item != NULL && (focus == item || gtk_widget_is_ancestor (focus, item));
}

/* Of the slot that is longest out of view. Returns: (transfer full) (nullable) */
static RushesTaskFace *
take_spare_face (RushesTaskSlots *self)
{
  for (GList *link = self->spare.head; link != NULL; link = link->next)
    {
      RushesTaskSlot *slot = link->data;

      if (has_focus (slot))
        continue;
      g_queue_delete_link (&self->spare, link);
      return rushes_task_slot_take_face (slot);
    }
  return NULL;
}

static RushesTaskFace *
find_face (RushesTaskSlots *self)
{
  RushesTaskFace *face = NULL;

  if (self->idle->len > 0)
    return g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);
  if (self->spare.length >= SPARE_FACES)
    face = take_spare_face (self);
  return face != NULL ? face : make_face (self);
}

static void
fill (RushesTaskSlots *self, RushesTaskSlot *slot)
{
  g_autoptr (RushesTaskFace) face = find_face (self);

  rushes_task_slot_put_face (slot, face);
  g_queue_push_tail (&self->shown, slot);
}

/* As many are kept as may be wanted at once, whatever was in sight before. */
static void
drop_faces (RushesTaskSlots *self)
{
  const guint n_kept = SPARE_FACES + self->shown.length;

  if (self->idle->len > n_kept)
    g_ptr_array_set_size (self->idle, (int) n_kept);
  while (self->spare.length > n_kept)
    {
      g_autoptr (RushesTaskFace) face = take_spare_face (self);

      if (face == NULL)
        break;
    }
}

static gboolean
prepare_cb (gpointer user_data)
{
  RushesTaskSlots *self = user_data;

  if (self->list != NULL && rushes_task_slots_count_faces (self) < SPARE_FACES)
    {
      g_ptr_array_add (self->idle, make_face (self));
      return G_SOURCE_CONTINUE;
    }

  self->preparing = 0;
  return G_SOURCE_REMOVE;
}

/* The height of those that have none */

/* Returns: 0 where nothing is shown */
static int
average_height (RushesTaskSlots *self, int width)
{
  int sum = 0;
  int natural = 0;

  for (GList *link = self->shown.head; link != NULL; link = link->next)
    {
      rushes_task_face_measure (rushes_task_slot_get_face (link->data), GTK_ORIENTATION_VERTICAL, width, NULL,
                                &natural);
      sum += natural;
    }
  return self->shown.length > 0 ? sum / (int) self->shown.length : 0;
}

static int
estimate (int width, gpointer user_data)
{
  RushesTaskSlots *self = user_data;

  if (self->estimated_height > 0 && self->estimated_width == width)
    return self->estimated_height;

  self->estimated_width = width;
  self->estimated_height = average_height (self, width);
  if (self->estimated_height == 0)
    {
      if (self->idle->len == 0)
        g_ptr_array_add (self->idle, make_face (self));
      rushes_task_face_measure (g_ptr_array_index (self->idle, 0), GTK_ORIENTATION_VERTICAL, width, NULL,
                                &self->estimated_height);
    }
  return self->estimated_height;
}

/* Corrected where it is far off: each time all of them are measured. */
static void
check_estimate (RushesTaskSlots *self)
{
  const int height = self->estimated_height > 0 ? average_height (self, self->estimated_width) : 0;

  if (height == 0 || ABS (height - self->estimated_height) <= self->estimated_height / 8)
    return;

  self->estimated_height = height;
  for (GtkWidget *item = gtk_widget_get_first_child (self->list); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      RushesTaskSlot *slot = rushes_task_slot_find (item);

      if (slot != NULL && rushes_task_slot_get_face (slot) == NULL)
        gtk_widget_queue_resize (GTK_WIDGET (slot));
    }
}

/* The frames */

static void
begin_frame (RushesTaskSlots *self, gint64 frame)
{
  const gboolean passing = frame == self->frame + 1 && self->n_filled >= AT_ONCE_PASSING;

  self->limit = passing ? AT_ONCE_PASSING : AT_ONCE;
  self->frame = frame;
  self->n_passes = self->n_filled = 0;
}

/* Slots have come into view while the list was laid out; once they are filled it is laid out again, in the
 * same frame, and so nobody sees one empty. */
static void
layout_cb (RushesTaskSlots *self, GdkFrameClock *clock)
{
  const gint64 frame = gdk_frame_clock_get_frame_counter (clock);

  if (self->list == NULL)
    return;
  if (self->frame != frame)
    begin_frame (self, frame);
  if (self->waiting.length > 0)
    {
      if (self->n_passes++ >= MOST_PASSES)
        return;
      for (; self->waiting.length > 0 && self->n_filled < self->limit; self->n_filled++)
        fill (self, g_queue_pop_head (&self->waiting));
    }
  else
    {
      if (self->n_passes++ < MOST_PASSES - 1)
        check_estimate (self);
      drop_faces (self);
    }
}

static void
painted_cb (RushesTaskSlots *self, GdkFrameClock *clock)
{
  if (self->waiting.length > 0)
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
}

static void
forget_clock (RushesTaskSlots *self)
{
  if (self->clock == NULL)
    return;

  g_clear_signal_handler (&self->layout_id, self->clock);
  g_clear_signal_handler (&self->painted_id, self->clock);
  g_clear_object (&self->clock);
}

static void
use_clock (RushesTaskSlots *self, GdkFrameClock *clock)
{
  if (self->clock == clock)
    return;

  forget_clock (self);
  g_set_object (&self->clock, clock);
  if (clock == NULL)
    return;
  /* After the window has laid itself out. */
  self->layout_id = g_signal_connect_data (clock, "layout", G_CALLBACK (layout_cb), self, NULL,
                                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  self->painted_id = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), self);
}

/* What becomes of a slot */

static void
leave_queues (RushesTaskSlots *self, RushesTaskSlot *slot)
{
  g_queue_remove (&self->waiting, slot);
  g_queue_remove (&self->shown, slot);
  g_queue_remove (&self->spare, slot);
}

static void
slot_seen (RushesTaskSlot *slot, gboolean seen, gpointer user_data)
{
  RushesTaskSlots *self = user_data;
  const gboolean has_face = rushes_task_slot_get_face (slot) != NULL;

  leave_queues (self, slot);
  if (!seen)
    {
      if (has_face)
        g_queue_push_tail (&self->spare, slot);
      return;
    }
  if (has_face)
    {
      g_queue_push_tail (&self->shown, slot);
      return;
    }
  g_queue_push_tail (&self->waiting, slot);
  use_clock (self, gtk_widget_get_frame_clock (GTK_WIDGET (slot)));
  if (self->clock != NULL)
    gdk_frame_clock_request_phase (self->clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
}

static void
slot_gone (RushesTaskSlot *slot, gpointer user_data)
{
  RushesTaskSlots *self = user_data;
  RushesTaskFace *face = NULL;

  leave_queues (self, slot);
  if (rushes_task_slot_get_face (slot) == NULL)
    return;

  face = rushes_task_slot_take_face (slot);
  g_object_set (face, "item", NULL, NULL);
  g_ptr_array_add (self->idle, face);
}

/* The factory */

static void
position_changed_cb (GtkListItem *list_item, GParamSpec *pspec, RushesTaskSlot *slot)
{
  rushes_task_slot_set_position (slot, gtk_list_item_get_position (list_item));
}

static void
set_up_cb (RushesTaskSlots *self, GtkListItem *list_item, GtkListItemFactory *factory)
{
  static const RushesTaskSlotHost host = { slot_seen, slot_gone, estimate };
  GtkWidget *slot = rushes_task_slot_new (&host, G_OBJECT (self));

  g_signal_connect_object (list_item, "notify::position", G_CALLBACK (position_changed_cb), slot, 0);
  gtk_list_item_set_child (list_item, slot);
}

/* GTK 4.8 unbinds and binds anew what has only been selected or moved: so nothing is done before there is
 * another task. */
static void
bind_cb (RushesTaskSlots *self, GtkListItem *list_item, GtkListItemFactory *factory)
{
  RushesTaskSlot *slot = RUSHES_TASK_SLOT (gtk_list_item_get_child (list_item));

  rushes_task_slot_set_position (slot, gtk_list_item_get_position (list_item));
  rushes_task_slot_set_item (slot, gtk_list_item_get_item (list_item));
}

static void
set_factory (RushesTaskSlots *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (set_up_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_object_set (self->list, "factory", factory, NULL);
}

/* The object */

static void
rushes_task_slots_dispose (GObject *object)
{
  RushesTaskSlots *self = RUSHES_TASK_SLOTS (object);

  forget_clock (self);
  g_clear_handle_id (&self->preparing, g_source_remove);
  g_clear_weak_pointer (&self->list);
  g_ptr_array_set_size (self->idle, 0);

  G_OBJECT_CLASS (rushes_task_slots_parent_class)->dispose (object);
}

static void
rushes_task_slots_finalize (GObject *object)
{
  RushesTaskSlots *self = RUSHES_TASK_SLOTS (object);

  g_queue_clear (&self->waiting);
  g_queue_clear (&self->shown);
  g_queue_clear (&self->spare);
  g_clear_pointer (&self->idle, g_ptr_array_unref);

  G_OBJECT_CLASS (rushes_task_slots_parent_class)->finalize (object);
}

static void
rushes_task_slots_class_init (RushesTaskSlotsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_task_slots_dispose;
  object_class->finalize = rushes_task_slots_finalize;
}

static void
rushes_task_slots_init (RushesTaskSlots *self)
{
  self->frame = -1;
  self->idle = g_ptr_array_new_with_free_func (g_object_unref);
}

RushesTaskSlots *
rushes_task_slots_new (GtkWidget *list, RushesTaskSlotsMakeFunc make, gpointer user_data)
{
  RushesTaskSlots *self = NULL;

  g_return_val_if_fail (GTK_IS_LIST_BASE (list), NULL);
  g_return_val_if_fail (make != NULL, NULL);

  self = g_object_new (RUSHES_TYPE_TASK_SLOTS, NULL);
  g_set_weak_pointer (&self->list, list);
  self->make = make;
  self->user_data = user_data;
  g_signal_connect_object (list, "unrealize", G_CALLBACK (forget_clock), self, G_CONNECT_SWAPPED);
  rushes_selection_check_add_keys (list);
  set_factory (self);
  return self;
}

void
rushes_task_slots_prepare (RushesTaskSlots *self)
{
  g_return_if_fail (RUSHES_IS_TASK_SLOTS (self));

  if (self->preparing == 0)
    self->preparing = g_idle_add_full (G_PRIORITY_LOW, prepare_cb, self, NULL);
}

void
rushes_task_slots_look (RushesTaskSlots *self)
{
  g_return_if_fail (RUSHES_IS_TASK_SLOTS (self));

  for (GList *link = self->shown.head; link != NULL; link = link->next)
    rushes_task_face_look (rushes_task_slot_get_face (link->data));
}

/* The list's own widget that has the focus, or something in it. Returns: (nullable) */
static GtkWidget *
find_focused_item (RushesTaskSlots *self)
{
  GtkRoot *root = self->list != NULL ? gtk_widget_get_root (self->list) : NULL;
  GtkWidget *widget = root != NULL ? gtk_root_get_focus (root) : NULL;

  while (widget != NULL && gtk_widget_get_parent (widget) != self->list)
    widget = gtk_widget_get_parent (widget);
  return widget;
}

gboolean
rushes_task_slots_popup_menu (RushesTaskSlots *self)
{
  RushesTaskSlot *slot = NULL;
  RushesTaskFace *face = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK_SLOTS (self), FALSE);

  slot = rushes_task_slot_find (find_focused_item (self));
  face = slot != NULL ? rushes_task_slot_get_face (slot) : NULL;
  if (face == NULL)
    return FALSE;

  rushes_task_face_popup_menu (face, -1, -1);
  return TRUE;
}

GtkWidget *
rushes_task_slots_find_item (RushesTaskSlots *self, RushesTask *task)
{
  GtkWidget *item = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK_SLOTS (self), NULL);
  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  item = self->list != NULL ? gtk_widget_get_first_child (self->list) : NULL;
  for (; item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      RushesTaskSlot *slot = rushes_task_slot_find (item);

      if (slot != NULL && rushes_task_slot_get_item (slot) == task)
        return item;
    }
  return NULL;
}

/* Also when the list itself is hidden: it goes by what the list has laid out. */
RushesTask *
rushes_task_slots_find_last_seen (RushesTaskSlots *self)
{
  GtkWidget *item = NULL;
  RushesTask *seen = NULL;
  double last = 0;

  g_return_val_if_fail (RUSHES_IS_TASK_SLOTS (self), NULL);

  item = self->list != NULL ? gtk_widget_get_first_child (self->list) : NULL;
  for (; item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      RushesTaskSlot *slot = rushes_task_slot_find (item);
      graphene_rect_t bounds;
      double bottom = 0;

      if (slot == NULL || !gtk_widget_get_child_visible (item)
          || !gtk_widget_compute_bounds (item, self->list, &bounds))
        continue;
      bottom = bounds.origin.y + bounds.size.height;
      if (bottom > last && bottom <= gtk_widget_get_height (self->list))
        {
          last = bottom;
          seen = rushes_task_slot_get_item (slot);
        }
    }
  return seen;
}

guint
rushes_task_slots_count_faces (RushesTaskSlots *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_SLOTS (self), 0);

  return self->idle->len + self->shown.length + self->spare.length;
}
