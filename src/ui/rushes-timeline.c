/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-timeline"

#include "config.h"

#include "ui/rushes-timeline.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"
#include "ui/rushes-format.h"

#define MAX_MARKS 4
#define RADIUS 5
#define LINE_WIDTH 3
#define GAP 6
/* Below this no word fits under a mark. */
#define MIN_WIDTH 200
#define NATURAL_WIDTH 420

typedef struct
{
  gint64 at;
  const char *word; /* translated */
} Mark;

struct _RushesTimeline
{
  GtkWidget parent_instance;

  Mark marks[MAX_MARKS];
  guint n_marks;
  gint64 now;
  char *description; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (RushesTimeline, rushes_timeline, GTK_TYPE_WIDGET)

/* Words */

static char *
format_mark (RushesTimeline *self, const Mark *mark)
{
  const gboolean same_day = ABS (mark->at - self->marks[0].at) < 20 * 3600;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (mark->at);

  if (time == NULL)
    return g_strdup ("");
  /* Translators: time of day, as g_date_time_format() wants it: "07:44:32" */
  return g_date_time_format (time, same_day ? _ ("%H:%M:%S")
                                            /* Translators: date and time of day, short, as
                                             * g_date_time_format() wants them: "29 Aug 07:44" */
                                            : _ ("%-d %b %H:%M"));
}

static void
describe (RushesTimeline *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_clear_pointer (&self->description, g_free);
  for (guint i = 0; i < self->n_marks; i++)
    {
      g_autofree char *when = rushes_format_absolute (self->marks[i].at);

      if (i > 0)
        g_string_append_c (text, '\n');
      /* Translators: what happened, and when: "Submitted: 29 August 2025, 07:44:32 UTC" */
      g_string_append_printf (text, _ ("%s: %s"), self->marks[i].word, when);
    }
  if (self->n_marks > 0)
    self->description = g_string_free (g_steal_pointer (&text), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->description != NULL ? self->description : "", -1);
}

/* The marks */

/* A clock of the service's that is behind must not put what came later before what came first. */
static void
add_mark (RushesTimeline *self, gint64 at, const char *word)
{
  if (at <= 0 || self->n_marks == MAX_MARKS || (self->n_marks > 0 && at < self->marks[self->n_marks - 1].at))
    return;

  self->marks[self->n_marks++] = (Mark){ at, word };
}

static void
collect (RushesTimeline *self, RushesTask *task)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  const gint64 submitted_at = snapshot != NULL ? snapshot->submitted_at : 0;

  add_mark (self, submitted_at > 0 ? submitted_at : rushes_task_get_added_at (task),
            submitted_at > 0 ? _ ("Submitted") : _ ("Added"));
  if (snapshot == NULL)
    return;

  add_mark (self, snapshot->started_at, _ ("Started"));
  if (snapshot->phase == RUSHES_PHASE_FAILED)
    /* Translators: under a mark of the timeline: when the task failed */
    add_mark (self, snapshot->finished_at, C_ ("timeline", "Failed"));
  else
    /* Translators: under a mark of the timeline: when the task finished */
    add_mark (self, snapshot->finished_at, C_ ("timeline", "Finished"));
  if (!rushes_task_has_ended (task))
    add_mark (self, self->now, _ ("Now"));
  if (rushes_snapshot_has_link (snapshot))
    add_mark (self, snapshot->expires_at,
              snapshot->expires_at > self->now ? _ ("Link expires") : _ ("Link expired"));
}

/* The drawing */

static PangoLayout *
new_layout (RushesTimeline *self, const char *text, int width, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  if (bold)
    {
      PangoAttrList *attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_layout_set_attributes (layout, attributes);
      pango_attr_list_unref (attributes);
    }
  return layout;
}

static int
measure_text (RushesTimeline *self, const char *text, int width, gboolean bold)
{
  g_autoptr (PangoLayout) layout = new_layout (self, text, width, bold);
  int height = 0;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static int
get_step (RushesTimeline *self, int width)
{
  return self->n_marks > 0 ? MAX (width / (int) self->n_marks, 1) : width;
}

/* The lines under the marks have as many rows as the longest needs. */
static void
measure_rows (RushesTimeline *self, int width, int *spans, int *words, int *times)
{
  const int step = get_step (self, width) - GAP;

  *spans = measure_text (self, "0", -1, FALSE);
  *words = *times = 0;
  for (guint i = 0; i < self->n_marks; i++)
    {
      g_autofree char *time = format_mark (self, &self->marks[i]);

      *words = MAX (*words, measure_text (self, self->marks[i].word, step, TRUE));
      *times = MAX (*times, measure_text (self, time, step, FALSE));
    }
}

static void
rushes_timeline_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  RushesTimeline *self = RUSHES_TIMELINE (widget);
  int spans = 0;
  int words = 0;
  int times = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = NATURAL_WIDTH;
      return;
    }
  measure_rows (self, for_size >= 0 ? for_size : MIN_WIDTH, &spans, &words, &times);
  *minimum = *natural = spans + GAP / 2 + 2 * RADIUS + GAP + words + times;
}

static GtkSizeRequestMode
rushes_timeline_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
draw_text (RushesTimeline *self,
           GtkSnapshot *snapshot,
           const char *text,
           double center,
           double y,
           int width,
           gboolean bold,
           const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = new_layout (self, text, width, bold);

  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (center - width / 2.0), (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_line (GtkSnapshot *snapshot, double from, double to, double y, const GdkRGBA *color)
{
  if (to < from)
    {
      const double left = to;

      to = from;
      from = left;
    }
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT ((float) from, (float) (y - LINE_WIDTH / 2.0),
                                                  (float) (to - from), LINE_WIDTH));
}

static void
draw_dot (GtkSnapshot *snapshot, double x, double y, gboolean hollow, const GdkRGBA *color)
{
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) (x - RADIUS), (float) (y - RADIUS), 2 * RADIUS,
                                                     2 * RADIUS);
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (&circle, &bounds, RADIUS);
  if (hollow)
    {
      gtk_snapshot_append_border (snapshot, &circle, (float[4]){ 2, 2, 2, 2 },
                                  (GdkRGBA[4]){ *color, *color, *color, *color });
      return;
    }
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

static double
get_x (RushesTimeline *self, guint i)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const double x = (i + 0.5) * width / self->n_marks;

  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? width - x : x;
}

/* From mark @i to the next: as far as time has come. */
static void
draw_segment (
  RushesTimeline *self, GtkSnapshot *snapshot, guint i, double y, const GdkRGBA *past, const GdkRGBA *future)
{
  const Mark *mark = &self->marks[i];
  const gint64 span = MAX (mark[1].at - mark->at, 1);
  const double share = CLAMP ((double) (self->now - mark->at) / (double) span, 0, 1);
  const double side = get_x (self, i + 1) > get_x (self, i) ? 1 : -1;
  const double from = get_x (self, i) + side * RADIUS;
  const double to = get_x (self, i + 1) - side * RADIUS;
  const double here = from + (to - from) * share;

  draw_line (snapshot, from, here, y, past);
  draw_line (snapshot, here, to, y, future);
}

static void
rushes_timeline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RushesTimeline *self = RUSHES_TIMELINE (widget);
  const int step = get_step (self, gtk_widget_get_width (widget)) - GAP;
  GdkRGBA text;
  GdkRGBA dim;
  GdkRGBA accent;
  int spans = 0;
  int words = 0;
  int times = 0;
  double y = 0;

  rushes_compat_get_color (widget, &text);
  rushes_compat_get_accent (widget, &accent);
  dim = text;
  dim.alpha *= 0.55f;
  measure_rows (self, gtk_widget_get_width (widget), &spans, &words, &times);
  y = spans + GAP / 2 + RADIUS;

  for (guint i = 0; i < self->n_marks; i++)
    {
      const Mark *mark = &self->marks[i];
      const gboolean hollow = mark->at >= self->now;
      g_autofree char *time = format_mark (self, mark);
      const double below = y + RADIUS + GAP;

      if (i + 1 < self->n_marks)
        {
          g_autofree char *span = rushes_format_span (mark[1].at - mark->at);

          draw_segment (self, snapshot, i, y, &accent, &dim);
          draw_text (self, snapshot, span, (get_x (self, i) + get_x (self, i + 1)) / 2, 0, step, FALSE, &dim);
        }
      draw_dot (snapshot, get_x (self, i), y, hollow, hollow ? &dim : &accent);
      draw_text (self, snapshot, mark->word, get_x (self, i), below, step, TRUE, &text);
      draw_text (self, snapshot, time, get_x (self, i), below + words, step, FALSE, &dim);
    }
}

/* The object */

static void
rushes_timeline_finalize (GObject *object)
{
  g_free (RUSHES_TIMELINE (object)->description);

  G_OBJECT_CLASS (rushes_timeline_parent_class)->finalize (object);
}

static void
rushes_timeline_class_init (RushesTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rushes_timeline_finalize;
  widget_class->measure = rushes_timeline_measure;
  widget_class->get_request_mode = rushes_timeline_get_request_mode;
  widget_class->snapshot = rushes_timeline_snapshot;

  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rushes_timeline_init (RushesTimeline *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Timeline"), -1);
}

GtkWidget *
rushes_timeline_new (void)
{
  return g_object_new (RUSHES_TYPE_TIMELINE, NULL);
}

void
rushes_timeline_set_task (RushesTimeline *self, RushesTask *task, gint64 now)
{
  guint n_marks = 0;

  g_return_if_fail (RUSHES_IS_TIMELINE (self));

  n_marks = self->n_marks;
  self->n_marks = 0;
  self->now = now;
  if (task != NULL)
    collect (self, task);
  describe (self);
  if (n_marks != self->n_marks)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
rushes_timeline_get_description (RushesTimeline *self)
{
  g_return_val_if_fail (RUSHES_IS_TIMELINE (self), NULL);

  return self->description;
}

guint
rushes_timeline_get_n_marks (RushesTimeline *self)
{
  g_return_val_if_fail (RUSHES_IS_TIMELINE (self), 0);

  return self->n_marks;
}
