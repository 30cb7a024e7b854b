/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-usage.h"

G_BEGIN_DECLS

/**
 * RushesCheck: what trying an account found: the service is there and takes the key.
 *
 * @usage: (nullable): NULL where the service does not tell
 * @clock_error: by how many seconds this computer's clock is ahead of the service's; 0 where that is not known
 */
typedef struct
{
  RushesUsage *usage;
  gint64 clock_error;
} RushesCheck;

/* Off by more, links seem to live longer or shorter than they do, and certificates not to hold. */
#define RUSHES_CHECK_MAX_CLOCK_ERROR (5 * 60)

RushesCheck *rushes_check_new (void);
void         rushes_check_free (RushesCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesCheck, rushes_check_free)

/* Nobody's id: that the service does not know it shows that all is well. */
#define RUSHES_CHECK_TASK_ID "0"

/**
 * rushes_check_read_date:
 * @date: (nullable): the header of a reply
 * @now: Unix seconds
 */
void rushes_check_read_date (RushesCheck *self, const char *date, gint64 now);

/* Whether @error (nullable), the answer to a question about RUSHES_CHECK_TASK_ID, is one of a service that
 * takes the key. */
gboolean rushes_check_is_well (const GError *error);

/**
 * rushes_check_judge:
 * @error: (nullable): the answer to the question about the task
 *
 * What both answers mean together: gateways say of a key that is used up that it is invalid.
 *
 * Returns: (transfer full) (nullable): NULL where all is well
 */
GError *rushes_check_judge (const RushesCheck *self, const GError *error, gint64 now);

G_END_DECLS
