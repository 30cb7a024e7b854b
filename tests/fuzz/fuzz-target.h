/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * What libFuzzer calls, and drive-corpus.c where there is none: reads @data and aborts where what
 * comes out is not what the header of the reader promises. Returns: 0
 */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A key that the process knows; it stands in the dictionaries, and may come out nowhere. */
#define FUZZ_SECRET "canary-key-31415926"

/* Called first: has every warning end the run, and makes the secret known. */
void fuzz_target_prepare (void);

/* Aborts unless @text (nullable) is valid UTF-8. */
void fuzz_target_check_text (const char *text);
/* The same, and does not hold the secret: text that is shown. */
void fuzz_target_check_shown (const char *text);
