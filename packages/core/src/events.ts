import { agentStream, interactionStream, serviceStream } from '@centralino/protocol';
import type { EventData, EventType, NewEvent } from '@centralino/protocol';

type AgentEventType = Extract<EventType, `agent.${string}`>;
type ServiceEventType = Extract<EventType, `service.${string}`>;
type InteractionEventType = Exclude<EventType, AgentEventType | ServiceEventType>;

export type AgentEvent = Extract<NewEvent, { type: AgentEventType }>;
export type ServiceEvent = Extract<NewEvent, { type: ServiceEventType }>;
/** Interactions own the events of their segments and legs: one stream tells the whole story of one customer. */
export type InteractionEvent = Extract<NewEvent, { type: InteractionEventType }>;

// The pairing of type and data is checked by the signature; TypeScript cannot see that the result is a member of the union.
export const interactionEvent = <T extends InteractionEventType>(id: string, at: number, type: T, data: EventData<T>): InteractionEvent =>
  ({ type, stream: interactionStream(id), at, data }) as unknown as InteractionEvent;

export const agentEvent = <T extends AgentEventType>(id: string, at: number, type: T, data: EventData<T>): AgentEvent =>
  ({ type, stream: agentStream(id), at, data }) as unknown as AgentEvent;

export const serviceEvent = <T extends ServiceEventType>(code: string, at: number, type: T, data: EventData<T>): ServiceEvent =>
  ({ type, stream: serviceStream(code), at, data }) as unknown as ServiceEvent;

/** What follows the first colon of a stream's name. */
export const subjectOf = (stream: string): string => stream.slice(stream.indexOf(':') + 1);

export const never = (value: never): never => {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
};
