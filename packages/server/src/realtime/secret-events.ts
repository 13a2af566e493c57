import { isSupervisorLegId } from '@centralino/protocol';

/** Tells of a supervisor's coming, going or line. Agents learn of them by the view, which shows those who are to be seen. */
export const isOfSupervisor = ({ type, data }: { type: string; data: unknown }): boolean =>
  type.startsWith('supervision.') || (type.startsWith('leg.') && isSupervisorLegId(String((data as { legId?: unknown }).legId ?? '')));
