// SPDX-License-Identifier: LGPL-2.1-or-later
/* What FRR and the kernel say of sessions, and what of FRR's words is shown. */
#include "frr_kinds.h"
#include "frr_state.h"
#include "frr_vty.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void replies(void **state)
{
	unsigned int status = 99;

	(void)state;
	assert_int_equal(frr_reply_end("", 0, &status), -1);
	assert_int_equal(frr_reply_end("\0\0\0", 3, &status), -1);
	assert_int_equal(frr_reply_end("abc\0\0", 5, &status), -1);
	assert_int_equal(frr_reply_end("\0\0\0\0", 4, &status), 0);
	assert_int_equal(status, 0);
	assert_int_equal(frr_reply_end("abc\0\0\0\x0d", 7, &status), 3);
	assert_int_equal(status, 13);
}

static void sessions_told(void **state)
{
	static const char bgp[] =
		"{\"default\":{\"vrfId\":0,\"vrfName\":\"default\","
		"\"10.99.0.2\":{\"remoteAs\":12076,\"localAs\":65010,"
		"\"nbrDesc\":\"erd hq1\\/private\\/1\",\"bgpState\":\"Idle\","
		"\"addressFamilyInfo\":{\"ipv4Unicast\":{"
		"\"acceptedPrefixCounter\":7,\"sentPrefixCounter\":2,"
		"\"prefixAllowedMax\":4000}},\"connectionsDropped\":3,"
		"\"messageStats\":{\"notificationsRecv\":2,"
		"\"notificationsSent\":1},"
		"\"lastNotificationReason\":\"Cease\\/Unspecific \","
		"\"lastResetDueTo\":\"BGP Notification received\","
		"\"peerBfdInfo\":{\"status\":\"Down\"}},"
		"\"10.99.0.9\":{\"nbrDesc\":\"somebody\",\"bgpState\":\"Idle\"},"
		"\"10.99.0.10\":{\"bgpState\":\"Idle\"}}\n,"
		"\"red\":{\"vrfId\":-1,\"2001:db8::2\":{"
		"\"nbrDesc\":\"erd hq2/private/2\",\"bgpState\":\"Established\","
		"\"bgpTimerUpMsec\":61000}}}";
	static const char bfd[] =
		"[{\"peer\":\"10.99.0.2\",\"vrf\":\"red\",\"status\":\"up\"},"
		"{\"peer\":\"10.99.0.2\",\"vrf\":\"default\",\"status\":\"down\","
		"\"diagnostic\":\"control detection time expired\","
		"\"receive-interval\":300,\"transmit-interval\":300,"
		"\"remote-receive-interval\":750,\"remote-transmit-interval\":750,"
		"\"detect-multiplier\":5,\"remote-detect-multiplier\":3}]";
	struct list list = LIST_OF(struct routing_session_state);
	const struct routing_session_state *s;
	struct erd_error err = {};

	(void)state;
	assert_int_equal(frr_state_parse_bgp("\n", &list, &err), ERD_OK);
	assert_int_equal(list.n, 0);
	assert_int_equal(frr_state_parse_bgp("{", &list, &err), ERD_ERROR);
	assert_non_null(strstr(err.text, "no JSON"));
	assert_int_equal(frr_state_parse_bgp(bgp, &list, &err), ERD_OK);
	assert_int_equal(list.n, 2);
	assert_int_equal(frr_state_parse_bfd(bfd, &list, &err), ERD_OK);
	s = list.items;
	assert_string_equal(s[0].name, "hq1/private/1");
	assert_string_equal(s[0].vrf, "");
	assert_string_equal(s[0].last_notification, "Cease/Unspecific");
	assert_int_equal(s[0].prefixes_in, 7);
	assert_int_equal(s[0].prefixes_out, 2);
	assert_int_equal(s[0].connections_dropped, 3);
	assert_int_equal(s[0].notifications_in, 2);
	assert_int_equal(s[0].notifications_out, 1);
	assert_string_equal(s[0].bfd.status, "down");
	assert_int_equal(s[0].bfd.tx_ms, 750);
	assert_int_equal(s[0].bfd.detect_ms, 2250);	/* theirs times 3 */
	assert_false(s[0].established);
	assert_string_equal(s[1].vrf, "red");
	assert_int_equal(s[1].family, AF_INET6);
	assert_true(s[1].established);
	assert_int_equal(s[1].uptime_s, 61);
	assert_false(s[1].bfd.present);
	list_free(&list);
}

static void md5_told(void **state)
{
	struct routing_md5_failures md5;

	(void)state;
	frr_state_parse_netstat("TcpExt: A TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure B\n"
				"TcpExt: 1 2 3 4 5\nIpExt: A\nIpExt: 9\n", &md5);
	assert_int_equal(md5.missing, 2);
	assert_int_equal(md5.unexpected, 3);
	assert_int_equal(md5.wrong, 4);
	frr_state_parse_netstat("TcpExt: A B\nTcpExt: 1\n", &md5);
	assert_int_equal(md5.wrong, 0);
	frr_state_parse_netstat("", &md5);
	assert_int_equal(md5.wrong, 0);
}

static void secrets(void **state)
{
	char shown[FRR_COMMAND_SIZE];

	(void)state;
	frr_shown("neighbor 10.99.0.2 password s3cret", shown, sizeof(shown));
	assert_string_equal(shown, "neighbor 10.99.0.2 password (hidden)");
	frr_shown("neighbor 10.99.0.2 timers 1 3", shown, sizeof(shown));
	assert_string_equal(shown, "neighbor 10.99.0.2 timers 1 3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies),
		cmocka_unit_test(sessions_told),
		cmocka_unit_test(md5_told),
		cmocka_unit_test(secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
