import { CentralinoError, directServiceCode } from '@centralino/protocol';
import type { CommandOf, NewEvent, ServiceConfig } from '@centralino/protocol';
import { never, serviceEvent } from '../events.ts';
import type { ServiceEvent } from '../events.ts';
import { sameJson } from '../same-json.ts';

/**
 * ```
 *          configured          removed (no open interactions)
 *  (none) ───────────▶ offered ◀──────────────────────────────▶ removed
 *                      ▲    │               configured
 *                      └────┘ configured
 * ```
 * A removed service is kept for its name in past interactions.
 */
export interface Service {
  readonly config: ServiceConfig;
  readonly removed: boolean;
}

export type ServiceCommand = CommandOf<'service.configure' | 'service.remove'>;

export const decideService = (service: Service | undefined, command: ServiceCommand, openInteractions: number): NewEvent[] => {
  const code = command.type === 'service.configure' ? command.service.code : command.code;
  if (code === directServiceCode) throw new CentralinoError('service.reserved', code);
  switch (command.type) {
    case 'service.configure': {
      const same = service !== undefined && !service.removed && sameJson(service.config, command.service);
      return same ? [] : [serviceEvent(command.service.code, command.at, 'service.configured', { service: command.service })];
    }
    case 'service.remove':
      if (service === undefined || service.removed) throw new CentralinoError('service.unknown', command.code);
      if (openInteractions > 0) throw new CentralinoError('service.inUse', `${command.code}: ${openInteractions}`);
      return [serviceEvent(command.code, command.at, 'service.removed', {})];
    default:
      return never(command);
  }
};

export const evolveService = (service: Service | undefined, event: ServiceEvent): Service => {
  if (event.type === 'service.configured') return { config: event.data.service, removed: false };
  if (service === undefined) throw new Error(`${event.type} for ${event.stream}, which was never configured`);
  return { ...service, removed: true };
};
