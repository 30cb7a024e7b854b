/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * RushesComplaint: what a reply says went wrong, whichever of the family's error shapes it uses.
 * For rushes-reply.c and rushes_reply_read_error(). Pure.
 */
typedef struct
{
  char *code;       /* "1026", "task_not_exist"; NULL where there is none */
  char *text;       /* as it came */
  char *request_id; /* out of the body; the one in the headers comes first */
} RushesComplaint;

void rushes_complaint_clear (RushesComplaint *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RushesComplaint, rushes_complaint_clear)

/* Whether @code stands for "all is well": "success", "ok", 0, 200, true, nothing. */
gboolean rushes_complaint_code_is_success (const char *code);

/**
 * rushes_complaint_read:
 * @self: empty; set where there is a complaint
 *
 * Looks for {error: {code, message}}, {error: "…"}, {base_resp: {status_code, status_msg}} other than
 * 0, {success: false, message}, {code, message} other than success, {description, code}, and the
 * same once more in {upsream_message: …}, an object or a string that holds one.
 *
 * Returns: whether @object complains
 */
gboolean rushes_complaint_read (RushesComplaint *self, JsonObject *object);

/* Reads a complaint out of a text that is itself JSON, as failure texts of gateways can be. */
gboolean rushes_complaint_read_text (RushesComplaint *self, const char *text);

/* "1" out of "… (request id: 1)". Returns: (transfer full) (nullable) */
char *rushes_complaint_find_request_id (const char *text);

/**
 * rushes_complaint_to_error:
 * @http_status: 200 where the reply complains in spite of it
 * @request_id: (nullable): from the headers
 *
 * Returns: (transfer full): a RUSHES_ERROR with its detail
 */
GError *rushes_complaint_to_error (const RushesComplaint *self,
                                   guint                  http_status,
                                   const char            *request_id,
                                   guint                  retry_after);

G_END_DECLS
