/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-trust.h"

#include "base/rushes-error.h"
#include "support/rushes-fault-server.h"

#include <string.h>

static char *
read_pem (RushesFaultAuthority *authority)
{
  g_autoptr (GError) error = NULL;
  char *pem = NULL;

  g_file_get_contents (rushes_fault_authority_get_path (authority), &pem, NULL, &error);
  g_assert_no_error (error);
  return pem;
}

static char *
read_text (const char *text, gsize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);

  return rushes_trust_read (bytes, error);
}

static gboolean
can_tls (void)
{
  const char *why = NULL;

  if (rushes_fault_server_can (RUSHES_FAULT_HTTPS, &why))
    return TRUE;
  g_test_skip (why);
  return FALSE;
}

/* A key that stands in the same file is not taken along. */
static void
test_read (void)
{
  g_autoptr (RushesFaultAuthority) authority = NULL;
  g_autoptr (RushesFaultAuthority) other = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *file = NULL;
  g_autofree char *both = NULL;
  g_autofree char *found = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  gint64 until = 0;

  if (!can_tls ())
    return;
  authority = rushes_fault_authority_new ();
  other = rushes_fault_authority_new ();
  first = read_pem (authority);
  second = read_pem (other);
  file = g_strconcat ("\xef\xbb\xbf"
                      "Our authority\n",
                      first, "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n", second,
                      NULL);
  found = read_text (file, strlen (file), &error);
  g_assert_no_error (error);
  both = g_strconcat (first, second, NULL);
  g_assert_cmpstr (found, ==, both);

  name = rushes_trust_describe (found, &until);
  g_assert_nonnull (name);
  g_assert_cmpstr (name, !=, "");
  g_assert_cmpint (until, >, g_get_real_time () / G_USEC_PER_SEC);
}

static void
assert_no_certificate (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pem = read_text (text, length, &error);

  g_assert_null (pem);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED);
}

static void
test_no_certificate (void)
{
  static const char broken[] = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  static const char open[] = "-----BEGIN CERTIFICATE-----\nMIIB\n";
  static const char key[] = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";
  g_autofree char *large = g_strnfill (RUSHES_TRUST_MAX_BYTES + 1, 'x');

  assert_no_certificate ("", 0);
  assert_no_certificate ("\0\1\2", 3);
  assert_no_certificate (broken, strlen (broken));
  assert_no_certificate (open, strlen (open));
  assert_no_certificate (key, strlen (key));
  assert_no_certificate (large, RUSHES_TRUST_MAX_BYTES + 1);
  g_assert_null (rushes_trust_describe ("nothing", NULL));
  g_assert_null (rushes_trust_new (NULL, broken));
}

static GTlsCertificateFlags
verify (GTlsDatabase *trust, GTlsCertificate *certificate, const char *host)
{
  g_autoptr (GSocketConnectable) identity = g_network_address_new (host, 443);
  g_autoptr (GError) error = NULL;
  const GTlsCertificateFlags flags = g_tls_database_verify_chain (trust, certificate,
                                                                  G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
                                                                  identity, NULL, G_TLS_DATABASE_VERIFY_NONE,
                                                                  NULL, &error);

  g_assert_no_error (error);
  return flags;
}

/* It is one more authority, and takes nothing of the others away. */
static void
test_one_more (void)
{
  g_autoptr (RushesFaultAuthority) anyhow = NULL;
  g_autoptr (RushesFaultAuthority) ours = NULL;
  g_autoptr (RushesFaultAuthority) nobody = NULL;
  g_autoptr (GTlsDatabase) trust = NULL;
  g_autofree char *pem = NULL;
  const struct
  {
    RushesFaultCertificate kind;
    GTlsCertificateFlags flags;
  } cases[] = {
    { RUSHES_FAULT_CERTIFICATE_GOOD, 0 },
    { RUSHES_FAULT_CERTIFICATE_EXPIRED, G_TLS_CERTIFICATE_EXPIRED },
    { RUSHES_FAULT_CERTIFICATE_NOT_YET, G_TLS_CERTIFICATE_NOT_ACTIVATED },
    { RUSHES_FAULT_CERTIFICATE_WRONG_HOST, G_TLS_CERTIFICATE_BAD_IDENTITY },
    { RUSHES_FAULT_CERTIFICATE_SELF_SIGNED, G_TLS_CERTIFICATE_UNKNOWN_CA },
  };

  if (!can_tls ())
    return;
  anyhow = rushes_fault_authority_new ();
  ours = rushes_fault_authority_new ();
  nobody = rushes_fault_authority_new ();
  pem = read_pem (ours);
  trust = rushes_trust_new (rushes_fault_authority_get_database (anyhow), pem);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTlsCertificate) known = rushes_fault_authority_issue (anyhow, cases[i].kind);
      g_autoptr (GTlsCertificate) own = rushes_fault_authority_issue (ours, cases[i].kind);
      g_autoptr (GTlsCertificate) unknown = rushes_fault_authority_issue (nobody, cases[i].kind);

      g_test_message ("%u", (guint) i);
      g_assert_cmpint (verify (trust, known, "localhost") & cases[i].flags, ==, cases[i].flags);
      g_assert_cmpint (verify (trust, own, "localhost") & cases[i].flags, ==, cases[i].flags);
      if (cases[i].flags == 0)
        {
          g_assert_cmpint (verify (trust, known, "localhost"), ==, 0);
          g_assert_cmpint (verify (trust, own, "localhost"), ==, 0);
        }
      g_assert_cmpint (verify (trust, unknown, "localhost"), !=, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/trust/read", test_read);
  g_test_add_func ("/api/trust/no-certificate", test_no_certificate);
  g_test_add_func ("/api/trust/one-more", test_one_more);

  return g_test_run ();
}
