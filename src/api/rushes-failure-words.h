/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-failure.h"

G_BEGIN_DECLS

/**
 * The sentences of RushesFailure, and what leads to which: used by it alone. Pure; any thread.
 *
 * To add a code of a service: a line in the table of codes, which names one of the kinds; a new
 * kind is one entry with its two sentences.
 */
typedef struct
{
  const char *word; /* stands for the code where the service has none */
  RushesSide side;
  RushesRemedy remedy;
  const char *message; /* what happened; marked for translation, not yet translated */
  const char *hint;    /* what to do next; likewise */
} RushesFailureWords;

/* NULL where @code says nothing: missing, empty, a code for success, or one that nobody knows. */
const RushesFailureWords *rushes_failure_words_for_code (const char *code);

/* NULL where @word is none of ours. */
const RushesFailureWords *rushes_failure_words_for_word (const char *word);

/* By what a service wrote, in Chinese or English. Never NULL: there are words for "failed" as well. */
const RushesFailureWords *rushes_failure_words_for_text (const char *text);

/* Never NULL. */
const RushesFailureWords *rushes_failure_words_for_error (const GError *error);

/* (transfer container) (element-type RushesFailureWords): each message once; those of tasks first */
GPtrArray *rushes_failure_words_list (void);

/* (transfer full) (nullable): the service's numbers that lead to @words: “1004, 2049” */
char *rushes_failure_words_dup_codes (const RushesFailureWords *words);

G_END_DECLS
