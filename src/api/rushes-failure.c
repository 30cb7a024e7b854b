/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-failure"

#include "config.h"

#include "api/rushes-failure.h"

#include "api/rushes-failure-words.h"
#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "base/rushes-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is shown of the service's own words. */
#define MAX_TEXT 300
#define MAX_CODE 64
#define MAX_REQUEST_ID 128

struct _RushesFailure
{
  RushesSide side;
  RushesRemedy remedy;
  char *message;
  char *hint;
  char *code;
  char *text;
  char *request_id;
};

G_DEFINE_ENUM_TYPE (RushesSide,
                    rushes_side,
                    G_DEFINE_ENUM_VALUE (RUSHES_SIDE_PROMPT, "prompt"),
                    G_DEFINE_ENUM_VALUE (RUSHES_SIDE_KEY, "key"),
                    G_DEFINE_ENUM_VALUE (RUSHES_SIDE_BALANCE, "balance"),
                    G_DEFINE_ENUM_VALUE (RUSHES_SIDE_REQUEST, "request"),
                    G_DEFINE_ENUM_VALUE (RUSHES_SIDE_SERVICE, "service"),
                    G_DEFINE_ENUM_VALUE (RUSHES_SIDE_NETWORK, "network"),
                    G_DEFINE_ENUM_VALUE (RUSHES_SIDE_COMPUTER, "computer"))

G_DEFINE_BOXED_TYPE (RushesFailure, rushes_failure, rushes_failure_ref, rushes_failure_unref)

const char *
rushes_side_to_string (RushesSide side)
{
  switch (side)
    {
    case RUSHES_SIDE_PROMPT:
      return "prompt";
    case RUSHES_SIDE_KEY:
      return "key";
    case RUSHES_SIDE_BALANCE:
      return "balance";
    case RUSHES_SIDE_REQUEST:
      return "request";
    case RUSHES_SIDE_NETWORK:
      return "network";
    case RUSHES_SIDE_COMPUTER:
      return "computer";
    case RUSHES_SIDE_SERVICE:
    default:
      return "service";
    }
}

static char *
dup_shown (const char *text, gsize max_characters)
{
  g_autofree char *redacted = rushes_redact (text);

  return rushes_text_neutralise (redacted, max_characters);
}

/* Takes @message and @hint as they are to be read. */
static RushesFailure *
failure_new (const RushesFailureWords *words, const char *code, const char *text, const char *request_id)
{
  RushesFailure *self = g_atomic_rc_box_new0 (RushesFailure);

  self->side = words->side;
  self->remedy = words->remedy;
  self->message = g_strdup (_ (words->message));
  self->hint = g_strdup (_ (words->hint));
  self->code = dup_shown (code, MAX_CODE);
  if (self->code == NULL)
    self->code = g_strdup (words->word);
  self->text = dup_shown (text, MAX_TEXT);
  self->request_id = dup_shown (request_id, MAX_REQUEST_ID);
  return self;
}

RushesFailure *
rushes_failure_new (const char *code, const char *text, const char *request_id)
{
  const RushesFailureWords *words = rushes_failure_words_for_code (code);

  if (words == NULL)
    words = rushes_failure_words_for_text (text);
  return failure_new (words, code, text, request_id);
}

RushesFailure *
rushes_failure_new_from_record (const char *code, const char *text)
{
  const RushesFailureWords *words = rushes_failure_words_for_word (code);

  return words != NULL ? failure_new (words, NULL, text, NULL) : rushes_failure_new (code, text, NULL);
}

/* Whether @text is a host and nothing else, so that it may stand in a sentence of ours. */
static gboolean
is_host (const char *text)
{
  return text != NULL && *text != '\0' && strlen (text) <= 253
         && strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]")
              == strlen (text);
}

RushesFailure *
rushes_failure_new_from_error (const GError *error)
{
  static const RushesErrorDetail nothing = { NULL };
  const RushesErrorDetail *detail;
  RushesFailure *self;

  g_return_val_if_fail (error != NULL, NULL);

  detail = rushes_error_get_detail (error);
  if (detail == NULL)
    detail = &nothing;

  self = failure_new (rushes_failure_words_for_error (error), detail->code, detail->text, detail->request_id);
  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_REDIRECTED) && is_host (self->text))
    {
      g_free (self->message);
      /* Translators: %s is the name of another server, such as “example.org”. */
      self->message = g_strdup_printf (_ ("The service sends the question on to another server, %s."),
                                       self->text);
    }
  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_CODEC_MISSING) && self->text != NULL)
    {
      g_free (self->message);
      /* Translators: %s is the name of a codec, such as “H.265 (Main Profile)”. */
      self->message = g_strdup_printf (_ ("This computer cannot decode the video’s format, %s."), self->text);
    }
  return self;
}

static void
failure_clear (gpointer data)
{
  RushesFailure *self = data;

  g_free (self->message);
  g_free (self->hint);
  g_free (self->code);
  g_free (self->text);
  g_free (self->request_id);
}

RushesFailure *
rushes_failure_ref (RushesFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
rushes_failure_unref (RushesFailure *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, failure_clear);
}

gboolean
rushes_failure_equal (const RushesFailure *a, const RushesFailure *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;

  return a->side == b->side && strcmp (a->code, b->code) == 0 && g_strcmp0 (a->text, b->text) == 0;
}

const char *
rushes_failure_get_message (const RushesFailure *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->message;
}

const char *
rushes_failure_get_hint (const RushesFailure *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->hint;
}

const char *
rushes_failure_get_code (const RushesFailure *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->code;
}

const char *
rushes_failure_get_text (const RushesFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

const char *
rushes_failure_get_request_id (const RushesFailure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->request_id;
}

RushesSide
rushes_failure_get_side (const RushesFailure *self)
{
  g_return_val_if_fail (self != NULL, RUSHES_SIDE_SERVICE);

  return self->side;
}

RushesRemedy
rushes_failure_get_remedy (const RushesFailure *self)
{
  g_return_val_if_fail (self != NULL, RUSHES_REMEDY_NONE);

  return self->remedy;
}

void
rushes_failure_foreach (RushesFailureFunc func, gpointer user_data)
{
  g_autoptr (GPtrArray) list = rushes_failure_words_list ();

  for (guint i = 0; i < list->len; i++)
    {
      const RushesFailureWords *words = g_ptr_array_index (list, i);
      g_autofree char *codes = rushes_failure_words_dup_codes (words);

      func (words->side, _ (words->message), _ (words->hint), codes, user_data);
    }
}
