/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * The proxy of an account: a text as RushesAccount:proxy has it. NULL is the system's.
 *
 * What goes without TLS stays on this computer, and so never takes a proxy of ours: it would see the key.
 */

/* The way is taken without a proxy. */
#define RUSHES_PROXY_NONE "none"

/**
 * rushes_proxy_normalise:
 * @text: as a person wrote it: "proxy.example:3128", "socks5://127.0.0.1:1080"; a missing scheme is http
 *
 * Returns: (transfer full): or NULL with RUSHES_ERROR_ADDRESS_INVALID (not a proxy's address, or one with a
 *   password in it: addresses are no place for secrets)
 */
char *rushes_proxy_normalise (const char *text, GError **error);

/**
 * rushes_proxy_new_resolver:
 * @proxy: RUSHES_PROXY_NONE, or what rushes_proxy_normalise() returned; anything else leads nowhere
 *
 * Returns: (transfer full)
 */
GProxyResolver *rushes_proxy_new_resolver (const char *proxy);

G_END_DECLS
