/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>

#include "base/rushes-error.h"
#include "compat/rushes-compat.h"
#include "ui/rushes-adaptive-bin.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-fold.h"
#include "ui/rushes-format.h"
#include "ui/rushes-selection-bar.h"
#include "ui/rushes-steady-layout.h"
#include "ui/rushes-welcome.h"

typedef enum
{
  PROP_SESSION = 1,
  PROP_SETTINGS,
  PROP_DEMO,
  PROP_TICKER,
  PROP_NARROW,
  PROP_PICTURES,
  PROP_VIEW,
  PROP_SELECTING,
  PROP_VIEW_MODEL,
} RushesWindowProps;

static GParamSpec *properties[PROP_VIEW_MODEL + 1];

G_DEFINE_FINAL_TYPE (RushesWindow, rushes_window, ADW_TYPE_APPLICATION_WINDOW)

static guint
count_tasks (RushesWindow *self)
{
  return self->session != NULL ? g_list_model_get_n_items (rushes_session_get_tasks (self->session)) : 0;
}

static gboolean
has_account (RushesWindow *self)
{
  return self->account_expected
         || (self->session != NULL && rushes_session_get_account (self->session) != NULL);
}

/* The pages */

static void
welcome_done_cb (RushesWindow *self)
{
  /* GTK 4.8 goes on pointing at what is gone. */
  gtk_window_set_default_widget (GTK_WINDOW (self), NULL);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  adw_bin_set_child (self->welcome_bin, NULL);
  rushes_window_update_page (self);
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
show_welcome (RushesWindow *self)
{
  GtkWidget *welcome = rushes_welcome_new (self->session);

  g_object_bind_property (self->adaptive_bin, "narrow", welcome, "narrow", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (welcome, "done", G_CALLBACK (welcome_done_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->welcome_bin, welcome);
  gtk_window_set_default_widget (GTK_WINDOW (self),
                                 rushes_welcome_get_start_button (RUSHES_WELCOME (welcome)));
}

static const char *
choose_page (RushesWindow *self)
{
  if (self->failure != NULL)
    return "failure";
  /* The newest rows can be used while the others are still being read. */
  if (!self->library_open && count_tasks (self) == 0)
    return "loading";
  /* It stays until the user has read where the key is kept. */
  if (adw_bin_get_child (self->welcome_bin) != NULL)
    return "welcome";
  if (count_tasks (self) == 0)
    return has_account (self) ? "empty" : "welcome";
  /* The tasks are told to others before the view has them. */
  if (g_list_model_get_n_items (G_LIST_MODEL (self->view_model)) == 0
      && rushes_task_view_model_get_settled (self->view_model)
      && rushes_task_view_model_get_count (self->view_model, RUSHES_TASK_FILTER_ALL) > 0)
    return "nothing-found";
  return self->view == RUSHES_VIEW_SHEET ? "sheet" : "list";
}

/* An icon of that size is drawn from its file as soon as it is named, whether anybody sees the page or not.
 */
static void
show_icon (RushesWindow *self, const char *page)
{
  static const struct
  {
    const char *page;
    const char *icon_name;
  } icons[] = {
    { "empty", "rushes-video-symbolic" },
    { "nothing-found", "edit-find-symbolic" },
    { "failure", "dialog-warning-symbolic" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      if (g_str_equal (page, icons[i].page))
        adw_status_page_set_icon_name (ADW_STATUS_PAGE (gtk_stack_get_child_by_name (self->stack, page)),
                                       icons[i].icon_name);
    }
}

void
rushes_window_update_page (RushesWindow *self)
{
  const char *page = NULL;
  gboolean searchable = FALSE;

  if (self->stack == NULL)
    return;

  page = choose_page (self);
  searchable = count_tasks (self) > 0;
  if (g_str_equal (page, "welcome") && adw_bin_get_child (self->welcome_bin) == NULL)
    show_welcome (self);
  if (g_str_equal (page, "nothing-found"))
    rushes_window_describe_nothing (self);
  show_icon (self, page);
  gtk_stack_set_visible_child_name (self->stack, page);

  /* The page is about all of them. */
  if (!searchable || self->failure != NULL)
    rushes_window_close_detail (self);
  rushes_window_update_bars (self);
  gtk_widget_set_sensitive (self->search_button, searchable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->view_button), searchable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.view", searchable);
  gtk_search_bar_set_key_capture_widget (self->search_bar, searchable ? GTK_WIDGET (self) : NULL);
  if (!searchable)
    gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  if (!searchable || self->failure != NULL)
    rushes_window_set_selecting (self, FALSE);
  rushes_window_update_actions (self);
}

gboolean
rushes_window_has_wrong_page (RushesWindow *self)
{
  return self->stack != NULL
         && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), choose_page (self)) != 0;
}

/* What stands above the list */

static void
update_title (RushesWindow *self)
{
  RushesAccount *account = self->session != NULL ? rushes_session_get_account (self->session) : NULL;
  guint n_running = self->session != NULL ? rushes_session_get_n_running (self->session) : 0;
  const gboolean fetching = self->session != NULL
                            && rushes_session_get_transfers_blocked (self->session) == NULL;
  guint n_transfers = fetching ? rushes_session_get_n_transfers (self->session) : 0;
  const char *name = NULL;
  g_autofree char *running = NULL;
  g_autofree char *transfers = NULL;
  g_autofree char *subtitle = NULL;

  if (self->demo)
    name = _ ("Demo");
  else if (account != NULL)
    name = rushes_account_get_name (account);

  if (n_running > 0)
    /* Translators: how many tasks have not ended */
    running = g_strdup_printf (ngettext ("%u in progress", "%u in progress", n_running), n_running);
  if (n_transfers > 0)
    transfers = g_strdup_printf (ngettext ("%u video is being fetched", "%u videos are being fetched",
                                           n_transfers),
                                 n_transfers);
  /* There is room for one of them only: what changes before what does not. */
  if (rushes_adaptive_bin_get_narrow (RUSHES_ADAPTIVE_BIN (self->adaptive_bin)))
    subtitle = g_strdup (running != NULL ? running : name);
  else
    subtitle = rushes_format_join ((const char *[]){ name, running, transfers }, 3);
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
}

/* Why tasks are not being asked, or no video is fetched, or something else that is true for the whole run. */
static RushesFailure *
dup_notice (RushesWindow *self)
{
  RushesFailure *paused = self->session != NULL ? rushes_session_get_paused (self->session) : NULL;

  if (paused != NULL)
    return rushes_failure_ref (paused);
  if (self->library_open && !has_account (self) && count_tasks (self) > 0)
    {
      g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING, "no account");

      return rushes_failure_new_from_error (error);
    }
  if (self->session != NULL && rushes_session_get_transfers_blocked (self->session) != NULL)
    return rushes_failure_ref (rushes_session_get_transfers_blocked (self->session));
  return self->notice != NULL ? rushes_failure_ref (self->notice) : NULL;
}

static const char *
describe_notice_remedy (RushesWindow *self, const RushesFailure *notice, const char **action_name)
{
  const char *label = NULL;

  if (self->session != NULL && notice == rushes_session_get_transfers_blocked (self->session))
    {
      *action_name = "win.resume-transfers";
      return _ ("Try Again");
    }
  label = rushes_describe_remedy (notice, action_name);
  /* The others belong to one task, and this is about all of them. */
  return label != NULL && g_str_has_prefix (*action_name, "app.") ? label : NULL;
}

static void
show_notice (RushesWindow *self, const char *sentence, const char *label, const char *action_name)
{
  gtk_revealer_set_reveal_child (self->notice_revealer, sentence != NULL);
  if (sentence == NULL)
    return;

  gtk_label_set_text (self->notice_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->notice_button), label != NULL);
  if (label != NULL)
    {
      gtk_button_set_label (self->notice_button, label);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->notice_button), action_name);
    }
}

static void
update_notice (RushesWindow *self)
{
  g_autoptr (RushesFailure) notice = dup_notice (self);
  const char *action_name = NULL;
  const char *library_notice = NULL;

  if (notice != NULL)
    {
      g_autofree char *sentence = rushes_describe_failure (notice);
      const char *label = describe_notice_remedy (self, notice, &action_name);

      show_notice (self, sentence, label, action_name);
      return;
    }
  if (self->session != NULL && rushes_session_get_offline (self->session))
    {
      show_notice (self, _ ("There is no network. Tasks are asked about again as soon as there is one."),
                   NULL, NULL);
      return;
    }
  if (self->session != NULL && rushes_session_get_keep_full (self->session))
    {
      show_notice (
        self,
        _ ("Finished videos are no longer kept: what may be kept is used up by videos that are saved "
           "nowhere else."),
        _ ("Preferences"), "app.preferences");
      return;
    }
  /* How the library was found: told for the whole run, but after whatever can be mended now. */
  if (self->session != NULL && self->library_open)
    library_notice = rushes_session_get_library_notice (self->session);
  show_notice (self, library_notice, NULL, NULL);
}

static void
expiry_changed_cb (RushesWindow *self)
{
  const guint n_expiring = self->expiry != NULL ? rushes_expiry_watch_get_n_expiring (self->expiry) : 0;
  g_autofree char *text = NULL;

  if (self->stack == NULL)
    return;

  gtk_revealer_set_reveal_child (self->expiry_revealer, n_expiring > 0);
  if (n_expiring == 0)
    return;

  text = g_strdup_printf (ngettext ("%u video expires within the hour", "%u videos expire within the hour",
                                    n_expiring),
                          n_expiring);
  gtk_label_set_text (self->expiry_label, text);
}

/* Whoever is elsewhere is told by notifications. */
static void
announce_cb (RushesWindow *self, const char *text, RushesAnnouncer *announcer)
{
  if (self->stack != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    rushes_compat_announce (GTK_WIDGET (self->stack), text);
}

static void
session_changed_cb (RushesWindow *self)
{
  if (self->stack == NULL)
    return;

  update_title (self);
  update_notice (self);
  rushes_window_update_list (self);
  rushes_window_update_page (self);
}

static void
narrow_changed_cb (RushesWindow *self)
{
  if (self->adaptive_bin == NULL)
    return;

  rushes_window_update_header (self);
  update_title (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
low_changed_cb (RushesWindow *self)
{
  if (self->adaptive_bin != NULL && self->stack != NULL)
    rushes_window_update_header (self);
}

/* Searching */

static void
search_mode_changed_cb (RushesWindow *self)
{
  if (self->adaptive_bin != NULL && self->stack != NULL)
    rushes_window_update_bars (self);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);

  if (!gtk_widget_get_sensitive (self->search_button))
    return;

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* The list */

static void
rushes_window_set_view (RushesWindow *self, RushesView view)
{
  if (self->view == view)
    return;

  self->view = view;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
  if (self->stack == NULL)
    return;

  gtk_toggle_button_set_active (self->view_button, view == RUSHES_VIEW_SHEET);
  if (view == RUSHES_VIEW_SHEET)
    rushes_window_prepare_sheet (self);
  rushes_window_update_page (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    rushes_window_show_view (self);
}

static void
view_toggled_cb (RushesWindow *self)
{
  rushes_window_set_view (self, gtk_toggle_button_get_active (self->view_button) ? RUSHES_VIEW_SHEET
                                                                                 : RUSHES_VIEW_LIST);
}

static void
row_activated_cb (GtkListView *list_view, guint position, RushesWindow *self)
{
  g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  /* A second click on the same item while selecting is a second thought. */
  if (task != NULL && !self->selecting)
    rushes_window_activate_task (self, task);
}

/* Files are looked for when they are shown: again when the user comes back from where they may be changed. */
static void
active_changed_cb (RushesWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)) && self->stack != NULL)
    rushes_window_look (self);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rushes_window_popup_menu (RUSHES_WINDOW (widget));
}

/* The object */

static void
rushes_window_set_session (RushesWindow *self, RushesSession *session)
{
  if (self->session == session)
    return;

  g_set_object (&self->session, session);
  g_clear_object (&self->ticker);
  g_clear_object (&self->expiry);
  g_clear_object (&self->announcer);
  g_clear_object (&self->pictures);
  rushes_window_forget_detail (self);
  if (session != NULL)
    {
      g_autofree char *folder = rushes_session_dup_thumbnails_folder (session);

      self->pictures = rushes_pictures_new (folder, RUSHES_PICTURES_MAX_BYTES);
      self->ticker = rushes_ticker_new (rushes_session_get_clock (session));
      self->expiry = rushes_expiry_watch_new (self->view_model, rushes_session_get_clock (session));
      g_signal_connect_object (self->expiry, "notify::n-expiring", G_CALLBACK (expiry_changed_cb), self,
                               G_CONNECT_SWAPPED);
      self->announcer = rushes_announcer_new (session);
      g_signal_connect_object (self->announcer, "announce", G_CALLBACK (announce_cb), self,
                               G_CONNECT_SWAPPED);
    }
  expiry_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKER]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICTURES]);

  g_signal_group_set_target (self->session_signals, session);
  session_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static gboolean
rushes_window_close_request (GtkWindow *window)
{
  if (rushes_window_confirm_close (RUSHES_WINDOW (window)))
    return GDK_EVENT_STOP;

  return GTK_WINDOW_CLASS (rushes_window_parent_class)->close_request (window);
}

static void
rushes_window_constructed (GObject *object)
{
  RushesWindow *self = RUSHES_WINDOW (object);
  int width = 0;
  int height = 0;

  G_OBJECT_CLASS (rushes_window_parent_class)->constructed (object);

  if (self->settings != NULL)
    {
      g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (self->settings, "view", self, "view", G_SETTINGS_BIND_DEFAULT);
    }
  rushes_window_init_list (self);
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (!gtk_window_is_maximized (GTK_WINDOW (self)))
    {
      rushes_adaptive_bin_expect_width (RUSHES_ADAPTIVE_BIN (self->adaptive_bin), width);
      rushes_split_expect_width (self->split, width);
    }

  gtk_revealer_set_reveal_child (self->demo_revealer, self->demo);
  session_changed_cb (self);
}

static void
rushes_window_dispose (GObject *object)
{
  RushesWindow *self = RUSHES_WINDOW (object);

  rushes_window_dispose_actions (self);
  /* One that is open would stay for ever. */
  if (self->menu_button != NULL)
    {
      gtk_menu_button_popdown (GTK_MENU_BUTTON (self->menu_button));
      gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), NULL, NULL, NULL);
    }
  rushes_window_dispose_list (self);
  g_signal_group_set_target (self->session_signals, NULL);
  g_clear_object (&self->focus_keeper);
  g_clear_object (&self->sheet_focus_keeper);
  g_clear_object (&self->menu);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_WINDOW);
  g_clear_object (&self->slots);
  g_clear_object (&self->ticker);
  g_clear_object (&self->expiry);
  g_clear_object (&self->announcer);
  g_clear_object (&self->pictures);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (rushes_window_parent_class)->dispose (object);
}

static void
rushes_window_finalize (GObject *object)
{
  RushesWindow *self = RUSHES_WINDOW (object);

  g_clear_object (&self->session_signals);
  g_clear_pointer (&self->failure, rushes_failure_unref);
  g_clear_pointer (&self->notice, rushes_failure_unref);

  G_OBJECT_CLASS (rushes_window_parent_class)->finalize (object);
}

static void
rushes_window_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesWindow *self = RUSHES_WINDOW (object);

  switch ((RushesWindowProps) property_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_DEMO:
      g_value_set_boolean (value, self->demo);
      break;
    case PROP_TICKER:
      g_value_set_object (value, self->ticker);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value,
                           self->adaptive_bin != NULL
                             && rushes_adaptive_bin_get_narrow (RUSHES_ADAPTIVE_BIN (self->adaptive_bin)));
      break;
    case PROP_SELECTING:
      g_value_set_boolean (value, self->selecting);
      break;
    case PROP_PICTURES:
      g_value_set_object (value, self->pictures);
      break;
    case PROP_VIEW:
      g_value_set_enum (value, self->view);
      break;
    case PROP_VIEW_MODEL:
      g_value_set_object (value, self->view_model);
      break;
    }
}

static void
rushes_window_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesWindow *self = RUSHES_WINDOW (object);

  switch ((RushesWindowProps) property_id)
    {
    case PROP_SESSION:
      rushes_window_set_session (self, g_value_get_object (value));
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_DEMO:
      self->demo = g_value_get_boolean (value);
      break;
    case PROP_SELECTING:
      rushes_window_set_selecting (self, g_value_get_boolean (value));
      break;
    case PROP_VIEW:
      rushes_window_set_view (self, g_value_get_enum (value));
      break;
    case PROP_TICKER:
    case PROP_NARROW:
    case PROP_PICTURES:
    case PROP_VIEW_MODEL:
      break;
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (RUSHES_TYPE_ADAPTIVE_BIN);
  g_type_ensure (RUSHES_TYPE_SELECTION_BAR);
  g_type_ensure (RUSHES_TYPE_STEADY_LAYOUT);
  g_type_ensure (RUSHES_TYPE_TASK);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, adaptive_bin);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, title);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, track_button);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, track_label);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, select_button);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, demo_revealer);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, notice_revealer);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, notice_label);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, notice_button);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, expiry_revealer);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, expiry_label);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, welcome_bin);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, failure_page);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, list_view);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, sheet_bin);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, view_button);
  gtk_widget_class_bind_template_child (widget_class, RushesWindow, selection);
  gtk_widget_class_bind_template_callback (widget_class, active_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, low_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_toggled_cb);
}

static void
rushes_window_class_init (RushesWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = rushes_window_constructed;
  object_class->dispose = rushes_window_dispose;
  object_class->finalize = rushes_window_finalize;
  object_class->get_property = rushes_window_get_property;
  object_class->set_property = rushes_window_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = rushes_window_close_request;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION,
                                                  G_PARAM_READWRITE | flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS,
                                                   G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                     | G_PARAM_STATIC_STRINGS);
  properties[PROP_DEMO] = g_param_spec_boolean ("demo", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                  | G_PARAM_STATIC_STRINGS);
  properties[PROP_TICKER] = g_param_spec_object ("ticker", NULL, NULL, RUSHES_TYPE_TICKER,
                                                 G_PARAM_READABLE | flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | flags);
  properties[PROP_SELECTING] = g_param_spec_boolean ("selecting", NULL, NULL, FALSE,
                                                     G_PARAM_READWRITE | flags);
  properties[PROP_PICTURES] = g_param_spec_object ("pictures", NULL, NULL, RUSHES_TYPE_PICTURES,
                                                   G_PARAM_READABLE | flags);
  properties[PROP_VIEW] = g_param_spec_enum ("view", NULL, NULL, RUSHES_TYPE_VIEW, RUSHES_VIEW_LIST,
                                             G_PARAM_READWRITE | flags);
  properties[PROP_VIEW_MODEL] = g_param_spec_object ("view-model", NULL, NULL, RUSHES_TYPE_TASK_VIEW_MODEL,
                                                     G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.menu", NULL, menu_action);
  gtk_widget_class_install_property_action (widget_class, "win.view", "view");
  rushes_window_install_list (widget_class);
  rushes_window_install_actions (widget_class);
  rushes_window_install_detail (widget_class);
  rushes_window_install_video_actions (widget_class);
  rushes_window_install_transfer_actions (widget_class);
}

static void
rushes_window_init (RushesWindow *self)
{
  self->session_signals = g_signal_group_new (RUSHES_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify", G_CALLBACK (session_changed_cb), self);
  g_signal_group_connect_swapped (self->session_signals, "write-failed",
                                  G_CALLBACK (rushes_window_show_notice), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  rushes_fold (self->demo_revealer);
  rushes_fold (self->notice_revealer);
  rushes_fold (self->expiry_revealer);
  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  rushes_window_init_views (self);
  rushes_window_init_header (self);
  rushes_window_init_actions (self);
  rushes_window_init_selection (self);
  rushes_window_init_detail (self);
  rushes_window_update_transfer_actions (self);
}

GtkWidget *
rushes_window_new (GtkApplication *application, GSettings *settings, gboolean demo)
{
  g_return_val_if_fail (application == NULL || GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (settings == NULL || G_IS_SETTINGS (settings), NULL);

  return g_object_new (RUSHES_TYPE_WINDOW, "application", application, "settings", settings, "demo", demo,
                       NULL);
}

void
rushes_window_show_library (RushesWindow *self, gboolean account_expected)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (self->session != NULL);

  self->library_open = TRUE;
  self->account_expected = account_expected;
  g_clear_pointer (&self->failure, rushes_failure_unref);
  session_changed_cb (self);
  /* Who searches the first rows already is not disturbed. */
  if (count_tasks (self) > 0 && !gtk_search_bar_get_search_mode (self->search_bar))
    gtk_widget_grab_focus (rushes_window_get_items (self));
  rushes_window_restore_selection (self);
}

void
rushes_window_show_failure (RushesWindow *self, RushesFailure *failure)
{
  g_autofree char *sentence = NULL;
  g_autofree char *escaped = NULL;

  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (failure != NULL);

  g_clear_pointer (&self->failure, rushes_failure_unref);
  self->failure = rushes_failure_ref (failure);

  /* AdwStatusPage takes its description for markup. */
  sentence = rushes_describe_failure (failure);
  escaped = g_markup_escape_text (sentence, -1);
  adw_status_page_set_description (self->failure_page, escaped);
  rushes_window_update_page (self);
}

void
rushes_window_show_notice (RushesWindow *self, RushesFailure *notice)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (notice != NULL);

  if (rushes_failure_equal (self->notice, notice) || self->stack == NULL)
    return;

  g_clear_pointer (&self->notice, rushes_failure_unref);
  self->notice = rushes_failure_ref (notice);
  update_notice (self);
}
