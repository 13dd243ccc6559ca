/**
 * Error numbers of Linux (i386) and the words that the guest's C library (musl 1.2.3) has for them: programs print these, so the
 * simulated userland must use the same.
 */
const TABLE = {
  EPERM: [1, "Operation not permitted"],
  ENOENT: [2, "No such file or directory"],
  ESRCH: [3, "No such process"],
  EINTR: [4, "Interrupted system call"],
  EIO: [5, "I/O error"],
  ENXIO: [6, "No such device or address"],
  E2BIG: [7, "Argument list too long"],
  ENOEXEC: [8, "Exec format error"],
  EBADF: [9, "Bad file descriptor"],
  ECHILD: [10, "No child process"],
  EAGAIN: [11, "Resource temporarily unavailable"],
  ENOMEM: [12, "Out of memory"],
  EACCES: [13, "Permission denied"],
  EFAULT: [14, "Bad address"],
  ENOTBLK: [15, "Block device required"],
  EBUSY: [16, "Resource busy"],
  EEXIST: [17, "File exists"],
  EXDEV: [18, "Cross-device link"],
  ENODEV: [19, "No such device"],
  ENOTDIR: [20, "Not a directory"],
  EISDIR: [21, "Is a directory"],
  EINVAL: [22, "Invalid argument"],
  ENFILE: [23, "Too many open files in system"],
  EMFILE: [24, "No file descriptors available"],
  ENOTTY: [25, "Not a tty"],
  ETXTBSY: [26, "Text file busy"],
  EFBIG: [27, "File too large"],
  ENOSPC: [28, "No space left on device"],
  ESPIPE: [29, "Invalid seek"],
  EROFS: [30, "Read-only file system"],
  EMLINK: [31, "Too many links"],
  EPIPE: [32, "Broken pipe"],
  EDOM: [33, "Domain error"],
  ERANGE: [34, "Result not representable"],
  EDEADLK: [35, "Resource deadlock would occur"],
  ENAMETOOLONG: [36, "Filename too long"],
  ENOLCK: [37, "No locks available"],
  ENOSYS: [38, "Function not implemented"],
  ENOTEMPTY: [39, "Directory not empty"],
  ELOOP: [40, "Symbolic link loop"],
  ENOMSG: [42, "No message of desired type"],
  EIDRM: [43, "Identifier removed"],
  ENODATA: [61, "No data available"],
  EPROTO: [71, "Protocol error"],
  EOVERFLOW: [75, "Value too large for data type"],
  EUSERS: [87, "Unknown error"],
  ENOTSOCK: [88, "Not a socket"],
  EDESTADDRREQ: [89, "Destination address required"],
  EMSGSIZE: [90, "Message too large"],
  EPROTOTYPE: [91, "Protocol wrong type for socket"],
  ENOPROTOOPT: [92, "Protocol not available"],
  EPROTONOSUPPORT: [93, "Protocol not supported"],
  EOPNOTSUPP: [95, "Not supported"],
  EAFNOSUPPORT: [97, "Address family not supported by protocol"],
  EADDRINUSE: [98, "Address in use"],
  EADDRNOTAVAIL: [99, "Address not available"],
  ENETDOWN: [100, "Network is down"],
  ENETUNREACH: [101, "Network unreachable"],
  ENETRESET: [102, "Connection reset by network"],
  ECONNABORTED: [103, "Connection aborted"],
  ECONNRESET: [104, "Connection reset by peer"],
  ENOBUFS: [105, "No buffer space available"],
  EISCONN: [106, "Socket is connected"],
  ENOTCONN: [107, "Socket not connected"],
  ETIMEDOUT: [110, "Operation timed out"],
  ECONNREFUSED: [111, "Connection refused"],
  EHOSTDOWN: [112, "Host is down"],
  EHOSTUNREACH: [113, "Host is unreachable"],
  EALREADY: [114, "Operation already in progress"],
  EINPROGRESS: [115, "Operation in progress"],
  ESTALE: [116, "Stale file handle"],
  EDQUOT: [122, "Quota exceeded"],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorName = keyof typeof TABLE;

/** What a system call throws into the program that made it. Not an Error: thousands a second are normal, and need no stack. */
export class SysError {
  constructor(readonly code: ErrorName) {}

  /** The number that C programs see in errno. */
  get errno(): number {
    return TABLE[this.code][0];
  }

  /** strerror: the words that programs print. */
  get text(): string {
    return TABLE[this.code][1];
  }

  toString(): string {
    return `${this.code} (${this.text})`;
  }
}

/** strerror for a name. */
export function errorText(code: ErrorName): string {
  return TABLE[code][1];
}

/** Throws the error of a system call. */
export function fail(code: ErrorName): never {
  throw new SysError(code);
}
