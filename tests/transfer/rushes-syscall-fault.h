/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether the functions below work here; a container may forbid them. */
gboolean rushes_syscall_fault_is_possible (void);

/**
 * Faults of disks that cannot be had otherwise: from here to the end of the process the kernel
 * answers a call with an error. To be used in the subprocess of a test.
 *
 * @number: of the call: __NR_fsync
 * @argument: which of its arguments is looked at, from 0
 * @bits: the call fails when one of these is set in that argument; 0: it always fails
 *
 * Returns: FALSE where the kernel does not let us
 */
gboolean rushes_syscall_fault_add (long number, guint argument, guint32 bits, int saved_errno);

/**
 * A file system of @size bytes on @folder, in a mount namespace of this process's own, so that it
 * goes with the process. To be used in the subprocess of a test. @size "0" is a read-only one.
 *
 * Returns: FALSE where the kernel does not let us
 */
gboolean rushes_syscall_fault_mount (const char *folder, const char *size);
void     rushes_syscall_fault_unmount (const char *folder);

/* Runs @broken in a child, and fails if it fails. The child has one thread, as whoever enters a user
 * namespace must, and takes what is broken with it. */
void rushes_syscall_fault_run_alone (void (*broken) (gpointer), gpointer user_data);

G_END_DECLS
