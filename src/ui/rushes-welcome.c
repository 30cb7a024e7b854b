/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-welcome"

#include "config.h"

#include "ui/rushes-welcome.h"

#include <glib/gi18n-lib.h>

#include "ui/rushes-account-form.h"
#include "ui/rushes-steady-layout.h"

struct _RushesWelcome
{
  AdwBin parent_instance;

  RushesSession *session;
  RushesAccountForm *form; /* (nullable): a child; NULL once disposed */
  gboolean applied;        /* the account is set, and its key for this session only */
  gboolean narrow;

  AdwStatusPage *page;
  AdwBin *form_bin;
  GtkOrientable *buttons;
  GtkWidget *start_button;
  GtkWidget *demo_button;
};

typedef enum
{
  PROP_SESSION = 1,
  PROP_NARROW,
} RushesWelcomeProps;

static GParamSpec *properties[PROP_NARROW + 1];

enum
{
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesWelcome, rushes_welcome, ADW_TYPE_BIN)

/* Whether there is nothing left to do but to read where the key is kept. */
static gboolean
is_settled (RushesWelcome *self)
{
  return self->applied && !rushes_account_form_get_changed (self->form);
}

static void
form_changed_cb (RushesWelcome *self)
{
  gboolean busy = rushes_account_form_get_busy (self->form);
  const char *label = NULL;

  if (busy)
    label = _ ("Starting…");
  else if (is_settled (self))
    label = _ ("_Continue");
  else
    /* Translators: begin to use the program, on the first run */
    label = _ ("_Start");

  gtk_button_set_label (GTK_BUTTON (self->start_button), label);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "welcome.start",
                                 !busy && rushes_account_form_get_complete (self->form));
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWelcome) self = user_data;
  gboolean key_kept = FALSE;

  /* The form has said what went wrong. */
  if (!rushes_account_form_apply_finish (RUSHES_ACCOUNT_FORM (source), result, &key_kept, NULL)
      || self->form == NULL)
    return;

  if (key_kept)
    {
      g_signal_emit (self, signals[DONE], 0);
      return;
    }

  self->applied = TRUE;
  form_changed_cb (self);
  gtk_widget_grab_focus (self->start_button);
}

static void
start (RushesWelcome *self)
{
  if (rushes_account_form_get_busy (self->form) || !rushes_account_form_get_complete (self->form))
    return;

  if (is_settled (self))
    g_signal_emit (self, signals[DONE], 0);
  else
    rushes_account_form_apply_async (self->form, applied_cb, g_object_ref (self));
}

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start (RUSHES_WELCOME (widget));
}

GtkWidget *
rushes_welcome_get_start_button (RushesWelcome *self)
{
  g_return_val_if_fail (RUSHES_IS_WELCOME (self), NULL);

  return self->start_button;
}

/* One beside the other where there is room: so that all of it is seen in a window of the first size. */
static void
rushes_welcome_set_narrow (RushesWelcome *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  gtk_orientable_set_orientation (self->buttons,
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static gboolean
rushes_welcome_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (RUSHES_WELCOME (widget)->form));
}

static void
rushes_welcome_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rushes_welcome_parent_class)->map (widget);

  gtk_widget_grab_focus (widget);
}

static void
rushes_welcome_constructed (GObject *object)
{
  RushesWelcome *self = RUSHES_WELCOME (object);

  G_OBJECT_CLASS (rushes_welcome_parent_class)->constructed (object);

  self->form = RUSHES_ACCOUNT_FORM (rushes_account_form_new (self->session));
  g_signal_connect_object (self->form, "notify", G_CALLBACK (form_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "activated", G_CALLBACK (start), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->form_bin, GTK_WIDGET (self->form));
  form_changed_cb (self);
}

static void
rushes_welcome_dispose (GObject *object)
{
  RushesWelcome *self = RUSHES_WELCOME (object);

  if (self->form != NULL)
    g_signal_handlers_disconnect_by_data (self->form, self);
  self->form = NULL;
  g_clear_object (&self->session);
  /* First, or AdwBin would unparent once more what the template has unparented. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_WELCOME);

  G_OBJECT_CLASS (rushes_welcome_parent_class)->dispose (object);
}

static void
rushes_welcome_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesWelcome *self = RUSHES_WELCOME (object);

  switch ((RushesWelcomeProps) property_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    }
}

static void
rushes_welcome_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesWelcome *self = RUSHES_WELCOME (object);

  switch ((RushesWelcomeProps) property_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_NARROW:
      rushes_welcome_set_narrow (self, g_value_get_boolean (value));
      break;
    }
}

static void
rushes_welcome_class_init (RushesWelcomeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = rushes_welcome_constructed;
  object_class->dispose = rushes_welcome_dispose;
  object_class->get_property = rushes_welcome_get_property;
  object_class->set_property = rushes_welcome_set_property;
  widget_class->grab_focus = rushes_welcome_grab_focus;
  widget_class->map = rushes_welcome_map;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                    | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                    | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  g_type_ensure (RUSHES_TYPE_STEADY_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesWelcome, page);
  gtk_widget_class_bind_template_child (widget_class, RushesWelcome, form_bin);
  gtk_widget_class_bind_template_child (widget_class, RushesWelcome, buttons);
  gtk_widget_class_bind_template_child (widget_class, RushesWelcome, start_button);
  gtk_widget_class_bind_template_child (widget_class, RushesWelcome, demo_button);
  gtk_widget_class_install_action (widget_class, "welcome.start", NULL, start_action);
}

static void
rushes_welcome_init (RushesWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_status_page_set_icon_name (self->page, RUSHES_APPLICATION_ID);
}

GtkWidget *
rushes_welcome_new (RushesSession *session)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  return g_object_new (RUSHES_TYPE_WELCOME, "session", session, NULL);
}
