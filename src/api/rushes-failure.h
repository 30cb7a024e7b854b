/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RushesFailure: what went wrong, in words a creator understands.
 *
 * Used for both: a task that the service calls failed, and a question, transfer or save of
 * ours that did not work (rushes_failure_new_from_error()). It says what happened, whose
 * side it is on, what to do next, and keeps the service's own code, text and request id.
 * Immutable; any thread.
 */

typedef enum
{
  RUSHES_SIDE_PROMPT,  /* the prompt or the picture given with it */
  RUSHES_SIDE_KEY,     /* the key: missing, wrong, expired, not allowed */
  RUSHES_SIDE_BALANCE, /* money or quota */
  RUSHES_SIDE_REQUEST, /* what was asked: parameters, an id that nobody knows, an address */
  RUSHES_SIDE_SERVICE, /* the service or its CDN */
  RUSHES_SIDE_NETWORK, /* the way there: DNS, connection, certificate, proxy */
  RUSHES_SIDE_COMPUTER, /* this machine: disk full, folder not writable, library damaged */
} RushesSide;

#define RUSHES_TYPE_SIDE (rushes_side_get_type ())
GType rushes_side_get_type (void) G_GNUC_CONST;

/* The word of the command line's JSON: "prompt", "key", …; "computer" for this machine. */
const char *rushes_side_to_string (RushesSide side);

/**
 * RushesRemedy: the one way on that a window offers beside the words.
 */
typedef enum
{
  RUSHES_REMEDY_NONE,
  RUSHES_REMEDY_RETRY,
  RUSHES_REMEDY_ENTER_KEY,
  RUSHES_REMEDY_CHOOSE_FOLDER,
  RUSHES_REMEDY_OPEN_PREFERENCES,
} RushesRemedy;

typedef struct _RushesFailure RushesFailure;

#define RUSHES_TYPE_FAILURE (rushes_failure_get_type ())
GType rushes_failure_get_type (void) G_GNUC_CONST;

/**
 * rushes_failure_new:
 * @code: (nullable): the service's code, as text: "1026", "task_not_exist"
 * @text: (nullable): the service's own words; redacted and neutralised here
 * @request_id: (nullable): for the service's support
 *
 * For a task that the service calls failed: words and side follow from @code, and where
 * that says nothing, from @text (Chinese and English texts of the services).
 */
RushesFailure *rushes_failure_new (const char *code, const char *text, const char *request_id);

/**
 * rushes_failure_new_from_error:
 * @error: any error of the core; not G_IO_ERROR_CANCELLED
 *
 * The one place where an error becomes words.
 */
RushesFailure *rushes_failure_new_from_error (const GError *error);

/**
 * rushes_failure_new_from_record:
 * @code: (nullable): rushes_failure_get_code() of one that was stored
 * @text: (nullable): its rushes_failure_get_text()
 *
 * The same again, as far as those two tell: a word of ours, or the service's code.
 */
RushesFailure *rushes_failure_new_from_record (const char *code, const char *text);

RushesFailure *rushes_failure_ref (RushesFailure *self);
void           rushes_failure_unref (RushesFailure *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesFailure, rushes_failure_unref)

/* Same code, text and side: nothing new to show. Both nullable. */
gboolean rushes_failure_equal (const RushesFailure *a, const RushesFailure *b);

/* All (transfer none). Message and hint are translated sentences; never NULL. */
const char  *rushes_failure_get_message (const RushesFailure *self);
const char  *rushes_failure_get_hint (const RushesFailure *self);
/* Never NULL: the service's code, or a word of ours ("unreachable", "disk-full"). */
const char  *rushes_failure_get_code (const RushesFailure *self);
/* (nullable): the service's own words, fit to be shown on one line. */
const char  *rushes_failure_get_text (const RushesFailure *self);
const char  *rushes_failure_get_request_id (const RushesFailure *self);
RushesSide   rushes_failure_get_side (const RushesFailure *self);
RushesRemedy rushes_failure_get_remedy (const RushesFailure *self);

/**
 * RushesFailureFunc:
 * @codes: (nullable): of the service, that lead to it: “1004, 2049”
 */
typedef void (*RushesFailureFunc) (RushesSide  side,
                                   const char *message,
                                   const char *hint,
                                   const char *codes,
                                   gpointer    user_data);

/* All there are words for, translated, each once: for a page that explains them. */
void rushes_failure_foreach (RushesFailureFunc func, gpointer user_data);

G_END_DECLS
