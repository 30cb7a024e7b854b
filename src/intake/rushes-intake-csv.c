/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-intake-csv"

#include "config.h"

#include "intake/rushes-intake-csv.h"

#include <string.h>

/* No header has longer lines, and few tables more columns. */
#define LONGEST_HEADER 2000
/* No column that we know has a longer name: it is left as it is. */
#define LONGEST_NAME 64
#define MOST_COLUMNS 64
/* What is longer is no record, but a quote that nobody closed. */
#define LONGEST_RECORD 65536

static const char *
find_closing_quote (const char *p, const char *end)
{
  while ((p = memchr (p, '"', (gsize) (end - p))) != NULL)
    {
      if (p + 1 >= end || p[1] != '"')
        return p;
      p += 2;
    }
  return NULL;
}

/* Whether the quote at @close ends a field: otherwise it is a word in quotes. */
static gboolean
ends_field (const char *close, const char *end, char delimiter)
{
  const char *p = close + 1;

  while (p < end && *p == ' ')
    p++;
  return p >= end || *p == delimiter || *p == '\n' || *p == '\r';
}

gboolean
rushes_csv_read_field (
  RushesCsvField *field, const char **position, const char *line_end, const char *text_end, char delimiter)
{
  const char *p = *position;
  const char *close = NULL;

  while (p < line_end && *p == ' ')
    p++;
  *field = (RushesCsvField){ .start = p };
  if (p < line_end && *p == '"')
    close = find_closing_quote (p + 1, text_end);
  if (close != NULL && !ends_field (close, text_end, delimiter))
    close = NULL;
  if (close != NULL)
    {
      field->start++;
      field->end = close;
      field->quoted = TRUE;
      p = close + 1;
      if (p > line_end)
        line_end = p + strcspn (p, "\n\r");
    }

  while (p < line_end && *p != delimiter)
    p++;
  if (close == NULL)
    field->end = p;
  *position = p < line_end ? p + 1 : p;
  return p < line_end;
}

char *
rushes_csv_field_dup (const RushesCsvField *field)
{
  char *text = g_malloc ((gsize) (field->end - field->start) + 1);
  char *to = text;

  for (const char *from = field->start; from < field->end; from++)
    {
      *to++ = *from;
      if (field->quoted && *from == '"' && from + 1 < field->end && from[1] == '"')
        from++;
    }
  *to = '\0';
  return g_strstrip (text);
}

static gboolean
is_one_of (const char *name, const char *const *names)
{
  return g_strv_contains (names, name);
}

/* A column's name without what people write in different ways: "Task ID", "task_id", "taskId". */
static char *
dup_column_name (const RushesCsvField *field)
{
  g_autofree char *text = rushes_csv_field_dup (field);
  char *name = NULL;
  char *to = NULL;

  if (strlen (text) > LONGEST_NAME)
    return g_steal_pointer (&text);

  name = g_utf8_strdown (text, -1);
  to = name;
  for (const char *from = name; *from != '\0'; from++)
    {
      if (strchr (" _-#", *from) == NULL)
        *to++ = *from;
    }
  *to = '\0';
  return name;
}

/* Columns whose values nobody would call a task by. */
static gboolean
is_no_label (const char *name)
{
  static const char *const words[] = { "id",   "time", "date", "status", "state",  "progress", "url",
                                       "link", "size", "code", "width",  "height", "model",    "created",
                                       "状态", "时间", "日期", "进度",   "链接",   "模型",     NULL };

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (strstr (name, words[i]) != NULL)
        return TRUE;
    }
  return *name == '\0';
}

static void
choose_columns (RushesCsv *self, const GPtrArray *names)
{
  static const char *const exact[] = { "taskid", "taskids", "任务id", "任务编号", "任务号", "任务", NULL };
  static const char *const likely[] = { "id", "ids", "task", "tasks", "编号", NULL };
  static const char *const labels[] = { "label", "name",   "title", "note", "标签", "名称", "名字",
                                        "标题",  "prompt", "shot",  "备注", "描述", "镜头", NULL };

  self->id_column = -1;
  self->label_column = -1;
  for (int i = (int) names->len - 1; i >= 0; i--)
    {
      if (is_one_of (names->pdata[i], exact))
        self->id_column = i;
      if (is_one_of (names->pdata[i], labels))
        self->label_column = i;
    }
  for (int i = 0; self->id_column < 0 && i < (int) names->len; i++)
    {
      if (is_one_of (names->pdata[i], likely))
        self->id_column = i;
    }
  if (self->id_column < 0 || self->label_column >= 0)
    return;

  /* The other one of two, the next one of more. */
  self->label_column = names->len == 2 ? 1 - self->id_column : self->id_column + 1;
  if (self->label_column >= (int) names->len || is_no_label (names->pdata[self->label_column]))
    self->label_column = -1;
}

static char
find_delimiter (const char *start, const char *end)
{
  if (memchr (start, '\t', (gsize) (end - start)) != NULL)
    return '\t';
  if (memchr (start, ',', (gsize) (end - start)) != NULL)
    return ',';
  return memchr (start, ';', (gsize) (end - start)) != NULL ? ';' : ',';
}

gboolean
rushes_csv_read_header (RushesCsv *self, const char *start, const char *end)
{
  g_autoptr (GPtrArray) names = NULL;
  RushesCsv found = { 0 };
  const char *p = start;
  gboolean more = TRUE;

  /* Behind each piece of JSON comes a line that might be one: most of them are JSON again. */
  if (end - start > LONGEST_HEADER || *start == '{' || *start == '[')
    return FALSE;

  found.delimiter = find_delimiter (start, end);
  names = g_ptr_array_new_with_free_func (g_free);
  while (more && names->len < MOST_COLUMNS)
    {
      RushesCsvField field;

      more = rushes_csv_read_field (&field, &p, end, end, found.delimiter);
      g_ptr_array_add (names, dup_column_name (&field));
    }

  choose_columns (&found, names);
  if (found.id_column < 0)
    return FALSE;
  *self = found;
  return TRUE;
}

const char *
rushes_csv_read_record (
  RushesCsv *self, const char *start, const char *line_end, const char *text_end, char **id, char **label)
{
  const char *p = start;
  int n_fields = 0;
  gboolean more = TRUE;

  *id = NULL;
  *label = NULL;
  if (!self->quote_is_open && text_end - start > LONGEST_RECORD)
    text_end = start + LONGEST_RECORD;
  if (self->quote_is_open)
    text_end = line_end;

  while (more)
    {
      RushesCsvField field;

      more = rushes_csv_read_field (&field, &p, line_end, MAX (text_end, line_end), self->delimiter);
      /* It may have gone over several lines. */
      if (p > line_end)
        line_end = p + strcspn (p, "\n\r");
      if (!field.quoted && field.start < field.end && *field.start == '"')
        {
          self->quote_is_open = TRUE;
          text_end = line_end;
        }

      if (n_fields == self->id_column)
        *id = rushes_csv_field_dup (&field);
      else if (n_fields == self->label_column)
        *label = rushes_csv_field_dup (&field);
      n_fields++;
    }

  if (*id != NULL)
    return MAX (p, line_end);
  g_clear_pointer (label, g_free);
  return NULL;
}
