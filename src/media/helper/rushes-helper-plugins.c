/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-helper-plugins"

#include "config.h"

#include "media/helper/rushes-helper-plugins.h"

#include "base/rushes-error.h"

#include <gst/gst.h>

/* Without the first group nothing works; of the others, what is installed is used. */
static const char *const needed[] = { "coreelements", "app", "isomp4", "playback", "png", "jpeg" };
static const char *const decoders[] = {
  "libav", "openh264", "vpx", "dav1d", "rsdav1d", "aom", "de265", "videoparsersbad",
};

static const char *const unwanted[] = {
  "GST_PLUGIN_PATH", "GST_PLUGIN_PATH_1_0", "GST_PLUGIN_SCANNER", "GST_PLUGIN_SCANNER_1_0",
  "GST_TRACERS",     "GST_DEBUG",           "GST_DEBUG_FILE",     "GST_DEBUG_DUMP_DOT_DIR",
};

static char **
dup_folders (void)
{
  const char *path = g_getenv ("GST_PLUGIN_SYSTEM_PATH_1_0");

  if (path == NULL)
    path = g_getenv ("GST_PLUGIN_SYSTEM_PATH");
  return g_strsplit (path != NULL ? path : RUSHES_GSTREAMER_PLUGINS, G_SEARCHPATH_SEPARATOR_S, -1);
}

static gboolean
load_one (char **folders, const char *name)
{
  g_autofree char *file = g_strdup_printf ("libgst%s.so", name);

  for (gsize i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], file, NULL);
      g_autoptr (GstPlugin) plugin = NULL;

      if (!g_path_is_absolute (path) || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;
      plugin = gst_plugin_load_file (path, NULL);
      if (plugin != NULL)
        return TRUE;
    }
  return FALSE;
}

gboolean
rushes_helper_plugins_load (GError **error)
{
  g_auto (GStrv) folders = dup_folders ();

  for (gsize i = 0; i < G_N_ELEMENTS (unwanted); i++)
    g_unsetenv (unwanted[i]);
  /* Where no registry is, GStreamer loads every plugin there is, to write one: here it finds no plugin,
   * and no place for a registry. It also changes the mode of the folder that the registry would be in: so
   * that is one whose mode nobody may change, and never a device such as /dev/null. */
  g_setenv ("GST_PLUGIN_SYSTEM_PATH_1_0", "/proc/self/plugins", TRUE);
  g_setenv ("GST_REGISTRY_1_0", "/proc/self/registry", TRUE);
  g_setenv ("GST_REGISTRY_FORK", "no", TRUE);
  if (!gst_init_check (NULL, NULL, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      if (!load_one (folders, needed[i]))
        {
          g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER, "GStreamer's plugin %s is not there",
                       needed[i]);
          return FALSE;
        }
    }
  for (gsize i = 0; i < G_N_ELEMENTS (decoders); i++)
    {
      if (!load_one (folders, decoders[i]))
        g_debug ("no plugin %s", decoders[i]);
    }
  return TRUE;
}
