/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-signed-link.h"

#include "base/rushes-error.h"

#include <libsoup/soup.h>
#include <string.h>

static void
test_expiry (void)
{
  const struct
  {
    const char *link;
    gint64 expiry;
  } cases[] = {
    { "https://h/o.mp4?Expires=1756485985&OSSAccessKeyId=L&Signature=a%3D", 1756485985 },
    { "https://h/o.mp4?Signature=a%3D&Expires=1756485985", 1756485985 },
    { "https://h/o.mp4?Expires=1756485985#end", 1756485985 },
    { "https://h/o.mp4?x-oss-date=20250829T074625Z&x-oss-expires=32400&x-oss-signature=1", 1756485985 },
    { "https://h/o.mp4?x-oss-expires=1756485985", 1756485985 },
    { "https://h/o.mp4?X-Amz-Date=20250829T074625Z&X-Amz-Expires=32400", 1756485985 },
    { "https://h/o.mp4?x-oss-expires=32400", 0 },
    { "https://h/o.mp4?x-oss-date=yesterday&x-oss-expires=32400", 0 },
    { "https://h/o.mp4?Expires=", 0 },
    { "https://h/o.mp4?Expires=-1756485985", 0 },
    { "https://h/o.mp4?Expires=32400", 0 },
    { "https://h/o.mp4?Expires=99999999999999999999999", 0 },
    { "https://h/o.mp4?NotExpires=1756485985", 0 },
    { "https://h/Expires=1756485985", 0 },
    { "https://h/o.mp4", 0 },
    { "", 0 },
    { NULL, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].link);
      g_assert_cmpint (rushes_signed_link_get_expiry (cases[i].link), ==, cases[i].expiry);
    }
}

static void
test_bytes_stay (void)
{
  const char *links[] = {
    "https://cdn.example.com/a%2Fb%7e%2d%41%e4/output.mp4?Expires=1&Signature=5Dm%2Bx%3D+y~%zz",
    "https://cdn.example.com/a/../b//c/./output.mp4?x",
    "https://cdn.example.com:8443/output.mp4",
    "https://cdn.example.com/视频.mp4?名=1",
    "https://cdn.example.com/?",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GUri) uri = rushes_signed_link_parse (links[i], FALSE, &error);
      g_autoptr (SoupMessage) message = NULL;
      g_autofree char *text = NULL;
      g_autofree char *sent = NULL;

      g_assert_no_error (error);
      text = g_uri_to_string (uri);
      g_assert_cmpstr (text, ==, links[i]);

      message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
      g_assert_nonnull (message);
      sent = g_uri_to_string (soup_message_get_uri (message));
      g_assert_cmpstr (sent, ==, links[i]);
    }
}

static void
test_refused (void)
{
  const char *links[] = {
    "",
    "www.downloadurl.com",
    "//cdn.example.com/o.mp4",
    "http://cdn.example.com/o.mp4",
    "ftp://cdn.example.com/o.mp4",
    "file:///etc/passwd",
    "data:video/mp4;base64,AAAA",
    "javascript:alert(1)",
    "https://",
    "https:///o.mp4",
    "https://user@cdn.example.com/o.mp4",
    "https://user:pw@cdn.example.com/o.mp4",
    "https://cdn.example.com:0/o.mp4",
    "https://cdn.example.com:99999/o.mp4",
    "https://cdn.example.com:x/o.mp4",
    "https://cdn.example.com/o.mp4#part",
    "https://cdn.example.com/a b.mp4",
    "https://cdn.example.com/a\r\nX-Header: 1",
    "https://cdn.example.com/a\x7f",
    "https://cdn.example.com\\@evil.example/o.mp4",
    "https://cdn%2eexample.com/o.mp4",
    "https://cdn.exämple.com/o.mp4",
    "https://[::1/o.mp4",
    "https://cdn.example.com/\xff",
    "https://127.0.0.1/o.mp4",
    "https://localhost/o.mp4",
    "https://10.1.2.3/o.mp4",
    "https://[::1]/o.mp4",
    "https://[::ffff:192.168.1.1]/o.mp4",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GUri) uri = rushes_signed_link_parse (links[i], FALSE, &error);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED);
      g_assert_null (uri);
    }
}

static void
test_local_where_the_account_is (void)
{
  const char *allowed[] = { "http://127.0.0.1:8080/o.mp4?x", "http://localhost:8000/o.mp4",
                            "http://[::1]:8080/o.mp4", "https://192.168.1.7/o.mp4" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      g_autoptr (GUri) local = rushes_signed_link_parse (allowed[i], TRUE, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = g_uri_to_string (local);
      g_assert_cmpstr (text, ==, allowed[i]);
    }

  uri = rushes_signed_link_parse ("http://192.168.1.7/o.mp4", TRUE, &error);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED);
}

static void
test_hosts (void)
{
  const char *local[] = { "localhost",
                          "LOCALHOST.",
                          "a.localhost",
                          "127.0.0.1",
                          "127.1",
                          "0x7f000001",
                          "2130706433",
                          "0.0.0.0",
                          "10.0.0.1",
                          "172.16.0.1",
                          "172.31.9.9",
                          "192.168.0.1",
                          "169.254.1.1",
                          "100.64.0.1",
                          "224.0.0.1",
                          "255.255.255.255",
                          "::1",
                          "[::1]",
                          "::",
                          "fe80::1%eth0",
                          "fc00::1",
                          "fd12::1",
                          "ff02::1",
                          "::ffff:10.0.0.1",
                          "64:ff9b::7f00:1",
                          "2002:7f00:1::1",
                          "printer",
                          "nas.local",
                          "db.internal" };
  const char *public[] = { "www.anyapi.vip",  "8.8.8.8",        "172.32.0.1",  "100.128.0.1",
                           "2606:4700::1111", "::ffff:8.8.8.8", "192.169.0.1", "127.0.0.1.example.com" };

  for (gsize i = 0; i < G_N_ELEMENTS (local); i++)
    {
      g_test_message ("%s", local[i]);
      g_assert_true (rushes_signed_link_host_is_local (local[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (public); i++)
    {
      g_test_message ("%s", public[i]);
      g_assert_false (rushes_signed_link_host_is_local (public[i]));
    }

  g_assert_true (rushes_signed_link_host_is_loopback ("127.8.9.1"));
  g_assert_true (rushes_signed_link_host_is_loopback ("[::1]"));
  g_assert_true (rushes_signed_link_host_is_loopback ("::ffff:127.0.0.1"));
  g_assert_false (rushes_signed_link_host_is_loopback ("10.0.0.1"));
  g_assert_false (rushes_signed_link_host_is_loopback ("0.0.0.0"));
  g_assert_false (rushes_signed_link_host_is_loopback ("localhost.example.com"));
}

static void
test_redact (void)
{
  const struct
  {
    const char *link;
    const char *redacted;
  } cases[] = {
    { "https://cdn.example.com/a%2Fb/c/output.mp4?Expires=1&Signature=secret",
      "https://cdn.example.com/…/output.mp4" },
    { "https://cdn.example.com/output.mp4?Signature=secret", "https://cdn.example.com/output.mp4" },
    { "https://cdn.example.com?Signature=secret", "https://cdn.example.com/" },
    { "secret", "…" },
    { "https://user:secret@cdn.example.com/o.mp4", "…" },
    { "cdn.example.com/o.mp4?Signature=secret&next=https://cdn.example.com/", "…" },
    { "://cdn.example.com/o.mp4", "…" },
    { NULL, "…" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *redacted = rushes_signed_link_redact (cases[i].link);
      g_assert_cmpstr (redacted, ==, cases[i].redacted);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/signed-link/expiry", test_expiry);
  g_test_add_func ("/api/signed-link/bytes-stay", test_bytes_stay);
  g_test_add_func ("/api/signed-link/refused", test_refused);
  g_test_add_func ("/api/signed-link/local-where-the-account-is", test_local_where_the_account_is);
  g_test_add_func ("/api/signed-link/hosts", test_hosts);
  g_test_add_func ("/api/signed-link/redact", test_redact);

  return g_test_run ();
}
