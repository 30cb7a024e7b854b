/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * Intake: any text in, task ids out. One parser for the form, paste, drop, files, the clipboard
 * and the command line. Pure; any thread; no input makes it crash or hang.
 *
 * An id is opaque text, at most 191 characters, never passed through a number.
 */

#define RUSHES_INTAKE_MAX_BYTES (10 * 1024 * 1024)
#define RUSHES_INTAKE_MAX_ID_LENGTH 191

typedef struct
{
  char *task_id;
  char *label; /* (nullable) */
  guint line;  /* from 1 */
} RushesIntakeItem;

typedef struct
{
  char *text;   /* what could not be used, neutralised and cut short */
  char *reason; /* a translated sentence */
  guint line;
} RushesIntakeIgnored;

/**
 * RushesIntake:
 * @items: (element-type RushesIntakeItem): each id once, in the order of the text
 * @ignored: (element-type RushesIntakeIgnored): what could not be used
 * @n_repeated: how often an id stood there again
 */
typedef struct
{
  GPtrArray *items;
  GPtrArray *ignored;
  guint n_repeated;
} RushesIntake;

RushesIntakeItem *rushes_intake_item_new (const char *task_id, const char *label, guint line);
void              rushes_intake_item_free (RushesIntakeItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesIntakeItem, rushes_intake_item_free)

/**
 * rushes_intake_read:
 * @length: of @text in bytes, or -1
 *
 * Ids one per line or separated by commas, spaces, tabs and semicolons; "ID | label" lines;
 * query URLs (…?task_id=ID); the task ids of JSON.
 *
 * Returns: (transfer full): or NULL with RUSHES_ERROR_REQUEST_REFUSED above RUSHES_INTAKE_MAX_BYTES
 */
RushesIntake *rushes_intake_read (const char *text, gssize length, GError **error);
void          rushes_intake_free (RushesIntake *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesIntake, rushes_intake_free)

G_END_DECLS
