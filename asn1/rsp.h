/*
 * All messages of SGP.22 v2 that reach or leave the eUICC: umbrella of the rsp_*.h headers.
 */
#ifndef ASN1_RSP_H
#define ASN1_RSP_H

#include "rsp_bpp.h"
#include "rsp_es10a.h"
#include "rsp_es10b.h"
#include "rsp_es10c.h"
#include "rsp_tags.h"
#include "rsp_types.h"
#include "saip_response.h"

#endif
