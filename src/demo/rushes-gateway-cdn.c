/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-gateway-cdn"

#include "config.h"

#include "demo/rushes-gateway-private.h"
#include "demo/rushes-gateway-link.h"
#include "demo/rushes-gateway-video.h"

#include <string.h>

#define XML "application/xml"
#define KEY_ID "LTAI5tDemoPrimaryKeyIdXX"
#define BACKUP_KEY_ID "LTAI5tDemoBackupKeyIdYYY"
#define MOVED "/moved"

/* How much of a body goes out at a time where it is not sent at once. */
#define PIECE_BYTES 16384
#define PIECES_A_SECOND 25
#define SLOW_BYTES 65536

/* OSS names its faults in XML, of these parts. */
typedef struct
{
  guint status;
  const char *code;
  const char *message;
  const char *ec;
} Refusal;

static const Refusal expired = { SOUP_STATUS_FORBIDDEN, "AccessDenied", "Request has expired.",
                                 "0002-00000069" };
static const Refusal forged = {
  SOUP_STATUS_FORBIDDEN,
  "SignatureDoesNotMatch",
  "The request signature we calculated does not match the signature you provided. Check your key and signing "
  "method.",
  "0002-00000074",
};
static const Refusal two_ways_to_sign = {
  SOUP_STATUS_BAD_REQUEST,
  "InvalidArgument",
  "Only one auth mechanism allowed; only the URL query parameters or the Authorization header should be "
  "specified",
  "0002-00000039",
};
static const Refusal changed = {
  SOUP_STATUS_PRECONDITION_FAILED,
  "PreconditionFailed",
  "At least one of the pre-conditions you specified did not hold.",
  "0015-00000301",
};
static const Refusal unavailable = {
  SOUP_STATUS_SERVICE_UNAVAILABLE,
  "ServiceUnavailable",
  "Please reduce your request rate.",
  "0010-00000001",
};

static char *
dup_path (RushesGatewayTask *task, gboolean backup)
{
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_utc ((gint64) task->ends_at);
  g_autofree char *day = g_date_time_format (end, "%Y-%m-%d");

  return g_strdup_printf ("/inference_output%s%%2Fvideo%%2F%s%%2F%s%%2Foutput.mp4", backup ? "_backup" : "",
                          day, task->uuid);
}

char *
rushes_gateway_cdn_build_link (RushesGatewayDesk *desk, RushesGatewayTask *task, gboolean backup, double now)
{
  g_autofree char *path = dup_path (task, backup);
  g_autofree char *target = rushes_gateway_link_sign (desk->secret, path, backup ? BACKUP_KEY_ID : KEY_ID,
                                                      rushes_gateway_task_get_link_end (task, now));

  return g_strconcat (desk->cdn_url, target, NULL);
}

static void
refuse (RushesExchange *exchange, const Refusal *refusal)
{
  g_autofree char *text = g_strdup_printf ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                           "<Error>\n"
                                           "  <Code>%s</Code>\n"
                                           "  <Message>%s</Message>\n"
                                           "  <RequestId>%08X%08X%08X</RequestId>\n"
                                           "  <HostId>127.0.0.1</HostId>\n"
                                           "  <EC>%s</EC>\n"
                                           "</Error>\n",
                                           refusal->code, refusal->message, g_random_int (), g_random_int (),
                                           g_random_int (), refusal->ec);

  rushes_exchange_set_header (exchange, "x-oss-ec", refusal->ec);
  rushes_exchange_reply_text (exchange, refusal->status, XML, text);
}

/* With the lock held. */
static RushesGatewayLinkState
check_target (
  RushesGatewayDesk *desk, RushesGatewayTask *task, gboolean backup, const char *target, double now)
{
  g_autofree char *path = dup_path (task, backup);

  if (!g_str_has_prefix (target, path))
    return RUSHES_GATEWAY_LINK_FORGED;
  return rushes_gateway_link_check (desk->secret, path, backup ? BACKUP_KEY_ID : KEY_ID, target,
                                    (gint64) now);
}

/* (nullable): the video that @target is a link to; NULL with why not */
static const RushesGatewayVideo *
find_video (RushesGatewayDesk *desk, const char *target, gboolean *is_backup, const Refusal **why_not)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&desk->lock);
  double now = rushes_gateway_desk_get_now ();
  GHashTableIter iter;
  gpointer task;

  g_hash_table_iter_init (&iter, desk->tasks);
  while (g_hash_table_iter_next (&iter, NULL, &task))
    {
      RushesGatewayLinkState primary = check_target (desk, task, FALSE, target, now);
      RushesGatewayLinkState backup = check_target (desk, task, TRUE, target, now);

      *is_backup = backup != RUSHES_GATEWAY_LINK_FORGED;
      if (primary == RUSHES_GATEWAY_LINK_VALID || backup == RUSHES_GATEWAY_LINK_VALID)
        return rushes_gateway_video_get (((RushesGatewayTask *) task)->video);
      if (primary == RUSHES_GATEWAY_LINK_EXPIRED || backup == RUSHES_GATEWAY_LINK_EXPIRED)
        {
          *why_not = &expired;
          return NULL;
        }
    }
  *why_not = &forged;
  return NULL;
}

/* One range, wholly within the object; everything else is answered with the whole, as OSS does. */
static gboolean
parse_range (const char *header, guint64 size, guint64 *first, guint64 *last)
{
  g_auto (GStrv) ends = NULL;
  guint64 suffix;

  if (header == NULL || !g_str_has_prefix (header, "bytes="))
    return FALSE;

  ends = g_strsplit (header + strlen ("bytes="), "-", 0);
  if (g_strv_length (ends) != 2)
    return FALSE;

  *last = size - 1;
  if (*ends[0] == '\0')
    {
      if (!g_ascii_string_to_unsigned (ends[1], 10, 1, size, &suffix, NULL))
        return FALSE;
      *first = size - suffix;
      return TRUE;
    }
  return g_ascii_string_to_unsigned (ends[0], 10, 0, size - 1, first, NULL)
         && (*ends[1] == '\0' || g_ascii_string_to_unsigned (ends[1], 10, *first, size - 1, last, NULL));
}

/* How a body goes out, settled when it was asked for. */
typedef struct
{
  RushesGatewayDesk *desk;
  RushesCdnFault fault;
  gsize size;
  gint64 counted_at; /* when credit was given last */
  double credit;     /* bytes that the speed allows */
} Delivery;

/* With the lock held. */
static gsize
keep_to_speed (Delivery *delivery, gsize most)
{
  guint speed = delivery->desk->cdn_speed;
  gint64 now = g_get_monotonic_time ();
  gsize worth = MIN (most, MIN (speed / PIECES_A_SECOND, PIECE_BYTES));
  gsize allowed;

  delivery->credit += (double) speed * (double) (now - delivery->counted_at) / G_USEC_PER_SEC;
  delivery->counted_at = now;
  if (speed == 0)
    return most;

  delivery->credit = MIN (delivery->credit, speed);
  /* While there is always a byte to be sent, the others that this thread serves never get their turn. */
  if (delivery->credit < (double) worth)
    return 0;
  allowed = MIN (most, (gsize) delivery->credit);
  delivery->credit -= (double) allowed;
  return allowed;
}

static gssize
allow_bytes (RushesExchange *exchange, gsize sent, gpointer user_data)
{
  Delivery *delivery = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&delivery->desk->lock);
  gsize most = delivery->size - sent;

  switch (delivery->fault)
    {
    case RUSHES_CDN_FAULT_TRUNCATED:
    case RUSHES_CDN_FAULT_CHUNKED_CUT:
      if (sent >= delivery->size / 2)
        return -1;
      most = MIN (PIECE_BYTES, delivery->size / 2 - sent);
      break;
    case RUSHES_CDN_FAULT_SLOW:
      if (delivery->desk->cdn_fault == RUSHES_CDN_FAULT_SLOW)
        most = sent < SLOW_BYTES ? MIN (most, SLOW_BYTES - sent) : 0;
      break;
    case RUSHES_CDN_FAULT_NONE:
    case RUSHES_CDN_FAULT_FORBIDDEN:
    case RUSHES_CDN_FAULT_ERROR_PAGE:
    case RUSHES_CDN_FAULT_UNAVAILABLE:
    case RUSHES_CDN_FAULT_REDIRECT:
    case RUSHES_CDN_FAULT_REDIRECT_LOOP:
    case RUSHES_CDN_FAULT_CHECKSUM:
    case RUSHES_CDN_FAULT_PRIMARY_GONE:
      break;
    }
  return (gssize) keep_to_speed (delivery, most);
}

static void
deliver (RushesExchange *exchange,
         RushesGatewayDesk *desk,
         const RushesGatewayVideo *video,
         RushesCdnFault fault)
{
  guint64 size = g_bytes_get_size (video->bytes);
  guint64 first = 0;
  guint64 last = size - 1;
  /* What is always cut at the same place has no parts, or it would come whole piece by piece. */
  gboolean has_parts = fault != RUSHES_CDN_FAULT_TRUNCATED && fault != RUSHES_CDN_FAULT_CHUNKED_CUT;
  gboolean partial = has_parts
                     && parse_range (rushes_exchange_get_header (exchange, "Range"), size, &first, &last);
  g_autoptr (GBytes) body = NULL;
  Delivery *delivery = g_new0 (Delivery, 1);

  if (partial)
    {
      g_autofree char *range = g_strdup_printf ("bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT
                                                "/%" G_GUINT64_FORMAT,
                                                first, last, size);

      rushes_exchange_set_header (exchange, "Content-Range", range);
    }
  else
    {
      first = 0;
      last = size - 1;
      rushes_exchange_set_header (exchange, "Content-MD5", video->md5);
    }
  rushes_exchange_set_header (exchange, "Accept-Ranges", "bytes");
  rushes_exchange_set_header (exchange, "ETag", video->etag);
  rushes_exchange_set_header (exchange, "x-oss-hash-crc64ecma",
                              fault == RUSHES_CDN_FAULT_CHECKSUM ? "1" : video->crc64);
  rushes_exchange_set_header (exchange, "x-oss-object-type", "Normal");

  body = g_bytes_new_from_bytes (video->bytes, first, last - first + 1);
  delivery->desk = desk;
  delivery->fault = fault;
  delivery->size = g_bytes_get_size (body);
  delivery->counted_at = g_get_monotonic_time ();
  g_object_set_data_full (G_OBJECT (exchange), "delivery", delivery, g_free);
  rushes_exchange_stream (exchange, partial ? SOUP_STATUS_PARTIAL_CONTENT : SOUP_STATUS_OK, "video/mp4", body,
                          fault == RUSHES_CDN_FAULT_CHUNKED_CUT, allow_bytes, delivery);
}

void
rushes_gateway_cdn_deliver (RushesExchange *exchange, RushesGatewayDesk *desk, const char *video)
{
  RushesCdnFault fault;

  g_mutex_lock (&desk->lock);
  fault = desk->cdn_fault;
  g_mutex_unlock (&desk->lock);

  deliver (exchange, desk, rushes_gateway_video_get (video), fault);
}

static void
redirect (RushesExchange *exchange, RushesGatewayDesk *desk, const char *target)
{
  g_autofree char *location = g_strconcat (desk->cdn_url, MOVED, target, NULL);

  rushes_exchange_set_header (exchange, "Location", location);
  rushes_exchange_reply_text (exchange, SOUP_STATUS_FOUND, XML, "");
}

/* Whether OSS would turn the request away before it looks at the link. */
static const Refusal *
look_at_request (RushesExchange *exchange)
{
  if (rushes_exchange_get_header (exchange, "Authorization") != NULL)
    return &two_ways_to_sign;
  /* The verb is part of what was signed. */
  return g_str_equal (rushes_exchange_get_method (exchange), "GET") ? NULL : &forged;
}

static void
answer_truly (RushesExchange *exchange, RushesGatewayDesk *desk, const char *target, RushesCdnFault fault)
{
  gboolean is_backup = FALSE;
  const Refusal *refusal = look_at_request (exchange);
  const char *if_match = rushes_exchange_get_header (exchange, "If-Match");
  const RushesGatewayVideo *video = NULL;

  if (refusal == NULL)
    video = find_video (desk, target, &is_backup, &refusal);

  if (video == NULL)
    refuse (exchange, refusal);
  else if (fault == RUSHES_CDN_FAULT_PRIMARY_GONE && !is_backup)
    refuse (exchange, &unavailable);
  else if (if_match != NULL && !g_str_equal (if_match, video->etag) && !g_str_equal (if_match, "*"))
    refuse (exchange, &changed);
  else
    deliver (exchange, desk, video, fault);
}

static void
write_log (RushesGatewayDesk *desk, RushesExchange *exchange)
{
  g_auto (GStrv) lines = g_strsplit (rushes_exchange_get_head (exchange), "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] != '\0')
        g_string_append_printf (desk->cdn_log, "%s\n", lines[i]);
    }
}

void
rushes_gateway_cdn_answer (RushesExchange *exchange, gpointer user_data)
{
  RushesGatewayDesk *desk = user_data;
  const char *target = rushes_exchange_get_target (exchange);
  gboolean moved = g_str_has_prefix (target, MOVED "/");
  RushesCdnFault fault;

  if (moved)
    target += strlen (MOVED);

  g_mutex_lock (&desk->lock);
  write_log (desk, exchange);
  fault = desk->cdn_fault;
  g_mutex_unlock (&desk->lock);

  if (fault == RUSHES_CDN_FAULT_FORBIDDEN)
    refuse (exchange, &expired);
  else if (fault == RUSHES_CDN_FAULT_UNAVAILABLE)
    refuse (exchange, &unavailable);
  else if (fault == RUSHES_CDN_FAULT_ERROR_PAGE)
    rushes_exchange_reply_text (exchange, SOUP_STATUS_OK, "video/mp4",
                                "<!doctype html>\n<html><body><h1>502 Bad Gateway</h1></body></html>\n");
  else if (fault == RUSHES_CDN_FAULT_REDIRECT_LOOP || (fault == RUSHES_CDN_FAULT_REDIRECT && !moved))
    redirect (exchange, desk, target);
  else
    answer_truly (exchange, desk, target, fault);
}
