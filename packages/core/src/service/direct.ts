import { directServiceCode } from '@centralino/protocol';
import type { Service } from './service.ts';

/** The service of calls between agents: always there, offered to nobody, without skillsets and after-call work. */
export const directService: Service = {
  config: {
    code: directServiceCode,
    name: 'Direct call',
    channels: ['webcall', 'video'],
    skillsets: [],
    ringMs: 30_000,
    connectMs: 10_000,
    graceMs: 20_000,
    wrapUpMs: 0,
    declineBackoffMs: 0,
  },
  removed: false,
};
