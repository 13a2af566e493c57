import type { Target, TargetList } from '@centralino/protocol';
import { numberOf } from '../lib/phone.ts';

/** A destination as people write it that cannot be called, and why. */
export type BadDestination = 'empty' | 'invalid';

/**
 * What a page means by a destination: the username of a colleague, the code of a service, or a number (of the home country unless it says
 * otherwise), which is answered in E.164.
 */
export function targetOf(destination: string, known: Pick<TargetList, 'agents' | 'services'>): Target | BadDestination {
  const wanted = destination.trim();
  if (wanted === '') return 'empty';
  const same = (name: string): boolean => name.toLowerCase() === wanted.toLowerCase();
  const agent = known.agents.find(({ username }) => same(username));
  if (agent !== undefined) return { kind: 'agent', agentId: agent.agentId };
  const service = known.services.find(({ code }) => same(code));
  if (service !== undefined) return { kind: 'service', code: service.code };
  const number = numberOf(wanted);
  return number === null ? 'invalid' : { kind: 'number', number };
}
