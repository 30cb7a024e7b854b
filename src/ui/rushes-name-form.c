/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-name-form"

#include "config.h"

#include "ui/rushes-name-form.h"

#include <glib/gi18n-lib.h>

#include "transfer/rushes-name-template.h"

#define KEY "name-template"

struct _RushesNameForm
{
  AdwPreferencesGroup parent_instance;

  RushesSession *session;
  GSettings *settings; /* (nullable): NULL once disposed */

  AdwEntryRow *name_row;
  GtkWidget *error_row;
  GtkLabel *error_label;
  AdwActionRow *example_row;
  GtkFlowBox *token_box;
};

typedef enum
{
  PROP_SESSION = 1,
  PROP_SETTINGS,
} RushesNameFormProps;

static GParamSpec *properties[PROP_SETTINGS + 1];

G_DEFINE_FINAL_TYPE (RushesNameForm, rushes_name_form, ADW_TYPE_PREFERENCES_GROUP)

/* In the order in which people put them. */
static const struct
{
  const char *token;
  const char *label;
} tokens[] = {
  /* Translators: a part of a file name: what the user calls the task */
  { "{label}", NC_ ("token", "Label") },
  /* Translators: a part of a file name: the id of the task */
  { "{id}", NC_ ("token", "ID") },
  { "{date}", NC_ ("token", "Date") },
  { "{time}", NC_ ("token", "Time") },
  { "{width}", NC_ ("token", "Width") },
  { "{height}", NC_ ("token", "Height") },
  /* Translators: a part of a file name: what the user calls the account */
  { "{account}", NC_ ("token", "Account") },
  /* Translators: a part of a file name: the service's model that made the video */
  { "{model}", NC_ ("token", "Model") },
  /* Translators: a part of a file name: counts the videos that are saved together */
  { "{n}", NC_ ("token", "Number") },
};

static void
show_example (RushesNameForm *self, const char *name_template)
{
  g_autofree char *example = rushes_session_preview_name (self->session, NULL, name_template);

  adw_action_row_set_subtitle (self->example_row, example);
}

/* What has the focus and is read out: not the row around it. */
static GtkAccessible *
get_text (RushesNameForm *self)
{
  return GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self->name_row)));
}

static void
text_changed_cb (RushesNameForm *self)
{
  GtkAccessible *accessible = get_text (self);
  const char *text = NULL;
  g_autofree char *error = NULL;

  if (self->settings == NULL)
    return;

  text = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  error = *text != '\0' ? rushes_name_template_explain (text) : NULL;

  gtk_widget_set_visible (self->error_row, error != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->example_row), error == NULL);
  if (error != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->name_row), "error");
      gtk_label_set_text (self->error_label, error);
      gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_accessible_update_relation (accessible, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->error_label,
                                      NULL, -1);
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_INVALID);
  gtk_accessible_reset_relation (accessible, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  show_example (self, text);
  g_settings_set_string (self->settings, KEY, text);
}

static void
setting_changed_cb (RushesNameForm *self)
{
  g_autofree char *name_template = g_settings_get_string (self->settings, KEY);

  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->name_row)), name_template))
    gtk_editable_set_text (GTK_EDITABLE (self->name_row), name_template);
}

/* Where the user writes: in place of what is selected. */
static void
token_clicked_cb (RushesNameForm *self, GtkButton *button)
{
  GtkEditable *editable = GTK_EDITABLE (self->name_row);
  const char *token = g_object_get_data (G_OBJECT (button), "token");
  int position = 0;

  gtk_editable_delete_selection (editable);
  position = gtk_editable_get_position (editable);
  gtk_editable_insert_text (editable, token, -1, &position);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  gtk_editable_set_position (editable, position);
}

static void
add_tokens (RushesNameForm *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      const char *label = g_dpgettext2 (NULL, "token", tokens[i].label);
      GtkWidget *button = gtk_button_new_with_label (label);
      /* Translators: %s is such as “{label}”: it is inserted into a text */
      g_autofree char *tooltip = g_strdup_printf (_ ("Insert %s"), tokens[i].token);

      g_object_set_data (G_OBJECT (button), "token", (gpointer) tokens[i].token);
      gtk_widget_set_tooltip_text (button, tooltip);
      gtk_widget_add_css_class (button, "token");
      g_signal_connect_object (button, "clicked", G_CALLBACK (token_clicked_cb), self, G_CONNECT_SWAPPED);
      gtk_flow_box_insert (self->token_box, button, -1);
      /* The button has the focus, not the box around it. */
      gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
    }
}

static void
rushes_name_form_constructed (GObject *object)
{
  RushesNameForm *self = RUSHES_NAME_FORM (object);

  G_OBJECT_CLASS (rushes_name_form_parent_class)->constructed (object);

  add_tokens (self);
  gtk_accessible_update_property (get_text (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->name_row)), -1);
  g_signal_connect_object (self->settings, "changed::" KEY, G_CALLBACK (setting_changed_cb), self,
                           G_CONNECT_SWAPPED);
  setting_changed_cb (self);
  text_changed_cb (self);
}

static void
rushes_name_form_dispose (GObject *object)
{
  RushesNameForm *self = RUSHES_NAME_FORM (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_NAME_FORM);

  G_OBJECT_CLASS (rushes_name_form_parent_class)->dispose (object);
}

static void
rushes_name_form_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesNameForm *self = RUSHES_NAME_FORM (object);

  switch ((RushesNameFormProps) property_id)
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
rushes_name_form_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesNameForm *self = RUSHES_NAME_FORM (object);

  switch ((RushesNameFormProps) property_id)
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
rushes_name_form_class_init (RushesNameFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = rushes_name_form_constructed;
  object_class->dispose = rushes_name_form_dispose;
  object_class->get_property = rushes_name_form_get_property;
  object_class->set_property = rushes_name_form_set_property;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-name-form.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesNameForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, RushesNameForm, error_row);
  gtk_widget_class_bind_template_child (widget_class, RushesNameForm, error_label);
  gtk_widget_class_bind_template_child (widget_class, RushesNameForm, example_row);
  gtk_widget_class_bind_template_child (widget_class, RushesNameForm, token_box);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
}

static void
rushes_name_form_init (RushesNameForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rushes_name_form_new (RushesSession *session, GSettings *settings)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (RUSHES_TYPE_NAME_FORM, "session", session, "settings", settings, NULL);
}
