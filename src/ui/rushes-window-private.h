/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/rushes-announcer.h"
#include "ui/rushes-detail.h"
#include "ui/rushes-expiry-watch.h"
#include "ui/rushes-focus-keeper.h"
#include "ui/rushes-pictures.h"
#include "ui/rushes-split.h"
#include "ui/rushes-task-slots.h"
#include "ui/rushes-task-view-model.h"
#include "ui/rushes-ticker.h"
#include "ui/rushes-verbs.h"
#include "ui/rushes-window.h"

G_BEGIN_DECLS

/* What the files of the window share: not for anybody else, tests apart. */

/* What Control+Z takes back. */
typedef struct
{
  enum
  {
    RUSHES_UNDO_REMOVE,
    RUSHES_UNDO_LABEL,
    RUSHES_UNDO_REMOVE_KEPT,
    RUSHES_UNDO_DELETE_DAMAGED,
  } kind;
  RushesSession *session;
  GPtrArray *tasks; /* (element-type RushesTask) */
  GStrv labels;     /* (nullable): what each was called */
} RushesWindowUndo;

/* How tasks are shown; the nicks are those of the setting. */
typedef enum
{
  RUSHES_VIEW_LIST,
  RUSHES_VIEW_SHEET,
} RushesView;

#define RUSHES_TYPE_VIEW (rushes_view_get_type ())
GType rushes_view_get_type (void) G_GNUC_CONST;

struct _RushesWindow
{
  AdwApplicationWindow parent_instance;

  RushesSession *session; /* (nullable) */
  GSettings *settings;
  GSignalGroup *session_signals;
  RushesTicker *ticker;      /* (nullable) */
  RushesExpiryWatch *expiry; /* (nullable) */
  RushesAnnouncer *announcer; /* (nullable) */
  RushesPictures *pictures;  /* (nullable) */
  RushesView view;
  gboolean demo;
  gboolean library_open;
  gboolean account_expected;
  RushesFailure *failure; /* (nullable): shown instead of everything else */
  RushesFailure *notice;  /* (nullable): shown where the account is not paused */

  GCancellable *cancellable; /* of the dialogs: cancelled with the window */
  RushesWindowUndo *undo;    /* (nullable) */
  AdwToast *undo_toast;      /* (unowned) (nullable): the one that offers it */
  gboolean asking_to_close;
  gboolean quitting; /* the program, with the window */
  gboolean going_on; /* the program, without the window */

  GtkWidget *adaptive_bin;
  AdwToastOverlay *toasts;
  AdwWindowTitle *title;
  GtkWidget *track_button;
  GtkWidget *track_label;
  GtkWidget *search_button;
  GtkWidget *menu_button;
  GtkSearchBar *search_bar;
  GtkEditable *search_entry;
  GtkRevealer *demo_revealer;
  GtkRevealer *notice_revealer;
  GtkLabel *notice_label;
  GtkButton *notice_button;
  GtkRevealer *expiry_revealer;
  GtkLabel *expiry_label;
  GtkStack *stack;
  RushesSplit *split;
  AdwBin *welcome_bin;
  AdwStatusPage *failure_page;
  GtkListView *list_view;
  RushesTaskSlots *slots; /* of @list_view */
  AdwBin *sheet_bin;
  GtkToggleButton *view_button;
  GtkMultiSelection *selection;
  RushesTaskViewModel *view_model; /* what is shown: list and contact sheet have it behind @selection */
  GSimpleActionGroup *list_actions;
  GtkWidget *filter_bar;
  AdwStatusPage *nothing_page;
  guint list_update;
  guint list_frames;   /* until the selected row can have the focus */
  gboolean list_moved; /* where the user is is to be found again */

  gboolean selecting;
  GtkWidget *select_button;
  GMenu *menu; /* the main menu */
  RushesFocusKeeper *focus_keeper;
  RushesFocusKeeper *sheet_focus_keeper; /* (nullable) */
};

/* What a question that is under way is about. It keeps the window alive, but not on the screen. */
typedef struct
{
  RushesWindow *window;
  RushesTask *task;
} RushesWindowRequest;

RushesWindowRequest *rushes_window_request_new (RushesWindow *window, RushesTask *task);
void                 rushes_window_request_free (RushesWindowRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesWindowRequest, rushes_window_request_free)

/* @parameter: of an action: the task's order, or -1 for the only one that is selected. Returns: (transfer full) (nullable) */
RushesTask *rushes_window_find_task (RushesWindow *self, GVariant *parameter);
/* As above, but only where the verb applies to it: otherwise a bell has rung. */
RushesTask *rushes_window_find_task_for (RushesWindow *self, RushesVerb verb, GVariant *parameter);

/* The window's actions on tasks, into its class and its instance. */
void rushes_window_install_actions (GtkWidgetClass *widget_class);
void rushes_window_init_actions (RushesWindow *self);
void rushes_window_dispose_actions (RushesWindow *self);
/* The list as a file and back: the actions that begin it, and what follows once the file dialog has said
 * which file. */
void rushes_window_install_file_actions (GtkWidgetClass *widget_class);
void rushes_window_export_to (RushesWindow *self, GFile *file);
/* Asks for a file, and writes @tasks (element-type RushesTask) into it. */
void rushes_window_export_tasks (RushesWindow *self, GPtrArray *tasks);
/* What was dragged here: the form opens with the text of all of them. @files: of GFile */
void rushes_window_import_files (RushesWindow *self, GSList *files);
void rushes_window_import_from (RushesWindow *self, GFile *file);
/* Those on their videos: rushes-window-videos.c for one, rushes-window-transfers.c for many. */
void rushes_window_install_video_actions (GtkWidgetClass *widget_class);
void rushes_window_install_transfer_actions (GtkWidgetClass *widget_class);
/* Which of the actions on many can be used now: to be called when their menu is opened. */
void rushes_window_update_transfer_actions (RushesWindow *self);
/* Asks for a folder, and saves the videos of @tasks (element-type RushesTask) there. */
void rushes_window_save_tasks (RushesWindow *self, GPtrArray *tasks);
/* The file dialog for one video. */
void rushes_window_save_task (RushesWindow *self, RushesTask *task);
/* How many videos are on their way to where the user wants them. */
guint rushes_window_count_saving (RushesWindow *self);
/* One task beside the list, or over it: rushes-window-detail.c */

void rushes_window_install_detail (GtkWidgetClass *widget_class);
void rushes_window_init_detail (RushesWindow *self);
void rushes_window_show_detail (RushesWindow *self, RushesTask *task);
void rushes_window_close_detail (RushesWindow *self);
/* The session is another one. */
void rushes_window_forget_detail (RushesWindow *self);
/* (nullable): as long as none was shown */
RushesDetail *rushes_window_get_detail (RushesWindow *self);
/* Whether it hides the list. */
gboolean rushes_window_is_detail_over (RushesWindow *self);

/* Selecting: rushes-window-selection.c */

void rushes_window_install_selection_actions (GtkWidgetClass *widget_class);
void rushes_window_init_selection (RushesWindow *self);
/* Each item shows whether it is selected, and a click on it changes that. */
void rushes_window_set_selecting (RushesWindow *self, gboolean selecting);
/* (transfer full) (element-type RushesTask): in the order of the list */
GPtrArray *rushes_window_list_selected (RushesWindow *self);
/* Which of the actions on them can be used now. */
void rushes_window_update_selection_actions (RushesWindow *self);

/* What can be taken back: rushes-window-undo.c */

void rushes_window_install_undo_actions (GtkWidgetClass *widget_class);
void rushes_window_dispose_undo (RushesWindow *self);
/* @tasks: (element-type RushesTask) */
void rushes_window_remove_tasks (RushesWindow *self, GPtrArray *tasks);
void rushes_window_label_tasks (RushesWindow *self, GPtrArray *tasks, const char *label);
/* Their files go to the trash. */
void rushes_window_remove_kept (RushesWindow *self, RushesTask *task);
void rushes_window_delete_damaged (RushesWindow *self, RushesTask *task);

/* Which of the actions can be used now. */
void rushes_window_update_actions (RushesWindow *self);

/* Which tasks are shown, and in which order: rushes-window-list.c */

void rushes_window_install_list (GtkWidgetClass *widget_class);
/* Once the settings are known: what is shown is as it was left. */
void rushes_window_init_list (RushesWindow *self);
void rushes_window_dispose_list (RushesWindow *self);
/* The session is another one, or has changed. */
void rushes_window_update_list (RushesWindow *self);
/* The library is there: the task that was selected last is selected again, and shown. */
void rushes_window_restore_selection (RushesWindow *self);
/* The tasks that were added last are shown, whatever is filtered. */
void rushes_window_show_newest (RushesWindow *self);
/* The task at that place of the list is in sight, in whichever view. */
void rushes_window_scroll_to (RushesWindow *self, guint position);
/* Why nothing is shown, and what to do. */
void rushes_window_describe_nothing (RushesWindow *self);
/* The page, and what can be done there: something has changed that it follows from. */
void rushes_window_update_page (RushesWindow *self);
/* Whether another page is to be shown. */
gboolean rushes_window_has_wrong_page (RushesWindow *self);

/* The header bar and its menu, as far as they follow the width and the mode: rushes-window-header.c */

void rushes_window_init_header (RushesWindow *self);
void rushes_window_update_header (RushesWindow *self);
void rushes_window_update_bars (RushesWindow *self);

/* The contact sheet: made, and shown with what was selected in sight. */
void rushes_window_init_views (RushesWindow *self);
void rushes_window_prepare_sheet (RushesWindow *self);
/* Whichever shows the tasks now: the list, or the grid of the sheet. */
GtkWidget *rushes_window_get_items (RushesWindow *self);
void rushes_window_show_view (RushesWindow *self);
/* As rushes_contact_sheet_popup_menu() and rushes_contact_sheet_look(), where there is one. */
/* Of the task that has the focus. */
void rushes_window_popup_menu (RushesWindow *self);
/* For the files of all tasks in sight. */
void rushes_window_look (RushesWindow *self);

/* What activating a row does. */
void rushes_window_activate_task (RushesWindow *self, RushesTask *task);

/* Opens the form with @text (nullable) in it, or adds it where the form is open. Returns: (transfer none): a
 * RushesTrackDialog */
GtkWidget *rushes_window_open_track_dialog (RushesWindow *self, const char *text);

/* The second half of "Save Video…": @destination is what the file dialog said. */
void rushes_window_save_to (RushesWindow *self, RushesTask *task, GFile *destination);

/* The second half of "Save Damaged Video…". */
void rushes_window_save_damaged_to (RushesWindow *self, RushesTask *task, GFile *destination);

/* The folder that a file dialog opens in. @task: (nullable): whose video it is about. Returns: (transfer full) */
GFile *rushes_window_dup_folder (RushesWindow *self, RushesTask *task);
/* The user has chosen @folder: dialogs open there from now on. */
void rushes_window_remember_folder (RushesWindow *self, GFile *folder);

/* The second half of "Save All…": into @folder, with what goes there told at the end. */
void rushes_window_save_all_to (RushesWindow *self, GFile *folder);

/* Whether the window stays for now, since the user is asked: tasks are in progress, or videos are being saved. */
gboolean rushes_window_confirm_close (RushesWindow *self);

/* What closing the window means now: rushes-window-background.c */
typedef enum
{
  RUSHES_CLOSE_ENDS,    /* the following, too */
  RUSHES_CLOSE_GOES_ON, /* it does, in the background */
  RUSHES_CLOSE_NOT_YET, /* the user is asked about it */
} RushesCloseAnswer;

RushesCloseAnswer rushes_window_ask_to_close (RushesWindow *self);
/* Ends the dialogs over it, when it goes and the program stays. */
void rushes_window_drop_dialogs (RushesWindow *self);

/* Whether it has been destroyed, and only an answer that is still to come holds it. */
gboolean rushes_window_is_closed (RushesWindow *self);

/**
 * rushes_window_show_toast:
 * @button: (nullable): its label; it does @action, with the order of @task (nullable) as parameter
 *
 * Returns: (transfer none): it lives until it is dismissed
 */
AdwToast *rushes_window_show_toast (RushesWindow *self,
                                    const char   *text,
                                    const char   *button,
                                    const char   *action,
                                    RushesTask   *task);

/* As above; @target: (nullable): the action's parameter; a floating reference is taken */
AdwToast *rushes_window_show_toast_full (RushesWindow *self,
                                         const char   *text,
                                         const char   *button,
                                         const char   *action,
                                         GVariant     *target);

/* Says @text, unless @error is that the user changed their mind. */
void rushes_window_report_file_error (RushesWindow *self, const char *text, const GError *error);

/* As rushes_window_report_error(); @task: (nullable): whose video can be tried again */
void rushes_window_report_task_error (RushesWindow *self, const GError *error, RushesTask *task);

G_END_DECLS
