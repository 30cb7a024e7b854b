/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "transfer/rushes-retry.h"
#include "transfer/rushes-transfer-route.h"

#define PRIMARY "https://one.example/v.mp4?Expires=2000000000&Signature=a"
#define BACKUP "https://two.example/v.mp4?Expires=2000000000&Signature=b"
#define CONTENT "https://gateway.example/v1/videos/1/content"
#define FRESH "https://one.example/v.mp4?Expires=2000009999&Signature=c"
#define WALL 1900000000
#define SECOND G_TIME_SPAN_SECOND
/* The longest that the jitter gives. */
#define LONGEST G_MAXUINT32

typedef struct
{
  RushesSnapshot *snapshot;
  RushesTransferRoute *route;
  gint64 now;
  gint64 due;
} Fixture;

static void
begin (Fixture *self, const char *primary, const char *backup, gboolean can_renew)
{
  g_clear_pointer (&self->snapshot, rushes_snapshot_unref);
  g_clear_pointer (&self->route, rushes_transfer_route_free);
  self->snapshot = rushes_snapshot_new ();
  self->snapshot->download_url = g_strdup (primary);
  self->snapshot->backup_download_url = g_strdup (backup);
  self->route = rushes_transfer_route_new (self->snapshot, CONTENT, can_renew, RUSHES_RETRY_MAX_TRIES);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->now = 1000 * SECOND;
  begin (self, PRIMARY, BACKUP, TRUE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  rushes_snapshot_unref (self->snapshot);
  rushes_transfer_route_free (self->route);
}

static RushesTransferStep
next (Fixture *self)
{
  return rushes_transfer_route_next (self->route, WALL, self->now, &self->due);
}

static void
assert_fetch (Fixture *self, const char *link)
{
  g_assert_cmpint (next (self), ==, RUSHES_TRANSFER_STEP_FETCH);
  g_assert_cmpstr (rushes_transfer_route_get_link (self->route), ==, link);
}

static void
assert_renew (Fixture *self)
{
  g_assert_cmpint (next (self), ==, RUSHES_TRANSFER_STEP_RENEW);
}

static void
assert_end (Fixture *self, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (next (self), ==, RUSHES_TRANSFER_STEP_END);
  error = rushes_transfer_route_dup_error (self->route);
  g_assert_error (error, RUSHES_ERROR, code);
}

static GError *
new_error (int code, guint status, guint retry_after)
{
  const RushesErrorDetail detail = { .http_status = status, .retry_after = retry_after };

  return rushes_error_new_with_detail ((RushesError) code, &detail, "a test");
}

/* The link of now fails, and then it is what the pause asks for. */
static void
fail_with (Fixture *self, int code, guint status, guint retry_after)
{
  g_autoptr (GError) error = new_error (code, status, retry_after);

  rushes_transfer_route_note_failure (self->route, error, FALSE, TRUE, self->now, LONGEST);
}

static void
fail (Fixture *self, int code)
{
  fail_with (self, code, 0, 0);
}

static void
refuse (Fixture *self, int code)
{
  g_autoptr (GError) error = new_error (code, 0, 0);

  rushes_transfer_route_note_refusal (self->route, error, TRUE, self->now, LONGEST);
}

static void
give_links (Fixture *self, const char *primary, const char *backup)
{
  g_autoptr (RushesSnapshot) fresh = rushes_snapshot_new ();

  fresh->download_url = g_strdup (primary);
  fresh->backup_download_url = g_strdup (backup);
  rushes_transfer_route_note_links (self->route, fresh);
}

static void
test_primary_first (Fixture *self, gconstpointer data)
{
  assert_fetch (self, PRIMARY);
  g_assert_cmpint (self->due, ==, self->now);
  g_assert_cmpint (rushes_transfer_route_get_current (self->route), ==, RUSHES_TRANSFER_LINK_PRIMARY);
}

/* 401, 403, 404, 410: renewed once, then the others, then it is over. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  assert_fetch (self, PRIMARY);
  fail (self, RUSHES_ERROR_LINK_EXPIRED);
  assert_renew (self);
  g_assert_cmpint (self->due, ==, self->now);
  give_links (self, FRESH, NULL);
  assert_fetch (self, FRESH);
  g_assert_cmpint (self->due, ==, self->now);
  fail (self, RUSHES_ERROR_LINK_EXPIRED);
  assert_fetch (self, BACKUP);
  fail (self, RUSHES_ERROR_LINK_EXPIRED);
  assert_fetch (self, CONTENT);
  fail_with (self, RUSHES_ERROR_LINK_EXPIRED, 404, 0);
  assert_end (self, RUSHES_ERROR_LINK_EXPIRED);
}

static void
test_refused_for_good (Fixture *self, gconstpointer data)
{
  begin (self, PRIMARY, BACKUP, FALSE);
  fail (self, RUSHES_ERROR_LINK_EXPIRED);
  assert_fetch (self, BACKUP);
  fail (self, RUSHES_ERROR_LINK_EXPIRED);
  assert_fetch (self, CONTENT);
  fail_with (self, RUSHES_ERROR_REQUEST_REFUSED, 400, 0);
  assert_end (self, RUSHES_ERROR_LINK_EXPIRED);
}

/* Each new byte makes a renewal possible again. */
static void
test_refused_again (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      assert_fetch (self, i == 0 ? PRIMARY : FRESH);
      fail (self, RUSHES_ERROR_LINK_EXPIRED);
      assert_renew (self);
      give_links (self, FRESH, NULL);
      rushes_transfer_route_note_progress (self->route);
    }
}

static void
test_near_expiry (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (rushes_transfer_route_next (self->route, 2000000000 - 60, self->now, &self->due), ==,
                   RUSHES_TRANSFER_STEP_FETCH);
  g_assert_cmpint (rushes_transfer_route_next (self->route, 2000000000 - 59, self->now, &self->due), ==,
                   RUSHES_TRANSFER_STEP_RENEW);

  /* The service gives the same again, or a clock is wrong: then it is simply tried. */
  give_links (self, PRIMARY, BACKUP);
  g_assert_cmpint (rushes_transfer_route_next (self->route, 2000000000 + 9999, self->now, &self->due), ==,
                   RUSHES_TRANSFER_STEP_FETCH);

  begin (self, PRIMARY, BACKUP, FALSE);
  g_assert_cmpint (rushes_transfer_route_next (self->route, 2000000000 + 9999, self->now, &self->due), ==,
                   RUSHES_TRANSFER_STEP_FETCH);
}

static void
test_no_links (Fixture *self, gconstpointer data)
{
  begin (self, NULL, NULL, TRUE);
  assert_renew (self);
  give_links (self, NULL, NULL);
  assert_fetch (self, CONTENT);
  fail_with (self, RUSHES_ERROR_LINK_EXPIRED, 404, 0);
  assert_end (self, RUSHES_ERROR_NO_LINK);

  begin (self, NULL, NULL, TRUE);
  assert_renew (self);
  give_links (self, PRIMARY, NULL);
  assert_fetch (self, PRIMARY);
}

static void
test_same_link_twice (Fixture *self, gconstpointer data)
{
  begin (self, CONTENT, CONTENT, FALSE);
  assert_fetch (self, CONTENT);
  fail (self, RUSHES_ERROR_NOT_A_VIDEO);
  assert_end (self, RUSHES_ERROR_NOT_A_VIDEO);
}

/* Unreachable: in turn, each after its own pause, and six tries. */
static void
test_unreachable (Fixture *self, gconstpointer data)
{
  assert_fetch (self, PRIMARY);
  fail (self, RUSHES_ERROR_UNREACHABLE);
  assert_fetch (self, BACKUP);
  g_assert_cmpint (self->due, ==, self->now);
  fail (self, RUSHES_ERROR_UNREACHABLE);
  assert_fetch (self, PRIMARY);
  g_assert_cmpint (self->due, ==, self->now + 1 * SECOND);
  self->now = self->due;
  fail (self, RUSHES_ERROR_UNREACHABLE);
  assert_fetch (self, BACKUP);
  g_assert_cmpint (self->due, ==, self->now + 1 * SECOND);
  self->now = self->due;
  fail (self, RUSHES_ERROR_UNREACHABLE);
  assert_fetch (self, CONTENT);
  fail (self, RUSHES_ERROR_UNREACHABLE);
  assert_fetch (self, PRIMARY);
  fail (self, RUSHES_ERROR_UNREACHABLE);
  assert_end (self, RUSHES_ERROR_UNREACHABLE);
}

/* 404: the gateway has nothing, and the links have as many tries as without it. */
static void
test_gateway_without_video (Fixture *self, gconstpointer data)
{
  const char *const links[] = { PRIMARY, BACKUP, PRIMARY, BACKUP, CONTENT, PRIMARY, BACKUP };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      assert_fetch (self, links[i]);
      self->now = self->due;
      if (g_str_equal (links[i], CONTENT))
        fail_with (self, RUSHES_ERROR_LINK_EXPIRED, 404, 0);
      else
        fail (self, RUSHES_ERROR_UNREACHABLE);
    }
  assert_end (self, RUSHES_ERROR_UNREACHABLE);
}

static void
test_progress_resets (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      assert_fetch (self, PRIMARY);
      rushes_transfer_route_note_progress (self->route);
      fail (self, RUSHES_ERROR_INCOMPLETE);
      g_assert_cmpint (next (self), ==, RUSHES_TRANSFER_STEP_FETCH);
      g_assert_cmpint (self->due, <=, self->now + SECOND);
    }
}

static void
test_offline_burns_nothing (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = new_error (RUSHES_ERROR_UNREACHABLE, 0, 0);

  for (guint i = 0; i < 50; i++)
    {
      g_assert_cmpint (next (self), ==, RUSHES_TRANSFER_STEP_FETCH);
      g_assert_cmpint (self->due, ==, self->now);
      rushes_transfer_route_note_failure (self->route, error, FALSE, FALSE, self->now, LONGEST);
    }
}

/* One 5xx may pass, two are enough. */
static void
test_two_5xx (Fixture *self, gconstpointer data)
{
  fail_with (self, RUSHES_ERROR_SERVICE, 503, 0);
  assert_fetch (self, PRIMARY);
  g_assert_cmpint (self->due, ==, self->now + 1 * SECOND);
  fail_with (self, RUSHES_ERROR_SERVICE, 502, 0);
  assert_fetch (self, BACKUP);
  g_assert_cmpint (self->due, ==, self->now);
}

static void
test_retry_after (Fixture *self, gconstpointer data)
{
  fail_with (self, RUSHES_ERROR_RATE_LIMITED, 429, 7);
  assert_fetch (self, PRIMARY);
  g_assert_cmpint (self->due, ==, self->now + 7 * SECOND);

  /* For long: the other host is asked at once, the first one not before its time. */
  fail_with (self, RUSHES_ERROR_RATE_LIMITED, 429, 3600);
  assert_fetch (self, BACKUP);
  g_assert_cmpint (self->due, ==, self->now);
  fail (self, RUSHES_ERROR_UNREACHABLE);
  assert_fetch (self, CONTENT);
  fail_with (self, RUSHES_ERROR_LINK_EXPIRED, 404, 0);
  assert_fetch (self, PRIMARY);
  g_assert_cmpint (self->due, ==, self->now + 3600 * SECOND);
}

static void
test_damaged (Fixture *self, gconstpointer data)
{
  fail (self, RUSHES_ERROR_DAMAGED);
  assert_fetch (self, BACKUP);
  rushes_transfer_route_note_progress (self->route);
  fail (self, RUSHES_ERROR_DAMAGED);
  assert_end (self, RUSHES_ERROR_DAMAGED);
}

/* Where there is no other link, the same is fetched once more, from its first byte on. */
static void
test_damaged_when_resumed (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = new_error (RUSHES_ERROR_DAMAGED, 0, 0);

  begin (self, CONTENT, NULL, FALSE);
  rushes_transfer_route_note_failure (self->route, error, TRUE, TRUE, self->now, LONGEST);
  assert_fetch (self, CONTENT);
  rushes_transfer_route_note_failure (self->route, error, FALSE, TRUE, self->now, LONGEST);
  assert_end (self, RUSHES_ERROR_DAMAGED);
}

static void
test_hopeless (Fixture *self, gconstpointer data)
{
  const int codes[] = { RUSHES_ERROR_NOT_A_VIDEO, RUSHES_ERROR_TLS, RUSHES_ERROR_LINK_REFUSED,
                        RUSHES_ERROR_REQUEST_REFUSED };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      begin (self, PRIMARY, BACKUP, FALSE);
      fail (self, codes[i]);
      assert_fetch (self, BACKUP);
      g_assert_cmpint (self->due, ==, self->now);
      fail (self, codes[i]);
      assert_fetch (self, CONTENT);
      fail (self, codes[i]);
      assert_end (self, codes[i]);
    }
}

/* The task is gone, the key is refused: what is left is tried, and then that is the reason. */
static void
test_renewal_is_refused (Fixture *self, gconstpointer data)
{
  const int codes[] = { RUSHES_ERROR_TASK_UNKNOWN, RUSHES_ERROR_TASK_FAILED, RUSHES_ERROR_KEY_REFUSED,
                        RUSHES_ERROR_KEY_MISSING, RUSHES_ERROR_BALANCE };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      begin (self, PRIMARY, BACKUP, TRUE);
      fail (self, RUSHES_ERROR_LINK_EXPIRED);
      assert_renew (self);
      refuse (self, codes[i]);
      assert_fetch (self, BACKUP);
      fail (self, RUSHES_ERROR_LINK_EXPIRED);
      assert_end (self, codes[i]);
    }
}

/* The service does not answer: the backup link meanwhile, then it is asked again, with pauses. */
static void
test_renewal_fails_for_now (Fixture *self, gconstpointer data)
{
  fail (self, RUSHES_ERROR_LINK_EXPIRED);
  assert_renew (self);
  refuse (self, RUSHES_ERROR_UNREACHABLE);
  assert_fetch (self, BACKUP);
  fail (self, RUSHES_ERROR_LINK_EXPIRED);
  assert_fetch (self, CONTENT);
  fail_with (self, RUSHES_ERROR_LINK_EXPIRED, 404, 0);
  assert_renew (self);
  g_assert_cmpint (self->due, >, self->now);
  self->now = self->due;
  give_links (self, FRESH, BACKUP);
  assert_fetch (self, FRESH);
}

static void
test_turn_to_origin (Fixture *self, gconstpointer data)
{
  rushes_transfer_route_turn_to_origin (self->route, NULL);
  g_assert_cmpint (rushes_transfer_route_get_current (self->route), ==, RUSHES_TRANSFER_LINK_PRIMARY);
  rushes_transfer_route_turn_to_origin (self->route, "https://two.example/v.mp4");
  g_assert_cmpint (rushes_transfer_route_get_current (self->route), ==, RUSHES_TRANSFER_LINK_BACKUP);
  rushes_transfer_route_turn_to_origin (self->route, "https://elsewhere.example/v.mp4");
  g_assert_cmpint (rushes_transfer_route_get_current (self->route), ==, RUSHES_TRANSFER_LINK_BACKUP);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/transfer/transfer-route/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("primary-first", test_primary_first);
  add ("refused", test_refused);
  add ("refused-for-good", test_refused_for_good);
  add ("refused-again", test_refused_again);
  add ("near-expiry", test_near_expiry);
  add ("no-links", test_no_links);
  add ("same-link-twice", test_same_link_twice);
  add ("unreachable", test_unreachable);
  add ("gateway-without-video", test_gateway_without_video);
  add ("progress-resets", test_progress_resets);
  add ("offline-burns-nothing", test_offline_burns_nothing);
  add ("two-5xx", test_two_5xx);
  add ("retry-after", test_retry_after);
  add ("damaged", test_damaged);
  add ("damaged-when-resumed", test_damaged_when_resumed);
  add ("hopeless", test_hopeless);
  add ("renewal-is-refused", test_renewal_is_refused);
  add ("renewal-fails-for-now", test_renewal_fails_for_now);
  add ("turn-to-origin", test_turn_to_origin);

  return g_test_run ();
}
