/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-describe-account"

#include "config.h"

#include "ui/rushes-describe-account.h"

#include <glib/gi18n-lib.h>

/* Grouped as the language does it. (transfer full) */
static char *
format_units (gint64 units)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, units);
}

static char *
describe_quota (const RushesUsage *usage)
{
  g_autofree char *left = format_units (usage->left);
  g_autofree char *granted = format_units (usage->granted);
  g_autofree char *used = format_units (usage->used);

  if (usage->unlimited)
    return g_strdup (_ ("Its quota is unlimited."));
  if (usage->granted > 0 && usage->used >= 0)
    /* Translators: how much of a quota is used, the whole of it, and what is left: numbers without a unit */
    return g_strdup_printf (_ ("%s of %s units of its quota are used, %s are left."), used, granted, left);
  if (usage->granted > 0)
    /* Translators: what is left of a quota, and the whole of it: two numbers without a unit */
    return g_strdup_printf (_ ("%s of %s units of its quota are left."), left, granted);
  /* Translators: what is left of a quota: a number without a unit */
  return g_strdup_printf (_ ("%s units of its quota are left."), left);
}

char *
rushes_describe_usage (const RushesUsage *usage)
{
  g_autofree char *quota = NULL;
  g_autoptr (GDateTime) until = NULL;
  g_autofree char *date = NULL;

  if (usage == NULL)
    return NULL;

  quota = describe_quota (usage);
  until = usage->valid_until > 0 ? g_date_time_new_from_unix_local (usage->valid_until) : NULL;
  date = until != NULL ? g_date_time_format (until, "%x") : NULL;
  if (date == NULL)
    return g_steal_pointer (&quota);
  /* Translators: a sentence about the quota of a key, and a date */
  return g_strdup_printf (_ ("%s The key is valid until %s."), quota, date);
}

static char *
dup_service (RushesAccount *account)
{
  const RushesService service = rushes_account_get_service (account);
  g_autoptr (GUri) uri = NULL;

  if (service != RUSHES_SERVICE_GATEWAY)
    return g_strdup (rushes_service_get_title (service));

  uri = g_uri_parse (rushes_account_get_base_url (account), G_URI_FLAGS_NONE, NULL);
  return g_strdup (uri != NULL ? g_uri_get_host (uri) : rushes_account_get_base_url (account));
}

/* In a row of its own, where it is known. @line: (transfer full) */
static char *
add_usage (char *line, const RushesUsage *usage)
{
  g_autofree char *owned = line;
  g_autofree char *told = rushes_describe_usage (usage);

  return g_strjoin ("\n", owned, told, NULL);
}

char *
rushes_describe_account (RushesSession *session, RushesAccount *account)
{
  const RushesUsage *usage = rushes_session_get_account_usage (session, account);
  g_autofree char *service = dup_service (account);
  const guint n_tasks = rushes_session_count_tasks_of (session, account);
  RushesFailure *paused = rushes_session_get_account_paused (session, account);
  g_autofree char *tasks = g_strdup_printf (ngettext ("%u task", "%u tasks", n_tasks), n_tasks);

  if (paused != NULL)
    /* Translators: the service of an account, how many tasks it has, and why it is not asked, a sentence */
    return add_usage (g_strdup_printf (_ ("%s · %s · %s"), service, tasks,
                                       rushes_failure_get_message (paused)),
                      usage);
  /* Translators: the service of an account, and how many tasks it has */
  return add_usage (g_strdup_printf (_ ("%s · %s"), service, tasks), usage);
}
