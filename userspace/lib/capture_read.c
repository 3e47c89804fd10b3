// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capture_read.h"
#include "error.h"
#include "pcapng_names.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>

/* Where the EtherType is, or 0 for a link that has none. */
static size_t type_at(int link)
{
	switch (link) {
	case DLT_EN10MB:
		return FRAME_ETHERNET_TYPE_AT;
	case DLT_LINUX_SLL:
		return FRAME_COOKED_TYPE_AT;
	default:
		return 0;
	}
}

static int refuse(const char *path, uint64_t frames, const char *why,
		  struct erd_error *err)
{
	if (!frames)
		return erd_fail(err, ERD_ERROR, "'%.128s': %.160s", path, why);
	return erd_fail(err, ERD_ERROR, "'%.128s': behind frame %llu: %.140s",
			path, (unsigned long long)frames, why);
}

static int add(const struct pcap_pkthdr *header, const uint8_t *data,
	       size_t at, const char *path, struct capture_account *account,
	       struct erd_error *err)
{
	const struct frame frame = {
		.data = data,
		.captured = header->caplen,
		.length = header->len,
		.time_ns = header->ts.tv_sec * 1000000000ULL +
			   header->ts.tv_usec,
	};

	if (header->caplen > header->len)
		return refuse(path, account->frames,
			      "a frame says to be shorter than what is there of it",
			      err);
	if (header->len < at + 2)
		return refuse(path, account->frames,
			      "a frame says to be shorter than its header",
			      err);
	if (capture_account_add(account, &frame, at))
		return erd_fail(err, ERD_ERROR, "out of memory");
	return ERD_OK;
}

static int read_all(pcap_t *pcap, const char *path,
		    struct capture_account *account, struct erd_error *err)
{
	size_t at = type_at(pcap_datalink(pcap));
	struct pcap_pkthdr *header;
	const uint8_t *data;
	int ret;

	while ((ret = pcap_next_ex(pcap, &header, &data)) == 1) {
		ret = add(header, data, at, path, account, err);
		if (ret)
			return ret;
	}
	if (ret != PCAP_ERROR_BREAK)
		return refuse(path, account->frames, pcap_geterr(pcap), err);
	capture_account_sort(account);
	return ERD_OK;
}

int capture_read_file(FILE *file, const char *path,
		      struct capture_account *account,
		      char link[CAPTURE_LINK_SIZE], struct erd_error *err)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	const char *name;
	pcap_t *pcap;
	int ret;

	pcap = pcap_fopen_offline_with_tstamp_precision(file,
			PCAP_TSTAMP_PRECISION_NANO, text);
	if (!pcap) {
		fclose(file);
		return refuse(path, 0, text, err);
	}
	name = pcap_datalink_val_to_description_or_dlt(pcap_datalink(pcap));
	snprintf(link, CAPTURE_LINK_SIZE, "%s", name);
	if (type_at(pcap_datalink(pcap)))
		ret = read_all(pcap, path, account, err);
	else
		ret = erd_fail(err, ERD_ERROR,
			       "'%.128s': is of %.60s, not of Ethernet", path,
			       name);
	pcap_close(pcap);
	return ret;
}

int capture_read(const char *path, struct capture_account *account,
		 struct tag_names *names, char link[CAPTURE_LINK_SIZE],
		 struct erd_error *err)
{
	bool standard_input = !strcmp(path, "-");
	FILE *file = standard_input ? stdin : fopen(path, "rb");

	if (!file)
		return erd_fail(err, errno == ENOENT ? ERD_NOT_FOUND :
				erd_status_of(errno) == ERD_PERMISSION ?
				ERD_PERMISSION : ERD_ERROR, "'%.200s': %s",
				path, strerror(errno));
	if (!standard_input) {
		if (pcapng_read_names(file, names)) {
			fclose(file);
			return erd_fail(err, ERD_ERROR, "out of memory");
		}
		if (fseek(file, 0, SEEK_SET))
			clearerr(file);
	}
	return capture_read_file(file, standard_input ? "standard input" : path,
				 account, link, err);
}
