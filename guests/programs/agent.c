/* agent: runs scripts for the host over the second console (hvc1, else ttyS1) and returns byte-exact output.
 *
 * usage: agent            started by /init
 *
 * A frame is 'T' 'X' type 0, a little-endian u32 length, the payload.
 *   host -> guest   1 begin (forget the script)   2 script bytes (appended)   3 run   4 kill   5 ping
 *   guest -> host   0x81 ready or pong   0x82 acknowledged   0x91 stdout   0x92 stderr   0x93 finished (u32 exit code)
 * Begin, script bytes and kill are acknowledged when done, run when the script has started. Bytes that do not fit a frame are skipped.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { BEGIN = 1, SCRIPT, RUN, KILL, PING };
enum { READY = 0x81, ACK = 0x82, STDOUT = 0x91, STDERR = 0x92, FINISHED = 0x93 };

#define SCRIPT_PATH "/run/agent/script"
#define MAX_REQUEST 65536
#define MAX_OUTPUT 4096
#define PIPE_CAPACITY 65536 /* more than this, and somebody else is still writing */

static char *environment[] = { "PATH=/bin:/sbin:/usr/bin:/usr/sbin", "HOME=/root", "TERM=linux", 0 };
static char *arguments[] = { "/bin/sh", SCRIPT_PATH, 0 };

static int line;
static pid_t script;
static int output[2] = { -1, -1 };

static void write_all(int fd, const void *data, size_t length)
{
	const char *at = data;
	while (length) {
		ssize_t n = write(fd, at, length);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (n > 0)
			at += n, length -= n;
	}
}

static void send_frame(unsigned type, const void *payload, uint32_t length)
{
	static unsigned char frame[8 + MAX_OUTPUT];
	frame[0] = 'T', frame[1] = 'X', frame[2] = type, frame[3] = 0;
	memcpy(frame + 4, &length, 4);
	memcpy(frame + 8, payload, length);
	write_all(line, frame, 8 + length);
}

static void forget_script(void)
{
	mkdir("/run/agent", 0755);
	close(open(SCRIPT_PATH, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
}

static void append_script(const void *data, size_t length)
{
	int fd = open(SCRIPT_PATH, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	write_all(fd, data, length);
	close(fd);
}

static void finish(uint32_t code)
{
	script = 0;
	send_frame(FINISHED, &code, 4);
}

static void run_script(void)
{
	int out[2], err[2];
	if (script)
		return;
	if (pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0) {
		finish(126);
		return;
	}
	pid_t pid = vfork();
	if (pid == 0) {
		sigset_t none;
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, 0);
		setsid();
		chdir("/");
		dup2(open("/dev/null", O_RDWR | O_CLOEXEC), 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		execve("/bin/sh", arguments, environment);
		_exit(127);
	}
	close(out[1]);
	close(err[1]);
	if (pid < 0) {
		close(out[0]);
		close(err[0]);
		finish(126);
		return;
	}
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);
	output[0] = out[0];
	output[1] = err[0];
	script = pid;
}

/* The session number is the fourth field after the parenthesised name in /proc/PID/stat. */
static pid_t session_of(const char *pid)
{
	char path[32] = "/proc/", text[512];
	strcat(strcat(path, pid), "/stat");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	char *at = strrchr(text, ')');
	for (int field = 0; at && field < 4; field++)
		at = strchr(at + 1, ' ');
	return at ? atoi(at) : 0;
}

/* Kills everything in the script's session, whatever process group it moved to. */
static void kill_script(void)
{
	if (!script)
		return;
	kill(-script, SIGKILL);
	DIR *processes = opendir("/proc");
	for (struct dirent *entry; processes && (entry = readdir(processes));)
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && strlen(entry->d_name) < 16 && session_of(entry->d_name) == script)
			kill(atoi(entry->d_name), SIGKILL);
	if (processes)
		closedir(processes);
}

/* Passes on what one pipe holds now; the number of bytes, 0 once it is at its end or empty. */
static size_t forward(int which)
{
	static char data[MAX_OUTPUT];
	if (output[which] < 0)
		return 0;
	ssize_t n = read(output[which], data, sizeof data);
	if (n > 0) {
		send_frame(which ? STDERR : STDOUT, data, n);
		return n;
	}
	if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(output[which]);
		output[which] = -1;
	}
	return 0;
}

/* Reports the end once the shell is gone, without waiting for background children that hold the pipes. */
static void reap(void)
{
	int status;
	if (!script || waitpid(script, &status, WNOHANG) != script)
		return;
	for (int which = 0; which < 2; which++) {
		for (size_t n, total = 0; total < PIPE_CAPACITY && (n = forward(which)); total += n)
			;
		if (output[which] >= 0)
			close(output[which]);
		output[which] = -1;
	}
	finish(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

static void serve(unsigned type, const unsigned char *payload, uint32_t length)
{
	switch (type) {
	case BEGIN: forget_script(); send_frame(ACK, 0, 0); break;
	case SCRIPT: append_script(payload, length); send_frame(ACK, 0, 0); break;
	case RUN: send_frame(ACK, 0, 0); run_script(); break;
	case KILL: kill_script(); send_frame(ACK, 0, 0); break;
	case PING: send_frame(READY, 0, 0); break;
	}
}

static void receive(void)
{
	static unsigned char buffer[8 + MAX_REQUEST];
	static size_t held;
	ssize_t n = read(line, buffer + held, sizeof buffer - held);
	if (n <= 0)
		return;
	held += n;
	size_t at = 0;
	while (held - at >= 8) {
		uint32_t length;
		memcpy(&length, buffer + at + 4, 4);
		if (buffer[at] != 'T' || buffer[at + 1] != 'X' || length > MAX_REQUEST) {
			at++;
			continue;
		}
		if (held - at < 8 + length)
			break;
		serve(buffer[at + 2], buffer + at + 8, length);
		at += 8 + length;
	}
	memmove(buffer, buffer + at, held - at);
	held -= at;
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		static const char help[] = "usage: agent\nServes the host's exec requests on /dev/hvc1 or /dev/ttyS1.\n";
		write(1, help, sizeof help - 1);
		return strcmp(argv[1], "--help") != 0;
	}
	line = open("/dev/hvc1", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (line < 0)
		line = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (line < 0)
		return 1;
	struct termios settings;
	if (tcgetattr(line, &settings) == 0) {
		cfmakeraw(&settings);
		cfsetspeed(&settings, B115200);
		settings.c_cflag |= CLOCAL | CREAD;
		tcsetattr(line, TCSANOW, &settings);
	}
	sigset_t child;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, 0);
	int children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	send_frame(READY, 0, 0);

	for (;;) {
		struct pollfd sources[] = {
			{ .fd = line, .events = POLLIN }, { .fd = children, .events = POLLIN },
			{ .fd = output[0], .events = POLLIN }, { .fd = output[1], .events = POLLIN },
		};
		if (poll(sources, 4, -1) < 0)
			continue;
		if (sources[0].revents)
			receive();
		if (sources[2].revents)
			forward(0);
		if (sources[3].revents)
			forward(1);
		if (sources[1].revents) {
			struct signalfd_siginfo information;
			read(children, &information, sizeof information);
			reap();
		}
	}
}
