/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "follow/rushes-follower.h"
#include "follow/rushes-played-service.h"
#include "support/rushes-test-utils.h"

/* A follower between a played service and a library in memory: whole days on a clock that stands still. The
 * account is one elsewhere. */

#define ACCOUNT "default"
#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR G_TIME_SPAN_HOUR

typedef struct
{
  RushesManualClock *clock;
  RushesPlayedService *service;
  RushesAccount *account;
  RushesLibrary *library;
  RushesFollower *follower;
  guint n_paused;
  guint n_wakings; /* in play_pass() */
} Play;

void play_set_up (Play *play, gconstpointer data);
void play_tear_down (Play *play, gconstpointer data);

gint64 play_get_now (Play *play);
/* Adds @ids (of char *) to the library. Returns: (transfer full): of RushesTask */
GPtrArray *play_track_all (Play *play, GPtrArray *ids);
/* One that ends so much later. */
RushesTask *play_track (Play *play, const char *task_id, gint64 ends_after);

/* Lets time pass, answer by answer. */
void play_pass (Play *play, gint64 microseconds);
/* Has the answers arrive that have been given. */
void play_take_answers (Play *play);

/* No stretch of any length has had more questions than the budget allows. Returns: questions in all */
guint play_assert_rate (Play *play);
