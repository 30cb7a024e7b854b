/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <libintl.h>
#include <locale.h>
#include <unistd.h>

#include "compat/rushes-compat.h"
#include "session/rushes-session-private.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-accounts-group.h"
#include "ui/rushes-help.h"
#include "ui/rushes-preferences.h"
#include "ui/rushes-shortcuts.h"
#include "ui/rushes-task-face.h"
#include "ui/rushes-track-dialog.h"
#include "ui/rushes-welcome.h"
#include "ui/rushes-widget-test.h"
#include "ui/rushes-window-private.h"
#include "ui/view-samples.h"

/* The windows in a made-up language that is written from right to left, in other letters, and whose words are
 * a third longer: what is still Latin nobody can translate, and what is cut would be cut in German. */

/* Not ours to translate: names, data, what is on the keyboard, and what libadwaita says itself. */
#define KEPT                                                                                                 \
  "https?:\\S*|rushes-cli(?: "                                                                               \
  "[-<\\w.]+)*|RUSHES_API_KEY|GSettings|Rushes|MiniMax|AnyAPI|\\{[a-z]+\\}|STATUS|input "                    \
  "new_sensitive|0217f4|mp4|MP4|PNG|JSON|CSV|[kMG]B|"                                                        \
  "\\d+\\W+[A-Z][a-z]+\\W+\\d{4}|UTC|A slow push-in over dunes at dusk, wind in the grass|Show "             \
  "(?:Text|Password)|Ctrl|Alt|Shift|F[0-9]+|/[\\w/.-]*"

/* A header bar is drawn over the border of its window. */
#define SLACK 1.5f

typedef struct
{
  char *data_folder;
  RushesManualClock *clock;
  RushesSession *session;
  GSettings *settings;
  GPtrArray *problems; /* (element-type utf8) */
  gboolean of_others;  /* whose words and measures are libadwaita's for the most part */
} Fixture;

static char *locales;

static void
look_at_text (Fixture *self, GtkWidget *widget, const char *text)
{
  static GRegex *kept, *latin;
  g_autofree char *ours = NULL;

  if (text == NULL || self->of_others)
    return;
  if (kept == NULL)
    {
      kept = g_regex_new (KEPT, G_REGEX_OPTIMIZE, 0, NULL);
      latin = g_regex_new ("[A-Za-z]{2}", G_REGEX_OPTIMIZE, 0, NULL);
    }
  ours = g_regex_replace_literal (kept, text, -1, 0, "", 0, NULL);
  if (g_regex_match (latin, ours, 0, NULL))
    g_ptr_array_add (self->problems,
                     g_strdup_printf ("not translated, in a %s: %s", G_OBJECT_TYPE_NAME (widget), text));
}

/* A line that may be shortened belongs into a row; a button, a heading or a paragraph is read whole. */
static gboolean
may_be_shortened (GtkWidget *label)
{
  return gtk_widget_get_ancestor (label, GTK_TYPE_LIST_VIEW) != NULL
         || gtk_widget_get_ancestor (label, GTK_TYPE_GRID_VIEW) != NULL
         || gtk_widget_get_ancestor (label, ADW_TYPE_WINDOW_TITLE) != NULL;
}

/* What can be scrolled to is not lost; a scroll bar's slider reaches beyond it. */
static gboolean
may_be_beyond (GtkWidget *widget)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkPolicyType policy = GTK_POLICY_NEVER;

  if (scrolled != NULL)
    gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (scrolled), &policy, NULL);
  /* GTK 4.8 gives the heading of a group that has a button the width of its description on one line. */
  return (gtk_widget_get_ancestor (widget, RUSHES_TYPE_ACCOUNTS_GROUP) != NULL
          && gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX) == NULL)
         || policy != GTK_POLICY_NEVER || gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLBAR) != NULL;
}

static void
look_at (Fixture *self, GtkWidget *widget, GtkWidget *root)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (widget))
    return;

  look_at_text (self, widget, gtk_widget_get_tooltip_text (widget));
  if (GTK_IS_LABEL (widget))
    {
      GtkLabel *label = GTK_LABEL (widget);

      /* What is on the keyboard GTK says itself. */
      if (!gtk_widget_has_css_class (widget, "key"))
        look_at_text (self, widget, gtk_label_get_text (label));
      if (!may_be_shortened (widget) && pango_layout_is_ellipsized (gtk_label_get_layout (label)))
        g_ptr_array_add (self->problems, g_strdup_printf ("cut: %s", gtk_label_get_text (label)));
    }
  if (GTK_IS_TEXT (widget))
    look_at_text (self, widget, gtk_text_get_placeholder_text (GTK_TEXT (widget)));

  /* libadwaita 1.7’s is 360 wide: more than a window of that width has within its frame. */
  if (!self->of_others && !may_be_beyond (widget) && gtk_widget_compute_bounds (widget, root, &bounds)
      && (bounds.origin.x < -SLACK
          || bounds.origin.x + bounds.size.width > (float) gtk_widget_get_width (root) + SLACK))
    g_ptr_array_add (self->problems,
                     g_strdup_printf ("beyond the edge: a %s (%s), from %.0f to %.0f of %d",
                                      G_OBJECT_TYPE_NAME (widget),
                                      GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : "",
                                      bounds.origin.x, bounds.origin.x + bounds.size.width,
                                      gtk_widget_get_width (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look_at (self, child, root);
}

static void
assert_well (Fixture *self, GtkWidget *window)
{
  /* What is narrow is laid out anew one frame later. */
  for (int i = 0; i < 3; i++)
    gtk_test_widget_wait_for_draw (window);
  g_assert_cmpint (gtk_widget_get_direction (window), ==, GTK_TEXT_DIR_RTL);
  for (GtkWidget *child = gtk_widget_get_first_child (window); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look_at (self, child, window);

  /* All of them, and those of the next window too. */
  for (guint i = 0; i < self->problems->len; i++)
    {
      g_test_message ("%s", (const char *) g_ptr_array_index (self->problems, i));
      g_test_fail ();
    }
  g_ptr_array_set_size (self->problems, 0);
}

/* Data of the user's, in letters that nobody takes for ours. */
static void
fill (Fixture *self)
{
  static const RushesPhase phases[] = { RUSHES_PHASE_WAITING, RUSHES_PHASE_RUNNING, RUSHES_PHASE_FINISHED,
                                        RUSHES_PHASE_FAILED, RUSHES_PHASE_UNKNOWN };
  GListModel *tasks = rushes_session_get_tasks (self->session);

  rushes_widget_test_track (self->session,
                            "306792606000000 | 海 1\n306792606000001 | 海 2\n306792606000002 | 海 3\n"
                            "306792606000003 | 海 4\n306792606000004 | 海 5\n");
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      view_sample_set_snapshot (task, view_sample_new_snapshot (i, phases[i % G_N_ELEMENTS (phases)]));
    }
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();

  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->data_folder = rushes_test_make_folder ();
  self->clock = rushes_manual_clock_new ();
  self->session = rushes_session_new (self->data_folder, TRUE, keys, RUSHES_CLOCK (self->clock));
  rushes_widget_test_open (self->session);
  self->settings = g_settings_new (RUSHES_SCHEMA_ID);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  rushes_widget_test_close_session (g_steal_pointer (&self->session));
  g_clear_object (&self->clock);
  g_settings_reset (self->settings, "view");
  g_clear_object (&self->settings);
  g_ptr_array_unref (self->problems);
  rushes_test_remove_folder (self->data_folder);
}

static RushesWindow *
open_window (Fixture *self, int width)
{
  RushesWindow *window = RUSHES_WINDOW (rushes_window_new (NULL, self->settings, FALSE));

  gtk_window_set_default_size (GTK_WINDOW (window), width, 640);
  gtk_window_present (GTK_WINDOW (window));
  g_object_set (window, "session", self->session, NULL);
  rushes_window_show_library (window, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  RushesWindow *window = open_window (self, GPOINTER_TO_INT (data));

  assert_well (self, GTK_WIDGET (window));
  rushes_widget_test_close (GTK_WINDOW (window));
}

static void
test_tasks (Fixture *self, gconstpointer data)
{
  RushesWindow *window;

  fill (self);
  window = open_window (self, GPOINTER_TO_INT (data));
  assert_well (self, GTK_WIDGET (window));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.view", "s", "sheet");
  assert_well (self, GTK_WIDGET (window));
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (window->selection));
  assert_well (self, GTK_WIDGET (window));
  rushes_widget_test_close (GTK_WINDOW (window));
}

static void
test_details (Fixture *self, gconstpointer data)
{
  GListModel *tasks = rushes_session_get_tasks (self->session);
  RushesWindow *window;

  fill (self);
  window = open_window (self, GPOINTER_TO_INT (data));
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      gtk_widget_activate_action (GTK_WIDGET (window), "win.details", "x", rushes_task_get_order (task));
      assert_well (self, GTK_WIDGET (window));
    }
  rushes_widget_test_close (GTK_WINDOW (window));
}

static void
test_track (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = rushes_track_dialog_new (NULL, self->session);
  GtkWidget *text;

  gtk_window_set_default_size (GTK_WINDOW (dialog), GPOINTER_TO_INT (data), 500);
  gtk_window_present (GTK_WINDOW (dialog));
  assert_well (self, dialog);
  text = rushes_widget_test_find (dialog, GTK_TYPE_TEXT_VIEW, NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "306792606023824\n不是\n", -1);
  assert_well (self, dialog);
  rushes_widget_test_close (GTK_WINDOW (dialog));
}

static void
test_preferences (Fixture *self, gconstpointer data)
{
  GtkWidget *preferences = rushes_preferences_new (self->session, self->settings);
  const char *const pages[] = { "account", "videos", "storage", "desktop" };

  rushes_widget_test_show_dialog (preferences, GPOINTER_TO_INT (data), 600);
  assert_well (self, preferences);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_object_set (preferences, "visible-page-name", pages[i], NULL);
      assert_well (self, preferences);
    }
  rushes_widget_test_close_dialog (preferences);
}

/* The menus say more of a narrow window. */
static void
test_menus (Fixture *self, gconstpointer data)
{
  RushesWindow *window;
  GtkWidget *row, *popover;

  fill (self);
  window = open_window (self, GPOINTER_TO_INT (data));
  gtk_menu_button_popup (GTK_MENU_BUTTON (window->menu_button));
  assert_well (self, GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (window->menu_button))));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (window->menu_button));

  /* One of them for each state. */
  for (row = gtk_widget_get_first_child (GTK_WIDGET (window->list_view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *face = rushes_widget_test_get_face (row);

      if (face == NULL || !gtk_widget_get_mapped (face))
        continue;
      rushes_task_face_popup_menu (RUSHES_TASK_FACE (face), -1, -1);
      popover = rushes_widget_test_find (face, GTK_TYPE_POPOVER_MENU, NULL);
      g_assert_nonnull (popover);
      assert_well (self, popover);
      gtk_popover_popdown (GTK_POPOVER (popover));
    }
  rushes_widget_test_close (GTK_WINDOW (window));
}

static void
test_help (Fixture *self, gconstpointer data)
{
  GtkWindow *window = rushes_widget_test_show (gtk_label_new (NULL), 360, 294);
  const char *const pages[] = { "states", "problems", "files", "scripts" };
  GtkWidget *help;

  rushes_help_present (window);
  help = rushes_widget_test_await (NULL, RUSHES_TYPE_HELP, NULL);
  gtk_window_set_default_size (GTK_WINDOW (gtk_widget_get_root (help)), GPOINTER_TO_INT (data), 600);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_object_set (help, "visible-page-name", pages[i], NULL);
      /* Its rows come some at a time. */
      rushes_test_pump ();
      assert_well (self, help);
    }
  rushes_widget_test_close_dialog (help);
  rushes_widget_test_close (window);
}

static void
test_shortcuts (Fixture *self, gconstpointer data)
{
  GtkWindow *window = rushes_widget_test_show (gtk_label_new (NULL), 360, 294);
  GtkWindow *shortcuts = rushes_shortcuts_show (window);

  gtk_window_set_default_size (shortcuts, GPOINTER_TO_INT (data), 600);
  assert_well (self, GTK_WIDGET (shortcuts));
  rushes_widget_test_close (shortcuts);
  rushes_widget_test_close (window);
}

static void
test_welcome (Fixture *self, gconstpointer data)
{
  GtkWidget *welcome = rushes_welcome_new (self->session);
  GtkWindow *window = rushes_widget_test_show (welcome, GPOINTER_TO_INT (data), 720);

  g_object_set (welcome, "narrow", GPOINTER_TO_INT (data) < 600, NULL);
  assert_well (self, GTK_WIDGET (window));
  rushes_widget_test_close (window);
}

static void
test_about (Fixture *self, gconstpointer data)
{
  RushesWindow *window = open_window (self, GPOINTER_TO_INT (data));
  GtkWidget *about;

  rushes_compat_show_about (GTK_WINDOW (window));
  about = rushes_widget_test_await (NULL, GTK_TYPE_LABEL, RUSHES_VERSION);
  self->of_others = TRUE;
  g_assert_null (rushes_widget_test_find_words (GTK_WIDGET (gtk_widget_get_root (about)), "developers"));
  assert_well (self, GTK_WIDGET (gtk_widget_get_root (about)));
  if (GTK_WIDGET (gtk_widget_get_root (about)) != GTK_WIDGET (window))
    rushes_widget_test_close (GTK_WINDOW (gtk_widget_get_root (about)));
  rushes_widget_test_close (GTK_WINDOW (window));
}

/* In the locale C.UTF-8 newer versions of the C library translate nothing, whatever LANGUAGE says: this is
 * the same one under another name. */
static gboolean
set_locale (void)
{
  g_autofree char *locale = g_build_filename (locales, "ar_EG.utf8", NULL);

  if (symlink ("/usr/lib/locale/C.utf8", locale) != 0)
    return FALSE;

  g_setenv ("LOCPATH", locales, TRUE);
  g_setenv ("LANGUAGE", "ar", TRUE);
  g_setenv ("LC_ALL", "ar_EG.UTF-8", TRUE);
  return setlocale (LC_ALL, "") != NULL;
}

/* In a folder of its own, as a program finds it that is installed. */
static void
speak (void)
{
  g_autoptr (GError) error = NULL;
  const char *const command[] = { g_getenv ("RUSHES_MAKE_PSEUDO_LOCALE"), locales, NULL };
  int status;

  g_assert_true (
    g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  bindtextdomain (GETTEXT_PACKAGE, locales);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

#define ADD(name, test)                                                                                      \
  g_test_add ("/ui/pseudo-locale/" name "/wide", Fixture, GINT_TO_POINTER (1000), set_up, test, tear_down);  \
  g_test_add ("/ui/pseudo-locale/" name "/narrow", Fixture, GINT_TO_POINTER (360), set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  int result;

  locales = rushes_test_make_folder ();
  if (!set_locale ())
    {
      g_print ("1..0 # SKIP there is no locale C.UTF-8 to make another one of\n");
      rushes_test_remove_folder (locales);
      return 0;
    }
  rushes_widget_test_init (&argc, &argv);
  speak ();
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);

  ADD ("empty", test_empty);
  ADD ("tasks", test_tasks);
  ADD ("details", test_details);
  ADD ("track", test_track);
  ADD ("preferences", test_preferences);
  ADD ("menus", test_menus);
  ADD ("help", test_help);
  ADD ("shortcuts", test_shortcuts);
  ADD ("welcome", test_welcome);
  ADD ("about", test_about);

  result = g_test_run ();
  rushes_test_remove_folder (locales);
  return result;
}
