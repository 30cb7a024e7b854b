/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-far-file.h"

struct _RushesFarFile
{
  GObject parent_instance;

  GFile *near;
};

static void file_iface_init (GFileIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesFarFile,
                               rushes_far_file,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_FILE, file_iface_init))

static GFile *
get_near (GFile *file)
{
  return RUSHES_FAR_FILE (file)->near;
}

/* Takes @near. */
static GFile *
wrap (GFile *near)
{
  RushesFarFile *self = NULL;

  if (near == NULL)
    return NULL;
  self = g_object_new (RUSHES_TYPE_FAR_FILE, NULL);
  self->near = near;
  return G_FILE (self);
}

GFile *
rushes_far_file_new (const char *path)
{
  return wrap (g_file_new_for_path (path));
}

static GFile *
far_dup (GFile *file)
{
  return wrap (g_file_dup (get_near (file)));
}

static guint
far_hash (GFile *file)
{
  return g_file_hash (get_near (file));
}

static gboolean
far_equal (GFile *a, GFile *b)
{
  return g_file_equal (get_near (a), get_near (b));
}

static gboolean
far_is_native (GFile *file)
{
  return FALSE;
}

static char *
far_get_path (GFile *file)
{
  return NULL;
}

static char *
far_get_basename (GFile *file)
{
  return g_file_get_basename (get_near (file));
}

static char *
far_get_uri (GFile *file)
{
  return g_file_get_uri (get_near (file));
}

static GFile *
far_get_parent (GFile *file)
{
  return wrap (g_file_get_parent (get_near (file)));
}

static GFile *
far_resolve_relative_path (GFile *file, const char *path)
{
  return wrap (g_file_resolve_relative_path (get_near (file), path));
}

static GFileInfo *
far_query_info (
  GFile *file, const char *what, GFileQueryInfoFlags flags, GCancellable *cancellable, GError **error)
{
  return g_file_query_info (get_near (file), what, flags, cancellable, error);
}

static GFileInfo *
far_query_filesystem_info (GFile *file, const char *what, GCancellable *cancellable, GError **error)
{
  return g_file_query_filesystem_info (get_near (file), what, cancellable, error);
}

static GFileOutputStream *
far_create (GFile *file, GFileCreateFlags flags, GCancellable *cancellable, GError **error)
{
  return g_file_create (get_near (file), flags, cancellable, error);
}

static gboolean
far_delete_file (GFile *file, GCancellable *cancellable, GError **error)
{
  return g_file_delete (get_near (file), cancellable, error);
}

static gboolean
far_move (GFile *source,
          GFile *destination,
          GFileCopyFlags flags,
          GCancellable *cancellable,
          GFileProgressCallback progress,
          gpointer progress_data,
          GError **error)
{
  return g_file_move (get_near (source), get_near (destination), flags, cancellable, progress, progress_data,
                      error);
}

static void
file_iface_init (GFileIface *iface)
{
  iface->dup = far_dup;
  iface->hash = far_hash;
  iface->equal = far_equal;
  iface->is_native = far_is_native;
  iface->get_path = far_get_path;
  iface->get_basename = far_get_basename;
  iface->get_uri = far_get_uri;
  iface->get_parent = far_get_parent;
  iface->resolve_relative_path = far_resolve_relative_path;
  iface->query_info = far_query_info;
  iface->query_filesystem_info = far_query_filesystem_info;
  iface->create = far_create;
  iface->delete_file = far_delete_file;
  iface->move = far_move;
}

static void
rushes_far_file_finalize (GObject *object)
{
  g_object_unref (RUSHES_FAR_FILE (object)->near);

  G_OBJECT_CLASS (rushes_far_file_parent_class)->finalize (object);
}

static void
rushes_far_file_class_init (RushesFarFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_far_file_finalize;
}

static void
rushes_far_file_init (RushesFarFile *self)
{
}
