/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rushes_helper_plugins_load:
 *
 * Starts GStreamer with the handful of plugins that read an MP4, decode its picture in software and
 * write PNG or JPEG, taken straight from GStreamer's own folder. No other plugin is in this process:
 * none that speaks to a network, none that asks a graphics driver, none of the user's. The registry
 * is neither read nor written, so a bad day here is no bad day for other programs.
 *
 * GST_PLUGIN_SYSTEM_PATH_1_0 (or without _1_0), which Flatpak runtimes set, says where the folder is.
 */
gboolean rushes_helper_plugins_load (GError **error);

G_END_DECLS
