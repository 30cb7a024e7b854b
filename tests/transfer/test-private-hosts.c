/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"
#include "support/rushes-test-proxy.h"
#include "support/rushes-test-utils.h"
#include "transfer/fault-fixture.h"

#include <string.h>

/* Links whose host has a public name and a private address. Names are answered by a resolver of our own:
 * "inside.example" and its neighbours are on loopback, all others nowhere near. */

#define NEIGHBOURS ".inside.example"
#define PUBLIC_ADDRESS "203.0.114.7"

#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static GList *
lookup (GResolver *resolver,
        const char *host,
        GResolverNameLookupFlags flags,
        GCancellable *cancellable,
        GError **error)
{
  gboolean inside = g_str_has_suffix (host, NEIGHBOURS);

  return g_list_append (NULL, g_inet_address_new_from_string (inside ? "127.0.0.1" : PUBLIC_ADDRESS));
}

static GList *
lookup_plain (GResolver *resolver, const char *host, GCancellable *cancellable, GError **error)
{
  return lookup (resolver, host, 0, cancellable, error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  G_RESOLVER_CLASS (klass)->lookup_by_name = lookup_plain;
  G_RESOLVER_CLASS (klass)->lookup_by_name_with_flags = lookup;
}

static void
test_resolver_init (TestResolver *self)
{
}

static void
set_account (FaultFixture *self, const char *base_url)
{
  g_autoptr (GError) error = NULL;

  g_object_unref (self->account);
  self->account = rushes_account_new ("public", "Public", base_url, &error);
  g_assert_no_error (error);
  rushes_account_set_key (self->account, KEY);
}

/* NO_ERROR: it is brought. */
static void
attempt (FaultFixture *self, const char *host, int code)
{
  g_autofree char *link = g_strdup_printf ("https://%s:%u%s", host, rushes_fault_server_get_port (self->cdn),
                                           TARGET);
  g_autoptr (GError) error = NULL;

  fault_fixture_attempt_link (self, link, FAULT_PATIENT, &error);
  if (code == NO_ERROR)
    {
      g_assert_no_error (error);
      rushes_fault_object_assert_file (&fault_video, self->part_path);
      return;
    }
  g_assert_error (error, RUSHES_ERROR, code);
  g_assert_null (strstr (error->message, "Signature"));
}

/* Not a byte is sent: a connection may have come about at the same moment. */
static void
test_refused (FaultFixture *self, gconstpointer data)
{
  if (self->is_skipped)
    return;
  set_account (self, "https://gateway.example");
  attempt (self, "videos" NEIGHBOURS, RUSHES_ERROR_LINK_REFUSED);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 0);
}

/* Whose own host is inside has its links there. */
static void
test_inside (FaultFixture *self, gconstpointer data)
{
  if (self->is_skipped)
    return;
  set_account (self, "https://gateway" NEIGHBOURS);
  attempt (self, "videos" NEIGHBOURS, NO_ERROR);
}

/* A proxy is the user's, wherever it is; what the name stands for is its own affair. */
static void
test_through_proxy (FaultFixture *self, gconstpointer data)
{
  g_autoptr (RushesTestProxy) proxy = NULL;

  if (self->is_skipped)
    return;
  proxy = rushes_test_proxy_new (0);
  set_account (self, "https://gateway.example");
  rushes_account_set_proxy (self->account, rushes_test_proxy_get_url (proxy));
  attempt (self, "videos" NEIGHBOURS, NO_ERROR);
  g_assert_cmpuint (rushes_test_proxy_get_n_requests (proxy), >, 0);
}

/* The server that answers there must be the one of the link, too. */
static void
test_another_server (FaultFixture *self, gconstpointer data)
{
  if (self->is_skipped)
    return;
  set_account (self, "https://gateway" NEIGHBOURS);
  attempt (self, "more.videos" NEIGHBOURS, RUSHES_ERROR_TLS);
  g_assert_cmpuint (rushes_fault_server_get_n_connections (self->cdn), >, 0);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 0);
}

/* From https down to what is not safe, or to this machine: refused on each way. The plain server is there,
 * and would answer. */
static void
test_downgrade (FaultFixture *self, gconstpointer data)
{
  g_autofree char *plain = NULL;
  g_autofree char *named = NULL;
  g_autofree char *secure = NULL;
  const char *targets[] = { NULL,
                            NULL,
                            NULL,
                            "file:///etc/passwd",
                            "ftp://videos" NEIGHBOURS "/v.mp4",
                            "data:video/mp4;base64,AAAAIGZ0eXA=",
                            "https://key@videos" NEIGHBOURS "/v.mp4",
                            "https://169.254.169.254/latest/meta-data",
                            "//10.0.0.1/v.mp4" };

  if (self->is_skipped)
    return;
  set_account (self, "https://gateway" NEIGHBOURS);
  rushes_fault_server_put (self->gateway, "/plain", &fault_video);
  targets[0] = plain = rushes_fault_server_dup_link (self->gateway, "/plain");
  targets[1] = named = g_strdup_printf ("http://videos" NEIGHBOURS ":%u/plain",
                                        rushes_fault_server_get_port (self->gateway));
  targets[2] = secure = rushes_fault_server_dup_link (self->cdn, "/v.mp4");
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *fields = g_strdup_printf ("Location: %s\n", targets[i]);
      const RushesFault moved = { .status = 302, .fields = fields };

      rushes_fault_server_script (self->cdn, "/v.mp4", &moved, 1);
      attempt (self, "videos" NEIGHBOURS, RUSHES_ERROR_LINK_REFUSED);
    }
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->gateway, NULL), ==, 0);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, G_N_ELEMENTS (targets));
  attempt (self, "videos" NEIGHBOURS, NO_ERROR);
}

/* Whom nobody vouches for is told nothing. */
static void
test_unknown_authority (FaultFixture *self, gconstpointer data)
{
  g_autoptr (RushesFaultAuthority) other = NULL;

  if (self->is_skipped)
    return;
  other = rushes_fault_authority_new ();
  soup_session_set_tls_database (self->session, rushes_fault_authority_get_database (other));
  set_account (self, "https://gateway" NEIGHBOURS);
  attempt (self, "videos" NEIGHBOURS, RUSHES_ERROR_TLS);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 0);
}

static void
assert_local (const char *text, gboolean expected)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  g_assert_nonnull (address);
  if (rushes_signed_link_address_is_local (address) != expected)
    g_error ("%s is %s", text, expected ? "local" : "public");
}

static void
test_addresses (void)
{
  const char *local[] = {
    "127.0.0.1",   "127.8.8.8",        "10.1.2.3",         "192.168.0.1", "172.16.9.9",
    "169.254.1.1", "169.254.169.254",  "100.64.0.1",       "0.0.0.0",     "224.0.0.1",
    "::1",         "fe80::1",          "fd00::1",          "::",          "::ffff:10.0.0.1",
    "ff02::1",     "64:ff9b::a00:001", "2002:0a00:0001::1"
  };
  const char *public[] = { "8.8.8.8",    "198.18.0.1",      "198.19.255.254", "198.17.0.1",
                           "198.20.0.1", "2606:4700::1111", "::ffff:8.8.8.8" };

  for (gsize i = 0; i < G_N_ELEMENTS (local); i++)
    assert_local (local[i], TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (public); i++)
    assert_local (public[i], FALSE);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GResolver) resolver = NULL;

  g_test_init (&argc, &argv, NULL);
  resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  g_resolver_set_default (resolver);

  g_test_add_func ("/fault/private-hosts/addresses", test_addresses);
  fault_fixture_add ("private-hosts/refused", NULL, fault_fixture_set_up_tls, test_refused);
  fault_fixture_add ("private-hosts/inside", NULL, fault_fixture_set_up_tls, test_inside);
  fault_fixture_add ("private-hosts/through-proxy", NULL, fault_fixture_set_up_tls, test_through_proxy);
  fault_fixture_add ("private-hosts/another-server", NULL, fault_fixture_set_up_tls, test_another_server);
  fault_fixture_add ("private-hosts/downgrade", NULL, fault_fixture_set_up_tls, test_downgrade);
  fault_fixture_add ("private-hosts/unknown-authority", NULL, fault_fixture_set_up_tls,
                     test_unknown_authority);

  return g_test_run ();
}
