/* Listening sockets for the HTTP servers. */
#include "peers/http_listen.h"

#include <errno.h>
#include <netinet/in.h>
#include <unistd.h>

enum { BACKLOG = 16 };

int http_listen(const struct sockaddr *address, int *ret_fd, uint16_t *ret_port)
{
	const socklen_t len = address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
	                                                     : sizeof(struct sockaddr_in);
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} bound = { 0 };
	socklen_t bound_len = sizeof(bound);
	const int on = 1;
	int error;
	int fd;

	if (address->sa_family != AF_INET && address->sa_family != AF_INET6)
		return -EINVAL;
	fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    bind(fd, address, len) < 0 || listen(fd, BACKLOG) < 0 ||
	    getsockname(fd, &bound.any, &bound_len) < 0) {
		error = errno;
		close(fd);
		return -error;
	}
	*ret_fd = fd;
	*ret_port = ntohs(address->sa_family == AF_INET6 ? bound.in6.sin6_port : bound.in.sin_port);
	return 0;
}
