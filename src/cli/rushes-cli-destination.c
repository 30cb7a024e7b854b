/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-destination"

#include "config.h"

#include "cli/rushes-cli-destination.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "transfer/rushes-file-name.h"
#include "transfer/rushes-name-template.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define EXTENSION ".mp4"
#define FOLDER_MODE 0777 /* less the umask, as for any folder of the user's */

struct _RushesCliDestination
{
  char *folder;        /* absolute */
  char *name_template; /* (nullable) */
  char *account_name;
  GHashTable *claimed; /* set of paths */
  GError *refusal;     /* (nullable): why nothing can be saved here */
};

static GError *
make_folder (const char *folder)
{
  if (g_mkdir_with_parents (folder, FOLDER_MODE) == 0)
    return NULL;

  /* A file in the folder's place is no file that must not be written over. */
  return rushes_error_from_errno (errno == EEXIST ? ENOTDIR : errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s",
                                  folder);
}

RushesCliDestination *
rushes_cli_destination_new (const RushesCliOptions *options, RushesAccount *account)
{
  RushesCliDestination *self = g_new0 (RushesCliDestination, 1);

  self->folder = g_canonicalize_filename (options->folder != NULL ? options->folder : ".", NULL);
  self->name_template = g_strdup (options->name_template);
  self->account_name = g_strdup (rushes_account_get_name (account));
  self->claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->refusal = make_folder (self->folder);
  return self;
}

void
rushes_cli_destination_free (RushesCliDestination *self)
{
  if (self == NULL)
    return;

  g_free (self->folder);
  g_free (self->name_template);
  g_free (self->account_name);
  g_hash_table_unref (self->claimed);
  g_clear_error (&self->refusal);
  g_free (self);
}

gboolean
rushes_cli_destination_check (RushesCliDestination *self, GError **error)
{
  if (self->refusal == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->refusal));
  return FALSE;
}

/* When the video was made, as far as the reply tells. */
static GDateTime *
get_moment (const RushesSnapshot *snapshot)
{
  g_autoptr (GDateTime) moment = NULL;

  if (snapshot->finished_at > 0)
    moment = g_date_time_new_from_unix_local (snapshot->finished_at);
  else if (snapshot->submitted_at > 0)
    moment = g_date_time_new_from_unix_local (snapshot->submitted_at);

  return moment != NULL ? g_steal_pointer (&moment) : g_date_time_new_now_local ();
}

/* A name is stored for good, so a server's text goes into it without a secret. */
static char *
suggest_name (RushesCliDestination *self, const RushesCliRow *row, guint n)
{
  const RushesSnapshot *snapshot = row->snapshot;
  g_autofree char *hint = rushes_redact (snapshot->file_name);
  g_autofree char *model = rushes_redact (snapshot->model);
  g_autofree char *label = rushes_redact (row->label);
  g_autoptr (GDateTime) moment = NULL;
  RushesNameTemplateValues values = { 0 };

  if (self->name_template == NULL)
    return rushes_file_name_suggest (hint, NULL, row->task_id);

  moment = get_moment (snapshot);
  values = (RushesNameTemplateValues){
    .task_id = row->task_id,
    .label = label,
    .account = self->account_name,
    .model = model,
    .width = snapshot->width,
    .height = snapshot->height,
    .moment = moment,
    .n = n,
  };
  return rushes_name_template_expand (self->name_template, &values);
}

/* A symbolic link counts, wherever it leads. */
static gboolean
is_taken (RushesCliDestination *self, const char *path)
{
  GStatBuf info;

  return g_hash_table_contains (self->claimed, path) || g_lstat (path, &info) == 0;
}

GFile *
rushes_cli_destination_claim (RushesCliDestination *self, const RushesCliRow *row, guint n, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (row->snapshot != NULL, NULL);

  if (!rushes_cli_destination_check (self, error))
    return NULL;

  name = suggest_name (self, row, n);
  path = g_build_filename (self->folder, name, NULL);
  for (guint copy = 2; is_taken (self, path); copy++)
    {
      g_autofree char *next = g_strdup_printf ("%.*s (%u)" EXTENSION,
                                               (int) (strlen (name) - strlen (EXTENSION)), name, copy);

      g_free (path);
      path = g_build_filename (self->folder, next, NULL);
    }

  g_hash_table_add (self->claimed, g_strdup (path));
  return g_file_new_for_path (path);
}

void
rushes_cli_destination_release (RushesCliDestination *self, GFile *file)
{
  g_hash_table_remove (self->claimed, g_file_peek_path (file));
}
