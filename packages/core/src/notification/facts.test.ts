import { CentralinoError } from '@centralino/protocol';
import type { Command } from '@centralino/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { Script } from '../testing/script.ts';
import { handle } from '../world/handle.ts';

class Told extends Script {
  /** What was told since the last time, one line each: type, event, call id, agent. */
  heard(): string[] {
    return this.facts
      .splice(0)
      .map(({ type, event, interactionId, agent, userdnis }) =>
        [type, event, interactionId, type === 'TRANSFER' ? `→ ${userdnis}` : (agent?.username ?? '')].join(' ').trim(),
      );
  }
}

let s: Told;
beforeEach(() => {
  s = new Told();
  s.service('care');
  s.readyAgent('op1', 'care');
  s.heard();
});

/** A customer talks to op1; op2 is there but not ready, as in the vendor's example. */
const talk = (): void => {
  s.call('i', 'care');
  s.answer('i.1', 'op1');
  colleague('op2');
};

const colleague = (id: string): void => {
  s.agent(id, 'care');
  s.connect(id);
  s.presence(id, { kind: 'paused', reason: 'break' });
};

describe('a service call', () => {
  it('rings, is answered, ends', () => {
    s.call('i', 'care');
    expect(s.heard()).toEqual(['SERVICECALL NEW i', 'SERVICECALL RING i op1']);
    s.act('accept', 'i.1', 'op1');
    expect(s.heard()).toEqual([]);
    s.up('i.1.a');
    expect(s.heard()).toEqual(['SERVICECALL SERVICE_ANSWER i op1']);
    s.act('hangUp', 'i.1', 'op1');
    expect(s.heard()).toEqual(['SERVICECALL SERVICE_HANGUP i op1']);
    s.act('finish', 'i.1', 'op1');
    expect(s.heard()).toEqual([]);
  });

  it('is abandoned in the queue, at the ring, and while media comes up: ended before answer', () => {
    s.call('i', 'care');
    s.leave('i');
    expect(s.heard().slice(2)).toEqual(['SERVICECALL NO_ANSWER i op1', 'SERVICECALL HANGUP i']);
    s.call('j', 'care');
    s.act('accept', 'j.1', 'op1');
    s.leave('j');
    expect(s.heard().slice(2)).toEqual(['SERVICECALL NO_ANSWER j op1', 'SERVICECALL HANGUP j']);
    s.disconnect('op1');
    s.call('k', 'care');
    s.leave('k');
    expect(s.heard()).toEqual(['SERVICECALL NEW k', 'SERVICECALL HANGUP k']);
    s.create('l', 'care');
    s.leave('l');
    s.create('m', 'care');
    s.wait(20_000);
    expect(s.heard(), 'whose media never came up was never there').toEqual([]);
  });

  it('is declined by one agent and rings at the next, missed, lost: each is told', () => {
    s.readyAgent('op2', 'care');
    s.call('i', 'care');
    s.act('decline', 'i.1', 'op1');
    expect(s.heard().slice(1)).toEqual(['SERVICECALL RING i op1', 'SERVICECALL NO_ANSWER i op1', 'SERVICECALL RING i op2']);
    s.wait(20_000);
    expect(s.heard()).toEqual(['SERVICECALL NO_ANSWER i op2', 'SERVICECALL RING i op1']);
    s.answer('i.3', 'op1');
    s.lose('i.3.a');
    s.wait(20_000);
    expect(s.heard()).toEqual(['SERVICECALL SERVICE_ANSWER i op1', 'SERVICECALL SERVICE_HANGUP i op1', 'SERVICECALL RING i op1']);
    s.leave('i');
    expect(s.heard()).toEqual(['SERVICECALL NO_ANSWER i op1', 'SERVICECALL HANGUP i']);
  });

  it('tells whom receivers need to know', () => {
    s.send({
      type: 'interaction.create',
      interactionId: 'i',
      service: 'care',
      channel: 'webcall',
      language: 'it',
      customer: { name: 'Mario Rossi', contactId: 'c1', answers: [{ key: 'phone', label: 'Telefono', value: '347 1' }] },
    });
    s.up('i.c');
    const ring = s.facts.at(-1);
    expect(ring).toMatchObject({
      event: 'RING',
      channel: 'phone',
      at: s.at,
      service: 'care',
      caller: { contactId: 'c1', number: '347 1', name: 'Mario Rossi' },
      called: { contactId: null, number: 'care' },
      agent: { username: 'op1' },
      userclid: null,
      userdnis: 'op1',
    });
    s.service('care', { number: '+39 045 2220050' });
    s.send({ type: 'interaction.setData', interactionId: 'i', data: [{ name: 'crmId', value: '7' }], by: null });
    s.answer('i.1', 'op1');
    expect(s.facts.at(-1)).toMatchObject({ data: [{ name: 'crmId', value: '7' }], called: { number: '+390452220050' } });
  });
});

describe('a blind transfer', () => {
  beforeEach(() => {
    talk();
    s.heard();
    s.transfer('i.1', 'op1', '@op2');
  });
  const begun = ['INBOUNDCALL NEW i op2'];
  const happened = ['SERVICECALL SERVICE_HANGUP i op1', 'TRANSFER TRANSFERRED i → op2', 'INBOUNDCALL ANSWER i op2'];

  it('is told when it happened: the end of the first leg, the transfer, then a direct call with the original id', () => {
    expect(s.heard()).toEqual(begun);
    const letGoAt = s.at;
    s.wait(5_000);
    s.answer('i.2', 'op2');
    // Receivers take a transfer that is answered at its own time for one with consultation.
    expect(s.facts.map(({ at }) => at - letGoAt)).toEqual([0, 0, 5_000]);
    expect(s.heard()).toEqual(happened);
    s.act('hangUp', 'i.2', 'op2');
    expect(s.heard()).toEqual(['INBOUNDCALL HANGUP i op2']);
  });

  it.each([
    ['declined', () => s.act('decline', 'i.2', 'op2')],
    ['missed', () => s.wait(20_000)],
    ['taken back', () => s.callControl('cancelTransfer', 'i.1', 'op1')],
    ['without media', () => (s.act('accept', 'i.2', 'op2'), s.fail('i.2.a'))],
  ])('%s: nothing but that it failed; the service’s call goes on and ends once', (_how, fail) => {
    fail();
    expect(s.heard()).toEqual([...begun, 'INBOUNDCALL NO_ANSWER i op2', 'TRANSFER FAILED i → op2']);
    s.leave('i');
    expect(s.heard()).toEqual(['SERVICECALL SERVICE_HANGUP i op1']);
  });

  it('failed, then to somebody who answers', () => {
    s.act('decline', 'i.2', 'op2');
    colleague('op3');
    s.transfer('i.1', 'op1', '@op3');
    s.heard();
    s.answer('i.3', 'op3');
    s.leave('i');
    expect(s.heard()).toEqual([
      'SERVICECALL SERVICE_HANGUP i op1',
      'TRANSFER TRANSFERRED i → op3',
      'INBOUNDCALL ANSWER i op3',
      'INBOUNDCALL HANGUP i op3',
    ]);
  });

  it('left to its fate and missed: whoever answers the line has it from who left', () => {
    s.callControl('leaveTransfer', 'i.1', 'op1');
    expect(s.heard()).toEqual([...begun, 'SERVICECALL SERVICE_HANGUP i op1']);
    const leftAt = s.at;
    s.wait(3_000);
    s.act('decline', 'i.2', 'op2');
    expect(s.heard()).toEqual(['INBOUNDCALL NO_ANSWER i op2', 'TRANSFER FAILED i → op2']);
    s.readyAgent('op3', 'care');
    expect(s.heard()).toEqual(['INBOUNDCALL NEW i op3']);
    s.answer('i.3', 'op3');
    expect(s.facts[0]).toMatchObject({ at: leftAt, userclid: 'op1' });
    s.leave('i');
    expect(s.heard()).toEqual(['TRANSFER TRANSFERRED i → op3', 'INBOUNDCALL ANSWER i op3', 'INBOUNDCALL HANGUP i op3']);
  });

  it('the customer leaves while it rings: one end', () => {
    s.leave('i');
    expect(s.heard()).toEqual([...begun, 'INBOUNDCALL NO_ANSWER i op2', 'TRANSFER FAILED i → op2', 'SERVICECALL SERVICE_HANGUP i op1']);
  });

  it('who transferred left, then the customer leaves while it rings: ended before answer', () => {
    s.callControl('leaveTransfer', 'i.1', 'op1');
    s.leave('i');
    expect(s.heard().slice(2)).toEqual(['INBOUNDCALL NO_ANSWER i op2', 'TRANSFER FAILED i → op2', 'SERVICECALL HANGUP i']);
  });

  it('the leg of who transferred is lost: its end is said once, the ring goes on', () => {
    s.fail('i.1.a');
    expect(s.heard()).toEqual([...begun, 'SERVICECALL SERVICE_HANGUP i op1']);
    s.answer('i.2', 'op2');
    s.leave('i');
    expect(s.heard()).toEqual(['TRANSFER TRANSFERRED i → op2', 'INBOUNDCALL ANSWER i op2', 'INBOUNDCALL HANGUP i op2']);
  });

  it('goes on to a third', () => {
    s.answer('i.2', 'op2');
    s.heard();
    colleague('op3');
    s.transfer('i.2', 'op2', '@op3');
    s.answer('i.3', 'op3');
    expect(s.heard()).toEqual([
      'INBOUNDCALL NEW i op3',
      'INBOUNDCALL HANGUP i op2',
      'TRANSFER TRANSFERRED i → op3',
      'INBOUNDCALL ANSWER i op3',
    ]);
  });
});

describe('a blind transfer to a service', () => {
  beforeEach(() => {
    talk();
    s.service('sales');
    s.heard();
    s.transfer('i.1', 'op1', 'sales');
  });
  const begun = ['SERVICECALL SERVICE_HANGUP i op1', 'SERVICECALL NEW i'];

  it('is told when one of its agents answers: from person to person, and no ring that would begin the call anew', () => {
    expect(s.facts[1]).toMatchObject({ service: 'sales', reason: 'transferred' });
    expect(s.heard()).toEqual(begun);
    const letGoAt = s.at;
    s.wait(3_000);
    s.readyAgent('sam', 'sales');
    expect(s.heard()).toEqual(['INBOUNDCALL NEW i sam']);
    s.act('decline', 'i.2', 'sam');
    s.readyAgent('sue', 'sales');
    expect(s.heard()).toEqual(['INBOUNDCALL NO_ANSWER i sam', 'INBOUNDCALL NEW i sue']);
    s.answer('i.3', 'sue');
    expect(s.facts[0]).toMatchObject({ at: letGoAt, userclid: 'op1', userdnis: 'sue', service: 'care', reason: 'blind' });
    expect(s.facts[1]).toMatchObject({ at: letGoAt + 3_000, service: 'sales' });
    expect(s.heard()).toEqual(['TRANSFER TRANSFERRED i → sue', 'INBOUNDCALL ANSWER i sue']);
    s.leave('i');
    expect(s.heard()).toEqual(['INBOUNDCALL HANGUP i sue']);
  });

  it('the customer leaves before: ended before answer, and never transferred', () => {
    s.leave('i');
    expect(s.heard()).toEqual([...begun, 'SERVICECALL HANGUP i']);
  });
});

it('a direct call that was to be transferred and came back ends with who talked', () => {
  colleague('op2');
  colleague('op3');
  s.makeCall('i', 'op3', '@op2');
  s.up('i.c');
  s.answer('i.1', 'op2');
  s.transfer('i.1', 'op2', '@op1');
  s.heard();
  s.act('decline', 'i.2', 'op1');
  s.hangUpCall('i', 'op3');
  expect(s.heard()).toEqual([
    'INBOUNDCALL NO_ANSWER i op1',
    'TRANSFER FAILED i → op1',
    'OUTBOUNDCALL HANGUP i op2',
    'INBOUNDCALL HANGUP i op2',
  ]);
});

it('a transfer to somebody who is not there fails before it began: nothing ends', () => {
  talk();
  s.disconnect('op2');
  s.heard();
  s.transfer('i.1', 'op1', '@op2');
  expect(s.heard()).toEqual(['TRANSFER FAILED i → op2']);
  s.act('hangUp', 'i.1', 'op1');
  expect(s.heard()).toEqual(['SERVICECALL SERVICE_HANGUP i op1']);
});

describe('a consultation', () => {
  beforeEach(() => {
    talk();
    s.heard();
    s.consult('i.1', 'op1', 'k', '@op2');
  });
  const asked = ['OUTBOUNDCALL NEW k', 'INBOUNDCALL NEW k op2'];

  it('is a call of its own, then the transfer, and at the very end the service’s hang-up', () => {
    expect(s.heard()).toEqual(asked);
    expect(s.answer('k.1', 'op2')).not.toEqual([]);
    expect(s.facts.at(-1)).toMatchObject({
      caller: { number: 'op1' },
      called: { contactId: null, number: 'op2' },
      userclid: 'op1',
      userdnis: 'op2',
    });
    expect(s.heard()).toEqual(['OUTBOUNDCALL ANSWER k op2', 'INBOUNDCALL ANSWER k op2']);
    s.consultation('complete', 'k', 'op1');
    expect(s.heard()).toEqual(['OUTBOUNDCALL HANGUP k op2', 'INBOUNDCALL HANGUP k op2', 'TRANSFER TRANSFERRED i → op2']);
    s.act('finish', 'i.1', 'op1');
    expect(s.heard()).toEqual([]);
    s.leave('i');
    expect(s.heard()).toEqual(['SERVICECALL SERVICE_HANGUP i op2']);
  });

  it('cancelled: the main call knows nothing of it', () => {
    s.answer('k.1', 'op2');
    s.heard();
    s.consultation('cancel', 'k', 'op1');
    expect(s.heard()).toEqual(['OUTBOUNDCALL HANGUP k op2', 'INBOUNDCALL HANGUP k op2']);
    s.leave('i');
    expect(s.heard()).toEqual(['SERVICECALL SERVICE_HANGUP i op1']);
  });

  it('declined: a call that was not answered', () => {
    s.act('decline', 'k.1', 'op2');
    expect(s.heard()).toEqual([...asked, 'INBOUNDCALL NO_ANSWER k op2', 'OUTBOUNDCALL HANGUP k', 'INBOUNDCALL HANGUP k op2']);
  });

  describe('turned into a conference', () => {
    beforeEach(() => {
      s.answer('k.1', 'op2');
      s.consultation('conference', 'k', 'op1');
      s.heard();
    });

    it('the first leaves: the call is the other’s', () => {
      s.act('hangUp', 'i.1', 'op1');
      expect(s.heard()).toEqual(['TRANSFER TRANSFERRED i → op2']);
      s.act('hangUp', 'i.2', 'op2');
      expect(s.heard()).toEqual(['SERVICECALL SERVICE_HANGUP i op2']);
    });

    it('the guest leaves: nothing changed; all end together: one end', () => {
      s.act('hangUp', 'i.2', 'op2');
      expect(s.heard()).toEqual([]);
      s.leave('i');
      expect(s.heard()).toEqual(['SERVICECALL SERVICE_HANGUP i op1']);
    });

    it('the customer leaves both: one end', () => {
      s.leave('i');
      expect(s.heard()).toEqual(['SERVICECALL SERVICE_HANGUP i op2']);
    });
  });
});

describe('a call by hand', () => {
  beforeEach(() => {
    colleague('op2');
    s.heard();
  });

  it('is outbound for who calls and inbound for who is called', () => {
    s.makeCall('i', 'op1', '@op2');
    expect(s.heard()).toEqual(['OUTBOUNDCALL NEW i']);
    s.up('i.c');
    expect(s.heard()).toEqual(['INBOUNDCALL NEW i op2']);
    s.answer('i.1', 'op2');
    expect(s.heard()).toEqual(['OUTBOUNDCALL ANSWER i op2', 'INBOUNDCALL ANSWER i op2']);
    s.hangUpCall('i', 'op1');
    expect(s.heard()).toEqual(['OUTBOUNDCALL HANGUP i op2', 'INBOUNDCALL HANGUP i op2']);
  });

  it('is about a contact: whose number was called', () => {
    s.send({
      type: 'call.make',
      interactionId: 'i',
      agentId: 'op1',
      to: { kind: 'agent', agentId: 'op2' },
      service: null,
      channel: 'webcall',
      language: 'it',
      contactId: 'c1',
    });
    expect(s.facts[0]).toMatchObject({ called: { contactId: 'c1' }, caller: { contactId: null, number: 'op1' }, userclid: 'op1' });
  });

  it('given up before the answer: both sides end', () => {
    s.makeCall('i', 'op1', '@op2');
    s.up('i.c');
    s.hangUpCall('i', 'op1');
    expect(s.heard().slice(2)).toEqual(['INBOUNDCALL NO_ANSWER i op2', 'OUTBOUNDCALL HANGUP i', 'INBOUNDCALL HANGUP i op2']);
  });

  it('to a service: its agents have a service call', () => {
    s.service('sales');
    s.readyAgent('sam', 'sales');
    s.heard();
    s.makeCall('i', 'op1', 'sales');
    s.up('i.c');
    s.answer('i.1', 'sam');
    s.act('hangUp', 'i.1', 'sam');
    expect(s.heard()).toEqual([
      'OUTBOUNDCALL NEW i',
      'SERVICECALL NEW i',
      'SERVICECALL RING i sam',
      'OUTBOUNDCALL ANSWER i sam',
      'SERVICECALL SERVICE_ANSWER i sam',
      'SERVICECALL SERVICE_HANGUP i sam',
      'OUTBOUNDCALL HANGUP i sam',
    ]);
  });
});

it('nothing is told of a refused command', () => {
  talk();
  s.heard();
  expect(() => s.act('accept', 'i.1', 'op1')).toThrow(CentralinoError);
  expect(s.heard()).toEqual([]);
});

it('decides the same with and without an ear', () => {
  const command = (at: number): Command => ({ type: 'interaction.leave', at, interactionId: 'i' });
  talk();
  const deaf = new Script();
  deaf.service('care');
  deaf.readyAgent('op1', 'care');
  deaf.call('i', 'care');
  deaf.answer('i.1', 'op1');
  const types = (events: { type: string }[]): string[] => events.map(({ type }) => type);
  expect(types(handle(s.world, command(s.at), () => {}))).toEqual(types(handle(deaf.world, command(deaf.at))));
});
