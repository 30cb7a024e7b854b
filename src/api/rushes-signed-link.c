/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-signed-link"

#include "config.h"

#include "api/rushes-signed-link.h"

#include "base/rushes-error.h"

#include <arpa/inet.h>
#include <libsoup/soup.h>
#include <string.h>

/* Unix seconds below are no time of ours but a span; above (the year 5138) they are milliseconds. */
#define FIRST_ABSOLUTE G_GINT64_CONSTANT (1000000000)
#define LAST_ABSOLUTE G_GINT64_CONSTANT (100000000000)

/* The value of @name in the query of @link, still encoded. Returns: (transfer full) (nullable) */
static char *
dup_parameter (const char *link, const char *name)
{
  const char *query = strchr (link, '?');
  gsize name_length = strlen (name);

  while (query != NULL)
    {
      const char *pair = query + 1;

      if (g_ascii_strncasecmp (pair, name, name_length) == 0 && pair[name_length] == '=')
        {
          const char *value = pair + name_length + 1;
          return g_strndup (value, strcspn (value, "&#"));
        }
      query = strchr (pair, '&');
    }
  return NULL;
}

/* A decimal number without a sign, or 0. */
static gint64
get_number (const char *link, const char *name)
{
  g_autofree char *value = dup_parameter (link, name);
  guint64 number;

  if (value == NULL || !g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &number, NULL))
    return 0;
  return (gint64) number;
}

/* A date in the basic form of ISO 8601, "20250829T074632Z", as Unix seconds, or 0. */
static gint64
get_date (const char *link, const char *name)
{
  g_autofree char *value = dup_parameter (link, name);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = value != NULL ? g_date_time_new_from_iso8601 (value, utc) : NULL;

  return date != NULL ? g_date_time_to_unix (date) : 0;
}

static gint64
get_dated_expiry (const char *link, const char *date_name, const char *span_name)
{
  gint64 span = get_number (link, span_name);
  gint64 date = get_date (link, date_name);

  if (span >= FIRST_ABSOLUTE)
    return span < LAST_ABSOLUTE ? span : 0;
  return span > 0 && date > 0 ? date + span : 0;
}

gint64
rushes_signed_link_get_expiry (const char *link)
{
  gint64 expires;

  if (link == NULL)
    return 0;

  expires = get_number (link, "Expires");
  if (expires >= FIRST_ABSOLUTE && expires < LAST_ABSOLUTE)
    return expires;

  expires = get_dated_expiry (link, "x-oss-date", "x-oss-expires");
  return expires != 0 ? expires : get_dated_expiry (link, "X-Amz-Date", "X-Amz-Expires");
}

static gboolean
ipv4_is_loopback (guint32 ip)
{
  return ip >> 24 == 127;
}

/* The special-purpose blocks of RFC 6890 and those after 224.0.0.0. */
static gboolean
ipv4_is_local (guint32 ip)
{
  static const struct
  {
    guint32 network;
    guint bits;
  } blocks[] = {
    { 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },  { 0xa9fe0000, 16 },
    { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0a80000, 16 }, { 0xc6120000, 15 },
    { 0xc6336400, 24 }, { 0xcb007100, 24 }, { 0xe0000000, 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      if ((ip ^ blocks[i].network) >> (32 - blocks[i].bits) == 0)
        return TRUE;
    }
  return FALSE;
}

static guint32
read_ipv4 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/* The IPv4 address that an IPv6 address stands for: mapped, compatible, NAT64, 6to4. */
static gboolean
ipv6_get_embedded (const guint8 *bytes, guint32 *ip)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  static const guint8 compatible[12] = { 0 };
  static const guint8 nat64[12] = { 0, 0x64, 0xff, 0x9b };
  gsize at;

  if (memcmp (bytes, mapped, 12) == 0 || memcmp (bytes, compatible, 12) == 0
      || memcmp (bytes, nat64, 12) == 0)
    at = 12;
  else if (bytes[0] == 0x20 && bytes[1] == 0x02)
    at = 2;
  else
    return FALSE;

  *ip = read_ipv4 (bytes + at);
  return TRUE;
}

static gboolean
ipv6_is_loopback (const guint8 *bytes)
{
  guint32 embedded;

  if (IN6_IS_ADDR_LOOPBACK ((const struct in6_addr *) bytes))
    return TRUE;
  return IN6_IS_ADDR_V4MAPPED ((const struct in6_addr *) bytes) && ipv6_get_embedded (bytes, &embedded)
         && ipv4_is_loopback (embedded);
}

static gboolean
ipv6_is_local (const guint8 *bytes)
{
  guint32 embedded;

  if (ipv6_get_embedded (bytes, &embedded))
    return ipv4_is_local (embedded);

  /* Only 2000::/3 is given out; of that, 2001:db8::/32 is for documentation. */
  return bytes[0] >> 5 != 1 || (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8);
}

/* The host without brackets, zone and the root's dot, in lower case. */
static char *
dup_plain_host (const char *host)
{
  g_autofree char *plain = g_ascii_strdown (host, -1);
  gsize length = strlen (plain);

  if (length >= 2 && plain[0] == '[' && plain[length - 1] == ']')
    {
      memmove (plain, plain + 1, length - 2);
      plain[length - 2] = '\0';
    }
  if (strchr (plain, ':') != NULL)
    plain[strcspn (plain, "%")] = '\0';
  if (g_str_has_suffix (plain, "."))
    plain[strlen (plain) - 1] = '\0';

  return g_steal_pointer (&plain);
}

static gboolean
name_is_loopback (const char *name)
{
  return strcmp (name, "localhost") == 0 || g_str_has_suffix (name, ".localhost");
}

/* Names that no public DNS answers: those of one label, and the reserved ones. */
static gboolean
name_is_local (const char *name)
{
  static const char *const suffixes[] = { ".localhost", ".local", ".localdomain", ".internal",
                                          ".lan",       ".home",  ".home.arpa",   ".intranet" };

  if (strchr (name, '.') == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      if (g_str_has_suffix (name, suffixes[i]))
        return TRUE;
    }
  return FALSE;
}

typedef struct
{
  gboolean loopback;
  gboolean local;
} HostClass;

static HostClass
classify_host (const char *host)
{
  g_autofree char *plain = dup_plain_host (host);
  struct in_addr ipv4;
  struct in6_addr ipv6;

  /* inet_aton() also reads "127.1" and "0x7f000001", as resolvers do. */
  if (inet_aton (plain, &ipv4) != 0)
    return (HostClass){ ipv4_is_loopback (ntohl (ipv4.s_addr)), ipv4_is_local (ntohl (ipv4.s_addr)) };
  if (inet_pton (AF_INET6, plain, &ipv6) == 1)
    return (HostClass){ ipv6_is_loopback (ipv6.s6_addr), ipv6_is_local (ipv6.s6_addr) };
  return (HostClass){ name_is_loopback (plain), name_is_local (plain) };
}

gboolean
rushes_signed_link_host_is_local (const char *host)
{
  g_return_val_if_fail (host != NULL, TRUE);

  return classify_host (host).local;
}

/* RFC 2544 */
#define BENCHMARKS 0xc6120000
#define BENCHMARKS_BITS 15

gboolean
rushes_signed_link_address_is_local (GInetAddress *address)
{
  const guint8 *bytes;
  guint32 ip;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), TRUE);

  bytes = g_inet_address_to_bytes (address);
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    return ipv6_is_local (bytes);

  ip = read_ipv4 (bytes);
  return ipv4_is_local (ip) && (ip ^ BENCHMARKS) >> (32 - BENCHMARKS_BITS) != 0;
}

gboolean
rushes_signed_link_host_is_loopback (const char *host)
{
  g_return_val_if_fail (host != NULL, FALSE);

  return classify_host (host).loopback;
}

typedef struct
{
  char *scheme;
  char *host;
  int port;
  char *path;
  char *query;
} Parts;

static void
parts_clear (Parts *parts)
{
  g_free (parts->scheme);
  g_free (parts->host);
  g_free (parts->path);
  g_free (parts->query);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static gboolean
has_forbidden_bytes (const char *link)
{
  for (const char *p = link; *p != '\0'; p++)
    {
      if ((guchar) *p <= ' ' || *p == 0x7f || *p == '#' || *p == '\\')
        return TRUE;
    }
  return !g_utf8_validate (link, -1, NULL);
}

static gboolean
split_port (const char *text, int *port)
{
  guint64 number;

  if (*text == '\0')
    return TRUE;
  if (*text != ':' || !g_ascii_string_to_unsigned (text + 1, 10, 1, 65535, &number, NULL))
    return FALSE;
  *port = (int) number;
  return TRUE;
}

static gboolean
split_authority (const char *authority, Parts *parts)
{
  struct in6_addr ipv6;

  if (*authority == '[')
    {
      const char *end = strchr (authority, ']');

      if (end == NULL)
        return FALSE;
      parts->host = g_strndup (authority + 1, (gsize) (end - authority - 1));
      return inet_pton (AF_INET6, parts->host, &ipv6) == 1 && split_port (end + 1, &parts->port);
    }
  else
    {
      gsize length = strspn (authority, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789.-_");

      parts->host = g_strndup (authority, length);
      return length > 0 && authority[0] != '.' && split_port (authority + length, &parts->port);
    }
}

static gboolean
split_link (const char *link, Parts *parts)
{
  const char *authority = strstr (link, "://");
  g_autofree char *authority_text = NULL;
  gsize length;

  /* "://" further behind is part of a path or a query. */
  if (authority == NULL || !g_ascii_isalpha (*link)
      || (gsize) (authority - link)
           != strspn (link, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789+-."))
    return FALSE;

  parts->scheme = g_ascii_strdown (link, authority - link);
  parts->port = -1;
  authority += strlen ("://");
  length = strcspn (authority, "/?");
  authority_text = g_strndup (authority, length);
  if (!split_authority (authority_text, parts))
    return FALSE;

  link = authority + length;
  length = strcspn (link, "?");
  parts->path = length > 0 ? g_strndup (link, length) : g_strdup ("/");
  parts->query = link[length] == '?' ? g_strdup (link + length + 1) : NULL;
  return TRUE;
}

static GUri *
refuse (GError **error, const char *why)
{
  g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED, "link refused: %s", why);
  return NULL;
}

GUri *
rushes_signed_link_parse (const char *link, gboolean allow_local, GError **error)
{
  g_auto (Parts) parts = { 0 };
  HostClass class;

  g_return_val_if_fail (link != NULL, NULL);

  if (strlen (link) > RUSHES_SIGNED_LINK_MAX_BYTES)
    return refuse (error, "too long");
  if (has_forbidden_bytes (link))
    return refuse (error, "bytes that no link has");
  if (!split_link (link, &parts))
    return refuse (error, "malformed");

  class = classify_host (parts.host);
  if (strcmp (parts.scheme, "https") != 0 && !(strcmp (parts.scheme, "http") == 0 && class.loopback))
    return refuse (error, "neither https nor loopback");
  if (class.local && !allow_local)
    return refuse (error, "not a public address");

  /* g_uri_parse() would rewrite "%7e" and refuse a stray "%": the signature covers the bytes. */
  return g_uri_build (SOUP_HTTP_URI_FLAGS, parts.scheme, NULL, parts.host, parts.port, parts.path,
                      parts.query, NULL);
}

char *
rushes_signed_link_redact (const char *link)
{
  g_auto (Parts) parts = { 0 };
  const char *name;

  if (link == NULL || has_forbidden_bytes (link) || !split_link (link, &parts))
    return g_strdup ("…");

  name = strrchr (parts.path, '/');
  if (name == parts.path)
    return g_strdup_printf ("%s://%s%s", parts.scheme, parts.host, parts.path);
  return g_strdup_printf ("%s://%s/…%s", parts.scheme, parts.host, name != NULL ? name : "");
}
