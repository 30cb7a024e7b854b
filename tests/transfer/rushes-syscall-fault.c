/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-syscall-fault.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The low half of a 64-bit argument. */
static guint32
argument_offset (guint argument)
{
  guint32 offset = (guint32) (offsetof (struct seccomp_data, args) + argument * sizeof (guint64));

  return G_BYTE_ORDER == G_BIG_ENDIAN ? offset + 4 : offset;
}

gboolean
rushes_syscall_fault_add (long number, guint argument, guint32 bits, int saved_errno)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) number, 0, 3),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, argument_offset (argument)),
    /* Without bits to look for, both ways lead to the error. */
    BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, bits, 0, bits == 0 ? 0 : 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (guint32) saved_errno),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { .len = G_N_ELEMENTS (filter), .filter = filter };

  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
         && prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

static gboolean
map_id (const char *file, guint inside, guint outside)
{
  g_autofree char *map = g_strdup_printf ("%u %u 1", inside, outside);

  /* In place: these files cannot be renamed onto. */
  return g_file_set_contents_full (file, map, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

gboolean
rushes_syscall_fault_mount (const char *folder, const char *size)
{
  g_autofree char *options = g_strconcat ("size=", size, NULL);
  gboolean read_only = g_str_equal (size, "0");
  uid_t user = geteuid ();
  gid_t group = getegid ();

  if (user != 0)
    {
      if (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0
          || !g_file_set_contents_full ("/proc/self/setgroups", "deny", -1, G_FILE_SET_CONTENTS_NONE, 0600,
                                        NULL)
          || !map_id ("/proc/self/uid_map", user, user) || !map_id ("/proc/self/gid_map", group, group))
        return FALSE;
    }
  else if (unshare (CLONE_NEWNS) != 0)
    return FALSE;

  return mount ("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0
         && mount ("none", folder, "tmpfs", read_only ? MS_RDONLY : 0, read_only ? NULL : options) == 0;
}

void
rushes_syscall_fault_unmount (const char *folder)
{
  g_assert_cmpint (umount2 (folder, MNT_DETACH), ==, 0);
}

gboolean
rushes_syscall_fault_is_possible (void)
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0)
    _exit (rushes_syscall_fault_mount ("/tmp", "100k") && rushes_syscall_fault_add (__NR_fsync, 0, 0, 5) ? 0
                                                                                                         : 1);
  return child > 0 && waitpid (child, &status, 0) == child && status == 0;
}

void
rushes_syscall_fault_run_alone (void (*broken) (gpointer), gpointer user_data)
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0)
    {
      broken (user_data);
      _exit (0);
    }
  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
}
