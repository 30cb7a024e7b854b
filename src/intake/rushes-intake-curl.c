/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-intake-curl"

#include "config.h"

#include "intake/rushes-intake-curl.h"

#include "base/rushes-text.h"
#include "intake/rushes-intake-json.h"
#include "intake/rushes-intake-line.h"

#include <string.h>

/* No command that a person pastes is longer, and few words of one are. */
#define LONGEST_COMMAND 262144
#define USUAL_WORD 4096
#define SHORTEST_KEY 8
#define LONGEST_KEY 1024

/* What an option's value is, that comes as a word of its own. */
typedef enum
{
  VALUE_NONE,
  VALUE_HEADER,
  VALUE_KEY,
  VALUE_BODY,
  VALUE_URL,
  VALUE_OTHER,
} Value;

typedef struct
{
  const char *at;
  const char *end;
  guint line;
  GString *word;
  guint word_line;

  RushesCollector *collector;
  Value expected;
  char *url; /* (nullable): the first */
  char *key; /* (nullable): a secret */
  guint n_ids;
} Command;

gboolean
rushes_curl_can_begin (const char *p, const char *start, const char *end)
{
  if ((*p != 'c' && *p != 'C') || end - p < 6 || g_ascii_strncasecmp (p, "curl", 4) != 0)
    return FALSE;
  if (p > start && strchr (" \t$>#;|&(`'\"", p[-1]) == NULL)
    return FALSE;
  p += 4;
  if (end - p > 5 && g_ascii_strncasecmp (p, ".exe", 4) == 0)
    p += 4;
  return *p == ' ' || *p == '\t';
}

/* Behind a character that goes on in the next line, or NULL. @p: behind that character */
static const char *
skip_line_end (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  if (p < end && *p == '\r')
    p++;
  else if (p >= end || *p != '\n')
    return NULL;
  return p < end && *p == '\n' ? p + 1 : p;
}

/* Steps over blanks and over line ends that do not end the command. */
static void
skip_blanks (Command *self)
{
  while (self->at < self->end)
    {
      const char *next_line = NULL;

      if (*self->at == '\\' || *self->at == '^' || *self->at == '`')
        next_line = skip_line_end (self->at + 1, self->end);
      if (next_line != NULL)
        {
          self->at = next_line;
          self->line++;
        }
      else if (*self->at == ' ' || *self->at == '\t')
        self->at++;
      else
        return;
    }
}

static gboolean
ends_command (const Command *self)
{
  return self->at >= self->end || strchr ("\n\r|;&<>()", *self->at) != NULL;
}

static void
take_character (Command *self)
{
  self->line += *self->at == '\n';
  g_string_append_c (self->word, *self->at++);
}

/* How many characters before the next one only take its meaning away. */
static gsize
measure_escape (const Command *self, char quote)
{
  const char *p = self->at;
  gsize left = (gsize) (self->end - p);

  /* cmd: a quote within quotes, as browsers write it */
  if (left >= 4 && p[0] == '^' && p[1] == '\\' && p[2] == '^' && p[3] == quote)
    return 3;
  if (left >= 2 && p[0] == '\\' && strchr ("\"\\$`'!\n", p[1]) != NULL)
    return 1;
  return left >= 2 && p[0] == '^' && p[1] != quote && g_ascii_ispunct (p[1]) ? 1 : 0;
}

/* Between quotes; @self->at stands behind the first. Returns: FALSE where they are not closed */
static gboolean
read_quoted (Command *self, char quote, gboolean escapes)
{
  while (self->at < self->end)
    {
      if (escapes && self->at + 1 < self->end && self->at[0] == '^' && self->at[1] == quote)
        self->at++;
      if (*self->at == quote)
        {
          self->at++;
          return TRUE;
        }
      if (escapes)
        self->at += measure_escape (self, quote);
      take_character (self);
    }
  return FALSE;
}

static gboolean
read_piece (Command *self)
{
  char c = *self->at;

  /* cmd's escape before a quote or anything else */
  if ((c == '^' || c == '\\') && self->at + 1 < self->end)
    {
      self->at++;
      c = c == '^' ? *self->at : 'x';
    }
  else if (c == '$' && self->at + 1 < self->end && self->at[1] == '\'')
    {
      self->at += 2;
      return read_quoted (self, '\'', TRUE);
    }
  if (c == '\'' || c == '"')
    {
      self->at++;
      return read_quoted (self, c, c == '"');
    }
  take_character (self);
  return TRUE;
}

static gboolean
read_word (Command *self)
{
  g_string_truncate (self->word, 0);
  self->word_line = self->line;
  while (!ends_command (self) && *self->at != ' ' && *self->at != '\t')
    {
      if ((*self->at == '\\' || *self->at == '^') && skip_line_end (self->at + 1, self->end) != NULL)
        return TRUE;
      if (!read_piece (self))
        return FALSE;
    }
  return TRUE;
}

static Value
get_value (const char *option)
{
  static const struct
  {
    const char *name;
    Value value;
  } options[] = {
    { "-H", VALUE_HEADER },
    { "--header", VALUE_HEADER },
    { "--oauth2-bearer", VALUE_KEY },
    { "-d", VALUE_BODY },
    { "--data", VALUE_BODY },
    { "--data-raw", VALUE_BODY },
    { "--data-binary", VALUE_BODY },
    { "--data-ascii", VALUE_BODY },
    { "--data-urlencode", VALUE_BODY },
    { "--json", VALUE_BODY },
    { "--url", VALUE_URL },
    { "-X", VALUE_OTHER },
    { "--request", VALUE_OTHER },
    { "-o", VALUE_OTHER },
    { "--output", VALUE_OTHER },
    { "-A", VALUE_OTHER },
    { "--user-agent", VALUE_OTHER },
    { "-b", VALUE_OTHER },
    { "--cookie", VALUE_OTHER },
    { "-e", VALUE_OTHER },
    { "--referer", VALUE_OTHER },
    { "-u", VALUE_OTHER },
    { "--user", VALUE_OTHER },
    { "-x", VALUE_OTHER },
    { "--proxy", VALUE_OTHER },
    { "-m", VALUE_OTHER },
    { "--max-time", VALUE_OTHER },
    { "-w", VALUE_OTHER },
    { "--connect-timeout", VALUE_OTHER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      if (strcmp (option, options[i].name) == 0)
        return options[i].value;
    }
  return VALUE_NONE;
}

/* Whether @key is one, and not what a documentation page puts in its place. */
static gboolean
is_key (const char *key)
{
  gsize length = strlen (key);

  if (length < SHORTEST_KEY || length > LONGEST_KEY || strchr ("$<{[%", *key) != NULL)
    return FALSE;
  for (const char *p = key; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p) || *p == '*' || *p == '{' || *p == '<')
        return FALSE;
    }
  for (const char *p = key; *p != '\0'; p++)
    {
      if (g_ascii_strncasecmp (p, "your", 4) == 0 || g_ascii_strncasecmp (p, "xxxx", 4) == 0
          || g_ascii_strncasecmp (p, "api_key", 7) == 0)
        return FALSE;
    }
  return TRUE;
}

static void
take_key (Command *self, const char *key)
{
  if (self->key == NULL && is_key (key))
    self->key = g_strdup (key);
}

static void
take_header (Command *self, const char *header)
{
  if (g_ascii_strncasecmp (header, "authorization", 13) != 0)
    return;
  header += 13;
  header += strspn (header, " ");
  if (*header++ != ':')
    return;
  header += strspn (header, " ");
  if (g_ascii_strncasecmp (header, "bearer ", 7) == 0)
    header += 7;
  take_key (self, header + strspn (header, " "));
}

static void
take_url (Command *self, const char *url)
{
  if (self->url == NULL)
    self->url = g_strdup (url);
  self->n_ids += rushes_line_read_named (self->collector, url, url + strlen (url), self->word_line);
}

static void
take_body (Command *self, const char *body)
{
  g_autoptr (GArray) ids = NULL;
  const char *body_end = body + strlen (body);
  const char *end;

  if (!rushes_json_block_can_begin (body, body_end))
    {
      self->n_ids += rushes_line_read_named (self->collector, body, body_end, self->word_line);
      return;
    }

  ids = rushes_json_ids_new ();
  rushes_json_block_read (body, body_end, self->word_line, &end, ids);
  for (guint i = 0; i < ids->len; i++)
    {
      const RushesJsonId *id = &g_array_index (ids, RushesJsonId, i);

      if (!rushes_collector_can_be_id (id->task_id))
        continue;
      rushes_collector_add (self->collector, id->task_id, NULL, id->line);
      self->n_ids++;
    }
}

static void
take_value (Command *self, Value value, const char *text)
{
  switch (value)
    {
    case VALUE_HEADER:
      take_header (self, text);
      break;
    case VALUE_KEY:
      take_key (self, text);
      break;
    case VALUE_BODY:
      take_body (self, text);
      break;
    case VALUE_URL:
      take_url (self, text);
      break;
    case VALUE_NONE:
    case VALUE_OTHER:
      break;
    }
}

static void
take_word (Command *self)
{
  const char *word = self->word->str;
  Value expected = self->expected;

  self->expected = VALUE_NONE;
  if (expected != VALUE_NONE)
    take_value (self, expected, word);
  else if (g_str_has_prefix (word, "http://") || g_str_has_prefix (word, "https://"))
    take_url (self, word);
  else if (word[0] == '-' && (word[1] == 'H' || word[1] == 'd') && word[2] != '\0')
    take_value (self, word[1] == 'H' ? VALUE_HEADER : VALUE_BODY, word + 2);
  else
    self->expected = get_value (word);
}

/* The address of the service out of that of a question: what stands before the path of an API. */
static char *
dup_base_url (const char *url)
{
  static const char *const paths[] = { "/minimax/", "/v1/", "/v2/", "/v1beta/", "/ent/" };
  const char *host = strstr (url, "://");
  gsize length;
  gsize base;

  if (host == NULL || (!g_str_has_prefix (url, "https://") && !g_str_has_prefix (url, "http://")))
    return NULL;
  host += 3;
  length = strcspn (host, "?#");
  base = strcspn (host, "/?#");
  if (base == 0 || memchr (host, '@', base) != NULL || strpbrk (url, "${} \n\r") != NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *path = g_strstr_len (host, (gssize) length, paths[i]);

      if (path != NULL)
        {
          base = (gsize) (path - host);
          break;
        }
    }
  return g_strndup (url, (gsize) (host - url) + base);
}

static void
make_offer (Command *self)
{
  g_autofree char *base_url = NULL;

  /* The address that made a command of it may turn out to be the value of an option. */
  if (self->key == NULL || self->url == NULL || self->collector->intake->offer != NULL)
    return;
  base_url = dup_base_url (self->url);
  if (base_url != NULL)
    self->collector->intake->offer = rushes_intake_offer_new (base_url, self->key);
}

/* Reads a command that has been found whole: once to see that it is one, then to take what it holds. */
static gboolean
walk (Command *self, void (*take) (Command *self))
{
  skip_blanks (self);
  while (!ends_command (self))
    {
      if (!read_word (self))
        return FALSE;
      take (self);
      skip_blanks (self);
    }
  return TRUE;
}

static void
look_for_url (Command *self)
{
  const char *word = self->word->str;

  if (self->url == NULL && (g_str_has_prefix (word, "http://") || g_str_has_prefix (word, "https://")))
    self->url = g_strdup (word);
}

gboolean
rushes_curl_read (
  RushesCollector *collector, const char *start, const char *text_end, guint *line, const char **stop)
{
  g_autoptr (GString) word = g_string_sized_new (USUAL_WORD);
  Command look = { .at = start,
                   .end = start + MIN (text_end - start, LONGEST_COMMAND),
                   .line = *line,
                   .word = word,
                   .collector = collector };
  Command command = look;
  gboolean is_command = walk (&look, look_for_url) && look.url != NULL;

  *stop = look.at;
  if (is_command)
    {
      walk (&command, take_word);
      make_offer (&command);
      if (command.n_ids == 0)
        rushes_collector_ignore (collector, start, start + strcspn (start, "\n\r"), *line,
                                 RUSHES_REST_COMMAND);
      *line = command.line;
    }

  explicit_bzero (word->str, word->allocated_len);
  g_free (look.url);
  g_free (command.url);
  rushes_text_wipe (command.key);
  return is_command;
}
