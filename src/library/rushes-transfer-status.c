/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer-status"

#include "config.h"

#include "library/rushes-transfer-status.h"

G_DEFINE_ENUM_TYPE (RushesTransferState,
                    rushes_transfer_state,
                    G_DEFINE_ENUM_VALUE (RUSHES_TRANSFER_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (RUSHES_TRANSFER_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (RUSHES_TRANSFER_ASKING, "asking"),
                    G_DEFINE_ENUM_VALUE (RUSHES_TRANSFER_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (RUSHES_TRANSFER_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (RUSHES_TRANSFER_VERIFYING, "verifying"),
                    G_DEFINE_ENUM_VALUE (RUSHES_TRANSFER_COMMITTING, "committing"),
                    G_DEFINE_ENUM_VALUE (RUSHES_TRANSFER_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (RUSHES_TRANSFER_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (RUSHES_TRANSFER_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (RushesTransferPurpose,
                    rushes_transfer_purpose,
                    G_DEFINE_ENUM_VALUE (RUSHES_PURPOSE_KEEP, "keep"),
                    G_DEFINE_ENUM_VALUE (RUSHES_PURPOSE_SAVE, "save"))

static const char *const state_words[] = {
  [RUSHES_TRANSFER_NONE] = "none",
  [RUSHES_TRANSFER_QUEUED] = "queued",
  [RUSHES_TRANSFER_ASKING] = "asking",
  [RUSHES_TRANSFER_CONNECTING] = "connecting",
  [RUSHES_TRANSFER_RUNNING] = "running",
  [RUSHES_TRANSFER_VERIFYING] = "verifying",
  [RUSHES_TRANSFER_COMMITTING] = "committing",
  [RUSHES_TRANSFER_WAITING] = "waiting",
  [RUSHES_TRANSFER_PAUSED] = "paused",
  [RUSHES_TRANSFER_FAILED] = "failed",
};

const char *
rushes_transfer_state_to_string (RushesTransferState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_words), "none");

  return state_words[state];
}

RushesTransferState
rushes_transfer_state_from_string (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (state_words); i++)
    {
      if (g_strcmp0 (word, state_words[i]) == 0)
        return (RushesTransferState) i;
    }
  return RUSHES_TRANSFER_NONE;
}

gboolean
rushes_transfer_state_is_going_on (RushesTransferState state)
{
  return state >= RUSHES_TRANSFER_QUEUED && state <= RUSHES_TRANSFER_WAITING;
}

const char *
rushes_transfer_purpose_to_string (RushesTransferPurpose purpose)
{
  return purpose == RUSHES_PURPOSE_SAVE ? "save" : "keep";
}

gboolean
rushes_transfer_status_is_saving (const RushesTransferStatus *self)
{
  return self->purpose == RUSHES_PURPOSE_SAVE && rushes_transfer_state_is_going_on (self->state);
}

double
rushes_transfer_status_get_fraction (const RushesTransferStatus *self)
{
  if (self->bytes_total <= 0)
    return -1;
  return CLAMP ((double) self->bytes_done / (double) self->bytes_total, 0, 1);
}

RushesTransferRecord *
rushes_transfer_record_new (RushesTransferPurpose purpose, const char *destination, gboolean replace)
{
  RushesTransferRecord *self = g_new0 (RushesTransferRecord, 1);

  self->purpose = purpose;
  self->destination = g_strdup (destination);
  self->replace = !!replace;
  self->state = RUSHES_TRANSFER_QUEUED;
  return self;
}

RushesTransferRecord *
rushes_transfer_record_copy (const RushesTransferRecord *self)
{
  RushesTransferRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = rushes_transfer_record_new (self->purpose, self->destination, self->replace);
  copy->state = self->state;
  copy->failure_code = g_strdup (self->failure_code);
  copy->failure_text = g_strdup (self->failure_text);
  copy->created_at = self->created_at;
  return copy;
}

void
rushes_transfer_record_free (RushesTransferRecord *self)
{
  g_free (self->destination);
  g_free (self->failure_code);
  g_free (self->failure_text);
  g_free (self);
}

gboolean
rushes_transfer_record_equal (const RushesTransferRecord *a, const RushesTransferRecord *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->purpose == b->purpose && a->replace == b->replace && a->state == b->state
         && a->created_at == b->created_at && g_strcmp0 (a->destination, b->destination) == 0
         && g_strcmp0 (a->failure_code, b->failure_code) == 0
         && g_strcmp0 (a->failure_text, b->failure_text) == 0;
}
