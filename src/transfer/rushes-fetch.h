/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "api/rushes-account.h"

G_BEGIN_DECLS

/**
 * RushesFetch: one attempt to bring one link's bytes into one part file. Blocks; worker threads
 * only. It knows no task, no retry and no destination: see RushesTransfer.
 *
 * Synchronous reads into a buffer of 128 KiB, never a splice and never an asynchronous body:
 * libsoup < 3.7.1 is quadratic with those over HTTP/2. A redirect is followed by hand, five at
 * most, each hop checked like the link itself. The key goes to the account's own origin and
 * nowhere else; no other host sees a header that could identify anybody.
 */

/* @total: what the server announced; 0 while unknown */
typedef void (*RushesFetchProgress) (gint64 done, gint64 total, gpointer user_data);

typedef struct
{
  const char *link;       /* byte for byte as the service sent it */
  RushesAccount *account; /* whose link it is; of this thread alone: rushes_fetch_copy_account() */
  const char *part_path;  /* made with mode 0600, emptied first */
  RushesFetchProgress progress; /* (nullable): called in the worker thread after each read */
  gpointer user_data;

  /* Fewer bytes than stall_bytes within stall_ms end the attempt; 0: 30 KiB, 30 s */
  guint stall_ms;
  gsize stall_bytes;
} RushesFetchRequest;

typedef struct
{
  gint64 bytes;           /* in the part file */
  gboolean length_held;   /* whether the server announced how many */
  gboolean from_gateway;  /* whether the link was on the account's own origin */
  char *origin;           /* scheme://host/path: where the bytes came from, without the query */
} RushesFetchResult;

void rushes_fetch_result_clear (RushesFetchResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RushesFetchResult, rushes_fetch_result_clear)

/* The session for videos: no content decoder, cookies, authentication manager or sniffer; 20 s
 * for each read. Its connections belong to the thread that makes it. */
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
 * On success the part file holds the whole body: its length is what the server announced, and
 * its structure that of an MP4 (rushes_mp4_check()), and it is synced to disk. On any error
 * what came stays in the part file.
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
