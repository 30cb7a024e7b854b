/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-service"

#include "config.h"

#include "api/rushes-service.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *title;
  const char *base_url;
  const char *hosts[2];
} services[] = {
  [RUSHES_SERVICE_ANYAPI] = { "AnyAPI", RUSHES_SERVICE_ANYAPI_BASE_URL, { "www.anyapi.vip", "anyapi.vip" } },
  /* Translators: a service that passes videos of others on, at an address that the user enters */
  [RUSHES_SERVICE_GATEWAY] = { N_ ("Another Gateway"), NULL, { NULL } },
  /* Translators: MiniMax is a company; the service for all the world */
  [RUSHES_SERVICE_MINIMAX] = { N_ ("MiniMax (Global)"), "https://api.minimax.io", { "api.minimax.io" } },
  /* Translators: MiniMax is a company; the service for the mainland of China */
  [RUSHES_SERVICE_MINIMAX_MAINLAND] = { N_ ("MiniMax (Mainland China)"),
                                        "https://api.minimaxi.com",
                                        { "api.minimaxi.com" } },
};

G_STATIC_ASSERT (G_N_ELEMENTS (services) == RUSHES_SERVICE_N_SERVICES);

RushesService
rushes_service_of_host (const char *host)
{
  for (gsize i = 0; host != NULL && i < G_N_ELEMENTS (services); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (services[i].hosts); j++)
        {
          if (g_strcmp0 (services[i].hosts[j], host) == 0)
            return (RushesService) i;
        }
    }
  return RUSHES_SERVICE_GATEWAY;
}

const char *
rushes_service_get_base_url (RushesService self)
{
  g_return_val_if_fail (self < G_N_ELEMENTS (services), NULL);

  return services[self].base_url;
}

const char *
rushes_service_get_title (RushesService self)
{
  g_return_val_if_fail (self < G_N_ELEMENTS (services), NULL);

  return _ (services[self].title);
}

gboolean
rushes_service_is_gateway (RushesService self)
{
  return self == RUSHES_SERVICE_ANYAPI || self == RUSHES_SERVICE_GATEWAY;
}
