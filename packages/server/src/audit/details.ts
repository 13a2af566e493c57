/** Names of values that nobody may read in the audit, whatever the route. */
const secret = /passw|secret|token|credential|authorization|cookie|private|(api|signing|access)_?key/i;

/** Longest text, most entries of a list or an object, and deepest nesting that are kept. */
const maxText = 200;
const maxEntries = 60;
const maxDepth = 6;

/** A request's body as the audit may keep it: secrets replaced, long things cut. */
export function auditable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > maxText ? `${value.slice(0, maxText)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return '…';
  if (Array.isArray(value)) {
    const kept = value.slice(0, maxEntries).map((one) => auditable(one, depth + 1));
    return value.length > maxEntries ? [...kept, '…'] : kept;
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxEntries)
      .map(([name, one]) => [name, secret.test(name) ? '[secret]' : auditable(one, depth + 1)]),
  );
}

/** Only what was given, not the values: for routes whose bodies may hold what somebody has a right to have erased. */
export const fieldsOf = (body: unknown): string[] =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body).slice(0, maxEntries) : [];
