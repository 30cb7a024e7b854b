/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/rushes-host.h"

G_BEGIN_DECLS

/**
 * RushesBackgroundPolicy: what becomes of tasks in progress when the window is closed. The numbers are those of
 * the setting.
 */
typedef enum
{
  RUSHES_BACKGROUND_ASK,
  RUSHES_BACKGROUND_FOLLOW,
  RUSHES_BACKGROUND_QUIT,
} RushesBackgroundPolicy;

/**
 * RushesBackground: goes on following without a window. Main thread.
 *
 * In between rushes_background_enter() and rushes_background_leave() it holds the session, asks the portal whether
 * it may (where there is none, it may), and tells it what is going on. A minute after there is nothing left to
 * follow or to fetch, it leaves by itself. Where it may not, it leaves, and a notification says so.
 *
 * Property: "active" (boolean, read-only)
 */
#define RUSHES_TYPE_BACKGROUND (rushes_background_get_type ())
G_DECLARE_FINAL_TYPE (RushesBackground, rushes_background, RUSHES, BACKGROUND, GObject)

/* @application: not kept alive; its bus is the one that is asked */
RushesBackground *rushes_background_new (GApplication *application, RushesHost *host);

/* Whether there is anything to follow or to fetch. */
gboolean rushes_background_is_worth_it (RushesSession *session);

gboolean rushes_background_get_active (RushesBackground *self);

/* While somebody else holds the host still. */
void rushes_background_enter (RushesBackground *self);
void rushes_background_leave (RushesBackground *self);

G_END_DECLS
