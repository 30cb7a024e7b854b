/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-desktop-page"

#include "config.h"

#include "ui/rushes-desktop-page.h"

#define NOTIFY_KEY "notify"
#define EXPIRING_KEY "notify-expiring"
#define BACKGROUND_KEY "background"

struct _RushesDesktopPage
{
  AdwPreferencesPage parent_instance;

  GSettings *settings; /* (nullable): NULL once disposed */

  AdwComboRow *notify_row;
  GtkSwitch *expiring_switch;
  AdwComboRow *background_row;
};

typedef enum
{
  PROP_SETTINGS = 1,
} RushesDesktopPageProps;

static GParamSpec *properties[PROP_SETTINGS + 1];

G_DEFINE_FINAL_TYPE (RushesDesktopPage, rushes_desktop_page, ADW_TYPE_PREFERENCES_PAGE)

/* The items stand in the order of the setting's numbers. */
static void
choose (RushesDesktopPage *self, const char *key, AdwComboRow *row)
{
  const int value = (int) adw_combo_row_get_selected (row);

  if (self->settings != NULL && g_settings_get_enum (self->settings, key) != value)
    g_settings_set_enum (self->settings, key, value);
}

static void
notify_selected_cb (RushesDesktopPage *self)
{
  choose (self, NOTIFY_KEY, self->notify_row);
}

static void
expiring_switched_cb (RushesDesktopPage *self)
{
  const gboolean active = gtk_switch_get_active (self->expiring_switch);

  if (self->settings != NULL && g_settings_get_boolean (self->settings, EXPIRING_KEY) != active)
    g_settings_set_boolean (self->settings, EXPIRING_KEY, active);
}

static void
background_selected_cb (RushesDesktopPage *self)
{
  choose (self, BACKGROUND_KEY, self->background_row);
}

static void
settings_changed_cb (RushesDesktopPage *self)
{
  gtk_switch_set_active (self->expiring_switch, g_settings_get_boolean (self->settings, EXPIRING_KEY));
  adw_combo_row_set_selected (self->notify_row, (guint) g_settings_get_enum (self->settings, NOTIFY_KEY));
  adw_combo_row_set_selected (self->background_row,
                              (guint) g_settings_get_enum (self->settings, BACKGROUND_KEY));
}

static void
rushes_desktop_page_constructed (GObject *object)
{
  RushesDesktopPage *self = RUSHES_DESKTOP_PAGE (object);

  G_OBJECT_CLASS (rushes_desktop_page_parent_class)->constructed (object);

  g_signal_connect_object (self->settings, "changed", G_CALLBACK (settings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  settings_changed_cb (self);
}

static void
rushes_desktop_page_dispose (GObject *object)
{
  RushesDesktopPage *self = RUSHES_DESKTOP_PAGE (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_DESKTOP_PAGE);

  G_OBJECT_CLASS (rushes_desktop_page_parent_class)->dispose (object);
}

static void
rushes_desktop_page_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesDesktopPage *self = RUSHES_DESKTOP_PAGE (object);

  switch ((RushesDesktopPageProps) property_id)
    {
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    }
}

static void
rushes_desktop_page_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesDesktopPage *self = RUSHES_DESKTOP_PAGE (object);

  switch ((RushesDesktopPageProps) property_id)
    {
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    }
}

static void
rushes_desktop_page_class_init (RushesDesktopPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = rushes_desktop_page_constructed;
  object_class->dispose = rushes_desktop_page_dispose;
  object_class->get_property = rushes_desktop_page_get_property;
  object_class->set_property = rushes_desktop_page_set_property;

  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS,
                                                   G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                     | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-desktop-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesDesktopPage, notify_row);
  gtk_widget_class_bind_template_child (widget_class, RushesDesktopPage, expiring_switch);
  gtk_widget_class_bind_template_child (widget_class, RushesDesktopPage, background_row);
  gtk_widget_class_bind_template_callback (widget_class, notify_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, expiring_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, background_selected_cb);
}

static void
rushes_desktop_page_init (RushesDesktopPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rushes_desktop_page_new (GSettings *settings)
{
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (RUSHES_TYPE_DESKTOP_PAGE, "settings", settings, NULL);
}
