/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"
#include "ui/rushes-selection-check.h"
#include "ui/rushes-task-picture.h"
#include "ui/rushes-ticker.h"

G_BEGIN_DECLS

/**
 * RushesTaskFace: what a row of the list and a tile of the contact sheet have in common: whose task it is,
 * the time that passes while it can be seen, the menu, and the name that a screen reader says.
 *
 * Faces are recycled: everything shown follows from "item". What the user does becomes an action of the
 * window with the task's order as its parameter (int64): see RushesVerb. A screen reader stops at the
 * list's own widget around a face: that has the same name.
 *
 * Properties: "item" (RushesTask, nullable), "position" (uint: of the task in the list, G_MAXUINT: none),
 * "ticker" (RushesTicker, nullable: without it no times are told), "session" (RushesSession, nullable: it
 * looks after the task's files when they are shown), "pictures" (RushesPictures, nullable: without it no
 * picture is shown).
 */
#define RUSHES_TYPE_TASK_FACE (rushes_task_face_get_type ())
G_DECLARE_DERIVABLE_TYPE (RushesTaskFace, rushes_task_face, RUSHES, TASK_FACE, AdwBin)

/**
 * RushesTaskFaceClass:
 * @update: shows all of the task
 * @update_flow: shows what changes several times a second while bytes flow, after @property has
 * @update_times: shows what changes by itself as time goes by: there are a task and a ticker
 * @describe: (transfer full) (nullable): what a screen reader adds to its name
 * @menu_x: where the menu opens when no pointer says it; -1: in the middle
 *
 * None is called without a task.
 */
struct _RushesTaskFaceClass
{
  AdwBinClass parent_class;

  void (*update) (RushesTaskFace *self);
  void (*update_flow) (RushesTaskFace *self, const char *property);
  void (*update_times) (RushesTaskFace *self);
  char *(*describe) (RushesTaskFace *self);
  int menu_x;
};

/* For a subclass, once its template is there: both are its children. */
void rushes_task_face_set_parts (RushesTaskFace       *self,
                                 RushesTaskPicture    *picture,
                                 RushesSelectionCheck *selection_check);

/* Shows the state's icon, word and colour: the same three widgets each time. */
void rushes_task_face_show_state (RushesTaskFace *self, GtkWidget *box, GtkImage *icon, GtkLabel *label);

/* (transfer none) (nullable) */
RushesTask *rushes_task_face_get_item (RushesTaskFace *self);

/* (transfer none) (nullable) */
RushesTicker *rushes_task_face_get_ticker (RushesTaskFace *self);

/* Opens the context menu: at a point of the face, or at the face itself where @x is negative. */
void rushes_task_face_popup_menu (RushesTaskFace *self, double x, double y);

/* GtkLabel and GtkImage lay out anew whatever they are given: most seconds bring nothing new. */
void rushes_task_face_set_text (GtkLabel *label, const char *text);
void rushes_task_face_set_icon (GtkImage *image, const char *icon_name);

/* gtk_widget_measure(), where a list may ask before it knows how narrow a face can be: no height is told for
 * less than that width. */
void rushes_task_face_measure (
  RushesTaskFace *self, GtkOrientation orientation, int for_size, int *minimum, int *natural);

/* It can be seen: its session looks whether the task's files are still there. */
void rushes_task_face_look (RushesTaskFace *self);

G_END_DECLS
