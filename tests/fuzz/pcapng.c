// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames of any kind written as pcapng and read again by libpcap: every frame is
 * there, as it was. (Full disks: tests/unit/test_pcapng.c.)
 */
#include "pcapng.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FRAMES_MAX	256
#define HEAD		8	/* octets that say what a frame is like */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct frame frame_at(const uint8_t *at, size_t left)
{
	size_t captured = at[0] | (at[1] & 3) << 8;
	struct frame frame = {
		.data = at + HEAD,
		.captured = captured < left - HEAD ? captured : left - HEAD,
		.time_ns = 1000000007ULL * at[2],
		.interface = at[3] & 1,
		.direction = at[4] % 3,
		.dropped = at[5],
		.comment = at[6] & 1 ? "comment" : at[6] & 2 ? "" : NULL,
	};

	frame.length = frame.captured + at[7];
	return frame;
}

static size_t write_all(int fd, const uint8_t *data, size_t size,
			struct frame frames[FRAMES_MAX])
{
	static const struct pcapng_interface interfaces[2] = {
		{ .name = "er1", .filter = "arp", .snaplen = 2048 },
		{ .name = "er2", .description = "the other", .snaplen = 2048 },
	};
	const struct pcapng_statistics statistics[2] = { { .received = 1 } };
	struct pcapng *writer;
	size_t n = 0;

	if (pcapng_new(fd, "x", &writer, NULL) ||
	    pcapng_add_interface(writer, &interfaces[0], NULL) ||
	    pcapng_add_interface(writer, &interfaces[1], NULL))
		abort();
	while (size > HEAD && n < FRAMES_MAX) {
		size_t used = HEAD;

		frames[n] = frame_at(data, size);
		used += frames[n].captured;
		pcapng_write(writer, &frames[n], NULL);
		if (!(data[1] & 0x80))
			pcapng_flush(writer, NULL);
		n++;
		data += used;
		size -= used;
	}
	pcapng_finish(writer, statistics, 2, NULL);
	if (pcapng_result(writer).frames != n || pcapng_result(writer).lost)
		abort();
	pcapng_free(writer);
	return n;
}

static void read_all(int fd, const struct frame *frames, size_t n)
{
	FILE *file = fdopen(fd, "rb");
	char text[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *header;
	const uint8_t *data;
	pcap_t *pcap;
	size_t i;

	rewind(file);
	pcap = pcap_fopen_offline_with_tstamp_precision(file,
			PCAP_TSTAMP_PRECISION_NANO, text);
	if (!pcap)
		abort();
	for (i = 0; i < n; i++) {
		if (pcap_next_ex(pcap, &header, &data) != 1 ||
		    header->caplen != frames[i].captured ||
		    header->len != frames[i].length ||
		    header->ts.tv_sec * 1000000000ULL + header->ts.tv_usec !=
			    frames[i].time_ns ||
		    memcmp(data, frames[i].data, header->caplen))
			abort();
	}
	if (pcap_next_ex(pcap, &header, &data) != PCAP_ERROR_BREAK)
		abort();
	pcap_close(pcap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct frame frames[FRAMES_MAX];
	int fd = memfd_create("x", 0);
	size_t n;

	if (fd < 0)
		abort();
	n = write_all(fd, data, size, frames);
	read_all(fd, frames, n);
	return 0;
}
