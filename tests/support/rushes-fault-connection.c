/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fault-connection"

#include "config.h"

#include "support/rushes-fault-connection.h"

#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int
get_fd (RushesFaultConnection *self)
{
  return g_socket_get_fd (g_socket_connection_get_socket (self->base));
}

RushesFaultWait
rushes_fault_connection_wait (RushesFaultConnection *self, GCancellable *release, gboolean readable, int ms)
{
  GPollFD polled[3] = { { .fd = get_fd (self), .events = POLLRDHUP } };
  guint n_polled = 2;
  int result;

  if (readable)
    polled[0].events |= POLLIN;
  g_assert_true (g_cancellable_make_pollfd (self->stop, &polled[1]));
  if (release != NULL && g_cancellable_make_pollfd (release, &polled[2]))
    n_polled = 3;

  do
    result = g_poll (polled, n_polled, ms);
  while (result < 0 && errno == EINTR);

  g_cancellable_release_fd (self->stop);
  if (n_polled == 3)
    g_cancellable_release_fd (release);

  if (result <= 0)
    return result == 0 ? RUSHES_FAULT_ELAPSED : RUSHES_FAULT_GONE;
  if (polled[1].revents != 0)
    return RUSHES_FAULT_GONE;
  /* Whoever reads sees the end of the connection, too. */
  if (readable && polled[0].revents != 0)
    return RUSHES_FAULT_READABLE;
  if (n_polled == 3 && polled[2].revents != 0)
    return RUSHES_FAULT_RELEASED;
  return RUSHES_FAULT_GONE;
}

gboolean
rushes_fault_connection_write (RushesFaultConnection *self, const void *bytes, gsize length)
{
  return g_output_stream_write_all (self->output, bytes, length, NULL, self->stop, NULL);
}

/* A reset throws away what is still on its way. */
static void
await_arrival (RushesFaultConnection *self)
{
  int unsent = 0;

  while (ioctl (get_fd (self), SIOCOUTQ, &unsent) == 0 && unsent > 0
         && rushes_fault_connection_wait (self, NULL, FALSE, 1) == RUSHES_FAULT_ELAPSED)
    ;
}

void
rushes_fault_connection_cut (RushesFaultConnection *self, RushesFaultEnd end)
{
  struct linger at_once = { 1, 0 };

  if (end == RUSHES_FAULT_RST)
    {
      await_arrival (self);
      setsockopt (get_fd (self), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
  /* Of the connection, not of TLS: without a farewell. */
  g_io_stream_close (G_IO_STREAM (self->base), NULL, NULL);
  self->is_cut = TRUE;
}
