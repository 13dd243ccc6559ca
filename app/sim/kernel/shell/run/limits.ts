/** PIPE_BUF: what a pipe surely takes without a reader. */
export const LAST_BYTES_IN_PIPE = 4096;

/** RLIMIT_STACK's default; the real shell dies of SIGSEGV where its recursion needs more. */
export const STACK_BYTES = 8 * 1024 * 1024;
/** Stack of one evaluation of a node and, more, of one call of a function: from the depths at which the guest's ash dies. */
export const STACK_PER_NODE = 240;
export const STACK_PER_CALL = 417;
