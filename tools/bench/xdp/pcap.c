// SPDX-License-Identifier: GPL-2.0-only
/* libpcap: frames are copied to a process, which counts them by their tags. */
#include "peers.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <pcap/pcap.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER		(64 << 20)
#define TIMEOUT_MS	1
#define VIDS		4096

struct circuit {
	uint16_t ctag[BENCH_CTAGS];
	struct tally count[BENCH_CTAGS];
};

struct pcap_reader {
	pcap_t *pcap;
	int cpu;
	struct circuit circuit[VIDS];
	struct tally all;	/* the sum, for the sender to wait for */
};

static unsigned int get16(const u_char *at)
{
	return at[0] << 8 | at[1];
}

static void count(u_char *arg, const struct pcap_pkthdr *header,
		  const u_char *frame)
{
	struct pcap_reader *reader = (struct pcap_reader *)arg;
	const u_char *tag = frame + 2 * ETH_ALEN;
	struct circuit *circuit;
	int i;

	if (header->caplen < 2 * ETH_ALEN + 8 || get16(tag) != ETH_P_8021AD ||
	    get16(tag + 4) != ETH_P_8021Q)
		return;
	circuit = &reader->circuit[get16(tag + 2) & (VIDS - 1)];
	for (i = 0; i < BENCH_CTAGS; i++) {
		if (circuit->ctag[i] != (get16(tag + 6) & (VIDS - 1)))
			continue;
		circuit->count[i].frames++;
		circuit->count[i].bytes += header->len;
		reader->all.bytes += header->len;
		__atomic_store_n(&reader->all.frames, reader->all.frames + 1,
				 __ATOMIC_RELEASE);
	}
}

static void *read_all(void *arg)
{
	struct pcap_reader *reader = arg;

	stay_on_cpu(reader->cpu);
	while (pcap_loop(reader->pcap, -1, count, arg) >= 0)
		;
	return NULL;
}

static void fail(pcap_t *pcap, const char *what)
{
	fprintf(stderr, "bench: libpcap: %s: %s\n", what, pcap_geterr(pcap));
	exit(1);
}

static pcap_t *open_device(const char *device)
{
	char error[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = pcap_create(device, error);

	if (!pcap) {
		fprintf(stderr, "bench: libpcap: %s\n", error);
		exit(1);
	}
	if (pcap_set_snaplen(pcap, FRAME_SIZE) || pcap_set_promisc(pcap, 1) ||
	    pcap_set_buffer_size(pcap, BUFFER) ||
	    pcap_set_timeout(pcap, TIMEOUT_MS))
		fail(pcap, "settings");
	if (pcap_activate(pcap) < 0)
		fail(pcap, device);
	if (pcap_setdirection(pcap, PCAP_D_IN))
		fail(pcap, "direction");
	return pcap;
}

struct pcap_reader *pcap_start(const char *device, int cpu,
			       const struct bench_tags *tags, size_t n)
{
	struct pcap_reader *reader = calloc(1, sizeof(*reader));
	pthread_t thread;
	size_t i;

	if (!reader)
		die("libpcap", ENOMEM);
	for (i = 0; i < n; i++)
		reader->circuit[tags[i].outer].ctag[i % BENCH_CTAGS] =
			tags[i].inner;
	reader->cpu = cpu;
	reader->pcap = open_device(device);
	if (pthread_create(&thread, NULL, read_all, reader))
		die("libpcap: a thread", EAGAIN);
	return reader;
}

void pcap_count(const struct pcap_reader *reader, struct tally *tally)
{
	tally->frames += __atomic_load_n(&reader->all.frames, __ATOMIC_ACQUIRE);
	tally->bytes += reader->all.bytes;
}
