/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesGatewayVideo: a video that the CDN has, with what OSS says of it. Made once, never
 * freed; any thread.
 */
typedef struct
{
  const char *name;
  guint width;
  guint height;
  GBytes *bytes;
  char *etag; /* with its quotes */
  char *md5;  /* as Content-MD5 says it */
  char *crc64; /* as x-oss-hash-crc64ecma says it: unsigned decimal */
} RushesGatewayVideo;

/* NULL-terminated, the plainest first. */
const char *const *rushes_gateway_video_get_names (void);
/* @name: (nullable): NULL is the first. Never NULL: an unknown name is a programmer's error. */
const RushesGatewayVideo *rushes_gateway_video_get (const char *name);

/* One more, of whatever bytes, from here on; @name is taken once. Not told by get_names(). */
void rushes_gateway_video_add (const char *name, GBytes *bytes);

G_END_DECLS
