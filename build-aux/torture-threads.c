/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "torture-threads"

#include <dlfcn.h>
#include <gio/gio.h>
#include <linux/futex.h>
#include <sanitizer/tsan_interface.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Tells ThreadSanitizer how GLib lets one thread see what another has written.
 *
 * GLib is not built with -fsanitize=thread, and its mutexes and atomics are its own: to
 * ThreadSanitizer two threads that take the same GMutex in turn never meet, and all that it guards
 * looks like a race. (What goes through the C library is seen: pthreads, with them GRecMutex, GRWLock
 * and SQLite's locks, and the file descriptors that wake a main context.)
 *
 * Loaded before the program's libraries (LD_PRELOAD), this stands in for GLib's functions. Each does
 * what GLib's does and says only what GLib promises, so that nothing of ours is excused. GMutex is
 * replaced within GLib, too, by a jump at the beginning of its functions: GLib's queues, pools of
 * threads and main contexts, and what they free, are guarded by it.
 */

/* Programs that are no part of a test (a bus, a shell) have no ThreadSanitizer. */
#pragma weak __tsan_acquire
#pragma weak __tsan_release
#pragma weak __tsan_mutex_pre_lock
#pragma weak __tsan_mutex_post_lock
#pragma weak __tsan_mutex_pre_unlock
#pragma weak __tsan_mutex_post_unlock

static gboolean
is_watched (void)
{
  return __tsan_acquire != NULL;
}

/* After it, this thread sees what was written before give() of the same thing. */
static void
take (gconstpointer thing)
{
  if (is_watched ())
    __tsan_acquire ((gpointer) thing);
}

static void
give (gconstpointer thing)
{
  if (is_watched ())
    __tsan_release ((gpointer) thing);
}

/* Where a program loads GLib only later, as an interpreter does, it is not among the next. */
static gpointer
find_real (const char *name)
{
  gpointer found = dlsym (RTLD_NEXT, name);
  gpointer glib = found == NULL ? dlopen ("libgio-2.0.so.0", RTLD_LAZY | RTLD_NOLOAD) : NULL;

  return glib != NULL ? dlsym (glib, name) : found;
}

/* GLib's function behind the one of the same name here, looked up once. */
#define REAL(function)                                                                                       \
  ({                                                                                                         \
    static __typeof__ (&function) real_;                                                                     \
    __typeof__ (&function) found_ = __atomic_load_n (&real_, __ATOMIC_RELAXED);                              \
    if (found_ == NULL)                                                                                      \
      {                                                                                                      \
        found_ = (__typeof__ (&function)) find_real (#function);                                             \
        __atomic_store_n (&real_, found_, __ATOMIC_RELAXED);                                                 \
      }                                                                                                      \
    found_;                                                                                                  \
  })

/*
 * GMutex as GLib has it, so that g_cond_wait() and a mutex that was locked earlier go on with it:
 * 0 is free, 1 locked, 2 locked and somebody waits.
 */

static void
wait_for (guint *state)
{
  while (__atomic_exchange_n (state, 2, __ATOMIC_ACQUIRE) != 0)
    syscall (SYS_futex, state, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0);
}

void
g_mutex_lock (GMutex *mutex)
{
  guint nobody = 0;

  if (is_watched ())
    __tsan_mutex_pre_lock (mutex, __tsan_mutex_linker_init);
  if (!__atomic_compare_exchange_n (&mutex->i[0], &nobody, 1, FALSE, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
    wait_for (&mutex->i[0]);
  if (is_watched ())
    __tsan_mutex_post_lock (mutex, __tsan_mutex_linker_init, 0);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  unsigned flags = __tsan_mutex_linker_init | __tsan_mutex_try_lock;
  guint nobody = 0;
  gboolean locked;

  if (is_watched ())
    __tsan_mutex_pre_lock (mutex, flags);
  locked = __atomic_compare_exchange_n (&mutex->i[0], &nobody, 1, FALSE, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
  if (is_watched ())
    __tsan_mutex_post_lock (mutex, locked ? flags : flags | __tsan_mutex_try_lock_failed, 0);
  return locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
  if (is_watched ())
    __tsan_mutex_pre_unlock (mutex, 0);
  if (__atomic_exchange_n (&mutex->i[0], 0, __ATOMIC_RELEASE) == 2)
    syscall (SYS_futex, &mutex->i[0], FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
  if (is_watched ())
    __tsan_mutex_post_unlock (mutex, 0);
}

/* Functions begin at multiples of 16 bytes: there is room for a jump in the shortest. */
#if defined(__x86_64__)
/* jmp *(%rip) */
static const guint8 jump[] = { 0xff, 0x25, 0x00, 0x00, 0x00, 0x00 };
#elif defined(__aarch64__)
/* ldr x16, .+8; br x16 */
static const guint8 jump[] = { 0x50, 0x00, 0x00, 0x58, 0x00, 0x02, 0x1f, 0xd6 };
#else
#error "How this processor jumps is not known here."
#endif

static void
lead (const char *name, gpointer here)
{
  guint8 *there = dlsym (RTLD_NEXT, name);
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  guint8 *first = (guint8 *) ((guintptr) there & ~(page - 1));
  /* The jump may cross into the next page. */
  gsize size = 2 * page;

  if (there == NULL)
    return;
  if (mprotect (first, size, PROT_READ | PROT_WRITE | PROT_EXEC) != 0)
    {
      perror ("torture-threads: GLib's mutexes cannot be led here");
      _exit (1);
    }
  memcpy (there, jump, sizeof jump);
  memcpy (there + sizeof jump, &here, sizeof here);
  mprotect (first, size, PROT_READ | PROT_EXEC);
  __builtin___clear_cache ((char *) there, (char *) there + sizeof jump + sizeof here);
}

static void __attribute__ ((constructor)) lead_mutexes (void)
{
  if (!is_watched ())
    return;
  lead ("g_mutex_lock", g_mutex_lock);
  lead ("g_mutex_trylock", g_mutex_trylock);
  lead ("g_mutex_unlock", g_mutex_unlock);
}

/* What is made once. The macros of the same names look at the value first, which is seen. */

gboolean (g_once_init_enter) (volatile void *location)
{
  gboolean first = REAL (g_once_init_enter) (location);

  take ((gpointer) location);
  return first;
}

void (g_once_init_leave) (volatile void *location, gsize result)
{
  give ((gpointer) location);
  REAL (g_once_init_leave) (location, result);
}

gpointer
g_once_impl (GOnce *once, GThreadFunc func, gpointer arg)
{
  gpointer made = REAL (g_once_impl) (once, func, arg);

  give ((gpointer) &once->status);
  take ((gpointer) &once->status);
  return made;
}

/* References: the last one to go sees what was done with the others. */

void (g_object_unref) (gpointer object)
{
  if (object != NULL)
    give (object);
  /* The last but one may have become the last meanwhile. */
  if (object != NULL && __atomic_load_n (&((GObject *) object)->ref_count, __ATOMIC_RELAXED) <= 2)
    take (object);
  REAL (g_object_unref) (object);
}

void
g_bytes_unref (GBytes *bytes)
{
  if (bytes != NULL)
    {
      give (bytes);
      take (bytes);
    }
  REAL (g_bytes_unref) (bytes);
}

/* Variants that were cut out of one message share its bytes: the last of all frees them. */
static const char bytes_of_variants;

void
g_variant_unref (GVariant *variant)
{
  give (&bytes_of_variants);
  take (&bytes_of_variants);
  REAL (g_variant_unref) (variant);
}

static _Thread_local GDestroyNotify clear_of_box;

static void
clear_box (gpointer box)
{
  take (box);
  if (clear_of_box != NULL)
    clear_of_box (box);
}

void
g_atomic_rc_box_release_full (gpointer box, GDestroyNotify clear)
{
  GDestroyNotify outer = clear_of_box;

  give (box);
  clear_of_box = clear;
  REAL (g_atomic_rc_box_release_full) (box, clear_box);
  clear_of_box = outer;
}

void
g_atomic_rc_box_release (gpointer box)
{
  g_atomic_rc_box_release_full (box, NULL);
}
