import type { SdkHandlers } from '../host/widget-host.ts';
import { SdkError } from '../link/sdk-error.ts';
import type { FakeDesk } from './fake-desk.ts';

const phoneNumber = /^\+?[0-9][0-9 ()./-]{1,24}$/;

/** What the fake desk does for widgets. Anything that looks like a phone number may be called; the real desk parses numbers properly. */
export function fakeHandlers(desk: FakeDesk): SdkHandlers {
  const ofPhase = (id: string | null, phases: readonly string[], what: string): string => {
    const contact = desk.current(id);
    const { phase } = desk.stateOf(contact);
    if (!phases.includes(phase)) throw new SdkError('sdk.state', `Contact ${contact} is ${phase}: it can't be ${what} now.`);
    return contact;
  };
  /** As in a real desk, the agent sees why nothing happens. */
  const reachable = (destination: string, widget: string): string => {
    const wanted = destination.trim();
    if (phoneNumber.test(wanted) || desk.resources.has(wanted)) return wanted;
    const text = wanted === '' ? 'The number is empty.' : `"${wanted}" is not a phone number, an agent or a service.`;
    desk.alerts.push({ widget, level: 'error', text, durationMs: 4_000 });
    throw new SdkError('sdk.invalid', text);
  };
  const call = (destination: string, widget: string, more: Parameters<FakeDesk['dial']>[1]): { contactId: string } => ({
    contactId: desk.dial(reachable(destination, widget), more),
  });
  /** The consultation that belongs to a contact, given either of the two, or neither. */
  const consultationOf = (id: string | null): { main: string; consultation: string } => {
    const found = [...desk.consultations].find(([consultation, main]) => id === null || id === main || id === consultation);
    if (!found) throw new SdkError('sdk.state', 'There is no consultation to complete.');
    const [consultation, main] = found;
    if (desk.stateOf(consultation).phase !== 'established') throw new SdkError('sdk.state', 'Who is consulted has not answered yet.');
    return { main, consultation };
  };

  return {
    'contact.makeCall': ({ destination, callData }, { widget }) => call(destination, widget.id, { callData }),
    'contact.makeJob': ({ destination, callData, contentDescription }, { widget }) =>
      call(destination, widget.id, { callData, description: contentDescription }),
    'contact.answer': ({ contactId }) => {
      const ringing = contactId ?? desk.contacts.find((contact) => contact.event === 'RINGING')?.id ?? null;
      desk.answered(ofPhase(ringing, ['started'], 'answered'));
      return {};
    },
    'contact.hangup': ({ contactId }) => {
      const id = ofPhase(contactId, ['started', 'established'], 'hung up');
      const main = desk.consultations.get(id);
      if (main !== undefined) {
        desk.consultations.delete(id);
        desk.happens({ type: 'consultationCancelled', id: main, consultation: id, retrieved: true });
      } else desk.happens({ type: 'cleared', id, wrapping: desk.stateOf(id).phase === 'established' });
      return {};
    },
    'contact.hold': ({ contactId }) => {
      const id = ofPhase(contactId, ['established'], 'held');
      const held = !desk.stateOf(id).held;
      desk.happens({ type: held ? 'held' : 'retrieved', id });
      return { held };
    },
    'contact.offlineEnd': ({ contactId }) => {
      const wrapping = contactId ?? desk.contacts.find((contact) => contact.job_state === 'offline')?.id ?? null;
      // A manual call has no after-call work: older pages end it all the same.
      if (wrapping !== null && desk.profile.contacts[wrapping] === undefined && desk.contactEvents(wrapping).length > 0) return {};
      desk.finished(ofPhase(wrapping, ['cleared'], 'finished'));
      return {};
    },
    'contact.setCallData': ({ contactId, callData }) => {
      desk.setCallData(desk.current(contactId), callData);
      return {};
    },
    'contact.startRecording': ({ contactId }) => {
      desk.recording.add(ofPhase(contactId, ['established'], 'recorded'));
      return {};
    },
    'contact.stopRecording': ({ contactId }) => {
      const id = desk.current(contactId);
      if (!desk.recording.delete(id)) throw new SdkError('sdk.state', `Contact ${id} is not being recorded.`);
      return {};
    },
    'contact.transferDirect': ({ contactId, destination }, { widget }) => {
      desk.transfer(ofPhase(contactId, ['established'], 'transferred'), reachable(destination, widget.id));
      return {};
    },
    'contact.transferConsultation': ({ contactId, destination, callData }, { widget }) => {
      const main = ofPhase(contactId, ['established'], 'consulted about');
      if (desk.stateOf(main).contact.channel === 'chat') throw new SdkError('sdk.unsupported', 'A chat can only be transferred directly.');
      return { contactId: desk.dial(reachable(destination, widget.id), { main, callData }) };
    },
    'contact.transferComplete': ({ contactId }) => {
      const { main, consultation } = consultationOf(contactId);
      desk.completeConsultation(main, consultation);
      return {};
    },
    'contact.transferConference': ({ contactId }) => {
      const { main, consultation } = consultationOf(contactId);
      desk.consultations.delete(consultation);
      desk.happens({ type: 'conferenced', id: main, consultation });
      return {};
    },
    'contact.playDtmf': ({ contactId, digits }) => {
      desk.dtmf.push({ contactId: ofPhase(contactId, ['established'], 'sent tones'), digits });
      return {};
    },
    'contact.list': () => ({ contacts: desk.contacts }),
    'widget.sendData': ({ widget, data }, context) => {
      desk.deliverData(widget, context.widget.id, data);
      return {};
    },
    'widget.token': () => ({ token: `token-of-${desk.agentId}`, validMs: null }),
    'widget.tokenOneShot': () => ({ token: `once-${desk.requests.length}`, validMs: null }),
    'tab.badge': ({ text }, { widget }) => {
      if (text === '' || text === '0') desk.badges.delete(widget.id);
      else desk.badges.set(widget.id, text);
      return {};
    },
    'tab.goTo': ({ widget }, context) => {
      const id = widget ?? context.widget.id;
      if (!desk.hasWidget(id)) throw new SdkError('sdk.unknownWidget', `There is no widget ${id} in this desk.`);
      desk.front = id;
      return {};
    },
    'tab.leave': (_params, { widget }) => {
      if (desk.front === widget.id) desk.front = null;
      return {};
    },
    'alert.show': ({ level, text, durationMs }, { widget }) => {
      desk.alerts.push({ widget: widget.id, level, text, durationMs });
      return {};
    },
    'agent.login': () => {
      desk.setAgentState('loggedIn');
      return {};
    },
    'agent.pause': ({ reason }) => {
      desk.setAgentState('paused', reason);
      return {};
    },
    'agent.logout': () => {
      if (desk.contacts.length > 0) throw new SdkError('sdk.state', 'Finish your contacts first.');
      desk.setAgentState('loggedOut');
      return {};
    },
    'agent.groups': ({ loggedIn }) => ({
      groups: loggedIn ? desk.groups.all.filter((group) => desk.groups.loggedIn.includes(group.id)) : desk.groups.all,
    }),
    'agent.setGroups': ({ groups }) => {
      desk.groups.loggedIn = groups;
      return {};
    },
    'agent.get': ({ agentId }) => {
      if (agentId !== '' && agentId !== desk.agentId) throw new SdkError('agent.unknown', `There is no agent ${agentId}.`);
      return { agent: desk.agent };
    },
    'agent.list': () => ({ agents: [desk.agent] }),
    'chat.send': ({ contactId, text }) => {
      const id = ofPhase(contactId, ['established'], 'written to');
      if (desk.stateOf(id).contact.channel !== 'chat') throw new SdkError('sdk.state', `Contact ${id} is not a chat.`);
      desk.chatMessages.push({ contactId: id, text });
      return {};
    },
  };
}
