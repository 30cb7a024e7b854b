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
/* A label is cut after so many characters. */
#define RUSHES_INTAKE_MAX_LABEL 200
/* Of what could not be used, so many pieces are quoted; of the others only line and reason are told. */
#define RUSHES_INTAKE_MAX_QUOTED 100

typedef struct
{
  char *task_id;
  char *label;   /* (nullable) */
  GBytes *reply; /* (nullable): the JSON object that the id stood in; may be any reply about it, or none */
  guint line;    /* from 1 */
} RushesIntakeItem;

typedef struct
{
  char *text;         /* (nullable): what could not be used, neutralised, redacted and cut short */
  const char *reason; /* a translated sentence */
  guint line;
} RushesIntakeIgnored;

/**
 * RushesIntakeOffer: the service and the key of a cURL command. To be offered to the user as an account,
 * never to be taken silently.
 */
typedef struct
{
  char *base_url; /* as the command has it, less the path of a question */
  char *key;      /* a secret; wiped when freed */
} RushesIntakeOffer;

/**
 * RushesIntake:
 * @items: (element-type RushesIntakeItem): each id once, in the order of the text
 * @ignored: (element-type RushesIntakeIgnored): what could not be used
 * @n_repeated: how often an id stood there again
 * @offer: (nullable): of the first cURL command that holds a key
 */
typedef struct
{
  GPtrArray *items;
  GPtrArray *ignored;
  guint n_repeated;
  RushesIntakeOffer *offer;
} RushesIntake;

/* Whether @id could be one, and be shown as it is: valid UTF-8, neither empty nor too long, without blanks,
 * control characters and what is invisible. For ids that are named one by one. */
gboolean rushes_intake_is_id (const char *id);

RushesIntakeItem *rushes_intake_item_new (const char *task_id, const char *label, guint line);
void              rushes_intake_item_free (RushesIntakeItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesIntakeItem, rushes_intake_item_free)

RushesIntakeOffer *rushes_intake_offer_new (const char *base_url, const char *key);
void               rushes_intake_offer_free (RushesIntakeOffer *offer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesIntakeOffer, rushes_intake_offer_free)

/**
 * rushes_intake_read:
 * @text: as it was pasted or stood in a file: UTF-8, UTF-16 with a byte order mark, or, where it is no
 *   UTF-8, what Chinese spreadsheets write (GB 18030)
 * @length: of @text in bytes, or -1
 *
 * Ids one per line or separated by commas, spaces, tabs and semicolons; "ID | label" lines; ids in
 * prose and logs; CSV, where a second column is the label; query URLs (…?task_id=ID); cURL commands;
 * the task ids of JSON, each with the object that it stood in.
 *
 * Returns: (transfer full): or NULL with RUSHES_ERROR_REQUEST_REFUSED above RUSHES_INTAKE_MAX_BYTES
 */
RushesIntake *rushes_intake_read (const char *text, gssize length, GError **error);
void          rushes_intake_free (RushesIntake *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesIntake, rushes_intake_free)

G_END_DECLS
