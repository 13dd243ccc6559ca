/** Gathers bytes and hands them on once a frame, in order. */
export function frameWriter(write: (bytes: Uint8Array) => void) {
  let pending: Uint8Array[] = [];
  let frame = 0;
  const flush = () => {
    frame = 0;
    const joined = new Uint8Array(pending.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const bytes of pending) {
      joined.set(bytes, at);
      at += bytes.length;
    }
    pending = [];
    write(joined);
  };
  return {
    push(bytes: Uint8Array) {
      pending.push(bytes);
      frame ||= requestAnimationFrame(flush);
    },
    dispose() {
      cancelAnimationFrame(frame);
      pending = [];
    },
  };
}
