/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/rushes-media.h"

G_BEGIN_DECLS

/**
 * What rushes-media-helper and its caller say to each other. Pure; any thread.
 *
 *   rushes-media-helper pictures VIDEO THUMBNAIL STRIP
 *   rushes-media-helper frame VIDEO first|last|NANOSECONDS PICTURE
 *
 * The files it writes must not be there yet. It answers with one line of JSON on its standard
 * output, never longer than RUSHES_MEDIA_MAX_ANSWER bytes: facts (of pictures), {} (of a frame), or
 * {"error": WORD, "text": …}, and with an exit status: 0, or that of the word.
 */

#define RUSHES_MEDIA_MAX_ANSWER 4096

#define RUSHES_MEDIA_EXIT_USAGE 2

/* Ends the names of files that are not whole yet. */
#define RUSHES_MEDIA_PART_SUFFIX ".part"

/* What keeps the helper in while it decodes. */
typedef enum
{
  RUSHES_MEDIA_FENCE_LIMITS = 1 << 0,      /* of time, memory, files and privileges */
  RUSHES_MEDIA_FENCE_FILES = 1 << 1,       /* nothing written but beside its output: Landlock */
  RUSHES_MEDIA_FENCE_CONNECTIONS = 1 << 2, /* no TCP: Landlock */
  RUSHES_MEDIA_FENCE_CALLS = 1 << 3,       /* no sockets at all, no other programs: seccomp */
} RushesMediaFences;

/* The word and the exit status of an error that the helper ends with. */
const char *rushes_media_words_for_error (const GError *error, int *exit_status);

/* Answers, without the line's end. Returns: (transfer full) */
char *rushes_media_words_print_facts (const RushesMediaFacts *facts);
char *rushes_media_words_print_error (const GError *error);

/**
 * rushes_media_words_read:
 * @answer: what a helper wrote: not to be trusted, a damaged video may have written it
 * @facts: (out) (optional): what it found
 *
 * Returns: FALSE with the error that the answer tells of, or RUSHES_ERROR_MEDIA_HELPER where it is none
 */
gboolean rushes_media_words_read (GBytes *answer, RushesMediaFacts **facts, GError **error);

/* @answer with the fences in which it was found. Returns: (transfer full) */
char *rushes_media_words_add_fences (const char *answer, RushesMediaFences fences);
/* Those that @answer tells of: for the log, since who has got out could tell anything. */
RushesMediaFences rushes_media_words_read_fences (GBytes *answer);
/* "limits, landlock". Returns: (transfer full) */
char *rushes_media_words_describe_fences (RushesMediaFences fences);

G_END_DECLS
