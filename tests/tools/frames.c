// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Sends frames with any tags from a packet socket, or counts the frames that
 * come by their tags, those that the device took off included. It shares no
 * code with erd: it is what erd's counts are held against.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_TAGS	4
#define MAX_FRAME	65535
#define MAX_PAYLOAD	512
#define TYPE		0x88b5	/* IEEE 802: for local experiments */
#define MIX_MIN		64
#define MIX_MAX		1518
#define IP_TCP		40	/* octets of the headers of --gso */

struct options {
	const char *ifname;
	bool receive, mix, dei;
	unsigned int tags;
	struct {
		uint16_t tpid;
		uint16_t vid;
	} tag[MAX_TAGS];
	unsigned int pcp, priority, type, size, gso;
	uint8_t payload[MAX_PAYLOAD];
	size_t payload_size;
	unsigned long count, seconds, interval_us;
	uint8_t source[ETH_ALEN], destination[ETH_ALEN];
};

static void die(const char *what)
{
	fprintf(stderr, "frames: %s: %s\n", what, strerror(errno));
	exit(1);
}

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static int open_socket(const char *ifname)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (fd < 0)
		die("socket");
	address.sll_ifindex = if_nametoindex(ifname);
	if (!address.sll_ifindex)
		die(ifname);
	address.sll_protocol = htons(ETH_P_ALL);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		die("bind");
	return fd;
}

/* --- sending ------------------------------------------------------------ */

static uint8_t *put16(uint8_t *at, unsigned int value)
{
	at[0] = value >> 8;
	at[1] = value;
	return at + 2;
}

/* Addresses, tags and EtherType; where the payload begins. */
static uint8_t *put_header(uint8_t *at, const struct options *options)
{
	unsigned int i;

	memcpy(at, options->destination, ETH_ALEN);
	memcpy(at + ETH_ALEN, options->source, ETH_ALEN);
	at += 2 * ETH_ALEN;
	for (i = 0; i < options->tags; i++) {
		at = put16(at, options->tag[i].tpid);
		at = put16(at, options->pcp << 13 | options->dei << 12 |
				       options->tag[i].vid);
	}
	return put16(at, options->gso ? ETH_P_IP : options->type);
}

/* IPv4 and TCP, as far as segmentation looks at them. */
static void put_tcp(uint8_t *at, unsigned int size)
{
	static const uint8_t ip[20] = { [0] = 0x45, [8] = 64, [9] = 6,
					[12] = 192, [14] = 2, [15] = 1,
					[16] = 192, [18] = 2, [19] = 2 };

	memcpy(at, ip, sizeof(ip));
	put16(at + 2, size);
	put16(at + 20, 1000);
	put16(at + 22, 2000);
	at[32] = 5 << 4;
	at[33] = 0x10;
}

static struct virtio_net_hdr gso_header(const struct options *options,
					unsigned int l2)
{
	struct virtio_net_hdr header = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = VIRTIO_NET_HDR_GSO_TCPV4,
		.gso_size = options->gso,
		.hdr_len = l2 + IP_TCP,
		.csum_start = l2 + 20,
		.csum_offset = 16,
	};

	return header;
}

/* A fixed sequence, so that every run sends the same sizes. */
static unsigned int next_size(const struct options *options, uint32_t *seed)
{
	if (!options->mix)
		return options->size;
	*seed = *seed * 1664525 + 1013904223;
	return MIX_MIN + (*seed >> 8) % (MIX_MAX - MIX_MIN + 1);
}

static void send_one(int fd, const uint8_t *data, size_t size)
{
	while (send(fd, data, size, 0) < 0) {
		if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR)
			die("send");
		usleep(100);
	}
}

static void send_all(const struct options *options)
{
	static uint8_t buffer[sizeof(struct virtio_net_hdr) + MAX_FRAME];
	uint8_t *frame = buffer + sizeof(struct virtio_net_hdr), *payload;
	unsigned long bytes = 0, n;
	struct virtio_net_hdr gso;
	uint32_t seed = 1;
	int fd = open_socket(options->ifname), on = 1;

	payload = put_header(frame, options);
	memcpy(payload, options->payload, options->payload_size);
	if (setsockopt(fd, SOL_SOCKET, SO_PRIORITY, &options->priority,
		       sizeof(options->priority)))
		die("SO_PRIORITY");
	if (options->gso) {
		if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on,
			       sizeof(on)))
			die("PACKET_VNET_HDR");
		put_tcp(payload, options->size - (payload - frame));
		gso = gso_header(options, payload - frame);
		memcpy(buffer, &gso, sizeof(gso));
	}
	signal(SIGTERM, stop);
	for (n = 0; n < options->count && !stopped; n++) {
		unsigned int size = next_size(options, &seed);

		if (options->gso)
			send_one(fd, buffer, size + sizeof(gso));
		else
			send_one(fd, frame, size);
		bytes += size;
		if (options->interval_us)
			usleep(options->interval_us);
	}
	printf("sent %lu %lu\n", n, bytes);
	close(fd);
}

/* --- receiving ---------------------------------------------------------- */

#define BUCKETS	65536

/* Outer TPID and VID, inner TPID and VID; 0 where there is no tag. */
struct tags {
	uint16_t value[4];
};

struct bucket {
	struct tags tags;
	unsigned long frames, bytes;
};

static struct bucket buckets[BUCKETS];
static struct bucket *find(const struct tags *tags)
{
	const uint16_t *v = tags->value;
	uint32_t hash = (v[0] ^ v[2] << 4) + v[1] * 2654435761u + v[3] * 40503u;
	struct bucket *bucket;

	for (;; hash++) {
		bucket = &buckets[hash % BUCKETS];
		if (!bucket->frames ||
		    !memcmp(&bucket->tags, tags, sizeof(*tags)))
			return bucket;
	}
}

static uint16_t get16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static bool is_tag(uint16_t tpid)
{
	return tpid == 0x8100 || tpid == 0x88a8 || tpid == 0x9100 ||
	       tpid == 0x9200 || tpid == 0x9300;
}

/* The tag that was taken off the frame, if one was. */
static unsigned int get_stripped(struct msghdr *message, struct tags *tags)
{
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		struct tpacket_auxdata aux;

		if (c->cmsg_level != SOL_PACKET ||
		    c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		if (!(aux.tp_status & TP_STATUS_VLAN_VALID))
			return 0;
		tags->value[0] = aux.tp_status & TP_STATUS_VLAN_TPID_VALID ?
					 aux.tp_vlan_tpid :
					 0x8100;
		tags->value[1] = aux.tp_vlan_tci & 0xfff;
		return 1;
	}
	return 0;
}

static void count(struct msghdr *message, const uint8_t *head, size_t size)
{
	struct tags tags = {};
	unsigned int n = get_stripped(message, &tags);
	struct bucket *bucket;
	size_t at = 2 * ETH_ALEN, length = size + 4 * n;

	for (; n < 2 && at + 4 <= size && is_tag(get16(head + at)); n++) {
		tags.value[2 * n] = get16(head + at);
		tags.value[2 * n + 1] = get16(head + at + 2) & 0xfff;
		at += 4;
	}
	bucket = find(&tags);
	bucket->tags = tags;
	bucket->frames++;
	bucket->bytes += length;
}

static bool receive_one(int fd)
{
	struct sockaddr_ll from;
	uint8_t head[64], control[256];
	struct iovec iov = { head, sizeof(head) };
	struct msghdr message = { .msg_name = &from,
				  .msg_namelen = sizeof(from),
				  .msg_iov = &iov,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	ssize_t size = recvmsg(fd, &message, MSG_TRUNC | MSG_DONTWAIT);

	if (size < 0)
		return false;
	if (from.sll_pkttype != PACKET_OUTGOING)
		count(&message, head, size);
	return true;
}

static int open_receiver(const char *ifname)
{
	int fd = open_socket(ifname), on = 1, room = 256 << 20;

	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)))
		die("PACKET_AUXDATA");
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	return fd;
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void print_tag(uint16_t tpid, uint16_t vid)
{
	if (tpid)
		printf("%04x %u ", tpid, vid);
	else
		printf("- - ");
}

static void receive_all(const struct options *options)
{
	int fd = open_receiver(options->ifname);
	long end = now_ms() + options->seconds * 1000, left;
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	struct tpacket_stats stats = {};
	socklen_t size = sizeof(stats);
	int i;

	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	printf("ready\n");
	fflush(stdout);
	while (!stopped && (left = end - now_ms()) > 0)
		if (poll(&poll_fd, 1, left) > 0)
			while (receive_one(fd))
				;
	/* Those of the last moment, before a signal. */
	while (receive_one(fd))
		;
	for (i = 0; i < BUCKETS; i++) {
		const struct bucket *bucket = &buckets[i];

		if (!bucket->frames)
			continue;
		print_tag(bucket->tags.value[0], bucket->tags.value[1]);
		print_tag(bucket->tags.value[2], bucket->tags.value[3]);
		printf("%lu %lu\n", bucket->frames, bucket->bytes);
	}
	getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size);
	close(fd);
	if (stats.tp_drops) {
		fprintf(stderr, "frames: %u frames were not counted\n",
			stats.tp_drops);
		exit(3);
	}
}

/* --- options ------------------------------------------------------------ */

static void usage(FILE *to)
{
	fputs("Usage: frames -i IFACE [--tpid HEX --vid N]... [--pcp N] [--dei]\n"
	      "         [--type HEX] [--payload HEX] [--src MAC] [--dst MAC] [--count N]\n"
	      "         [--size N | --mix | --gso N --size N] [--interval US]\n"
	      "         [--priority N]\n"
	      "       frames -i IFACE --receive [--seconds N]\n"
	      "\n"
	      "Sends frames; each --vid adds a tag, with the TPID given before it or\n"
	      "8100. Sizes are of whole frames without FCS. --mix: sizes from 64 to\n"
	      "1518, the same in every run. --gso: TCP of that segment size.\n"
	      "--priority: of the socket. Prints 'sent FRAMES BYTES', also when told\n"
	      "to terminate before the end.\n"
	      "\n"
	      "--receive prints 'ready', and at the end or when told to terminate, for\n"
	      "each combination of tags, 'TPID VID TPID VID FRAMES BYTES', - for none.\n"
	      "Exit status 3: frames came faster than they were counted.\n",
	      to);
}

static void add_tag(struct options *options, uint16_t tpid, const char *vid)
{
	if (options->tags == MAX_TAGS) {
		fprintf(stderr, "frames: at most %d tags\n", MAX_TAGS);
		exit(2);
	}
	options->tag[options->tags].tpid = tpid;
	options->tag[options->tags++].vid = strtoul(vid, NULL, 0) & 0xfff;
}

static void parse_payload(struct options *options, const char *hex)
{
	unsigned int octet;
	int used;

	while (options->payload_size < MAX_PAYLOAD &&
	       sscanf(hex, " %2x%n", &octet, &used) == 1) {
		options->payload[options->payload_size++] = octet;
		hex += used;
	}
	if (!*hex)
		return;
	fprintf(stderr, "frames: '%s' is not at most %d octets\n", hex,
		MAX_PAYLOAD);
	exit(2);
}

static void parse_mac(uint8_t mac[ETH_ALEN], const char *text)
{
	if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1],
		   &mac[2], &mac[3], &mac[4], &mac[5]) == 6)
		return;
	fprintf(stderr, "frames: '%s' is no address\n", text);
	exit(2);
}

static const struct option long_options[] = {
	{ "interface", required_argument, NULL, 'i' },
	{ "tpid", required_argument, NULL, 't' },
	{ "vid", required_argument, NULL, 'v' },
	{ "pcp", required_argument, NULL, 'p' },
	{ "payload", required_argument, NULL, 'l' },
	{ "priority", required_argument, NULL, 'P' },
	{ "dei", no_argument, NULL, 'd' },
	{ "type", required_argument, NULL, 'y' },
	{ "src", required_argument, NULL, 'S' },
	{ "dst", required_argument, NULL, 'D' },
	{ "size", required_argument, NULL, 's' },
	{ "count", required_argument, NULL, 'c' },
	{ "mix", no_argument, NULL, 'm' },
	{ "gso", required_argument, NULL, 'g' },
	{ "interval", required_argument, NULL, 'w' },
	{ "receive", no_argument, NULL, 'r' },
	{ "seconds", required_argument, NULL, 'n' },
	{ "help", no_argument, NULL, 'h' },
	{}
};

static void set(struct options *options, int option, const char *value)
{
	static uint16_t tpid = 0x8100;

	switch (option) {
	case 'i':
		options->ifname = value;
		break;
	case 't':
		tpid = strtoul(value, NULL, 16);
		break;
	case 'v':
		add_tag(options, tpid, value);
		tpid = 0x8100;
		break;
	case 'p':
		options->pcp = strtoul(value, NULL, 0) & 7;
		break;
	case 'l':
		parse_payload(options, value);
		break;
	case 'P':
		options->priority = strtoul(value, NULL, 0);
		break;
	case 'd':
		options->dei = true;
		break;
	case 'y':
		options->type = strtoul(value, NULL, 16);
		break;
	case 'S':
		parse_mac(options->source, value);
		break;
	case 'D':
		parse_mac(options->destination, value);
		break;
	case 's':
		options->size = strtoul(value, NULL, 0);
		break;
	case 'c':
		options->count = strtoul(value, NULL, 0);
		break;
	case 'm':
		options->mix = true;
		break;
	case 'g':
		options->gso = strtoul(value, NULL, 0);
		break;
	case 'w':
		options->interval_us = strtoul(value, NULL, 0);
		break;
	case 'r':
		options->receive = true;
		break;
	case 'n':
		options->seconds = strtoul(value, NULL, 0);
		break;
	case 'h':
		usage(stdout);
		exit(0);
	default:
		usage(stderr);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	struct options options = { .type = TYPE,
				   .size = 60,
				   .count = 1,
				   .seconds = 3600,
				   .source = { 2, 0, 0, 0, 0, 1 },
				   .destination = { 2, 0, 0, 0, 0, 2 } };
	unsigned int least;
	int option;

	while ((option = getopt_long(argc, argv, "i:h", long_options, NULL)) !=
	       -1)
		set(&options, option, optarg);
	least = ETH_HLEN + 4 * options.tags + (options.gso ? IP_TCP : 0) +
		options.payload_size;
	if (!options.ifname || optind != argc || options.size > MAX_FRAME ||
	    (!options.receive && options.size < least)) {
		usage(stderr);
		return 2;
	}
	if (options.receive)
		receive_all(&options);
	else
		send_all(&options);
	return 0;
}
