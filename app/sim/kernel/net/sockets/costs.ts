/**
 * Kernel work of sending and receiving, in instructions, charged to whoever calls. Order of magnitude of Linux 6.1's paths on a
 * processor of the guest's kind: a datagram through the stack to a device, and a copied byte.
 */
export const FRAME_INSTRUCTIONS = 6_000;
export const COPY_INSTRUCTIONS_PER_BYTE = 0.25;
