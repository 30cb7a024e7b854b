/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-name-template"

#include "config.h"

#include "transfer/rushes-name-template.h"

#include "transfer/rushes-file-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define EXTENSION ".mp4"
#define MAX_BYTES 200

typedef enum
{
  TOKEN_ID,
  TOKEN_LABEL,
  TOKEN_DATE,
  TOKEN_TIME,
  TOKEN_WIDTH,
  TOKEN_HEIGHT,
  TOKEN_ACCOUNT,
  TOKEN_MODEL,
  TOKEN_N,
  TOKEN_NONE,
} Token;

static const char *const token_names[] = {
  [TOKEN_ID] = "id",           [TOKEN_LABEL] = "label", [TOKEN_DATE] = "date",
  [TOKEN_TIME] = "time",       [TOKEN_WIDTH] = "width", [TOKEN_HEIGHT] = "height",
  [TOKEN_ACCOUNT] = "account", [TOKEN_MODEL] = "model", [TOKEN_N] = "n",
};

/* @name: not terminated, @length bytes */
static Token
find_token (const char *name, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (token_names); i++)
    {
      if (strlen (token_names[i]) == length && memcmp (token_names[i], name, length) == 0)
        return (Token) i;
    }
  return TOKEN_NONE;
}

char *
rushes_name_template_explain (const char *name_template)
{
  g_return_val_if_fail (name_template != NULL, NULL);

  if (*name_template == '\0')
    return g_strdup (_ ("The name template is empty."));
  if (strchr (name_template, '/') != NULL)
    return g_strdup (_ ("The name template names a file, so it can’t contain “/”."));

  for (const char *open = strchr (name_template, '{'); open != NULL; open = strchr (open + 1, '{'))
    {
      const char *close = strchr (open, '}');

      if (close == NULL)
        return g_strdup (_ ("A “{” in the name template is never closed."));
      if (find_token (open + 1, (gsize) (close - open - 1)) == TOKEN_NONE)
        {
          g_autofree char *token = g_strndup (open, (gsize) (close - open + 1));

          /* Translators: %s is what the user wrote, with its braces: “{foo}”. */
          return g_strdup_printf (_ ("The name template can’t use “%s”."), token);
        }
    }
  return NULL;
}

/* A value is a part of one name: what would separate folders joins words instead. */
static void
append_value (GString *name, const char *value)
{
  if (value == NULL)
    return;

  for (const char *p = value; *p != '\0'; p++)
    g_string_append_c (name, *p == '/' || *p == '\\' ? '-' : *p);
}

static void
append_pixels (GString *name, int pixels)
{
  if (pixels > 0)
    g_string_append_printf (name, "%d", pixels);
}

/* @format has no colon: not every file system takes it. */
static void
append_moment (GString *name, GDateTime *moment, const char *format)
{
  g_autofree char *text = moment != NULL ? g_date_time_format (moment, format) : NULL;

  append_value (name, text);
}

static void
append_token (GString *name, Token token, const RushesNameTemplateValues *values)
{
  switch (token)
    {
    case TOKEN_ID:
      append_value (name, values->task_id);
      break;
    case TOKEN_LABEL:
      append_value (name, values->label);
      break;
    case TOKEN_DATE:
      append_moment (name, values->moment, "%Y-%m-%d");
      break;
    case TOKEN_TIME:
      append_moment (name, values->moment, "%H-%M-%S");
      break;
    case TOKEN_WIDTH:
      append_pixels (name, values->width);
      break;
    case TOKEN_HEIGHT:
      append_pixels (name, values->height);
      break;
    case TOKEN_ACCOUNT:
      append_value (name, values->account);
      break;
    case TOKEN_MODEL:
      append_value (name, values->model);
      break;
    case TOKEN_N:
      g_string_append_printf (name, "%u", values->n);
      break;
    case TOKEN_NONE:
      g_assert_not_reached ();
    }
}

static char *
substitute (const char *name_template, const RushesNameTemplateValues *values)
{
  GString *name = g_string_new (NULL);
  const char *p = name_template;

  while (*p != '\0')
    {
      const char *close = *p == '{' ? strchr (p, '}') : NULL;
      Token token = close != NULL ? find_token (p + 1, (gsize) (close - p - 1)) : TOKEN_NONE;

      if (token == TOKEN_NONE)
        {
          g_string_append_c (name, *p++);
          continue;
        }
      append_token (name, token, values);
      p = close + 1;
    }
  return g_string_free (name, FALSE);
}

static void
drop_extension (char *name)
{
  gsize length = strlen (name);
  gsize extension = strlen (EXTENSION);

  if (length >= extension && g_ascii_strcasecmp (name + length - extension, EXTENSION) == 0)
    name[length - extension] = '\0';
}

/* Cuts @name, which is valid UTF-8, on a character's boundary, and leaves no space at its end. */
static void
cut (char *name, gsize max_bytes)
{
  if (strlen (name) > max_bytes)
    *g_utf8_find_prev_char (name, name + max_bytes + 1) = '\0';
  g_strchomp (name);
}

char *
rushes_name_template_expand (const char *name_template, const RushesNameTemplateValues *values)
{
  g_autofree char *raw = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (name_template != NULL, NULL);
  g_return_val_if_fail (values != NULL && values->task_id != NULL, NULL);

  raw = substitute (name_template, values);
  drop_extension (raw);
  name = rushes_file_name_sanitise (raw);
  cut (name, MAX_BYTES - strlen (EXTENSION));
  if (*name == '\0')
    return rushes_file_name_suggest (NULL, NULL, values->task_id);

  return g_strconcat (name, EXTENSION, NULL);
}
