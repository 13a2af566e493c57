import { listAgents, type World } from '@centralino/core';
import { CentralinoError } from '@centralino/protocol';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { agentConfigOf, type AgentSink, isAgent, type Users } from './users.ts';

/**
 * At start: the engine's agents become what the accounts say. They can differ when the server died between the two, or when accounts
 * were changed from the command line.
 */
export async function reconcileAgents(options: { users: Users; engine: AgentSink & { committed: World }; logger: Logger }): Promise<void> {
  const { users, engine, logger } = options;
  const wanted = new Map((await users.list()).filter(isAgent).map((user) => [user.id, agentConfigOf(user)]));
  const present = new Map([...listAgents(engine.committed)].map((agent) => [agent.id, agent]));
  for (const [id, agent] of wanted) {
    if (!isDeepStrictEqual(present.get(id), agent)) await engine.send({ type: 'agent.configure', agent });
  }
  for (const id of present.keys()) {
    if (wanted.has(id)) continue;
    try {
      await engine.send({ type: 'agent.remove', agentId: id });
    } catch (error) {
      // Still in a call: removed at the next start after it. The account is gone already, so nobody can sign in as this agent.
      if (!(error instanceof CentralinoError)) throw error;
      logger.warn({ agentId: id, code: error.code }, 'An agent without an account could not be removed yet');
    }
  }
}
