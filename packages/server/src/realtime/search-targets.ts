import { agentView, listAgents, listServices, serviceStatus, type World } from '@centralino/core';
import { contactNameOf, type TargetList } from '@centralino/protocol';
import type { Contacts } from '../contacts/contacts.ts';

/** How many of each kind are answered: people go on typing until theirs is among them. */
const most = 20;

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

/** Whether each of the wanted words begins a word of the text. */
const fits = (text: string, wanted: readonly string[]): boolean => {
  const words = wordsOf(text);
  return wanted.every((one) => words.some((word) => word.startsWith(one)));
};

/** All other agents, as far as any colleague may see them. */
export const colleagues = (world: World, agentId: string): TargetList['agents'] =>
  listAgents(world)
    .filter(({ id }) => id !== agentId)
    .map(({ id }) => agentView(world, id))
    .filter((view) => view !== null)
    .map(({ id, username, name, presence, activity, connected }) => ({
      agentId: id,
      username,
      name,
      presence,
      activity,
      connected,
      callable: connected && presence.kind !== 'loggedOut' && activity === 'idle',
    }));

/** Whom this agent could call or transfer to: who is called exactly so, then colleagues who can be called, then the others. */
export async function searchTargets(world: World, contacts: Contacts, agentId: string, query: string): Promise<TargetList> {
  const wanted = wordsOf(query);
  const exactly = (name: string): number => Number(name.toLowerCase() === query.trim().toLowerCase());
  const agents = colleagues(world, agentId)
    .filter(({ name, username }) => fits(`${name} ${username}`, wanted))
    .sort((a, b) => exactly(b.username) - exactly(a.username) || Number(b.callable) - Number(a.callable) || a.name.localeCompare(b.name))
    .slice(0, most);
  const services = listServices(world)
    .filter((service) => fits(`${service.name} ${service.code}`, wanted))
    .flatMap(({ code, channels }) => {
      const status = serviceStatus(world, code);
      return status === null ? [] : [{ ...status, channels }];
    })
    .sort((a, b) => exactly(b.code) - exactly(a.code) || a.name.localeCompare(b.name))
    .slice(0, most);
  const found = wanted.length === 0 ? [] : await contacts.search(query, most, { reader: { userId: agentId, all: false } });
  return {
    agents,
    services,
    contacts: found.flatMap((contact) => {
      const number = contact.tel[0]?.value;
      const { id: contactId, company } = contact;
      return number === undefined
        ? []
        : [{ contactId, name: contactNameOf({ ...contact, company: '', mail: [], tel: [] }), company, number }];
    }),
  };
}
