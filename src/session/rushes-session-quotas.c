/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-quotas"

#include "config.h"

#include "session/rushes-session-private.h"

/* What was told stays good for a while; where nothing was, the service may just not have been there. */
#define REST (15 * G_TIME_SPAN_MINUTE)
#define REST_UNTOLD G_TIME_SPAN_MINUTE

typedef struct
{
  RushesAccount *account; /* one that takes its place may have another key */
  RushesUsage *usage;     /* (nullable) */
  gint64 asked_at;        /* of the boot clock */
} Quota;

static void
quota_free (gpointer data)
{
  Quota *quota = data;

  g_clear_object (&quota->account);
  g_clear_pointer (&quota->usage, rushes_usage_free);
  g_free (quota);
}

/* (nullable) */
static Quota *
find_quota (RushesSession *self, RushesAccount *account)
{
  Quota *quota = g_hash_table_lookup (self->quotas, rushes_account_get_id (account));

  return quota != NULL && quota->account == account ? quota : NULL;
}

static Quota *
ensure_quota (RushesSession *self, RushesAccount *account)
{
  Quota *quota = find_quota (self, account);

  if (quota != NULL)
    return quota;

  quota = g_new0 (Quota, 1);
  quota->account = g_object_ref (account);
  g_hash_table_replace (self->quotas, g_strdup (rushes_account_get_id (account)), quota);
  return quota;
}

static gboolean
is_due (RushesSession *self, RushesAccount *account)
{
  const Quota *quota = find_quota (self, account);

  return rushes_account_has_key (account)
         && (quota == NULL
             || rushes_clock_get_boot_time (self->clock) - quota->asked_at
                  >= (quota->usage != NULL ? REST : REST_UNTOLD));
}

typedef struct
{
  RushesSession *session;
  RushesAccount *account;
} Asked;

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->session);
  g_object_unref (asked->account);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
usage_told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  g_autoptr (RushesUsage) usage = rushes_client_ask_usage_finish (RUSHES_CLIENT (source), result, NULL);
  Quota *quota = find_quota (asked->session, asked->account);

  /* Removed meanwhile, or replaced. What was told before is worth more than nothing. */
  if (quota == NULL || usage == NULL)
    return;

  g_clear_pointer (&quota->usage, rushes_usage_free);
  quota->usage = g_steal_pointer (&usage);
  rushes_session_emit_usage_told (asked->session, asked->account);
}

static void
ask (RushesSession *self, RushesAccount *account)
{
  Asked *asked = g_new0 (Asked, 1);

  ensure_quota (self, account)->asked_at = rushes_clock_get_boot_time (self->clock);
  asked->session = g_object_ref (self);
  asked->account = g_object_ref (account);
  rushes_client_ask_usage_async (self->client, account, self->quotas_cancellable, usage_told_cb, asked);
}

void
rushes_session_ask_usage (RushesSession *self)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->listed)); i++)
    {
      g_autoptr (RushesAccount) account = g_list_model_get_item (G_LIST_MODEL (self->listed), i);

      if (is_due (self, account))
        ask (self, account);
    }
}

const RushesUsage *
rushes_session_get_account_usage (RushesSession *self, RushesAccount *account)
{
  const Quota *quota;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), NULL);

  quota = find_quota (self, account);
  return quota != NULL ? quota->usage : NULL;
}

void
rushes_session_forget_quota (RushesSession *self, const char *account_id)
{
  g_hash_table_remove (self->quotas, account_id);
}

void
rushes_session_init_quotas (RushesSession *self)
{
  self->quotas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, quota_free);
  self->quotas_cancellable = g_cancellable_new ();
}

void
rushes_session_stop_quotas (RushesSession *self)
{
  g_cancellable_cancel (self->quotas_cancellable);
}
