/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-helper-filter"

#include "config.h"

#include "media/helper/rushes-helper-filter.h"

#include <errno.h>
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

/* io_uring and open_by_handle_at() are other ways to what is refused here. */
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
  SYS_fchmodat,
  SYS_fchownat,
  SYS_fchown,
  SYS_utimensat,
  SYS_setxattr,
  SYS_lsetxattr,
  SYS_fsetxattr,
  SYS_open_by_handle_at,
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

gboolean
rushes_helper_filter_raise (void)
{
  struct sock_filter program[5 + G_N_ELEMENTS (refused) + 2];
  struct sock_fprog filter = { .filter = program };
  const guint8 n_refused = G_N_ELEMENTS (refused);
  gsize n = 0;

  G_STATIC_ASSERT (G_N_ELEMENTS (refused) < 255);

  program[n++] = LOAD (arch);
  program[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0);
  program[n++] = ANSWER (REFUSE);
  program[n++] = LOAD (nr);
  /* Jumps count from the next statement: what is refused is answered behind all of them. */
  program[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JGE | BPF_K, FOREIGN_CALLS,
                                                (guint8) (n_refused + 1), 0);
  for (gsize i = 0; i < n_refused; i++)
    program[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) refused[i],
                                                  (guint8) (n_refused - i), 0);
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
