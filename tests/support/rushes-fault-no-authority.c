/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fault-no-authority"

#include "config.h"

#include "support/rushes-fault-authority.h"

/* In the place of rushes-fault-authority.c, where there is no GnuTLS to make certificates with. */

RushesFaultAuthority *
rushes_fault_authority_new (void)
{
  return NULL;
}

void
rushes_fault_authority_free (RushesFaultAuthority *self)
{
}

GTlsCertificate *
rushes_fault_authority_issue (RushesFaultAuthority *self, RushesFaultCertificate kind)
{
  g_assert_not_reached ();
}

GTlsDatabase *
rushes_fault_authority_get_database (RushesFaultAuthority *self)
{
  g_assert_not_reached ();
}

const char *
rushes_fault_authority_get_path (RushesFaultAuthority *self)
{
  g_assert_not_reached ();
}
