/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Puts fake-helper.sh in the place of rushes-media-helper, with a folder for its files. */
typedef struct
{
  char *folder;
  char *log;
  char *gate;
  int gate_fd; /* -1 without a gate */
} Fake;

void fake_set_up (Fake *self);
void fake_tear_down (Fake *self);

/* From now on it waits for a line of fake_let_go(). */
void fake_close_gate (Fake *self);
void fake_let_go (Fake *self);

/* A "video" of that name. Returns: (transfer full): its path */
char *fake_make_video (Fake *self, const char *name, const char *deed);

/* The names of the videos it was started with. Returns: (transfer full): with a comma after each */
char *fake_dup_log (Fake *self);
/* Waits until that is what fake_dup_log() says. */
void fake_await_log (Fake *self, const char *names);
/* Waits until it was started @times times. */
void fake_await_starts (Fake *self, guint times);

G_END_DECLS
