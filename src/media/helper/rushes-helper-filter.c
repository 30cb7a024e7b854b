/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-helper-filter"

#include "config.h"

#include "media/helper/rushes-helper-filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#define THIS_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define THIS_ARCH AUDIT_ARCH_RISCV64
#elif defined(__loongarch64)
#define THIS_ARCH AUDIT_ARCH_LOONGARCH64
#endif

#ifdef THIS_ARCH

/* The bit of x32, another set of the same calls: no call of ours has it. */
#define FOREIGN_CALLS 0x40000000

/* io_uring, open_by_handle_at() and openat2(), whose flags cannot be looked at, are other ways to what is
 * refused here. A file that may only be read can still be emptied and have its mode changed. */
static const long refused[] = {
  SYS_socket,
  SYS_connect,
  SYS_bind,
  SYS_listen,
  SYS_accept,
  SYS_accept4,
  SYS_sendto,
  SYS_sendmsg,
  SYS_sendmmsg,
  SYS_io_uring_setup,
  SYS_io_uring_enter,
  SYS_io_uring_register,

  SYS_execve,
  SYS_execveat,
  SYS_kill,
  SYS_tkill,
  SYS_rt_sigqueueinfo,
  SYS_rt_tgsigqueueinfo,
  SYS_pidfd_send_signal,
  SYS_process_vm_readv,
  SYS_process_vm_writev,
  SYS_kcmp,
#ifndef __SANITIZE_ADDRESS__
  /* The sanitizer looks for leaks by it. */
  SYS_ptrace,
#endif
#ifdef SYS_pidfd_getfd
  SYS_pidfd_getfd,
#endif

  SYS_symlinkat,
  SYS_linkat,
  SYS_mknodat,
  SYS_truncate,
  SYS_fchmod,
  SYS_fchmodat,
#ifdef SYS_fchmodat2
  SYS_fchmodat2,
#endif
  SYS_fchownat,
  SYS_fchown,
  SYS_utimensat,
  SYS_setxattr,
  SYS_lsetxattr,
  SYS_fsetxattr,
  SYS_removexattr,
  SYS_lremovexattr,
  SYS_fremovexattr,
  SYS_open_by_handle_at,
#ifdef SYS_openat2
  SYS_openat2,
#endif
#ifdef SYS_creat
  SYS_creat,
#endif
#ifdef SYS_utime
  SYS_utime,
#endif
#ifdef SYS_utimes
  SYS_utimes,
#endif
#ifdef SYS_futimesat
  SYS_futimesat,
#endif
#ifdef SYS_symlink
  SYS_symlink,
#endif
#ifdef SYS_link
  SYS_link,
#endif
#ifdef SYS_mknod
  SYS_mknod,
#endif
#ifdef SYS_chmod
  SYS_chmod,
#endif
#ifdef SYS_chown
  SYS_chown,
#endif
#ifdef SYS_lchown
  SYS_lchown,
#endif

  SYS_mount,
  SYS_umount2,
  SYS_pivot_root,
  SYS_chroot,
  SYS_unshare,
  SYS_setns,
  SYS_bpf,
  SYS_perf_event_open,
  SYS_userfaultfd,
  SYS_add_key,
  SYS_request_key,
  SYS_keyctl,
};

#define LOAD(member)                                                                                         \
  (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, member))
#define ANSWER(action) (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, (action))
#define REFUSE (SECCOMP_RET_ERRNO | EPERM)

/* What opens files, and where its flags are: the lower half of an argument, on processors that are all
 * little-endian. */
static const struct
{
  long call;
  guint32 flags;
} opening[] = {
  { SYS_openat, offsetof (struct seccomp_data, args[2]) },
#ifdef SYS_open
  { SYS_open, offsetof (struct seccomp_data, args[1]) },
#endif
};

/* Statements for one of these, and for all. */
#define PER_OPENING 3
#define N_OPENING (PER_OPENING * G_N_ELEMENTS (opening))

/* Whether a file is emptied by being opened. The two answers stand behind the last one of these; another call
 * goes on to the next. */
static void
look_at_opening (struct sock_filter *program, gsize i)
{
  const guint8 n_left = (guint8) (PER_OPENING * (G_N_ELEMENTS (opening) - i - 1));

  program[0] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) opening[i].call, 0,
                                              PER_OPENING - 1);
  program[1] = (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS, opening[i].flags);
  program[2] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, O_TRUNC, (guint8) (n_left + 1),
                                              n_left);
}

gboolean
rushes_helper_filter_raise (void)
{
  struct sock_filter program[5 + G_N_ELEMENTS (refused) + N_OPENING + 2];
  struct sock_fprog filter = { .filter = program };
  const guint8 n_refused = G_N_ELEMENTS (refused);
  gsize n = 0;

  G_STATIC_ASSERT (G_N_ELEMENTS (refused) + N_OPENING < 255);

  program[n++] = LOAD (arch);
  program[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0);
  program[n++] = ANSWER (REFUSE);
  program[n++] = LOAD (nr);
  /* Jumps count from the next statement: what is refused is answered behind all of them. */
  program[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JGE | BPF_K, FOREIGN_CALLS,
                                                (guint8) (n_refused + N_OPENING + 1), 0);
  for (gsize i = 0; i < n_refused; i++)
    program[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) refused[i],
                                                  (guint8) (n_refused - i + N_OPENING), 0);
  for (gsize i = 0; i < G_N_ELEMENTS (opening); i++, n += PER_OPENING)
    look_at_opening (&program[n], i);
  program[n++] = ANSWER (SECCOMP_RET_ALLOW);
  program[n++] = ANSWER (REFUSE);
  filter.len = (unsigned short) n;
  return syscall (SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}

#else

gboolean
rushes_helper_filter_raise (void)
{
  return FALSE;
}

#endif
