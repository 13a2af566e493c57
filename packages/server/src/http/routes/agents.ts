import { AgentList } from '@centralino/protocol';
import { requireRole } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

/** Who is there and what they do at this moment. */
export function agentRoutes(app: ZodApp, { store: { db } }: HttpDeps): void {
  app.get(
    '/agents',
    {
      config: requireRole('supervisor', 'admin'),
      schema: { tags: ['agents'], summary: 'Agents as they are now', response: { 200: AgentList } },
    },
    async () => {
      const rows = await db.selectFrom('agent_states').select('view').orderBy('agent_id').execute();
      return { agents: rows.map((row) => row.view).sort((a, b) => a.name.localeCompare(b.name)) };
    },
  );
}
