/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys/rushes-key-store.h"

G_BEGIN_DECLS

/**
 * RushesBrokenKeys: a keyring that takes nothing. Every call ends with RUSHES_ERROR_KEYRING: at once,
 * or, while it is held up, when it is released.
 */
#define RUSHES_TYPE_BROKEN_KEYS (rushes_broken_keys_get_type ())
G_DECLARE_FINAL_TYPE (RushesBrokenKeys, rushes_broken_keys, RUSHES, BROKEN_KEYS, GObject)

RushesBrokenKeys *rushes_broken_keys_new (void);

void rushes_broken_keys_hold_up (RushesBrokenKeys *self);
void rushes_broken_keys_release (RushesBrokenKeys *self);

G_END_DECLS
