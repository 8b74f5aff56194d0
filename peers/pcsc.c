/* Transport over PC/SC (libpcsclite), protocol T=0. */
#include "peers/pcsc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <winscard.h>

enum { READERS_MAX = 16 };

struct pcsc {
	SCARDCONTEXT context;
	SCARDHANDLE card;
	struct apdu_transport transport;
	char reader[MAX_READERNAME];
	uint8_t atr[MAX_ATR_SIZE];
	size_t atr_len;
};

static int pcsc_errno(LONG rv)
{
	switch (rv) {
	case SCARD_S_SUCCESS:
		return 0;
	case SCARD_E_NO_SERVICE:
	case SCARD_E_NO_READERS_AVAILABLE:
	case SCARD_E_UNKNOWN_READER:
	case SCARD_E_READER_UNAVAILABLE:
		return -ENODEV;
	case SCARD_E_NO_SMARTCARD:
	case SCARD_W_REMOVED_CARD:
	case SCARD_W_UNPOWERED_CARD:
	case SCARD_W_UNRESPONSIVE_CARD:
		return -ENOMEDIUM;
	case SCARD_W_SECURITY_VIOLATION: /* polkit says no */
	case SCARD_E_NO_ACCESS:
		return -EACCES;
	case SCARD_E_PROTO_MISMATCH:
		return -EPROTONOSUPPORT;
	case SCARD_E_NO_MEMORY:
		return -ENOMEM;
	default:
		return -EIO;
	}
}

static int transmit(void *ctx, const uint8_t *capdu, size_t len, uint8_t *rapdu, size_t *inout_len)
{
	const struct pcsc *p = ctx;
	DWORD got = *inout_len;
	int r = pcsc_errno(SCardTransmit(p->card, SCARD_PCI_T0, capdu, len, NULL, rapdu, &got));

	if (r == 0)
		*inout_len = got;
	return r;
}

/* Names of all readers, one after the other, each ended by 0 and the list by an empty name. */
static int reader_names(SCARDCONTEXT context, char *ret_names, DWORD cap)
{
	return pcsc_errno(SCardListReaders(context, NULL, ret_names, &cap));
}

static bool card_present(SCARDCONTEXT context, const char *reader)
{
	SCARD_READERSTATE state = { .szReader = reader };

	return SCardGetStatusChange(context, 0, &state, 1) == SCARD_S_SUCCESS &&
	       (state.dwEventState & SCARD_STATE_PRESENT) != 0;
}

int pcsc_list_readers(void (*each)(void *ctx, const char *name, bool present), void *ctx)
{
	char names[READERS_MAX * (MAX_READERNAME + 1) + 1];
	SCARDCONTEXT context;
	int n = 0;
	int r = pcsc_errno(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context));

	if (r < 0)
		return r;
	r = reader_names(context, names, sizeof(names));
	for (const char *name = names; r == 0 && *name; name += strlen(name) + 1, n++)
		each(ctx, name, card_present(context, name));
	SCardReleaseContext(context);
	return r < 0 ? r : n;
}

/* The reader to use: the name contains `wanted`, or any with a card. */
static int find_reader(struct pcsc *p, const char *wanted)
{
	char names[READERS_MAX * (MAX_READERNAME + 1) + 1];
	int r = reader_names(p->context, names, sizeof(names));

	if (r < 0)
		return r;
	r = -ENODEV;
	for (const char *name = names; *name; name += strlen(name) + 1) {
		size_t len = strlen(name);

		if (len >= sizeof(p->reader) || (wanted && !strstr(name, wanted)))
			continue;
		if (!wanted && !card_present(p->context, name)) {
			r = -ENOMEDIUM;
			continue;
		}
		memcpy(p->reader, name, len + 1);
		return 0;
	}
	return r;
}

/* Others wait until we close: their reset must not end our session, only delay its begin. */
static LONG begin(struct pcsc *p)
{
	DWORD protocol;
	LONG r = SCardBeginTransaction(p->card);

	while (r == SCARD_W_RESET_CARD) {
		r = SCardReconnect(p->card, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0, SCARD_LEAVE_CARD,
		                   &protocol);
		if (r == SCARD_S_SUCCESS)
			r = SCardBeginTransaction(p->card);
	}
	return r;
}

static int connect_card(struct pcsc *p)
{
	DWORD protocol;
	DWORD state;
	DWORD name_len = 0;
	DWORD atr_len = sizeof(p->atr);
	int r = pcsc_errno(SCardConnect(p->context, p->reader, SCARD_SHARE_SHARED,
	                                SCARD_PROTOCOL_T0, &p->card, &protocol));

	if (r < 0)
		return r;
	r = pcsc_errno(begin(p));
	if (r < 0) {
		SCardDisconnect(p->card, SCARD_LEAVE_CARD);
		return r;
	}
	if (SCardStatus(p->card, NULL, &name_len, &state, &protocol, p->atr, &atr_len) ==
	    SCARD_S_SUCCESS)
		p->atr_len = atr_len;
	return 0;
}

int pcsc_open(const char *reader, struct pcsc **ret_pcsc)
{
	struct pcsc *p = calloc(1, sizeof(*p));
	int r;

	if (!p)
		return -ENOMEM;
	r = pcsc_errno(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &p->context));
	if (r < 0)
		goto fail;
	r = find_reader(p, reader);
	if (r == 0)
		r = connect_card(p);
	if (r < 0)
		goto fail_context;
	p->transport = (struct apdu_transport){ transmit, p };
	*ret_pcsc = p;
	return 0;
fail_context:
	SCardReleaseContext(p->context);
fail:
	free(p);
	return r;
}

void pcsc_close(struct pcsc *p)
{
	if (!p)
		return;
	/* Without power the card would be of no use to who waits; pcscd takes it when nobody does. */
	SCardDisconnect(p->card, SCARD_RESET_CARD);
	SCardReleaseContext(p->context);
	free(p);
}

const struct apdu_transport *pcsc_transport(const struct pcsc *p)
{
	return &p->transport;
}

const char *pcsc_reader(const struct pcsc *p)
{
	return p->reader;
}

const uint8_t *pcsc_atr(const struct pcsc *p, size_t *ret_len)
{
	*ret_len = p->atr_len;
	return p->atr;
}

int pcsc_reset(struct pcsc *p, bool cold)
{
	DWORD protocol;

	return pcsc_errno(SCardReconnect(p->card, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0,
	                                 cold ? SCARD_UNPOWER_CARD : SCARD_RESET_CARD, &protocol));
}
