/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-log"

#include "config.h"

#include "base/rushes-log.h"

#include "base/rushes-redact.h"

#include <stdio.h>
#include <string.h>

#define MAX_FIELDS 32

static const char *
find_field (const GLogField *fields, gsize n_fields, const char *name)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (fields[i].key, name) == 0 && fields[i].length < 0)
        return fields[i].value;
    }
  return NULL;
}

static GLogWriterOutput
write_redacted (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  const char *domain = find_field (fields, n_fields, "GLIB_DOMAIN");
  g_autofree char *redacted = NULL;
  GLogField copy[MAX_FIELDS];

  if (g_log_writer_default_would_drop (level, domain))
    return G_LOG_WRITER_HANDLED;

  n_fields = MIN (n_fields, MAX_FIELDS);
  memcpy (copy, fields, n_fields * sizeof (GLogField));
  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (copy[i].key, "MESSAGE") == 0 && copy[i].length < 0)
        {
          redacted = rushes_redact (copy[i].value);
          copy[i].value = redacted;
        }
    }

  return g_log_writer_standard_streams (level, copy, n_fields, user_data);
}

void
rushes_log_init (void)
{
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (write_redacted, NULL, NULL);
}
