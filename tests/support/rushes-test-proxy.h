/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesTestProxy: a proxy on loopback. It joins whom it is asked to by CONNECT, notes what it was asked, and
 * refuses everything else. One thread accepts, one serves each connection.
 */
typedef struct _RushesTestProxy RushesTestProxy;

/* @refusal: the status that CONNECT is answered with; 0: it is done */
RushesTestProxy *rushes_test_proxy_new (guint refusal);
/* Breaks every connection off and waits for the threads. */
void rushes_test_proxy_free (RushesTestProxy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesTestProxy, rushes_test_proxy_free)

/* "http://127.0.0.1:PORT" */
const char *rushes_test_proxy_get_url (RushesTestProxy *self);
/* How many requests there were, of whatever kind, and how many of them asked for @host_and_port by CONNECT. */
guint rushes_test_proxy_get_n_requests (RushesTestProxy *self);
guint rushes_test_proxy_get_n_joined (RushesTestProxy *self, const char *host_and_port);
/* Whether @text was in the head of any request: what is in a tunnel nobody reads. */
gboolean rushes_test_proxy_saw (RushesTestProxy *self, const char *text);

G_END_DECLS
