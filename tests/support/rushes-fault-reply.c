/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fault-reply"

#include "config.h"

#include "support/rushes-fault-reply.h"

#include <stdarg.h>
#include <string.h>

#define EXTRA_BYTE 'x'

RushesFaultObject *
rushes_fault_object_copy (const RushesFaultObject *self)
{
  RushesFaultObject *copy = g_memdup2 (self, sizeof *self);

  copy->etag = g_intern_string (self->etag);
  copy->last_modified = g_intern_string (self->last_modified);
  copy->crc64 = g_intern_string (self->crc64);
  copy->md5 = g_intern_string (self->md5);
  copy->type = g_intern_string (self->type);
  return copy;
}

RushesFault *
rushes_fault_copy (const RushesFault *self)
{
  RushesFault *copy = g_memdup2 (self, sizeof *self);

  copy->fields = g_strdup (self->fields);
  copy->page = self->page != NULL ? g_bytes_ref (self->page) : NULL;
  copy->raw_head = self->raw_head != NULL ? g_bytes_ref (self->raw_head) : NULL;
  copy->object = self->object != NULL ? rushes_fault_object_copy (self->object) : NULL;
  return copy;
}

void
rushes_fault_free (RushesFault *self)
{
  g_free ((char *) self->fields);
  g_clear_pointer (&self->page, g_bytes_unref);
  g_clear_pointer (&self->raw_head, g_bytes_unref);
  g_free ((RushesFaultObject *) self->object);
  g_free (self);
}

static void add_field (RushesFaultReply *self, const char *name, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

static void
add_field (RushesFaultReply *self, const char *name, const char *format, ...)
{
  g_autofree char *value = NULL;
  va_list arguments;

  va_start (arguments, format);
  value = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->fields, g_strdup_printf ("%s: %s", name, value));
}

/* Takes @value. */
static void
take_field (RushesFaultReply *self, const char *name, char *value)
{
  g_autofree char *owned = value;

  if (owned != NULL)
    add_field (self, name, "%s", owned);
}

/* "bytes=5-", "bytes=5-9", "bytes=-5". Returns: whether it is one range, of which there is nothing to say
 * whether the object has it. */
static gboolean
parse_range (const char *range, gint64 size, gint64 *first, gint64 *last)
{
  const char *dash;
  char *end = NULL;

  if (range == NULL || !g_str_has_prefix (range, "bytes=") || strchr (range, ',') != NULL)
    return FALSE;

  range += strlen ("bytes=");
  dash = strchr (range, '-');
  if (dash == NULL)
    return FALSE;

  *last = size - 1;
  if (dash == range)
    *first = MAX (0, size - g_ascii_strtoll (dash + 1, NULL, 10));
  else
    {
      *first = g_ascii_strtoll (range, &end, 10);
      if (end != dash)
        return FALSE;
      if (dash[1] != '\0')
        *last = MIN (*last, g_ascii_strtoll (dash + 1, NULL, 10));
    }
  return TRUE;
}

/* If-Range: the strong comparison, or the very date (RFC 9110, 13.1.5). */
static gboolean
if_range_holds (RushesFaultReply *self, const char *if_range)
{
  g_autofree char *etag = rushes_fault_object_dup_etag (self->object);
  g_autofree char *last_modified = rushes_fault_object_dup_last_modified (self->object);

  if (if_range == NULL || self->fault->ignore_if_range)
    return TRUE;
  if (*if_range == '"')
    return g_strcmp0 (if_range, etag) == 0;
  return g_strcmp0 (if_range, last_modified) == 0;
}

static gboolean
if_match_holds (RushesFaultReply *self, const char *if_match)
{
  g_autofree char *etag = rushes_fault_object_dup_etag (self->object);

  return if_match == NULL || self->fault->ignore_if_range || g_str_equal (if_match, "*")
         || (*if_match == '"' && g_strcmp0 (if_match, etag) == 0);
}

/* The status that is true, and the bytes that belong to it. */
static guint
judge (RushesFaultReply *self, const RushesFaultQuestion *question)
{
  gint64 size = self->object->size;
  gint64 first = 0;
  gint64 last = size - 1;

  self->first = 0;
  self->length = size;
  if (!if_match_holds (self, question->if_match))
    {
      self->length = 0;
      return 412;
    }
  if (self->fault->ignore_range || !if_range_holds (self, question->if_range)
      || !parse_range (question->range, size, &first, &last))
    return 200;
  if (first > last)
    {
      self->length = 0;
      return 416;
    }

  self->first = first;
  self->length = last - first + 1;
  return 206;
}

static void
tell_object (RushesFaultReply *self, guint honest)
{
  const RushesFaultObject *object = self->object;

  take_field (self, "ETag", rushes_fault_object_dup_etag (object));
  take_field (self, "Last-Modified", rushes_fault_object_dup_last_modified (object));
  take_field (self, "x-oss-hash-crc64ecma", rushes_fault_object_dup_crc64 (object));
  add_field (self, "Accept-Ranges", "bytes");
  if (honest == 200)
    take_field (self, "Content-MD5", rushes_fault_object_dup_md5 (object));
  if (honest == 206)
    add_field (self, "Content-Range", "bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
               self->first, self->first + self->length - 1, object->size);
  if (honest == 416)
    add_field (self, "Content-Range", "bytes */%" G_GINT64_FORMAT, object->size);
  if (honest < 300)
    take_field (self, "Content-Type", rushes_fault_object_dup_type (object));
}

static void
tell_date (RushesFaultReply *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  take_field (self, "Date", g_date_time_format (now, "%a, %d %b %Y %H:%M:%S GMT"));
}

static gboolean
is_of_name (const char *field, const char *line)
{
  gsize length = strcspn (line, ":");

  return g_ascii_strncasecmp (field, line, length) == 0 && field[length] == ':';
}

/* The fault's own fields, which take the place of the honest ones. */
static void
replace_fields (RushesFaultReply *self)
{
  g_auto (GStrv) lines = g_strsplit (self->fault->fields, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    for (guint n = self->fields->len; *lines[i] != '\0' && n > 0; n--)
      if (is_of_name (g_ptr_array_index (self->fields, n - 1), lines[i]))
        g_ptr_array_remove_index (self->fields, n - 1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *colon = strchr (lines[i], ':');

      if (colon != NULL && colon[1] != '\0')
        g_ptr_array_add (self->fields, g_strdup (lines[i]));
    }
}

static void
pad (RushesFaultReply *self)
{
  if (self->fault->padding_bytes > 0)
    take_field (self, "X-Padding", g_strnfill (self->fault->padding_bytes, 'p'));
  for (guint i = 0; i < self->fault->n_padding_fields; i++)
    {
      g_autofree char *name = g_strdup_printf ("X-Padding-%u", i);

      add_field (self, name, "%u", i);
    }
}

static guint
lay_out_body (RushesFaultReply *self, const RushesFaultQuestion *question)
{
  const RushesFault *fault = self->fault;
  guint honest = 404;

  self->first = self->length = 0;
  if (self->object != NULL)
    honest = g_str_equal (question->method, "GET") ? judge (self, question) : 403;
  /* An object store signs the verb, too: whoever asks otherwise is refused. */
  if (honest == 403 || fault->status >= 300)
    self->first = self->length = 0;
  if (fault->page != NULL)
    {
      self->first = 0;
      self->length = (gint64) g_bytes_get_size (fault->page);
    }
  if (fault->limit > 0)
    self->length = MIN (self->length, fault->limit);
  return honest;
}

RushesFaultReply *
rushes_fault_reply_new (const RushesFaultObject *object,
                        RushesFault *fault,
                        const RushesFaultQuestion *question)
{
  RushesFaultReply *self = g_new0 (RushesFaultReply, 1);
  guint honest;

  self->fault = fault;
  self->fields = g_ptr_array_new_with_free_func (g_free);
  if (fault->object != NULL)
    object = fault->object;
  if (object != NULL)
    self->object = rushes_fault_object_copy (object);

  honest = lay_out_body (self, question);
  self->status = fault->status != 0 ? fault->status : honest;
  tell_date (self);
  if (self->object != NULL && (self->status < 300 || self->status == 416))
    tell_object (self, honest);
  if (fault->framing == RUSHES_FAULT_LENGTH)
    add_field (self, "Content-Length", "%" G_GINT64_FORMAT, self->length);
  if (fault->fields != NULL)
    replace_fields (self);
  pad (self);

  /* What is sent is no longer what is told. */
  self->first += fault->skip;
  self->real = self->length;
  if (self->object != NULL && fault->page == NULL)
    self->real = MIN (self->length, self->object->size - self->first);
  self->length += fault->extra;
  self->honest_length = fault->framing != RUSHES_FAULT_CLOSED && fault->extra == 0 && fault->raw_head == NULL
                        && (fault->fields == NULL || strstr (fault->fields, "Content-Length") == NULL);
  return self;
}

void
rushes_fault_reply_free (RushesFaultReply *self)
{
  g_ptr_array_unref (self->fields);
  g_free (self->object);
  rushes_fault_free (self->fault);
  g_free (self);
}

void
rushes_fault_reply_read (RushesFaultReply *self, gint64 offset, guint8 *buffer, gsize length)
{
  gsize n = (gsize) CLAMP (self->real - offset, 0, (gint64) length);
  gsize page_length = 0;
  const guint8 *page;

  if (n > 0 && self->fault->page != NULL)
    {
      page = g_bytes_get_data (self->fault->page, &page_length);
      memcpy (buffer, page + self->first + offset, n);
    }
  else if (n > 0)
    rushes_fault_object_read (self->object, self->first + offset, buffer, n);
  memset (buffer + n, EXTRA_BYTE, length - n);
}

gint64
rushes_fault_reply_get_stop (RushesFaultReply *self)
{
  if (self->fault->place != RUSHES_FAULT_IN_BODY)
    return -1;
  return self->fault->at >= 0 ? MIN (self->fault->at, self->length) : MAX (0, self->length + self->fault->at);
}
