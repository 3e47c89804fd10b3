// SPDX-License-Identifier: LGPL-2.1-or-later
#include "error.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int fail(const char *ifname, int sys_errno, struct erd_error *err)
{
	enum erd_status status = erd_status_of(sys_errno);

	/* Nothing of the request was the user's but the name. */
	if (status == ERD_USAGE)
		status = ERD_ERROR;
	switch (sys_errno) {
	case EPERM:
		erd_fail(err, status, "'%s': blinking takes CAP_NET_ADMIN",
			 ifname);
		erd_hint(err, "run as root");
		break;
	case ENODEV:
		erd_fail(err, status, "there is no network device '%s'",
			 ifname);
		break;
	case EOPNOTSUPP:
		erd_fail(err, status, "'%s': its driver cannot blink an LED",
			 ifname);
		break;
	case EBUSY:
		erd_fail(err, status, "'%s': another device blinks", ifname);
		erd_hint(err, "the kernel lets one blink at a time");
		break;
	default:
		erd_fail(err, status, "'%s': its LED: %s", ifname,
			 strerror(sys_errno));
	}
	if (err)
		err->sys_errno = sys_errno;
	return status;
}

/*
 * Netlink has no such command, as of Linux 6.12. The ioctl returns once the
 * time is over or a signal has come, and has put the LED back by then.
 */
int erd_device_locate(const char *ifname, unsigned int seconds,
		      struct erd_error *err)
{
	struct ethtool_value value = {
		.cmd = ETHTOOL_PHYS_ID,
		.data = seconds,
	};
	struct ifreq request = { .ifr_data = (void *)&value };
	int sock, ret, sys_errno;

	if (strlen(ifname) >= sizeof(request.ifr_name))
		return erd_fail(err, ERD_NOT_FOUND,
				"there is no network device '%.64s'", ifname);
	strcpy(request.ifr_name, ifname);
	sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sock < 0)
		return erd_fail(err, ERD_ERROR, "cannot open a socket: %s",
				strerror(errno));
	ret = ioctl(sock, SIOCETHTOOL, &request);
	sys_errno = errno;
	close(sock);
	return ret ? fail(ifname, sys_errno, err) : ERD_OK;
}
