/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo/rushes-gateway.h"
#include "session/rushes-session.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"

/* A session with an account at a gateway of our own, and a network whose price a test can set. */

#define SESSION_KEY "sk-session-0123456789"

typedef struct
{
  char *data_folder;
  char *videos_folder;
  char *user_folder;
  RushesGateway *gateway;
  RushesKeyStore *keys;
  RushesClock *clock;
  GNetworkMonitor *monitor;
  RushesSession *session;
} SessionFixture;

/* As the data of a test: its clock stands still, at the time that it is. */
#define SESSION_MANUAL_CLOCK "manual"

/* Opens and starts it, and sets the account up. */
void session_fixture_set_up (SessionFixture *fixture, gconstpointer data);
void session_fixture_tear_down (SessionFixture *fixture, gconstpointer data);

/* The end of the program and the next start; the policy is NEVER again. */
void session_fixture_close (SessionFixture *fixture);
void session_fixture_open (SessionFixture *fixture);

void session_fixture_set_metered (SessionFixture *fixture, gboolean metered);

/* A task that has finished, or will in @ends_after seconds. */
void session_fixture_script (SessionFixture *fixture, const char *task_id, double ends_after);
/* (transfer full): tracked, and not waited for */
RushesTask *session_fixture_track (SessionFixture *fixture, const char *task_id);
/* (transfer full): the task of that id in the list */
RushesTask *session_fixture_find (SessionFixture *fixture, const char *task_id);
/* (transfer full): finished and known so */
RushesTask *session_fixture_add_finished (SessionFixture *fixture, const char *task_id);

void session_fixture_await_state (RushesTask *task, RushesState state);
void session_fixture_await_transfer (RushesTask *task, RushesTransferState state);
/* Until no transfer is under way, and no review is due. */
void session_fixture_await_rest (SessionFixture *fixture);

/* (transfer full) (nullable): how it went */
GError *session_fixture_save (SessionFixture *fixture, RushesTask *task, const char *name, gboolean replace);
GFile  *session_fixture_user_file (SessionFixture *fixture, const char *name);
void    session_fixture_assert_video (const char *path);
guint   session_fixture_count_files (const char *folder);
