/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-expiry.h"
#include "library/rushes-library.h"
#include "library/rushes-records.h"
#include "library/rushes-store.h"
#include "library/rushes-usual.h"

G_BEGIN_DECLS

/* What the parts of the library share: rushes-library.c (the object, closing, what the service said),
 * rushes-library-load.c (opening), rushes-library-adding.c (new tasks), rushes-library-intents.c (what else a person
 * did), rushes-library-accounts.c (to accounts) and rushes-library-files.c (where the videos are). */

typedef struct _RushesAdding  RushesAdding;
typedef struct _RushesLoading RushesLoading;

struct _RushesLibrary
{
  GObject parent_instance;

  RushesClock *clock;
  RushesStore *store;
  RushesTaskList *tasks;
  GListStore *accounts;
  RushesLoading *loading; /* (nullable): while it is being opened */
  RushesAdding *adding;   /* (nullable): while new rows are getting into the list */
  gboolean patient;       /* opening stands still once the newest rows are in the list */
  guint settle_id;        /* for a while, once it is open */
  GHashTable *removed; /* order (gint64) -> RushesTask: can still come back */

  GHashTable *unwritten; /* RushesTask whose snapshot the file does not have yet -> raw reply (nullable) */
  guint flush_id;
  guint n_flushes;     /* under way */
  GError *flush_error; /* (nullable): why the last one did not work */
  guint retry_id;      /* of the clock */
  guint n_failures;    /* in a row */
  gboolean closing;    /* nothing is tried again any more */

  RushesExpiry *expiry;
  RushesUsual usual;
  RushesKeptCopies *kept;
  gboolean kept_stale; /* tasks have left the list since it was made */

  gboolean read_only; /* a newer Rushes wrote it */
  char *notice;       /* (nullable) */
  char *videos_folder; /* (nullable): absolute */
};

gint64 rushes_library_get_now (RushesLibrary *self);

/* At the end of a job of the store: whether the file has it; where not, @call (not taken) is told why. */
gboolean rushes_library_is_written (GObject *store, GAsyncResult *result, GTask *call);

/* The _finish() of a call that returns a boolean. */
gboolean rushes_library_finish_boolean (RushesLibrary *self, GAsyncResult *result, GError **error);

/* Where the video of a row that was read is, and whether it is on its way. @task is nobody's yet: any thread. */
void rushes_library_show_files (const char *videos_folder, RushesTask *task, const RushesTaskRecord *record);

/* Works the state of @task out again, now. */
void rushes_library_refresh_state (RushesLibrary *self, RushesTask *task);

/* Tasks come into the list, or leave it. */
void rushes_library_follow_kept (RushesLibrary *self);

/**
 * rushes_library_run_intent:
 * @task: (transfer full) (nullable): the @user_data of @callback
 *
 * Has the store do what a person did, after everything that the service said before.
 */
void rushes_library_run_intent (RushesLibrary       *self,
                                RushesDatabaseFunc   func,
                                gpointer             data,
                                GDestroyNotify       free_data,
                                GAsyncReadyCallback  callback,
                                GTask               *task);

/* As rushes_library_run_intent(), once every row has been loaded. */
void rushes_library_hold_intent (RushesLibrary       *self,
                                 RushesDatabaseFunc   func,
                                 gpointer             data,
                                 GDestroyNotify       free_data,
                                 GAsyncReadyCallback  callback,
                                 GTask               *task);

/* Opening that is under way ends with G_IO_ERROR_CANCELLED; what has been held is done. */
void rushes_library_stop_loading (RushesLibrary *self);

/* New rows that are still to get into the list do so now: for whoever goes by the list, or changes it. */
void rushes_library_finish_adding (RushesLibrary *self);

/* New rows get into the list no more. They are on disk: adding ends well. */
void rushes_library_stop_adding (RushesLibrary *self);

/* (transfer full) (nullable): A label is one person's text; that a key or a link got into it by a slip of the
 * clipboard is no reason to keep it. */
char *rushes_library_clean_label (const char *label);

G_END_DECLS
