/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-proxy.h"

#include "base/rushes-error.h"

static void
test_addresses (void)
{
  const struct
  {
    const char *written;
    const char *meant; /* NULL: none */
  } cases[] = {
    { "http://proxy.example:3128", "http://proxy.example:3128" },
    { " proxy.example:3128\n", "http://proxy.example:3128" },
    { "proxy.example", "http://proxy.example" },
    { "http://proxy.example:3128/", "http://proxy.example:3128" },
    { "https://proxy.example", "https://proxy.example" },
    { "socks5://127.0.0.1:1080", "socks5://127.0.0.1:1080" },
    { "SOCKS4a://[::1]:1080", "socks4a://[::1]:1080" },
    { "", NULL },
    { "none", "http://none" }, /* what is written is an address; to have none is chosen */
    { "ftp://proxy.example", NULL },
    { "direct://", NULL },
    { "http://", NULL },
    { "http://user:secret@proxy.example:3128", NULL },
    { "user@proxy.example", NULL },
    { "http://proxy.example/path", NULL },
    { "http://proxy.example?query", NULL },
    { "http://proxy.example#fragment", NULL },
    { "http://proxy.example:99999", NULL },
    { "http://pro xy.example", NULL },
    { "http://proxy.example\nhttp://other.example", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *found = rushes_proxy_normalise (cases[i].written, &error);

      g_test_message ("%s", cases[i].written);
      g_assert_cmpstr (found, ==, cases[i].meant);
      if (cases[i].meant == NULL)
        g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_ADDRESS_INVALID);
      else
        g_assert_no_error (error);
    }
}

static void
assert_way (const char *proxy, const char *uri, const char *way)
{
  g_autoptr (GProxyResolver) resolver = rushes_proxy_new_resolver (proxy);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ways = g_proxy_resolver_lookup (resolver, uri, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (ways), ==, 1);
  g_assert_cmpstr (ways[0], ==, way);
}

/* Without TLS a proxy would see the key. */
static void
test_ways (void)
{
  assert_way ("http://proxy.example:3128", "https://gateway.example:443", "http://proxy.example:3128");
  assert_way ("socks5://proxy.example", "https://gateway.example", "socks5://proxy.example");
  assert_way ("http://proxy.example:3128", "http://127.0.0.1:8080", "direct://");
  assert_way (RUSHES_PROXY_NONE, "https://gateway.example:443", "direct://");
  assert_way (RUSHES_PROXY_NONE, "http://127.0.0.1:8080", "direct://");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/proxy/addresses", test_addresses);
  g_test_add_func ("/api/proxy/ways", test_ways);

  return g_test_run ();
}
