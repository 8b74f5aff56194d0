/* Built-in personas: the JSON files of euicc/personas, embedded by the build. */
#ifndef EUICC_PERSONA_BUILTIN_H
#define EUICC_PERSONA_BUILTIN_H

struct persona_builtin {
	const char *name;
	const char *json;
};

/* Ends with name == NULL; the first one is the default, which others are laid over. */
extern const struct persona_builtin persona_builtin[];

#endif
