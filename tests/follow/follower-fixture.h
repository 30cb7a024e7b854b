/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo/rushes-gateway.h"
#include "follow/rushes-follower.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"

/* A follower between a real gateway and a library in memory, with a clock that stands still. */

#define KEY "sk-the-right-key-0123456789"
#define WRONG_KEY "sk-a-wrong-key-9876543210"
#define ACCOUNT "default"
#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE

typedef struct
{
  RushesGateway *gateway;
  RushesManualClock *clock;
  RushesAccount *account;
  RushesClient *client;
  RushesLibrary *library;
  RushesFollower *follower;
  guint n_ended;
  guint n_paused;
  guint n_resumed;
  RushesFailure *why_paused;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

/* Adds the account and starts. */
void fixture_start (Fixture *fixture);

/* The gateway's clock is the real one: a task is where the script puts it from the beginning, and is put
 * elsewhere by another script. */
void fixture_script (Fixture *fixture, const char *task_id, RushesScriptKind kind, double ends_after);
void fixture_script_running (Fixture *fixture, const char *task_id);
void fixture_script_finished (Fixture *fixture, const char *task_id);

/* @n tasks "@first-0", "@first-1", …; one alone is @first itself. */
GPtrArray  *fixture_track_of (Fixture *fixture, const char *account_id, const char *first, guint n);
RushesTask *fixture_track (Fixture *fixture, const char *task_id);

/* "many-0", "many-1", … all running. */
GPtrArray *fixture_track_many (Fixture *fixture, guint n);
void       fixture_remove (Fixture *fixture, RushesTask *task);

/* Whether nothing is being asked. */
gboolean fixture_is_idle (gpointer follower);

/* Until the gateway has every question that is under way, and none that was given up. */
void fixture_await_questions (Fixture *fixture);
void fixture_await_answers (Fixture *fixture);

/* What the gateway was asked. */
guint fixture_get_n_asked (Fixture *fixture, const char *task_id);
guint fixture_get_n_asked_of_many (Fixture *fixture, guint n);

/* How long until the follower's next timer. */
gint64 fixture_get_wait (Fixture *fixture);
/* Lets time pass, and waits for what is asked each time. */
void fixture_pass (Fixture *fixture, gint64 microseconds);
