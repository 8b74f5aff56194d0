/* SQL of the store's tables; see store.h. */
#ifndef EUICC_SCHEMA_H
#define EUICC_SCHEMA_H

/* Cards, profiles, notifications. */
extern const char store_schema_v1[];
/* Content of profiles: files, PINs, NAAs; defined beside the code that reads it. */
extern const char uicc_store_schema[];
/* Version 3: packages kept as they came. */
extern const char uicc_packed_schema[];
/* Version 4: what remote application management changes; defined likewise. */
extern const char uicc_remote_schema[];
extern const char ota_kid_schema[];
/* Counters of secured packets; defined likewise. */
extern const char ota_store_schema[];

#endif
