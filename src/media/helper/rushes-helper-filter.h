/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rushes_helper_filter_raise:
 *
 * From here on the kernel refuses this process (EPERM) what decoding a video never needs: sockets of every
 * kind, other programs, other processes, links, emptying a file or changing its attributes, and the corners of
 * the kernel where faults are found (seccomp). Call while there is one thread, with no new privileges already
 * given up.
 *
 * Returns: FALSE where the kernel or the processor has no such filter
 */
gboolean rushes_helper_filter_raise (void);

G_END_DECLS
