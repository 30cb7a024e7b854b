/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-facts"

#include "config.h"

#include "ui/rushes-facts.h"

#include <glib/gi18n-lib.h>

#include "ui/rushes-describe.h"
#include "ui/rushes-format.h"

typedef enum
{
  FACT_DIMENSIONS,
  FACT_LENGTH,
  FACT_SIZE,
  FACT_VERIFIED,
  FACT_PLACE,
  FACT_KEPT,
  FACT_PROMPT,
  FACT_MODEL,
  FACT_SUBMITTED,
  FACT_STARTED,
  FACT_FINISHED,
  FACT_EXPIRES,
  FACT_ADDED,
  FACT_ID,
  FACT_REQUEST,
  N_FACTS,
} Fact;

typedef struct
{
  GtkWidget *row;
  GtkLabel *value;
} Row;

struct _RushesFacts
{
  AdwBin parent_instance;

  GtkListBox *list;
  Row rows[N_FACTS];
};

G_DEFINE_FINAL_TYPE (RushesFacts, rushes_facts, ADW_TYPE_BIN)

static const struct
{
  const char *name;
  gboolean tall; /* name above value: what is too long for one line */
} facts[N_FACTS] = {
  [FACT_DIMENSIONS] = { NC_ ("fact", "Dimensions"), FALSE },
  [FACT_LENGTH] = { NC_ ("fact", "Length"), FALSE },
  [FACT_SIZE] = { NC_ ("fact", "Size"), FALSE },
  [FACT_VERIFIED] = { NC_ ("fact", "Verified"), FALSE },
  [FACT_PLACE] = { NC_ ("fact", "Saved as"), TRUE },
  [FACT_KEPT] = { NC_ ("fact", "Kept as"), TRUE },
  [FACT_PROMPT] = { NC_ ("fact", "Prompt"), TRUE },
  [FACT_MODEL] = { NC_ ("fact", "Model"), FALSE },
  [FACT_SUBMITTED] = { NC_ ("fact", "Submitted"), FALSE },
  [FACT_STARTED] = { NC_ ("fact", "Started"), FALSE },
  [FACT_FINISHED] = { NC_ ("fact", "Finished"), FALSE },
  [FACT_EXPIRES] = { NC_ ("fact", "Link valid until"), FALSE },
  [FACT_ADDED] = { NC_ ("fact", "Added"), FALSE },
  [FACT_ID] = { NC_ ("fact", "ID"), FALSE },
  [FACT_REQUEST] = { NC_ ("fact", "Request ID"), FALSE },
};

/* Values */

static char *
describe_length (gint64 duration, double frame_rate)
{
  g_autofree char *length = rushes_format_duration (duration);
  g_autofree char *rate = NULL;

  if (length == NULL || frame_rate <= 0)
    return g_steal_pointer (&length);

  rate = ABS (frame_rate - (int) (frame_rate + 0.5)) < 0.005 ? g_strdup_printf ("%.0f", frame_rate)
                                                        : g_strdup_printf ("%.2f", frame_rate);
  /* Translators: length of a video, and its frames a second: "6 s, 24 frames a second" */
  return g_strdup_printf (_ ("%s, %s frames a second"), length, rate);
}

static const char *
describe_verified (const RushesTaskDetails *details)
{
  const char *verified = details != NULL ? details->verified : NULL;

  if (verified == NULL)
    return NULL;
  if (g_str_equal (verified, "crc64"))
    return _ ("End to end, by the service’s checksum (CRC-64)");
  if (g_str_equal (verified, "md5"))
    return _ ("End to end, by the service’s checksum (MD5)");
  if (g_str_equal (verified, "length"))
    return _ ("By its length and structure");
  if (g_str_equal (verified, "structure"))
    return _ ("By its structure");
  return NULL;
}

/* @place: (nullable): a path or a URI */
static char *
name_place (const char *place)
{
  g_autoptr (GFile) file = NULL;

  if (place == NULL)
    return NULL;
  file = g_path_is_absolute (place) ? g_file_new_for_path (place) : g_file_new_for_uri (place);
  return g_file_get_parse_name (file);
}

static gint64
get_bytes (RushesTask *task)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  if (rushes_task_get_kept_bytes (task) > 0)
    return rushes_task_get_kept_bytes (task);
  return snapshot != NULL ? snapshot->bytes : 0;
}

/* The rows */

static void
set_fact (RushesFacts *self, Fact fact, const char *value)
{
  Row *row = &self->rows[fact];

  gtk_widget_set_visible (row->row, value != NULL && *value != '\0');
  if (value != NULL && g_strcmp0 (gtk_label_get_text (row->value), value) != 0)
    gtk_label_set_text (row->value, value);
}

static void
set_time (RushesFacts *self, Fact fact, gint64 then)
{
  g_autofree char *value = rushes_format_absolute (then);

  set_fact (self, fact, value);
}

static void
add_row (RushesFacts *self, Fact fact)
{
  Row *row = &self->rows[fact];
  GtkWidget *box = gtk_box_new (facts[fact].tall ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                facts[fact].tall ? 3 : 12);
  GtkWidget *name = gtk_label_new (g_dpgettext2 (GETTEXT_PACKAGE, "fact", facts[fact].name));
  GtkWidget *value = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_valign (name, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (value), facts[fact].tall ? 0 : 1);
  gtk_label_set_justify (GTK_LABEL (value), facts[fact].tall ? GTK_JUSTIFY_LEFT : GTK_JUSTIFY_RIGHT);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_add_css_class (value, "dim-label");
  gtk_widget_add_css_class (value, "numeric");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL,
                                  -1);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), value);
  gtk_widget_add_css_class (box, "fact");

  row->value = GTK_LABEL (value);
  row->row = gtk_list_box_row_new ();
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row->row), FALSE);
  gtk_widget_set_focusable (row->row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row->row), box);
  gtk_widget_set_visible (row->row, FALSE);
  gtk_list_box_append (self->list, row->row);
}

/* The object */

static void
rushes_facts_class_init (RushesFactsClass *klass)
{
}

static void
rushes_facts_init (RushesFacts *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Facts"),
                                  -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
  for (Fact fact = 0; fact < N_FACTS; fact++)
    add_row (self, fact);
}

GtkWidget *
rushes_facts_new (void)
{
  return g_object_new (RUSHES_TYPE_FACTS, NULL);
}

void
rushes_facts_set (
  RushesFacts *self, RushesTask *task, const RushesTaskDetails *details, gint64 duration, double frame_rate)
{
  RushesSnapshot *snapshot = NULL;
  RushesFailure *failure = NULL;
  g_autofree char *dimensions = NULL;
  g_autofree char *length = describe_length (duration, frame_rate);
  g_autofree char *size = NULL;
  g_autofree char *saved = NULL;
  g_autofree char *kept = NULL;

  g_return_if_fail (RUSHES_IS_FACTS (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  snapshot = rushes_task_get_snapshot (task);
  failure = rushes_task_get_failure (task);
  if (snapshot != NULL)
    dimensions = rushes_format_dimensions (snapshot->width, snapshot->height);
  size = rushes_format_size (get_bytes (task));
  saved = name_place (rushes_task_get_saved_missing (task) ? NULL : rushes_task_get_saved_path (task));
  kept = name_place (rushes_task_get_kept_path (task));

  set_fact (self, FACT_DIMENSIONS, dimensions);
  set_fact (self, FACT_LENGTH, length);
  set_fact (self, FACT_SIZE, size);
  set_fact (self, FACT_VERIFIED, describe_verified (details));
  set_fact (self, FACT_PLACE, saved);
  set_fact (self, FACT_KEPT, kept);
  set_fact (self, FACT_PROMPT, snapshot != NULL ? snapshot->prompt : NULL);
  set_fact (self, FACT_MODEL, snapshot != NULL ? snapshot->model : NULL);
  set_time (self, FACT_SUBMITTED, snapshot != NULL ? snapshot->submitted_at : 0);
  set_time (self, FACT_STARTED, snapshot != NULL ? snapshot->started_at : 0);
  set_time (self, FACT_FINISHED, snapshot != NULL ? snapshot->finished_at : 0);
  set_time (self, FACT_EXPIRES,
            snapshot != NULL && rushes_snapshot_has_link (snapshot) ? snapshot->expires_at : 0);
  set_time (self, FACT_ADDED, rushes_task_get_added_at (task));
  set_fact (self, FACT_ID, rushes_task_get_id (task));
  set_fact (self, FACT_REQUEST, failure != NULL ? rushes_failure_get_request_id (failure) : NULL);
}
