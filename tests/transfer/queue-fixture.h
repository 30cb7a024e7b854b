/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/rushes-error.h"
#include "support/rushes-fault-server.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-transfer-queue.h"

/* A library in a folder of its own, a queue over it, and a host that has videos; the clock stands still. */

#define QUEUE_ACCOUNT "default"
#define QUEUE_NOW G_GINT64_CONSTANT (1756454400)

typedef struct
{
  char *folder;
  char *user_folder;
  RushesClock *clock;
  RushesFaultServer *server;
  RushesAccount *account;
  RushesLinkSource *links; /* says what "fresh" holds */
  GHashTable *fresh;       /* task id -> RushesSnapshot */
  RushesLibrary *library;
  RushesTransferQueue *queue;

  /* What the queue has told */
  guint n_kept;
  guint n_saved;
  guint n_cancelled;
  GError *failed; /* (nullable): the last */
  guint n_failed;
  GFile *saved; /* (nullable): the last */
} QueueFixture;

void queue_fixture_set_up (QueueFixture *fixture, gconstpointer data);
void queue_fixture_tear_down (QueueFixture *fixture, gconstpointer data);

/* Opens the library and makes the queue, which is not started. */
void queue_fixture_open (QueueFixture *fixture);
/* Stops the queue and closes the library, as the end of the program does. */
void queue_fixture_close (QueueFixture *fixture);

/* What the host has for @task_id. */
RushesFaultObject queue_fixture_get_object (const char *task_id);
/* How the next requests for the video of @task_id are answered. */
void queue_fixture_script (QueueFixture *fixture, const char *task_id, RushesFault fault, guint times);
/* Its answer stops in the middle until rushes_fault_server_release(). */
void queue_fixture_stall (QueueFixture *fixture, const char *task_id);
guint queue_fixture_get_n_requests (QueueFixture *fixture, const char *task_id);

/* A finished task whose link lasts so many seconds from QUEUE_NOW, and whose video is there. Returns:
 * (transfer full) */
RushesTask *queue_fixture_add (QueueFixture *fixture, const char *task_id, gint64 link_lasts);
/* The same, with the host called @host: "localhost". */
RushesTask *queue_fixture_add_on (QueueFixture *fixture,
                                  const char   *task_id,
                                  gint64        link_lasts,
                                  const char   *host);
/* What the service answers when it is asked again: a link to @target on the host. */
void queue_fixture_set_fresh (QueueFixture *fixture, RushesTask *task, const char *target);
/* Why it gives none for a task of which it knows nothing: RUSHES_ERROR_TASK_UNKNOWN at first. */
void queue_fixture_set_refusal (QueueFixture *fixture, RushesError code);
/* Tells the library that the video has so many bytes. */
void queue_fixture_set_bytes (QueueFixture *fixture, RushesTask *task, gint64 bytes);
/* (transfer full): the task of that id in the list */
RushesTask *queue_fixture_find (QueueFixture *fixture, const char *task_id);

void queue_fixture_keep (QueueFixture *fixture, RushesTask *task);
/* Into the user's folder. */
void queue_fixture_save (QueueFixture *fixture, RushesTask *task, const char *name, gboolean replace);
/* (transfer full) */
char *queue_fixture_get_user_path (QueueFixture *fixture, const char *name);

void queue_fixture_await_state (RushesTask *task, RushesTransferState state);
/* Until nothing is under way or waiting. */
void queue_fixture_await_rest (QueueFixture *fixture);
/* Fails the test where the file at @path is not the video of @task_id. */
void queue_fixture_assert_video (const char *path, const char *task_id);
/* How many files @folder has; 0 where it is not there. */
guint queue_fixture_count_files (const char *folder);
