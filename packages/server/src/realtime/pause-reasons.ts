import { CentralinoError, type PauseReason } from '@centralino/protocol';
import type { StorePort } from './ports.ts';

/** In the order in which agents see them. */
export async function loadPauseReasons(store: StorePort): Promise<PauseReason[]> {
  const rows = await store.db.selectFrom('pause_reasons').select(['code', 'label']).orderBy('position').orderBy('code').execute();
  return rows.map(({ code, label }) => ({ code, label }));
}

/** People choose among the configured reasons: the system's own (`missed`…) would make reports lie. */
export async function checkPauseReason(store: StorePort, reason: string): Promise<void> {
  const known = await store.db.selectFrom('pause_reasons').select('code').execute();
  if (known.length === 0 || known.some(({ code }) => code === reason)) return;
  throw new CentralinoError('request.invalid', 'there is no such pause reason', { fields: { 'presence.reason': 'unknown' } });
}
