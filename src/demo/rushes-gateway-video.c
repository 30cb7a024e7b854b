/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-gateway-video"

#include "config.h"

#include "demo/rushes-gateway-video.h"
#include "demo/rushes-gateway-resources.h"

#define RESOURCE_FOLDER "/io/github/rushes_app/Rushes/demo/"

/* CRC-64/XZ: what OSS calls crc64ecma. */
#define CRC64_POLYNOMIAL G_GUINT64_CONSTANT (0xC96C5795D7870F42)

static const char *const names[] = { "dunes", "harbour", "silk", "moss", "ink", NULL };

static RushesGatewayVideo videos[] = {
  { .name = "dunes", .width = 1366, .height = 768 }, { .name = "harbour", .width = 1366, .height = 768 },
  { .name = "silk", .width = 768, .height = 1366 },  { .name = "moss", .width = 1366, .height = 768 },
  { .name = "ink", .width = 1080, .height = 1080 },
};

static guint64
compute_crc64 (const guint8 *bytes, gsize length)
{
  guint64 table[256];
  guint64 crc = ~G_GUINT64_CONSTANT (0);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      table[i] = i;
      for (guint bit = 0; bit < 8; bit++)
        table[i] = (table[i] >> 1) ^ ((table[i] & 1) ? CRC64_POLYNOMIAL : 0);
    }
  for (gsize i = 0; i < length; i++)
    crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >> 8);
  return ~crc;
}

static void
load (RushesGatewayVideo *video)
{
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, video->name, ".mp4", NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  g_autofree char *digits = NULL;
  g_autoptr (GError) error = NULL;
  guint8 digest[16];
  gsize digest_length = sizeof digest;
  const guint8 *data;
  gsize length;

  video->bytes = g_resource_lookup_data (rushes_gateway_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                         &error);
  if (video->bytes == NULL)
    g_error ("%s", error->message);

  data = g_bytes_get_data (video->bytes, &length);
  g_checksum_update (checksum, data, (gssize) length);
  digits = g_ascii_strup (g_checksum_get_string (checksum), -1);
  g_checksum_get_digest (checksum, digest, &digest_length);

  video->etag = g_strdup_printf ("\"%s\"", digits);
  video->md5 = g_base64_encode (digest, digest_length);
  video->crc64 = g_strdup_printf ("%" G_GUINT64_FORMAT, compute_crc64 (data, length));
}

static gpointer
load_all (gpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (videos); i++)
    load (&videos[i]);
  return NULL;
}

const char *const *
rushes_gateway_video_get_names (void)
{
  return names;
}

const RushesGatewayVideo *
rushes_gateway_video_get (const char *name)
{
  static GOnce loaded = G_ONCE_INIT;

  g_once (&loaded, load_all, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (videos); i++)
    {
      if (name == NULL || g_str_equal (videos[i].name, name))
        return &videos[i];
    }
  g_error ("there is no video “%s”", name);
}
