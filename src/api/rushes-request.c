/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-request"

#include "config.h"

#include "api/rushes-request.h"

#include "base/rushes-error.h"

#include <string.h>

gboolean
rushes_request_attach_key (SoupMessage *message, RushesAccount *account)
{
  const char *key;
  char *credentials;

  g_return_val_if_fail (SOUP_IS_MESSAGE (message), FALSE);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), FALSE);

  key = rushes_account_peek_key (account);
  if (key == NULL || !rushes_account_owns (account, soup_message_get_uri (message)))
    return FALSE;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* It would answer a 401 with credentials of its own finding. */
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);

  credentials = g_strconcat ("Bearer ", key, NULL);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", credentials);
  explicit_bzero (credentials, strlen (credentials));
  g_free (credentials);
  return TRUE;
}

static SoupMessage *
new_get (RushesAccount *account, GUri *uri, const char *accept, GError **error)
{
  g_autoptr (SoupMessage) message = NULL;

  if (!rushes_account_has_key (account))
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING, "the account “%s” has no key",
                   rushes_account_get_id (account));
      return NULL;
    }

  message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  soup_message_disable_feature (message, SOUP_TYPE_COOKIE_JAR);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", accept);
  rushes_request_attach_key (message, account);
  return g_steal_pointer (&message);
}

SoupMessage *
rushes_request_new_query (RushesAccount *account, const char *task_id, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (task_id != NULL, NULL);

  uri = rushes_account_build_query_url (account, task_id);
  return new_get (account, uri, "application/json", error);
}

SoupMessage *
rushes_request_new_file (RushesAccount *account, const char *file_id, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (file_id != NULL, NULL);

  uri = rushes_account_build_file_url (account, file_id);
  return new_get (account, uri, "application/json", error);
}

SoupMessage *
rushes_request_new_usage (RushesAccount *account, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), NULL);

  uri = rushes_account_build_usage_url (account);
  if (uri == NULL)
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_REQUEST_REFUSED, "the host of “%s” tells no balance",
                   rushes_account_get_id (account));
      return NULL;
    }
  return new_get (account, uri, "application/json", error);
}

SoupMessage *
rushes_request_new_content (RushesAccount *account, const char *task_id, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  SoupMessage *message;

  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (task_id != NULL, NULL);

  uri = rushes_account_build_content_url (account, task_id);
  if (uri == NULL)
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_NO_LINK, "the host of “%s” passes no videos on",
                   rushes_account_get_id (account));
      return NULL;
    }

  message = new_get (account, uri, "video/*", error);
  if (message != NULL)
    soup_message_headers_set_range (soup_message_get_request_headers (message), 0, 0);
  return message;
}
