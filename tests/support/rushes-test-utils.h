/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * What tests wait with: never a sleep, always a deadline. Each pumps the default main context and
 * fails the test, naming what it waited for, when the deadline has passed.
 */

/*
 * Seconds that any wait may take: far more than it ever should. RUSHES_TEST_PATIENCE in the
 * environment says how many times that, where all is slower, as under a sanitizer.
 */
#define RUSHES_TEST_DEADLINE (rushes_test_get_deadline ())

int rushes_test_get_deadline (void);

typedef gboolean (*RushesTestCondition) (gpointer user_data);

void rushes_test_await (RushesTestCondition condition, gpointer user_data, const char *what);

/* A GAsyncReadyCallback whose user_data is a GAsyncResult **: keeps the result, see below. */
void rushes_test_keep_result (GObject *source, GAsyncResult *result, gpointer user_data);
/* Waits until *@result is set. Returns: (transfer none): *@result */
GAsyncResult *rushes_test_await_result (GAsyncResult **result, const char *what);

/* Handles what the main context has to do right now. */
void rushes_test_pump (void);

/* Drops *@object, waits until nobody holds it, and fails if somebody does. */
void rushes_test_await_finalize (gpointer object);

/* The bytes of tests/fixtures/@name. Returns: (transfer full) */
GBytes *rushes_test_load_fixture (const char *name);

/* A new folder, to be given to rushes_test_remove_folder(). Returns: (transfer full) */
char *rushes_test_make_folder (void);
void  rushes_test_remove_folder (char *folder);

G_END_DECLS
