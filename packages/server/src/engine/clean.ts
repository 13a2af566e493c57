const suspicious = /[\u0000\ud800-\udfff]/; // eslint-disable-line no-control-regex
const unstorable = /\u0000|\p{Surrogate}/gu; // eslint-disable-line no-control-regex

/**
 * A copy without what PostgreSQL can't store in jsonb: NUL, and halves of surrogate pairs (an emoji cut in two by a length limit).
 * Each becomes U+FFFD. Without this one such character would fail the transaction of everybody in the group.
 */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return suspicious.test(value) ? value.replace(unstorable, '\ufffd') : value;
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storable(inner)]));
}
