/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A video of ours, and a folder of the user's where it is to land. */

#define LANDING_ORIGIN "https://cdn.example/videos/output.mp4"
#define LANDING_NAME "海 output.mp4"
#define LANDING_PART_BYTES 300000

typedef struct
{
  char *ours;
  char *source; /* in it */
  char *folder; /* the user's */
  char *path;   /* in it; nothing is there */
  GFile *destination;
  GBytes *video;
} LandingFixture;

typedef void (*LandingTest) (LandingFixture *self, gconstpointer where);

/* How the destination lies to what is ours, as a test's data. */
extern const char landing_same[];
extern const char landing_other[];
extern const char landing_far_away[];

/* The video is called @name in our folder, and has @bytes. */
void landing_fixture_init (LandingFixture *self, gconstpointer where, const char *name, gsize bytes);
void landing_fixture_tear_down (LandingFixture *self, gconstpointer where);

/* Adds GROUP/WHERE/NAME. */
void landing_fixture_add (const char    *group,
                          gconstpointer  where,
                          const char    *name,
                          LandingTest    set_up,
                          LandingTest    test);

/* Whether there is no such place on this machine; the test has been skipped then. */
gboolean landing_fixture_is_skipped (gconstpointer where);
/* For what breaks the process it runs in: so that is one of its own. */
void     landing_fixture_run_broken (LandingFixture *self,
                                     gconstpointer   where,
                                     void          (*broken) (LandingFixture *self));

/* Puts another film at @path. Returns: (transfer full) */
GBytes *landing_fixture_write_old (const char *path);
/* The video of ours is there, and nothing beside it. */
void    landing_fixture_assert_ours (LandingFixture *self);
/* In the user's folder is the video, and nothing beside it. */
void    landing_fixture_assert_landed (LandingFixture *self);

/* A part that is to be moved to where it belongs. */
void     landing_fixture_set_up_part (LandingFixture *self, gconstpointer where);
gboolean landing_fixture_commit_part (LandingFixture *self, gboolean replace, GError **error);
/* As landing_fixture_assert_landed(), and nothing is left of the part. */
void     landing_fixture_assert_part_landed (LandingFixture *self);
/* The part is there, and in the user's folder is what was: @only, or nothing. */
void     landing_fixture_assert_part_untouched (LandingFixture *self, const char *only);

G_END_DECLS
