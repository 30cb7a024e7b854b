/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-preferences"

#include "config.h"

#include "ui/rushes-preferences.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat-dialogs.h"
#include "compat/rushes-compat.h"
#include "ui/rushes-account-form.h"
#include "ui/rushes-accounts-group.h"
#include "ui/rushes-desktop-page.h"
#include "ui/rushes-storage-page.h"
#include "ui/rushes-videos-page.h"

/* What it would like to have. */
#define WIDTH 560
#define HEIGHT 540

struct _RushesPreferences
{
  RushesCompatPages parent_instance;

  RushesSession *session;
  GSettings *settings;
  AdwPreferencesGroup *accounts; /* (nullable): as the form */
  RushesAccountForm *form;       /* (nullable): a child; NULL once disposed */

  AdwPreferencesPage *account_page;
  AdwPreferencesGroup *apply_group;
};

typedef enum
{
  PROP_SESSION = 1,
  PROP_SETTINGS,
} RushesPreferencesProps;

static GParamSpec *properties[PROP_SETTINGS + 1];

G_DEFINE_FINAL_TYPE (RushesPreferences, rushes_preferences, RUSHES_COMPAT_TYPE_PAGES)

/* The account */

static void
form_changed_cb (RushesPreferences *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->apply_group), rushes_account_form_get_editable (self->form));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preferences.apply",
                                 rushes_account_form_can_apply (self->form));
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesPreferences) self = user_data;

  /* The form has said what went wrong. */
  if (!rushes_account_form_apply_finish (RUSHES_ACCOUNT_FORM (source), result, NULL, NULL)
      || self->form == NULL)
    return;

  rushes_compat_pages_add_toast (GTK_WIDGET (self), rushes_compat_toast_new (_ ("The account was changed")));
}

static void
apply (RushesPreferences *self)
{
  if (rushes_account_form_can_apply (self->form))
    rushes_account_form_apply_async (self->form, applied_cb, g_object_ref (self));
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  apply (RUSHES_PREFERENCES (widget));
}

static void
add_page (RushesPreferences *self, GtkWidget *page)
{
  rushes_compat_pages_add (RUSHES_COMPAT_PAGES (self), ADW_PREFERENCES_PAGE (page));
}

static void
rushes_preferences_constructed (GObject *object)
{
  RushesPreferences *self = RUSHES_PREFERENCES (object);

  G_OBJECT_CLASS (rushes_preferences_parent_class)->constructed (object);

  self->form = RUSHES_ACCOUNT_FORM (rushes_account_form_new (self->session));
  g_signal_connect_object (self->form, "notify", G_CALLBACK (form_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "activated", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  self->accounts = ADW_PREFERENCES_GROUP (rushes_accounts_group_new (self->session));
  /* The list comes above the form, and the button below. */
  g_object_ref (self->apply_group);
  adw_preferences_page_remove (self->account_page, self->apply_group);
  adw_preferences_page_add (self->account_page, self->accounts);
  adw_preferences_page_add (self->account_page, ADW_PREFERENCES_GROUP (self->form));
  adw_preferences_page_add (self->account_page, self->apply_group);
  g_object_unref (self->apply_group);
  form_changed_cb (self);

  add_page (self, rushes_videos_page_new (self->session, self->settings));
  add_page (self, rushes_storage_page_new (self->session, self->settings));
  add_page (self, rushes_desktop_page_new (self->settings));
}

/* A row that has the focus would hear of losing it after its end. */
static void
let_go_of_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, widget))
    gtk_root_set_focus (root, NULL);
}

/* libadwaita 1.2 never lets go of what is in a group of preferences: so these are ended by hand, or they
 * would hold the session for good. */
static void
release_groups (RushesPreferences *self)
{
  g_autoptr (AdwPreferencesGroup) accounts = g_object_ref (g_steal_pointer (&self->accounts));
  g_autoptr (RushesAccountForm) form = g_object_ref (g_steal_pointer (&self->form));

  g_signal_handlers_disconnect_by_data (form, self);
  let_go_of_focus (GTK_WIDGET (self));
  adw_preferences_page_remove (self->account_page, ADW_PREFERENCES_GROUP (form));
  g_object_run_dispose (G_OBJECT (form));
  adw_preferences_page_remove (self->account_page, accounts);
  g_object_run_dispose (G_OBJECT (accounts));
}

static void
rushes_preferences_dispose (GObject *object)
{
  RushesPreferences *self = RUSHES_PREFERENCES (object);

  if (self->form != NULL)
    release_groups (self);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_PREFERENCES);

  G_OBJECT_CLASS (rushes_preferences_parent_class)->dispose (object);
}

static void
rushes_preferences_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesPreferences *self = RUSHES_PREFERENCES (object);

  switch ((RushesPreferencesProps) property_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    }
}

static void
rushes_preferences_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesPreferences *self = RUSHES_PREFERENCES (object);

  switch ((RushesPreferencesProps) property_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    }
}

static void
rushes_preferences_class_init (RushesPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = rushes_preferences_constructed;
  object_class->dispose = rushes_preferences_dispose;
  object_class->get_property = rushes_preferences_get_property;
  object_class->set_property = rushes_preferences_set_property;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesPreferences, account_page);
  gtk_widget_class_bind_template_child (widget_class, RushesPreferences, apply_group);
  gtk_widget_class_install_action (widget_class, "preferences.apply", NULL, apply_action);
}

static void
rushes_preferences_init (RushesPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rushes_compat_dialog_set_size (GTK_WIDGET (self), WIDTH, HEIGHT);
}

GtkWidget *
rushes_preferences_new (RushesSession *session, GSettings *settings)
{
  RushesPreferences *self = NULL;
  g_autofree char *title = NULL;

  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (RUSHES_TYPE_PREFERENCES, "session", session, "settings", settings, NULL);
  g_object_get (self, "title", &title, NULL);
  rushes_compat_name_lists (GTK_WIDGET (self), title);
  return GTK_WIDGET (self);
}

void
rushes_preferences_present (GtkWindow *parent, RushesSession *session, GSettings *settings)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));

  if (rushes_compat_dialog_find (parent, RUSHES_TYPE_PREFERENCES) == NULL)
    rushes_compat_dialog_present (rushes_preferences_new (session, settings), parent);
}
