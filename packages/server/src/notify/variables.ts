import type { Contact, NotificationFact, NotificationParty, NotificationVariable } from '@centralino/protocol';
import { numberToTell } from '../contacts/phone-number.ts';

/** The contacts of a fact, when its parties have one and it is still there. */
export interface FactContacts {
  caller: Contact | null;
  called: Contact | null;
}

/** `20201120102408`. */
const compact = (at: number): string => new Date(at).toISOString().slice(0, 19).replace(/\D/g, '');

const numberOf = (party: NotificationParty, contact: Contact | null): string => numberToTell(contact?.tel ?? [], party.number);

const namesOf = (party: NotificationParty, contact: Contact | null): { first: string; last: string; company: string } => {
  if (contact !== null) return { first: contact.firstName, last: contact.lastName, company: contact.company };
  return { first: party.name, last: '', company: '' };
};

/** What each variable is in this event; empty when it has no meaning in it. */
export function valuesOf(fact: NotificationFact, { caller, called }: FactContacts): Record<NotificationVariable, string> {
  const clid = numberOf(fact.caller, caller);
  const from = namesOf(fact.caller, caller);
  const to = namesOf(fact.called, called);
  const id = fact.interactionId;
  return {
    dateISO: new Date(fact.at).toISOString(),
    dateYMDms: compact(fact.at),
    eventtype: fact.type,
    event: fact.event,
    id,
    idlastcall: id,
    uniqueid: id,
    clid,
    cli: clid,
    clidname: from.first,
    clidsurname: from.last,
    clidcompany: from.company,
    cliduid: caller?.id ?? fact.caller.contactId ?? '',
    dnis: numberOf(fact.called, called),
    dnisname: to.first,
    dnissurname: to.last,
    dniscompany: to.company,
    dnisuid: called?.id ?? fact.called.contactId ?? '',
    userclid: fact.userclid ?? '',
    userdnis: fact.userdnis ?? '',
    pin: fact.agent?.username ?? '',
    servizio: fact.service,
    // There are no call-backs of lost calls yet.
    abandonedCallId: '',
    agentname: fact.agent?.name ?? '',
    servicename: fact.serviceName,
    channel: fact.sourceChannel,
    language: fact.language,
    reason: fact.reason ?? '',
  };
}
