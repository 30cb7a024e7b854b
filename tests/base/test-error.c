/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"

#include <errno.h>

static void
test_detail_travels (void)
{
  const RushesErrorDetail detail = { (char *) "1026", (char *) "refused", (char *) "req-1", 200, 7 };
  g_autoptr (GError) error = rushes_error_new_with_detail (RUSHES_ERROR_SERVICE, &detail, "said %d", 1);
  g_autoptr (GError) copy = g_error_copy (error);
  const RushesErrorDetail *kept = rushes_error_get_detail (copy);

  g_assert_error (copy, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
  g_assert_cmpstr (copy->message, ==, "said 1");
  g_assert_cmpstr (kept->code, ==, "1026");
  g_assert_cmpstr (kept->text, ==, "refused");
  g_assert_cmpstr (kept->request_id, ==, "req-1");
  g_assert_cmpuint (kept->http_status, ==, 200);
  g_assert_cmpuint (kept->retry_after, ==, 7);
}

static void
test_plain_and_foreign (void)
{
  g_autoptr (GError) plain = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_TLS, "x");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");

  g_assert_nonnull (rushes_error_get_detail (plain));
  g_assert_null (rushes_error_get_detail (plain)->code);
  g_assert_null (rushes_error_get_detail (foreign));
  g_assert_null (rushes_error_get_detail (NULL));
}

static void
test_errno (void)
{
  const struct
  {
    int saved_errno;
    RushesError code;
  } cases[] = {
    { ENOSPC, RUSHES_ERROR_DISK_FULL },
    { EDQUOT, RUSHES_ERROR_DISK_FULL },
    { EACCES, RUSHES_ERROR_FOLDER_UNWRITABLE },
    { EROFS, RUSHES_ERROR_FOLDER_UNWRITABLE },
    { ENOENT, RUSHES_ERROR_FOLDER_UNWRITABLE },
    { EEXIST, RUSHES_ERROR_FILE_EXISTS },
    { EIO, RUSHES_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = rushes_error_from_errno (cases[i].saved_errno, RUSHES_ERROR_FAILED, "at %s",
                                                          "x");

      g_assert_error (error, RUSHES_ERROR, (int) cases[i].code);
      g_assert_true (g_str_has_prefix (error->message, "at x: "));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/error/detail-travels", test_detail_travels);
  g_test_add_func ("/base/error/plain-and-foreign", test_plain_and_foreign);
  g_test_add_func ("/base/error/errno", test_errno);

  return g_test_run ();
}
