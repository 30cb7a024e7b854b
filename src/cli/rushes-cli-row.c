/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-row"

#include "config.h"

#include "cli/rushes-cli-row.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"

RushesCliProblem *
rushes_cli_problem_new (
  const char *code, RushesSide side, const char *message, const char *hint, int exit_status)
{
  RushesCliProblem *self = g_new0 (RushesCliProblem, 1);

  self->code = rushes_redact (code);
  self->side = rushes_side_to_string (side == RUSHES_SIDE_COMPUTER ? RUSHES_SIDE_REQUEST : side);
  self->message = rushes_redact (message);
  self->hint = rushes_redact (hint);
  self->exit_status = exit_status;
  return self;
}

RushesCliProblem *
rushes_cli_problem_new_from_failure (const RushesFailure *failure)
{
  RushesCliProblem *self = rushes_cli_problem_new (rushes_failure_get_code (failure),
                                                   rushes_failure_get_side (failure),
                                                   rushes_failure_get_message (failure),
                                                   rushes_failure_get_hint (failure),
                                                   RUSHES_CLI_EXIT_PROBLEM);

  self->request_id = rushes_redact (rushes_failure_get_request_id (failure));
  return self;
}

static int
exit_status_from_error (const GError *error)
{
  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED))
    return RUSHES_CLI_EXIT_KEY_REFUSED;
  /* A connection that is not to be trusted is none: nothing was said over it. */
  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE)
      || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_TLS))
    return RUSHES_CLI_EXIT_UNREACHABLE;

  return RUSHES_CLI_EXIT_PROBLEM;
}

RushesCliProblem *
rushes_cli_problem_new_from_error (const GError *error)
{
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);
  RushesCliProblem *self = rushes_cli_problem_new_from_failure (failure);

  self->exit_status = exit_status_from_error (error);
  return self;
}

void
rushes_cli_problem_free (RushesCliProblem *self)
{
  if (self == NULL)
    return;

  g_free (self->code);
  g_free (self->message);
  g_free (self->hint);
  g_free (self->request_id);
  g_free (self);
}

RushesCliRow *
rushes_cli_row_new (const char *task_id, const char *label)
{
  RushesCliRow *self = g_new0 (RushesCliRow, 1);

  self->task_id = g_strdup (task_id);
  self->label = g_strdup (label);
  return self;
}

void
rushes_cli_row_free (RushesCliRow *self)
{
  if (self == NULL)
    return;

  g_free (self->task_id);
  g_free (self->label);
  g_clear_pointer (&self->snapshot, rushes_snapshot_unref);
  rushes_cli_problem_free (self->error);
  rushes_cli_problem_free (self->save_error);
  g_free (self->path);
  g_free (self->source);
  g_free (self->verified);
  g_free (self);
}

void
rushes_cli_row_take_problem (RushesCliRow *self, RushesCliProblem *problem)
{
  RushesCliProblem **place = self->snapshot == NULL ? &self->error : &self->save_error;

  rushes_cli_problem_free (*place);
  *place = problem;
}

int
rushes_cli_row_get_exit_status (const RushesCliRow *self)
{
  int status = RUSHES_CLI_EXIT_OK;

  if (self->snapshot != NULL && self->snapshot->phase == RUSHES_PHASE_FAILED)
    status = RUSHES_CLI_EXIT_PROBLEM;
  if (self->error != NULL)
    status = rushes_cli_exit_status_merge (status, self->error->exit_status);
  if (self->save_error != NULL)
    status = rushes_cli_exit_status_merge (status, self->save_error->exit_status);
  return status;
}

/* The order in which one status hides another; usage errors end the program before any row. */
static int
get_gravity (int status)
{
  switch (status)
    {
    case RUSHES_CLI_EXIT_KEY_REFUSED:
      return 3;
    case RUSHES_CLI_EXIT_UNREACHABLE:
      return 2;
    case RUSHES_CLI_EXIT_PROBLEM:
      return 1;
    default:
      return 0;
    }
}

int
rushes_cli_exit_status_merge (int a, int b)
{
  return get_gravity (a) >= get_gravity (b) ? a : b;
}
