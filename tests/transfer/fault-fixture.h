/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/rushes-fault-server.h"
#include "transfer/rushes-fetch.h"

G_BEGIN_DECLS

/**
 * What the tests of faults have in common: an account, a CDN that lies, a part, and attempts to bring
 * it. After each test it is looked up that the CDN has seen no secret.
 */

#define KEY "sk-canary-key-4711"
#define TASK "42"
#define SIZE 300000
#define HALF (SIZE / 2)
#define TARGET "/v.mp4?Expires=1&OSSAccessKeyId=LTAI&Signature=a%2Bb%3D"
#define STALL_MS 300
#define NO_ERROR (-1)
#define ANY_OUTCOME (-2)

/* At "/v.mp4" of the CDN. */
extern const RushesFaultObject fault_video;

typedef struct
{
  RushesFaultServer *gateway; /* the account's origin */
  RushesFaultServer *cdn;
  RushesFaultAuthority *authority;
  RushesAccount *account;
  SoupSession *session;
  char *folder;
  char *part_path;
  gboolean is_skipped;

  RushesFetchResult result; /* of the last attempt */
} FaultFixture;

/* Where an attempt has little patience. A limit that is not what is tested must not be what strikes on a
 * busy machine. */
typedef enum
{
  FAULT_PATIENT,
  FAULT_IMPATIENT_IN_BODY,
  FAULT_IMPATIENT_IN_HEAD,
  FAULT_IMPATIENT_TO_CONNECT,
} FaultImpatience;

typedef struct
{
  const char *name;
  RushesFault fault;
  const char *page;     /* (nullable): for the fault */
  const char *raw_head; /* likewise */
  gboolean from_half;   /* half of the video is there already */
  gboolean impatient;   /* where the fault is */
  gboolean is_blind;    /* the server tells no sums, by which a wrong splice could be found out */
  int code;             /* that the attempt ends with; NO_ERROR, ANY_OUTCOME: a code or the right bytes */
  int other_code;       /* what another version of libsoup, or another moment, makes of it; 0: the same */
  gint64 resumed_from;  /* where the attempt after a failed one goes on; ANY_OUTCOME */
} FaultCase;

#define NO_SUMS .fields = "x-oss-hash-crc64ecma:\nContent-MD5:\nETag:\nLast-Modified:\n"
#define HTML "<!DOCTYPE html><title>Welcome</title>"
#define CHUNKED .framing = RUSHES_FAULT_CHUNKED, .chunk_bytes = 50000

/* Marks the test as skipped where @protocol cannot be spoken: is_skipped. */
void fault_fixture_init (FaultFixture           *self,
                         RushesFaultProtocol     protocol,
                         RushesFaultCertificate  kind);
void fault_fixture_set_up (FaultFixture *self, gconstpointer data);
void fault_fixture_set_up_tls (FaultFixture *self, gconstpointer data);
void fault_fixture_set_up_http2 (FaultFixture *self, gconstpointer data);
void fault_fixture_tear_down (FaultFixture *self, gconstpointer data);

/* One attempt, with the part read back from the disk as after a restart. */
gboolean fault_fixture_attempt_link (FaultFixture     *self,
                                     const char       *link,
                                     FaultImpatience   impatience,
                                     GError          **error);
/* Of TARGET at the CDN. */
gboolean fault_fixture_attempt (FaultFixture *self, FaultImpatience impatience, GError **error);
/* Attempts until it is there; it is @expected then, to the byte. */
void fault_fixture_attempt_to_the_end (FaultFixture *self, const RushesFaultObject *expected);
/* Over HTTP/1.1 exactly half of it; over HTTP/2 some of that. */
void fault_fixture_fetch_half (FaultFixture *self);

/* A test: the fault of @data (a FaultCase) once, and what comes of it. */
void fault_fixture_test (FaultFixture *self, gconstpointer data);

typedef void (*FaultTestFunc) (FaultFixture *self, gconstpointer data);

/* Adds "/fault/@name". */
void fault_fixture_add (const char *name, gconstpointer data, FaultTestFunc set_up, FaultTestFunc test);

G_END_DECLS
