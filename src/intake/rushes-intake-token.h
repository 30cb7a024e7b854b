/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "intake/rushes-intake.h"

G_BEGIN_DECLS

/**
 * What a piece of text can be. For the readers of intake/ alone. Pure.
 *
 * Ids are opaque, so nothing tells one for certain; what counts is how much it looks like an id
 * and what stands around it: between words only what is hardly anything else is taken, alone on a
 * line far more.
 */
typedef enum
{
  RUSHES_TOKEN_WORD,     /* no id */
  RUSHES_TOKEN_NUMBER,   /* a short number: an id only where it stands alone */
  RUSHES_TOKEN_MAYBE,    /* an id where no words stand around it */
  RUSHES_TOKEN_ID,       /* an id wherever it stands */
  RUSHES_TOKEN_TIME,     /* a date or a time: never an id */
  RUSHES_TOKEN_ROUNDED,  /* 3.06793E+14: what a spreadsheet leaves of an id */
  RUSHES_TOKEN_TOO_LONG, /* would be an id, were it shorter */
  RUSHES_TOKEN_KEY,      /* a key of an account: never an id */
  RUSHES_TOKEN_LINK,     /* a URL */
} RushesTokenKind;

/**
 * RushesToken: a run of ASCII without separators, less the punctuation around it; or, with @length 0, a
 * run of other letters.
 */
typedef struct
{
  const char *start; /* into the text; not terminated */
  gsize length;
  gboolean is_value; /* stands after a name and a colon: "file_id": 1 */
} RushesToken;

/**
 * rushes_token_next:
 * @position: (inout): where to go on
 * @end: the end of the line
 * @previous: (nullable): the token before, for is_value
 *
 * Returns: FALSE where there are no more
 */
gboolean rushes_token_next (RushesToken       *token,
                            const char       **position,
                            const char        *end,
                            const RushesToken *previous);

RushesTokenKind rushes_token_classify (const RushesToken *token);

G_END_DECLS
