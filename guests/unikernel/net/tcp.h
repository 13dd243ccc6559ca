/* TCP for one server: it takes connections on one port and gives their bytes, in order, to the program. */
#ifndef TCP_H
#define TCP_H

#include "net.h"

#define CONNECTIONS 16
#define OUT_BYTES 4096

struct connection;

/* Takes bytes of a connection and answers how many it took: fewer when it has no room to reply, and then it is given the rest
   again. `index` is below CONNECTIONS and names the connection. */
typedef size_t take_bytes(struct connection *connection, uint32_t index, const uint8_t *bytes, size_t length);
typedef void opened(uint32_t index);

void tcp_listen(uint16_t port, opened *on_open, take_bytes *on_bytes);
size_t tcp_room(const struct connection *connection);
/* At most tcp_room() bytes. */
void tcp_write(struct connection *connection, const void *bytes, size_t length);
void tcp_close(struct connection *connection);
/* Sends again what has not been acknowledged in time. */
void tcp_run_timers(uint64_t now_ns);
uint64_t tcp_next_timer(void);

#endif
