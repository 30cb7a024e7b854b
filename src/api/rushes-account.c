/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-account"

#include "config.h"

#include "api/rushes-account.h"

#include "api/rushes-key-entry.h"
#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "base/rushes-text.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

struct _RushesAccount
{
  GObject parent_instance;

  char *id;
  char *name;
  char *base_url;
  char *folder;    /* (nullable) */
  char *proxy;     /* (nullable) */
  char *authority; /* (nullable) */
  guint budget;
  GUri *base_uri;
  char *key; /* secret: wiped before it is freed */
};

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_BASE_URL,
  PROP_HAS_KEY,
  PROP_FOLDER,
  PROP_PROXY,
  PROP_AUTHORITY,
  PROP_BUDGET,
} RushesAccountProps;

static GParamSpec *properties[PROP_BUDGET + 1];

G_DEFINE_FINAL_TYPE (RushesAccount, rushes_account, G_TYPE_OBJECT)

static void
wipe (char **secret)
{
  if (*secret != NULL)
    explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port > 0)
    return port;
  return strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

static void
set_name (RushesAccount *self, const char *name)
{
  if (g_strcmp0 (self->name, name) == 0)
    return;

  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

static void
set_base_url (RushesAccount *self, const char *base_url)
{
  self->base_url = g_strdup (base_url);
  self->base_uri = g_uri_parse (base_url, SOUP_HTTP_URI_FLAGS, NULL);
  g_assert (self->base_uri != NULL);
}

static void
rushes_account_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesAccount *self = RUSHES_ACCOUNT (object);

  switch ((RushesAccountProps) property_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_BASE_URL:
      g_value_set_string (value, self->base_url);
      break;
    case PROP_HAS_KEY:
      g_value_set_boolean (value, rushes_account_has_key (self));
      break;
    case PROP_FOLDER:
      g_value_set_string (value, self->folder);
      break;
    case PROP_PROXY:
      g_value_set_string (value, self->proxy);
      break;
    case PROP_AUTHORITY:
      g_value_set_string (value, self->authority);
      break;
    case PROP_BUDGET:
      g_value_set_uint (value, self->budget);
      break;
    }
}

static void
rushes_account_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesAccount *self = RUSHES_ACCOUNT (object);

  switch ((RushesAccountProps) property_id)
    {
    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;
    case PROP_NAME:
      set_name (self, g_value_get_string (value));
      break;
    case PROP_BASE_URL:
      set_base_url (self, g_value_get_string (value));
      break;
    case PROP_FOLDER:
      rushes_account_set_folder (self, g_value_get_string (value));
      break;
    case PROP_PROXY:
      rushes_account_set_proxy (self, g_value_get_string (value));
      break;
    case PROP_AUTHORITY:
      rushes_account_set_authority (self, g_value_get_string (value));
      break;
    case PROP_BUDGET:
      rushes_account_set_budget (self, g_value_get_uint (value));
      break;
    case PROP_HAS_KEY:
      g_assert_not_reached ();
    }
}

static void
rushes_account_finalize (GObject *object)
{
  RushesAccount *self = RUSHES_ACCOUNT (object);

  rushes_redact_remove_secret (self->key);
  wipe (&self->key);
  g_free (self->id);
  g_free (self->name);
  g_free (self->base_url);
  g_free (self->folder);
  g_free (self->proxy);
  g_free (self->authority);
  g_clear_pointer (&self->base_uri, g_uri_unref);

  G_OBJECT_CLASS (rushes_account_parent_class)->finalize (object);
}

static void
rushes_account_class_init (RushesAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rushes_account_get_property;
  object_class->set_property = rushes_account_set_property;
  object_class->finalize = rushes_account_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL,
                                             flags | G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags | G_PARAM_READWRITE);
  properties[PROP_BASE_URL] = g_param_spec_string ("base-url", NULL, NULL, RUSHES_ACCOUNT_DEFAULT_BASE_URL,
                                                   flags | G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_HAS_KEY] = g_param_spec_boolean ("has-key", NULL, NULL, FALSE, flags | G_PARAM_READABLE);
  properties[PROP_FOLDER] = g_param_spec_string ("folder", NULL, NULL, NULL, flags | G_PARAM_READWRITE);
  properties[PROP_PROXY] = g_param_spec_string ("proxy", NULL, NULL, NULL, flags | G_PARAM_READWRITE);
  properties[PROP_AUTHORITY] = g_param_spec_string ("authority", NULL, NULL, NULL, flags | G_PARAM_READWRITE);
  properties[PROP_BUDGET] = g_param_spec_uint ("budget", NULL, NULL, 0, RUSHES_ACCOUNT_MAX_BUDGET, 0,
                                               flags | G_PARAM_READWRITE);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_account_init (RushesAccount *self)
{
}

static char *
dup_forgiven (const char *base_url)
{
  g_autofree char *text = g_strstrip (g_strdup (base_url));

  return strstr (text, "://") != NULL ? g_steal_pointer (&text) : g_strconcat ("https://", text, NULL);
}

/* Takes a trailing "/", "/v1" and "/minimax/v1" off: people are told different forms of the address. */
static void
trim_path (char *path)
{
  static const char *const endings[] = { "/", "/minimax/v1", "/v1" };
  gboolean trimmed;

  do
    {
      trimmed = FALSE;
      for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
        {
          if (g_str_has_suffix (path, endings[i]))
            {
              path[strlen (path) - strlen (endings[i])] = '\0';
              trimmed = TRUE;
            }
        }
    }
  while (trimmed);
}

/* The host in lower case and ASCII. Returns: (transfer full) (nullable): NULL where it cannot be one */
static char *
dup_clean_host (GUri *uri)
{
  const char *written = g_uri_get_host (uri);
  g_autofree char *ascii = written != NULL ? g_hostname_to_ascii (written) : NULL;
  g_autofree char *host = ascii != NULL ? g_ascii_strdown (ascii, -1) : NULL;

  if (host == NULL || *host == '\0' || *host == '.'
      || strspn (host, "abcdefghijklmnopqrstuvwxyz0123456789.-_:") != strlen (host))
    return NULL;
  return g_steal_pointer (&host);
}

static char *
normalise (const char *base_url, GError **error)
{
  g_autofree char *text = dup_forgiven (base_url);
  g_autofree char *path = NULL;
  g_autofree char *host = NULL;
  g_autoptr (GUri) parsed = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  const char *scheme;
  int port;

  host = parsed != NULL ? dup_clean_host (parsed) : NULL;
  if (host == NULL || g_uri_get_userinfo (parsed) != NULL || g_uri_get_query (parsed) != NULL
      || g_uri_get_fragment (parsed) != NULL)
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_ADDRESS_INVALID, "not a base URL");
      return NULL;
    }

  scheme = g_uri_get_scheme (parsed);
  if (strcmp (scheme, "https") != 0
      && !(strcmp (scheme, "http") == 0 && rushes_signed_link_host_is_loopback (host)))
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_ADDRESS_INVALID, "neither https nor loopback");
      return NULL;
    }

  port = g_uri_get_port (parsed);
  if (port == (strcmp (scheme, "https") == 0 ? 443 : 80))
    port = -1;
  path = g_strdup (g_uri_get_path (parsed));
  trim_path (path);
  /* Without SCHEME_NORMALIZE, which would put the slash back. */
  return g_uri_join (SOUP_HTTP_URI_FLAGS & ~G_URI_FLAGS_SCHEME_NORMALIZE, scheme, NULL, host, port, path,
                     NULL, NULL);
}

RushesAccount *
rushes_account_new (const char *id, const char *name, const char *base_url, GError **error)
{
  g_autofree char *clean = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (base_url != NULL, NULL);

  clean = normalise (base_url, error);
  if (clean == NULL)
    return NULL;
  return g_object_new (RUSHES_TYPE_ACCOUNT, "id", id, "name", name, "base-url", clean, NULL);
}

/* (nullable): the key that was there once; for as long as the process lives */
static char *taken_key;

void
rushes_account_take_environment (void)
{
  /* The process's own block: whoever may look into /proc sees that and no copy. */
  char *key = getenv ("RUSHES_API_KEY");

  if (key == NULL || *key == '\0')
    return;

  rushes_text_wipe (taken_key);
  taken_key = g_strdup (key);
  rushes_redact_add_secret (taken_key);
  explicit_bzero (key, strlen (key));
  g_unsetenv ("RUSHES_API_KEY");
}

RushesAccount *
rushes_account_new_from_environment (GError **error)
{
  const char *base_url = g_getenv ("RUSHES_BASE_URL");
  const char *key = taken_key != NULL ? taken_key : g_getenv ("RUSHES_API_KEY");
  RushesAccount *self;

  if (base_url == NULL || *base_url == '\0' || key == NULL || *key == '\0')
    return NULL;

  /* Translators: the name of the account that RUSHES_BASE_URL and RUSHES_API_KEY set */
  self = rushes_account_new (RUSHES_ACCOUNT_ENVIRONMENT, _ ("Environment"), base_url, error);
  if (self != NULL)
    rushes_account_set_key (self, key);
  return self;
}

const char *
rushes_account_get_id (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);

  return self->id;
}

const char *
rushes_account_get_name (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);

  return self->name;
}

const char *
rushes_account_get_base_url (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);

  return self->base_url;
}

/* An empty text is none. */
static void
set_text (RushesAccount *self, char **field, const char *text, RushesAccountProps property)
{
  const char *wanted = text != NULL && *text != '\0' ? text : NULL;

  if (g_strcmp0 (*field, wanted) == 0)
    return;

  g_free (*field);
  *field = g_strdup (wanted);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

const char *
rushes_account_get_folder (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);

  return self->folder;
}

void
rushes_account_set_folder (RushesAccount *self, const char *folder)
{
  g_return_if_fail (RUSHES_IS_ACCOUNT (self));

  set_text (self, &self->folder, folder, PROP_FOLDER);
}

const char *
rushes_account_get_proxy (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);

  return self->proxy;
}

void
rushes_account_set_proxy (RushesAccount *self, const char *proxy)
{
  g_return_if_fail (RUSHES_IS_ACCOUNT (self));

  set_text (self, &self->proxy, proxy, PROP_PROXY);
}

const char *
rushes_account_get_authority (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);

  return self->authority;
}

void
rushes_account_set_authority (RushesAccount *self, const char *authority)
{
  g_return_if_fail (RUSHES_IS_ACCOUNT (self));

  set_text (self, &self->authority, authority, PROP_AUTHORITY);
}

guint
rushes_account_get_budget (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), 0);

  return self->budget;
}

void
rushes_account_set_budget (RushesAccount *self, guint budget)
{
  const guint wanted = MIN (budget, RUSHES_ACCOUNT_MAX_BUDGET);

  g_return_if_fail (RUSHES_IS_ACCOUNT (self));

  if (self->budget == wanted)
    return;

  self->budget = wanted;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUDGET]);
}

void
rushes_account_copy_settings (RushesAccount *self, RushesAccount *from)
{
  g_return_if_fail (RUSHES_IS_ACCOUNT (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (from));

  rushes_account_set_folder (self, from->folder);
  rushes_account_set_proxy (self, from->proxy);
  rushes_account_set_authority (self, from->authority);
  rushes_account_set_budget (self, from->budget);
}

gboolean
rushes_account_is_local (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), FALSE);

  return rushes_signed_link_host_is_local (g_uri_get_host (self->base_uri));
}

/* (transfer full) (nullable): secret */
static char *
find_key (const char *pasted)
{
  g_autoptr (RushesKeyEntry) entry = rushes_key_entry_parse (pasted);

  return g_steal_pointer (&entry->key);
}

void
rushes_account_set_key (RushesAccount *self, const char *key)
{
  char *clean = NULL;
  gboolean had_key;

  g_return_if_fail (RUSHES_IS_ACCOUNT (self));

  clean = find_key (key);
  if (g_strcmp0 (self->key, clean) == 0)
    {
      wipe (&clean);
      return;
    }

  had_key = self->key != NULL;
  rushes_redact_add_secret (clean);
  rushes_redact_remove_secret (self->key);
  wipe (&self->key);
  self->key = clean;
  if (had_key != (self->key != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_KEY]);
}

gboolean
rushes_account_has_key (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), FALSE);

  return self->key != NULL;
}

const char *
rushes_account_peek_key (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);

  return self->key;
}

RushesService
rushes_account_get_service (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), RUSHES_SERVICE_GATEWAY);

  return rushes_service_of_host (g_uri_get_host (self->base_uri));
}

/* The service's own hosts have no "/minimax" before the path; the gateways do. */
static gboolean
is_the_service_itself (RushesAccount *self)
{
  return !rushes_service_is_gateway (rushes_account_get_service (self));
}

/* @path and @query, percent-encoded, on the base URL. */
static GUri *
build_url (RushesAccount *self, const char *path, const char *query)
{
  const char *base_path = g_uri_get_path (self->base_uri);
  g_autofree char *whole_path = g_strconcat (strcmp (base_path, "/") == 0 ? "" : base_path, path, NULL);

  return g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (self->base_uri), NULL,
                      g_uri_get_host (self->base_uri), g_uri_get_port (self->base_uri), whole_path, query,
                      NULL);
}

/* One of the service's own paths, which gateways have under "/minimax", and its one parameter. */
static GUri *
build_service_url (RushesAccount *self, const char *service_path, const char *name, const char *value)
{
  g_autofree char *path = g_strconcat (is_the_service_itself (self) ? "" : "/minimax", service_path, NULL);
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);
  g_autofree char *query = g_strconcat (name, "=", escaped, NULL);

  return build_url (self, path, query);
}

GUri *
rushes_account_build_query_url (RushesAccount *self, const char *task_id)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (task_id != NULL, NULL);

  return build_service_url (self, "/v1/query/video_generation", "task_id", task_id);
}

GUri *
rushes_account_build_file_url (RushesAccount *self, const char *file_id)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (file_id != NULL, NULL);

  return build_service_url (self, "/v1/files/retrieve", "file_id", file_id);
}

GUri *
rushes_account_build_content_url (RushesAccount *self, const char *task_id)
{
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (task_id != NULL, NULL);

  if (is_the_service_itself (self))
    return NULL;

  escaped = g_uri_escape_string (task_id, NULL, FALSE);
  path = g_strconcat ("/v1/videos/", escaped, "/content", NULL);
  return build_url (self, path, NULL);
}

GUri *
rushes_account_build_usage_url (RushesAccount *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), NULL);

  return is_the_service_itself (self) ? NULL : build_url (self, "/api/usage/token/", NULL);
}

gboolean
rushes_account_owns (RushesAccount *self, GUri *uri)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (self), FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);

  return g_uri_get_host (uri) != NULL
         && g_ascii_strcasecmp (g_uri_get_scheme (uri), g_uri_get_scheme (self->base_uri)) == 0
         && g_ascii_strcasecmp (g_uri_get_host (uri), g_uri_get_host (self->base_uri)) == 0
         && get_port (uri) == get_port (self->base_uri);
}
