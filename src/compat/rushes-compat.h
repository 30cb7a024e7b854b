/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * What GTK and libadwaita of today do better than those of the floor (GTK 4.8, libadwaita 1.2),
 * in the shape that the newest have it. Main thread.
 *
 * Every #if over a version of theirs stands in this folder: when the floor rises, its old branches
 * are deleted and the callers stay as they are. A dialog that was dismissed ends, like one that
 * was cancelled, with G_IO_ERROR_CANCELLED, which is always silent.
 */

/**
 * rushes_compat_save_file_async:
 * @parent: the window that the dialog belongs to
 * @title: of the dialog
 * @suggested_name: one path component
 * @initial_folder: (nullable): where the dialog opens; passed over where it is no longer there
 *
 * Asks where a video is to be saved. The dialog itself asks before a file is replaced, so
 * what finish returns may be overwritten.
 *
 * Returns of finish: (transfer full): or NULL with G_IO_ERROR_CANCELLED
 */
void   rushes_compat_save_file_async (GtkWindow           *parent,
                                      const char          *title,
                                      const char          *suggested_name,
                                      GFile               *initial_folder,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
GFile *rushes_compat_save_file_finish (GAsyncResult *result, GError **error);

/* As above, for a file of another kind. @filters: of GtkFileFilter */
void   rushes_compat_save_as_async (GtkWindow           *parent,
                                    const char          *title,
                                    const char          *suggested_name,
                                    GFile               *initial_folder,
                                    GListModel          *filters,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
GFile *rushes_compat_save_as_finish (GAsyncResult *result, GError **error);

/* Asks for a file that is there. As above. */
void   rushes_compat_choose_file_async (GtkWindow           *parent,
                                        const char          *title,
                                        GFile               *initial_folder,
                                        GListModel          *filters,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
GFile *rushes_compat_choose_file_finish (GAsyncResult *result, GError **error);

/* Asks for a folder that is there. As above. */
void   rushes_compat_choose_folder_async (GtkWindow           *parent,
                                          const char          *title,
                                          GFile               *initial_folder,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GFile *rushes_compat_choose_folder_finish (GAsyncResult *result, GError **error);

/**
 * rushes_compat_confirm_async:
 * @heading: the question; plain text
 * @body: (nullable): what follows from it; plain text
 * @cancel_label: a label with a mnemonic; Escape and closing mean this
 * @confirm_label: likewise
 * @destructive: whether confirming loses something: it is then shown in red and is not the default
 *
 * finish returns TRUE where the user confirmed, FALSE without an error where not; an error only
 * where @cancellable was cancelled.
 */
void     rushes_compat_confirm_async (GtkWindow           *parent,
                                      const char          *heading,
                                      const char          *body,
                                      const char          *cancel_label,
                                      const char          *confirm_label,
                                      gboolean             destructive,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean rushes_compat_confirm_finish (GAsyncResult *result, GError **error);

/* Opens @file with the program that the user has chosen for its kind: a folder in the file manager. */
void     rushes_compat_open_file_async (GtkWindow           *parent,
                                        GFile               *file,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean rushes_compat_open_file_finish (GAsyncResult *result, GError **error);

/* The “About Rushes” dialog over @parent. */
void rushes_compat_show_about (GtkWindow *parent);

/**
 * rushes_compat_close_window:
 *
 * Closes @window as gtk_window_close() does, with whatever dialogs stand in it: since
 * libadwaita 1.5 the topmost of them would be closed in its place.
 */
void rushes_compat_close_window (GtkWindow *window);

/* Names the list within @row by the row's title: since libadwaita 1.7 it has a role, and no name of its own. */
void rushes_compat_name_expander_row (AdwExpanderRow *row);

/* Names each list below @widget by the title of its group, or else of its page, or else @name: libadwaita labels
 * it by its group's title, also where there is none, and since 1.10 not at all. @name: (nullable) */
void rushes_compat_name_lists (GtkWidget *widget, const char *name);

/**
 * rushes_compat_toast_new:
 * @title: plain text, whatever it holds
 *
 * The one way a toast is made: AdwToast takes its title for markup, and a file name or a
 * service's words must never be that.
 *
 * Returns: (transfer full)
 */
AdwToast *rushes_compat_toast_new (const char *title);

/**
 * rushes_compat_toast_dismiss:
 *
 * The one way a toast is dismissed before its time. With libadwaita < 1.3 one that is seen goes half a second later,
 * its button at once.
 */
void rushes_compat_toast_dismiss (AdwToast *toast);

/**
 * rushes_compat_announce:
 *
 * Has a screen reader say @message soon. GTK < 4.14 has no way to do it: nothing happens there, so
 * what is announced must also stand somewhere in the window.
 */
void rushes_compat_announce (GtkWidget *widget, const char *message);

/* The colour of @widget's text. */
void rushes_compat_get_color (GtkWidget *widget, GdkRGBA *color);

/* The user's accent, as text and lines in it can be read on the background of @widget. */
void rushes_compat_get_accent (GtkWidget *widget, GdkRGBA *color);

/* Scrolls @list so that the row at @position can be seen. Neither focus nor selection changes. */
void rushes_compat_list_scroll_to (GtkListView *list, guint position);

/**
 * rushes_compat_list_focus_item:
 * @list: a GtkListView or GtkGridView
 *
 * Moves the focus to the row at @position, and scrolls to it. GTK < 4.12 has no way to do it; but there
 * gtk_widget_grab_focus() on the list goes to the place that had the focus before.
 *
 * Returns: whether that was done
 */
gboolean rushes_compat_list_focus_item (GtkWidget *list, guint position);

/**
 * rushes_compat_list_item_set_accessible_label:
 * @item: one that has its child, i.e. from the factory's "bind" on
 * @label: what a screen reader says for the whole row
 */
void rushes_compat_list_item_set_accessible_label (GtkListItem *item, const char *label);

G_END_DECLS
