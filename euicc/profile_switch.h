/*
 * Enabling, disabling and deleting profiles with the checks of the specification, for whoever asks:
 * the LPA through ES10c or an eIM through ESep [SGP.22 3.2, 5.7.16 to 5.7.18; SGP.32 3.4].
 */
#ifndef EUICC_PROFILE_SWITCH_H
#define EUICC_PROFILE_SWITCH_H

#include "profile.h"

/*
 * Each checks in the order of the specification, then changes the store: states, notifications, what
 * to return to. The answers are those of EnableProfile, DisableProfile and DeleteProfile; a failing
 * store gives UNDEFINED. Every change of the enabled profile ends the right to a rollback
 * [SGP.32 3.3.2] and what there was to return to from it. An Emergency Profile is not enabled like
 * this, and while it is enabled all of these are disallowed by policy. The terminal sees the change when card_schedule_switch() says so.
 */
enum enable_result profile_switch_enable(struct softeuicc_card *card, const struct profile *target);
enum disable_result profile_switch_disable(struct softeuicc_card *card,
                                           const struct profile *target);
enum delete_result profile_switch_delete(struct softeuicc_card *card, const struct profile *target);

/*
 * Enables without asking policy, for the mechanisms of SGP.32 that go back and forth (rollback,
 * fallback, emergency), each of which then sets what to return to: PPR1 holds against those who would
 * change the Enabled profile, not against the way back or an emergency. target NULL: none is enabled
 * afterwards. notify: generate the notifications of the switch. 0 or negative errno.
 */
int profile_switch_force(struct softeuicc_card *card, const struct profile *target, bool notify);

#endif
