/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-accounts-group"

#include "config.h"

#include "ui/rushes-accounts-group.h"

#include <glib/gi18n-lib.h>

#include "api/rushes-failure.h"
#include "base/rushes-text.h"
#include "compat/rushes-compat-dialogs.h"
#include "compat/rushes-compat.h"
#include "ui/rushes-account-dialog.h"
#include "ui/rushes-describe-account.h"

#define LONGEST_NAME 60

struct _RushesAccountsGroup
{
  AdwPreferencesGroup parent_instance;

  RushesSession *session;
  GCancellable *cancellable; /* of the dialogs */
  GPtrArray *rows;           /* of AdwActionRow, in the order of the accounts (unowned) */
  gboolean following;        /* the choice changes, but not by the user */

  GtkWidget *add_button;
  GtkWidget *orphans_row; /* (nullable): of tasks whose account is gone */
};

typedef enum
{
  PROP_SESSION = 1,
} RushesAccountsGroupProps;

static GParamSpec *properties[PROP_SESSION + 1];

G_DEFINE_FINAL_TYPE (RushesAccountsGroup, rushes_accounts_group, ADW_TYPE_PREFERENCES_GROUP)

/* What was removed, until it is brought back or forgotten */

typedef struct
{
  RushesSession *session;
  RushesAccount *account; /* with its key */
  GPtrArray *tasks;
} Removed;

static void
removed_free (gpointer data, GClosure *closure)
{
  Removed *removed = data;

  g_object_unref (removed->session);
  g_object_unref (removed->account);
  g_clear_pointer (&removed->tasks, g_ptr_array_unref);
  g_free (removed);
}

static Removed *
removed_new (RushesSession *session, RushesAccount *account)
{
  Removed *removed = g_new0 (Removed, 1);

  removed->session = g_object_ref (session);
  removed->account = g_object_ref (account);
  return removed;
}

static void
show_failure (RushesAccountsGroup *self, const GError *error)
{
  g_autoptr (RushesFailure) failure = NULL;

  if (self->session == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  failure = rushes_failure_new_from_error (error);
  rushes_compat_pages_add_toast (GTK_WIDGET (self),
                                 rushes_compat_toast_new (rushes_failure_get_message (failure)));
}

/* Bringing back: the account first, that its tasks are asked for as soon as they are there. */
static void
account_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Removed *removed = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_session_put_account_finish (removed->session, result, NULL, &error))
    g_message ("The account was not brought back: %s", error->message);
  else if (removed->tasks->len > 0)
    rushes_session_restore_async (removed->session, removed->tasks, NULL, NULL);
  removed_free (removed, NULL);
}

static void
undo_cb (AdwToast *toast, Removed *removed)
{
  Removed *back = removed_new (removed->session, removed->account);

  back->tasks = g_ptr_array_ref (removed->tasks);
  rushes_session_put_account_async (removed->session, removed->account, account_back_cb, back);
}

typedef struct
{
  RushesAccountsGroup *group;
  Removed *removed;
} Removal;

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Removal *removal = user_data;
  g_autoptr (RushesAccountsGroup) self = removal->group;
  Removed *removed = removal->removed;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  AdwToast *toast = NULL;

  g_free (removal);
  removed->tasks = rushes_session_remove_account_finish (removed->session, result, &error);
  if (removed->tasks == NULL)
    {
      removed_free (removed, NULL);
      show_failure (self, error);
      return;
    }

  name = rushes_text_neutralise (rushes_account_get_name (removed->account), LONGEST_NAME);
  /* Translators: %s is the name of an account */
  text = g_strdup_printf (_ ("“%s” was removed"), name);
  toast = rushes_compat_toast_new (text);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), removed, removed_free,
                         G_CONNECT_DEFAULT);
  rushes_compat_pages_add_toast (GTK_WIDGET (self), toast);
}

static void
remove_account (RushesAccountsGroup *self, const char *id, gboolean with_tasks)
{
  RushesAccount *account = rushes_session_find_account (self->session, id);
  Removal *removal = NULL;

  if (account == NULL || rushes_session_account_is_fixed (self->session, account))
    return;

  removal = g_new0 (Removal, 1);
  removal->group = g_object_ref (self);
  removal->removed = removed_new (self->session, account);
  rushes_session_remove_account_async (self->session, account, with_tasks, removed_cb, removal);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  remove_account (RUSHES_ACCOUNTS_GROUP (widget), g_variant_get_string (parameter, NULL), FALSE);
}

static void
remove_with_tasks_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  remove_account (RUSHES_ACCOUNTS_GROUP (widget), g_variant_get_string (parameter, NULL), TRUE);
}

/* Merging */

typedef struct
{
  RushesAccountsGroup *group;
  char *id;
  char *into;
} Merge;

static void
merge_free (Merge *merge)
{
  g_object_unref (merge->group);
  g_free (merge->id);
  g_free (merge->into);
  g_free (merge);
}

static void
merged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesAccountsGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (rushes_session_merge_account_finish (RUSHES_SESSION (source), result, &error))
    rushes_compat_pages_add_toast (GTK_WIDGET (self),
                                   rushes_compat_toast_new (_ ("The accounts were merged")));
  else
    show_failure (self, error);
}

static void
merge_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Merge *merge = user_data;
  RushesAccountsGroup *self = merge->group;
  RushesAccount *account = NULL;
  RushesAccount *into = NULL;

  if (rushes_compat_confirm_finish (result, NULL) && self->session != NULL)
    {
      account = rushes_session_find_account (self->session, merge->id);
      into = rushes_session_find_account (self->session, merge->into);
    }
  if (account != NULL && into != NULL)
    rushes_session_merge_account_async (self->session, account, into, merged_cb, g_object_ref (self));
  merge_free (merge);
}

static void
merge_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  RushesAccountsGroup *self = RUSHES_ACCOUNTS_GROUP (widget);
  const char *id = NULL;
  const char *into_id = NULL;
  RushesAccount *account = NULL;
  RushesAccount *into = NULL;
  g_autofree char *name = NULL;
  g_autofree char *into_name = NULL;
  g_autofree char *heading = NULL;
  Merge *merge = NULL;

  g_variant_get (parameter, "(&s&s)", &id, &into_id);
  account = rushes_session_find_account (self->session, id);
  into = rushes_session_find_account (self->session, into_id);
  if (account == NULL || into == NULL || account == into)
    return;

  name = rushes_text_neutralise (rushes_account_get_name (account), LONGEST_NAME);
  into_name = rushes_text_neutralise (rushes_account_get_name (into), LONGEST_NAME);
  /* Translators: both are names of accounts */
  heading = g_strdup_printf (_ ("Merge “%s” into “%s”?"), name, into_name);
  merge = g_new0 (Merge, 1);
  merge->group = g_object_ref (self);
  merge->id = g_strdup (id);
  merge->into = g_strdup (into_id);
  rushes_compat_confirm_async (
    GTK_WINDOW (gtk_widget_get_root (widget)), heading,
    _ ("Its tasks are followed with the other account’s key from then on. The account "
       "and its own key are forgotten; this cannot be undone."),
    _ ("_Cancel"), _ ("_Merge"), TRUE, self->cancellable, merge_confirmed_cb, merge);
}

/* Taking over */

static void fill (RushesAccountsGroup *self);

/* Whom tasks without an account can be given to. (nullable) */
static RushesAccount *
find_taker (RushesAccountsGroup *self)
{
  GListModel *accounts = rushes_session_get_accounts (self->session);
  RushesAccount *current = rushes_session_get_account (self->session);

  if (current != NULL && !rushes_session_account_is_fixed (self->session, current))
    return current;
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RushesAccount) account = g_list_model_get_item (accounts, i);

      if (!rushes_session_account_is_fixed (self->session, account))
        return account; /* the list has it */
    }
  return NULL;
}

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesAccountsGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_session_adopt_orphans_finish (RUSHES_SESSION (source), result, &error))
    show_failure (self, error);
  if (self->session == NULL)
    return;
  fill (self);
  gtk_widget_grab_focus (self->add_button);
}

static void
adoption_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesAccountsGroup) self = user_data;
  RushesAccount *taker = NULL;

  if (!rushes_compat_confirm_finish (result, NULL) || self->session == NULL)
    return;

  taker = find_taker (self);
  if (taker != NULL)
    rushes_session_adopt_orphans_async (self->session, taker, adopted_cb, g_object_ref (self));
}

static void
take_over_clicked_cb (RushesAccountsGroup *self)
{
  RushesAccount *taker = find_taker (self);
  const guint n_orphans = rushes_session_count_orphans (self->session);
  g_autofree char *name = NULL;
  g_autofree char *heading = NULL;

  if (taker == NULL)
    return;

  name = rushes_text_neutralise (rushes_account_get_name (taker), LONGEST_NAME);
  /* Translators: %s is the name of an account */
  heading = g_strdup_printf (ngettext ("Hand %u Task over to “%s”?", "Hand %u Tasks over to “%s”?",
                                       n_orphans),
                             n_orphans, name);
  rushes_compat_confirm_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                               _ ("They are followed with its key from then on. A service knows the tasks of "
                                  "its own accounts only. This cannot be undone."),
                               _ ("_Cancel"), _ ("_Hand Over"), TRUE, self->cancellable,
                               adoption_confirmed_cb, g_object_ref (self));
}

static GtkWidget *
new_orphans_row (RushesAccountsGroup *self, guint n_orphans)
{
  GtkWidget *row = adw_action_row_new ();
  /* Translators: the button that gives tasks without an account to another one, after a question */
  GtkWidget *button = gtk_button_new_with_label (_ ("Hand Over…"));
  g_autofree char *subtitle = g_strdup_printf (ngettext ("%u task is no longer followed",
                                                         "%u tasks are no longer followed", n_orphans),
                                               n_orphans);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Tasks without an Account"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, find_taker (self) != NULL);
  g_signal_connect_object (button, "clicked", G_CALLBACK (take_over_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

/* Adding */

static void
add_clicked_cb (RushesAccountsGroup *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_window_present (GTK_WINDOW (rushes_account_dialog_new_to_add (GTK_WINDOW (root), self->session)));
}

/* The rows */

static void
append (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

/* In the label of a menu's item an underscore stands before its mnemonic. */
static char *
dup_menu_name (RushesAccount *account)
{
  g_autofree char *name = rushes_text_neutralise (rushes_account_get_name (account), LONGEST_NAME);
  g_auto (GStrv) parts = g_strsplit (name != NULL ? name : "", "_", -1);

  return g_strjoinv ("__", parts);
}

/* One item for each that it can be merged into. */
static GMenuModel *
new_merge_menu (RushesAccountsGroup *self, RushesAccount *account)
{
  GListModel *accounts = rushes_session_get_accounts (self->session);
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RushesAccount) other = g_list_model_get_item (accounts, i);
      g_autofree char *name = NULL;
      g_autofree char *label = NULL;

      if (other == account || rushes_session_account_is_fixed (self->session, other))
        continue;
      name = dup_menu_name (other);
      /* Translators: %s is the name of another account, which takes this one’s tasks */
      label = g_strdup_printf (_ ("Merge into “%s”…"), name);
      append (menu, label, "accounts.merge",
              g_variant_new ("(ss)", rushes_account_get_id (account), rushes_account_get_id (other)));
    }
  return G_MENU_MODEL (menu);
}

static GMenuModel *
new_menu (RushesAccountsGroup *self, RushesAccount *account)
{
  const char *id = rushes_account_get_id (account);
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) removing = g_menu_new ();
  g_autoptr (GMenuModel) merging = new_merge_menu (self, account);

  append (removing, _ ("Remove and Keep Its Tasks"), "accounts.remove", g_variant_new_string (id));
  append (removing, _ ("Remove with Its Tasks"), "accounts.remove-with-tasks", g_variant_new_string (id));
  if (g_menu_model_get_n_items (merging) > 0)
    g_menu_append_section (menu, NULL, merging);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (removing));
  return G_MENU_MODEL (menu);
}

static GtkWidget *
new_menu_button (RushesAccountsGroup *self, RushesAccount *account, const char *name)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenuModel) menu = new_menu (self, account);
  g_autofree char *label = NULL;

  /* Translators: a button with a menu; %s is the name of an account */
  label = g_strdup_printf (_ ("More about “%s”"), name);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return button;
}

static void
chosen_cb (GtkCheckButton *check, GParamSpec *pspec, RushesAccountsGroup *self)
{
  const char *id = g_object_get_data (G_OBJECT (check), "account-id");
  RushesAccount *account = NULL;

  if (self->following || !gtk_check_button_get_active (check))
    return;

  account = rushes_session_find_account (self->session, id);
  if (account != NULL)
    rushes_session_select_account (self->session, account);
}

static GtkWidget *
new_row (RushesAccountsGroup *self, RushesAccount *account, GtkCheckButton *first)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *name = rushes_text_neutralise (rushes_account_get_name (account), LONGEST_NAME);
  g_autofree char *subtitle = rushes_describe_account (self->session, account);

  g_object_set (row, "use-markup", FALSE, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name != NULL ? name : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               account == rushes_session_get_account (self->session));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (check), "account-id", g_strdup (rushes_account_get_id (account)), g_free);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (chosen_cb), self, G_CONNECT_DEFAULT);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (row), "check", check);

  if (!rushes_session_account_is_fixed (self->session, account))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_menu_button (self, account, name));
  return row;
}

/* The rows stay: it may be one of them that is being chosen. */
static void
refresh (RushesAccountsGroup *self)
{
  self->following = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      AdwActionRow *row = g_ptr_array_index (self->rows, i);
      GtkCheckButton *check = g_object_get_data (G_OBJECT (row), "check");
      RushesAccount *account = rushes_session_find_account (self->session,
                                                            g_object_get_data (G_OBJECT (check),
                                                                               "account-id"));
      g_autofree char *subtitle = NULL;

      if (account == NULL)
        continue;
      subtitle = rushes_describe_account (self->session, account);
      adw_action_row_set_subtitle (row, subtitle);
      if (account == rushes_session_get_account (self->session))
        gtk_check_button_set_active (check, TRUE);
    }
  self->following = FALSE;
}

static void
clear_rows (RushesAccountsGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  if (self->orphans_row != NULL)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->orphans_row);
  self->orphans_row = NULL;
}

/* There are few; and what one of them can be merged into depends on the others. */
static void
fill (RushesAccountsGroup *self)
{
  GListModel *accounts = rushes_session_get_accounts (self->session);
  const guint n_orphans = rushes_session_count_orphans (self->session);
  GtkCheckButton *first = NULL;

  self->following = TRUE;
  clear_rows (self);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RushesAccount) account = g_list_model_get_item (accounts, i);
      GtkWidget *row = new_row (self, account, first);

      if (first == NULL)
        first = g_object_get_data (G_OBJECT (row), "check");
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
  if (n_orphans > 0)
    {
      self->orphans_row = new_orphans_row (self, n_orphans);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->orphans_row);
    }
  self->following = FALSE;
  rushes_session_ask_usage (self->session);
}

static void
rushes_accounts_group_constructed (GObject *object)
{
  RushesAccountsGroup *self = RUSHES_ACCOUNTS_GROUP (object);

  G_OBJECT_CLASS (rushes_accounts_group_parent_class)->constructed (object);

  g_signal_connect_object (rushes_session_get_accounts (self->session), "items-changed", G_CALLBACK (fill),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::account", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::paused", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "usage-told", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  fill (self);
}

static void
rushes_accounts_group_dispose (GObject *object)
{
  RushesAccountsGroup *self = RUSHES_ACCOUNTS_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (rushes_session_get_accounts (self->session), self);
      g_signal_handlers_disconnect_by_data (self->session, self);
      clear_rows (self);
    }
  g_clear_object (&self->session);

  G_OBJECT_CLASS (rushes_accounts_group_parent_class)->dispose (object);
}

static void
rushes_accounts_group_finalize (GObject *object)
{
  RushesAccountsGroup *self = RUSHES_ACCOUNTS_GROUP (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (rushes_accounts_group_parent_class)->finalize (object);
}

static void
rushes_accounts_group_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesAccountsGroup *self = RUSHES_ACCOUNTS_GROUP (object);

  switch ((RushesAccountsGroupProps) property_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    }
}

static void
rushes_accounts_group_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  RushesAccountsGroup *self = RUSHES_ACCOUNTS_GROUP (object);

  switch ((RushesAccountsGroupProps) property_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    }
}

static void
rushes_accounts_group_class_init (RushesAccountsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = rushes_accounts_group_constructed;
  object_class->dispose = rushes_accounts_group_dispose;
  object_class->finalize = rushes_accounts_group_finalize;
  object_class->get_property = rushes_accounts_group_get_property;
  object_class->set_property = rushes_accounts_group_set_property;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                    | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_install_action (widget_class, "accounts.remove", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "accounts.remove-with-tasks", "s", remove_with_tasks_action);
  gtk_widget_class_install_action (widget_class, "accounts.merge", "(ss)", merge_action);
}

static void
rushes_accounts_group_init (RushesAccountsGroup *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Accounts"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         _ ("New tasks belong to the chosen one."));
  self->add_button = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_set_valign (self->add_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->add_button, "flat");
  gtk_widget_set_tooltip_text (self->add_button, _ ("Add Account"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add Account"), -1);
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->add_button);
}

GtkWidget *
rushes_accounts_group_new (RushesSession *session)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  return g_object_new (RUSHES_TYPE_ACCOUNTS_GROUP, "session", session, NULL);
}
