/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fetch"

#include "config.h"

#include "transfer/rushes-fetch.h"

#include "api/rushes-request.h"
#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "transfer/rushes-disk.h"
#include "transfer/rushes-fetch-answer.h"
#include "transfer/rushes-mp4.h"
#include "transfer/rushes-watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES (128 * 1024)
#define MAX_REDIRECTS 5
#define IO_TIMEOUT_SECONDS 20
#define STALL_MS (30 * 1000)
#define STALL_BYTES (30 * 1024)

/* One attempt while it runs. */
typedef struct
{
  SoupSession *session;
  const RushesFetchRequest *request;
  GCancellable *caller;
  RushesWatchdog *watchdog;
  int part_fd;

  SoupMessage *message; /* the one that was answered last */
  GInputStream *body;
  gboolean at_home; /* on the account's own origin, and never left it: it had the key */
  gint64 announced; /* -1: unknown */
  gint64 done;
} Fetch;

static void
fetch_close_body (Fetch *self)
{
  /* An unread body holds its connection until it is closed; a cancelled close does not wait for the rest. */
  if (self->body != NULL)
    {
      g_autoptr (GCancellable) at_once = g_cancellable_new ();

      g_cancellable_cancel (at_once);
      g_input_stream_close (self->body, at_once, NULL);
    }
  g_clear_object (&self->body);
  g_clear_object (&self->message);
}

static void
fetch_clear (Fetch *self)
{
  fetch_close_body (self);
  g_clear_pointer (&self->watchdog, rushes_watchdog_stop);
  if (self->part_fd >= 0)
    close (self->part_fd);
  self->part_fd = -1;
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
  rushes_account_set_key (copy, rushes_account_peek_key (account));
  return copy;
}

static gboolean
is_certificate_error (const GError *cause)
{
  return cause->domain == G_TLS_ERROR && cause->code != G_TLS_ERROR_EOF && cause->code != G_TLS_ERROR_MISC;
}

static RushesError
code_from_cause (const GError *cause, gboolean in_body)
{
  if (is_certificate_error (cause))
    return RUSHES_ERROR_TLS;
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

  if (rushes_watchdog_has_given_up (self->watchdog))
    g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE, "given up: hardly anything came");
  else if (owned->domain == RUSHES_ERROR)
    g_propagate_error (error, g_steal_pointer (&owned));
  else
    g_set_error_literal (error, RUSHES_ERROR, (int) code_from_cause (cause, in_body), message);
  return FALSE;
}

static gboolean
fetch_open_part (Fetch *self, GError **error)
{
  const char *path = self->request->part_path;

  self->part_fd = open (path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (self->part_fd >= 0 && fchmod (self->part_fd, 0600) == 0)
    return TRUE;

  g_propagate_error (error, rushes_error_from_errno (errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "the part file"));
  return FALSE;
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
  /* Another host that redirects to the account's origin must not be able to ask in its name. */
  self->at_home = self->at_home && rushes_request_attach_key (self->message, self->request->account);

  self->body = soup_session_send (self->session, self->message,
                                  rushes_watchdog_get_cancellable (self->watchdog), &cause);
  if (self->body == NULL)
    return fetch_fail (self, cause, FALSE, error);

  rushes_watchdog_feed (self->watchdog, G_MAXSSIZE);
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

/* From the link to the answer that is no redirect. */
static gboolean
fetch_follow (Fetch *self, RushesFetchResult *result, GError **error)
{
  gboolean allow_local = rushes_account_is_local (self->request->account);
  g_autofree char *link = g_strdup (self->request->link);

  for (int n_redirects = 0; link != NULL && n_redirects <= MAX_REDIRECTS; n_redirects++)
    {
      g_autoptr (GUri) uri = rushes_signed_link_parse (link, allow_local, error);

      if (uri == NULL)
        return FALSE;
      if (n_redirects == 0)
        result->from_gateway = self->at_home = rushes_account_owns (self->request->account, uri);
      if (!fetch_ask (self, uri, error))
        return FALSE;
      if (!rushes_fetch_answer_is_redirect (self->message))
        {
          result->origin = g_uri_to_string_partial (uri, G_URI_HIDE_QUERY | G_URI_HIDE_USERINFO
                                                           | G_URI_HIDE_FRAGMENT);
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
fetch_reserve (Fetch *self, GError **error)
{
  self->announced = rushes_fetch_answer_get_length (self->message);

  return rushes_disk_check_space (self->part_fd, self->announced, error)
         && rushes_disk_reserve (self->part_fd, self->announced, error);
}

static void
fetch_tell_progress (Fetch *self)
{
  if (self->request->progress != NULL)
    self->request->progress (self->done, MAX (self->announced, 0), self->request->user_data);
}

static gboolean
fetch_read_body (Fetch *self, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER_BYTES);
  GCancellable *cancellable = rushes_watchdog_get_cancellable (self->watchdog);
  GError *cause = NULL;

  fetch_tell_progress (self);
  while (TRUE)
    {
      gssize n = g_input_stream_read (self->body, buffer, BUFFER_BYTES, cancellable, &cause);

      if (n < 0 || (n > 0 && !rushes_disk_write (self->part_fd, buffer, (gsize) n, &cause)))
        return fetch_fail (self, cause, TRUE, error);
      if (n == 0)
        break;

      self->done += n;
      rushes_watchdog_feed (self->watchdog, (gsize) n);
      fetch_tell_progress (self);
    }

  if (self->announced < 0 || self->done == self->announced)
    return TRUE;
  g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_INCOMPLETE,
               "%" G_GINT64_FORMAT " bytes came of %" G_GINT64_FORMAT, self->done, self->announced);
  return FALSE;
}

gboolean
rushes_fetch_run (SoupSession *session,
                  const RushesFetchRequest *request,
                  GCancellable *cancellable,
                  RushesFetchResult *result,
                  GError **error)
{
  g_auto (Fetch) self = { .session = session, .request = request, .caller = cancellable, .part_fd = -1 };

  g_return_val_if_fail (SOUP_IS_SESSION (session), FALSE);
  g_return_val_if_fail (request->link != NULL, FALSE);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (request->account), FALSE);

  *result = (RushesFetchResult){ 0 };
  if (!fetch_open_part (&self, error))
    return FALSE;

  self.watchdog = rushes_watchdog_start (cancellable, request->stall_ms != 0 ? request->stall_ms : STALL_MS,
                                         request->stall_bytes != 0 ? request->stall_bytes : STALL_BYTES);
  if (!fetch_follow (&self, result, error)
      || !rushes_fetch_answer_check (self.message, self.at_home, self.body,
                                     rushes_watchdog_get_cancellable (self.watchdog), error)
      || !fetch_reserve (&self, error) || !fetch_read_body (&self, error))
    return FALSE;

  result->bytes = self.done;
  result->length_held = self.announced >= 0;
  return rushes_disk_sync (self.part_fd, error) && rushes_mp4_check (self.part_fd, self.done, error);
}
