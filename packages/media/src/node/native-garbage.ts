/** About 6 MB of the native library's memory; a collection takes a few milliseconds, less than one audio packet lasts. */
const collectAfter = 256;

let closed = 0;

/**
 * A closed connection's native memory (about 25 kB) is freed when its small JavaScript wrapper is collected. The garbage collector does
 * not see the native part and may wait for thousands of calls: so it is told. Needs `--expose-gc`, with which the plane starts a node.
 */
export function noteClosedTransport(): void {
  if (++closed < collectAfter) return;
  closed = 0;
  setImmediate(() => globalThis.gc?.());
}
