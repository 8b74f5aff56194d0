/*
 * The tables of the store and their migrations. docs/STATE.md explains them to readers.
 */
#include "schema.h"

const char store_schema_v1[] =
        /* One row a card. next_sequence: the number of the next notification, never reused. */
        "CREATE TABLE card ("
        " id INTEGER PRIMARY KEY,"
        " name TEXT NOT NULL UNIQUE,"
        " eid TEXT NOT NULL,"          /* 32 digits */
        " persona TEXT NOT NULL,"      /* name, for people */
        " persona_json TEXT NOT NULL," /* what the card is capable of, frozen when it was made */
        " default_dp TEXT,"            /* default SM-DP+ address, NULL: none */
        " next_sequence INTEGER NOT NULL DEFAULT 1,"
        " next_isdp INTEGER NOT NULL DEFAULT 16," /* number in the next ISD-P AID */
        /* operational profile to return to when the enabled test profile is disabled */
        " previous_profile INTEGER REFERENCES profile(id) ON DELETE SET NULL,"
        " next_token INTEGER NOT NULL DEFAULT 1,"       /* next eIM association token */
        " immediate_enable INTEGER NOT NULL DEFAULT 0," /* flag of configureImmediateEnable */
        " immediate_dp_oid BLOB,"                       /* the one SM-DP+ that may use it */
        " immediate_dp_address TEXT,"
        /* the profile with the fallback attribute, and the one to return to from it; to return to
         * from the Emergency Profile while that is enabled, itself: to none */
        " fallback_profile INTEGER REFERENCES profile(id) ON DELETE SET NULL,"
        " fallback_return INTEGER REFERENCES profile(id) ON DELETE SET NULL,"
        " emergency_return INTEGER REFERENCES profile(id) ON DELETE SET NULL);"
        /* What a card can sign with, one row for each CI that certified it; order is preference. */
        "CREATE TABLE credential ("
        " card_id INTEGER NOT NULL REFERENCES card(id) ON DELETE CASCADE,"
        " position INTEGER NOT NULL,"
        " ci_cert BLOB NOT NULL," /* X.509 DER, trusted for verification too */
        " eum_cert BLOB,"         /* NULL: this CI only verifies */
        " euicc_cert BLOB,"
        " euicc_key BLOB," /* private scalar, 32 octets */
        " PRIMARY KEY (card_id, position));"
        "CREATE TABLE profile ("
        " id INTEGER PRIMARY KEY AUTOINCREMENT," /* never reused: others refer to it */
        " card_id INTEGER NOT NULL REFERENCES card(id) ON DELETE CASCADE,"
        " iccid BLOB NOT NULL," /* 10 octets as in EF.ICCID */
        " isdp_aid BLOB NOT NULL,"
        " state INTEGER NOT NULL,"            /* 0 disabled, 1 enabled */
        " class INTEGER NOT NULL,"            /* 0 test, 1 provisioning, 2 operational */
        " ppr INTEGER NOT NULL,"              /* bit 0 update control, bit 1 PPR1, bit 2 PPR2 */
        " fallback_allowed INTEGER NOT NULL," /* may get the fallback attribute */
        " ecall INTEGER NOT NULL,"            /* is the emergency profile */
        " nickname TEXT,"
        " metadata BLOB NOT NULL,"      /* StoreMetadataRequest as received */
        " dp_proprietary BLOB,"         /* dpProprietaryData element of ConfigureISDP */
        " credential INTEGER NOT NULL," /* position of the credential that signs for it */
        " memory INTEGER NOT NULL,"     /* octets of non-volatile memory */
        " UNIQUE (card_id, iccid));"
        "CREATE TABLE notification ("
        " card_id INTEGER NOT NULL REFERENCES card(id) ON DELETE CASCADE,"
        " sequence INTEGER NOT NULL,"
        " event INTEGER NOT NULL," /* bit 0 install, 1 enable, 2 disable, 3 delete */
        " address TEXT NOT NULL,"
        " iccid BLOB,"
        " content BLOB NOT NULL," /* the signed PendingNotification */
        " PRIMARY KEY (card_id, sequence));"
        /* eIMs associated with a card, in the order of association [SGP.32 2.11.1]. */
        "CREATE TABLE eim ("
        " id INTEGER PRIMARY KEY,"
        " card_id INTEGER NOT NULL REFERENCES card(id) ON DELETE CASCADE,"
        " eim_id TEXT NOT NULL,"
        " counter INTEGER NOT NULL," /* of the last package accepted */
        " token INTEGER,"            /* association token, NULL: none */
        " config BLOB NOT NULL,"     /* EimConfigurationData without counter and token */
        " UNIQUE (card_id, eim_id));"
        /* eUICC Package Results, kept until acknowledged; numbered with the notifications. */
        "CREATE TABLE package_result ("
        " card_id INTEGER NOT NULL REFERENCES card(id) ON DELETE CASCADE,"
        " sequence INTEGER NOT NULL,"
        " eim_id TEXT NOT NULL,"
        " content BLOB NOT NULL," /* EuiccPackageResult */
        " PRIMARY KEY (card_id, sequence));"
        /* The right to undo the last enable, from an enable with rollbackFlag; at most one a card. */
        "CREATE TABLE rollback ("
        " card_id INTEGER PRIMARY KEY REFERENCES card(id) ON DELETE CASCADE,"
        " profile_id INTEGER NOT NULL REFERENCES profile(id) ON DELETE CASCADE," /* to go back to */
        " eim_id TEXT NOT NULL,"
        " counter INTEGER NOT NULL,"
        " transaction_id BLOB,"
        " sequence INTEGER NOT NULL,"            /* of the result that granted it */
        " first_notification INTEGER NOT NULL);" /* of the switch that would be undone */
        /* A download under way: what an interruption must report. At most one a card. */
        "CREATE TABLE download ("
        " card_id INTEGER PRIMARY KEY REFERENCES card(id) ON DELETE CASCADE,"
        " transaction_id BLOB NOT NULL,"
        " address TEXT NOT NULL,"
        " smdp_oid BLOB NOT NULL,"
        " iccid BLOB,"
        " command INTEGER NOT NULL," /* bppCommandId reached */
        " credential INTEGER NOT NULL);"
        /* The store's private test PKI: files by their SGP.26 names. */
        "CREATE TABLE pki_file ("
        " name TEXT PRIMARY KEY,"
        " der BLOB NOT NULL);";
