/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-trust"

#include "config.h"

#include "api/rushes-trust.h"

#include "base/rushes-error.h"

#include <gio/gunixoutputstream.h>
#include <string.h>
#include <sys/mman.h>

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END "-----END CERTIFICATE-----"

/* More than any firm has. */
#define MOST_CERTIFICATES 32

struct _RushesTrust
{
  GTlsDatabase parent_instance;

  GTlsDatabase *anyhow; /* (nullable) */
  GTlsDatabase *ours;
};

G_DEFINE_FINAL_TYPE (RushesTrust, rushes_trust, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
rushes_trust_verify_chain (GTlsDatabase *database,
                           GTlsCertificate *chain,
                           const char *purpose,
                           GSocketConnectable *identity,
                           GTlsInteraction *interaction,
                           GTlsDatabaseVerifyFlags flags,
                           GCancellable *cancellable,
                           GError **error)
{
  RushesTrust *self = RUSHES_TRUST (database);
  GTlsCertificateFlags anyhow = G_TLS_CERTIFICATE_UNKNOWN_CA;
  GTlsCertificateFlags ours;
  GError *cause = NULL;

  if (self->anyhow != NULL)
    anyhow = g_tls_database_verify_chain (self->anyhow, chain, purpose, identity, interaction, flags,
                                          cancellable, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, cause);
      return G_TLS_CERTIFICATE_GENERIC_ERROR;
    }
  if (anyhow == 0)
    return 0;

  ours = g_tls_database_verify_chain (self->ours, chain, purpose, identity, interaction, flags, cancellable,
                                      &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, cause);
      return G_TLS_CERTIFICATE_GENERIC_ERROR;
    }
  /* An authority that is known, but no reason to believe: that says more. */
  return (ours & G_TLS_CERTIFICATE_UNKNOWN_CA) == 0 ? ours : anyhow;
}

static void
rushes_trust_finalize (GObject *object)
{
  RushesTrust *self = RUSHES_TRUST (object);

  g_clear_object (&self->anyhow);
  g_clear_object (&self->ours);

  G_OBJECT_CLASS (rushes_trust_parent_class)->finalize (object);
}

static void
rushes_trust_class_init (RushesTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_trust_finalize;
  G_TLS_DATABASE_CLASS (klass)->verify_chain = rushes_trust_verify_chain;
}

static void
rushes_trust_init (RushesTrust *self)
{
}

/* (transfer full) (element-type GTlsCertificate): those of @pem that can be read; not one more, where one
 * cannot */
static GPtrArray *
parse (const char *pem, GError **error)
{
  GPtrArray *certificates = g_ptr_array_new_with_free_func (g_object_unref);
  const char *begin = pem;

  while (certificates->len < MOST_CERTIFICATES && (begin = strstr (begin, PEM_BEGIN)) != NULL)
    {
      const char *end = strstr (begin, PEM_END);
      GTlsCertificate *certificate = NULL;

      if (end == NULL)
        break;
      end += strlen (PEM_END);
      certificate = g_tls_certificate_new_from_pem (begin, end - begin, error);
      if (certificate == NULL)
        break;
      g_ptr_array_add (certificates, certificate);
      begin = end;
    }
  return certificates;
}

char *
rushes_trust_read (GBytes *bytes, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GString) pem = g_string_new (NULL);
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_bytes_get_size (bytes) <= RUSHES_TRUST_MAX_BYTES)
    text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  certificates = parse (text != NULL ? text : "", &cause);
  if (certificates->len == 0 || cause != NULL)
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED, "no certificate: %s",
                   cause != NULL ? cause->message : "there is none in it");
      return NULL;
    }

  for (guint i = 0; i < certificates->len; i++)
    {
      g_autofree char *one = NULL;

      g_object_get (g_ptr_array_index (certificates, i), "certificate-pem", &one, NULL);
      g_string_append (pem, one);
    }
  return g_string_free (g_steal_pointer (&pem), FALSE);
}

/* "CN=Studio Authority,O=Studio" → "Studio Authority". (transfer full) */
static char *
dup_common_name (const char *subject)
{
  g_auto (GStrv) parts = g_strsplit (subject, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strchug (parts[i]);

      if (g_ascii_strncasecmp (part, "CN=", 3) == 0 && part[3] != '\0')
        return g_strdup (part + 3);
    }
  return g_strdup (subject);
}

char *
rushes_trust_describe (const char *pem, gint64 *until)
{
  g_autoptr (GPtrArray) certificates = NULL;
  g_autofree char *subject = NULL;
  g_autoptr (GDateTime) end = NULL;

  g_return_val_if_fail (pem != NULL, NULL);

  certificates = parse (pem, NULL);
  if (certificates->len == 0)
    return NULL;
  g_object_get (g_ptr_array_index (certificates, 0), "subject-name", &subject, "not-valid-after", &end, NULL);
  if (until != NULL)
    *until = end != NULL ? g_date_time_to_unix (end) : 0;
  return subject != NULL ? dup_common_name (subject) : NULL;
}

/* GIO reads certificates that are trusted out of a file. This one has no name, and is gone with its last
 * user. Returns: (transfer full) (nullable) */
static GTlsDatabase *
open_database (const char *pem)
{
  const int fd = memfd_create ("rushes-trust", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = NULL;

  if (fd < 0)
    return NULL;
  stream = g_unix_output_stream_new (fd, TRUE);
  if (g_output_stream_write_all (stream, pem, strlen (pem), NULL, NULL, &error))
    database = g_tls_file_database_new (path, &error);
  if (database == NULL)
    g_info ("certificates that cannot be trusted: %s", error->message);
  return database;
}

GTlsDatabase *
rushes_trust_new (GTlsDatabase *anyhow, const char *pem)
{
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GTlsDatabase) ours = NULL;
  RushesTrust *self;

  g_return_val_if_fail (pem != NULL, NULL);

  certificates = parse (pem, NULL);
  if (certificates->len > 0)
    ours = open_database (pem);
  if (ours == NULL)
    return NULL;
  self = g_object_new (RUSHES_TYPE_TRUST, NULL);
  g_set_object (&self->anyhow, anyhow);
  self->ours = g_steal_pointer (&ours);
  return G_TLS_DATABASE (self);
}
