/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "api/rushes-service.h"

G_BEGIN_DECLS

/**
 * RushesAccount: where to ask and with which key. Main thread.
 *
 * The key lives here, in memory, and nowhere else: it is no property, it is wiped when
 * replaced and at the end, and only rushes_request_attach_key() reads it. Where it is kept
 * between runs is the matter of keys/.
 */
#define RUSHES_TYPE_ACCOUNT (rushes_account_get_type ())
G_DECLARE_FINAL_TYPE (RushesAccount, rushes_account, RUSHES, ACCOUNT, GObject)

#define RUSHES_ACCOUNT_DEFAULT_BASE_URL RUSHES_SERVICE_ANYAPI_BASE_URL
/* Questions a minute: as many as there are without a limit. */
#define RUSHES_ACCOUNT_MAX_BUDGET 120
/* The id of the account made of RUSHES_BASE_URL and RUSHES_API_KEY; never stored. */
#define RUSHES_ACCOUNT_ENVIRONMENT "environment"

/**
 * rushes_account_new:
 * @id: ours, stable, opaque
 * @name: what people call it
 * @base_url: as a person wrote it: white space, a trailing "/", "/v1" or "/minimax/v1" is forgiven,
 *   a missing scheme is https
 *
 * Returns: (transfer full): or NULL with RUSHES_ERROR_ADDRESS_INVALID (not a URL, or plain
 *   http to another machine)
 */
RushesAccount *rushes_account_new (const char  *id,
                                   const char  *name,
                                   const char  *base_url,
                                   GError     **error);

/**
 * rushes_account_new_from_environment:
 *
 * Returns: (transfer full): the account of RUSHES_BASE_URL and RUSHES_API_KEY; NULL without
 *   an error where one of the two is not set or empty; NULL with one where the URL is none
 */
RushesAccount *rushes_account_new_from_environment (GError **error);

/**
 * rushes_account_take_environment:
 *
 * Takes the key out of the environment, for rushes_account_new_from_environment() alone: programs that are
 * started from here, such as the player that opens a video, do not inherit it, and /proc does not show it.
 * Call first thing in main(), while there is one thread.
 */
void rushes_account_take_environment (void);

const char *rushes_account_get_id (RushesAccount *self);
/* Property "name", settable. */
const char *rushes_account_get_name (RushesAccount *self);
/* Normalised: scheme://host[:port][/path], no trailing slash. */
const char *rushes_account_get_base_url (RushesAccount *self);
/* Which one it is, by its host. */
RushesService rushes_account_get_service (RushesAccount *self);
/* (nullable): the URI of the folder where its videos are saved unless the user says otherwise. Property
 * "folder", settable; an empty one is none. */
const char *rushes_account_get_folder (RushesAccount *self);
void        rushes_account_set_folder (RushesAccount *self, const char *folder);
/* (nullable): which way its connections take, for API and videos alike: NULL: the system's proxy;
 * RUSHES_PROXY_NONE, or a URL: see rushes-proxy.h. Property "proxy", settable; an empty one is none. */
const char *rushes_account_get_proxy (RushesAccount *self);
void        rushes_account_set_proxy (RushesAccount *self, const char *proxy);
/* (nullable): certificates (PEM, see rushes-trust.h) that are trusted beside the system's for what goes to its own
 * origin. Property "authority", settable; an empty one is none. */
const char *rushes_account_get_authority (RushesAccount *self);
void        rushes_account_set_authority (RushesAccount *self, const char *authority);
/* How many questions about tasks a minute may bring at most; 0: as many as usual. Property "budget", settable. */
guint rushes_account_get_budget (RushesAccount *self);
void  rushes_account_set_budget (RushesAccount *self, guint budget);
/* Folder, proxy, authority and budget as @from has them. */
void rushes_account_copy_settings (RushesAccount *self, RushesAccount *from);
/* Whether its base URL is loopback or a private address: only then may its links be, too. */
gboolean rushes_account_is_local (RushesAccount *self);

/**
 * rushes_account_set_key:
 * @key: (nullable): as a person pasted it: see rushes-key-entry.h
 *
 * Property "has-key" tells whether there is one. Known to the redaction from here on.
 */
void     rushes_account_set_key (RushesAccount *self, const char *key);
gboolean rushes_account_has_key (RushesAccount *self);
/* For rushes_request_attach_key() and the keyring only. (nullable) (transfer none) */
const char *rushes_account_peek_key (RushesAccount *self);

/**
 * rushes_account_build_query_url:
 *
 * {base}/minimax/v1/query/video_generation?task_id=…, on MiniMax's own hosts
 * {base}/v1/query/video_generation?task_id=…. Returns: (transfer full)
 */
GUri *rushes_account_build_query_url (RushesAccount *self, const char *task_id);

/**
 * rushes_account_build_file_url:
 *
 * {base}/minimax/v1/files/retrieve?file_id=…, on MiniMax's own hosts {base}/v1/files/retrieve?file_id=…:
 * where the links of a file are asked for. Returns: (transfer full)
 */
GUri *rushes_account_build_file_url (RushesAccount *self, const char *file_id);

/**
 * rushes_account_build_content_url:
 *
 * {base}/v1/videos/{id}/content: where gateways pass a video on themselves, to who has the key.
 * Returns: (transfer full) (nullable): NULL on MiniMax's own hosts, which have none
 */
GUri *rushes_account_build_content_url (RushesAccount *self, const char *task_id);

/**
 * rushes_account_build_usage_url:
 *
 * {base}/api/usage/token/: where gateways tell how much of its quota a key has used. Returns: (transfer full)
 * (nullable): NULL on MiniMax's own hosts, which tell nobody
 */
GUri *rushes_account_build_usage_url (RushesAccount *self);

/* Whether @uri has the same scheme, host and port as the base URL. */
gboolean rushes_account_owns (RushesAccount *self, GUri *uri);

G_END_DECLS
