/*
 * ES10 functions of the ISD-R: one table row a function, decoded and encoded by the ASN.1 tables
 * [SGP.22 5.6, 5.7].
 */
#ifndef EUICC_ES10_H
#define EUICC_ES10_H

#include "card.h"

/* One call of a function. */
struct es10_call {
	struct softeuicc_card *card;
	struct channel *channel;
	struct arena *arena; /* for the answer's parts; reset before each command */
	struct span raw;     /* the request element as received */
	struct span answer;  /* set by a function whose answer is not encoded by the table */
};

/*
 * A function reads its decoded request and fills its zeroed response struct, which is then encoded.
 * An answer other than SW_OK is the status word of the command, without data.
 */
typedef struct sw (*es10_function)(struct es10_call *call, const void *request, void *response);

struct es10_row {
	uint32_t tag;
	const char *name; /* with its interface, for the log */
	const char *spec;
	const struct asn1_type *request, *response; /* response NULL: the function sets answer */
	es10_function run;
	bool (*offered)(const struct persona *persona); /* NULL: by every persona */
};

/* The function with this tag that a persona offers, or NULL. */
const struct es10_row *es10_find(const struct persona *persona, uint32_t tag);

/* Executes a whole STORE DATA command: an ES10 request, or a piece of a BPP. */
struct sw es10_execute(struct softeuicc_card *card, struct channel *ch, struct span request,
                       struct response *r);

/* The functions, by interface. The arrays end with tag == 0. */
extern const struct es10_row es10a_functions[], es10b_functions[], es10b_iot_functions[],
        es10c_functions[];

/* ---- shared by the functions ---- */

/* Element in the arena: tag and value. Absent span if the arena is exhausted. */
struct span es10_tlv(struct arena *a, uint32_t tag, struct span value);
/* The element with another tag, in the arena: IMPLICIT tags replace that of a certificate or key.
 * Absent span if it does not have the old tag. */
struct span es10_retag(struct span element, uint32_t from, uint32_t to, struct arena *a);
/* INTEGER component. */
static inline struct asn1_uint es10_uint(uint32_t v)
{
	return (struct asn1_uint){ true, v };
}
/* A NUL-terminated string as span; absent for NULL. */
struct span es10_text(const char *s);

/*
 * Signs the concatenation of two elements (the second may be absent) with a credential; the
 * signature's 64 octets go to the arena. Absent span if it could not be made.
 */
struct span es10_sign(struct es10_call *call, size_t credential, struct span first,
                      struct span second);

/* EUICCInfo2 as an element BF22 [SGP.22 5.7.8], in the arena. iot: with what SGP.32 adds. */
struct span es10_euicc_info2(struct softeuicc_card *card, bool iot, struct arena *a);

/* Stores the default SM-DP+ address; an empty one removes it. 0 or negative errno. */
int es10_set_default_dp_address(struct softeuicc_card *card, struct span address);

/* BoundProfilePackage pieces [SGP.22 5.7.6]. */
struct sw es10b_load_bound_profile_package(struct es10_call *call, struct span piece);

/* Functions whose rows are in es10b.c, one file a group. */
struct sw es10b_authenticate_server(struct es10_call *call, const void *request, void *response);
struct sw es10b_prepare_download(struct es10_call *call, const void *request, void *response);
struct sw es10b_cancel_session(struct es10_call *call, const void *request, void *response);
struct sw es10b_get_euicc_challenge(struct es10_call *call, const void *request, void *response);
struct sw es10b_get_euicc_info1(struct es10_call *call, const void *request, void *response);
struct sw es10b_get_euicc_info2(struct es10_call *call, const void *request, void *response);
struct sw es10b_get_rat(struct es10_call *call, const void *request, void *response);
struct sw es10b_list_notification(struct es10_call *call, const void *request, void *response);
struct sw es10b_retrieve_notifications_list(struct es10_call *call, const void *request,
                                            void *response);
struct sw es10b_remove_notification(struct es10_call *call, const void *request, void *response);
struct sw es10b_set_default_dp_address(struct es10_call *call, const void *request, void *response);
struct sw es10b_load_crl(struct es10_call *call, const void *request, void *response);

#endif
