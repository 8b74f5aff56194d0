/*
 * lpac-smdpp: runs the LPA lpac with LPAC_HTTP=stdio and plays the SM-DP+ behind its HTTP requests,
 * so that a download needs no network. [SGP.22 5.6, 6.5]
 *
 *   lpac-smdpp --pki DIR [--pki DIR] [--address FQDN] [--session-keys] [--code CODE]
 *              [--profile FILE.der ...] -- lpac profile download -s FQDN -m ID
 *
 * Each profile is offered under its file name without .der. lpac's other output passes through; the
 * exit status is lpac's. What the server refused, and what became of notifications, is on stderr.
 *
 * lpac writes one JSON object a line. Requests look like {"type":"http","payload":{"url":...,
 * "tx":hex,"headers":[...]}} and want {"type":"http","payload":{"rcode":...,"rx":hex}} in return.
 */
#include "peers/es9p_json.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, HTTP_SERVER_ERROR = 500, NAME_LEN_MAX = 255 };

/* The child and our ends of its pipes. */
struct child {
	pid_t pid;
	FILE *from;
	FILE *to;
};

/* The path in a URL: what follows the host. */
static const char *url_path(const char *url)
{
	const char *host = strstr(url, "://");

	return host ? strchr(host + 3, '/') : NULL;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Text from hex digits, to be freed; NULL if it is none. */
static char *text_from_hex(const char *hex)
{
	const size_t len = strlen(hex);
	char *text = len % 2 == 0 ? calloc(1, len / 2 + 1) : NULL;

	for (size_t i = 0; text && i < len; i += 2) {
		const int high = hex_value(hex[i]);
		const int low = hex_value(hex[i + 1]);

		if (high < 0 || low < 0) {
			free(text);
			return NULL;
		}
		text[i / 2] = (char)(high << 4 | low);
	}
	return text;
}

/* Hex digits of a text, to be freed. */
static char *hex_from_text(const char *text)
{
	const size_t len = strlen(text);
	char *hex = calloc(1, 2 * len + 1);

	for (size_t i = 0; hex && i < len; i++) {
		hex[2 * i] = "0123456789abcdef"[(uint8_t)text[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[(uint8_t)text[i] & 0x0F];
	}
	return hex;
}

/* Tells about refusals, which lpac only reports as a failed step. */
static void report_status(const char *path, const char *body)
{
	json_t *root = json_loads(body, 0, NULL);
	const char *status = NULL;
	const char *subject = NULL;
	const char *reason = NULL;
	const char *message = NULL;

	if (root &&
	    json_unpack(root, "{s:{s:{s:s,s:{s:s,s:s,s:s}}}}", "header", "functionExecutionStatus",
	                "status", &status, "statusCodeData", "subjectCode", &subject, "reasonCode",
	                &reason, "message", &message) == 0)
		fprintf(stderr, "lpac-smdpp: %s refused: %s/%s %s\n", path, subject, reason,
		        message);
	json_decref(root);
}

/* Answers one request; false if lpac is gone. */
static bool answer(struct smdpp *server, const json_t *payload, FILE *to)
{
	const char *url = json_string_value(json_object_get(payload, "url"));
	const char *tx = json_string_value(json_object_get(payload, "tx"));
	const char *path = url ? url_path(url) : NULL;
	char *request = tx ? text_from_hex(tx) : NULL;
	char *response = NULL;
	char *rx = NULL;
	int status = HTTP_SERVER_ERROR;
	int r = -EINVAL;
	bool ok;

	if (path && request)
		r = es9p_handle(server, path, request, &status, &response);
	if (r < 0)
		fprintf(stderr, "lpac-smdpp: %s: %s\n", path ? path : "no url", strerror(-r));
	if (response)
		report_status(path, response);
	rx = hex_from_text(response ? response : "");
	ok = rx && fprintf(to, "{\"type\":\"http\",\"payload\":{\"rcode\":%d,\"rx\":\"%s\"}}\n",
	                   status, rx) > 0;
	ok = fflush(to) == 0 && ok;
	free(rx);
	free(response);
	free(request);
	return ok;
}

/* Relays lpac's lines until it ends. */
static void relay(struct smdpp *server, struct child *c)
{
	char *line = NULL;
	size_t cap = 0;
	bool ok = true;

	while (ok && getline(&line, &cap, c->from) > 0) {
		json_t *root = json_loads(line, 0, NULL);
		const char *type = json_string_value(json_object_get(root, "type"));

		if (type && strcmp(type, "http") == 0) {
			ok = answer(server, json_object_get(root, "payload"), c->to);
		} else {
			fputs(line, stdout);
			fflush(stdout);
		}
		json_decref(root);
	}
	free(line);
}

/* Starts the command with pipes at its standard input and output. 0 or negative errno. */
static int start(char **argv, struct child *ret_child)
{
	int in[2];
	int out[2];

	if (pipe(in) < 0)
		return -errno;
	if (pipe(out) < 0) {
		close(in[0]);
		close(in[1]);
		return -errno;
	}
	ret_child->pid = fork();
	if (ret_child->pid == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(in[0]);
		close(in[1]);
		close(out[0]);
		close(out[1]);
		setenv("LPAC_HTTP", "stdio", 1);
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	if (ret_child->pid < 0)
		return -errno;
	ret_child->to = fdopen(in[1], "w");
	ret_child->from = fdopen(out[0], "r");
	return ret_child->to && ret_child->from ? 0 : -ENOMEM;
}

/* Closes the pipes and returns the exit status, 128 and more for a signal as in a shell. */
static int finish(struct child *c)
{
	int status;

	fclose(c->to);
	fclose(c->from);
	if (waitpid(c->pid, &status, 0) < 0)
		return EXIT_FAILURE;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Offers the profile in a file under the file's name without its ending. */
static int add_profile(struct smdpp *server, const char *path, const char *code)
{
	const char *slash = strrchr(path, '/');
	char name[NAME_LEN_MAX + 1];
	BUFFER_AUTO profile = { 0 };
	char *dot;
	int r = buffer_read_file(&profile, path);

	if (r < 0)
		return r;
	snprintf(name, sizeof(name), "%s", slash ? slash + 1 : path);
	dot = strrchr(name, '.');
	if (dot)
		*dot = '\0';
	return smdpp_add_order(server, &(struct smdpp_order){ .matching_id = name,
	                                                      .profile = buffer_span(&profile),
	                                                      .confirmation_code = code });
}

static void report_notifications(const struct smdpp *server)
{
	size_t count;
	const struct smdpp_notification *const *list = smdpp_notifications(server, &count);

	for (size_t i = 0; i < count; i++)
		fprintf(stderr, "lpac-smdpp: notification %u %s\n",
		        (unsigned)list[i]->metadata.seq_number.v,
		        list[i]->verified ? "verified" : "NOT VERIFIED");
}

static const struct option long_options[] = {
	{ "pki", required_argument, NULL, 'k' },     { "address", required_argument, NULL, 'a' },
	{ "session-keys", no_argument, NULL, 's' },  { "code", required_argument, NULL, 'c' },
	{ "profile", required_argument, NULL, 'p' }, { 0 },
};

/* First pass: what the server must know from the start. */
static bool read_config(int argc, char **argv, struct smdpp_config *config)
{
	int option;

	while ((option = getopt_long(argc, argv, "+", long_options, NULL)) != -1) {
		if (option == 'a')
			config->address = optarg;
		else if (option == 's')
			config->session_keys = true;
		else if (option == '?')
			return false;
	}
	return optind < argc;
}

/* Second pass: keys and profiles. */
static int read_files(int argc, char **argv, struct smdpp *server)
{
	const char *code = NULL;
	int option;
	int r = 0;

	optind = 1;
	while (r == 0 && (option = getopt_long(argc, argv, "+", long_options, NULL)) != -1) {
		if (option == 'k')
			r = smdpp_load_pki(server, optarg);
		else if (option == 'c')
			code = optarg;
		else if (option == 'p')
			r = add_profile(server, optarg, code);
		if (r < 0)
			fprintf(stderr, "lpac-smdpp: %s: %s\n", optarg, strerror(-r));
	}
	return r;
}

int main(int argc, char **argv)
{
	struct smdpp_config config = { 0 };
	struct smdpp *server = NULL;
	struct child child = { 0 };
	int status = EXIT_FAILURE;

	signal(SIGPIPE, SIG_IGN);
	if (!read_config(argc, argv, &config)) {
		fprintf(stderr,
		        "usage: %s --pki DIR [--address FQDN] [--session-keys] "
		        "[--code CODE] [--profile FILE.der ...] -- lpac ARG...\n",
		        argv[0]);
		return EXIT_USAGE;
	}
	if (smdpp_new(&config, &server) < 0)
		return EXIT_FAILURE;
	if (read_files(argc, argv, server) == 0 && start(argv + optind, &child) == 0) {
		relay(server, &child);
		status = finish(&child);
		report_notifications(server);
	}
	smdpp_free(server);
	return status;
}
