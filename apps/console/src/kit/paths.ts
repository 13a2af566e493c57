/** Reads `a.0.b` from a value. */
export function readPath(value: unknown, path: string): unknown {
  if (path === '') return value;
  return path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | null | undefined)?.[key], value);
}

/** A copy of `value` with `to` at `a.0.b`; `undefined` takes a property away. Nothing else is copied. */
export function writePath<T>(value: T, path: string, to: unknown): T {
  const [key = '', ...rest] = path.split('.');
  if (path === '') return to as T;
  const next = rest.length === 0 ? to : writePath((value as Record<string, unknown> | undefined)?.[key], rest.join('.'), to);
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? next : item)) as T;
  const copy: Record<string, unknown> = { ...(value as object | undefined) };
  if (next === undefined) delete copy[key];
  else copy[key] = next;
  return copy as T;
}

/** Whether two values of JSON say the same; a property that is undefined is not there. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => sameValue((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]));
}
