/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RushesService: what an account is an account of. It follows from the base URL and is stored nowhere: the
 * paths, and what can be asked at all, are a matter of the host. Pure.
 */
typedef enum
{
  RUSHES_SERVICE_ANYAPI,
  RUSHES_SERVICE_GATEWAY,          /* another one of the family, at an address of its own */
  RUSHES_SERVICE_MINIMAX,          /* MiniMax itself, for the world */
  RUSHES_SERVICE_MINIMAX_MAINLAND, /* MiniMax itself, for the mainland of China: other keys */
} RushesService;

#define RUSHES_SERVICE_N_SERVICES (RUSHES_SERVICE_MINIMAX_MAINLAND + 1)
#define RUSHES_SERVICE_ANYAPI_BASE_URL "https://www.anyapi.vip"

/* Of a base URL that is in order; @host in lower case */
RushesService rushes_service_of_host (const char *host);
/* (nullable): NULL where every account has its own */
const char *rushes_service_get_base_url (RushesService self);
/* What people choose it by, translated */
const char *rushes_service_get_title (RushesService self);
/* Whether it passes on what others make; then there is a quota to be asked for. */
gboolean rushes_service_is_gateway (RushesService self);

G_END_DECLS
