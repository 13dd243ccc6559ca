/* /init: the first process of the guest.
 *
 * The shell must appear as early as possible, so only what it needs comes before it: a root that pivot_root accepts,
 * /dev, the console. Everything else (proc, sys, cgroups, command links, loopback, agent) follows while the shell
 * already waits for its first key. Two scheduling calls make that free of races on one processor: as SCHED_IDLE this
 * process runs only once the shell sleeps; as SCHED_FIFO it then finishes before the shell can see any input.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/io.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "mark.h"

#ifndef TIOCGDEV
#define TIOCGDEV 0x80045432u
#endif

static const char *const applets[] = {
#include "applets.h"
};

static char *environment[] = {
	"PATH=/bin:/sbin:/usr/bin:/usr/sbin", "HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/sh",
	"TERM=linux", "PS1=# ", 0,
};

static char *shell_arguments[] = { "sh", 0 };
static char *agent_arguments[] = { "agent", 0 };

static pid_t shell, agent;
static const char *terminal = "/dev/console";

static void say(const char *text)
{
	write(2, text, strlen(text));
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	if (fd < 0)
		return;
	write(fd, text, strlen(text));
	close(fd);
}

/* rootfs itself can be neither unmounted nor pivoted: put a bind mount of it on top and live there. */
static void make_root_pivotable(void)
{
	mount("/", "/mnt", 0, MS_BIND, 0);
	chdir("/mnt");
	mount(".", "/", 0, MS_MOVE, 0);
	chroot(".");
	chdir("/");
}

/* The kernel starts /init while a worker may still be setting up hvc0, so the console is waited for. /dev/console cannot be a
 * controlling terminal: find out which terminal it stands for. */
static void open_console(void)
{
	const struct timespec pause = { .tv_nsec = 100000 };
	int fd;
	for (int tries = 0; (fd = open("/dev/console", O_RDWR | O_NOCTTY)) < 0 && tries < 50000; tries++)
		nanosleep(&pause, 0);
	if (fd < 0)
		return;
	for (int standard = 0; standard < 3; standard++)
		if (standard != fd)
			dup2(fd, standard);
	if (fd > 2)
		close(fd);

	unsigned device;
	if (ioctl(0, TIOCGDEV, &device) < 0)
		return;
	unsigned major = device >> 8 & 0xfff, minor = device & 0xff;
	if (major == 229 && minor == 0)
		terminal = "/dev/hvc0";
	else if (major == 4 && minor == 64)
		terminal = "/dev/ttyS0";
}

static pid_t spawn_shell(void)
{
	pid_t pid = vfork();
	if (pid)
		return pid;
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, 0);
	setsid();
	int tty = open(terminal, O_RDWR);
	if (tty >= 0) {
		ioctl(tty, TIOCSCTTY, 1);
		dup2(tty, 0);
		dup2(tty, 1);
		dup2(tty, 2);
		if (tty > 2)
			close(tty);
	}
	chdir("/root");
	execve("/bin/busybox", shell_arguments, environment);
	say("init: cannot start /bin/busybox\n");
	_exit(127);
}

static pid_t spawn_agent(void)
{
	pid_t pid = vfork();
	if (pid)
		return pid;
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, 0);
	execve("/bin/agent", agent_arguments, environment);
	_exit(127);
}

static void be(int policy, int priority)
{
	struct sched_param parameters = { .sched_priority = priority };
	syscall(SYS_sched_setscheduler, 0, policy, &parameters);
}

static void finish_setup(void)
{
	mount("proc", "/proc", "proc", 0, 0);
	mount("sys", "/sys", "sysfs", 0, 0);
	mkdir("/dev/pts", 0755);
	mount("devpts", "/dev/pts", "devpts", 0, "ptmxmode=666");
	mkdir("/dev/shm", 01777);
	mkdir("/dev/mqueue", 0755);
	mount("shm", "/dev/shm", "tmpfs", 0, 0);
	mount("mqueue", "/dev/mqueue", "mqueue", 0, 0);
	symlink("/proc/self/fd", "/dev/fd");
	symlink("/proc/self/fd/0", "/dev/stdin");
	symlink("/proc/self/fd/1", "/dev/stdout");
	symlink("/proc/self/fd/2", "/dev/stderr");
	mount("run", "/run", "tmpfs", 0, "mode=755");
	mount("tmp", "/tmp", "tmpfs", 0, 0);
	mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, 0);
	static const char *const controllers[] = { "+cpuset", "+cpu", "+io", "+memory", "+pids" };
	for (unsigned i = 0; i < sizeof controllers / sizeof *controllers; i++)
		write_file("/sys/fs/cgroup/cgroup.subtree_control", controllers[i]);

	char path[32] = "/bin/";
	for (unsigned i = 0; i < sizeof applets / sizeof *applets; i++) {
		strcpy(path + 5, applets[i]);
		symlink("busybox", path);
	}

	struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ioctl(sock, SIOCSIFFLAGS, &loopback);
	close(sock);
}

static void stop(int how)
{
	kill(-1, SIGTERM);
	kill(-1, SIGCONT);
	struct timespec grace = { .tv_nsec = 100000000 };
	nanosleep(&grace, 0);
	kill(-1, SIGKILL);
	sync();
	reboot(how);
}

int main(void)
{
	iopl(3);
	triptych_mark(MARK_INIT);
	iopl(0);

	make_root_pivotable();
	mount("dev", "/dev", "devtmpfs", 0, 0);
	open_console();

	sigset_t handled;
	sigemptyset(&handled);
	sigaddset(&handled, SIGCHLD);
	sigaddset(&handled, SIGTERM);
	sigaddset(&handled, SIGUSR1);
	sigaddset(&handled, SIGUSR2);
	sigprocmask(SIG_BLOCK, &handled, 0);

	shell = spawn_shell();
	be(SCHED_IDLE, 0);
	sched_yield();
	be(SCHED_FIFO, 1);
	finish_setup();
	be(SCHED_OTHER, 0);
	agent = spawn_agent();

	for (;;) {
		int signal = sigwaitinfo(&handled, 0), status;
		pid_t pid;
		switch (signal) {
		case SIGTERM: stop(RB_AUTOBOOT); break;
		case SIGUSR1: stop(RB_HALT_SYSTEM); break;
		case SIGUSR2: stop(RB_POWER_OFF); break;
		}
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
			if (pid == shell)
				shell = spawn_shell();
			else if (pid == agent && WIFSIGNALED(status))
				agent = spawn_agent();
		}
	}
}
