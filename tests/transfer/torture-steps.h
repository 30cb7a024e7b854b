/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Every call that changes what is on a disk, counted by its kind; the process can be made to die at one of
 * them. Linked into a program, they are the program's own, for all its libraries.
 */
typedef enum
{
  TORTURE_STEP_RENAME,
  TORTURE_STEP_LINK,
  TORTURE_STEP_UNLINK,
  TORTURE_STEP_SYNC,
  TORTURE_STEP_RESIZE,
  TORTURE_STEP_WRITE, /* on and on */
  TORTURE_STEP_PUT,   /* at a place: the library */
  TORTURE_N_STEPS,
} TortureStep;

extern const char *const torture_step_names[TORTURE_N_STEPS];

/**
 * torture_steps_arm:
 * @place: "rename 3": dies before the third; "rename -3": after it; "": never
 *
 * Counts anew.
 */
void torture_steps_arm (const char *place);

/* "3 0 17 …": how many there were of each. Returns: (transfer full) */
char *torture_steps_dup_counts (void);

G_END_DECLS
