/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Appends a top-level box of @type with @n_payload bytes of a noise that depends on @seed: bytes
 * that nowhere repeat, so that a part in the wrong place shows. */
void rushes_test_append_box (GByteArray *file, const char *type, gsize n_payload, guint32 seed);

/* ftyp, moov, mdat: no picture in it, but a structure that holds. Returns: (transfer full) */
GBytes *rushes_test_make_mp4 (gsize n_bytes, guint32 seed);

/* The only names in @folder, or none (NULL). Fails the test where there are others. */
void rushes_test_assert_only (const char *folder, const char *name);

void rushes_test_write_file (const char *path, GBytes *bytes);
void rushes_test_assert_file (const char *path, GBytes *bytes);

G_END_DECLS
