/*
 * softeuicc: reads the command line by the tables of the subcommands (see cli.h) and runs one.
 */
#include "cli/cli.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 24, OPTION_COLUMN = 22 };

static const struct cli_command *const COMMANDS[] = {
	&CLI_RUN,    &CLI_INIT, &CLI_LIST, &CLI_SHOW, &CLI_REMOVE, &CLI_INSTALL, &CLI_PKI,
	&CLI_DECODE, &CLI_LPA,  &CLI_IPA,  &CLI_EIM,  &CLI_SMDPP,  &CLI_PROFILE,
};

enum { COMMANDS_COUNT = sizeof(COMMANDS) / sizeof(COMMANDS[0]) };

static void print_help(FILE *out)
{
	fputs("Usage: softeuicc COMMAND [OPTIONS] [ARGUMENTS]\n\n"
	      "A software eUICC in a virtual smart card reader.\n\nCommands:\n",
	      out);
	for (size_t i = 0; i < COMMANDS_COUNT; i++)
		fprintf(out, "  %-9s %s\n", COMMANDS[i]->name, COMMANDS[i]->summary);
	fputs("\n`softeuicc COMMAND --help` explains a command. `softeuicc --version` tells the "
	      "version.\nExit status: 0 done, 1 failed, 2 wrong usage.\n",
	      out);
}

static void print_command_help(const struct cli_command *command)
{
	bool has_state = false;

	printf("Usage: softeuicc %s [OPTIONS]%s%s\n\n%s.\n", command->name,
	       command->args[0] != '\0' ? " " : "", command->args, command->summary);
	if (command->details != NULL)
		printf("\n%s", command->details);
	printf("\nOptions:\n");
	for (const struct cli_option *o = command->options; o->name != NULL; o++) {
		int used = printf("  --%s%s%s", o->name, o->arg != NULL ? " " : "",
		                  o->arg != NULL ? o->arg : "");

		printf("%*s%s\n", used < OPTION_COLUMN ? OPTION_COLUMN - used : 1, "", o->help);
		has_state = has_state || strcmp(o->name, "state") == 0;
	}
	printf("  --help              this text\n");
	if (has_state)
		printf("\nThe default database is $XDG_STATE_HOME/softeuicc/cards.db, or\n"
		       "~/.local/state/softeuicc/cards.db.\n");
}

static bool parse_number(const char *text, unsigned *ret_number)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || number < 1 || number > 0xFFFF)
		return false;
	*ret_number = (unsigned)number;
	return true;
}

static enum cli_exit store_option(const struct cli_option *option, const char *arg, void *values)
{
	void *place = (char *)values + option->offset;
	struct cli_list *list = place;

	switch (option->kind) {
	case CLI_FLAG:
		*(bool *)place = true;
		break;
	case CLI_STRING:
		*(const char **)place = arg;
		break;
	case CLI_NUMBER:
		if (!parse_number(arg, place))
			return cli_usage("--%s wants a number from 1 to 65535", option->name);
		break;
	case CLI_REPEAT:
		if (list->count == CLI_LIST_MAX)
			return cli_usage("too many --%s", option->name);
		list->items[list->count++] = arg;
		break;
	}
	return CLI_OK;
}

/* getopt's table: value 0 for help, n + 1 for row n of ours. */
static void make_getopt_table(const struct cli_option *options, struct option *ret_table)
{
	size_t n = 0;

	for (; options[n].name != NULL && n + 2 < OPTIONS_MAX; n++)
		ret_table[n] = (struct option){ .name = options[n].name,
			                        .has_arg = options[n].arg != NULL,
			                        .val = (int)n + 1 };
	assert(options[n].name == NULL); /* a larger OPTIONS_MAX is all that it takes */
	ret_table[n] = (struct option){ .name = "help" };
	ret_table[n + 1] = (struct option){ 0 };
}

static enum cli_exit run_command(const struct cli_command *command, void *values, int argc,
                                 char **argv)
{
	struct option table[OPTIONS_MAX];
	enum cli_exit result;
	int key;

	make_getopt_table(command->options, table);
	while ((key = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (key == 0) {
			print_command_help(command);
			return CLI_OK;
		}
		if (key == '?') {
			fprintf(stderr, "Try `softeuicc %s --help`.\n", command->name);
			return CLI_USAGE;
		}
		result = store_option(&command->options[key - 1], optarg, values);
		if (result != CLI_OK)
			return result;
	}
	argc -= optind;
	if (argc < command->min_args || argc > command->max_args)
		return cli_usage("usage: softeuicc %s [OPTIONS] %s", command->name, command->args);
	return command->run(values, argc, argv + optind);
}

static const struct cli_command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS_COUNT; i++)
		if (strcmp(COMMANDS[i]->name, name) == 0)
			return COMMANDS[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct cli_command *command;
	enum cli_exit result;
	void *values;

	if (argc < 2) {
		print_help(stderr);
		return CLI_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return CLI_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("softeuicc %s\n", softeuicc_version());
		return CLI_OK;
	}
	command = find_command(argv[1]);
	if (command == NULL)
		return (int)cli_usage("no command \"%s\"", argv[1]);
	values = calloc(1, command->values_size);
	if (values == NULL)
		return (int)cli_fail("out of memory");
	result = run_command(command, values, argc - 1, argv + 1);
	free(values);
	if (result == CLI_OK && (fflush(stdout) != 0 || ferror(stdout)))
		result = cli_fail("cannot write the output");
	return (int)result;
}
