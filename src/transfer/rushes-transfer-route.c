/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer-route"

#include "config.h"

#include "transfer/rushes-transfer-route.h"

#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"
#include "transfer/rushes-retry.h"

/* A link that ends so soon is renewed before it is used. */
#define NEAR_EXPIRY_SECONDS 60
/* Bad answers in a row, after which another link has its turn. */
#define MAX_BAD_ANSWERS 2
/* Who asks for a longer pause is left alone while there is another link. */
#define SHORT_PAUSE_SECONDS 10
/* Tries after which the gateway is asked although the other links may still come round. */
#define TRIES_BEFORE_GATEWAY 3
/* The other link once, and no third time. */
#define MAX_DAMAGED 2

typedef struct
{
  char *link;        /* (nullable) */
  GError *error;     /* (nullable): of its last failure */
  gboolean is_out;   /* nothing is to be expected of it */
  gboolean is_stale; /* refused: of use again when it is renewed */
  guint n_bad_answers;
  gint64 not_before; /* boot clock */
} Slot;

struct _RushesTransferRoute
{
  Slot slots[RUSHES_TRANSFER_N_LINKS];
  RushesTransferLink current;

  gboolean can_renew;
  gboolean is_renewed;       /* since the last new byte */
  gboolean is_given_up;      /* the service will not give links any more */
  GError *renewal_error;     /* (nullable): of the last question, if it failed */
  gint64 renewal_not_before; /* boot clock */

  guint max_tries;
  guint n_tries; /* in a row without a new byte */
  guint n_damaged;
};

static Slot *
get_slot (RushesTransferRoute *self)
{
  return &self->slots[self->current];
}

static void
put_link (RushesTransferRoute *self, RushesTransferLink which, const char *link)
{
  g_free (self->slots[which].link);
  self->slots[which].link = g_strdup (link);
}

/* The same link twice is one. */
static void
drop_twins (RushesTransferRoute *self)
{
  Slot *primary = &self->slots[RUSHES_TRANSFER_LINK_PRIMARY];
  Slot *backup = &self->slots[RUSHES_TRANSFER_LINK_BACKUP];
  Slot *gateway = &self->slots[RUSHES_TRANSFER_LINK_GATEWAY];

  if (g_strcmp0 (backup->link, primary->link) == 0)
    g_clear_pointer (&backup->link, g_free);
  if (g_strcmp0 (gateway->link, primary->link) == 0 || g_strcmp0 (gateway->link, backup->link) == 0)
    g_clear_pointer (&gateway->link, g_free);
}

RushesTransferRoute *
rushes_transfer_route_new (const RushesSnapshot *snapshot,
                           const char *content_link,
                           gboolean can_renew,
                           guint max_tries)
{
  RushesTransferRoute *self = g_new0 (RushesTransferRoute, 1);

  self->can_renew = can_renew;
  self->max_tries = max_tries;
  put_link (self, RUSHES_TRANSFER_LINK_PRIMARY, snapshot->download_url);
  put_link (self, RUSHES_TRANSFER_LINK_BACKUP, snapshot->backup_download_url);
  put_link (self, RUSHES_TRANSFER_LINK_GATEWAY, content_link);
  drop_twins (self);
  return self;
}

void
rushes_transfer_route_free (RushesTransferRoute *self)
{
  for (guint i = 0; i < RUSHES_TRANSFER_N_LINKS; i++)
    {
      g_free (self->slots[i].link);
      g_clear_error (&self->slots[i].error);
    }
  g_clear_error (&self->renewal_error);
  g_free (self);
}

static gboolean
has_links (RushesTransferRoute *self)
{
  return self->slots[RUSHES_TRANSFER_LINK_PRIMARY].link != NULL
         || self->slots[RUSHES_TRANSFER_LINK_BACKUP].link != NULL;
}

static gboolean
is_usable (RushesTransferRoute *self, RushesTransferLink which)
{
  const Slot *slot = &self->slots[which];

  return slot->link != NULL && !slot->is_out && !slot->is_stale;
}

static gboolean
is_its_turn (RushesTransferRoute *self, RushesTransferLink which)
{
  if (!is_usable (self, which) || which != RUSHES_TRANSFER_LINK_GATEWAY)
    return is_usable (self, which);
  return self->n_tries >= TRIES_BEFORE_GATEWAY
         || (!is_usable (self, RUSHES_TRANSFER_LINK_PRIMARY)
             && !is_usable (self, RUSHES_TRANSFER_LINK_BACKUP));
}

/* The first usable one from @which on, in turn; FALSE where there is none. */
static gboolean
turn_to (RushesTransferRoute *self, RushesTransferLink which)
{
  for (guint i = 0; i < RUSHES_TRANSFER_N_LINKS; i++)
    {
      RushesTransferLink candidate = (RushesTransferLink) ((which + i) % RUSHES_TRANSFER_N_LINKS);

      if (is_its_turn (self, candidate))
        {
          self->current = candidate;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
ends_soon (RushesTransferRoute *self, gint64 wall_seconds)
{
  gint64 expiry = self->current != RUSHES_TRANSFER_LINK_GATEWAY
                    ? rushes_signed_link_get_expiry (get_slot (self)->link)
                    : 0;

  return expiry > 0 && expiry < wall_seconds + NEAR_EXPIRY_SECONDS;
}

RushesTransferStep
rushes_transfer_route_next (RushesTransferRoute *self, gint64 wall_seconds, gint64 now, gint64 *due)
{
  gboolean may_renew = self->can_renew && !self->is_renewed && !self->is_given_up;
  gboolean fresh_question = may_renew && self->renewal_error == NULL;

  *due = now;
  if (self->n_tries >= self->max_tries || self->n_damaged >= MAX_DAMAGED)
    return RUSHES_TRANSFER_STEP_END;
  if (fresh_question && (get_slot (self)->is_stale || !has_links (self)))
    return RUSHES_TRANSFER_STEP_RENEW;

  if (turn_to (self, self->current))
    {
      if (fresh_question && ends_soon (self, wall_seconds))
        return RUSHES_TRANSFER_STEP_RENEW;
      *due = MAX (now, get_slot (self)->not_before);
      return RUSHES_TRANSFER_STEP_FETCH;
    }

  if (!may_renew)
    return RUSHES_TRANSFER_STEP_END;
  *due = MAX (now, self->renewal_not_before);
  return RUSHES_TRANSFER_STEP_RENEW;
}

RushesTransferLink
rushes_transfer_route_get_current (RushesTransferRoute *self)
{
  return self->current;
}

const char *
rushes_transfer_route_get_link (RushesTransferRoute *self)
{
  return get_slot (self)->link;
}

void
rushes_transfer_route_turn_to_origin (RushesTransferRoute *self, const char *origin)
{
  for (guint i = 0; i < RUSHES_TRANSFER_N_LINKS; i++)
    {
      if (origin != NULL && self->slots[i].link != NULL && g_str_has_prefix (self->slots[i].link, origin))
        self->current = (RushesTransferLink) i;
    }
}

void
rushes_transfer_route_note_progress (RushesTransferRoute *self)
{
  self->n_tries = 0;
  self->is_renewed = FALSE;
  g_clear_error (&self->renewal_error);
  for (guint i = 0; i < RUSHES_TRANSFER_N_LINKS; i++)
    {
      self->slots[i].is_stale = FALSE;
      self->slots[i].n_bad_answers = 0;
    }
}

static guint
get_asked_pause (const GError *error)
{
  const RushesErrorDetail *detail = rushes_error_get_detail (error);

  return detail != NULL ? detail->retry_after : 0;
}

/* On the boot clock: after a pause that grows, or the one that the server asks for. */
static gint64
get_next_time (RushesTransferRoute *self, const GError *error, gboolean counts, gint64 now, guint32 random)
{
  gint64 asked = (gint64) get_asked_pause (error) * G_TIME_SPAN_SECOND;
  gint64 usual = counts ? (gint64) rushes_retry_get_delay_ms (self->n_tries, random) * G_TIME_SPAN_MILLISECOND
                        : 0;

  return now + MAX (asked, usual);
}

static void
turn_on (RushesTransferRoute *self)
{
  turn_to (self, (RushesTransferLink) ((self->current + 1) % RUSHES_TRANSFER_N_LINKS));
}

/* Whether another link than the one of now could be taken. */
static gboolean
has_other (RushesTransferRoute *self)
{
  for (guint i = 0; i < RUSHES_TRANSFER_N_LINKS; i++)
    {
      if (i != self->current && is_usable (self, (RushesTransferLink) i))
        return TRUE;
    }
  return FALSE;
}

static void
note_damaged (RushesTransferRoute *self, gboolean resumed)
{
  self->n_damaged++;
  /* Where there is no other link, the bytes of an earlier time may be to blame. */
  if (has_other (self) || !resumed)
    get_slot (self)->is_out = TRUE;
  turn_on (self);
}

/* That the content route does not have the video says nothing of the links: it is no try of theirs. */
static gboolean
is_no_of_gateway (RushesTransferRoute *self, const GError *error)
{
  return self->current == RUSHES_TRANSFER_LINK_GATEWAY && !rushes_retry_is_worth (error)
         && !g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED);
}

void
rushes_transfer_route_note_failure (RushesTransferRoute *self,
                                    const GError *error,
                                    gboolean resumed,
                                    gboolean counts,
                                    gint64 now,
                                    guint32 random)
{
  Slot *slot = get_slot (self);

  g_clear_error (&slot->error);
  slot->error = g_error_copy (error);
  if (counts && !is_no_of_gateway (self, error))
    self->n_tries++;
  slot->not_before = get_next_time (self, error, counts, now, random);

  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED))
    note_damaged (self, resumed);
  else if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_LINK_EXPIRED)
           && self->current != RUSHES_TRANSFER_LINK_GATEWAY)
    slot->is_stale = TRUE;
  else if (!rushes_retry_is_worth (error))
    {
      slot->is_out = TRUE;
      turn_on (self);
    }
  else if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE)
           || ++slot->n_bad_answers >= MAX_BAD_ANSWERS || get_asked_pause (error) > SHORT_PAUSE_SECONDS)
    {
      /* A gateway that cannot get at the video says so with a 502, and not only for a moment. */
      slot->is_out = slot->n_bad_answers >= MAX_BAD_ANSWERS && self->current == RUSHES_TRANSFER_LINK_GATEWAY
                     && g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
      slot->n_bad_answers = 0;
      turn_on (self);
    }
}

static void
renew_slot (RushesTransferRoute *self, RushesTransferLink which, const char *link)
{
  Slot *slot = &self->slots[which];

  if (link == NULL)
    return;

  put_link (self, which, link);
  if (slot->is_stale)
    slot->not_before = 0;
  slot->is_stale = FALSE;
  slot->is_out = slot->is_out && g_error_matches (slot->error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED);
}

void
rushes_transfer_route_note_links (RushesTransferRoute *self, const RushesSnapshot *snapshot)
{
  self->is_renewed = TRUE;
  g_clear_error (&self->renewal_error);
  renew_slot (self, RUSHES_TRANSFER_LINK_PRIMARY, snapshot->download_url);
  renew_slot (self, RUSHES_TRANSFER_LINK_BACKUP, snapshot->backup_download_url);
  drop_twins (self);
}

/* Whether to ask once more would bring the same answer. */
static gboolean
is_last_word (const GError *error)
{
  switch (error->domain == RUSHES_ERROR ? error->code : RUSHES_ERROR_FAILED)
    {
    case RUSHES_ERROR_KEY_MISSING:
    case RUSHES_ERROR_KEY_REFUSED:
    case RUSHES_ERROR_BALANCE:
    case RUSHES_ERROR_TASK_UNKNOWN:
    case RUSHES_ERROR_TASK_FAILED:
    case RUSHES_ERROR_TLS:
    case RUSHES_ERROR_REDIRECTED:
    case RUSHES_ERROR_ADDRESS_INVALID:
      return TRUE;
    case RUSHES_ERROR_REQUEST_REFUSED:
      return !rushes_retry_is_worth (error);
    default:
      return FALSE;
    }
}

void
rushes_transfer_route_note_refusal (
  RushesTransferRoute *self, const GError *error, gboolean counts, gint64 now, guint32 random)
{
  g_clear_error (&self->renewal_error);
  self->renewal_error = g_error_copy (error);
  if (is_last_word (error))
    {
      /* The content route is of the same service, for the same key and the same task. */
      self->is_given_up = TRUE;
      self->slots[RUSHES_TRANSFER_LINK_GATEWAY].is_out = TRUE;
      return;
    }

  if (counts)
    self->n_tries++;
  self->renewal_not_before = get_next_time (self, error, counts, now, random);
}

static const GError *
find_damage (RushesTransferRoute *self)
{
  for (guint i = 0; i < RUSHES_TRANSFER_N_LINKS; i++)
    {
      if (g_error_matches (self->slots[i].error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED))
        return self->slots[i].error;
    }
  return NULL;
}

GError *
rushes_transfer_route_dup_error (RushesTransferRoute *self)
{
  const GError *error = find_damage (self);

  /* What keeps links from being renewed is nearer to the root than that they have expired. */
  if (error == NULL)
    error = self->renewal_error;
  for (guint i = 0; i < RUSHES_TRANSFER_LINK_GATEWAY && error == NULL; i++)
    error = self->slots[i].error;

  /* That the content route has nothing either is no news where there never was a link. */
  if (error == NULL && self->slots[RUSHES_TRANSFER_LINK_GATEWAY].error != NULL
      && rushes_retry_is_worth (self->slots[RUSHES_TRANSFER_LINK_GATEWAY].error))
    error = self->slots[RUSHES_TRANSFER_LINK_GATEWAY].error;

  if (error != NULL)
    return g_error_copy (error);
  return g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_NO_LINK, "no link to the video is known");
}
