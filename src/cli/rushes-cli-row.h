/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-snapshot.h"

G_BEGIN_DECLS

/* What the program tells its caller by its exit status. */
enum
{
  RUSHES_CLI_EXIT_OK = 0,
  RUSHES_CLI_EXIT_PROBLEM = 1,     /* a task failed, or could not be read or saved */
  RUSHES_CLI_EXIT_USAGE = 2,
  RUSHES_CLI_EXIT_KEY_REFUSED = 3,
  RUSHES_CLI_EXIT_UNREACHABLE = 4, /* no answer at all */
};

/**
 * RushesCliProblem: what went wrong, ready to be printed: every text is free of secrets.
 *
 * @side: one of the six words of the JSON: "prompt", "key", "balance", "request", "service",
 *   "network". What is wrong with this computer (a full disk, a folder that cannot be written) is
 *   "request": what was asked for cannot be done here.
 * @exit_status: what it makes of the whole command
 */
typedef struct
{
  char *code;
  const char *side;
  char *message;
  char *hint;
  char *request_id; /* (nullable) */
  int exit_status;
} RushesCliProblem;

/* Message and hint are translated sentences; for what only this program knows. */
RushesCliProblem *rushes_cli_problem_new (const char *code,
                                          RushesSide  side,
                                          const char *message,
                                          const char *hint,
                                          int         exit_status);
RushesCliProblem *rushes_cli_problem_new_from_failure (const RushesFailure *failure);
/* @error: any but G_IO_ERROR_CANCELLED */
RushesCliProblem *rushes_cli_problem_new_from_error (const GError *error);
void              rushes_cli_problem_free (RushesCliProblem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesCliProblem, rushes_cli_problem_free)

/**
 * RushesCliRow: all that is printed of one task. Nothing of it is invented: what is not known is
 * NULL or 0.
 *
 * @snapshot: (nullable): the last reply that told something
 * @error: (nullable): why nothing could be read of the task; @snapshot is NULL then
 * @save_error: (nullable): why the video was not saved, although the task could be read
 * @path: (nullable): where the video stands now; @source, @verified and @resumed go with it
 */
typedef struct
{
  char *task_id;
  char *label; /* (nullable) */
  RushesSnapshot *snapshot;
  RushesCliProblem *error;
  RushesCliProblem *save_error;
  char *path;
  char *source;
  char *verified;
  gint64 resumed;
} RushesCliRow;

RushesCliRow *rushes_cli_row_new (const char *task_id, const char *label);
void          rushes_cli_row_free (RushesCliRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesCliRow, rushes_cli_row_free)

/* Takes @problem: as the row's error where nothing was read yet, as its save error otherwise. */
void rushes_cli_row_take_problem (RushesCliRow *self, RushesCliProblem *problem);

/* What the row alone makes of the command. */
int rushes_cli_row_get_exit_status (const RushesCliRow *self);

/* The graver of two: a refused key, then no answer, then any other problem. */
int rushes_cli_exit_status_merge (int a, int b);

G_END_DECLS
