/*
 * A closed loop in C, for comparison with ours: what is left of a load client when nothing is checked and no latency is
 * recorded. One thread, epoll, one request outstanding per connection, a request being any BYTES bytes and its reply as
 * many back. Leaves out on purpose: other addresses than 127.0.0.1, and everything that can be done about an error but
 * saying it.
 *
 *     closed-loop PORT CONNECTIONS BYTES WARMUP_MS WINDOW_MS     prints replies per second of the window
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { eventsAtOnce = 256, receiveBytes = 65536 };

struct connection {
  int fd;
  size_t missing; /* bytes of the reply that are still to come */
};

static char request[receiveBytes], received[receiveBytes];
static size_t requestBytes;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t nowMs(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Small requests: a socket buffer that is empty takes one whole. */
static void ask(struct connection *to) {
  ssize_t sent = send(to->fd, request, requestBytes, MSG_NOSIGNAL);
  if (sent < 0 || (size_t)sent != requestBytes) fail("send");
  to->missing = requestBytes;
}

static void dial(struct connection *to, int epoll, uint16_t port) {
  int yes = 1;
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct epoll_event interest = {.events = EPOLLIN, .data = {.ptr = to}};
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (to->fd < 0) fail("socket");
  if (connect(to->fd, (struct sockaddr *)&server, sizeof server) != 0) fail("connect");
  if (setsockopt(to->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0) fail("setsockopt");
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, to->fd, &interest) != 0) fail("epoll_ctl");
}

/* Returns whether a reply has become whole, after which the next request has left. */
static int hear(struct connection *from) {
  ssize_t got = recv(from->fd, received, sizeof received, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return 0;
  if (got < 0) fail("recv");
  if (got == 0 || (size_t)got > from->missing) {
    fprintf(stderr, got == 0 ? "closed by the server\n" : "more came back than was sent\n");
    exit(1);
  }
  from->missing -= (size_t)got;
  if (from->missing > 0) return 0;
  ask(from);
  return 1;
}

int main(int count, char **arguments) {
  if (count != 6) {
    fprintf(stderr, "usage: closed-loop PORT CONNECTIONS BYTES WARMUP_MS WINDOW_MS\n");
    return 2;
  }
  size_t connections = strtoul(arguments[2], NULL, 10);
  int64_t warmupMs = atoll(arguments[4]), windowMs = atoll(arguments[5]), replies = 0;
  requestBytes = strtoul(arguments[3], NULL, 10);
  if (requestBytes == 0 || requestBytes > sizeof request) {
    fprintf(stderr, "BYTES: use 1 to %d\n", (int)sizeof request);
    return 2;
  }
  memset(request, 'x', requestBytes);
  int epoll = epoll_create1(0);
  struct connection *all = calloc(connections, sizeof *all);
  if (epoll < 0 || all == NULL) fail("start");
  for (size_t i = 0; i < connections; i++) dial(&all[i], epoll, (uint16_t)atoi(arguments[1]));
  for (size_t i = 0; i < connections; i++) ask(&all[i]);

  struct epoll_event ready[eventsAtOnce];
  int64_t opensMs = nowMs() + warmupMs, openedMs = 0;
  for (;;) {
    int64_t atMs = nowMs();
    if (openedMs == 0 && atMs >= opensMs) {
      openedMs = atMs;
      replies = 0;
    }
    if (openedMs != 0 && atMs >= openedMs + windowMs) {
      printf("%.0f\n", 1000.0 * (double)replies / (double)(atMs - openedMs));
      return 0;
    }
    int events = epoll_wait(epoll, ready, eventsAtOnce, 10);
    if (events < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < events; i++) replies += hear(ready[i].data.ptr);
  }
}
