import { SdkError, type SdkHandlers, type WidgetContext } from '@centralino/agentdesktop/host';
import {
  sdkContactId,
  sdkContactList,
  type InteractionView,
  type RecordingView,
  type SdkAgentState,
  type SdkCallData,
  type SdkProfileContact,
  type Target,
  type TargetList,
} from '@centralino/protocol';
import { failureCode } from '@centralino/ui';
import { consultationOf, openSegmentOf, ringingPart, type Part } from '../state/desk-state.ts';
import type { Desk } from '../state/desk.ts';
import { view } from '../state/view.ts';
import { targetOf, type BadDestination } from './destination.ts';
import { sdkStateOf } from './sdk-desk.ts';
import type { FeedCall, SdkFeed } from './sdk-feed.ts';
import { focusSideTab, setWidgetBadge, showWidgetAlert, sideWidget } from './widget-state.ts';

/** The desk's words for what widgets do wrong; the screen knows the language. */
export interface WidgetWords {
  badDestination: (kind: 'call' | 'transfer', why: BadDestination, destination: string) => string;
  failure: (code: string) => string;
  title: (context: WidgetContext) => string;
}

/** How long data for a page that is still loading waits for it. */
const pageWaitMs = 5_000;
const tonePauseMs = 500;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What widgets may ask of the desk: everything runs with the rights of the signed-in agent, and only of theirs. */
export function createWidgetHandlers(desk: Desk, words: () => WidgetWords): SdkHandlers {
  const { commands, sdk } = desk;

  const feed = (): SdkFeed => {
    if (sdk.feed === null) throw new SdkError('sdk.failed', 'The desk is still connecting: try again in a moment.');
    return sdk.feed;
  };
  const stateOf = (id: string): SdkProfileContact => {
    const state = feed().profile.contacts[id];
    if (state === undefined) throw new SdkError('sdk.unknownContact', `There is no contact ${id} at the agent.`);
    return state;
  };
  /** The contact that is meant: talking before held, held before ringing, ringing before after-call work; the newest of equals. */
  const current = (id: string | null): SdkProfileContact => {
    if (id !== null) return stateOf(id);
    const rank = ({ phase, held }: SdkProfileContact): number => (phase === 'established' ? (held ? 1 : 0) : phase === 'started' ? 2 : 3);
    const [found] = Object.values(feed().profile.contacts)
      .reverse()
      .sort((a, b) => rank(a) - rank(b));
    if (found === undefined) throw new SdkError('sdk.unknownContact', 'There is no contact at the agent.');
    return found;
  };
  const callOf = (state: SdkProfileContact): FeedCall => {
    const call = Object.values(feed().calls).find(({ contact }) => contact === state.contact.id);
    if (call === undefined) throw new SdkError('sdk.state', `Contact ${state.contact.id} is over.`);
    return call;
  };
  const interactionOf = (call: FeedCall): InteractionView => {
    const interaction = desk.state.get().interactions.find(({ id }) => id === call.interactionId);
    if (interaction === undefined) throw new SdkError('sdk.state', `Contact ${call.contact} is over.`);
    return interaction;
  };
  const partOf = (call: FeedCall): Part => {
    const interaction = interactionOf(call);
    const segment = openSegmentOf(interaction, feed().agent.id);
    if (segment === null || segment.id !== call.segmentId) throw new SdkError('sdk.state', `Contact ${call.contact} is over.`);
    return { interaction, segment };
  };
  /** A talk with a customer or colleague that may be transferred or consulted about. */
  const talk = (id: string | null, what: string): Part => {
    const call = callOf(current(id));
    if (call.segmentId === null) throw new SdkError('sdk.state', `Contact ${call.contact} was called by the agent: it can't be ${what}.`);
    const part = partOf(call);
    if (part.segment.state !== 'online') throw new SdkError('sdk.state', `Contact ${call.contact} is not talking: it can't be ${what}.`);
    return part;
  };
  /** The open consultation that belongs to either of the two contacts, or to the current one. */
  const consultation = (id: string | null): InteractionView => {
    const call = id === null ? Object.values(feed().calls).find(({ main }) => main !== null) : callOf(stateOf(id));
    if (call === undefined) throw new SdkError('sdk.state', 'There is no consultation.');
    if (call.segmentId === null && call.main !== null) return interactionOf(call);
    const found = consultationOf(desk.state.get(), partOf(call));
    if (found === null) throw new SdkError('sdk.state', 'There is no consultation about this contact.');
    return found;
  };

  const alertError = (text: string, context: WidgetContext): void =>
    showWidgetAlert({ level: 'error', text, widget: words().title(context) });
  /** Whom a page means; an empty or wrong destination is answered with a window in the desk, and no call. */
  const target = async (kind: 'call' | 'transfer', destination: string, context: WidgetContext): Promise<Target> => {
    const wanted = destination.trim();
    const known = wanted === '' ? { agents: [], services: [] } : await commands.searchTargets(wanted);
    const found = targetOf(wanted, known);
    if (typeof found !== 'string') return found;
    const text = words().badDestination(kind, found, wanted);
    alertError(text, context);
    throw new SdkError('sdk.invalid', text);
  };
  /** A refusal by the server is shown to the agent, who sees why nothing happens, and told to the page. */
  const shown = async <T>(context: WidgetContext, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const code = failureCode(error);
      const text = words().failure(code);
      alertError(text, context);
      throw new SdkError(code, text);
    }
  };
  const makeCall = async (
    request: { destination: string; serviceId: string; callData: SdkCallData[]; contentDescription?: string },
    context: WidgetContext,
  ): Promise<{ contactId: string }> => {
    const to = await target('call', request.destination, context);
    return shown(context, async () => {
      sdk.expect({ destination: request.destination.trim(), callData: null, description: request.contentDescription ?? '' });
      try {
        const service = request.serviceId === '' || to.kind === 'service' ? null : request.serviceId;
        const interactionId = await commands.call(to, service, request.callData);
        return { contactId: sdkContactId(`${interactionId}.0`, { node: 'EP' }) };
      } catch (error) {
        sdk.expect(null);
        throw error;
      }
    });
  };
  const colleague = ({ username, name, presence }: TargetList['agents'][number]): SdkAgentState => ({
    id: username,
    name,
    state: sdkStateOf(presence),
    firstLoginTime: '',
  });
  /** Values that a page gives along with a command; the server keeps them with the interaction. */
  const keep = async (interactionId: string, data: readonly SdkCallData[]): Promise<void> => {
    if (data.length > 0) await commands.setCallData(interactionId, [...data]);
  };
  const recorded = (id: string | null): { part: Part; recording: RecordingView | undefined } => {
    const part = talk(id, 'recorded');
    return { part, recording: part.interaction.recordings.find(({ state }) => state === 'recording' || state === 'paused') };
  };
  const token =
    (kind: 'session' | 'oneShot') =>
    async (_params: object, { widget }: WidgetContext): Promise<{ token: string; validMs: number }> => {
      const { token: text, expiresAt } = await commands.token(kind, widget.id);
      return { token: text, validMs: Math.max(0, expiresAt - desk.serverNow()) };
    };

  return {
    'contact.makeCall': makeCall,
    'contact.makeJob': makeCall,
    'contact.answer': async ({ contactId }) => {
      const ringing = contactId === null ? ringingPart(desk.state.get()) : partOf(callOf(stateOf(contactId)));
      if (ringing === null || ringing.segment.state !== 'offered') throw new SdkError('sdk.state', 'Nothing rings that could be answered.');
      await commands.answer(ringing);
      return {};
    },
    'contact.hangup': async ({ contactId }) => {
      const call = callOf(current(contactId));
      if (call.main !== null) await commands.cancelConsultation(call.interactionId);
      else if (call.segmentId === null) await commands.hangUpCall(call.interactionId);
      else {
        const part = partOf(call);
        if (part.segment.state === 'wrapping') throw new SdkError('sdk.state', `Contact ${call.contact} is hung up already.`);
        await (part.segment.state === 'offered' ? commands.decline(part) : commands.hangUp(part));
      }
      return {};
    },
    'contact.hold': async ({ contactId }) => {
      const state = current(contactId);
      const call = callOf(state);
      // The state goes on changing while the server is asked.
      const held = !state.held;
      if (call.main !== null) {
        await commands.swap(call.interactionId);
        return { held };
      }
      if (call.segmentId === null) {
        if (state.phase !== 'established') throw new SdkError('sdk.state', `Contact ${call.contact} is not talking: it can't be held.`);
        await commands.holdCall(call.interactionId, held);
        return { held };
      }
      const part = talk(state.contact.id, 'held');
      await (part.segment.held ? commands.resume(part) : commands.hold(part));
      return { held: !part.segment.held };
    },
    'contact.offlineEnd': async ({ contactId }) => {
      const log = feed().log.entries;
      // Calls of one's own have no after-call work: older pages end it all the same.
      const over = contactId !== null && feed().profile.contacts[contactId] === undefined;
      if (over && log.some((entry) => entry.kind === 'contact' && entry.data.id === contactId)) return {};
      const wrapping =
        contactId === null ? Object.values(feed().profile.contacts).find(({ phase }) => phase === 'cleared') : stateOf(contactId);
      if (wrapping === undefined) throw new SdkError('sdk.unknownContact', 'No contact is in after-call work.');
      const part = partOf(callOf(wrapping));
      if (wrapping.phase !== 'cleared') throw new SdkError('sdk.state', `Contact ${wrapping.contact.id} is not in after-call work.`);
      // To pages a transfer is done when it begins; here it may still ring: the agent leaves it.
      if (part.segment.state === 'online') await commands.leaveTransfer(part);
      await commands.finish(part);
      return {};
    },
    'contact.setCallData': async ({ contactId, callData }) => {
      await keep(callOf(current(contactId)).interactionId, callData);
      return {};
    },
    'contact.startRecording': async ({ contactId, callData }, context) => {
      const { part, recording } = recorded(contactId);
      await keep(part.interaction.id, callData);
      if (recording?.state === 'recording') return {};
      await shown(context, () => commands.record(recording?.state === 'paused' ? 'resume' : 'start', part));
      return {};
    },
    'contact.stopRecording': async ({ contactId }, context) => {
      const { part, recording } = recorded(contactId);
      if (recording === undefined) throw new SdkError('sdk.state', 'This contact is not being recorded.');
      await shown(context, () => commands.record('stop', part));
      return {};
    },
    'contact.transferDirect': async ({ contactId, destination, callData }, context) => {
      const part = talk(contactId, 'transferred');
      const to = await target('transfer', destination, context);
      await keep(part.interaction.id, callData);
      await shown(context, () => commands.transfer(part, to));
      return {};
    },
    'contact.transferConsultation': async ({ contactId, destination, callData }, context) => {
      const part = talk(contactId, 'consulted about');
      const to = await target('transfer', destination, context);
      return shown(context, async () => {
        sdk.expect({ destination: destination.trim(), callData: callData.length === 0 ? null : callData, description: '' });
        try {
          const { interactionId } = await commands.consult(part, to);
          await keep(interactionId, callData);
          return { contactId: sdkContactId(`${interactionId}.0`, { node: 'EP' }) };
        } catch (error) {
          sdk.expect(null);
          throw error;
        }
      });
    },
    'contact.transferComplete': async ({ contactId }) => {
      await commands.complete(consultation(contactId).id);
      return {};
    },
    'contact.transferConference': async ({ contactId }) => {
      await commands.conference(consultation(contactId).id);
      return {};
    },
    'contact.playDtmf': async ({ contactId, digits }) => {
      const call = callOf(current(contactId));
      const interaction = interactionOf(call);
      const legId = call.segmentId === null ? interaction.customerLeg.id : partOf(call).segment.leg.id;
      for (const [index, run] of digits.toUpperCase().split(',').entries()) {
        if (index > 0) await wait(tonePauseMs);
        for (let at = 0; at < run.length; at += 32) await commands.sendTones(legId, run.slice(at, at + 32));
      }
      return {};
    },
    'contact.list': () => ({ contacts: sdkContactList(feed().profile).slice(0, 200) }),

    'widget.sendData': async ({ widget, data }, context) => {
      const hosts = sdk.hostsOf(widget);
      if (hosts.length === 0) throw new SdkError('sdk.unknownWidget', `There is no widget ${widget} in this desk.`);
      // A page that is still loading would miss it.
      for (let waited = 0; waited < pageWaitMs && !hosts.some(({ connected }) => connected); waited += 100) await wait(100);
      const there = hosts.filter(({ connected }) => connected);
      if (there.length === 0) throw new SdkError('sdk.failed', `Widget ${widget} does not answer: its page may not have loaded.`);
      for (const host of there) host.pass({ kind: 'data', data: { from: context.widget.id, data } });
      return {};
    },
    'widget.token': token('session'),
    'widget.tokenOneShot': token('oneShot'),
    'tab.badge': ({ text }, { widget }) => {
      setWidgetBadge(widget.id, text);
      return {};
    },
    'tab.goTo': ({ widget }, context) => {
      const id = widget ?? context.widget.id;
      const found = desk.widgets.get().find((one) => one.id === id);
      if (found === undefined) throw new SdkError('sdk.unknownWidget', `There is no widget ${id} in this desk.`);
      if (found.placement === 'desk') view.set({ kind: 'widget', id });
      else sideWidget.set(id);
      return {};
    },
    'tab.leave': (_params, { widget }) => {
      const shown = view.get();
      if (shown.kind === 'widget' && shown.id === widget.id) view.set({ kind: 'desk' });
      else if (sideWidget.get() === widget.id) focusSideTab(widget.id);
      return {};
    },
    'alert.show': ({ level, text, durationMs }, context) => {
      showWidgetAlert({ level, text, widget: words().title(context) }, durationMs);
      return {};
    },

    'agent.login': async () => {
      await commands.setPresence({ kind: 'ready' });
      return {};
    },
    'agent.pause': async ({ reason }) => {
      const reasons = desk.state.get().pauseReasons;
      if (reason !== '' && !reasons.some(({ code }) => code === reason)) {
        throw new SdkError('sdk.invalid', `There is no pause reason ${reason}: ${reasons.map(({ code }) => code).join(', ')}.`);
      }
      await commands.setPresence({ kind: 'paused', reason: reason || (reasons[0]?.code ?? 'pause') });
      return {};
    },
    'agent.logout': async () => {
      await commands.setPresence({ kind: 'loggedOut' });
      return {};
    },
    'agent.get': async ({ agentId }) => {
      const own = sdk.agentState(desk.state.get().agent);
      if (agentId === '' || agentId === own.id) return { agent: own };
      const { agents } = await commands.searchTargets(agentId);
      const agent = agents.find(({ username }) => username.toLowerCase() === agentId.toLowerCase());
      if (agent === undefined) throw new SdkError('agent.unknown', `There is no agent ${agentId}.`);
      return { agent: colleague(agent) };
    },
    'agent.groups': ({ loggedIn }) => {
      const { services, agent } = desk.state.get();
      const groups = services.map(({ code, name }) => ({ id: code, description: name }));
      return { groups: loggedIn && agent?.presence.kind !== 'ready' ? [] : groups };
    },
    'agent.setGroups': () => {
      throw new SdkError('sdk.unsupported', 'Here supervisors say in which services an agent works, not the agent: nothing was changed.');
    },
    'chat.send': () => {
      throw new SdkError('sdk.unsupported', 'This desk has no chat channel yet: nothing was sent.');
    },
    'agent.list': async () => {
      const { agents } = await commands.colleagues();
      return { agents: [sdk.agentState(desk.state.get().agent), ...agents.map(colleague)] };
    },
  };
}
