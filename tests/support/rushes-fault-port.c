/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fault-port"

#include "config.h"

#include "support/rushes-fault-server.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Far more than the kernel keeps for somebody who wants to keep none. */
#define MAX_CALLERS 16
/* On loopback a connection stands at once or not at all. */
#define CALL_MS 50

struct _RushesFaultPort
{
  int fd;
  int callers[MAX_CALLERS];
  guint n_callers;
  struct sockaddr_in address;
};

/* Takes one of the places for connections that nobody has accepted. Returns: whether there was one left */
static gboolean
call (RushesFaultPort *self)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  struct pollfd polled = { .fd = fd, .events = POLLOUT };

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpuint (self->n_callers, <, MAX_CALLERS);
  self->callers[self->n_callers++] = fd;
  if (connect (fd, (struct sockaddr *) &self->address, sizeof self->address) == 0)
    return TRUE;
  g_assert_cmpint (errno, ==, EINPROGRESS);
  return poll (&polled, 1, CALL_MS) == 1;
}

RushesFaultPort *
rushes_fault_port_new (gboolean deaf)
{
  RushesFaultPort *self = g_new0 (RushesFaultPort, 1);
  socklen_t length = sizeof self->address;

  /* Bound, so that nobody else gets it; but as long as nobody listens the kernel refuses. */
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  self->address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
  g_assert_cmpint (bind (self->fd, (struct sockaddr *) &self->address, length), ==, 0);
  g_assert_cmpint (getsockname (self->fd, (struct sockaddr *) &self->address, &length), ==, 0);
  if (deaf)
    {
      g_assert_cmpint (listen (self->fd, 0), ==, 0);
      while (call (self))
        ;
    }
  return self;
}

void
rushes_fault_port_free (RushesFaultPort *self)
{
  for (guint i = 0; i < self->n_callers; i++)
    close (self->callers[i]);
  close (self->fd);
  g_free (self);
}

guint16
rushes_fault_port_get_port (RushesFaultPort *self)
{
  return ntohs (self->address.sin_port);
}
