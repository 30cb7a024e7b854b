/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-handover"

#include "config.h"

#include "intake/rushes-handover.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "base/rushes-text.h"

GVariant *
rushes_handover_write (GPtrArray *items)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (items, i);

      g_variant_builder_add (&builder, "(ss)", item->task_id, item->label != NULL ? item->label : "");
    }
  return g_variant_new ("(a(ss))", &builder);
}

static char *
dup_label (const char *text)
{
  g_autofree char *redacted = rushes_redact (text);

  return rushes_text_neutralise (redacted, RUSHES_INTAKE_MAX_LABEL);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_REQUEST_REFUSED, message);
  return FALSE;
}

static gboolean
read_items (GVariant *list, GPtrArray *items, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GVariantIter iter;
  const char *task_id;
  const char *text;

  if (g_variant_n_children (list) > RUSHES_HANDOVER_MAX_ITEMS)
    return refuse (error, "too many tasks");

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "(&s&s)", &task_id, &text))
    {
      g_autofree char *label = NULL;
      RushesIntakeItem *item;

      if (!rushes_intake_is_id (task_id))
        return refuse (error, "no task id");
      if (g_hash_table_contains (seen, task_id))
        continue;

      label = dup_label (text);
      item = rushes_intake_item_new (task_id, label, items->len + 1);
      g_ptr_array_add (items, item);
      g_hash_table_add (seen, item->task_id);
    }
  return TRUE;
}

GPtrArray *
rushes_handover_read (GVariant *request, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GVariant) list = NULL;

  if (!g_variant_is_of_type (request, G_VARIANT_TYPE (RUSHES_HANDOVER_REQUEST_TYPE)))
    {
      refuse (error, "no request");
      return NULL;
    }

  list = g_variant_get_child_value (request, 0);
  return read_items (list, items, error) ? g_steal_pointer (&items) : NULL;
}
