/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-failure-words"

#include "config.h"

#include "api/rushes-failure-words.h"

#include "base/rushes-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Why a task failed. */
typedef enum
{
  KIND_FAILED,
  KIND_PROMPT_SENSITIVE,
  KIND_VIDEO_SENSITIVE,
  KIND_PROMPT_INVISIBLE,
  KIND_PICTURE,
  KIND_KEY,
  KIND_KEY_NOT_ALLOWED,
  KIND_REAL_NAME,
  KIND_BALANCE,
  KIND_USAGE_LIMIT,
  KIND_PARAMETERS,
  KIND_TASK_UNKNOWN,
  KIND_RATE_LIMIT,
  KIND_TOKEN_LIMIT,
  KIND_CONNECTION_LIMIT,
  KIND_TIMEOUT,
  KIND_BUSY,
  KIND_NO_CHANNEL,
  KIND_INTERNAL,
  KIND_UNKNOWN_ERROR,
  KIND_CANCELLED,
  KIND_TLS_MISSING,
  KIND_ACCOUNT_MISSING,
  KIND_ENVIRONMENT_MISSING,
} Kind;

static const RushesFailureWords kinds[] = {
  [KIND_FAILED] = { "failed", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_NONE,
                    N_ ("The service could not make this video."),
                    N_ ("Create the task again. If that fails too, ask the service’s support.") },
  [KIND_PROMPT_SENSITIVE] = { "prompt-sensitive", RUSHES_SIDE_PROMPT, RUSHES_REMEDY_NONE,
                              N_ ("The service refused the prompt: it found it too sensitive."),
                              N_ ("Change the prompt or the picture, and create the task again.") },
  [KIND_VIDEO_SENSITIVE] = { "video-sensitive", RUSHES_SIDE_PROMPT, RUSHES_REMEDY_NONE,
                             N_ ("The service made the video, but withholds it: it found it too sensitive."),
                             N_ ("Change the prompt or the picture, and create the task again.") },
  [KIND_PROMPT_INVISIBLE] = { "prompt-invisible", RUSHES_SIDE_PROMPT, RUSHES_REMEDY_NONE,
                              N_ ("The service refused the prompt: it holds too many invisible characters."),
                              N_ ("Type the prompt anew as plain text, and create the task again.") },
  [KIND_PICTURE] = { "picture", RUSHES_SIDE_PROMPT, RUSHES_REMEDY_NONE,
                     N_ ("The service could not use the picture that was given with the prompt."),
                     N_ ("Give another picture (JPEG or PNG), and create the task again.") },
  [KIND_KEY] = { "key-refused", RUSHES_SIDE_KEY, RUSHES_REMEDY_ENTER_KEY,
                 N_ ("The service refused the key: it is wrong, expired, disabled, or its quota is used up."),
                 N_ ("Enter a key that is valid for this service.") },
  [KIND_KEY_NOT_ALLOWED] = { "key-not-allowed", RUSHES_SIDE_KEY, RUSHES_REMEDY_ENTER_KEY,
                             N_ ("The key is not allowed to do this."),
                             N_ ("Use a key without restrictions to models or addresses.") },
  [KIND_REAL_NAME] = { "real-name", RUSHES_SIDE_KEY, RUSHES_REMEDY_NONE,
                       N_ ("The service wants the account’s owner to prove their identity first."),
                       N_ ("Complete the real-name verification on the service’s website.") },
  [KIND_BALANCE] = { "balance", RUSHES_SIDE_BALANCE, RUSHES_REMEDY_NONE,
                     N_ ("The account’s balance or quota is used up."),
                     N_ ("Top up the account on the service’s website, then try again.") },
  [KIND_USAGE_LIMIT] = { "usage-limit", RUSHES_SIDE_BALANCE, RUSHES_REMEDY_NONE,
                         N_ ("The account has used up what it may use in these hours."),
                         N_ ("Wait until the service’s next window begins, then try again.") },
  [KIND_PARAMETERS] = { "parameters", RUSHES_SIDE_REQUEST, RUSHES_REMEDY_NONE,
                        N_ ("The service did not accept the task’s parameters."),
                        N_ ("Check model, duration, resolution and pictures, and create the task again.") },
  [KIND_TASK_UNKNOWN]
  = { "task-unknown", RUSHES_SIDE_REQUEST, RUSHES_REMEDY_NONE, N_ ("The service does not know this task."),
      N_ ("Check the id, and that the key belongs to the account that created the task.") },
  [KIND_RATE_LIMIT] = { "rate-limited", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_NONE,
                        N_ ("The service had too many requests from this account."),
                        N_ ("Wait a minute, then try again.") },
  [KIND_TOKEN_LIMIT] = { "token-limit", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_NONE,
                         N_ ("The service had too much text to work on from this account."),
                         N_ ("Wait a minute, then try again; a shorter prompt helps.") },
  [KIND_CONNECTION_LIMIT] = { "connection-limit", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_NONE,
                              N_ ("The service had too many connections from this account."),
                              N_ ("Wait until other work of this account is done, then try again.") },
  [KIND_TIMEOUT] = { "timeout", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_NONE, N_ ("The service ran out of time."),
                     N_ ("Create the task again.") },
  [KIND_BUSY] = { "busy", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_NONE, N_ ("The service is overloaded."),
                  N_ ("Wait a while, then try again.") },
  [KIND_NO_CHANNEL] = { "no-channel", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_NONE,
                        N_ ("The service has nobody to do this work right now."),
                        N_ ("Wait a while, or choose another model, then try again.") },
  [KIND_INTERNAL] = { "internal", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_NONE,
                      N_ ("The service had an internal error."),
                      N_ ("Try again. If that fails too, ask the service’s support.") },
  [KIND_UNKNOWN_ERROR] = { "unknown", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_NONE,
                           N_ ("The service had an error that it does not explain."),
                           N_ ("Try again. If that fails too, ask the service’s support.") },
  [KIND_TLS_MISSING] = { "tls-missing", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_NONE,
                         N_ ("This computer lacks what secure connections are made with."),
                         /* Translators: glib-networking is the name of a package */
                         N_ ("Install glib-networking, then start Rushes again.") },
  [KIND_ACCOUNT_MISSING] = { "account-missing", RUSHES_SIDE_KEY, RUSHES_REMEDY_OPEN_PREFERENCES,
                             N_ ("The account of this task was removed: it is no longer asked about."),
                             N_ ("Hand it over to another account in the preferences.") },
  [KIND_ENVIRONMENT_MISSING]
  = { "environment-missing", RUSHES_SIDE_KEY, RUSHES_REMEDY_OPEN_PREFERENCES,
      N_ ("This task belongs to the account of RUSHES_BASE_URL and RUSHES_API_KEY, which are not set now."),
      N_ ("Start Rushes with them, or hand the task over to another account in the preferences.") },
  [KIND_CANCELLED] = { "cancelled", RUSHES_SIDE_REQUEST, RUSHES_REMEDY_NONE,
                       N_ ("The task was cancelled at the service."),
                       N_ ("Create it again if the video is still wanted.") },
};

/* The service's base_resp codes, then the words of the gateways. */
static const struct
{
  const char *code; /* lower case */
  Kind kind;
} codes[] = {
  { "1000", KIND_UNKNOWN_ERROR },
  { "1001", KIND_TIMEOUT },
  { "1002", KIND_RATE_LIMIT },
  { "1004", KIND_KEY },
  { "1008", KIND_BALANCE },
  { "1024", KIND_INTERNAL },
  { "1026", KIND_PROMPT_SENSITIVE },
  { "1027", KIND_VIDEO_SENSITIVE },
  { "1033", KIND_INTERNAL },
  { "1039", KIND_TOKEN_LIMIT },
  { "1041", KIND_CONNECTION_LIMIT },
  { "1042", KIND_PROMPT_INVISIBLE },
  { "1043", KIND_PARAMETERS },
  { "1044", KIND_PARAMETERS },
  { "2013", KIND_PARAMETERS },
  { "20132", KIND_PARAMETERS },
  { "2037", KIND_PARAMETERS },
  { "2038", KIND_REAL_NAME },
  { "2042", KIND_KEY_NOT_ALLOWED },
  { "2045", KIND_RATE_LIMIT },
  { "2049", KIND_KEY },
  { "2056", KIND_USAGE_LIMIT },
  { "task_not_exist", KIND_TASK_UNKNOWN },
  { "insufficient_quota", KIND_BALANCE },
  { "insufficient_user_quota", KIND_BALANCE },
  { "pre_consume_token_quota_failed", KIND_BALANCE },
  { "invalid_api_key", KIND_KEY },
  { "access_denied", KIND_KEY_NOT_ALLOWED },
  { "model_not_found", KIND_NO_CHANNEL },
  { "get_channel_failed", KIND_NO_CHANNEL },
  { "rate_limit_exceeded", KIND_RATE_LIMIT },
  { "sensitive_words_detected", KIND_PROMPT_SENSITIVE },
  { "content_policy_violation", KIND_PROMPT_SENSITIVE },
  { "invalid_request", KIND_PARAMETERS },
  { "cancelled", KIND_CANCELLED },
  { "canceled", KIND_CANCELLED },
};

/* What services write, most telling first: a text that names two things is of the first kind. */
static const struct
{
  const char *phrase; /* lower case */
  Kind kind;
} phrases[] = {
  { "output sensitive", KIND_VIDEO_SENSITIVE },
  { "output_sensitive", KIND_VIDEO_SENSITIVE },
  { "output new_sensitive", KIND_VIDEO_SENSITIVE },
  { "输出内容", KIND_VIDEO_SENSITIVE },
  { "sensitive", KIND_PROMPT_SENSITIVE },
  { "moderation", KIND_PROMPT_SENSITIVE },
  { "content policy", KIND_PROMPT_SENSITIVE },
  { "content_policy", KIND_PROMPT_SENSITIVE },
  { "inappropriate", KIND_PROMPT_SENSITIVE },
  { "prohibited", KIND_PROMPT_SENSITIVE },
  { "safety system", KIND_PROMPT_SENSITIVE },
  { "nsfw", KIND_PROMPT_SENSITIVE },
  { "敏感", KIND_PROMPT_SENSITIVE },
  { "违规", KIND_PROMPT_SENSITIVE },
  { "违禁", KIND_PROMPT_SENSITIVE },
  { "审核", KIND_PROMPT_SENSITIVE },
  { "风控", KIND_PROMPT_SENSITIVE },
  { "invisible character", KIND_PROMPT_INVISIBLE },
  { "不可见字符", KIND_PROMPT_INVISIBLE },
  { "实名", KIND_REAL_NAME },
  { "real-name", KIND_REAL_NAME },
  { "usage limit", KIND_USAGE_LIMIT },
  { "额度", KIND_BALANCE },
  { "余额", KIND_BALANCE },
  { "欠费", KIND_BALANCE },
  { "配额", KIND_BALANCE },
  { "balance", KIND_BALANCE },
  { "insufficient_", KIND_BALANCE },
  { "insufficient credit", KIND_BALANCE },
  { "insufficient fund", KIND_BALANCE },
  { "insufficient quota", KIND_BALANCE },
  { "insufficient user quota", KIND_BALANCE },
  { "quota exceeded", KIND_BALANCE },
  { "exceeded your current quota", KIND_BALANCE },
  { "quota is not enough", KIND_BALANCE },
  { "api key", KIND_KEY },
  { "api_key", KIND_KEY },
  { "invalid token", KIND_KEY },
  { "unauthorized", KIND_KEY },
  { "unauthorised", KIND_KEY },
  { "authentication", KIND_KEY },
  { "not authorized", KIND_KEY },
  { "令牌", KIND_KEY },
  { "密钥", KIND_KEY },
  { "鉴权", KIND_KEY },
  { "未授权", KIND_KEY },
  { "no access to model", KIND_KEY_NOT_ALLOWED },
  { "无权", KIND_KEY_NOT_ALLOWED },
  { "task_not_exist", KIND_TASK_UNKNOWN },
  { "task not exist", KIND_TASK_UNKNOWN },
  { "task not found", KIND_TASK_UNKNOWN },
  { "invalid task_id", KIND_TASK_UNKNOWN },
  { "invalid task id", KIND_TASK_UNKNOWN },
  { "任务不存在", KIND_TASK_UNKNOWN },
  { "rate limit", KIND_RATE_LIMIT },
  { "too many requests", KIND_RATE_LIMIT },
  { "频率", KIND_RATE_LIMIT },
  { "频繁", KIND_RATE_LIMIT },
  { "限流", KIND_RATE_LIMIT },
  { "overloaded", KIND_BUSY },
  { "saturated", KIND_BUSY },
  { "负载", KIND_BUSY },
  { "繁忙", KIND_BUSY },
  { "timeout", KIND_TIMEOUT },
  { "timed out", KIND_TIMEOUT },
  { "time out", KIND_TIMEOUT },
  { "超时", KIND_TIMEOUT },
  { "no available channel", KIND_NO_CHANNEL },
  { "无可用渠道", KIND_NO_CHANNEL },
  { "invalid image", KIND_PICTURE },
  { "image format", KIND_PICTURE },
  { "image size", KIND_PICTURE },
  { "first_frame_image", KIND_PICTURE },
  { "last_frame_image", KIND_PICTURE },
  { "图片", KIND_PICTURE },
  { "图像", KIND_PICTURE },
  { "invalid param", KIND_PARAMETERS },
  { "invalid_param", KIND_PARAMETERS },
  { "bad request", KIND_PARAMETERS },
  { "参数", KIND_PARAMETERS },
  { "cancelled", KIND_CANCELLED },
  { "canceled", KIND_CANCELLED },
  { "取消", KIND_CANCELLED },
  { "internal", KIND_INTERNAL },
  { "内部错误", KIND_INTERNAL },
  { "上游", KIND_INTERNAL },
  { "upstream", KIND_INTERNAL },
};

/* Errors of ours, by RushesError; N_() sentences as above. */
static const RushesFailureWords errors[] = {
  [RUSHES_ERROR_FAILED] = { "failed", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_RETRY,
                            N_ ("Something went wrong in Rushes."),
                            N_ ("Try again. If it happens again, please report it.") },
  [RUSHES_ERROR_KEY_MISSING] = { "key-missing", RUSHES_SIDE_KEY, RUSHES_REMEDY_ENTER_KEY,
                                 N_ ("There is no key to ask the service with."),
                                 N_ ("Enter the account’s key.") },
  [RUSHES_ERROR_KEY_REFUSED]
  = { "key-refused", RUSHES_SIDE_KEY, RUSHES_REMEDY_ENTER_KEY,
      N_ ("The service refused the key: it is wrong, expired, disabled, or its quota is used up."),
      N_ ("Enter a key that is valid for this service.") },
  [RUSHES_ERROR_BALANCE] = { "balance", RUSHES_SIDE_BALANCE, RUSHES_REMEDY_RETRY,
                             N_ ("The account’s balance or quota is used up."),
                             N_ ("Top up the account on the service’s website, then try again.") },
  [RUSHES_ERROR_TASK_UNKNOWN]
  = { "task-unknown", RUSHES_SIDE_REQUEST, RUSHES_REMEDY_RETRY, N_ ("The service does not know this task."),
      N_ ("Check the id, and that the key belongs to the account that created the task.") },
  [RUSHES_ERROR_RATE_LIMITED] = { "rate-limited", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
                                  N_ ("The service has too many requests to answer and asks for a pause."),
                                  N_ ("Wait a minute, then ask again.") },
  [RUSHES_ERROR_REQUEST_REFUSED] = { "request-refused", RUSHES_SIDE_REQUEST, RUSHES_REMEDY_RETRY,
                                     N_ ("The service did not accept the question."),
                                     N_ ("Check the task’s id and the service’s address.") },
  [RUSHES_ERROR_SERVICE] = { "service", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
                             N_ ("The service has an error of its own and could not answer."),
                             N_ ("Ask again in a while. The task itself is not affected.") },
  [RUSHES_ERROR_UNREACHABLE] = { "unreachable", RUSHES_SIDE_NETWORK, RUSHES_REMEDY_RETRY,
                                 N_ ("The service could not be reached."),
                                 N_ ("Check the network connection and the service’s address.") },
  [RUSHES_ERROR_TLS]
  = { "tls", RUSHES_SIDE_NETWORK, RUSHES_REMEDY_OPEN_PREFERENCES,
      N_ ("The connection is not secure: the server’s certificate cannot be trusted."),
      N_ ("Check the service’s address, the computer’s date, and whether a proxy is in between.") },
  [RUSHES_ERROR_REDIRECTED]
  = { "redirected", RUSHES_SIDE_REQUEST, RUSHES_REMEDY_OPEN_PREFERENCES,
      N_ ("The service sends the question on to another server."),
      N_ ("The key was not sent there. If you trust that server, enter its address in the preferences.") },
  [RUSHES_ERROR_NOT_THE_SERVICE]
  = { "not-the-service", RUSHES_SIDE_REQUEST, RUSHES_REMEDY_OPEN_PREFERENCES,
      N_ ("This address answers with a web page, not with the service."),
      N_ ("Check the service’s address in the preferences, and whether the network wants you to sign in.") },
  [RUSHES_ERROR_REPLY_INVALID] = { "reply-invalid", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
                                   N_ ("The service’s answer could not be understood."),
                                   N_ (
                                     "Ask again in a while. If it stays so, check the service’s address.") },
  [RUSHES_ERROR_REPLY_TOO_LARGE]
  = { "reply-too-large", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
      N_ ("The service’s answer is far too long to be one about a task."),
      N_ ("Ask again in a while. If it stays so, check the service’s address.") },
  [RUSHES_ERROR_OTHER_TASK] = { "other-task", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
                                N_ ("The service answered about another task than the one it was asked for."),
                                N_ ("Ask again. If it stays so, ask the service’s support.") },
  [RUSHES_ERROR_ADDRESS_INVALID] = { "address-invalid", RUSHES_SIDE_REQUEST, RUSHES_REMEDY_OPEN_PREFERENCES,
                                     N_ ("The service’s address is not valid."),
                                     N_ ("Enter an address that begins with https://.") },
  [RUSHES_ERROR_NO_LINK]
  = { "no-link", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
      N_ ("The task is finished, but the service has not given a link to the video yet."),
      N_ ("Ask again in a minute.") },
  [RUSHES_ERROR_LINK_REFUSED] = { "link-refused", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
                                  N_ ("The link to the video was not opened, because it is not safe."),
                                  N_ (
                                    "Ask again for a new link. If it stays so, ask the service’s support.") },
  [RUSHES_ERROR_LINK_EXPIRED] = { "link-expired", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
                                  N_ ("The link to the video has expired or was withdrawn."),
                                  N_ ("Try again: the service is asked for a new link.") },
  [RUSHES_ERROR_INCOMPLETE] = { "incomplete", RUSHES_SIDE_NETWORK, RUSHES_REMEDY_RETRY,
                                N_ ("The connection ended before the whole video had come."),
                                N_ ("Try again.") },
  [RUSHES_ERROR_NOT_A_VIDEO] = { "not-a-video", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
                                 N_ ("What came instead of the video is not a video. Nothing was saved."),
                                 N_ ("Try again in a while.") },
  [RUSHES_ERROR_DAMAGED] = { "damaged", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
                             N_ ("The video came damaged. Nothing was saved."), N_ ("Try again.") },
  [RUSHES_ERROR_DISK_FULL] = { "disk-full", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_CHOOSE_FOLDER,
                               N_ ("There is not enough space on the disk."),
                               N_ ("Make room, or choose a folder on another disk.") },
  [RUSHES_ERROR_FOLDER_UNWRITABLE] = { "folder-unwritable", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_CHOOSE_FOLDER,
                                       N_ ("The folder cannot be written to."),
                                       N_ ("Choose another folder.") },
  [RUSHES_ERROR_FILE_EXISTS] = { "file-exists", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_CHOOSE_FOLDER,
                                 N_ ("A file with this name is there already."),
                                 N_ ("Choose another name.") },
  [RUSHES_ERROR_PART_IN_USE] = { "part-in-use", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_RETRY,
                                 N_ ("Another program is downloading this video already."),
                                 N_ ("Wait until it is done, or stop it there, then try again.") },
  [RUSHES_ERROR_TASK_FAILED] = { "task-failed", RUSHES_SIDE_SERVICE, RUSHES_REMEDY_RETRY,
                                 N_ ("The service gives no new link: it says that the task failed."),
                                 N_ ("Ask again. If it stays so, ask the service’s support.") },
  [RUSHES_ERROR_LIBRARY_IN_USE]
  = { "library-in-use", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_NONE,
      N_ ("The library is in use by another program."),
      N_ ("Close the other program that uses Rushes’ library, then start again.") },
  [RUSHES_ERROR_LIBRARY_NEWER] = { "library-newer", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_NONE,
                                   N_ ("The library was written by a newer Rushes."),
                                   N_ ("Install that version, or a later one. Nothing was changed.") },
  [RUSHES_ERROR_LIBRARY_DAMAGED] = { "library-damaged", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_NONE,
                                     N_ ("The library is damaged."),
                                     N_ ("Put back a copy of the file library.db from a backup.") },
  [RUSHES_ERROR_LIBRARY_FAILED]
  = { "library-failed", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_RETRY,
      N_ ("The library could not be read or written."),
      N_ ("Check that the disk has space and can be written to, then try again.") },
  [RUSHES_ERROR_KEYRING] = { "keyring", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_ENTER_KEY,
                             N_ ("The keyring is not available: the key is kept for this session only."),
                             N_ ("Unlock the keyring and enter the key again to have it remembered.") },
  [RUSHES_ERROR_CODEC_MISSING]
  = { "codec-missing", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_NONE,
      N_ ("This computer cannot decode the video’s format."),
      N_ ("Install the codec with the system’s software manager, or open the video in another player.") },
  [RUSHES_ERROR_VIDEO_DAMAGED]
  = { "video-damaged", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_NONE, N_ ("The video file is damaged."),
      N_ ("Save the video again while its link lasts, or open it in another player.") },
  [RUSHES_ERROR_VIDEO_EMPTY] = { "video-empty", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_NONE,
                                 N_ ("There are no pictures in this file."),
                                 N_ ("Check what the file is, or save the video again.") },
  [RUSHES_ERROR_VIDEO_TOO_LARGE] = { "video-too-large", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_NONE,
                                     N_ (
                                       "The video takes more time or memory than Rushes gives to a preview."),
                                     N_ ("Open it in another player.") },
  [RUSHES_ERROR_VIDEO_UNREADABLE] = { "video-unreadable", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_NONE,
                                      N_ ("The video file is gone, or cannot be read."),
                                      N_ ("Put it back where it was, or save the video again.") },
  [RUSHES_ERROR_MEDIA_HELPER]
  = { "media-helper", RUSHES_SIDE_COMPUTER, RUSHES_REMEDY_RETRY,
      N_ ("The part of Rushes that makes pictures of videos does not work."),
      N_ ("Open the video in another player. If this happens with every video, install Rushes anew.") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (errors) == RUSHES_ERROR_MEDIA_HELPER + 1);

const RushesFailureWords *
rushes_failure_words_for_code (const char *code)
{
  if (code == NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (g_ascii_strcasecmp (code, codes[i].code) == 0)
        return &kinds[codes[i].kind];
    }
  return NULL;
}

const RushesFailureWords *
rushes_failure_words_for_word (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      if (g_strcmp0 (word, errors[i].word) == 0)
        return &errors[i];
    }
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_strcmp0 (word, kinds[i].word) == 0)
        return &kinds[i];
    }
  return NULL;
}

const RushesFailureWords *
rushes_failure_words_for_text (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (phrases); i++)
    {
      if (strstr (lower, phrases[i].phrase) != NULL)
        return &kinds[phrases[i].kind];
    }
  return &kinds[KIND_FAILED];
}

/* G_IO_ERROR codes that an error of the file system or the network may still have on its way here. */
static RushesError
code_from_io_error (const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_NO_SPACE:
      return RUSHES_ERROR_DISK_FULL;
    case G_IO_ERROR_PERMISSION_DENIED:
    case G_IO_ERROR_READ_ONLY:
    case G_IO_ERROR_NOT_FOUND:
    case G_IO_ERROR_NOT_DIRECTORY:
      return RUSHES_ERROR_FOLDER_UNWRITABLE;
    case G_IO_ERROR_EXISTS:
      return RUSHES_ERROR_FILE_EXISTS;
    case G_IO_ERROR_TIMED_OUT:
    case G_IO_ERROR_HOST_NOT_FOUND:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_CONNECTION_CLOSED:
      return RUSHES_ERROR_UNREACHABLE;
    default:
      return RUSHES_ERROR_FAILED;
    }
}

const RushesFailureWords *
rushes_failure_words_for_error (const GError *error)
{
  const RushesErrorDetail *detail = rushes_error_get_detail (error);
  guint code = RUSHES_ERROR_FAILED;

  if (error->domain == RUSHES_ERROR)
    code = (guint) error->code;
  else if (error->domain == G_IO_ERROR)
    code = code_from_io_error (error);
  else if (error->domain == G_RESOLVER_ERROR)
    code = RUSHES_ERROR_UNREACHABLE;
  else if (error->domain == G_TLS_ERROR)
    code = RUSHES_ERROR_TLS;

  /* A refusal or a failure says more than that it is one where its code is known: no such model. */
  if ((code == RUSHES_ERROR_REQUEST_REFUSED || code == RUSHES_ERROR_TASK_FAILED) && detail != NULL)
    {
      const RushesFailureWords *words = rushes_failure_words_for_code (detail->code);

      if (words != NULL)
        return words;
    }

  if (code == RUSHES_ERROR_TLS && detail != NULL
      && g_strcmp0 (detail->code, kinds[KIND_TLS_MISSING].word) == 0)
    return &kinds[KIND_TLS_MISSING];

  /* A key that is good, only not for this: another one would be looked for in vain. */
  if (code == RUSHES_ERROR_KEY_REFUSED && detail != NULL && detail->http_status == 403
      && rushes_failure_words_for_text (detail->text) == &kinds[KIND_KEY_NOT_ALLOWED])
    return &kinds[KIND_KEY_NOT_ALLOWED];

  return &errors[code < G_N_ELEMENTS (errors) ? code : RUSHES_ERROR_FAILED];
}

static void
list_words (GPtrArray *list, GHashTable *seen, const RushesFailureWords *words)
{
  if (words->message != NULL && g_hash_table_add (seen, (gpointer) words->message))
    g_ptr_array_add (list, (gpointer) words);
}

GPtrArray *
rushes_failure_words_list (void)
{
  GPtrArray *list = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    list_words (list, seen, &kinds[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    list_words (list, seen, &errors[i]);
  return list;
}

char *
rushes_failure_words_dup_codes (const RushesFailureWords *words)
{
  GString *list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (&kinds[codes[i].kind] == words && g_ascii_isdigit (codes[i].code[0]))
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", codes[i].code);
    }
  return g_string_free (list, list->len == 0);
}
