/*
 * The fastest card that vpcd can have: answers 9000 to everything, as a TCP client that waits for
 * nothing it need not wait for. What is lost beside it is the card's own.
 *
 *   null-card PORT
 *
 * Messages are a length of two octets and as many octets. One octet is a control: 4 asks for the
 * ATR, the others have no answer.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MESSAGE_MAX = 65535, GET_ATR = 4 };

static bool read_all(int fd, uint8_t *buf, size_t len)
{
	const int on = 1;

	for (size_t n = 0; n < len;) {
		ssize_t r = read(fd, buf + n, len - n);

		if (r <= 0)
			return false;
		n += (size_t)r;
	}
	/* Debian's vpcd sends length and data apart: the second waits for the first one's ACK. */
	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
	return true;
}

static bool serve_one(int fd)
{
	static const uint8_t ok[] = { 0x00, 0x02, 0x90, 0x00 };
	static const uint8_t atr[] = { 0x00, 0x02, 0x3B, 0x00 };
	static uint8_t message[MESSAGE_MAX];
	uint8_t header[2];
	size_t len;

	if (!read_all(fd, header, sizeof(header)))
		return false;
	len = (size_t)(header[0] << 8 | header[1]);
	if (!read_all(fd, message, len))
		return false;
	if (len == 1 && message[0] != GET_ATR)
		return true;
	return write(fd, len == 1 ? atr : ok, sizeof(ok)) == sizeof(ok);
}

int main(int argc, char **argv)
{
	const int on = 1;
	struct sockaddr_in reader = { .sin_family = AF_INET,
		                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (argc != 2 || fd < 0) {
		fputs("usage: null-card PORT\n", stderr);
		return 2;
	}
	reader.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
	if (connect(fd, (struct sockaddr *)&reader, sizeof(reader)) < 0) {
		perror("null-card");
		return 1;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
	while (serve_one(fd))
		;
	close(fd);
	return 0;
}
