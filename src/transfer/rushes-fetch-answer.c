/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fetch"

#include "config.h"

#include "transfer/rushes-fetch-answer.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "base/rushes-text.h"
#include "transfer/rushes-content-range.h"
#include "transfer/rushes-crc64.h"
#include "transfer/rushes-retry.h"
#include "transfer/rushes-validators.h"

#include <string.h>

/* Error pages of object stores have a few hundred bytes. */
#define ERROR_PAGE_BYTES 4096
#define MAX_CODE_CHARACTERS 64
#define MAX_TEXT_CHARACTERS 300
/* 16 bytes in base64 */
#define MD5_CHARACTERS 24

gboolean
rushes_fetch_answer_is_redirect (SoupMessage *message)
{
  guint status = soup_message_get_status (message);

  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* The text of the first element @name of @page; no more than that is needed of an object store's XML.
 * Returns: (transfer full) (nullable) */
static char *
dup_element (const char *page, const char *name, gsize max_characters)
{
  g_autofree char *opening = g_strdup_printf ("<%s>", name);
  const char *start = strstr (page, opening);
  g_autofree char *text = NULL;
  g_autofree char *redacted = NULL;

  if (start == NULL)
    return NULL;

  start += strlen (opening);
  text = g_strndup (start, strcspn (start, "<"));
  redacted = rushes_redact (text);
  return rushes_text_neutralise (redacted, max_characters);
}

static guint
get_retry_after (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "Retry-After");

  return (guint) rushes_retry_parse_after (value, g_get_real_time () / G_USEC_PER_SEC);
}

static char *
read_page (GInputStream *body, GCancellable *cancellable)
{
  g_autofree char *page = g_malloc0 (ERROR_PAGE_BYTES + 1);
  gsize length = 0;

  /* Whatever comes will do. */
  g_input_stream_read_all (body, page, ERROR_PAGE_BYTES, &length, cancellable, NULL);
  page[length] = '\0';
  return g_utf8_make_valid (page, -1);
}

static RushesError
code_from_status (guint status, gboolean with_key)
{
  if (status == 401 && with_key)
    return RUSHES_ERROR_KEY_REFUSED;
  if (status == 401 || status == 403 || status == 404 || status == 410)
    return RUSHES_ERROR_LINK_EXPIRED;
  if (status == 429)
    return RUSHES_ERROR_RATE_LIMITED;
  if (status >= 400 && status < 500)
    return RUSHES_ERROR_REQUEST_REFUSED;
  return RUSHES_ERROR_SERVICE;
}

static GError *
new_status_error (SoupMessage *message, gboolean with_key, GInputStream *body, GCancellable *cancellable)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  guint status = soup_message_get_status (message);
  g_autofree char *page = read_page (body, cancellable);
  g_autofree char *code = dup_element (page, "Code", MAX_CODE_CHARACTERS);
  g_autofree char *text = dup_element (page, "Message", MAX_TEXT_CHARACTERS);
  g_autofree char *request_id = dup_element (page, "RequestId", MAX_CODE_CHARACTERS);
  RushesErrorDetail detail = { .code = code,
                               .text = text,
                               .request_id = request_id,
                               .http_status = status,
                               .retry_after = get_retry_after (headers) };

  return rushes_error_new_with_detail (code_from_status (status, with_key), &detail,
                                       "the link was answered with %u", status);
}

gboolean
rushes_fetch_answer_check (SoupMessage *message,
                           gboolean with_key,
                           gboolean in_part,
                           GInputStream *body,
                           GCancellable *cancellable,
                           GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  guint status = soup_message_get_status (message);
  const char *encoding = soup_message_headers_get_list (headers, "Content-Encoding");

  if (status < 200 || status >= 300)
    {
      g_propagate_error (error, new_status_error (message, with_key, body, cancellable));
      return FALSE;
    }
  /* A 206 that nobody asked for has a piece of the video, 204 and 205 have none. */
  if (status != 200 && (status != 206 || !in_part))
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_NOT_A_VIDEO, "answered with %u", status);
      return FALSE;
    }
  if (encoding != NULL && *encoding != '\0' && g_ascii_strcasecmp (encoding, "identity") != 0)
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_NOT_A_VIDEO, "encoded, though not asked to be");
      return FALSE;
    }

  return TRUE;
}

gint64
rushes_fetch_answer_get_length (SoupMessage *message)
{
  SoupMessageHeadersIter iter;
  const char *name = NULL;
  const char *value = NULL;
  guint n_lengths = 0;
  guint64 length = 0;
  gboolean readable = FALSE;

  soup_message_headers_iter_init (&iter, soup_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      /* A chunked body has no other length, whatever the headers say (RFC 9112, 6.3). */
      if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0)
        return -1;
      if (g_ascii_strcasecmp (name, "Content-Length") != 0)
        continue;
      n_lengths++;
      readable = g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &length, NULL);
    }

  return n_lengths == 1 && readable ? (gint64) length : -1;
}

static char *
dup_md5 (SoupMessageHeaders *headers)
{
  const char *md5 = soup_message_headers_get_one (headers, "Content-MD5");

  return md5 != NULL && strlen (md5) == MD5_CHARACTERS && g_str_is_ascii (md5) ? g_strdup (md5) : NULL;
}

void
rushes_fetch_answer_read_identity (SoupMessage *message, RushesPartIdentity *identity)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *etag = soup_message_headers_get_one (headers, "ETag");
  const char *modified = soup_message_headers_get_one (headers, "Last-Modified");
  const char *range = soup_message_headers_get_list (headers, "Content-Range");
  const char *crc = soup_message_headers_get_one (headers, "x-oss-hash-crc64ecma");
  gint64 first, last;

  *identity = (RushesPartIdentity){ .total = -1 };
  if (rushes_etag_is_strong (etag) && g_str_is_ascii (etag))
    identity->etag = g_strdup (etag);
  if (rushes_last_modified_is_strong (modified, soup_message_headers_get_one (headers, "Date")))
    identity->last_modified = g_strdup (modified);
  identity->has_crc = rushes_crc64_parse (crc, &identity->crc);

  if (soup_message_get_status (message) == 206)
    {
      /* Of a part, Content-MD5 is that of the part. */
      if (!rushes_content_range_parse (range, &first, &last, &identity->total))
        identity->total = -1;
      return;
    }
  identity->total = rushes_fetch_answer_get_length (message);
  identity->md5 = dup_md5 (headers);
}

gboolean
rushes_fetch_answer_continues (SoupMessage *message, gint64 offset, gint64 total)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_one (headers, "Content-Type");
  gint64 length = rushes_fetch_answer_get_length (message);
  gint64 first, last, whole;

  /* Several parts come with a head for each, among the bytes. */
  if (type != NULL && g_ascii_strncasecmp (type, "multipart/", strlen ("multipart/")) == 0)
    return FALSE;

  return rushes_content_range_parse (soup_message_headers_get_list (headers, "Content-Range"), &first, &last,
                                     &whole)
         && first == offset && whole > offset && last == whole - 1 && (total < 0 || whole == total)
         && (length < 0 || length == whole - offset);
}

gboolean
rushes_fetch_answer_ends_at (SoupMessage *message, gint64 offset)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  gint64 total;

  return rushes_content_range_parse_unsatisfied (soup_message_headers_get_list (headers, "Content-Range"),
                                                 &total)
         && total == offset;
}

gboolean
rushes_fetch_answer_is_same (const RushesPartIdentity *known,
                             const RushesPartIdentity *told,
                             gboolean same_link)
{
  if (known->has_crc && told->has_crc)
    return known->crc == told->crc;
  if (known->etag != NULL && told->etag != NULL)
    return rushes_etag_equal_strong (known->etag, told->etag);
  /* An ETag that is weak now, or gone, says that something has changed. */
  return same_link && known->etag == NULL && known->last_modified != NULL
         && g_strcmp0 (known->last_modified, told->last_modified) == 0;
}
