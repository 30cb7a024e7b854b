/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-helper-limits"

#include "config.h"

#include "media/helper/rushes-helper-limits.h"

#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define SECONDS 30
/* An 8K frame is 50 MB, and H.264 keeps up to sixteen of those. */
#define MEMORY (G_GUINT64_CONSTANT (1536) * 1024 * 1024)
/* Memory that is only spoken for: stacks of threads, mapped libraries, the video itself. */
#define ADDRESSES (2 * MEMORY)
#define OPEN_FILES 64
#define NICENESS 10

static gboolean
limit (int resource, guint64 most)
{
  struct rlimit value;

  if (getrlimit (resource, &value) != 0)
    return FALSE;

  /* Who started us may have been stricter. */
  value.rlim_max = MIN (value.rlim_max, most);
  value.rlim_cur = MIN (value.rlim_cur, value.rlim_max);
  return setrlimit (resource, &value) == 0;
}

static gboolean
limit_memory (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  /* Its shadow alone is terabytes. */
  return TRUE;
#else
  /* Each thread would otherwise take 64 MB of addresses for an arena of its own. */
  mallopt (M_ARENA_MAX, 2);
  return limit (RLIMIT_DATA, MEMORY) && limit (RLIMIT_AS, ADDRESSES) && prctl (PR_SET_DUMPABLE, 0) == 0;
#endif
}

gboolean
rushes_helper_limits_set (guint64 largest_file)
{
  pid_t parent = getppid ();

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  /* The parent may have ended before the line above. */
  if (getppid () != parent)
    return FALSE;

  /* Writing beyond the limit is then an error, and not the end. */
  signal (SIGXFSZ, SIG_IGN);
  if (nice (NICENESS) < 0)
    g_debug ("no niceness");

  return limit (RLIMIT_CPU, SECONDS) && limit (RLIMIT_FSIZE, largest_file)
         && limit (RLIMIT_NOFILE, OPEN_FILES) && limit (RLIMIT_CORE, 0) && limit_memory ()
         && prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}
