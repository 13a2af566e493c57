import type { DeskRequests } from '@centralino/protocol';
import type { popupRequests } from '@centralino/protocol';
import { CentralinoError } from '@centralino/protocol';
import type { Handlers } from '../realtime/session.ts';
import type { PopupDesk, PopupDoor } from './popup-door.ts';

/** What a desk says of its popups. `door` null: this server has none. */
export function popupHandlers(door: PopupDoor | null, desk: PopupDesk): Pick<Handlers<DeskRequests>, keyof typeof popupRequests> {
  const open = (): PopupDoor => {
    if (door === null) throw new CentralinoError('popup.unknown');
    return door;
  };
  return {
    'popup.receipt': async (receipt) => {
      await open().receipt(desk.agentId, receipt);
      return {};
    },
    'popup.demand': async (about) => {
      await open().demand(desk, about);
      return {};
    },
    'popup.address': async ({ id }) => ({ url: await open().address(desk.agentId, id) }),
    'popup.check': async ({ id }) => ({ verdict: await open().check(desk.agentId, id) }),
  };
}
