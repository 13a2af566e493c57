import type { Contact, NotificationFact, NotificationRow } from '@centralino/protocol';

/** Who calls in a test. */
export const sampleContact: Contact = {
  id: 'sample-contact',
  firstName: 'Mario',
  lastName: 'Rossi',
  company: 'Esempio S.p.A.',
  email: 'mario.rossi@example.com',
  phone: '0452224600',
  phoneE164: '+390452224600',
  notes: '',
  createdAt: 0,
  updatedAt: 0,
};

/** What happens in a test of this event row. */
export function sampleFact(row: NotificationRow, now: number): NotificationFact {
  const known = { contactId: sampleContact.id, number: sampleContact.phone, name: 'Mario Rossi' };
  const agent = { username: 'op1', name: 'Operatore 1' };
  const inside = { contactId: null, number: agent.username, name: agent.name };
  const outbound = row.callType === 'OUTBOUNDCALL';
  const service = row.service ?? 'customercare';
  return {
    type: row.callType,
    event: row.event,
    channel: row.channel,
    at: now,
    interactionId: `test-${now}`,
    service,
    serviceName: service,
    sourceChannel: row.channel === 'phone' ? 'webcall' : row.channel,
    language: 'it',
    caller: outbound ? inside : known,
    called: outbound ? known : { contactId: null, number: service, name: '' },
    userclid: outbound || row.callType === 'TRANSFER' ? agent.username : null,
    userdnis: row.callType === 'TRANSFER' ? 'op2' : outbound ? null : agent.username,
    agent,
    reason: null,
    data: row.popupVariables.map(({ key }) => ({ name: key, value: `sample-${key}` })),
  };
}
