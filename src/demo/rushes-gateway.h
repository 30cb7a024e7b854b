/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesGateway: a gateway of our own, with a CDN beside it, on two loopback ports.
 *
 * Serves scripted tasks in the words of the real one, and playable videos with Range support.
 * rushes-demo-gateway is this object and a main loop; the tests use it in process.
 *
 * Runs in a thread of its own, so that a test may block; all calls are safe from the thread that
 * made it.
 */
#define RUSHES_TYPE_GATEWAY (rushes_gateway_get_type ())
G_DECLARE_FINAL_TYPE (RushesGateway, rushes_gateway, RUSHES, GATEWAY, GObject)

typedef enum
{
  RUSHES_SCRIPT_FINISHES, /* waiting, running, then finished with a video */
  RUSHES_SCRIPT_FAILS,    /* waiting, running, then refused for its prompt (1026) */
  RUSHES_SCRIPT_STRANGE,  /* a status that nobody knows */

  /* As FINISHES, but the reply has no link: */
  RUSHES_SCRIPT_NATIVE,    /* in the service's own dialect, its link from files/retrieve */
  RUSHES_SCRIPT_RETRIEVED, /* its link from files/retrieve */
  RUSHES_SCRIPT_PROXIED,   /* no link at all, but the content route */
  RUSHES_SCRIPT_LINKLESS,  /* neither */
} RushesScriptKind;

/**
 * RushesScript: how a task goes. Seconds count from the moment it is added; negative is before.
 */
typedef struct
{
  const char *task_id;
  const char *label; /* (nullable): only told to the demo's user, the API has none */
  RushesScriptKind kind;
  double submitted_after; /* usually negative: submitted some time ago */
  double runs_after;
  double ends_after;
  double link_lasts;      /* seconds a freshly signed link is valid: 32400 as the real one */
  const char *video;      /* a name out of rushes_gateway_get_videos(), or NULL for the first */
  gboolean link_signed_at_end; /* TRUE: signed once, when it finished; FALSE: anew at each question */
} RushesScript;

/* What the API answers instead of the truth, from now on. */
typedef enum
{
  RUSHES_API_FAULT_NONE,
  RUSHES_API_FAULT_UNAUTHORIZED, /* 401 */
  RUSHES_API_FAULT_RATE_LIMIT,   /* 429, Retry-After: 2, empty body */
  RUSHES_API_FAULT_UNAVAILABLE,  /* 503 with JSON */
  RUSHES_API_FAULT_HTML,         /* 200 text/html: the dashboard's page */
  RUSHES_API_FAULT_NOT_JSON,     /* 200 application/json: cut in the middle */
  RUSHES_API_FAULT_REDIRECT,     /* 302 to the CDN's origin */
  RUSHES_API_FAULT_HUGE,         /* 200 and 2 MiB */
  RUSHES_API_FAULT_SILENT,       /* accepts and never answers */
  RUSHES_API_FAULT_CLOSE,        /* closes without an answer */
} RushesApiFault;

/* What the CDN does instead of its work, from now on. */
typedef enum
{
  RUSHES_CDN_FAULT_NONE,
  RUSHES_CDN_FAULT_FORBIDDEN,   /* 403 with OSS's XML "Request has expired." */
  RUSHES_CDN_FAULT_ERROR_PAGE,  /* 200 video/mp4, and the body is HTML */
  RUSHES_CDN_FAULT_TRUNCATED,   /* Content-Length says more than comes */
  RUSHES_CDN_FAULT_CHUNKED_CUT, /* chunked, cut on a chunk's boundary */
  RUSHES_CDN_FAULT_SLOW,        /* 64 KiB, then nothing until the fault is taken away */
  RUSHES_CDN_FAULT_UNAVAILABLE, /* 503 */
  RUSHES_CDN_FAULT_REDIRECT,    /* 302 to itself under another path, then the video */
  RUSHES_CDN_FAULT_REDIRECT_LOOP,
  RUSHES_CDN_FAULT_CHECKSUM,     /* the whole video, and a checksum that does not hold */
  RUSHES_CDN_FAULT_PRIMARY_GONE, /* 503 for the primary path, the backup works */
} RushesCdnFault;

/* Starts listening; (transfer full), or NULL with a GIO error. @key: what Authorization must carry. */
RushesGateway *rushes_gateway_new (const char *key, GError **error);
/* "http://127.0.0.1:PORT": the API */
const char *rushes_gateway_get_base_url (RushesGateway *self);
/* "http://127.0.0.1:PORT": another port, hence another origin */
const char *rushes_gateway_get_cdn_url (RushesGateway *self);

void rushes_gateway_add (RushesGateway *self, const RushesScript *script);
/**
 * rushes_gateway_add_demo:
 *
 * Adds the demo's own tasks; from here on, an id that begins with "demo-" and is not known is
 * a task that was submitted when it is first asked for, and finishes after 20 seconds.
 *
 * Returns: (transfer full) (element-type char*): "ID | label" lines in order
 */
GPtrArray *rushes_gateway_add_demo (RushesGateway *self);
/* The same, with the seconds after which the first running task finishes (40 in the demo); the other one,
 * of three minutes there, then takes an hour: on a busy machine whoever looks may take minutes. */
GPtrArray *rushes_gateway_add_demo_paced (RushesGateway *self, double finish_after);
void       rushes_gateway_set_api_fault (RushesGateway *self, RushesApiFault fault);
void       rushes_gateway_set_cdn_fault (RushesGateway *self, RushesCdnFault fault);

/**
 * rushes_gateway_set_quota:
 * @granted: units; -1, as at first: the key has no quota, and nobody is told of one
 * @key_ends: Unix seconds; 0: never
 *
 * A key that is used up, or past its time, is refused like a wrong one; what is left of it is told all the same.
 */
void rushes_gateway_set_quota (RushesGateway *self, gint64 granted, gint64 used, gint64 key_ends);

/* How long the API takes to answer: what lets questions overlap. */
void rushes_gateway_set_api_delay (RushesGateway *self, guint milliseconds);

/* Bytes a second that the CDN sends, 0 for all at once. */
void rushes_gateway_set_cdn_speed (RushesGateway *self, guint bytes_per_second);

/* (transfer none): NULL-terminated names of the videos */
const char *const *rushes_gateway_get_videos (void);
/* (transfer full): the bytes the CDN serves for @video */
GBytes *rushes_gateway_get_video (const char *video);

/* One more video, for scripts to name; @name is taken once a process. */
void rushes_gateway_add_video (const char *name, GBytes *bytes);

/* What was asked so far: for tests. @task_id: or the id of a file, for files/retrieve */
guint rushes_gateway_get_n_questions (RushesGateway *self, const char *task_id);
guint rushes_gateway_get_most_in_flight (RushesGateway *self);
/* Right now: questions that have neither been answered nor given up. */
guint rushes_gateway_get_in_flight (RushesGateway *self);
/* (transfer full): every request line and header that the CDN saw, one a line */
char *rushes_gateway_dup_cdn_log (RushesGateway *self);
/* Lets no more question through, as if the machine were gone. */
void rushes_gateway_stop (RushesGateway *self);

G_END_DECLS
