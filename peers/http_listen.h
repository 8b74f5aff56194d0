/*
 * Listening sockets for the HTTP servers: made here, because libmicrohttpd does not tell why it could
 * not make one.
 */
#ifndef PEERS_HTTP_LISTEN_H
#define PEERS_HTTP_LISTEN_H

#include <stdint.h>
#include <sys/socket.h>

/*
 * Listens on an address, IPv4 or IPv6; port 0: any that is free. The caller closes ret_fd. 0;
 * -EINVAL: an address of another family; -EADDRINUSE, -EACCES and other errors of the socket.
 */
int http_listen(const struct sockaddr *address, int *ret_fd, uint16_t *ret_port);

#endif
