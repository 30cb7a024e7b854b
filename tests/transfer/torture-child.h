/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * The process that dies: the whole core with a library on disk, which tracks tasks, keeps their videos,
 * saves some, and tells of every change on its standard output, one a line: "ID state", where the state is
 * one of transfer-state, "kept" or "saved", and "remembered" where it is on disk that it is to be saved; "done
 * STEPS" when nothing is left to be done.
 *
 * Arguments: --torture-child DATA-FOLDER USER-FOLDER POLICY STEP ID…; the account is that of the environment.
 * An ID with a "+" after it is saved into USER-FOLDER as ID.mp4; with a "=" it was asked for by a process before
 * this one, and nobody asks again. POLICY is "never" where nothing is kept,
 * "keep" where all but these are, "join" where these are saved once they are being kept.
 *
 * STEP lets it kill itself at one of the calls that change what is on a disk, as torture_steps_arm() has it.
 * STEPS are torture_steps_dup_counts().
 */
int torture_child_run (int argc, char *argv[]);

/* Whether these are its arguments. */
gboolean torture_child_is_meant (int argc, char *argv[]);

G_END_DECLS
