/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-helper-fence"

#include "config.h"

#include "media/helper/rushes-helper-fence.h"

#include "media/helper/rushes-helper-filter.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Whatever changes a file system, and starting programs: what the first version of Landlock knows. */
#define FORBIDDEN                                                                                            \
  (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR                \
   | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR             \
   | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO               \
   | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)
#define NEEDED (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG)

/* As the fourth version of Landlock has it: headers of older systems do not know the second member. */
typedef struct
{
  guint64 handled_access_fs;
  guint64 handled_access_net;
} Rules;

/* Emptying a file was nothing that could be forbidden before; headers of older systems do not know it. */
#define VERSION_OF_TRUNCATION 3
#define TRUNCATE (G_GUINT64_CONSTANT (1) << 14)
#define VERSION_OF_CONNECTIONS 4
#define BIND_AND_CONNECT_TCP 3

static void
allow_folder_of (int rules, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct landlock_path_beneath_attr rule = { .allowed_access = NEEDED };

  rule.parent_fd = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  /* It is not there: then nothing can be written either. */
  if (rule.parent_fd < 0)
    return;

  if (syscall (SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
    g_debug ("%s stays closed", folder);
  close (rule.parent_fd);
}

static RushesMediaFences
restrict_files (const char *path, const char *other_path)
{
  Rules rules = { .handled_access_fs = FORBIDDEN };
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  RushesMediaFences raised = RUSHES_MEDIA_FENCE_FILES;
  gsize size = sizeof rules.handled_access_fs;
  int fd;

  if (version < 1)
    return 0;
  if (version >= VERSION_OF_TRUNCATION)
    rules.handled_access_fs |= TRUNCATE;
  if (version >= VERSION_OF_CONNECTIONS)
    {
      rules.handled_access_net = BIND_AND_CONNECT_TCP;
      raised |= RUSHES_MEDIA_FENCE_CONNECTIONS;
      size = sizeof rules;
    }

  fd = (int) syscall (SYS_landlock_create_ruleset, &rules, size, 0);
  if (fd < 0)
    return 0;

  allow_folder_of (fd, path);
  if (other_path != NULL)
    allow_folder_of (fd, other_path);
#ifdef RUSHES_COUNTS
  allow_folder_of (fd, RUSHES_COUNTS);
#endif
  if (syscall (SYS_landlock_restrict_self, fd, 0) != 0)
    raised = 0;
  close (fd);
  return raised;
}

RushesMediaFences
rushes_helper_fence_raise (const char *path, const char *other_path)
{
  RushesMediaFences raised = restrict_files (path, other_path);

  return rushes_helper_filter_raise () ? raised | RUSHES_MEDIA_FENCE_CALLS : raised;
}
