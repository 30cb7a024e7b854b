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

/* Those that a test has brought along: name -> RushesGatewayVideo */
static GMutex added_lock;
static GHashTable *added;

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

/* What OSS would say of its bytes. */
static void
describe (RushesGatewayVideo *video)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  g_autofree char *digits = NULL;
  guint8 digest[16];
  gsize digest_length = sizeof digest;
  gsize length;
  const guint8 *data;

  data = g_bytes_get_data (video->bytes, &length);
  g_checksum_update (checksum, data, (gssize) length);
  digits = g_ascii_strup (g_checksum_get_string (checksum), -1);
  g_checksum_get_digest (checksum, digest, &digest_length);

  video->etag = g_strdup_printf ("\"%s\"", digits);
  video->md5 = g_base64_encode (digest, digest_length);
  video->crc64 = g_strdup_printf ("%" G_GUINT64_FORMAT, compute_crc64 (data, length));
}

static void
load (RushesGatewayVideo *video)
{
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, video->name, ".mp4", NULL);
  g_autoptr (GError) error = NULL;

  video->bytes = g_resource_lookup_data (rushes_gateway_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                         &error);
  if (video->bytes == NULL)
    g_error ("%s", error->message);
  describe (video);
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

void
rushes_gateway_video_add (const char *name, GBytes *bytes)
{
  RushesGatewayVideo *video = g_new0 (RushesGatewayVideo, 1);
  g_autoptr (GMutexLocker) locker = NULL;

  video->name = g_intern_string (name);
  video->width = 1366;
  video->height = 768;
  video->bytes = g_bytes_ref (bytes);
  describe (video);

  locker = g_mutex_locker_new (&added_lock);
  if (added == NULL)
    added = g_hash_table_new (g_str_hash, g_str_equal);
  if (!g_hash_table_insert (added, (gpointer) video->name, video))
    g_error ("there is a video “%s” already", name);
}

static const RushesGatewayVideo *
find_added (const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&added_lock);

  return added != NULL ? g_hash_table_lookup (added, name) : NULL;
}

const RushesGatewayVideo *
rushes_gateway_video_get (const char *name)
{
  const RushesGatewayVideo *other;
  static GOnce loaded = G_ONCE_INIT;

  g_once (&loaded, load_all, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (videos); i++)
    {
      if (name == NULL || g_str_equal (videos[i].name, name))
        return &videos[i];
    }
  other = find_added (name);
  if (other == NULL)
    g_error ("there is no video “%s”", name);
  return other;
}
