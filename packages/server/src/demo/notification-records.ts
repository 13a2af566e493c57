import { crmRecord, crmRecordPaths } from '@centralino/protocol';
import type { NotificationService } from '../notify/index.ts';

/** Makes those of the nine that are not there yet. One whose address is still the demo's follows it to another port. */
export async function seedNotifications(notifications: NotificationService, url: string): Promise<void> {
  for (const path of crmRecordPaths) {
    const id = `demo-${path.replace('/', '-')}`;
    const body = crmRecord(path, `${url}/demo/crm`);
    const known = notifications.records.find(id)?.config;
    if (known === undefined) await notifications.create(body, id);
    else if (new URL(known.uri).pathname === `/demo/crm/${path}` && known.uri !== body.uri) {
      await notifications.update(id, { ...known, uri: body.uri });
    }
  }
}
