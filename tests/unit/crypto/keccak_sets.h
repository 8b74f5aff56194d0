/* Published test sets of the Keccak permutation, hexadecimal [TS 35.232 5.3 to 5.8]. */
#ifndef TESTS_KECCAK_SETS_H
#define TESTS_KECCAK_SETS_H

static const struct keccak_set {
	const char *in, *out; /* a state each, its octets in order */
} keccak_sets[] = {
	{
	        /* test set 1 */
	        .in = "2476d2dac59e2e9349df3255a9dab1b69eb5c208f151c7309e8c8f17db456d0b"
	              "5eb0afb6c73e37ce8ccccf20b79d8a67294149174809e429709330c4ad231d3e"
	              "5211ae0bd80520c43ad4b436625792a76c52089d0f739271151a37594df66de4"
	              "429f3c970a3456b6ce2c78cd1128717f4bdb731a4c97dbe5eb7353fe81e37c33"
	              "ac60b82122eac611a98e0e7442b99964752293e4f9c696ba05f07a21451f9073"
	              "0c9678c645ad4be44c4d2d981a3412081c9c6b05c993ff1c561a0d242b4706d5"
	              "01c34765b37a0b50",
	        .out = "2fdc58d4d94a884c1cb03a8e63acab8375e856b561ba3a0625e830acdb557342"
	               "86646f87189b435425b5d6654e228228b697b81cbead655b71aaccc25e3d7e51"
	               "b5cb5ac227f67f2ad8a062976782b08a7ec3f1b538d6008c0babef83da64366b"
	               "62a53f88a3dc0629bded795f3220f3c65c76bdd01243e88f63d6912e5fb5cda1"
	               "67b71f9baaa742dc193ff78c1767a38a1c96408cce169239b077f2903a07b8c4"
	               "6a048d66318e595ea4bb92992c7c2d3dcd381975b6e05f85ba18152096cc30ed"
	               "22140ff3b6711ea7",
	},
	{
	        /* test set 2 */
	        .in = "8000000000000000000000000000000000000000000000000000000000000000"
	              "0000000000000000000000000000000000000000000000000000000000000000"
	              "0000000000000000000000000000000000000000000000000000000000000000"
	              "0000000000000000000000000000000000000000000000000000000000000000"
	              "0000000000000000000000000000000000000000000000000000000000000000"
	              "0000000000000000000000000000000000000000000000000000000000000000"
	              "0000000000000000",
	        .out = "44e0e58ca968975c4c2592a157f53f2124519b010b89e15e301ef58f76501db5"
	               "9cde067f1fde09c0a4b5c210a6a19f06ba4c8f0c6fc868f0fc80a63b2553791e"
	               "41c82278ad115efc70f71d641ff0774aa5d547b6d9914914022c514c45fceca6"
	               "1cb66b0f0313e34988ae0d36737e2c0529907fe653fc4e185d07f3961f826bb8"
	               "8031af844d9e7d9876170363fde76786c58ccbcf5c3a01bb914c1b0208a27c7b"
	               "e3bbbbbb9976e040317afc2afbfadc7ba7fc237235c65551aa3139641fa8db2e"
	               "6483f28740b31b61",
	},
	{
	        /* test set 3 */
	        .in = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"
	              "2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40"
	              "4142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f60"
	              "6162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f80"
	              "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0"
	              "a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0"
	              "c1c2c3c4c5c6c7c8",
	        .out = "5dd0e3dd9e46db2187a9e1a444427d7a832fef29913990e015ea8d1f3f1fa641"
	               "3ffbbc586f5a4d694dd60668fbf3b4bbda4945c9ea0cbee211735ebfa8399b61"
	               "3aff34d1dd47fa398c78f48a91a6657d29036c87f7735f43e2abb76a135045b7"
	               "0e42c59d809214a4cd301f1857300a55d01d32365b6abda51ead7541db7beddc"
	               "46e485727c3b2b5d83b59e5a7a62e0131614ba0d7bfacd4eba716232808859f0"
	               "03855f5c47010a50e1262f9e9e812e6cb3dd52d9adb7be191042763402523196"
	               "8de0b43fa24b4b3e",
	},
	{
	        /* test set 4 */
	        .in = "abababababababababababababababababababababababababababababababab"
	              "abababababababababababababababababababababababababababababababab"
	              "abababababababababababababababababababababababababababababababab"
	              "abababababababababababababababababababababababababababababababab"
	              "abababababababababababababababababababababababababababababababab"
	              "abababababababababababababababababababababababababababababababab"
	              "abababababababab",
	        .out = "0052f00eb409b5ce5f78e95320ee6a715f5b1a0a7e5bed0343d6911330abe2fc"
	               "57b66fb5ba9ef2880b0575ed0a9870c50c6657838a1d32f388fdc3a4e73246dd"
	               "d956587477c4c8d41ad419140452cc171323ae1ff0910ce1c3278b62c6487591"
	               "2b7f7c21cfa052e0b040214c5f3b81c320758792cea0c8d1e42e92e1ef3cf066"
	               "be16c61ee44ddd69db729a825d4dbbfd9f97da46c6103d5a5f8c8d21bd427d58"
	               "af4b411178bede5a1986a0c91d38c485ee2d5472bdd0a5b9faabf7077313caf9"
	               "f30a1e46ac8e1258",
	},
	{
	        /* test set 5 */
	        .in = "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
	              "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
	              "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
	              "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
	              "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
	              "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
	              "cdcdcdcdcdcdcdcd",
	        .out = "c16ca06def3add45b20ccfd67aa8f91215c2e8751edd02a5103f61ba6f7bf3bb"
	               "b2595f411baf6aab1653f17e951e2dc88dfbf76867940a6338608218f8dff141"
	               "7bdb3c6f45226487a9a6078b656a37ff861dfa793077c08803a8b962da6724dd"
	               "c86d1093ffd00588a28e6c1b801f735463bc05581ed597bdbf37a459297f6505"
	               "39989efc4a7a9c8b2233c020dea30034c1f2c6cf5e0ccccc535540871803ed3d"
	               "20b0c51013a3024ac56b33af5a2611233d537d11804ef02eb55978ffd43d9a7e"
	               "48844264dece8fa8",
	},
	{
	        /* test set 6 */
	        .in = "0000000000000000010000000000000002000000000000000300000000000000"
	              "0400000000000000000000000000000001000000000000000200000000000000"
	              "0300000000000000040000000000000000000000000000000100000000000000"
	              "0200000000000000030000000000000004000000000000000000000000000000"
	              "0100000000000000020000000000000003000000000000000400000000000000"
	              "0000000000000000010000000000000002000000000000000300000000000000"
	              "0400000000000000",
	        .out = "560dbe41f6a75a7d33e15d6bfe0bdc647de554341ce0d061bbbdf1be757649de"
	               "e741b1fd37418da6f35ab70e1587cc368c1b89adccce1d07ad920d4d9d08a043"
	               "946c2f6fe1a517a249ce3c8a5f834eecfa2faaaddee832e6db24d42a2b04a784"
	               "63a9b2df6d2f02fc5c29732a126514fb15eb7abe7fbf5718916691c7c2f84346"
	               "00da7e2f9b7665a59c6141115505c9d9e9f805af6f9e6bc4f19c65c60ea972a6"
	               "e4fa01857d298a09268390d574f63d4f76fb6d6dfcd13738c49848acd51e4ed7"
	               "83afa1ba520fa337",
	},
};

#endif
