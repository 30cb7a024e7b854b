/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/torture-steps.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* These stand in for the C library's own throughout the program, libraries included: what a disk is told
 * goes through here, and the process can die at exactly one of them. */

const char *const torture_step_names[TORTURE_N_STEPS] = { "rename", "link",  "unlink", "sync",
                                                          "resize", "write", "put" };

static int wanted[TORTURE_N_STEPS]; /* 0: none; negative: after it */
static int n_steps[TORTURE_N_STEPS];

static void
die (void)
{
  syscall (SYS_kill, syscall (SYS_getpid), SIGKILL);
  for (;;)
    pause ();
}

static int
enter (TortureStep kind)
{
  const int step = g_atomic_int_add (&n_steps[kind], 1) + 1;

  if (step == wanted[kind])
    die ();
  return step;
}

static void
leave (TortureStep kind, int step)
{
  if (step == -wanted[kind])
    die ();
}

void
torture_steps_arm (const char *place)
{
  g_auto (GStrv) words = g_strsplit (place, " ", 2);

  for (guint kind = 0; kind < TORTURE_N_STEPS; kind++)
    {
      n_steps[kind] = 0;
      wanted[kind] = g_strcmp0 (words[0], torture_step_names[kind]) == 0 ? atoi (words[1]) : 0;
    }
}

char *
torture_steps_dup_counts (void)
{
  GString *counts = g_string_new (NULL);

  for (guint kind = 0; kind < TORTURE_N_STEPS; kind++)
    g_string_append_printf (counts, "%s%d", kind > 0 ? " " : "", g_atomic_int_get (&n_steps[kind]));
  return g_string_free (counts, FALSE);
}

static gboolean
is_file (int fd)
{
  struct stat info;

  return fstat (fd, &info) == 0 && S_ISREG (info.st_mode);
}

#define STEP(kind, call)                                                                                     \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    const int step = enter (TORTURE_STEP_##kind);                                                            \
    const int result = (int) (call);                                                                         \
                                                                                                             \
    leave (TORTURE_STEP_##kind, step);                                                                       \
    return result;                                                                                           \
  }                                                                                                          \
  G_STMT_END

int
rename (const char *from, const char *to)
{
  STEP (RENAME, syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int
renameat (int from_folder, const char *from, int to_folder, const char *to)
{
  STEP (RENAME, syscall (SYS_renameat2, from_folder, from, to_folder, to, 0));
}

int
renameat2 (int from_folder, const char *from, int to_folder, const char *to, unsigned int flags)
{
  STEP (RENAME, syscall (SYS_renameat2, from_folder, from, to_folder, to, flags));
}

int
link (const char *from, const char *to)
{
  STEP (LINK, syscall (SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int
linkat (int from_folder, const char *from, int to_folder, const char *to, int flags)
{
  STEP (LINK, syscall (SYS_linkat, from_folder, from, to_folder, to, flags));
}

int
unlink (const char *path)
{
  STEP (UNLINK, syscall (SYS_unlinkat, AT_FDCWD, path, 0));
}

int
unlinkat (int folder, const char *path, int flags)
{
  STEP (UNLINK, syscall (SYS_unlinkat, folder, path, flags));
}

int
fsync (int fd)
{
  STEP (SYNC, syscall (SYS_fsync, fd));
}

int
fdatasync (int fd)
{
  STEP (SYNC, syscall (SYS_fdatasync, fd));
}

ssize_t
write (int fd, const void *bytes, size_t length)
{
  const int step = is_file (fd) ? enter (TORTURE_STEP_WRITE) : 0;
  const ssize_t result = syscall (SYS_write, fd, bytes, length);

  if (step != 0)
    leave (TORTURE_STEP_WRITE, step);
  return result;
}

/* Elsewhere a length or a place takes two arguments of the kernel's, and these are not counted. */
#if GLIB_SIZEOF_LONG == 8

int
ftruncate (int fd, off_t length)
{
  STEP (RESIZE, syscall (SYS_ftruncate, fd, length));
}

int
fallocate (int fd, int mode, off_t offset, off_t length)
{
  STEP (RESIZE, syscall (SYS_fallocate, fd, mode, offset, length));
}

ssize_t
pwrite (int fd, const void *bytes, size_t length, off_t offset)
{
  const int step = is_file (fd) ? enter (TORTURE_STEP_PUT) : 0;
  const ssize_t result = syscall (SYS_pwrite64, fd, bytes, length, offset);

  if (step != 0)
    leave (TORTURE_STEP_PUT, step);
  return result;
}

#endif
