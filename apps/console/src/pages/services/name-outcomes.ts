import type { ServiceConfig } from '@centralino/protocol';
import { named } from '../../kit/named.ts';

/** Gives new outcomes of both levels codes made of their words; those of `before` keep theirs. */
export function nameOutcomes(service: ServiceConfig, before: ServiceConfig | undefined): ServiceConfig {
  if (service.outcomes === undefined) return service;
  const saved = before?.outcomes?.level1 ?? [];
  const level1 = named(
    service.outcomes.level1.map((entry) => {
      const own = saved.find(({ code }) => code === entry.code)?.level2 ?? [];
      return { ...entry, level2: named(entry.level2, new Set(own.map(({ code }) => code))) };
    }),
    new Set(saved.map(({ code }) => code)),
  );
  return { ...service, outcomes: { ...service.outcomes, level1 } };
}
