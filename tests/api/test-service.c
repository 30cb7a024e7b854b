/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-service.h"

#include "api/rushes-account.h"

static RushesService
service_of (const char *base_url)
{
  g_autoptr (RushesAccount) account = rushes_account_new ("a", "A", base_url, NULL);

  g_assert_nonnull (account);
  return rushes_account_get_service (account);
}

static void
test_by_host (void)
{
  g_assert_cmpint (service_of ("www.AnyAPI.vip/v1/"), ==, RUSHES_SERVICE_ANYAPI);
  g_assert_cmpint (service_of ("https://api.minimax.io/v1"), ==, RUSHES_SERVICE_MINIMAX);
  g_assert_cmpint (service_of ("https://api.minimaxi.com"), ==, RUSHES_SERVICE_MINIMAX_MAINLAND);
  g_assert_cmpint (service_of ("https://api.minimaxi.com.example"), ==, RUSHES_SERVICE_GATEWAY);
  g_assert_cmpint (service_of ("http://127.0.0.1:8080"), ==, RUSHES_SERVICE_GATEWAY);
}

/* What is chosen is what is found again. */
static void
test_round_trip (void)
{
  for (guint i = 0; i < RUSHES_SERVICE_N_SERVICES; i++)
    {
      const char *base_url = rushes_service_get_base_url (i);

      g_assert_nonnull (rushes_service_get_title (i));
      g_assert_cmpint (base_url == NULL, ==, i == RUSHES_SERVICE_GATEWAY);
      if (base_url != NULL)
        g_assert_cmpint (service_of (base_url), ==, i);
    }
}

static void
test_usage_url (void)
{
  g_autoptr (RushesAccount) gateway = rushes_account_new ("a", "A", "https://gate.example/relay/v1", NULL);
  g_autoptr (RushesAccount) maker = rushes_account_new ("b", "B", "https://api.minimax.io", NULL);
  g_autoptr (GUri) uri = rushes_account_build_usage_url (gateway);
  g_autofree char *written = g_uri_to_string (uri);

  g_assert_cmpstr (written, ==, "https://gate.example/relay/api/usage/token/");
  g_assert_null (rushes_account_build_usage_url (maker));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/service/by-host", test_by_host);
  g_test_add_func ("/api/service/round-trip", test_round_trip);
  g_test_add_func ("/api/service/usage-url", test_usage_url);

  return g_test_run ();
}
