/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/rushes-session.h"

G_BEGIN_DECLS

/* Words about accounts; all (transfer full). */

/* One sentence or two: what is left of a key's quota, and until when. (nullable): NULL where @usage is */
char *rushes_describe_usage (const RushesUsage *usage);
/* One line: its service or host, how many tasks it has, and what is wrong with it, if anything is; and another one
 * about its key's quota, where that was told. */
char *rushes_describe_account (RushesSession *session, RushesAccount *account);

G_END_DECLS
