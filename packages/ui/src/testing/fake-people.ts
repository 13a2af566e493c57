import { directServiceCode } from '@centralino/protocol';

/** Who and what there is in the fake: one agent, two colleagues, two services. */
export const fakeAgentId = 'agent-1';

/** Whom the agent can call. */
export const fakeColleagues = [
  { agentId: 'agent-2', username: 'op2', name: 'Operatore 2' },
  { agentId: 'agent-3', username: 'op3', name: 'Operatore 3' },
] as const;
export const fakeServices = [
  { code: 'customercare', name: 'Customer Care' },
  { code: 'sales', name: 'Sales' },
] as const;

export const fakeDirect = { code: directServiceCode, name: 'Direct call' };
