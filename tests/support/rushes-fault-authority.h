/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesFaultAuthority: a certificate authority made for one test, with keys that are never used
 * again. Nobody trusts it who does not ask for its database.
 */
typedef struct _RushesFaultAuthority RushesFaultAuthority;

typedef enum
{
  RUSHES_FAULT_CERTIFICATE_GOOD,
  RUSHES_FAULT_CERTIFICATE_EXPIRED,
  RUSHES_FAULT_CERTIFICATE_NOT_YET,
  RUSHES_FAULT_CERTIFICATE_WRONG_HOST,
  RUSHES_FAULT_CERTIFICATE_SELF_SIGNED,
} RushesFaultCertificate;

/* Returns: (transfer full) (nullable): NULL where rushes_fault_server_can (RUSHES_FAULT_HTTPS) says no */
RushesFaultAuthority *rushes_fault_authority_new (void);
void                  rushes_fault_authority_free (RushesFaultAuthority *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesFaultAuthority, rushes_fault_authority_free)

/* For 127.0.0.1, ::1, localhost and *.inside.example, with its key. Returns: (transfer full) */
GTlsCertificate *rushes_fault_authority_issue (RushesFaultAuthority *self, RushesFaultCertificate kind);

/* What a client trusts that trusts this authority, and nothing else. Returns: (transfer none) */
GTlsDatabase *rushes_fault_authority_get_database (RushesFaultAuthority *self);
/* The authority's own certificate in PEM, for programs such as curl. */
const char *rushes_fault_authority_get_path (RushesFaultAuthority *self);

G_END_DECLS
