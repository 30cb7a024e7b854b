/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-usage"

#include "config.h"

#include "api/rushes-usage.h"

#include "api/rushes-json.h"
#include "api/rushes-reply-error.h"
#include "base/rushes-error.h"

/* Later times are milliseconds. */
#define LATEST_SECONDS G_GINT64_CONSTANT (1000000000000)

/* Quotas are no debts: some gateways let a key run a little below zero. */
static gint64
get_units (JsonObject *data, const char *name)
{
  gint64 units = -1;

  return rushes_json_get_int (data, name, &units) ? MAX (units, 0) : -1;
}

static gint64
get_time (JsonObject *data, const char *name)
{
  gint64 seconds = 0;

  rushes_json_get_int (data, name, &seconds);
  if (seconds > LATEST_SECONDS)
    seconds /= 1000;
  return MAX (seconds, 0);
}

static gboolean
is_true (JsonObject *data, const char *name)
{
  g_autofree char *text = rushes_json_dup_text (data, name);

  return g_strcmp0 (text, "true") == 0 || g_strcmp0 (text, "1") == 0;
}

static RushesUsage *
read_figures (JsonObject *data)
{
  RushesUsage *self = g_new0 (RushesUsage, 1);

  self->granted = get_units (data, "total_granted");
  self->used = get_units (data, "total_used");
  self->left = get_units (data, "total_available");
  self->unlimited = is_true (data, "unlimited_quota");
  self->valid_until = get_time (data, "expires_at");
  if (self->left < 0 && self->granted >= 0 && self->used >= 0)
    self->left = MAX (self->granted - self->used, 0);
  return self;
}

RushesUsage *
rushes_usage_read (GBytes *body, const char *request_id, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (RushesUsage) self = NULL;
  g_auto (RushesComplaint) complaint = { 0 };
  JsonObject *data;

  g_return_val_if_fail (body != NULL, NULL);

  root = rushes_json_parse (body, error);
  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_REPLY_INVALID, "no object");
      return NULL;
    }
  if (rushes_complaint_read (&complaint, json_node_get_object (root)))
    {
      g_propagate_error (error, rushes_complaint_to_error (&complaint, 200, request_id, 0));
      return NULL;
    }

  data = rushes_json_peek_object (json_node_get_object (root), "data");
  self = data != NULL ? read_figures (data) : NULL;
  if (self == NULL || (self->left < 0 && !self->unlimited))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_REPLY_INVALID, "no figures of a quota");
      return NULL;
    }
  return g_steal_pointer (&self);
}

RushesUsage *
rushes_usage_copy (const RushesUsage *self)
{
  return self != NULL ? g_memdup2 (self, sizeof *self) : NULL;
}

void
rushes_usage_free (RushesUsage *self)
{
  g_free (self);
}

gboolean
rushes_usage_is_used_up (const RushesUsage *self)
{
  return !self->unlimited && self->left == 0;
}

gboolean
rushes_usage_has_expired (const RushesUsage *self, gint64 now)
{
  return self->valid_until > 0 && self->valid_until <= now;
}
