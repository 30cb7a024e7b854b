/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "intake/rushes-intake.h"
#include "library/rushes-library.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"

/* A library in a folder of its own, with a clock that stands still; and one reply with every field set. */

#define ACCOUNT "default"
#define NOW G_GINT64_CONSTANT (1756454400)
#define CANARY "canary0815"
#define LINK "https://cdn.example/a%2fb/output.mp4?Expires=1756486785&Signature=" CANARY "%2F%2b%3D%zz"
#define BACKUP "https://backup.example/output.mp4?Expires=1756486785&Signature=" CANARY "backup"

typedef struct
{
  char *folder;
  char *data_folder;
  char *path;
  RushesClock *clock;
  RushesLibrary *library;
} Fixture;

typedef gboolean (*FixtureFinish) (RushesLibrary *library, GAsyncResult *result, GError **error);

RushesLibrary *fixture_open_library (const char *path, RushesClock *clock, GError **error);
void           fixture_open (Fixture *fixture);
void           fixture_close (Fixture *fixture);
void           fixture_reopen (Fixture *fixture);

/* Opens the library; closes it where it is still open. */
void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

/* (element-type RushesIntakeItem) */
GPtrArray *fixture_new_items (void);
void       fixture_add_item (GPtrArray *items, const char *task_id, const char *label);
GPtrArray *fixture_add_all (RushesLibrary *library, GPtrArray *items);

/* (transfer full) (nullable): NULL where it was there already */
RushesTask *fixture_add (Fixture *fixture, const char *task_id, const char *label);

/* Waits for @result and asserts that it is TRUE. */
void  fixture_assert_done (FixtureFinish finish, RushesLibrary *library, GAsyncResult **result);
void  fixture_remove (Fixture *fixture, RushesTask *task);
void  fixture_restore (Fixture *fixture, RushesTask *task);
void  fixture_record_saved (Fixture *fixture, RushesTask *task, const char *path, gint64 bytes);
void  fixture_record_kept (Fixture *fixture, RushesTask *task, const char *name, gint64 bytes);
guint fixture_get_n_tasks (Fixture *fixture);

/* (transfer none): it has to be there */
RushesTask *fixture_find (Fixture *fixture, const char *task_id);

/* What another connection finds in the file. The file may be in use: it only looks. */
char *fixture_look_up (Fixture *fixture, const char *sql);
void  fixture_assert_stored (Fixture *fixture, const char *sql, const char *expected);

/* Whether any file of @folder has @needle in it. */
gboolean        fixture_folder_holds (const char *folder, const char *needle);
RushesSnapshot *fixture_new_finished (void);
void            fixture_assert_finished (RushesSnapshot *snapshot);
