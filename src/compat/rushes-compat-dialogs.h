/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * The dialogs that ours derive from: since libadwaita 1.5 they stand in the window that they belong to, before
 * they are windows of their own. Main thread.
 *
 * RushesCompatAlert: a question with answers below it. Properties: "heading", "body", "extra-child"…
 * Signals: "response", as both ancestors have it.
 *
 * RushesCompatPages: pages of preferences, with toasts. Properties: "title", "visible-page-name",
 * "search-enabled". The keys Control and W close them.
 */
#define RUSHES_COMPAT_TYPE_ALERT (rushes_compat_alert_get_type ())
#define RUSHES_COMPAT_TYPE_PAGES (rushes_compat_pages_get_type ())

#if ADW_CHECK_VERSION(1, 5, 0)
G_DECLARE_DERIVABLE_TYPE (RushesCompatAlert, rushes_compat_alert, RUSHES_COMPAT, ALERT, AdwAlertDialog)
G_DECLARE_DERIVABLE_TYPE (RushesCompatPages, rushes_compat_pages, RUSHES_COMPAT, PAGES, AdwPreferencesDialog)

struct _RushesCompatAlertClass
{
  AdwAlertDialogClass parent_class;
};

struct _RushesCompatPagesClass
{
  AdwPreferencesDialogClass parent_class;
};
#else
G_DECLARE_DERIVABLE_TYPE (RushesCompatAlert, rushes_compat_alert, RUSHES_COMPAT, ALERT, AdwMessageDialog)
G_DECLARE_DERIVABLE_TYPE (RushesCompatPages, rushes_compat_pages, RUSHES_COMPAT, PAGES, AdwPreferencesWindow)

struct _RushesCompatAlertClass
{
  AdwMessageDialogClass parent_class;
};

struct _RushesCompatPagesClass
{
  AdwPreferencesWindowClass parent_class;
};
#endif

void rushes_compat_alert_set_response_label (RushesCompatAlert *alert, const char *response, const char *label);
/* Which of its widgets has the focus first. To be called before it is presented. */
void rushes_compat_alert_set_focus (RushesCompatAlert *alert, GtkWidget *widget);

void rushes_compat_pages_add (RushesCompatPages *pages, AdwPreferencesPage *page);
/* Shows @toast in the pages that @widget is, or stands in; it is let go of where there are none.
 * @toast: (transfer full) */
void rushes_compat_pages_add_toast (GtkWidget *widget, AdwToast *toast);

/* The size that @dialog would like to have. */
void       rushes_compat_dialog_set_size (GtkWidget *dialog, int width, int height);
/* Shows @dialog over @parent, which can only be used again when it is closed. @parent: (nullable) */
void       rushes_compat_dialog_present (GtkWidget *dialog, GtkWindow *parent);
/* Shows @dialog as a window beside @parent, with which it ends; both can be used. */
void       rushes_compat_dialog_present_beside (GtkWidget *dialog, GtkWindow *parent);
/* Returns: (transfer none) (nullable): the dialog of that type that was presented over or beside @parent */
GtkWidget *rushes_compat_dialog_find (GtkWindow *parent, GType type);

G_END_DECLS
