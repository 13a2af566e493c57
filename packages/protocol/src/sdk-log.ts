import type { SdkLogEntry, SdkResume } from './sdk.ts';
import { endsSdkContact } from './sdk-profile.ts';

/** The events of one agent as widgets must be able to get them again: all of open contacts, and the newest of finished ones. Pure. */
export interface SdkLog {
  /** Names this log: the agent and the server's log. A cursor of another log means nothing here. */
  readonly name: string;
  readonly entries: SdkLogEntry[];
  readonly open: Set<string>;
  /** How many entries of finished contacts are kept. */
  readonly keep: number;
}

export const createSdkLog = (name: string, options: { keep?: number } = {}): SdkLog => ({
  name,
  entries: [],
  open: new Set(),
  keep: options.keep ?? 1_000,
});

/** Appends entries; ones that are there already (cursor not greater than the last) are left out. Answers the ones that were new. */
export function appendToSdkLog(log: SdkLog, entries: readonly SdkLogEntry[]): SdkLogEntry[] {
  const added: SdkLogEntry[] = [];
  let last = log.entries.at(-1)?.cursor ?? -1;
  for (const entry of entries) {
    if (entry.cursor <= last) continue;
    last = entry.cursor;
    log.entries.push(entry);
    added.push(entry);
    if (entry.kind !== 'contact') continue;
    if (endsSdkContact(entry.data)) log.open.delete(entry.data.id);
    else log.open.add(entry.data.id);
  }
  let spare = log.entries.length - log.keep;
  if (spare > 0) {
    const lastAgent = log.entries.findLastIndex((entry) => entry.kind === 'agent');
    const kept = log.entries.filter((entry, index) => index === lastAgent || isOpen(log, entry) || spare-- <= 0);
    log.entries.splice(0, log.entries.length, ...kept);
  }
  return added;
}

const isOpen = (log: SdkLog, entry: SdkLogEntry): boolean => entry.kind === 'contact' && log.open.has(entry.data.id);

/**
 * What a page must be told when it says hello: the agent's present state, every event of the contacts that are still open, and whatever
 * came after its cursor. In order. `contact`: only what concerns this one (a widget beside a contact).
 */
export function replaySdkLog(log: SdkLog, resume: SdkResume | null, contact: string | null = null): SdkLogEntry[] {
  const since = resume?.log === log.name ? resume.cursor : Number.POSITIVE_INFINITY;
  const lastAgent = log.entries.findLastIndex((entry) => entry.kind === 'agent');
  return log.entries.filter(
    (entry, index) => (index === lastAgent || isOpen(log, entry) || entry.cursor > since) && concerns(entry, contact),
  );
}

/** Is this entry for a widget beside `contact`? Changes of the agent's state are for all. */
export const concerns = (entry: SdkLogEntry, contact: string | null): boolean =>
  contact === null || entry.kind === 'agent' || entry.data.id === contact;
