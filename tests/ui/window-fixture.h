/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "demo/rushes-gateway.h"
#include "ui/rushes-window-private.h"

G_BEGIN_DECLS

/* A window with a session of its own against a gateway of our own, which knows three tasks. */

#define WINDOW_FIXTURE_FINISHED "306792606023824"
#define WINDOW_FIXTURE_FAILED "306790001122334"
#define WINDOW_FIXTURE_RUNNING "306801117745210"

typedef struct
{
  char *data_folder;
  char *user_folder; /* where the user's files would be */
  RushesGateway *gateway;
  RushesAccount *account;
  RushesSession *session;
  GSettings *settings;
  RushesWindow *window;
} WindowFixture;

/* @data: unused. The window is there, and waits for its library. */
void window_fixture_set_up (WindowFixture *self, gconstpointer data);
/* Closes the window and the library, and fails where anybody still holds one of them. */
void window_fixture_tear_down (WindowFixture *self, gconstpointer data);

/* Opens the library; without an account the window shows its welcome. */
void window_fixture_open_library (WindowFixture *self, gboolean account_expected);
/* Opens it and begins to follow, with the account. */
void window_fixture_start (WindowFixture *self);
/* Waits for the answer to what was asked of @session. @result: taken */
void window_fixture_await_done (RushesSession  *session,
                                GAsyncResult  **result,
                                gboolean      (*finish) (RushesSession *, GAsyncResult *, GError **));

/* (transfer none): the form that takes ids, opened from the window */
GtkWidget *window_fixture_open_form (WindowFixture *self);
void       window_fixture_await_form_closed (void);
/* The three tasks; the one that has finished is labelled “Dunes at dusk”. */
void window_fixture_track_three (WindowFixture *self);

/* (transfer none) (nullable): the row that shows the task */
GtkWidget  *window_fixture_find_row (WindowFixture *self, const char *task_id);
/* (transfer none): the task, which has a row */
RushesTask *window_fixture_find_task (WindowFixture *self, const char *task_id);
/* (nullable): what the label @id of a row says, if it can be seen */
const char *window_fixture_read_row (GtkWidget *row, const char *id);
guint window_fixture_count_rows (WindowFixture *self);
/* @what: for the message if it does not come to that */
void window_fixture_await_rows (WindowFixture *self, guint n_rows, const char *what);
/* @state: as its row says it */
void window_fixture_await_state (WindowFixture *self, const char *task_id, const char *state);
/* Presses the close button of what is told, which would go by itself in seconds. Returns: whether there was any */
gboolean window_fixture_dismiss_toast (WindowFixture *self);
/* Has all videos kept, and waits until the finished one is. */
void window_fixture_keep (WindowFixture *self);

G_END_DECLS
