/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-account-network-row"

#include "config.h"

#include "ui/rushes-account-network-row.h"

#include <glib/gi18n-lib.h>

#include "api/rushes-proxy.h"
#include "api/rushes-trust.h"
#include "base/rushes-error.h"
#include "base/rushes-text.h"
#include "compat/rushes-compat.h"
#include "ui/rushes-choice-names.h"
#include "ui/rushes-field-error.h"

#define LONGEST_NAME 60

typedef enum
{
  WAY_SYSTEM,
  WAY_DIRECT,
  WAY_OTHER,
} Way;

/* Questions a minute that can be chosen; 0: as many as usual. */
static const guint usual_budgets[] = { 0, 60, 30, 12, 6, 1 };

struct _RushesAccountNetworkRow
{
  AdwExpanderRow parent_instance;

  GArray *budgets; /* of guint: what the choice offers */
  char *authority; /* (nullable): PEM */
  GCancellable *cancellable;
  gboolean filling; /* the fields change, but not by the user */

  AdwComboRow *proxy_row;
  AdwEntryRow *address_row;
  GtkWidget *address_error_row;
  GtkLabel *address_error;
  AdwActionRow *authority_row;
  GtkWidget *choose_button;
  GtkWidget *remove_button;
  AdwComboRow *budget_row;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesAccountNetworkRow, rushes_account_network_row, ADW_TYPE_EXPANDER_ROW)

static Way
get_way (RushesAccountNetworkRow *self)
{
  return (Way) adw_combo_row_get_selected (self->proxy_row);
}

/* (transfer full) (nullable): as RushesAccount:proxy; what nobody can read as it was entered, without @error
 */
static char *
dup_proxy (RushesAccountNetworkRow *self, GError **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->address_row));

  switch (get_way (self))
    {
    case WAY_DIRECT:
      return g_strdup (RUSHES_PROXY_NONE);
    case WAY_OTHER:
      return rushes_proxy_normalise (text, error);
    case WAY_SYSTEM:
    default:
      return NULL;
    }
}

static guint
get_budget (RushesAccountNetworkRow *self)
{
  const guint chosen = adw_combo_row_get_selected (self->budget_row);

  return chosen < self->budgets->len ? g_array_index (self->budgets, guint, chosen) : 0;
}

/* What the row says */

static void
add_part (GString *line, const char *part)
{
  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, part);
}

static void
summarise (RushesAccountNetworkRow *self)
{
  g_autoptr (GString) line = g_string_new (NULL);
  const guint budget = get_budget (self);

  if (get_way (self) == WAY_DIRECT)
    add_part (line, _ ("No proxy"));
  else if (get_way (self) == WAY_OTHER)
    add_part (line, _ ("Own proxy"));
  if (self->authority != NULL)
    add_part (line, _ ("Own authority"));
  if (budget > 0)
    {
      g_autofree char *text = g_strdup_printf (
        /* Translators: of the questions that an account's service is asked */
        ngettext ("%u question a minute", "%u questions a minute", budget), budget);

      add_part (line, text);
    }
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self),
                                 /* Translators: a proxy and the like are as the system has them */
                                 line->len > 0 ? line->str : _ ("As the system has it"));
}

static void
describe_authority (RushesAccountNetworkRow *self)
{
  gint64 until = 0;
  g_autofree char *subject = self->authority != NULL ? rushes_trust_describe (self->authority, &until) : NULL;
  g_autofree char *name = rushes_text_neutralise (subject, LONGEST_NAME);
  g_autoptr (GDateTime) end = until > 0 ? g_date_time_new_from_unix_local (until) : NULL;
  g_autofree char *date = end != NULL ? g_date_time_format (end, "%x") : NULL;
  g_autofree char *text = NULL;

  if (self->authority == NULL)
    text = g_strdup (_ ("None: those that this computer trusts"));
  else if (name == NULL || date == NULL)
    text = g_strdup (_ ("Its certificate cannot be read"));
  else
    /* Translators: the name of a certificate authority, and the date until which its certificate is valid */
    text = g_strdup_printf (_ ("%s, until %s"), name, date);

  gtk_widget_remove_css_class (GTK_WIDGET (self->authority_row), "error");
  adw_action_row_set_subtitle (self->authority_row, text);
  gtk_widget_set_visible (self->remove_button, self->authority != NULL);
}

static void
show_authority_error (RushesAccountNetworkRow *self, const char *sentence)
{
  adw_action_row_set_subtitle (self->authority_row, sentence);
  gtk_widget_add_css_class (GTK_WIDGET (self->authority_row), "error");
  rushes_compat_announce (GTK_WIDGET (self), sentence);
}

static void
show_address_error (RushesAccountNetworkRow *self, const char *sentence)
{
  rushes_field_error_show (self->address_row, self->address_error_row, self->address_error, sentence);
}

static void
changed_cb (RushesAccountNetworkRow *self)
{
  if (self->proxy_row == NULL || self->budget_row == NULL)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->address_row), get_way (self) == WAY_OTHER);
  show_address_error (self, NULL);
  summarise (self);
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* Rows that nobody has seen are measured and given a style all the same, unless they are hidden: of a
 * welcome's first frame that was a twentieth. */
static void
expanded_cb (RushesAccountNetworkRow *self)
{
  GtkWidget *rows[] = { GTK_WIDGET (self->proxy_row), GTK_WIDGET (self->authority_row),
                        GTK_WIDGET (self->budget_row) };

  for (gsize i = 0; adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)) && i < G_N_ELEMENTS (rows); i++)
    gtk_widget_set_visible (rows[i], TRUE);
}

/* The authority */

static void
set_authority (RushesAccountNetworkRow *self, const char *pem)
{
  if (g_strcmp0 (self->authority, pem) != 0)
    {
      g_free (self->authority);
      self->authority = g_strdup (pem);
    }
  describe_authority (self);
  changed_cb (self);
}

static gboolean
is_small_yet (const char *contents, goffset size, gpointer data)
{
  return size <= RUSHES_TRUST_MAX_BYTES;
}

static void
authority_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesAccountNetworkRow) self = user_data;
  char *contents = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *pem = NULL;

  if (!g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &length, NULL, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_authority_error (self, _ ("The file can’t be read."));
      return;
    }
  bytes = g_bytes_new_take (contents, length);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  pem = rushes_trust_read (bytes, &error);
  if (pem != NULL)
    set_authority (self, pem);
  else
    /* Translators: PEM is a file format */
    show_authority_error (self, _ ("There is no certificate in this file. It has to be in PEM."));
}

void
rushes_account_network_row_read_authority (RushesAccountNetworkRow *self, GFile *file)
{
  g_return_if_fail (RUSHES_IS_ACCOUNT_NETWORK_ROW (self));
  g_return_if_fail (G_IS_FILE (file));

  g_file_load_partial_contents_async (file, self->cancellable, is_small_yet, authority_read_cb,
                                      g_object_ref (self));
}

static void
authority_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesAccountNetworkRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = rushes_compat_choose_file_finish (result, &error);

  if (file != NULL)
    rushes_account_network_row_read_authority (self, file);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
           && !g_cancellable_is_cancelled (self->cancellable))
    show_authority_error (self, _ ("The file can’t be read."));
}

static void
choose_clicked_cb (RushesAccountNetworkRow *self)
{
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) certificates = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (certificates, _ ("Certificates"));
  gtk_file_filter_add_suffix (certificates, "pem");
  gtk_file_filter_add_suffix (certificates, "crt");
  gtk_file_filter_add_suffix (certificates, "cer");
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, certificates);
  g_list_store_append (filters, all);
  rushes_compat_choose_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   _ ("Certificate of the Authority"), NULL, G_LIST_MODEL (filters),
                                   self->cancellable, authority_chosen_cb, g_object_ref (self));
}

static void
remove_clicked_cb (RushesAccountNetworkRow *self)
{
  gtk_widget_grab_focus (self->choose_button);
  set_authority (self, NULL);
}

/* Filling and applying */

/* What an account has, and nobody would choose, is offered, too. */
static void
offer_budgets (RushesAccountNetworkRow *self, guint present)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint chosen = G_N_ELEMENTS (usual_budgets);

  g_array_set_size (self->budgets, 0);
  g_array_append_vals (self->budgets, usual_budgets, G_N_ELEMENTS (usual_budgets));
  for (guint i = 0; i < G_N_ELEMENTS (usual_budgets); i++)
    {
      if (usual_budgets[i] == present)
        chosen = i;
    }
  if (chosen == G_N_ELEMENTS (usual_budgets))
    g_array_append_val (self->budgets, present);

  for (guint i = 0; i < self->budgets->len; i++)
    {
      const guint budget = g_array_index (self->budgets, guint, i);
      g_autofree char *title = budget > 0 ? g_strdup_printf ("%u", budget)
                                          /* Translators: of questions per minute */
                                          : g_strdup (_ ("As usual"));

      gtk_string_list_append (titles, title);
    }
  adw_combo_row_set_model (self->budget_row, G_LIST_MODEL (titles));
  adw_combo_row_set_selected (self->budget_row, chosen);
}

void
rushes_account_network_row_fill (RushesAccountNetworkRow *self, RushesAccount *account)
{
  const char *proxy = account != NULL ? rushes_account_get_proxy (account) : NULL;
  const gboolean is_address = proxy != NULL && !g_str_equal (proxy, RUSHES_PROXY_NONE);

  g_return_if_fail (RUSHES_IS_ACCOUNT_NETWORK_ROW (self));

  self->filling = TRUE;
  adw_combo_row_set_selected (self->proxy_row, is_address      ? WAY_OTHER
                                               : proxy != NULL ? WAY_DIRECT
                                                               : WAY_SYSTEM);
  gtk_editable_set_text (GTK_EDITABLE (self->address_row), is_address ? proxy : "");
  offer_budgets (self, account != NULL ? rushes_account_get_budget (account) : 0);
  set_authority (self, account != NULL ? rushes_account_get_authority (account) : NULL);
  self->filling = FALSE;
}

gboolean
rushes_account_network_row_differs (RushesAccountNetworkRow *self, RushesAccount *account)
{
  g_autofree char *proxy = NULL;

  g_return_val_if_fail (RUSHES_IS_ACCOUNT_NETWORK_ROW (self), FALSE);

  proxy = dup_proxy (self, NULL);
  return (proxy == NULL && get_way (self) == WAY_OTHER)
         || g_strcmp0 (proxy, account != NULL ? rushes_account_get_proxy (account) : NULL) != 0
         || g_strcmp0 (self->authority, account != NULL ? rushes_account_get_authority (account) : NULL) != 0
         || get_budget (self) != (account != NULL ? rushes_account_get_budget (account) : 0);
}

gboolean
rushes_account_network_row_apply (RushesAccountNetworkRow *self, RushesAccount *account, GError **error)
{
  g_autofree char *proxy = NULL;
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (RUSHES_IS_ACCOUNT_NETWORK_ROW (self), FALSE);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), FALSE);

  proxy = dup_proxy (self, &cause);
  if (cause != NULL)
    {
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
      show_address_error (self, _ ("This is no address of a proxy. It has a form like "
                                   "http://proxy.example:3128 and holds no password."));
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  rushes_account_set_proxy (account, proxy);
  rushes_account_set_authority (account, self->authority);
  rushes_account_set_budget (account, get_budget (self));
  return TRUE;
}

/* The object */

static void
rushes_account_network_row_dispose (GObject *object)
{
  RushesAccountNetworkRow *self = RUSHES_ACCOUNT_NETWORK_ROW (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_ACCOUNT_NETWORK_ROW);

  G_OBJECT_CLASS (rushes_account_network_row_parent_class)->dispose (object);
}

static void
rushes_account_network_row_finalize (GObject *object)
{
  RushesAccountNetworkRow *self = RUSHES_ACCOUNT_NETWORK_ROW (object);

  g_clear_object (&self->cancellable);
  g_array_unref (self->budgets);
  g_free (self->authority);

  G_OBJECT_CLASS (rushes_account_network_row_parent_class)->finalize (object);
}

static void
rushes_account_network_row_class_init (RushesAccountNetworkRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rushes_account_network_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = rushes_account_network_row_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/rushes_app/Rushes/ui/rushes-account-network-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesAccountNetworkRow, proxy_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountNetworkRow, address_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountNetworkRow, address_error_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountNetworkRow, address_error);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountNetworkRow, authority_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountNetworkRow, choose_button);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountNetworkRow, remove_button);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountNetworkRow, budget_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, expanded_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

static void
rushes_account_network_row_init (RushesAccountNetworkRow *self)
{
  self->budgets = g_array_new (FALSE, FALSE, sizeof (guint));
  self->cancellable = g_cancellable_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  rushes_compat_name_expander_row (ADW_EXPANDER_ROW (self));
  rushes_choice_names_watch (self->proxy_row);
  rushes_choice_names_watch (self->budget_row);
  rushes_field_set_title (self->address_row, _ ("Proxy Address"));
  rushes_account_network_row_fill (self, NULL);
}
