/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fault-authority"

#include "config.h"

#include "support/rushes-fault-authority.h"

#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAY (24 * 60 * 60)

static const guint8 loopback_4[] = { 127, 0, 0, 1 };
static const char neighbours[] = "*.inside.example";
static const guint8 loopback_6[16] = { [15] = 1 };

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
} Identity;

struct _RushesFaultAuthority
{
  Identity identity;
  guint32 last_serial;
  char *folder;
  char *path;
  GTlsDatabase *database;
};

static void
must (int result)
{
  if (result < 0)
    g_error ("GnuTLS: %s", gnutls_strerror (result));
}

static void
identity_begin (Identity *self, RushesFaultAuthority *authority, const char *name)
{
  guint32 serial = GUINT32_TO_BE (++authority->last_serial);

  must (gnutls_x509_privkey_init (&self->key));
  must (gnutls_x509_privkey_generate (self->key, GNUTLS_PK_ECDSA,
                                      GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  must (gnutls_x509_crt_init (&self->certificate));
  must (gnutls_x509_crt_set_version (self->certificate, 3));
  must (gnutls_x509_crt_set_serial (self->certificate, &serial, sizeof serial));
  must (gnutls_x509_crt_set_key (self->certificate, self->key));
  must (gnutls_x509_crt_set_dn_by_oid (self->certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                       (unsigned) strlen (name)));
}

static void
identity_set_days (Identity *self, int first, int last)
{
  time_t now = time (NULL);

  must (gnutls_x509_crt_set_activation_time (self->certificate, now + first * DAY));
  must (gnutls_x509_crt_set_expiration_time (self->certificate, now + last * DAY));
}

static void
identity_sign (Identity *self, const Identity *by)
{
  must (gnutls_x509_crt_sign2 (self->certificate, by->certificate, by->key, GNUTLS_DIG_SHA256, 0));
}

static char *
identity_dup_pem (const Identity *self, gboolean with_key)
{
  gnutls_datum_t certificate = { 0 };
  gnutls_datum_t key = { 0 };
  char *pem;

  must (gnutls_x509_crt_export2 (self->certificate, GNUTLS_X509_FMT_PEM, &certificate));
  if (with_key)
    must (gnutls_x509_privkey_export2_pkcs8 (self->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key));
  pem = g_strdup_printf ("%.*s%.*s", (int) certificate.size, (char *) certificate.data, (int) key.size,
                         with_key ? (char *) key.data : "");
  gnutls_free (certificate.data);
  gnutls_free (key.data);
  return pem;
}

static void
identity_clear (Identity *self)
{
  gnutls_x509_crt_deinit (self->certificate);
  gnutls_x509_privkey_deinit (self->key);
}

RushesFaultAuthority *
rushes_fault_authority_new (void)
{
  RushesFaultAuthority *self;
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return NULL;

  self = g_new0 (RushesFaultAuthority, 1);
  identity_begin (&self->identity, self, "Authority of one test");
  identity_set_days (&self->identity, -1, 1);
  must (gnutls_x509_crt_set_basic_constraints (self->identity.certificate, 1, -1));
  must (gnutls_x509_crt_set_key_usage (self->identity.certificate,
                                       GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN));
  identity_sign (&self->identity, &self->identity);

  pem = identity_dup_pem (&self->identity, FALSE);
  self->folder = g_dir_make_tmp ("rushes-authority-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "authority.pem", NULL);
  g_file_set_contents (self->path, pem, -1, &error);
  g_assert_no_error (error);
  self->database = g_tls_file_database_new (self->path, &error);
  g_assert_no_error (error);
  return self;
}

void
rushes_fault_authority_free (RushesFaultAuthority *self)
{
  identity_clear (&self->identity);
  g_clear_object (&self->database);
  g_unlink (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}

static void
name_hosts (Identity *identity, RushesFaultCertificate kind)
{
  const char *name = kind == RUSHES_FAULT_CERTIFICATE_WRONG_HOST ? "elsewhere.example" : "localhost";

  must (gnutls_x509_crt_set_subject_alt_name (identity->certificate, GNUTLS_SAN_DNSNAME, name,
                                              (unsigned) strlen (name), GNUTLS_FSAN_APPEND));
  if (kind == RUSHES_FAULT_CERTIFICATE_WRONG_HOST)
    return;
  must (gnutls_x509_crt_set_subject_alt_name (identity->certificate, GNUTLS_SAN_DNSNAME, neighbours,
                                              sizeof neighbours - 1, GNUTLS_FSAN_APPEND));
  must (gnutls_x509_crt_set_subject_alt_name (identity->certificate, GNUTLS_SAN_IPADDRESS, loopback_4,
                                              sizeof loopback_4, GNUTLS_FSAN_APPEND));
  must (gnutls_x509_crt_set_subject_alt_name (identity->certificate, GNUTLS_SAN_IPADDRESS, loopback_6,
                                              sizeof loopback_6, GNUTLS_FSAN_APPEND));
}

GTlsCertificate *
rushes_fault_authority_issue (RushesFaultAuthority *self, RushesFaultCertificate kind)
{
  int first = kind == RUSHES_FAULT_CERTIFICATE_NOT_YET ? 1 : -2;
  int last = kind == RUSHES_FAULT_CERTIFICATE_EXPIRED ? -1 : 2;
  Identity identity = { 0 };
  GTlsCertificate *certificate;
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;

  identity_begin (&identity, self, "Server of one test");
  identity_set_days (&identity, first, last);
  name_hosts (&identity, kind);
  must (gnutls_x509_crt_set_key_usage (identity.certificate, GNUTLS_KEY_DIGITAL_SIGNATURE));
  must (gnutls_x509_crt_set_key_purpose_oid (identity.certificate, GNUTLS_KP_TLS_WWW_SERVER, 0));
  identity_sign (&identity, kind == RUSHES_FAULT_CERTIFICATE_SELF_SIGNED ? &identity : &self->identity);

  pem = identity_dup_pem (&identity, TRUE);
  certificate = g_tls_certificate_new_from_pem (pem, -1, &error);
  g_assert_no_error (error);
  identity_clear (&identity);
  return certificate;
}

GTlsDatabase *
rushes_fault_authority_get_database (RushesFaultAuthority *self)
{
  return self->database;
}

const char *
rushes_fault_authority_get_path (RushesFaultAuthority *self)
{
  return self->path;
}
