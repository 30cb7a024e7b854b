/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-salvage"

#include "config.h"

#include "library/rushes-salvage.h"

#include <string.h>

/* The layout is SQLite's, as its "Database File Format" fixes it for good. */
#define FILE_HEADER_SIZE 100
#define LOG_HEADER_SIZE 32
#define FRAME_HEADER_SIZE 24
#define LOG_MAGIC 0x377f0682u /* the lowest bit tells the byte order of checksums */

#define TABLE_LEAF 0x0d
#define INDEX_LEAF 0x0a
#define INDEX_BRANCH 0x02

/* What SQLite makes where nobody asks for another size. */
#define USUAL_PAGE_SIZE 4096u
#define MAX_VALUES 64
/* Far above any row of ours: a damaged length must not have us take all the memory. */
#define MAX_PAYLOAD (8 * 1024 * 1024)

typedef struct
{
  const guint8 *file;
  gsize file_size;
  guint page_size;
  GHashTable *logged; /* number of a page -> its bytes in the log */
  guint8 *tail;       /* the last page of a file that was cut short, filled up with zeros */
  GPtrArray *records;
} Image;

static guint32
read_u16 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 8 | bytes[1];
}

static guint32
read_u32 (const guint8 *bytes)
{
  return read_u16 (bytes) << 16 | read_u16 (bytes + 2);
}

static gboolean
is_page_size (guint size)
{
  return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

static const guint8 *
get_page (const Image *image, guint32 number)
{
  const guint8 *logged = g_hash_table_lookup (image->logged, GUINT_TO_POINTER (number));
  const guint64 start = (guint64) (number - 1) * image->page_size;

  if (logged != NULL)
    return logged;
  if (number == 0 || start >= image->file_size)
    return NULL;
  return start + image->page_size <= image->file_size ? image->file + start : image->tail;
}

/* Values */

/* How many bytes the number takes; 0 where it does not fit before @end. */
static guint
read_varint (const guint8 *bytes, const guint8 *end, guint64 *value)
{
  *value = 0;
  for (guint i = 0; i < 9 && bytes + i < end; i++)
    {
      if (i == 8)
        {
          *value = *value << 8 | bytes[i];
          return 9;
        }
      *value = *value << 7 | (bytes[i] & 0x7f);
      if ((bytes[i] & 0x80) == 0)
        return i + 1;
    }
  return 0;
}

static gint64
read_integer (const guint8 *bytes, gsize size)
{
  guint64 value = (bytes[0] & 0x80) != 0 ? G_MAXUINT64 : 0;

  for (gsize i = 0; i < size; i++)
    value = value << 8 | bytes[i];
  return (gint64) value;
}

static gsize
size_of_value (guint64 type)
{
  static const guint8 sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0 };

  return type < G_N_ELEMENTS (sizes) ? sizes[type] : (type - 12) / 2;
}

static void
read_value (RushesSalvagedValue *value, guint64 type, const guint8 *bytes, gsize size)
{
  if (type >= 1 && type <= 6)
    {
      value->type = RUSHES_SALVAGED_INTEGER;
      value->integer = read_integer (bytes, size);
    }
  else if (type == 8 || type == 9)
    {
      value->type = RUSHES_SALVAGED_INTEGER;
      value->integer = type == 9;
    }
  else if (type >= 13 && type % 2 == 1 && g_utf8_validate_len ((const char *) bytes, size, NULL))
    {
      value->type = RUSHES_SALVAGED_TEXT;
      value->text = g_strndup ((const char *) bytes, size);
    }
}

static void
record_free (gpointer data)
{
  RushesSalvagedRecord *record = data;

  for (guint i = 0; i < record->n_values; i++)
    g_free (record->values[i].text);
  g_free (record->values);
  g_free (record);
}

/* The types of all values come first, then the values. */
static void
read_record (Image *image, gboolean in_table, gint64 row, const guint8 *payload, gsize size)
{
  const guint8 *end = payload + size;
  RushesSalvagedRecord *record;
  guint64 head_size;
  guint length = read_varint (payload, end, &head_size);
  const guint8 *type = payload + length;
  const guint8 *types_end;
  const guint8 *value;

  if (length == 0 || head_size < length || head_size > size)
    return;

  record = g_new0 (RushesSalvagedRecord, 1);
  record->in_table = in_table;
  record->row = row;
  record->values = g_new0 (RushesSalvagedValue, MAX_VALUES);
  types_end = payload + head_size;
  value = types_end;
  while (type < types_end && record->n_values < MAX_VALUES)
    {
      guint64 code;

      length = read_varint (type, types_end, &code);
      if (length == 0 || size_of_value (code) > (gsize) (end - value))
        break;
      read_value (&record->values[record->n_values++], code, value, size_of_value (code));
      value += size_of_value (code);
      type += length;
    }

  if (type == types_end)
    g_ptr_array_add (image->records, record);
  else
    record_free (record);
}

/* Cells */

/* How much of a payload stands in the page itself; the rest is in a chain of pages of its own. */
static gsize
local_size (const Image *image, gboolean in_table, guint64 size)
{
  const guint64 usable = image->page_size;
  const guint64 most = in_table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
  const guint64 least = (usable - 12) * 32 / 255 - 23;
  const guint64 fitting = least + (size - least) % (usable - 4);

  if (size <= most)
    return size;
  return fitting <= most ? fitting : least;
}

/* (transfer full) (nullable): the whole payload, NULL where the chain is broken */
static guint8 *
collect_payload (const Image *image, const guint8 *local, gsize local_bytes, gsize size)
{
  g_autofree guint8 *payload = g_malloc (size);
  guint32 next = read_u32 (local + local_bytes);
  gsize filled = local_bytes;

  memcpy (payload, local, local_bytes);
  while (filled < size)
    {
      const guint8 *page = get_page (image, next);
      const gsize part = MIN (size - filled, image->page_size - 4);

      if (page == NULL)
        return NULL;
      memcpy (payload + filled, page + 4, part);
      filled += part;
      next = read_u32 (page);
    }
  return g_steal_pointer (&payload);
}

static void
read_cell (Image *image, guint8 kind, const guint8 *cell, const guint8 *page_end)
{
  const gboolean in_table = kind == TABLE_LEAF;
  g_autofree guint8 *collected = NULL;
  guint64 size = 0;
  guint64 row = 0;
  guint length;
  gsize local;

  /* The page below stands first. */
  if (kind == INDEX_BRANCH)
    cell += 4;
  length = cell < page_end ? read_varint (cell, page_end, &size) : 0;
  cell += length;
  if (length == 0 || size == 0 || size > MAX_PAYLOAD)
    return;
  if (in_table)
    {
      length = read_varint (cell, page_end, &row);
      if (length == 0)
        return;
      cell += length;
    }

  local = local_size (image, in_table, size);
  if (local + (local < size ? 4 : 0) > (gsize) (page_end - cell))
    return;
  if (local == size)
    {
      read_record (image, in_table, (gint64) row, cell, size);
      return;
    }
  collected = collect_payload (image, cell, local, size);
  if (collected != NULL)
    read_record (image, in_table, (gint64) row, collected, size);
}

static void
read_page (Image *image, guint32 number)
{
  const guint8 *page = get_page (image, number);
  const guint8 *page_end;
  const guint8 *head;
  const guint8 *pointers;
  guint n_cells;

  if (page == NULL)
    return;
  head = page + (number == 1 ? FILE_HEADER_SIZE : 0);
  if (*head != TABLE_LEAF && *head != INDEX_LEAF && *head != INDEX_BRANCH)
    return;

  page_end = page + image->page_size;
  pointers = head + (*head == INDEX_BRANCH ? 12 : 8);
  n_cells = MIN (read_u16 (head + 3), (guint) (page_end - pointers) / 2);
  for (guint i = 0; i < n_cells; i++)
    {
      const guint offset = read_u16 (pointers + 2 * i);

      if (offset >= (guint) (pointers - page) && offset < image->page_size)
        read_cell (image, *head, page + offset, page_end);
    }
}

/* The file and its log */

static void
commit_frames (GHashTable *logged, GHashTable *pending)
{
  GHashTableIter iter;
  gpointer number;
  gpointer page;

  g_hash_table_iter_init (&iter, pending);
  while (g_hash_table_iter_next (&iter, &number, &page))
    g_hash_table_insert (logged, number, page);
  g_hash_table_remove_all (pending);
}

/* Frames of an earlier round of the log have other salts; those after the last commit never happened. */
static void
read_log (Image *image, const guint8 *log, gsize size)
{
  g_autoptr (GHashTable) pending = g_hash_table_new (NULL, NULL);
  const gsize frame_size = FRAME_HEADER_SIZE + (gsize) image->page_size;

  if (size < LOG_HEADER_SIZE || (read_u32 (log) & ~1u) != LOG_MAGIC || read_u32 (log + 8) != image->page_size)
    return;

  for (gsize start = LOG_HEADER_SIZE; size - start >= frame_size; start += frame_size)
    {
      const guint8 *frame = log + start;

      if (memcmp (frame + 8, log + 16, 8) != 0)
        break;
      g_hash_table_insert (pending, GUINT_TO_POINTER (read_u32 (frame)),
                           (gpointer) (frame + FRAME_HEADER_SIZE));
      if (read_u32 (frame + 4) != 0)
        commit_frames (image->logged, pending);
    }
}

static void
fill_tail (Image *image)
{
  const gsize left = image->file_size % image->page_size;

  image->tail = g_malloc0 (image->page_size);
  if (left != 0)
    memcpy (image->tail, image->file + image->file_size - left, left);
}

static void
read_pages (Image *image)
{
  const guint64 n_pages = MIN ((image->file_size + image->page_size - 1) / image->page_size, G_MAXUINT32 - 1);
  GHashTableIter iter;
  gpointer number;

  for (guint64 i = 1; i <= n_pages; i++)
    read_page (image, (guint32) i);

  g_hash_table_iter_init (&iter, image->logged);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    {
      if (GPOINTER_TO_UINT (number) > n_pages)
        read_page (image, GPOINTER_TO_UINT (number));
    }
}

static GPtrArray *
read_with_page_size (GBytes *file, GBytes *log, guint page_size)
{
  Image image = { .page_size = page_size };
  const guint8 *logged = NULL;
  gsize logged_size = 0;

  image.records = g_ptr_array_new_with_free_func (record_free);
  image.logged = g_hash_table_new (NULL, NULL);
  if (file != NULL)
    image.file = g_bytes_get_data (file, &image.file_size);
  if (log != NULL)
    logged = g_bytes_get_data (log, &logged_size);
  fill_tail (&image);
  read_log (&image, logged, logged_size);
  read_pages (&image);

  g_hash_table_unref (image.logged);
  g_free (image.tail);
  return image.records;
}

static guint
told_page_size (GBytes *file)
{
  gsize size = 0;
  const guint8 *header = file != NULL ? g_bytes_get_data (file, &size) : NULL;
  guint told = size >= FILE_HEADER_SIZE ? read_u16 (header + 16) : 0;

  return told == 1 ? 65536 : told;
}

GPtrArray *
rushes_salvage_read (GBytes *file, GBytes *log)
{
  g_autoptr (GPtrArray) usual = read_with_page_size (file, log, USUAL_PAGE_SIZE);
  g_autoptr (GPtrArray) other = NULL;
  const guint told = told_page_size (file);

  if (told == USUAL_PAGE_SIZE || !is_page_size (told))
    return g_steal_pointer (&usual);

  /* The size that is told may itself be the damage. */
  other = read_with_page_size (file, log, told);
  return other->len > usual->len ? g_steal_pointer (&other) : g_steal_pointer (&usual);
}

gboolean
rushes_salvage_header_is_sound (GBytes *file, gint64 *version)
{
  static const guint8 fractions[] = { 64, 32, 32 };
  gsize size;
  const guint8 *header = g_bytes_get_data (file, &size);

  *version = 0;
  if (size == 0)
    return TRUE;
  if (size < FILE_HEADER_SIZE || memcmp (header, "SQLite format 3", 16) != 0)
    return FALSE;

  *version = read_u32 (header + 60);
  /* The encoding is UTF-8, or not chosen yet. */
  return is_page_size (told_page_size (file)) && header[18] >= 1 && header[18] <= 2
         && header[18] == header[19] && header[20] == 0
         && memcmp (header + 21, fractions, sizeof fractions) == 0 && read_u32 (header + 44) <= 4
         && read_u32 (header + 56) <= 1;
}
