/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fetch"

#include "config.h"

#include "transfer/rushes-fetch.h"

#include "api/rushes-network.h"
#include "api/rushes-request.h"
#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "transfer/rushes-disk.h"
#include "transfer/rushes-fetch-answer.h"
#include "transfer/rushes-fetch-check.h"
#include "transfer/rushes-mp4.h"
#include "transfer/rushes-pieces.h"
#include "transfer/rushes-watchdog.h"

#include <errno.h>
#include <string.h>

/* A body without a length is measured against the disk's room anew after so many. */
#define LOOK_BYTES (64 * 1024 * 1024)
#define MAX_REDIRECTS 5
/* "ftyp" is known by these. */
#define LEAST_BYTES 8
/* The watchdog is quicker; this is for what it cannot wake. */
#define IO_TIMEOUT_SECONDS 60
#define CONNECT_MS (15 * 1000)
#define FIRST_BYTE_MS (20 * 1000)
#define STALL_MS (30 * 1000)
#define STALL_BYTES (30 * 1024)

#define OR(asked, usual) ((asked) != 0 ? (asked) : (usual))

/* One attempt while it runs. */
typedef struct
{
  SoupSession *session;
  const RushesFetchRequest *request;
  RushesPart *part;
  RushesFetchResult *result;
  GCancellable *caller;
  RushesWatchdog *watchdog;
  char *link_digest;
  guint8 *buffer; /* of RUSHES_PIECES_BUFFER_BYTES, for every body that is read */

  SoupMessage *message; /* the one that was answered last */
  GInputStream *body;
  gboolean is_read_out; /* the body, to its end */
  gboolean at_home;     /* on the account's own origin, and never left it: it had the key */
  gboolean is_misled;   /* the name of its host stands for a private address */
  gint64 offset;        /* asked for from here on */
} Fetch;

/* What an answer means for the part. */
typedef enum
{
  VERDICT_FAILED,
  VERDICT_WHOLE,    /* the video from its first byte on */
  VERDICT_REST,     /* exactly what is missing */
  VERDICT_COMPLETE, /* nothing is missing */
  VERDICT_USELESS,  /* no use for this part: the whole is to be asked for */
} Verdict;

static void
fetch_close_body (Fetch *self)
{
  /* An unread body holds its connection until it is closed, and a cancelled close does not wait for the rest.
   * But the connection is of use to the next one only after a close that was not. */
  if (self->body != NULL)
    {
      g_autoptr (GCancellable) at_once = g_cancellable_new ();

      g_cancellable_cancel (at_once);
      g_input_stream_close (self->body, self->is_read_out ? NULL : at_once, NULL);
    }
  self->is_read_out = FALSE;
  g_clear_object (&self->body);
  /* The session may hold it longer than we are there. */
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
}

static void
fetch_clear (Fetch *self)
{
  fetch_close_body (self);
  g_clear_pointer (&self->watchdog, rushes_watchdog_stop);
  g_clear_pointer (&self->link_digest, g_free);
  g_clear_pointer (&self->buffer, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fetch, fetch_clear)

void
rushes_fetch_result_clear (RushesFetchResult *result)
{
  g_clear_pointer (&result->origin, g_free);
}

SoupSession *
rushes_fetch_new_session (void)
{
  SoupSession *session = soup_session_new_with_options ("timeout", IO_TIMEOUT_SECONDS, "user-agent",
                                                        "Rushes/" RUSHES_VERSION, NULL);

  /* The bytes are to come as they are, and nobody is to be told who asks. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_SNIFFER);
  return session;
}

RushesAccount *
rushes_fetch_copy_account (RushesAccount *account)
{
  RushesAccount *copy = rushes_account_new (rushes_account_get_id (account),
                                            rushes_account_get_name (account),
                                            rushes_account_get_base_url (account), NULL);

  g_assert (copy != NULL);
  rushes_account_copy_settings (copy, account);
  rushes_account_set_key (copy, rushes_account_peek_key (account));
  return copy;
}

static gboolean
is_certificate_error (const GError *cause)
{
  /* The rest of the domain is what becomes of a handshake that breaks off. */
  return g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE)
         || g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED)
         || g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE);
}

static RushesError
code_from_cause (const GError *cause, gboolean in_body)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return RUSHES_ERROR_UNREACHABLE;
  if (in_body)
    return RUSHES_ERROR_INCOMPLETE;
  /* An answer came, but none that is HTTP. */
  if (g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING)
      || g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING))
    return RUSHES_ERROR_SERVICE;
  return RUSHES_ERROR_UNREACHABLE;
}

/* Whatever libsoup and GIO say, in the codes of the core. Takes @cause. */
static gboolean
fetch_fail (Fetch *self, GError *cause, gboolean in_body, GError **error)
{
  g_autoptr (GError) owned = cause;
  g_autofree char *message = rushes_redact (cause->message);

  if (g_cancellable_set_error_if_cancelled (self->caller, error))
    return FALSE;

  if (self->is_misled)
    g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED,
                         "link refused: its host is at a private address");
  else if (owned->domain == RUSHES_ERROR)
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (rushes_watchdog_has_given_up (self->watchdog))
    g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE, "given up: hardly anything came");
  else if (is_certificate_error (cause))
    g_propagate_error (error, rushes_network_new_tls_error (cause, message));
  else
    g_set_error_literal (error, RUSHES_ERROR, (int) code_from_cause (cause, in_body), message);
  return FALSE;
}

/* Which bytes, and on what condition. The video is told from any other when the answer is there: not
 * every server knows If-Range. */
static void
fetch_put_range (Fetch *self, SoupMessageHeaders *headers)
{
  const RushesPartIdentity *identity = rushes_part_get_identity (self->part);
  g_autofree char *range = g_strdup_printf ("bytes=%" G_GINT64_FORMAT "-", self->offset);

  soup_message_headers_replace (headers, "Range", range);
  if (identity->etag != NULL)
    soup_message_headers_replace (headers, "If-Range", identity->etag);
  else if (identity->last_modified != NULL && !identity->has_crc)
    soup_message_headers_replace (headers, "If-Range", identity->last_modified);
}

/* Connected; now it is the server's turn. */
static void
starting_cb (SoupMessage *message, Fetch *self)
{
  rushes_watchdog_expect (self->watchdog, OR (self->request->first_byte_ms, FIRST_BYTE_MS), 1);
}

/* Whether the account's own host is at a private address: then whoever gives its links may be there, too. */
static gboolean
fetch_is_inside (Fetch *self)
{
  const char *base_url = rushes_account_get_base_url (self->request->account);
  g_autoptr (GUri) base = g_uri_parse (base_url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GList *addresses = NULL;
  gboolean inside = FALSE;

  if (base != NULL && g_uri_get_host (base) != NULL)
    addresses = g_resolver_lookup_by_name (resolver, g_uri_get_host (base),
                                           rushes_watchdog_get_cancellable (self->watchdog), NULL);
  for (GList *l = addresses; l != NULL; l = l->next)
    inside = inside || rushes_signed_link_address_is_local (l->data);
  g_resolver_free_addresses (addresses);
  return inside;
}

/* One large body on one connection gains nothing by HTTP/2, whose frames and windows cost a fourth of the
 * processor's time. libsoup lets a message say so only since 3.4. */
static void
offer_http1_alone (GTlsConnection *connection)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  g_tls_connection_set_advertised_protocols (connection, protocols);
}

/* What the name of a link's host stands for is known only now; nothing has been sent. A proxy is the
 * user's, wherever it is. */
static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *connection, Fetch *self)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    offer_http1_alone (G_TLS_CONNECTION (connection));
  if (event != G_SOCKET_CLIENT_CONNECTING || !G_IS_SOCKET_CONNECTION (connection)
      || rushes_account_is_local (self->request->account)
      || rushes_account_owns (self->request->account, soup_message_get_uri (message)))
    return;

  address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);
  if (address == NULL || G_IS_PROXY_ADDRESS (address) || !G_IS_INET_SOCKET_ADDRESS (address)
      || !rushes_signed_link_address_is_local (
        g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)))
      || fetch_is_inside (self))
    return;

  self->is_misled = TRUE;
  g_cancellable_cancel (rushes_watchdog_get_cancellable (self->watchdog));
}

/* Asks @uri; afterwards the head of its answer is there, and the body waits to be read. */
static gboolean
fetch_ask (Fetch *self, GUri *uri, GError **error)
{
  SoupMessageHeaders *headers;
  GError *cause = NULL;

  fetch_close_body (self);
  self->message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  headers = soup_message_get_request_headers (self->message);
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  if (self->offset > 0)
    fetch_put_range (self, headers);
  /* Another host that redirects to the account's origin must not be able to ask in its name. */
  self->at_home = self->at_home && rushes_request_attach_key (self->message, self->request->account);

  rushes_watchdog_expect (self->watchdog, OR (self->request->connect_ms, CONNECT_MS), 1);
  g_signal_connect (self->message, "starting", G_CALLBACK (starting_cb), self);
  g_signal_connect (self->message, "network-event", G_CALLBACK (network_event_cb), self);
  self->body = soup_session_send (rushes_network_choose_session (self->session, self->request->account, uri),
                                  self->message, rushes_watchdog_get_cancellable (self->watchdog), &cause);
  if (self->body != NULL && rushes_network_is_refused_by_proxy (self->message))
    cause = g_error_new (G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, "the proxy refused with %u",
                         soup_message_get_status (self->message));
  if (cause != NULL)
    return fetch_fail (self, cause, FALSE, error);

  rushes_watchdog_expect (self->watchdog, OR (self->request->stall_ms, STALL_MS),
                          OR (self->request->stall_bytes, STALL_BYTES));
  return TRUE;
}

/* The next address, as it stands in the answer. Returns: (transfer full) (nullable) */
static char *
fetch_dup_location (Fetch *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  const char *header = soup_message_headers_get_one (headers, "Location");
  g_autofree char *location = NULL;
  g_autofree char *base = NULL;

  if (header == NULL)
    return NULL;

  location = g_strndup (header, strcspn (header, "#"));
  if (g_uri_peek_scheme (location) != NULL)
    return g_steal_pointer (&location);

  base = g_uri_to_string (soup_message_get_uri (self->message));
  return g_uri_resolve_relative (base, location, SOUP_HTTP_URI_FLAGS, NULL);
}

static char *
dup_origin (GUri *uri)
{
  return g_uri_to_string_partial (uri, G_URI_HIDE_QUERY | G_URI_HIDE_USERINFO | G_URI_HIDE_FRAGMENT);
}

/* From the link to the answer that is no redirect. */
static gboolean
fetch_follow (Fetch *self, GError **error)
{
  gboolean allow_local = rushes_account_is_local (self->request->account);
  g_autofree char *link = g_strdup (self->request->link);

  for (int n_redirects = 0; link != NULL && n_redirects <= MAX_REDIRECTS; n_redirects++)
    {
      g_autoptr (GUri) uri = rushes_signed_link_parse (link, allow_local, error);

      if (uri == NULL)
        return FALSE;
      if (n_redirects == 0)
        self->result->from_gateway = self->at_home = rushes_account_owns (self->request->account, uri);
      if (!fetch_ask (self, uri, error))
        return FALSE;
      if (!rushes_fetch_answer_is_redirect (self->message))
        {
          g_free (self->result->origin);
          self->result->origin = dup_origin (uri);
          return TRUE;
        }

      g_free (link);
      link = fetch_dup_location (self);
    }

  g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_SERVICE, "%s",
               link != NULL ? "redirected without end" : "redirected to nowhere");
  return FALSE;
}

static gboolean
fetch_is_same_link (Fetch *self)
{
  return g_strcmp0 (rushes_part_get_identity (self->part)->link_digest, self->link_digest) == 0;
}

/* Whether an answer could show at all that it is of the same bytes. */
static gboolean
fetch_can_resume (Fetch *self)
{
  const RushesPartIdentity *identity = rushes_part_get_identity (self->part);

  return rushes_part_get_length (self->part) > 0
         && (identity->has_crc || identity->etag != NULL
             || (identity->last_modified != NULL && fetch_is_same_link (self)));
}

/* Where the answer to the whole begins: the part is emptied for it. */
static gboolean
fetch_begin_whole (Fetch *self, GError **error)
{
  g_auto (RushesPartIdentity) identity = { .total = -1 };

  rushes_fetch_answer_read_identity (self->message, &identity);
  identity.origin = g_strdup (self->result->origin);
  identity.link_digest = g_strdup (self->link_digest);
  self->offset = 0;
  return rushes_part_restart (self->part, &identity, error);
}

static gboolean
fetch_begin_rest (Fetch *self, GError **error)
{
  g_auto (RushesPartIdentity) told = { .total = -1 };
  g_auto (RushesPartIdentity) identity = { .total = -1 };

  rushes_fetch_answer_read_identity (self->message, &told);
  rushes_part_identity_copy (rushes_part_get_identity (self->part), &identity);

  /* The time of modification stays with the link that told it. */
  identity.total = told.total;
  if (identity.etag == NULL)
    identity.etag = g_steal_pointer (&told.etag);
  if (!identity.has_crc && told.has_crc)
    {
      identity.has_crc = TRUE;
      identity.crc = told.crc;
    }
  g_free (identity.origin);
  identity.origin = g_strdup (self->result->origin);
  return rushes_part_set_identity (self->part, &identity, error);
}

/* 206 */
static Verdict
fetch_judge_rest (Fetch *self)
{
  const RushesPartIdentity *known = rushes_part_get_identity (self->part);
  g_auto (RushesPartIdentity) told = { .total = -1 };

  rushes_fetch_answer_read_identity (self->message, &told);
  return rushes_fetch_answer_continues (self->message, self->offset, known->total)
             && rushes_fetch_answer_is_same (known, &told, fetch_is_same_link (self))
           ? VERDICT_REST
           : VERDICT_USELESS;
}

static Verdict
fetch_judge (Fetch *self, GError **error)
{
  guint status = soup_message_get_status (self->message);
  gboolean in_part = self->offset > 0;

  if (in_part && status == 412)
    return VERDICT_USELESS;
  if (in_part && status == 416)
    return rushes_fetch_answer_ends_at (self->message, self->offset) ? VERDICT_COMPLETE : VERDICT_USELESS;
  if (!rushes_fetch_answer_check (self->message, self->at_home, in_part, self->body,
                                  rushes_watchdog_get_cancellable (self->watchdog), error))
    return VERDICT_FAILED;
  return status == 206 ? fetch_judge_rest (self) : VERDICT_WHOLE;
}

static void
fetch_tell (Fetch *self, RushesFetchStage stage)
{
  gint64 total = rushes_part_get_identity (self->part)->total;

  if (self->request->progress != NULL)
    self->request->progress (stage, rushes_part_get_length (self->part), MAX (total, 0),
                             self->request->user_data);
}

static gboolean
fetch_reserve (Fetch *self, GError **error)
{
  int fd = rushes_part_get_fd (self->part);
  gint64 total = rushes_part_get_identity (self->part)->total;

  return rushes_disk_check_space (fd, total - self->offset, error) && rushes_disk_reserve (fd, total, error);
}

/* The server does not say when it will end: it must not fill the disk. */
static gboolean
fetch_look_at_disk (Fetch *self, gint64 before, GError **error)
{
  gint64 length = rushes_part_get_length (self->part);

  return rushes_part_get_identity (self->part)->total >= 0 || before / LOOK_BYTES == length / LOOK_BYTES
         || rushes_disk_check_space (rushes_part_get_fd (self->part), LOOK_BYTES, error);
}

/* Takes what was read. */
static gboolean
fetch_take (Fetch *self, const guint8 *bytes, gsize n, GError **error)
{
  gint64 before = rushes_part_get_length (self->part);
  gint64 total = rushes_part_get_identity (self->part)->total;

  /* What a server sends beyond the video is not part of it; the checks say whether the video holds. */
  if (total >= 0)
    n = (gsize) MIN ((gint64) n, total - before);
  if (!rushes_part_append (self->part, bytes, n, error) || !fetch_look_at_disk (self, before, error))
    return FALSE;

  self->result->fetched += (gint64) n;
  rushes_watchdog_feed (self->watchdog, n);
  fetch_tell (self, RUSHES_FETCH_RUNNING);
  return TRUE;
}

/* Reads on until there is enough to tell a video from an error page. Returns: FALSE with what broke */
static gboolean
fetch_read_head (Fetch *self, gsize *length, GError **error)
{
  GCancellable *cancellable = rushes_watchdog_get_cancellable (self->watchdog);
  GError *cause = NULL;

  while (*length < RUSHES_MP4_HEAD_BYTES)
    {
      gssize n = g_input_stream_read (self->body, self->buffer + *length, RUSHES_PIECES_BUFFER_BYTES - *length,
                                      cancellable, &cause);

      if (n < 0)
        return fetch_fail (self, cause, TRUE, error);
      if (n == 0)
        break;
      *length += (gsize) n;
    }

  /* Where no length is told, so early an end is that of the connection, and no page that says anything. */
  if (*length >= LEAST_BYTES || rushes_fetch_answer_get_length (self->message) >= 0)
    return TRUE;
  g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_INCOMPLETE, "%" G_GSIZE_FORMAT " bytes came, and no more",
               *length);
  return FALSE;
}

static gboolean
take_cb (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  return fetch_take (user_data, bytes, length, error);
}

static gboolean
fetch_read_body (Fetch *self, GError **error)
{
  GCancellable *cancellable = rushes_watchdog_get_cancellable (self->watchdog);
  gint64 total = rushes_part_get_identity (self->part)->total;
  gint64 limit = total >= 0 ? total - rushes_part_get_length (self->part) : -1;
  guint8 beyond;
  GError *cause = NULL;

  fetch_tell (self, RUSHES_FETCH_RUNNING);
  if (!rushes_pieces_read (self->body, self->buffer, limit, take_cb, self, cancellable, &cause))
    return fetch_fail (self, cause, TRUE, error);

  /* The end itself is only for the connection's sake: nothing depends on it. */
  self->is_read_out = limit < 0
                      || g_input_stream_read (self->body, &beyond, sizeof beyond, cancellable, NULL) == 0;
  return TRUE;
}

/* What is there already is given up only for what begins like a video. */
static gboolean
fetch_bring_whole (Fetch *self, GError **error)
{
  gsize length = 0;

  if (!fetch_read_head (self, &length, error) || !rushes_mp4_check_head (self->buffer, length, error)
      || !fetch_begin_whole (self, error))
    return FALSE;

  /* It may fall, but not without having been nothing. */
  fetch_tell (self, RUSHES_FETCH_RUNNING);
  return fetch_reserve (self, error) && fetch_take (self, self->buffer, length, error)
         && fetch_read_body (self, error);
}

static gboolean
fetch_bring_rest (Fetch *self, GError **error)
{
  self->result->resumed_from = self->offset;
  return fetch_begin_rest (self, error) && fetch_reserve (self, error) && fetch_read_body (self, error);
}

static gboolean
fetch_note_total (Fetch *self, gint64 total, GError **error)
{
  g_auto (RushesPartIdentity) identity = { .total = -1 };

  rushes_part_identity_copy (rushes_part_get_identity (self->part), &identity);
  identity.total = total;
  return rushes_part_set_identity (self->part, &identity, error);
}

/* Whether there is nothing to be brought, since the part is whole, as the server says. */
static gboolean
fetch_settle_complete (Fetch *self)
{
  gint64 total = rushes_part_get_identity (self->part)->total;

  if (fetch_note_total (self, self->offset, NULL)
      && rushes_fetch_check_part (self->part, self->caller, &self->result->verified, NULL))
    {
      self->result->resumed_from = self->offset;
      return TRUE;
    }

  fetch_note_total (self, total, NULL);
  return FALSE;
}

/* What does not hold is of no use to the next attempt, which would go on with it. */
static gboolean
fetch_drop_bad (Fetch *self, GError *cause, GError **error)
{
  gboolean dropped = TRUE;

  if (g_error_matches (cause, RUSHES_ERROR, RUSHES_ERROR_NOT_A_VIDEO))
    dropped = rushes_part_restart (self->part, NULL, error);
  else if (g_error_matches (cause, RUSHES_ERROR, RUSHES_ERROR_DAMAGED))
    dropped = rushes_part_set_aside (self->part, error);

  if (dropped)
    g_propagate_error (error, cause);
  else
    g_error_free (cause);
  return FALSE;
}

static gboolean
fetch_check (Fetch *self, GError **error)
{
  GError *cause = NULL;

  fetch_tell (self, RUSHES_FETCH_VERIFYING);
  /* Not synced here: the landing does that, and once is enough. */
  if (!rushes_part_record (self->part, error))
    return FALSE;
  if (!rushes_fetch_check_part (self->part, self->caller, &self->result->verified, &cause))
    return fetch_drop_bad (self, cause, error);

  /* It holds, so that is its length, though nobody said so. */
  if (rushes_part_get_identity (self->part)->total < 0
      && !fetch_note_total (self, rushes_part_get_length (self->part), error))
    return FALSE;
  self->result->bytes = rushes_part_get_length (self->part);
  self->result->crc = rushes_part_get_crc (self->part);
  return TRUE;
}

/* Asks for what is missing, and if that is not to be had, for the whole. */
static gboolean
fetch_attempt (Fetch *self, GError **error)
{
  Verdict verdict = VERDICT_USELESS;

  /* One transfer less, and not the end of the program. */
  self->buffer = g_try_malloc (RUSHES_PIECES_BUFFER_BYTES);
  if (self->buffer == NULL)
    return fetch_fail (self, rushes_error_from_errno (ENOMEM, RUSHES_ERROR_FAILED, "the transfer's buffer"),
                       FALSE, error);

  self->offset = fetch_can_resume (self) ? rushes_part_get_length (self->part) : 0;
  while (verdict == VERDICT_USELESS)
    {
      if (!fetch_follow (self, error))
        return FALSE;
      verdict = fetch_judge (self, error);
      if (verdict == VERDICT_COMPLETE && fetch_settle_complete (self))
        return TRUE;
      if (verdict == VERDICT_COMPLETE || verdict == VERDICT_USELESS)
        {
          g_debug ("answered with %u, of no use for a part: starting over",
                   soup_message_get_status (self->message));
          verdict = VERDICT_USELESS;
          self->offset = 0;
        }
    }

  if (verdict == VERDICT_WHOLE)
    return fetch_bring_whole (self, error);
  return verdict == VERDICT_REST && fetch_bring_rest (self, error);
}

/* The bytes are all here; where they came from was noted with them. */
static gboolean
fetch_take_complete (Fetch *self)
{
  g_autoptr (GUri) uri = rushes_signed_link_parse (self->request->link,
                                                   rushes_account_is_local (self->request->account), NULL);

  self->result->origin = g_strdup (rushes_part_get_identity (self->part)->origin);
  self->result->from_gateway = uri != NULL && rushes_account_owns (self->request->account, uri);
  self->result->resumed_from = rushes_part_get_length (self->part);
  return TRUE;
}

gboolean
rushes_fetch_run (SoupSession *session,
                  const RushesFetchRequest *request,
                  GCancellable *cancellable,
                  RushesFetchResult *result,
                  GError **error)
{
  g_auto (Fetch) self = {
    .session = session, .request = request, .part = request->part, .result = result, .caller = cancellable
  };

  g_return_val_if_fail (SOUP_IS_SESSION (session), FALSE);
  g_return_val_if_fail (request->link != NULL, FALSE);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (request->account), FALSE);
  g_return_val_if_fail (request->part != NULL, FALSE);

  *result = (RushesFetchResult){ 0 };
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  self.link_digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, request->link, -1);
  self.watchdog = rushes_watchdog_start (cancellable, OR (request->connect_ms, CONNECT_MS), 1);
  fetch_tell (&self, RUSHES_FETCH_CONNECTING);
  if (rushes_part_is_complete (self.part))
    fetch_take_complete (&self);
  else if (!fetch_attempt (&self, error))
    return FALSE;

  return fetch_check (&self, error);
}
