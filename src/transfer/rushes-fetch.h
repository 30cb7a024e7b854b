/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "transfer/rushes-part.h"

G_BEGIN_DECLS

/**
 * RushesFetch: one attempt to bring one link's bytes into one part. Blocks; worker threads only. It
 * knows no task, no retry and no destination: see RushesTransfer.
 *
 * Synchronous reads into a buffer of 128 KiB, never a splice and never an asynchronous body:
 * libsoup < 3.7.1 is quadratic with those over HTTP/2. A redirect is followed by hand, five at
 * most, each hop checked like the link itself. The key goes to the account's own origin and
 * nowhere else; no other host sees a header that could identify anybody.
 *
 * Goes on where the part ends, as long as the answer shows that it is of the same bytes: an equal CRC
 * or strong ETag, or on the same link an equal strong time of modification. Any other answer, and any
 * answer that is not exactly the rest, starts over; the part is emptied only when the whole is
 * about to come.
 */

typedef enum
{
  RUSHES_FETCH_CONNECTING,
  RUSHES_FETCH_RUNNING,   /* bytes flow */
  RUSHES_FETCH_VERIFYING, /* all there; being checked */
} RushesFetchStage;

/* @done: in the part; @total: of the whole, 0 while unknown */
typedef void (*RushesFetchProgress) (RushesFetchStage stage, gint64 done, gint64 total, gpointer user_data);

typedef struct
{
  const char *link;       /* byte for byte as the service sent it */
  RushesAccount *account; /* whose link it is; of this thread alone: rushes_fetch_copy_account() */
  RushesPart *part;
  RushesFetchProgress progress; /* (nullable): called in the worker thread after each read */
  gpointer user_data;

  /* What ends the attempt; 0 stands for the figure behind it */
  guint connect_ms;    /* no connection: 15 s */
  guint first_byte_ms; /* no head of an answer: 20 s */
  guint stall_ms;      /* fewer bytes than stall_bytes within this: 30 s */
  gsize stall_bytes;   /* 30 KiB */
} RushesFetchRequest;

typedef struct
{
  gint64 bytes;         /* of the whole, in the part */
  gint64 fetched;       /* by this attempt */
  gint64 resumed_from;  /* bytes that were there and were not fetched again */
  const char *verified; /* the strongest check that held: "crc64", "md5", "length", "structure" */
  gboolean from_gateway; /* whether the link was on the account's own origin */
  char *origin;         /* scheme://host/path: where the bytes came from, without the query */
  guint64 crc;          /* CRC-64/XZ of the whole */
} RushesFetchResult;

void rushes_fetch_result_clear (RushesFetchResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RushesFetchResult, rushes_fetch_result_clear)

/* The session for videos: no content decoder, cookies, authentication manager or sniffer. Its
 * connections belong to the thread that makes it, and serve one attempt after the other. */
SoupSession *rushes_fetch_new_session (void);

/**
 * rushes_fetch_copy_account:
 *
 * Accounts are objects of the main thread. What a worker needs of one is a copy of its own, with the
 * key of this moment, made in the main thread. Returns: (transfer full)
 */
RushesAccount *rushes_fetch_copy_account (RushesAccount *account);

/**
 * rushes_fetch_run:
 *
 * On success the part is whole: length, checksum (CRC-64, or else MD5) as far as the server told them,
 * and always the structure of an MP4 (rushes_mp4_check()) hold; to sync it is left to the landing, or
 * to rushes_part_close(). A part that was whole already is checked without asking anybody. On an error what came stays in the
 * part, to be gone on with; but what is no video is dropped, and what is damaged is set aside
 * (rushes_part_set_aside()). A body of unknown length that does not hold counts as cut short.
 *
 * @result says on failure, too, how much was fetched.
 *
 * Errors: RUSHES_ERROR_LINK_REFUSED, _LINK_EXPIRED (401, 403, 404, 410), _KEY_REFUSED (401 of the
 *   account's own origin), _RATE_LIMITED, _REQUEST_REFUSED, _SERVICE, _UNREACHABLE, _TLS,
 *   _INCOMPLETE, _NOT_A_VIDEO, _DAMAGED, _DISK_FULL, _FOLDER_UNWRITABLE; G_IO_ERROR_CANCELLED.
 *   Those of an answer carry their detail.
 */
gboolean rushes_fetch_run (SoupSession              *session,
                           const RushesFetchRequest *request,
                           GCancellable             *cancellable,
                           RushesFetchResult        *result,
                           GError                  **error);

G_END_DECLS
