/* Object identifiers of keys and signatures, as value octets. Internal to crypto/. */
#ifndef CRYPTO_OID_H
#define CRYPTO_OID_H

#include <stdint.h>

/* id-ecPublicKey, 1.2.840.10045.2.1 */
static const uint8_t oid_ec_public_key[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01 };
/* prime256v1, 1.2.840.10045.3.1.7 */
static const uint8_t oid_p256[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07 };
/* brainpoolP256r1, 1.3.36.3.3.2.8.1.1.7 */
static const uint8_t oid_bp256[] = { 0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07 };

#endif
