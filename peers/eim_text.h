/*
 * What an eIM can ask of an eUICC, as people type it. [SGP.32 2.11.1.1]
 */
#ifndef PEERS_EIM_TEXT_H
#define PEERS_EIM_TEXT_H

#include "peers/buffer.h"

/*
 * Reads the commands of one eUICC Package, with '+' between them, and appends its list, the element
 * A0 or A1, to ret_list. The commands:
 *
 *   enable=ICCID[,rollback]  disable=ICCID  delete=ICCID  list  rat  set-fallback=ICCID
 *   unset-fallback  default-dp=FQDN  immediate  no-immediate  psmo=HEX (a Psmo, or several)
 *   list-eims  delete-eim=EIMID  eco=HEX (an Eco, or several)
 *
 * ICCID: 18 to 20 digits. What hexadecimal digits say is not looked into. 0; -EINVAL: not such a
 * text, or operations on profiles and on eIMs in one package; -ENOMEM.
 */
int eim_text_package(const char *text, struct buffer *ret_list);

#endif
