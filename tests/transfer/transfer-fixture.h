/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo/rushes-gateway.h"
#include "support/rushes-manual-clock.h"
#include "transfer/rushes-transfer.h"

G_BEGIN_DECLS

/* What the tests of transfers have in common: the demo's gateway with a finished task, and a folder. */

#define KEY "sk-canary-key-4711"
#define TASK_ID "306792606023824"
#define NAME "output.mp4"

typedef struct
{
  RushesGateway *gateway;
  RushesAccount *account;
  RushesSnapshot *snapshot; /* ours alone, hence to be changed */
  GBytes *video;
  char *data;
  char *parts; /* not there yet */
  char *folder;
  char *path;
  GFile *destination;
  GCancellable *cancellable;
  RushesManualClock *clock;
  RushesLinkSource *links; /* NULL: nobody to ask for fresh ones */
  RushesTransfer *transfer;
  guint n_waits; /* for a next try */
} TransferFixture;

void transfer_fixture_set_up (TransferFixture *self, gconstpointer data);
void transfer_fixture_tear_down (TransferFixture *self, gconstpointer data);

/* As the window would: the task is asked for, and its reply read. */
RushesSnapshot *transfer_fixture_ask (TransferFixture *self);
void            transfer_fixture_replace_link (char **link, const char *with);

/* A new transfer, to its end. */
gboolean transfer_fixture_run (TransferFixture *self, gboolean replace, GError **error);
void     transfer_fixture_start (TransferFixture *self, gboolean replace, GAsyncResult **result);
/* Time passes whenever the transfer waits for it. */
gboolean transfer_fixture_finish (TransferFixture *self, GAsyncResult **result, GError **error);

void transfer_fixture_assert_no_parts (TransferFixture *self);
/* The file is there and right, and nothing else. */
void transfer_fixture_assert_saved (TransferFixture *self, const char *source);
void transfer_fixture_assert_saved_as (TransferFixture *self, const char *source, const char *verified);
/* The user's folder has nothing of it; what came stays in the part. */
void  transfer_fixture_assert_nothing (TransferFixture *self);
guint transfer_fixture_count_cdn_requests (TransferFixture *self);

G_END_DECLS
