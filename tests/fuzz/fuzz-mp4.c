/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "base/rushes-error.h"
#include "transfer/rushes-mp4.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static gboolean
check (int fd, gint64 size)
{
  g_autoptr (GError) error = NULL;
  const gboolean good = rushes_mp4_check (fd, size, &error);

  g_assert_true (good == (error == NULL));
  if (error != NULL)
    {
      g_assert_true (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED)
                     || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_NOT_A_VIDEO));
      fuzz_target_check_text (error->message);
    }
  return good;
}

/* A file that cannot be read is an error that says so, not a damaged video. */
static void
check_unreadable (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rushes_mp4_check (-1, 100, &error));
  g_assert_nonnull (error);
  fuzz_target_check_text (error->message);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static int fd = -1;

  fuzz_target_prepare ();
  if (fd < 0)
    fd = memfd_create ("video", MFD_CLOEXEC);
  g_assert_cmpint (ftruncate (fd, 0), ==, 0);
  g_assert_cmpint (pwrite (fd, data, size, 0), ==, (gssize) size);

  if (check (fd, (gint64) size))
    {
      g_assert_true (memcmp (data + 4, "ftyp", 4) == 0);
      g_assert_nonnull (memmem (data, size, "moov", 4));
      g_assert_nonnull (memmem (data, size, "mdat", 4));
    }
  /* The file has become shorter since it was measured. */
  check (fd, (gint64) size + 1);
  check (fd, G_MAXINT64);
  check_unreadable ();
  return 0;
}
