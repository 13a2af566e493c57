import { CentralinoError } from '@centralino/protocol';
import type { CommandOf, NewEvent, ServiceConfig } from '@centralino/protocol';
import { interactionEvent, never } from '../events.ts';
import { customerGone } from './endings.ts';
import { isClosed, isOver } from './interaction.ts';
import type { Interaction } from './interaction.ts';
import type { Situation } from './situation.ts';

export type InteractionCommand = CommandOf<
  'interaction.leave' | 'interaction.linkContact' | 'interaction.rate' | 'interaction.setData' | 'interaction.erase'
>;

/** Values of integrations that one interaction keeps. */
const maxCallData = 100;

/** The interaction begins with the customer's leg expected; it is queued when that is up. */
export const decideCreate = (
  existing: Interaction | undefined,
  service: ServiceConfig | undefined,
  command: CommandOf<'interaction.create'>,
): NewEvent[] => {
  const { at, interactionId, channel, language, customer } = command;
  if (existing !== undefined) throw new CentralinoError('interaction.exists', interactionId);
  if (service === undefined) throw new CentralinoError('service.unknown', command.service);
  if (!service.channels.includes(channel)) throw new CentralinoError('service.channelNotOffered', `${service.name}: ${channel}`);
  return [
    interactionEvent(interactionId, at, 'interaction.created', {
      service: service.code,
      channel,
      language,
      customer,
      connectUntil: at + service.connectMs,
    }),
  ];
};

const rated = (interaction: Interaction, { at, rating, comment }: CommandOf<'interaction.rate'>): NewEvent[] => {
  const over = isOver(interaction);
  const talked = interaction.segments.some(({ onlineAt }) => onlineAt !== null);
  if (!over || !talked) throw new CentralinoError('interaction.state', 'A talk is rated when it is over.');
  return [interactionEvent(interaction.id, at, 'interaction.rated', { rating, comment })];
};

export const decideInteraction = (interaction: Interaction, command: InteractionCommand, situation: Situation): NewEvent[] => {
  switch (command.type) {
    case 'interaction.leave':
      return customerGone(interaction, 'left', situation);
    case 'interaction.linkContact': {
      const { at, contactId, name, by } = command;
      return [interactionEvent(interaction.id, at, 'interaction.contactLinked', { contactId, name, by })];
    }
    case 'interaction.setData': {
      const { at, data, by } = command;
      const { size } = new Set([...interaction.callData, ...data].map(({ name }) => name));
      if (size > maxCallData) throw new CentralinoError('request.invalid', `An interaction keeps at most ${maxCallData} values.`);
      return [interactionEvent(interaction.id, at, 'interaction.dataSet', { data, by })];
    }
    case 'interaction.erase': {
      if (!isClosed(interaction)) throw new CentralinoError('interaction.state', 'It is still going on.');
      return [interactionEvent(interaction.id, command.at, 'interaction.erased', {})];
    }
    case 'interaction.rate':
      return rated(interaction, command);
    default:
      return never(command);
  }
};
