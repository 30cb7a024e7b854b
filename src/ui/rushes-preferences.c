/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-preferences"

#include "config.h"

#include "ui/rushes-preferences.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"
#include "ui/rushes-account-form.h"
#include "ui/rushes-accounts-group.h"
#include "ui/rushes-desktop-page.h"
#include "ui/rushes-storage-page.h"
#include "ui/rushes-videos-page.h"

struct _RushesPreferences
{
  AdwPreferencesWindow parent_instance;

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

G_DEFINE_FINAL_TYPE (RushesPreferences, rushes_preferences, ADW_TYPE_PREFERENCES_WINDOW)

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

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self),
                                    rushes_compat_toast_new (_ ("The account was changed")));
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
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (page));
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

/* libadwaita 1.2 never lets go of what is in a group of preferences: so these are ended by hand, or they
 * would hold the session for good. */
static void
release_groups (RushesPreferences *self)
{
  g_autoptr (AdwPreferencesGroup) accounts = g_object_ref (g_steal_pointer (&self->accounts));
  g_autoptr (RushesAccountForm) form = g_object_ref (g_steal_pointer (&self->form));

  g_signal_handlers_disconnect_by_data (form, self);
  /* A row that has the focus would hear of losing it after its end. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
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

/* A list is labelled by the title of its group; where there is none, the page's tells what it is. */
static void
name_lists (GtkWidget *widget, const char *name)
{
  const char *title = NULL;

  if (ADW_IS_PREFERENCES_PAGE (widget))
    title = adw_preferences_page_get_title (ADW_PREFERENCES_PAGE (widget));
  else if (ADW_IS_PREFERENCES_GROUP (widget))
    title = adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (widget));
  if (title != NULL && *title != '\0')
    name = title;

  if (GTK_IS_LIST_BOX (widget))
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_lists (child, name);
}

static void
rushes_preferences_init (RushesPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rushes_preferences_new (GtkWindow *parent, RushesSession *session, GSettings *settings)
{
  RushesPreferences *self = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (RUSHES_TYPE_PREFERENCES, "transient-for", parent, "session", session, "settings",
                       settings, NULL);
  name_lists (GTK_WIDGET (self), gtk_window_get_title (GTK_WINDOW (self)));
  return GTK_WIDGET (self);
}
