/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesHost: the one session of the program, for whoever needs it: the window, the button of a notification, the
 * desktop's search, the background. Main thread.
 *
 * As long as somebody holds it, the session is open, or about to be, and the process lives; when the last one has
 * let go the session is closed, and whoever comes meanwhile gets a new one. Nothing that anybody did is lost by
 * leaving: the process waits for the library.
 *
 * The demo has a service, an account and a folder of its own, and its tasks are tracked with the start.
 *
 * Properties: "session" (RushesSession, nullable, read-only: from when its library begins to be opened till it is
 * closed), "opened" (boolean, read-only: its library is open), "problem" (GError, nullable, read-only: something
 * that is true for the whole run: the environment's account is none, the keyring did not answer).
 *
 * Signals: "failed" (GError): it could not be opened; that is tried again when somebody else comes. "closed":
 * there is no session any more.
 */
#define RUSHES_TYPE_HOST (rushes_host_get_type ())
G_DECLARE_FINAL_TYPE (RushesHost, rushes_host, RUSHES, HOST, GObject)

/* @application: it is not kept alive by this, but its process is */
RushesHost *rushes_host_new (GApplication *application);

/* Before it is held for the first time: whether the tasks are made up. */
void     rushes_host_set_demo (RushesHost *self, gboolean demo);
gboolean rushes_host_get_demo (RushesHost *self);

/* (transfer none) (nullable) */
RushesSession *rushes_host_get_session (RushesHost *self);
gboolean       rushes_host_get_opened (RushesHost *self);
/* (transfer none) (nullable) */
const GError *rushes_host_get_problem (RushesHost *self);
/* Whether the account comes from outside (environment, demo), so that nobody has to be asked for one. */
gboolean rushes_host_has_override (RushesHost *self);

/* Opens the session where there is none. */
void rushes_host_hold (RushesHost *self);
void rushes_host_release (RushesHost *self);
/* For who holds it already: tries again after "failed". */
void rushes_host_reopen (RushesHost *self);

/* Begins to ask, once the library is open: the window calls it after its first frame. */
void rushes_host_start (RushesHost *self);

/* Holds it for another half a minute: for whoever is likely to come again, as a search does with each letter. */
void rushes_host_linger (RushesHost *self);

/**
 * rushes_host_end:
 *
 * The program is to end: closes the session whoever holds it still; whoever waits for it gets
 * G_IO_ERROR_CANCELLED. "closed" follows, at once where nothing is open. Only rushes_host_hold() opens it again.
 */
void rushes_host_end (RushesHost *self);

/**
 * rushes_host_open_async:
 * @started: whether the service is to be asked, too; otherwise the library is just read
 *
 * finish returns (transfer full) the session with its library open, and then the caller holds the host, until he
 * calls rushes_host_release(). Errors: those of rushes_session_open_async(); G_IO_ERROR_CANCELLED where the
 * program ends.
 */
void           rushes_host_open_async (RushesHost          *self,
                                       gboolean             started,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
RushesSession *rushes_host_open_finish (RushesHost *self, GAsyncResult *result, GError **error);

/**
 * rushes_host_track_async:
 * @items: (element-type RushesIntakeItem): in the order in which the list shall show them
 *
 * As rushes_session_track_async(), as soon as the service is asked. The start is left to whoever holds it
 * beside this.
 */
void       rushes_host_track_async (RushesHost          *self,
                                    GPtrArray           *items,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
GPtrArray *rushes_host_track_finish (RushesHost *self, GAsyncResult *result, GError **error);

G_END_DECLS
