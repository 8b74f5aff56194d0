/*
 * Commands of the UICC: what every handler gets, and the handlers, one file a group.
 */
#ifndef EUICC_UICC_CMD_H
#define EUICC_UICC_CMD_H

#include "uicc_fs.h"

/* One command under way. */
struct uicc_call {
	struct uicc *u;
	struct uicc_context *c;
	const struct apdu *apdu;
	struct response *response;
};

/* uicc_select.c [TS 102 221 11.1.1, 11.1.2] */
struct sw uicc_cmd_select(const struct uicc_call *call);
struct sw uicc_cmd_status(const struct uicc_call *call);

/* uicc_file.c, uicc_record.c, uicc_search.c [TS 102 221 11.1.3 to 11.1.8] */
struct sw uicc_cmd_read_binary(const struct uicc_call *call);
struct sw uicc_cmd_update_binary(const struct uicc_call *call);
struct sw uicc_cmd_read_record(const struct uicc_call *call);
struct sw uicc_cmd_update_record(const struct uicc_call *call);
struct sw uicc_cmd_search_record(const struct uicc_call *call);
struct sw uicc_cmd_increase(const struct uicc_call *call);

/* uicc_pin.c [TS 102 221 11.1.9 to 11.1.13] */
struct sw uicc_cmd_verify(const struct uicc_call *call);
struct sw uicc_cmd_change_pin(const struct uicc_call *call);
struct sw uicc_cmd_disable_pin(const struct uicc_call *call);
struct sw uicc_cmd_enable_pin(const struct uicc_call *call);
struct sw uicc_cmd_unblock_pin(const struct uicc_call *call);

/* uicc_tlv.c [TS 102 221 11.3] */
struct sw uicc_cmd_retrieve_data(const struct uicc_call *call);
struct sw uicc_cmd_set_data(const struct uicc_call *call);

/* uicc_life_cycle.c [TS 102 221 11.1.14, 11.1.15] */
struct sw uicc_cmd_deactivate(const struct uicc_call *call);
struct sw uicc_cmd_activate(const struct uicc_call *call);

/* uicc_auth.c [TS 31.102 7.1, TS 31.103 7.1, TS 102 221 11.1.18] */
struct sw uicc_cmd_authenticate(const struct uicc_call *call);
struct sw uicc_cmd_get_challenge(const struct uicc_call *call);

/* uicc_identity.c [TS 31.102 7.5] */
struct sw uicc_cmd_get_identity(const struct uicc_call *call);

/* uicc_2g.c: any command of class A0 [TS 51.011 8, 9]. */
struct sw uicc_command_2g(const struct uicc_call *call);

/* SRES and Kc of an NAA; the caller has checked who may [TS 31.102 7.1.2.2]. */
struct sw uicc_gsm_triplet(const struct uicc_call *call, struct uicc_aka *aka,
                           const uint8_t rand[AKA_RAND_LEN], uint8_t ret_sres[4],
                           uint8_t ret_kc[8]);

/*
 * Finds the file that P1 and the data of SELECT or (DE)ACTIVATE FILE mean, and the directory that
 * it is reached through. Checks P1 and the length of the data.
 */
struct sw uicc_find_selected(const struct uicc_call *call, uint32_t *ret_id, uint32_t *ret_df);

/* Makes a file, reached through this directory, the current one. */
void uicc_make_current(const struct uicc_call *call, uint32_t df, uint32_t id);

/* What a file command works on. */
struct uicc_target {
	uint32_t id;
	const struct uicc_file *file;
	struct span body;
};

/*
 * Finds the EF that a command means: by short file identifier (sfi 1 to 30; it becomes the current
 * EF) or the current one (sfi 0), and checks that its type is among `types` (bits 1 << type), that
 * the access rule allows `access`, and that the file is activated.
 */
struct sw uicc_target_find(const struct uicc_call *call, uint8_t sfi, unsigned int types,
                           enum uicc_access access, struct uicc_target *ret_target);

/*
 * Replaces the target's body by one of the same size, in the store and in memory. Takes over
 * `body` (malloc'ed, NULL: no memory).
 */
struct sw uicc_target_replace(const struct uicc_call *call, const struct uicc_target *target,
                              uint8_t *body);

/* The same with a body of another size, for BER-TLV EFs. */
struct sw uicc_target_resize(const struct uicc_call *call, const struct uicc_target *target,
                             uint8_t *body, size_t size);

/* Copy of the target's body to change, for uicc_target_replace(); NULL without memory. */
uint8_t *uicc_target_copy(const struct uicc_target *target);

/*
 * Puts data for a short Le, which must be their length: else 6Cxx, for Le 00 too, and the terminal
 * repeats the command [TS 102 221 7.3.1.1.5]. An extended Le takes what there is.
 */
struct sw uicc_put_exact(const struct uicc_call *call, struct span data);

#endif
