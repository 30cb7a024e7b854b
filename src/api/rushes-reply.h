/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-snapshot.h"

G_BEGIN_DECLS

/**
 * rushes_reply_read:
 * @body: the bytes of a reply with a 2xx status, at most 1 MiB
 * @task_id: (nullable): the task that was asked for; a reply about another one is
 *   RUSHES_ERROR_OTHER_TASK. NULL takes any (a reply that was pasted).
 * @request_id: (nullable): from the reply's headers; put into a failure
 *
 * Reads a reply of the API family into one snapshot. The dialect is found per reply: the
 * gateway's envelope {code, message, data: {status, …, data: {file, …}}}, the service's own
 * {task_id, status, file_id, base_resp}, and the mixtures between them; which of them a
 * host speaks is no property of the host.
 *
 * Source of the format: the page "视频任务状态查询" of the gateway (GET
 * /minimax/v1/query/video_generation) and the query reference of the service's own platform.
 *
 * Pure: bytes in, snapshot or error out; no input makes it crash or hang. Any thread.
 *
 * Returns: (transfer full): or NULL with a RUSHES_ERROR that carries the service's code, text
 *   and request id where the reply says that the question failed (never the task)
 */
RushesSnapshot *rushes_reply_read (GBytes      *body,
                                   const char  *task_id,
                                   const char  *request_id,
                                   GError     **error);

/**
 * rushes_reply_read_file:
 * @body: the bytes of a reply of files/retrieve with a 2xx status: {file: {…}, base_resp}
 * @snapshot: of a finished task without a link; not yet handed out
 * @request_id: (nullable): from the reply's headers
 *
 * Adds to @snapshot what the service's own dialect tells in a second reply: the links, the size and the
 * name of the file. Pure.
 *
 * Returns: whether there is a link now; else @error is set, and @snapshot is as it was: a RUSHES_ERROR,
 *   RUSHES_ERROR_OTHER_TASK where the reply is about another file
 */
gboolean rushes_reply_read_file (GBytes         *body,
                                 RushesSnapshot *snapshot,
                                 const char     *request_id,
                                 GError        **error);

/**
 * rushes_reply_read_error:
 * @http_status: not 2xx
 * @body: (nullable): what came with it, cut to 1 MiB
 * @request_id: (nullable): from the headers
 * @retry_after: seconds, or 0
 *
 * What an answer with this status means, out of the family's error shapes
 * ({error: {message, code}}, {code, message}, {base_resp}, {success, message}, {description}).
 * Pure.
 *
 * Returns: (transfer full): a RUSHES_ERROR with its detail
 */
GError *rushes_reply_read_error (guint       http_status,
                                 GBytes     *body,
                                 const char *request_id,
                                 guint       retry_after);

G_END_DECLS
