/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * A desktop on a bus of its own: it shows notifications as GNOME does, and has a portal that is asked about the
 * background. It only notes what it is told.
 */
typedef struct
{
  GTestDBus *bus;
  GDBusConnection *connection;

  GHashTable *shown;    /* id -> GVariant (a{sv}) of org.gtk.Notifications */
  guint n_sent;         /* how often anything was shown */
  GPtrArray *reasons;   /* of char *: why somebody wants to be in the background */
  GPtrArray *statuses;  /* of char * */
  gboolean deny;        /* whether nobody may */
} RushesFakeDesktop;

RushesFakeDesktop *rushes_fake_desktop_new (void);
void               rushes_fake_desktop_free (RushesFakeDesktop *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesFakeDesktop, rushes_fake_desktop_free)

/* Waits until all that @connection (of the same bus) has sent so far was noted. */
void rushes_fake_desktop_settle (RushesFakeDesktop *self, GDBusConnection *connection);

/* Its notifications end, and nobody can be started in its place. */
void rushes_fake_desktop_leave (RushesFakeDesktop *self);

/* (nullable): what is shown under @id. Returns: (transfer none) */
GVariant *rushes_fake_desktop_get (RushesFakeDesktop *self, const char *id);
/* Its title or body; "" for none. Returns: (transfer full) */
char *rushes_fake_desktop_dup_text (RushesFakeDesktop *self, const char *id, const char *key);
/* "Label=action(target) …" of its buttons. Returns: (transfer full) */
char *rushes_fake_desktop_dup_buttons (RushesFakeDesktop *self, const char *id);

G_END_DECLS
