// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sockets towards a far end. */
#include "probe_target.h"

#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

socklen_t target_sockaddr(const struct prefix *host, uint16_t port,
			  struct sockaddr_storage *to)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;
	struct sockaddr_in *v4 = (struct sockaddr_in *)to;

	memset(to, 0, sizeof(*to));
	to->ss_family = host->family;
	if (host->family == AF_INET) {
		v4->sin_port = htons(port);
		memcpy(&v4->sin_addr, host->address, sizeof(v4->sin_addr));
		return sizeof(*v4);
	}
	v6->sin6_port = htons(port);
	memcpy(&v6->sin6_addr, host->address, sizeof(v6->sin6_addr));
	return sizeof(*v6);
}

int target_socket(const struct probe_target *t, int type, int protocol)
{
	const char *ifname = t->path->subif.ifname;
	struct sockaddr_storage address;
	socklen_t len;
	int fd;

	fd = socket(t->f->family, type | SOCK_NONBLOCK | SOCK_CLOEXEC,
		    protocol);
	if (fd < 0)
		return -1;
	len = target_sockaddr(&t->f->local, 0, &address);
	if (!setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, ifname,
			strlen(ifname)) &&
	    !bind(fd, (struct sockaddr *)&address, len))
		return fd;
	close(fd);
	return -1;
}

void target_option(int fd, int level, int name, int value)
{
	setsockopt(fd, level, name, &value, sizeof(value));
}

void target_ttl(const struct probe_target *t, int fd, int ttl)
{
	if (t->f->family == AF_INET)
		target_option(fd, IPPROTO_IP, IP_TTL, ttl);
	else
		target_option(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, ttl);
}
