/* crash: brings the whole machine down in a chosen way, to see what such a failure takes with it. Needs root. */
#include <fcntl.h>
#include <unistd.h>
#include "cli.h"

static const char usage[] =
	"usage: crash WAY\n"
	"  panic    the kernel panics (sysrq c); with panic=-1 on the command line the machine then resets\n"
	"  triple   a triple fault: an exception with no handler left for it\n"
	"  reset    pulses the processor's reset line through the keyboard controller, with no warning\n"
	"  hang     the kernel stops for ever with interrupts off\n";

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, text, strlen(text)) < 0) {
		perror(path);
		exit(1);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	help_if_asked(argc, argv, usage);
	if (argc != 2)
		bad_usage(usage);
	if (!strcmp(argv[1], "panic")) {
		put("/proc/sysrq-trigger", "c");
	} else if (!strcmp(argv[1], "triple")) {
		put("/sys/kernel/reboot/type", "triple");
		put("/proc/sysrq-trigger", "b");
	} else if (!strcmp(argv[1], "reset")) {
		if (ioperm(0x64, 1, 1) < 0) {
			perror("crash: ioperm");
			return 1;
		}
		outb(0xfe, 0x64);
	} else if (!strcmp(argv[1], "hang")) {
		execl("/bin/halt", "halt", "-f", (char *)0);
		perror("/bin/halt");
	} else {
		bad_usage(usage);
	}
	return 1;
}
