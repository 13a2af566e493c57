import type { FakeDesk, InboundOptions } from './fake-desk.ts';

/** Ids of the contacts that a scenario made. */
export interface ScenarioContacts {
  main: string;
  /** The second call of a consultation; or, after a failed transfer, the customer who came back. */
  second?: string;
}

/**
 * Whole stories, told to all widgets of a fake desk in the order in which AgentDesktop tells them. Each leaves the desk without open
 * contacts, except where its name says otherwise.
 * @example
 * scenarios.directTransferSuccess(desk);
 * await desk.settled();
 * expect(myWidget.record).toBe('closed');
 */
export const scenarios = {
  /** Rings, is answered, held and taken back, the customer hangs up, after-call work is finished. */
  inbound(desk: FakeDesk, options: InboundOptions = {}): ScenarioContacts {
    const main = talking(desk, options);
    desk.happens({ type: 'held', id: main });
    desk.happens({ type: 'retrieved', id: main });
    desk.otherHangsUp(main);
    desk.finished(main);
    return { main };
  },
  /** Rings, and nobody answers. */
  inboundNotAnswered(desk: FakeDesk, options: InboundOptions = {}): ScenarioContacts {
    const main = desk.inbound(options);
    desk.notAnswered(main);
    return { main };
  },
  /** The agent calls a number, talks and hangs up. */
  manualCall(desk: FakeDesk, options: { destination?: string } = {}): ScenarioContacts {
    const main = desk.dial(options.destination ?? '0452224600');
    desk.otherHangsUp(main);
    return { main };
  },
  directTransferSuccess(desk: FakeDesk, options: InboundOptions & { destination?: string } = {}): ScenarioContacts {
    const main = talking(desk, options);
    withOutcome(desk, 'accepted', () => desk.transfer(main, options.destination ?? 'op2'));
    desk.finished(main);
    return { main };
  },
  /** The same events; then the customer is back, under the same id, and stays open. */
  directTransferFailure(desk: FakeDesk, options: InboundOptions & { destination?: string } = {}): ScenarioContacts {
    const main = talking(desk, options);
    withOutcome(desk, 'declined', () => desk.transfer(main, options.destination ?? 'op2'));
    return { main };
  },
  consultationComplete(desk: FakeDesk, options: InboundOptions & { destination?: string } = {}): ScenarioContacts {
    const { main, second } = consulting(desk, options);
    desk.completeConsultation(main, second);
    desk.finished(main);
    return { main, second };
  },
  /** The consultation is given up, the customer is back, then hangs up. */
  consultationCancel(desk: FakeDesk, options: InboundOptions & { destination?: string } = {}): ScenarioContacts {
    const { main, second } = consulting(desk, options);
    desk.consultations.delete(second);
    desk.happens({ type: 'consultationCancelled', id: main, consultation: second, retrieved: true });
    desk.otherHangsUp(main);
    desk.finished(main);
    return { main, second };
  },
  /** All three talk, then the customer hangs up. */
  consultationConference(desk: FakeDesk, options: InboundOptions & { destination?: string } = {}): ScenarioContacts {
    const { main, second } = consulting(desk, options);
    desk.consultations.delete(second);
    desk.happens({ type: 'conferenced', id: main, consultation: second });
    desk.otherHangsUp(main);
    desk.finished(main);
    return { main, second };
  },
  /** Login, pause, back, logout. */
  agentStates(desk: FakeDesk): void {
    desk.setAgentState('loggedIn');
    desk.setAgentState('paused', 'coffee');
    desk.setAgentState('loggedIn');
    desk.setAgentState('loggedOut');
  },
  /** A chat: taken, and transferred directly. */
  chat(desk: FakeDesk, options: InboundOptions & { destination?: string } = {}): ScenarioContacts {
    const main = talking(desk, { ani: 'Mario Rossi', dnis: 'customercare', ...options, channel: 'chat' });
    withOutcome(desk, 'accepted', () => desk.transfer(main, options.destination ?? 'op2'));
    desk.finished(main);
    return { main };
  },
};

function talking(desk: FakeDesk, options: InboundOptions): string {
  const main = desk.inbound(options);
  desk.answered(main);
  return main;
}

function consulting(desk: FakeDesk, options: InboundOptions & { destination?: string }): { main: string; second: string } {
  const main = talking(desk, options);
  const before = desk.calledAnswer;
  desk.calledAnswer = true;
  const second = desk.dial(options.destination ?? 'op2', { main });
  desk.calledAnswer = before;
  return { main, second };
}

function withOutcome(desk: FakeDesk, outcome: FakeDesk['transferOutcome'], act: () => void): void {
  const before = desk.transferOutcome;
  desk.transferOutcome = outcome;
  act();
  desk.transferOutcome = before;
}
