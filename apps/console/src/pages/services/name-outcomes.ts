import type { ServiceConfig, Text } from '@centralino/protocol';
import { codeOf } from '../../kit/code-of.ts';

interface Entry {
  code: string;
  label: Text;
}

/** Gives codes made of the first words written, so that reports and integrations can be read; later changes of the words keep them. */
export function nameOutcomes(service: ServiceConfig, before: ServiceConfig | undefined): ServiceConfig {
  if (service.outcomes === undefined) return service;
  const known = new Set(before?.outcomes?.level1.flatMap((one) => [one.code, ...one.level2.map(({ code }) => `${one.code}/${code}`)]));
  const named = <T extends Entry>(entries: T[], path: string): T[] => {
    const taken = new Set(entries.filter(({ code }) => known.has(path + code)).map(({ code }) => code));
    return entries.map((entry) => {
      if (known.has(path + entry.code)) return entry;
      const plain = codeOf(entry.label.en || entry.label.it) || entry.code;
      let code = plain;
      for (let number = 2; taken.has(code); number += 1) code = `${plain.slice(0, 36)}-${number}`;
      taken.add(code);
      return { ...entry, code };
    });
  };
  const level1 = named(
    service.outcomes.level1.map((one) => ({ ...one, level2: named(one.level2, `${one.code}/`) })),
    '',
  );
  return { ...service, outcomes: { ...service.outcomes, level1 } };
}
