/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-export"

#include "config.h"

#include "library/rushes-export.h"

#include "api/rushes-json.h"
#include "base/rushes-error.h"
#include "intake/rushes-intake.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
/* A cell that begins with one of these is a formula to a spreadsheet: it gets an apostrophe before it. */
#define FORMULA_STARTS "=+-@\t\r'"

typedef enum
{
  FIELD_TEXT,
  FIELD_NUMBER,
  FIELD_TIME,
} FieldType;

typedef struct
{
  const char *name;
  FieldType type;
  gsize offset;
} Field;

#define FIELD(name, type)                                                                                    \
  {                                                                                                          \
#name, type, G_STRUCT_OFFSET(RushesExportEntry, name)                                                    \
  }

static const Field fields[] = {
  FIELD (task_id, FIELD_TEXT),      FIELD (account_id, FIELD_TEXT),   FIELD (label, FIELD_TEXT),
  FIELD (note, FIELD_TEXT),         FIELD (state, FIELD_TEXT),        FIELD (raw_status, FIELD_TEXT),
  FIELD (width, FIELD_NUMBER),      FIELD (height, FIELD_NUMBER),     FIELD (bytes, FIELD_NUMBER),
  FIELD (added_at, FIELD_TIME),     FIELD (submitted_at, FIELD_TIME), FIELD (started_at, FIELD_TIME),
  FIELD (finished_at, FIELD_TIME),  FIELD (file_id, FIELD_TEXT),      FIELD (file_name, FIELD_TEXT),
  FIELD (model, FIELD_TEXT),        FIELD (prompt, FIELD_TEXT),       FIELD (failure_code, FIELD_TEXT),
  FIELD (failure_text, FIELD_TEXT), FIELD (saved_path, FIELD_TEXT),   FIELD (kept_path, FIELD_TEXT),
};

static char **
text_of (const RushesExportEntry *entry, const Field *field)
{
  return G_STRUCT_MEMBER_P (entry, field->offset);
}

static gint64 *
number_of (const RushesExportEntry *entry, const Field *field)
{
  return G_STRUCT_MEMBER_P (entry, field->offset);
}

static const Field *
find_field (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (g_str_equal (fields[i].name, name))
        return &fields[i];
    }
  return NULL;
}

/* Entries */

RushesExportEntry *
rushes_export_entry_new (const char *task_id, const char *account_id)
{
  RushesExportEntry *self = g_new0 (RushesExportEntry, 1);

  self->task_id = g_strdup (task_id);
  self->account_id = g_strdup (account_id);
  return self;
}

void
rushes_export_entry_free (RushesExportEntry *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (fields[i].type == FIELD_TEXT)
        g_free (*text_of (self, &fields[i]));
    }
  g_free (self);
}

/* A CSV cell cannot tell an empty text from none. */
static char *
dup_filled (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static void
take_snapshot (RushesExportEntry *self, const RushesSnapshot *snapshot)
{
  self->raw_status = dup_filled (snapshot->raw_status);
  self->width = snapshot->width;
  self->height = snapshot->height;
  self->bytes = snapshot->bytes;
  self->submitted_at = snapshot->submitted_at;
  self->started_at = snapshot->started_at;
  self->finished_at = snapshot->finished_at;
  self->file_id = dup_filled (snapshot->file_id);
  self->file_name = dup_filled (snapshot->file_name);
  self->model = dup_filled (snapshot->model);
  self->prompt = dup_filled (snapshot->prompt);
}

static char *
dup_state (RushesState state)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (RUSHES_TYPE_STATE);

  return g_strdup (g_enum_get_value (states, (int) state)->value_nick);
}

RushesExportEntry *
rushes_export_entry_new_from_task (RushesTask *task)
{
  RushesExportEntry *self;
  const RushesFailure *failure;

  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  self = rushes_export_entry_new (rushes_task_get_id (task), rushes_task_get_account_id (task));
  self->label = g_strdup (rushes_task_get_label (task));
  self->note = g_strdup (rushes_task_get_note (task));
  self->state = dup_state (rushes_task_get_state (task));
  self->added_at = rushes_task_get_added_at (task);
  self->saved_path = g_strdup (rushes_task_get_saved_path (task));
  self->kept_path = g_strdup (rushes_task_get_kept_path (task));
  if (rushes_task_get_snapshot (task) != NULL)
    take_snapshot (self, rushes_task_get_snapshot (task));

  failure = rushes_task_get_failure (task);
  if (failure != NULL)
    {
      self->failure_code = dup_filled (rushes_failure_get_code (failure));
      self->failure_text = dup_filled (rushes_failure_get_text (failure));
    }
  return self;
}

/* Values as text, the same in both formats */

static char *
format_value (const RushesExportEntry *entry, const Field *field)
{
  g_autoptr (GDateTime) time = NULL;

  if (field->type == FIELD_TEXT)
    return g_strdup (*text_of (entry, field));
  if (*number_of (entry, field) == 0)
    return NULL;
  if (field->type == FIELD_NUMBER)
    return g_strdup_printf ("%" G_GINT64_FORMAT, *number_of (entry, field));

  time = g_date_time_new_from_unix_utc (*number_of (entry, field));
  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static void
parse_value (RushesExportEntry *entry, const Field *field, const char *text)
{
  g_autoptr (GDateTime) time = NULL;
  gint64 number = 0;

  if (*text == '\0')
    return;
  if (field->type == FIELD_TEXT)
    {
      g_free (*text_of (entry, field));
      *text_of (entry, field) = g_strdup (text);
      return;
    }

  if (field->type == FIELD_TIME)
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

      time = g_date_time_new_from_iso8601 (text, utc);
      number = time != NULL ? g_date_time_to_unix (time) : 0;
    }
  else if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &number, NULL))
    number = 0;
  *number_of (entry, field) = number;
}

/* Takes @entry. */
static void
add_entry (GPtrArray *entries, RushesExportEntry *entry)
{
  if (entry->task_id != NULL)
    g_strstrip (entry->task_id);
  if (entry->task_id == NULL || *entry->task_id == '\0'
      || strlen (entry->task_id) > RUSHES_INTAKE_MAX_ID_LENGTH)
    rushes_export_entry_free (entry);
  else
    g_ptr_array_add (entries, entry);
}

/* CSV */

static void
append_cell (GString *csv, const char *text)
{
  const gboolean formula = text != NULL && *text != '\0' && strchr (FORMULA_STARTS, *text) != NULL;

  if (text == NULL)
    return;

  g_string_append_c (csv, '"');
  if (formula)
    g_string_append_c (csv, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append_c (csv, '"');
}

static char *
write_csv (GPtrArray *entries)
{
  GString *csv = g_string_new (BYTE_ORDER_MARK);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_string_append_printf (csv, "%s%s", i > 0 ? "," : "", fields[i].name);
  g_string_append (csv, "\r\n");

  for (guint row = 0; row < entries->len; row++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        {
          g_autofree char *value = format_value (g_ptr_array_index (entries, row), &fields[i]);

          if (i > 0)
            g_string_append_c (csv, ',');
          append_cell (csv, value);
        }
      g_string_append (csv, "\r\n");
    }
  return g_string_free (csv, FALSE);
}

/* The text of one cell into @cell, @text moves behind it. Returns: what ended it: ',', '\n' or '\0'; or '"'
 * where its quotes are never closed */
static char
read_cell (const char **text, GString *cell)
{
  const char *p = *text;
  gboolean quoted = *p == '"';

  g_string_truncate (cell, 0);
  if (quoted)
    p++;
  for (; *p != '\0'; p++)
    {
      if (quoted && *p == '"' && p[1] != '"')
        {
          quoted = FALSE;
          continue;
        }
      if (quoted && *p == '"')
        p++;
      else if (!quoted && (*p == ',' || *p == '\n'))
        break;
      else if (!quoted && *p == '\r' && p[1] == '\n')
        continue;
      g_string_append_c (cell, *p);
    }
  *text = *p != '\0' ? p + 1 : p;
  return quoted ? '"' : *p;
}

static const char *
skip_apostrophe (const char *cell)
{
  return cell[0] == '\'' && cell[1] != '\0' && strchr (FORMULA_STARTS, cell[1]) != NULL ? cell + 1 : cell;
}

static GPtrArray *
read_head (const char **text)
{
  GPtrArray *head = g_ptr_array_new ();
  g_autoptr (GString) cell = g_string_new (NULL);
  char end = ',';

  while (end == ',')
    {
      end = read_cell (text, cell);
      g_strstrip (cell->str);
      g_ptr_array_add (head, (gpointer) find_field (cell->str));
    }
  return head;
}

/* Returns: whether the quotes are closed */
static gboolean
read_row (const char **text, GPtrArray *head, GPtrArray *entries)
{
  RushesExportEntry *entry = rushes_export_entry_new (NULL, NULL);
  g_autoptr (GString) cell = g_string_new (NULL);
  char end = ',';

  for (guint i = 0; end == ','; i++)
    {
      const Field *field = i < head->len ? g_ptr_array_index (head, i) : NULL;

      end = read_cell (text, cell);
      if (field != NULL)
        parse_value (entry, field, skip_apostrophe (cell->str));
    }
  add_entry (entries, entry);
  return end != '"';
}

static GPtrArray *
read_csv (const char *text, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_export_entry_free);
  g_autoptr (GPtrArray) head = read_head (&text);

  if (!g_ptr_array_find (head, &fields[0], NULL))
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED, "there is no column “%s”", fields[0].name);
      return NULL;
    }
  while (*text != '\0')
    {
      if (!read_row (&text, head, entries))
        {
          g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_FAILED, "the quotes of a cell never close");
          return NULL;
        }
    }
  return g_steal_pointer (&entries);
}

/* JSON */

static void
append_object (GString *json, const RushesExportEntry *entry)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *line = NULL;
  JsonObject *object = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *value = format_value (entry, &fields[i]);

      if (value == NULL)
        json_object_set_null_member (object, fields[i].name);
      else if (fields[i].type == FIELD_NUMBER)
        json_object_set_int_member (object, fields[i].name, *number_of (entry, &fields[i]));
      else
        json_object_set_string_member (object, fields[i].name, value);
    }
  json_node_take_object (node, object);
  line = json_to_string (node, FALSE);
  g_string_append (json, line);
}

static char *
write_json (GPtrArray *entries)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < entries->len; i++)
    {
      g_string_append (json, i > 0 ? ",\n" : "\n");
      append_object (json, g_ptr_array_index (entries, i));
    }
  g_string_append (json, "\n]\n");
  return g_string_free (json, FALSE);
}

static void
read_object (JsonObject *object, GPtrArray *entries)
{
  RushesExportEntry *entry = rushes_export_entry_new (NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *value = rushes_json_dup_text (object, fields[i].name);

      if (value != NULL)
        parse_value (entry, &fields[i], value);
    }
  add_entry (entries, entry);
}

static gboolean
read_node (const char *text, gsize length, GPtrArray *entries, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, length);
  g_autoptr (JsonNode) root = rushes_json_parse (bytes, error);
  JsonArray *array;

  if (root == NULL)
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (root))
    {
      read_object (json_node_get_object (root), entries);
      return TRUE;
    }

  array = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        read_object (json_node_get_object (element), entries);
    }
  return TRUE;
}

/* What is too large to be read at once is read as it was written, one object a line. */
static gboolean
read_lines (const char *text, GPtrArray *entries, GError **error)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");
      const char *next = text + length + (text[length] != '\0');

      while (length > 0 && (g_ascii_isspace (text[length - 1]) || text[length - 1] == ','))
        length--;
      if (length > 1 && !read_node (text, length, entries, error))
        return FALSE;
      text = next;
    }
  return TRUE;
}

static GPtrArray *
read_json (const char *text, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_export_entry_free);
  g_autoptr (GError) json_error = NULL;
  const gsize length = strlen (text);
  const gboolean done = length <= RUSHES_JSON_MAX_BYTES ? read_node (text, length, entries, &json_error)
                                                        : read_lines (text, entries, &json_error);

  if (done)
    return g_steal_pointer (&entries);
  g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED, "no list: %s", json_error->message);
  return NULL;
}

char *
rushes_export_write (GPtrArray *entries, RushesExportFormat format)
{
  g_return_val_if_fail (entries != NULL, NULL);

  return format == RUSHES_EXPORT_JSON ? write_json (entries) : write_csv (entries);
}

GPtrArray *
rushes_export_read (const char *text, gssize length, GError **error)
{
  g_autofree char *whole = NULL;
  const char *start;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, length, NULL))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_FAILED, "this is no text in UTF-8");
      return NULL;
    }

  whole = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
  start = g_str_has_prefix (whole, BYTE_ORDER_MARK) ? whole + strlen (BYTE_ORDER_MARK) : whole;
  while (g_ascii_isspace (*start))
    start++;
  return *start == '[' || *start == '{' ? read_json (start, error) : read_csv (start, error);
}
