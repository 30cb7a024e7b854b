/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RUSHES_ERROR: the one error domain of the core.
 *
 * Everything below the front ends reports what went wrong with one of these codes
 * (or with G_IO_ERROR_CANCELLED, which is always silent). The message of such an
 * error is English and meant for logs; the words that a person reads are made by
 * rushes_failure_new_from_error(), and nowhere else.
 *
 * An error may carry what the service itself said of it: see rushes_error_get_detail().
 */
#define RUSHES_ERROR (rushes_error_quark ())
GQuark rushes_error_quark (void);

typedef enum
{
  RUSHES_ERROR_FAILED, /* something of ours; the message says what */

  /* Asking the service */
  RUSHES_ERROR_KEY_MISSING,     /* the account has no key in this run */
  RUSHES_ERROR_KEY_REFUSED,     /* 401; 403 that does not speak of balance; 1004, 2049 */
  RUSHES_ERROR_BALANCE,         /* the account's money or quota is used up */
  RUSHES_ERROR_TASK_UNKNOWN,    /* the service does not know the task for this key */
  RUSHES_ERROR_RATE_LIMITED,    /* 429, 1002 */
  RUSHES_ERROR_REQUEST_REFUSED, /* the service did not take the request (other 4xx) */
  RUSHES_ERROR_SERVICE,         /* the service is at fault (5xx, an error of its own) */
  RUSHES_ERROR_UNREACHABLE,     /* no answer at all: DNS, connection, time-out, offline */
  RUSHES_ERROR_TLS,             /* the certificate is not to be trusted, or TLS is missing here */
  RUSHES_ERROR_REDIRECTED,      /* the service points elsewhere: never followed with a key */
  RUSHES_ERROR_NOT_THE_SERVICE, /* HTML, or other content where JSON was asked for */
  RUSHES_ERROR_REPLY_INVALID,   /* JSON that is broken, or is no reply about a task */
  RUSHES_ERROR_REPLY_TOO_LARGE, /* over 1 MiB */
  RUSHES_ERROR_OTHER_TASK,      /* a reply about another task than the one asked for */
  RUSHES_ERROR_ADDRESS_INVALID, /* a base URL that is none, or is not https */

  /* Fetching and saving a video */
  RUSHES_ERROR_NO_LINK,            /* finished, but no link to the video is known */
  RUSHES_ERROR_LINK_REFUSED,       /* a link we do not open: scheme, private address, malformed */
  RUSHES_ERROR_LINK_EXPIRED,       /* the CDN answers 401, 403 or 404 */
  RUSHES_ERROR_INCOMPLETE,         /* the body ended too early */
  RUSHES_ERROR_NOT_A_VIDEO,        /* an error page or other content instead of an MP4 */
  RUSHES_ERROR_DAMAGED,            /* a checksum or the MP4 structure does not hold */
  RUSHES_ERROR_DISK_FULL,          /* ENOSPC, EDQUOT */
  RUSHES_ERROR_FOLDER_UNWRITABLE,  /* EACCES, EROFS, ENOENT at the destination */
  RUSHES_ERROR_FILE_EXISTS,        /* the destination exists and may not be replaced */
  RUSHES_ERROR_PART_IN_USE,        /* another process is fetching this video */
  RUSHES_ERROR_TASK_FAILED,        /* asked for a new link, the service says that the task failed */

  /* The library */
  RUSHES_ERROR_LIBRARY_IN_USE,  /* another process holds the lock */
  RUSHES_ERROR_LIBRARY_NEWER,   /* written by a newer Rushes */
  RUSHES_ERROR_LIBRARY_DAMAGED, /* SQLite says it is no sound database */
  RUSHES_ERROR_LIBRARY_FAILED,  /* any other error of SQLite */

  /* The keyring */
  RUSHES_ERROR_KEYRING, /* absent, locked, slow or broken: "this session only" */

  /* Looking at a saved video */
  RUSHES_ERROR_CODEC_MISSING,    /* nothing on this computer decodes it; the detail's text is the codec's name */
  RUSHES_ERROR_VIDEO_DAMAGED,    /* the file is cut, or not a single picture of it can be decoded */
  RUSHES_ERROR_VIDEO_EMPTY,      /* the file is no video, or one without pictures */
  RUSHES_ERROR_VIDEO_TOO_LARGE,  /* its dimensions, or the time or memory it takes, are beyond our limits */
  RUSHES_ERROR_VIDEO_UNREADABLE, /* the file is gone, or may not be read */
  RUSHES_ERROR_MEDIA_HELPER,     /* rushes-media-helper is not there, or ended without a word */
} RushesError;

/**
 * RushesErrorDetail: what the service itself said of an error.
 *
 * @code: the service's own code ("1026", "task_not_exist"), or NULL
 * @text: the service's own words, redacted and cut to a sane length, or NULL
 * @request_id: what the service's support asks for, or NULL
 * @http_status: the HTTP status, or 0 where there was no answer
 * @retry_after: seconds the service asks to wait, or 0
 */
typedef struct
{
  char *code;
  char *text;
  char *request_id;
  guint http_status;
  guint retry_after;
} RushesErrorDetail;

/**
 * rushes_error_new_with_detail:
 * @detail: (not nullable): copied
 *
 * Makes a RUSHES_ERROR that carries @detail. Any thread.
 */
GError *rushes_error_new_with_detail (RushesError              code,
                                      const RushesErrorDetail *detail,
                                      const char              *format,
                                      ...) G_GNUC_PRINTF (3, 4);

/**
 * rushes_error_get_detail:
 *
 * Returns: (transfer none) (nullable): what the service said, or NULL where @error
 * is of another domain. It lives as long as @error.
 */
const RushesErrorDetail *rushes_error_get_detail (const GError *error);

/**
 * rushes_error_from_errno:
 * @saved_errno: an errno value
 * @fallback: the code where @saved_errno has no code of its own
 *
 * Maps ENOSPC, EDQUOT, EACCES, EPERM, EROFS, ENOENT, ENOTDIR and EEXIST to the codes above.
 */
GError *rushes_error_from_errno (int         saved_errno,
                                 RushesError fallback,
                                 const char *format,
                                 ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
