/*
 * Parts of hand-made packages for the loader's tests, for package_add().
 */
#ifndef TESTS_PACKAGES_H
#define TESTS_PACKAGES_H

/* SAIP 2.3, no mandatory services or templates */
#define HEADER "A0{80{02} 81{03} 83{89000123456789012341} A5{} A6{}} "

/* Mandated PEHeader with an identification of one octet, or one that is not mandated */
#define PE(id)     "A0{80{} 81{" id "}} "
#define PE_OPT(id) "A0{81{" id "}} "

/* mf, ef-iccid, ef-dir and ef-arr of one record of 16 octets */
#define MF                                                                          \
	"B0{" PE("01") "81{67810F010201} A2{A1{C6{}}} A4{83{98001032547698103214}}" \
	               " A5{A1{82{42210010} 80{10}}} A6{A1{82{42210010} 80{10}}}} "

/* The mandatory components of template USIM; ADF with temporary id 7FD0 */
#define USIM_HEAD "81{67810F010204} A2{A1{83{7FD0} 84{A0000000871002} C6{}}} "
#define USIM_FILES                                                     \
	"A3{83{080910101032540636}} A4{A1{82{42210010} 80{10}}} A8{} " \
	"AD{} AE{} B2{} B6{}"
#define USIM(id) "B3{" PE(id) USIM_HEAD USIM_FILES "} "

#define END "AA{" PE("7F") "} "

#endif
