import type { SdkCallData } from '@centralino/protocol';

/*
 * Positional arguments as pages pass them: documented as strings, but numbers come too, and what is skipped is `""`, `null` or `undefined`.
 */

export const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value).trim());

/** A contact's id, or null for the current contact. Whole contact objects are understood too. */
export function contactId(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? text((value as { id: unknown }).id) : text(value);
  return id === '' ? null : id;
}

/** `A=1;B=2`; a value may contain `=`. (The same rules as `parseCallData` of the protocol.) */
export function parseCallData(data: string): SdkCallData[] {
  const variables: SdkCallData[] = [];
  for (const part of data.split(';')) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim();
    if (name !== '') variables.push({ name, value: equals < 0 ? '' : part.slice(equals + 1) });
  }
  return variables;
}

/** Values of a call as pages give them: text, or (ours) an object such as the typed module takes. */
export const callDataOf = (value: unknown): SdkCallData[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).map(([name, one]) => ({ name, value: text(one) }))
    : parseCallData(text(value));

/** The last value of this name in the contact's CallData; `""` when there is none. Takes the event's JSON text as well as the object. */
export function callDataValue(contact: unknown, name: unknown): string {
  let value = '';
  try {
    const object = (typeof contact === 'string' ? JSON.parse(contact) : contact) as { CallData?: unknown } | null;
    const data = object?.CallData;
    if (Array.isArray(data)) {
      for (const one of data as (Partial<SdkCallData> | null)[]) if (one?.name === text(name)) value = text(one.value);
    }
  } catch {
    // Not a contact: it has no such variable.
  }
  return value;
}

/** How long an alert stays: milliseconds; up to 60 it can only be meant as seconds. Nothing, or nonsense: the default. */
export function toDurationMs(value: unknown, defaultMs: number): number {
  const number = Number(text(value));
  if (text(value) === '' || !Number.isFinite(number) || number <= 0) return defaultMs;
  return Math.round(Math.min(Math.max(number <= 60 ? number * 1000 : number, 500), 60_000));
}
